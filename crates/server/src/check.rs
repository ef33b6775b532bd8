//! `beistand-server check`: looks at everything a start needs, says a line about each, and changes nothing.

mod certificate;
mod clock;
mod live;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use tokio::net::TcpListener;

use crate::bus::nats::inspect as look_at_nats;
use crate::config::{Contents, Serve};
use crate::files::{self, Files};
use crate::tls::Certificate;
use beistand_domain::Moment;
use beistand_store::{Address, DatabaseContents, DatabaseLocation, inspect};

/// What is to be looked at.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub serve: Serve,
    /// Only ask a running server whether it is ready, as in http://127.0.0.1:9464/readyz.
    #[arg(long, value_name = "URL")]
    pub live: Option<String>,
}

/// Below this a server should get more room soon: some 250,000 messages of the measured 210 bytes, logs and a back-up beside them.
const LITTLE_SPACE: u64 = 1024 * 1024 * 1024;
/// Below this it should not start.
const NO_SPACE: u64 = 64 * 1024 * 1024;

/// Days before its end from which a certificate is to be renewed.
const SOON: i64 = 14;

/// What one look has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Good,
    /// It would start, but the operator should think about it.
    Mind,
    Wrong,
}

/// One line of the answer.
#[derive(Debug)]
pub struct Finding {
    pub what: &'static str,
    pub verdict: Verdict,
    pub text: String,
}

impl Finding {
    fn new(what: &'static str, verdict: Verdict, text: impl Into<String>) -> Self {
        Self { what, verdict, text: text.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = match self.verdict {
            Verdict::Good => "ok",
            Verdict::Mind => "mind",
            Verdict::Wrong => "WRONG",
        };
        write!(f, "{verdict:<5}  {:<13}  {}", self.what, self.text)
    }
}

/// Looks at everything.
pub async fn run(check: &Check, now: Moment) -> Vec<Finding> {
    if let Some(url) = &check.live {
        return vec![match live::ask(url).await {
            Ok(()) => Finding::new("live", Verdict::Good, format!("{url} is ready")),
            Err(why) => Finding::new("live", Verdict::Wrong, format!("{url}: {why}")),
        }];
    }
    let serve = &check.serve;
    let data = serve.data.clone().unwrap_or_else(|| Contents::AsTheyAre.folder().into());
    let looked = database(&serve.settings.database.place(&data)).await;
    let mut lines = vec![configuration(serve), folder(&data), looked, space(&data)];
    lines.extend(clock::inspect(&serve.settings.database.place(&data), now).await);
    lines.push(listen("listen", serve.listen, serve.settings.tls_cert.is_some()).await);
    if let Some(address) = serve.metrics_listen {
        lines.push(metrics(address, listen("metrics", address, false).await));
    }
    lines.push(proxy(serve));
    lines.extend(tls(serve, now));
    lines.extend(bounds(serve));
    lines.extend(secrecy(serve));
    lines.extend(bus(serve).await);
    lines.push(sealed_files(serve, &data).await);
    if let Some(place) = &serve.settings.updates {
        lines.push(updates(place, &serve.settings.s3).await);
    }
    lines
}

fn configuration(serve: &Serve) -> Finding {
    let from = serve
        .config
        .as_ref()
        .map_or("no file; flags and environment".into(), |file| file.display().to_string());
    Finding::new("configuration", Verdict::Good, from)
}

fn folder(data: &Path) -> Finding {
    let what = "data folder";
    let shown = data.display();
    let existing = data.ancestors().map(somewhere).find(|folder| folder.exists());
    let Some(existing) = existing else {
        return Finding::new(what, Verdict::Wrong, format!("{shown} leads nowhere"));
    };
    if !existing.is_dir() {
        return Finding::new(what, Verdict::Wrong, format!("{} is no folder", existing.display()));
    }
    // The file has no name, so that nothing is left whatever happens.
    match tempfile::tempfile_in(&existing) {
        Ok(_) if data.exists() => Finding::new(what, Verdict::Good, format!("{shown} can be written")),
        Ok(_) => Finding::new(what, Verdict::Good, format!("{shown} will be made")),
        Err(error) => {
            Finding::new(what, Verdict::Wrong, format!("{} cannot be written: {error}", existing.display()))
        }
    }
}

/// The parent of a bare name is the empty path; it means here.
fn somewhere(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() }
}

async fn database(place: &DatabaseLocation) -> Finding {
    let finding = |verdict, text: String| Finding::new("database", verdict, text);
    match inspect(place).await {
        Ok(DatabaseContents::Nothing) => finding(Verdict::Good, "none yet; the first start makes it".into()),
        Ok(DatabaseContents::Demo) => finding(
            Verdict::Wrong,
            "holds the demo centre, whose passwords everybody knows; serve refuses it".into(),
        ),
        Ok(DatabaseContents::Schema { is, newest }) if is == newest => {
            finding(Verdict::Good, format!("schema {is}, current"))
        }
        Ok(DatabaseContents::Schema { is, newest }) if is < newest => {
            finding(Verdict::Mind, format!("schema {is}; the next start makes it {newest}, so back up first"))
        }
        Ok(DatabaseContents::Schema { is, newest }) => finding(
            Verdict::Wrong,
            format!("schema {is} was made by a newer server; this one knows {newest}"),
        ),
        Err(error) => finding(Verdict::Wrong, format!("cannot be read: {error:#}")),
    }
}

fn space(data: &Path) -> Finding {
    let finding = |verdict, text: String| Finding::new("free space", verdict, text);
    let Some(existing) = data.ancestors().map(somewhere).find(|folder| folder.exists()) else {
        return finding(Verdict::Wrong, "nowhere to look".into());
    };
    match fs4::available_space(&existing) {
        Ok(bytes) => {
            let verdict = match bytes {
                ..NO_SPACE => Verdict::Wrong,
                NO_SPACE..LITTLE_SPACE => Verdict::Mind,
                LITTLE_SPACE.. => Verdict::Good,
            };
            finding(verdict, format!("{} MiB", bytes / 1024 / 1024))
        }
        Err(error) => finding(Verdict::Mind, format!("unknown: {error}")),
    }
}

async fn listen(what: &'static str, address: SocketAddr, tls: bool) -> Finding {
    match TcpListener::bind(address).await {
        Ok(_) => Finding::new(what, Verdict::Good, format!("{address} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && tls => {
            let text = format!("{address} is taken; if not by this server's own process, it will not start");
            Finding::new(what, Verdict::Mind, text)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            match live::ask(&format!("http://{address}/healthz")).await {
                Ok(()) => Finding::new(what, Verdict::Good, format!("{address}: a server is running there")),
                Err(why) => Finding::new(
                    what,
                    Verdict::Wrong,
                    format!("{address} is taken by something else ({why})"),
                ),
            }
        }
        Err(error) => Finding::new(what, Verdict::Wrong, format!("{address}: {error}")),
    }
}

fn metrics(address: SocketAddr, finding: Finding) -> Finding {
    if finding.verdict == Verdict::Good && !address.ip().is_loopback() {
        let text = format!("{}; it asks nobody who they are, so keep it from outside", finding.text);
        return Finding { verdict: Verdict::Mind, text, ..finding };
    }
    finding
}

fn proxy(serve: &Serve) -> Finding {
    let finding = |verdict, text: &str| Finding::new("proxy", verdict, text);
    let here = serve.listen.ip().is_loopback();
    let named = &serve.settings.trusted_proxy;
    if !named.is_empty() {
        let everybody = named.iter().any(|network| network.prefix_len() == 0);
        let named: Vec<String> = named.iter().map(ToString::to_string).collect();
        let verdict = if everybody { Verdict::Mind } else { Verdict::Good };
        let text = format!("{} is believed about the addresses of visitors", named.join(", "));
        return finding(verdict, &text);
    }
    if serve.settings.tls_cert.is_some() {
        return finding(Verdict::Good, "none, and none is needed");
    }
    match (serve.settings.behind_proxy, here) {
        (true, true) => finding(Verdict::Good, "on this machine; limits count the addresses that it writes"),
        (true, false) => finding(
            Verdict::Mind,
            "only one on this machine is believed, but others reach this address as well",
        ),
        (false, true) => finding(
            Verdict::Mind,
            "none; if there is one, all its visitors share one limit (--behind-proxy). Pages offer no chat without HTTPS, except on this machine",
        ),
        (false, false) => finding(Verdict::Mind, "none, and no TLS: pages offer no chat without HTTPS"),
    }
}

fn tls(serve: &Serve, now: Moment) -> Option<Finding> {
    let (chain, key) = (serve.settings.tls_cert.as_ref()?, serve.settings.tls_key.as_ref()?);
    Some(match Certificate::read(chain, key).and_then(|_| certificate::valid_for(chain, now)) {
        Ok(days) => {
            let verdict = match days {
                ..0 => Verdict::Wrong,
                0..SOON => Verdict::Mind,
                SOON.. => Verdict::Good,
            };
            let when = match days {
                ..0 => "is not valid at this time, so no browser takes it".to_owned(),
                days => format!("is valid for {days} days"),
            };
            Finding::new("tls", verdict, format!("{} with its key, and {when}", chain.display()))
        }
        Err(error) => Finding::new("tls", Verdict::Wrong, format!("{error:#}")),
    })
}

/// Bounds that would keep everyone out.
fn bounds(serve: &Serve) -> Option<Finding> {
    let settings = &serve.settings;
    let closed = [
        ("requests-per-address", settings.requests_per_address == 0),
        ("waiting-per-address", settings.waiting_per_address == 0),
        ("connections-per-address", settings.connections_per_address == 0),
        ("sign-in-tries", settings.sign_in_tries == 0),
        ("sign-in-tries-per-address", settings.sign_in_tries_per_address == 0),
    ];
    let closed: Vec<&str> = closed.iter().filter(|(_, zero)| *zero).map(|(name, _)| *name).collect();
    let text = || format!("{} is 0, so nobody gets in", closed.join(", "));
    (!closed.is_empty()).then(|| Finding::new("bounds", Verdict::Wrong, text()))
}

/// What goes over a network unencrypted.
fn secrecy(serve: &Serve) -> Vec<Finding> {
    let mut lines = Vec::new();
    if serve.settings.database.address.as_ref().is_some_and(Address::is_plain) {
        let text = "the way to PostgreSQL may be unencrypted: say sslmode=require";
        lines.push(Finding::new("database", Verdict::Mind, text.to_owned()));
    }
    if serve.settings.nats.as_ref().and_then(|nats| nats.read().ok()).is_some_and(|nats| nats.is_plain()) {
        let text = "the way to NATS is unencrypted: say tls:// instead of nats://";
        lines.push(Finding::new("nats", Verdict::Mind, text.to_owned()));
    }
    lines
}

async fn bus(serve: &Serve) -> Option<Finding> {
    let prefix = &serve.settings.nats_prefix;
    Some(match look_at_nats(serve.settings.nats.as_ref()?, prefix).await {
        Ok(shown) => Finding::new("nats", Verdict::Good, format!("{shown} answers for {prefix}.>")),
        Err(error) => Finding::new("nats", Verdict::Wrong, format!("{error:#}")),
    })
}

/// Where the sealed files of chats are. Looking makes no folder.
async fn sealed_files(serve: &Serve, data: &Path) -> Finding {
    let finding = |verdict, text: String| Finding::new("files", verdict, text);
    let place = serve.settings.files_of(data);
    match &place {
        files::StorageLocation::Folder(folder) => {
            let kept = folder_of_files(folder);
            if kept.verdict == Verdict::Good
                && serve.settings.nats.is_some()
                && serve.settings.files.is_none()
            {
                let text = format!(
                    "{place}: each process would keep its own; name a folder or bucket that all share"
                );
                return finding(Verdict::Mind, text);
            }
            kept
        }
        files::StorageLocation::Bucket { .. } => match Files::open(&place, &serve.settings.s3) {
            Ok(files) if files.answers().await => finding(Verdict::Good, format!("{place} answers")),
            Ok(_) => finding(Verdict::Wrong, format!("{place} does not answer")),
            Err(error) => finding(Verdict::Wrong, format!("{place}: {error:#}")),
        },
    }
}

fn folder_of_files(path: &Path) -> Finding {
    Finding { what: "files", ..folder(path) }
}

async fn updates(place: &files::StorageLocation, s3: &files::S3) -> Finding {
    let what = "updates";
    // Looking makes nothing; a start would make the folder.
    if let files::StorageLocation::Folder(folder) = place
        && let Err(error) = std::fs::read_dir(folder)
    {
        return Finding::new(what, Verdict::Wrong, format!("{place}: {error}"));
    }
    match Files::open(place, s3) {
        Ok(files) if files.answers().await => {
            Finding::new(what, Verdict::Good, format!("{place} can be read"))
        }
        Ok(_) => Finding::new(what, Verdict::Wrong, format!("{place} does not answer")),
        Err(error) => Finding::new(what, Verdict::Wrong, format!("{place}: {error:#}")),
    }
}
