//! Signing in, and being signed out by the server.

use std::time::Duration;

use beistand_client::cache::{self, Opened};
use beistand_client::session::Session;
use beistand_client::world::Identity;
use beistand_client::{
    Account, AccountError, Cache, CertificateProblem, Live, Obstacle, ServerAddress, StorageError,
};
use beistand_protocol::rest::session::{SignIn, SignedIn};
use beistand_protocol::{Blob, Problem, ProblemCode};

use super::happened::Happened;
use super::starting::unknown;
use super::{Controller, Desk, SignedOut, Stage, give};
use crate::command::{self, PersonRequest};
use crate::desktop::NoKeyring;
use crate::request::Request;
use crate::secret::Secret;
use crate::session::pending::Pending;
use crate::session::rotation::Rotation;
use crate::session::secrets::{Secrets, WriteNo};
use crate::view::{NoticeWhat, SignInProblem, SignInScreen, Unopened};

/// Tries of one sign-in while the server has no room.
const BUSY_TRIES: u32 = 20;
/// Where it does not say how long.
const BUSY_PAUSE: Duration = Duration::from_secs(3);

impl Controller {
    pub(super) fn keyring_written(&mut self, no: WriteNo, done: Result<(), NoKeyring>) {
        self.token_kept(no);
        if done.is_err() && self.keyring {
            self.keyring = false;
            self.notice(NoticeWhat::NoKeyring);
        }
    }

    pub(super) fn start_sign_in(&mut self, request: command::SignIn) {
        let locked = !self.keyring && !request.discard;
        let unopened = locked.then(|| self.would_remove(Unopened::KeyringLocked)).flatten();
        let Stage::SignedOut(signed_out) = &mut self.stage else {
            return;
        };
        if signed_out.form.busy {
            return;
        }
        if unopened.is_some() && signed_out.secrets.is_none() {
            signed_out.form.busy = true;
            signed_out.waiting = Some(request);
            return self.vault.read();
        }
        let command::SignIn { server, name, password, code, shared, discard } = request;
        signed_out.form = SignInScreen {
            server,
            name: name.trim().to_owned(),
            busy: true,
            problem: None,
            shared,
            ..signed_out.form
        };
        let (typed, name) = (signed_out.form.server.clone(), signed_out.form.name.clone());
        match self.prepare(&typed, &name, discard) {
            Ok(pending) => self.ask_server(pending, password, code),
            Err(problem) => self.refuse_sign_in(problem),
        }
    }

    /// Address, keys and a folder that takes files, before the server is asked.
    fn prepare(&self, typed: &str, name: &str, discard: bool) -> Result<Pending, SignInProblem> {
        let address = ServerAddress::parse(typed).map_err(|_| SignInProblem::BadAddress)?;
        let account = Account::new(address.clone()).map_err(|_| SignInProblem::Unreachable)?;
        cache::probe(&self.folder).map_err(|error| no_storage(&error))?;
        let kept = self.kept_secrets().filter(|kept| kept.server == address.to_string() && kept.name == name);
        let fresh = kept.is_none();
        if fresh && !discard {
            let why = match self.kept_secrets() {
                Some(_) => Unopened::AnotherPerson,
                None => Unopened::KeysMissing,
            };
            self.would_remove(why).map_or(Ok(()), Err)?;
        }
        let secrets = kept
            .cloned()
            .unwrap_or_else(|| Secrets::make(address.to_string(), name.to_owned(), &self.runtime));
        Ok(Pending { secrets, account, fresh })
    }

    fn kept_secrets(&self) -> Option<&Secrets> {
        match &self.stage {
            Stage::SignedOut(signed_out) => signed_out.secrets.as_ref(),
            Stage::Starting | Stage::SignedIn(_) => None,
        }
    }

    /// Copies of another person, or under a lost key, are of no use.
    fn begin_storage(&mut self, secrets: &Secrets, fresh: bool) -> Result<Opened, StorageError> {
        if let Stage::SignedOut(signed_out) = &mut self.stage {
            // The file can be open only once.
            signed_out.dormant = None;
        }
        if fresh {
            cache::remove(&self.folder)?;
        }
        self.open_cache(secrets)
    }

    pub(super) fn open_cache(&self, secrets: &Secrets) -> Result<Opened, StorageError> {
        let key = secrets.storage_key().ok_or(StorageError::Damaged)?;
        Cache::open(&self.folder, key, self.runtime.clone())
    }

    pub(super) fn open_dormant(&self, secrets: &Secrets) -> Result<Session, StorageError> {
        let cache = self.open_cache(secrets)?.cache;
        let identity = Session::kept_identity(&cache).unwrap_or_else(|| unknown(&secrets.name));
        let key = secrets.device_keys().ok_or(StorageError::Damaged)?;
        Session::open(cache, secrets.device, key, identity, self.runtime.clone())
    }

    /// At the start of a shift a server turns desks away for a moment; they come again by themselves, not all at once.
    fn ask_server(&self, mut pending: Pending, password: Secret, code: Option<Secret>) {
        pending.secrets.begin_day(self.runtime.now(), &self.runtime);
        let (runtime, inbox) = (self.runtime.clone(), self.inbox.clone());
        self.begin(async move {
            let mut tries = 1;
            let answer = loop {
                let answer = match sign_in_body(&pending.secrets, &password, code.as_ref()) {
                    Some(body) => pending.account.sign_in(body).await,
                    None => break Err(AccountError::Unreachable),
                };
                let Some(wait) = busy_for(&answer).filter(|_| tries < BUSY_TRIES) else { break answer };
                tries += 1;
                let again = runtime.sleep(wait + wait.mul_f64(runtime.fraction()));
                give(&inbox, Happened::SignInWaits);
                again.await;
            };
            Happened::SignInAnswered { pending: Box::new(pending), answer }
        });
    }

    pub(super) fn sign_in_waits(&mut self) {
        if let Stage::SignedOut(signed_out) = &mut self.stage {
            signed_out.form.problem = Some(SignInProblem::ServerBusy);
        }
    }

    pub(super) fn sign_in_answered(&mut self, pending: Pending, answer: Result<SignedIn, AccountError>) {
        match answer {
            Ok(signed_in) => self.admitted(pending, signed_in),
            Err(error) => self.refuse_sign_in(problem(&error)),
        }
    }

    fn admitted(&mut self, pending: Pending, signed_in: SignedIn) {
        let Pending { mut secrets, account, fresh } = pending;
        let SignedIn { token, me, centre } = signed_in;
        let account = account.with_token(token.clone());
        let copies = match self.begin_storage(&secrets, fresh) {
            Ok(copies) => copies,
            Err(error) => return self.turn_back(account, &error),
        };
        secrets.token = Some(token);
        secrets.token_since = self.runtime.now();
        secrets.day_keys.taken(secrets.token_since);
        let shared = matches!(&self.stage, Stage::SignedOut(signed_out) if signed_out.form.shared);
        self.kept.shared = shared;
        self.kept.server.clone_from(&secrets.server);
        self.kept.name = if shared { String::new() } else { secrets.name.clone() };
        if self.save_settings().is_err() {
            tracing::warn!("the name for the next sign-in could not be kept");
        }
        self.keep_secrets(&secrets);
        self.enter(secrets, account, copies, Identity { me, centre });
        self.arrive();
    }

    /// The server said yes and the disk did not: nobody will use this session.
    fn turn_back(&mut self, account: Account, error: &StorageError) {
        tokio::spawn(async move {
            if account.sign_out().await.is_err() {
                tracing::warn!("the server did not hear that the session is of no use");
            }
        });
        let dormant = self.kept_secrets().and_then(|secrets| self.open_dormant(secrets).ok());
        if let Stage::SignedOut(signed_out) = &mut self.stage {
            signed_out.dormant = dormant;
        }
        self.refuse_sign_in(no_storage(error));
    }

    fn refuse_sign_in(&mut self, problem: SignInProblem) {
        let Stage::SignedOut(signed_out) = &mut self.stage else {
            return;
        };
        signed_out.form.busy = false;
        signed_out.form.problem = Some(problem);
    }

    /// On a machine that several people use nothing outlives the program.
    pub(super) fn keep_secrets(&mut self, secrets: &Secrets) -> WriteNo {
        if self.kept.shared { self.vault.delete() } else { self.vault.write(secrets) }
    }

    /// Signed in: the desk stands and the connection begins.
    pub(super) fn enter(&mut self, secrets: Secrets, account: Account, copies: Opened, identity: Identity) {
        let Opened { cache, rebuilt } = copies;
        let (Some(token), Some(key)) = (secrets.token.clone(), secrets.device_keys()) else {
            return self.show_sign_in(None, None, None);
        };
        let session = match Session::open(cache, secrets.device, key, identity, self.runtime.clone()) {
            Ok(session) => session,
            Err(_) => return self.show_sign_in(Some(secrets), None, Some(SignInProblem::NoStorage)),
        };
        self.runs += 1;
        let (run, inbox) = (self.runs, self.inbox.clone());
        let tell = move |event| give(&inbox, Happened::LiveTold { run, event: Box::new(event) });
        let live = Live::start(account.server(), &token, self.runtime.clone(), tell);
        let account = account.with_token(token);
        let layout = session.kept("layout").unwrap_or_default();
        let (availability, availability_asked) = Default::default();
        let (accepting, uploads, warned, outdated) = Default::default();
        let rotation = Rotation::of(secrets.token_since, self.runtime.now());
        let desk = Desk {
            run,
            session,
            account,
            live,
            secrets,
            layout,
            availability,
            availability_asked,
            rotation,
            accepting,
            uploads,
            warned,
            outdated,
        };
        self.stage = Stage::SignedIn(Box::new(desk));
        self.tidy_tabs();
        if rebuilt {
            self.notice(NoticeWhat::CacheRebuilt);
        }
        if !self.keyring {
            self.notice(NoticeWhat::NoKeyring);
        }
    }

    /// Keeps where a link or the tray wants to go until a person is signed in; gives everything else back.
    pub(super) fn wait_for_sign_in(&mut self, request: Request) -> Option<Request> {
        let leads_somewhere = matches!(
            request,
            Request::Person(
                PersonRequest::GoTo(..) | PersonRequest::RevealChat(..) | PersonRequest::OpenSettings(..)
            )
        );
        if self.desk().is_ok() || !leads_somewhere {
            return Some(request);
        }
        self.show_window();
        self.at_sign_in = Some(request);
        None
    }

    pub(super) fn arrive(&mut self) {
        if self.desk().is_ok()
            && let Some(request) = self.at_sign_in.take()
        {
            // What it led to may not be there any more.
            self.carry_out(request);
        }
    }

    /// The server ended the session. The keys and what was typed stay for the person who signs in with the same name.
    pub(super) fn session_ended(&mut self) {
        let seen = self.sees_the_window();
        let relied_on = self.desk().is_ok_and(|desk| desk.is_relied_on());
        self.sign_in_again(SignInProblem::SessionEnded);
        if let Stage::SignedOut(signed_out) = &mut self.stage {
            signed_out.missed |= relied_on && !seen;
        }
    }

    /// A person who has the sign-in screen before their eyes need not be called to it.
    pub(super) fn notice_sign_in(&mut self) {
        if self.sees_the_window()
            && let Stage::SignedOut(signed_out) = &mut self.stage
        {
            signed_out.missed = false;
        }
    }

    pub(super) fn sign_in_again(&mut self, problem: SignInProblem) {
        let stage = std::mem::replace(&mut self.stage, Stage::Starting);
        match stage {
            Stage::SignedIn(desk) => {
                let Desk { session, mut secrets, .. } = *desk;
                secrets.token = None;
                self.keep_secrets(&secrets);
                self.clear();
                self.show_sign_in(Some(secrets), Some(session), Some(problem));
            }
            Stage::Starting | Stage::SignedOut(_) => self.stage = stage,
        }
    }

    pub(super) fn show_sign_in(
        &mut self,
        secrets: Option<Secrets>,
        dormant: Option<Session>,
        problem: Option<SignInProblem>,
    ) {
        let (server, name) = (self.kept.server.clone(), self.kept.name.clone());
        let form = SignInScreen {
            server,
            name,
            busy: false,
            problem,
            keyring: self.keyring,
            shared: self.kept.shared,
        };
        self.stage =
            Stage::SignedOut(Box::new(SignedOut { form, secrets, dormant, missed: false, waiting: None }));
        self.drop_dormant_day_keys();
    }
}

fn sign_in_body(secrets: &Secrets, password: &Secret, code: Option<&Secret>) -> Option<SignIn> {
    Some(SignIn {
        name: secrets.name.clone(),
        password: password.to_string(),
        code: code.map(|code| code.to_string()),
        device: secrets.device,
        device_name: format!("Beistand, {}", std::env::consts::OS),
        signing_key: Blob(secrets.device_keys()?.signing_key().to_vec()),
        day_key: secrets.day_key()?,
    })
}

/// How long a server wants to be left alone that has no room just now.
fn busy_for(answer: &Result<SignedIn, AccountError>) -> Option<Duration> {
    match answer {
        Err(AccountError::Refused(problem)) if problem.code == ProblemCode::Unavailable => {
            Some(problem.retry_after.map_or(BUSY_PAUSE, |seconds| Duration::from_secs(seconds.max(1).into())))
        }
        Ok(_) | Err(_) => None,
    }
}

fn no_storage(error: &StorageError) -> SignInProblem {
    tracing::error!(%error, "the data folder cannot be used");
    SignInProblem::NoStorage
}

fn problem(error: &AccountError) -> SignInProblem {
    match error {
        AccountError::Unreachable | AccountError::Stalled => SignInProblem::Unreachable,
        AccountError::Moved(server) => SignInProblem::Moved { server: server.to_string() },
        AccountError::Blocked(obstacle) => blocked(*obstacle),
        AccountError::NotBeistand { .. } => SignInProblem::NotBeistand,
        AccountError::Refused(problem) => refused(problem),
    }
}

fn blocked(obstacle: Obstacle) -> SignInProblem {
    match obstacle {
        Obstacle::Unreachable => SignInProblem::Unreachable,
        Obstacle::ProxyAway => SignInProblem::ProxyAway,
        Obstacle::ProxyUnsupported => SignInProblem::ProxyUnsupported,
        Obstacle::ProxyRefused { status } => SignInProblem::ProxyRefused { status },
        Obstacle::Certificate(CertificateProblem::Untrusted) => SignInProblem::CertificateUntrusted,
        Obstacle::Certificate(CertificateProblem::Expired) => SignInProblem::CertificateExpired,
        Obstacle::Certificate(CertificateProblem::NotYetValid) => SignInProblem::CertificateNotYetValid,
        Obstacle::Certificate(CertificateProblem::OtherName) => SignInProblem::CertificateOtherName,
    }
}

fn refused(problem: &Problem) -> SignInProblem {
    if matches!(problem.code, ProblemCode::WrongPassword | ProblemCode::Unauthenticated) {
        SignInProblem::WrongPassword
    } else if problem.code == ProblemCode::SecondFactorNeeded {
        SignInProblem::SecondFactorNeeded
    } else if problem.code == ProblemCode::WrongCode {
        SignInProblem::WrongCode
    } else if problem.code == ProblemCode::TooManyTries {
        SignInProblem::TooManyTries { retry_after: problem.retry_after }
    } else if problem.code == ProblemCode::Unavailable {
        SignInProblem::ServerStillBusy
    } else {
        SignInProblem::NotBeistand
    }
}
