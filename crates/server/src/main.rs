//! `beistand-server`: reads its options, makes the real clock and rng, and serves until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context as _;
use beistand_runtime::Runtime;
use beistand_server::check::Verdict;
use beistand_server::cli::{self, Command, Wrong};
use beistand_server::config::Serve;
use beistand_server::{Contents, Server};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

fn main() -> anyhow::Result<ExitCode> {
    owner_only();
    let runtime = tokio::runtime::Runtime::new()?;
    let done = runtime.block_on(begin());
    // Whatever still blocks a thread (a slow disk) must not keep a stopped server from ending.
    runtime.shutdown_background();
    done
}

/// Data, sealed files and back-ups are made for the server's user alone.
#[cfg(unix)]
fn owner_only() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Elsewhere a folder's access list decides, which its files inherit.
#[cfg(not(unix))]
fn owner_only() {}

async fn begin() -> anyhow::Result<ExitCode> {
    let filter = EnvFilter::try_from_env("BEISTAND_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // One JSON object for each line, for programs that collect logs.
    if std::env::var_os("BEISTAND_LOG_FORMAT").is_some_and(|format| format == "json") {
        log.json().init();
    } else {
        log.init();
    }
    let options = match cli::read(std::env::args_os()) {
        Ok(options) => options,
        Err(Wrong::Arguments(error)) => error.exit(),
        Err(wrong @ (Wrong::Unreadable { .. } | Wrong::Keys(_))) => {
            eprintln!("the configuration is wrong, so nothing was started\n{wrong}");
            return Ok(ExitCode::FAILURE);
        }
    };
    match options.command {
        Command::Demo(serve) => return run(serve, Contents::WithDemo).await,
        Command::Serve(serve) => return run(serve, Contents::AsTheyAre).await,
        Command::Check(check) => {
            let lines = beistand_server::check::run(&check, Runtime::real().now()).await;
            lines.iter().for_each(|line| println!("{line}"));
            if lines.iter().any(|line| line.verdict == Verdict::Wrong) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Admin(admin) => {
            print!("{}", beistand_server::admin::run(admin, &Runtime::real()).await?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn run(serve: Serve, contents: Contents) -> anyhow::Result<ExitCode> {
    let listener = bind(serve.listen).await?;
    let metrics = match serve.metrics_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let folder = serve.data.unwrap_or_else(|| contents.folder().into());
    let mut server = Server::start(listener, (&folder, contents), serve.settings, Runtime::steady()).await?;
    if let Some(listener) = metrics {
        tracing::info!(address = %listener.local_addr()?, "metrics");
        server.answer_operator(listener);
    }
    tracing::info!(address = %server.address, "ready");
    let mut signals = Signals::new()?;
    while signals.next().await? == Signal::ReadAgain {
        match server.read_certificate_again() {
            Ok(true) => tracing::info!("the certificate was read again"),
            Ok(false) => tracing::info!("there is no certificate to be read again"),
            Err(error) => tracing::error!("the certificate stays as it was: {error:#}"),
        }
    }
    tracing::info!("stopping");
    tokio::select! {
        ended = server.stop() => {
            tracing::info!(ended = ?ended?, "stopped");
            Ok(ExitCode::SUCCESS)
        }
        () = signals.stop() => {
            tracing::warn!("told a second time: stopping at once");
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.with_context(|| format!("cannot listen on {address}; is another server running there?"))
}

/// What an operator or a supervisor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    Stop,
    /// Files that may have changed are to be read again.
    ReadAgain,
}

/// Ctrl-C; SIGTERM and SIGHUP where there are such.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hang_up: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, hang_up: signal(SignalKind::hangup())? })
    }

    #[cfg(not(unix))]
    fn new() -> anyhow::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn next(&mut self) -> anyhow::Result<Signal> {
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed.map(|()| Signal::Stop).map_err(Into::into),
            _ = self.terminate.recv() => Ok(Signal::Stop),
            _ = self.hang_up.recv() => Ok(Signal::ReadAgain),
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> anyhow::Result<Signal> {
        tokio::signal::ctrl_c().await?;
        Ok(Signal::Stop)
    }

    /// Waits for the next one that says stop.
    async fn stop(&mut self) {
        while !matches!(self.next().await, Ok(Signal::Stop) | Err(_)) {}
    }
}
