//! `beistand-server`: reads its options, makes the real clock and dice, and serves until it is told to stop.

use anyhow::Context as _;
use beistand_ambient::Ambient;
use beistand_server::config::{Command, Options, Serve};
use beistand_server::{Contents, Server};
use clap::Parser as _;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_env("BEISTAND_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let options = Options::parse();
    match options.command {
        Command::Demo(serve) => run(serve, Contents::WithDemo).await,
        Command::Serve(serve) => run(serve, Contents::AsTheyAre).await,
        Command::Admin(admin) => {
            print!("{}", beistand_server::admin::run(admin, &Ambient::real()).await?);
            Ok(())
        }
    }
}

async fn run(serve: Serve, contents: Contents) -> anyhow::Result<()> {
    let listener = TcpListener::bind(serve.listen)
        .await
        .with_context(|| format!("cannot listen on {}; is another server running there?", serve.listen))?;
    let folder = serve.data.unwrap_or_else(|| contents.folder().into());
    let server = Server::start(listener, (&folder, contents), serve.settings, Ambient::real()).await?;
    tracing::info!(address = %server.address, "ready");
    stop_signal().await?;
    tracing::info!("stopping");
    server.stop().await
}

#[cfg(unix)]
async fn stop_signal() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn stop_signal() -> anyhow::Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}
