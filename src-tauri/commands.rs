//! The page's commands: each call becomes one of the declared requests (`beistand_app::command`).

mod file;
pub mod program;
mod table;

use crate::qr;
use beistand_app::command::Day;
use beistand_app::command::*;
use beistand_app::program::{ProgramView, UpdateState};
use beistand_app::{Ask, Failure, FailureCode, Handle, Tune};
use percent_encoding::percent_decode_str;
use tauri::ipc::{Invoke, InvokeBody, InvokeError, InvokeMessage, InvokeResponseBody};
use tauri::{App, AppHandle, Manager, Wry};

use crate::desktop::{self, TauriDesktop};

type Asked<T> = Result<T, Failure>;

/// The arguments of a call whose body is bytes: JSON, percent-encoded, as headers hold no other letters.
const ARGUMENTS: &str = "beistand-arguments";

/// Answers the page's calls.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    |Invoke { message, resolver, .. }| {
        let app = message.webview_ref().app_handle().clone();
        let call = call(&message);
        resolver.respond_async_serialized(async move {
            let answer = async { dispatch(call?, &TauriShell::of(app)?).await };
            match answer.await {
                Ok(Body::Json(text)) => Ok(InvokeResponseBody::Json(text)),
                Ok(Body::Bytes(bytes)) => Ok(InvokeResponseBody::Raw(bytes)),
                Err(failure) => Err(InvokeError::from(failure)),
            }
        });
        true
    }
}

/// Keeps the handle where the commands find it, and removes what a crash left of files that were being saved.
pub fn manage(app: &App, handle: Handle) {
    file::remove_unfinished(app.handle());
    app.manage(handle);
}

/// The handle; there once the app is wired.
pub fn handle(app: &AppHandle) -> Handle {
    app.state::<Handle>().inner().clone()
}

fn call(message: &InvokeMessage) -> Asked<Call> {
    let name = message.command().to_owned();
    match message.payload() {
        InvokeBody::Json(arguments) => Ok(Call { name, arguments: arguments.clone(), bytes: Vec::new() }),
        InvokeBody::Raw(bytes) => {
            let header = message.headers().get(ARGUMENTS).and_then(|value| value.to_str().ok());
            let arguments = header.and_then(decoded).ok_or(FailureCode::Malformed)?;
            Ok(Call { name, arguments, bytes: bytes.clone() })
        }
    }
}

fn decoded(header: &str) -> Option<serde_json::Value> {
    let text = percent_decode_str(header).decode_utf8().ok()?;
    serde_json::from_str(&text).ok()
}

/// Carries out what only the shell can.
struct TauriShell {
    app: AppHandle,
    handle: Handle,
}

impl TauriShell {
    /// Fails while the program is starting: a page may ask before its desk is there.
    fn of(app: AppHandle) -> Asked<Self> {
        let handle = app.try_state::<Handle>().map(|handle| handle.inner().clone());
        Ok(Self { app, handle: handle.ok_or(FailureCode::Starting)? })
    }
}

impl Shell for TauriShell {
    async fn file_bytes(&self, request: FileBytes) -> Asked<FileContent> {
        let FileBytes { chat, message, file } = request;
        let reader = self.ask(ReadFile { chat, message, file }).await?;
        Ok(FileContent(reader.read().await?.into()))
    }

    async fn save_file(&self, request: SaveFile) -> Asked<String> {
        let SaveFile { chat, message, file } = request;
        let reader = self.ask(ReadFile { chat, message, file }).await?;
        let name = reader.attachment().name.clone();
        file::save_download(&self.app, name, reader.read().await?).await
    }

    async fn sound_outputs(&self, _: ListSoundOutputs) -> Asked<Vec<String>> {
        // Asking the sound system takes its time.
        Ok(tauri::async_runtime::spawn_blocking(desktop::sound_outputs).await.unwrap_or_default())
    }

    async fn try_tune(&self, request: TryTune) -> Asked<bool> {
        let TryTune { sound, volume, output } = request;
        Ok(self.app.state::<TauriDesktop>().try_tune(Tune { sound, volume, output }).await)
    }

    async fn program_state(&self, _: ShowProgram) -> Asked<ProgramView> {
        Ok(program::state(&self.app))
    }

    async fn set_autostart(&self, request: SetAutostart) -> Asked<ProgramView> {
        program::set_autostart(request.on)?;
        Ok(program::state(&self.app))
    }

    async fn look_for_update(&self, _: LookForUpdate) -> Asked<UpdateState> {
        let view = self.ask(ShowDesk {}).await?;
        Ok(program::look_for_update(&self.app, view).await)
    }

    async fn install_update(&self, _: LoadUpdate) -> Asked<UpdateState> {
        let state = program::load_update(&self.app).await;
        if let UpdateState::Ready { .. } = state {
            self.ask(ReplaceProgram {}).await?;
        }
        Ok(state)
    }

    async fn diagnosis(&self, _: Diagnose) -> Asked<String> {
        let view = self.ask(ShowDesk {}).await?;
        Ok(program::diagnosis(&self.app, &view).await)
    }

    async fn demo(&self, request: ShowDemo) -> Asked<Option<Demo>> {
        Ok(beistand_app::demo(&request.server).await)
    }

    async fn copy_text(&self, request: CopyText) -> Asked<()> {
        program::copy(&self.app, &request.text)
    }

    async fn administered_centres(&self, _: ListCentres) -> Asked<AdministeredCentres> {
        Ok(self.ask(UseAccount {}).await?.administered_centres().await?)
    }

    async fn centre_settings(&self, request: ShowCentre) -> Asked<CentreSettings> {
        Ok(self.ask(UseAccount {}).await?.centre_settings(request.centre).await?)
    }

    async fn save_live_chat(&self, request: SaveLiveChat) -> Asked<CentreSettings> {
        let SaveLiveChat { centre, change } = request;
        Ok(self.ask(UseAccount {}).await?.set_live_chat(centre, &change).await?)
    }

    async fn save_topic(&self, request: SaveTopic) -> Asked<CentreSettings> {
        let SaveTopic { centre, topic, change } = request;
        Ok(self.ask(UseAccount {}).await?.change_topic((centre, topic), &change).await?)
    }

    async fn add_topic(&self, request: SaveNewTopic) -> Asked<CentreSettings> {
        let SaveNewTopic { centre, topic } = request;
        Ok(self.ask(UseAccount {}).await?.add_topic(centre, &topic).await?)
    }

    async fn people(&self, _: ListPeople) -> Asked<People> {
        Ok(self.ask(UseAccount {}).await?.people().await?)
    }

    async fn invite_person(&self, request: SaveNewPerson) -> Asked<PersonLink> {
        let account = self.ask(UseAccount {}).await?;
        let link = account.invite_person(&request.person).await?;
        Ok(PersonLink::of(&account, &link))
    }

    async fn save_person(&self, request: SavePerson) -> Asked<()> {
        let SavePerson { person, change } = request;
        Ok(self.ask(UseAccount {}).await?.change_person(person, &change).await?)
    }

    async fn make_password_link(&self, request: MakePasswordLink) -> Asked<PersonLink> {
        let account = self.ask(UseAccount {}).await?;
        let link = account.make_password_link(request.person).await?;
        Ok(PersonLink::of(&account, &link))
    }

    async fn audit_log(&self, request: ShowAuditLog) -> Asked<AuditPage> {
        let ShowAuditLog { centre, before } = request;
        Ok(self.ask(UseAccount {}).await?.audit_log(centre, before.map(u64::from)).await?)
    }

    async fn statistics(&self, request: ShowStatistics) -> Asked<Statistics> {
        let ShowStatistics { centre, from, until, topic } = request;
        let period = (day(&from)?, day(&until)?);
        Ok(self.ask(UseAccount {}).await?.statistics(centre, period, topic).await?)
    }

    async fn own_statistics(&self, request: ShowOwnStatistics) -> Asked<OwnStatistics> {
        let period = (day(&request.from)?, day(&request.until)?);
        Ok(self.ask(UseAccount {}).await?.own_statistics(period).await?)
    }

    async fn save_table(&self, request: SaveTable) -> Asked<String> {
        let bytes = table::excel(&request.sheets)?;
        file::save_download(&self.app, request.name, bytes).await
    }

    async fn change_password(&self, request: SaveOwnPassword) -> Asked<()> {
        let account = self.ask(UseAccount {}).await?;
        Ok(account.change_password(&request.current, &request.chosen).await?)
    }

    async fn second_factor(&self, _: ShowSecondFactor) -> Asked<SecondFactor> {
        Ok(self.ask(UseAccount {}).await?.second_factor().await?)
    }

    async fn begin_second_factor(&self, request: BeginSecondFactor) -> Asked<SecondFactorSetUp> {
        let begun = self.ask(UseAccount {}).await?.begin_second_factor(&request.password).await?;
        let (side, path) = qr::picture(&begun.uri).ok_or(FailureCode::Malformed)?;
        Ok(SecondFactorSetUp { secret: begun.secret, side, path })
    }

    async fn confirm_second_factor(&self, request: ConfirmSecondFactor) -> Asked<RecoveryCodes> {
        Ok(self.ask(UseAccount {}).await?.confirm_second_factor(request.code.to_string()).await?)
    }

    async fn renew_recovery_codes(&self, request: RenewRecoveryCodes) -> Asked<RecoveryCodes> {
        Ok(self.ask(UseAccount {}).await?.renew_recovery_codes(&request.password).await?)
    }

    async fn remove_second_factor(&self, request: RemoveSecondFactor) -> Asked<()> {
        Ok(self.ask(UseAccount {}).await?.remove_second_factor(&request.password).await?)
    }

    async fn reset_second_factor(&self, request: ResetSecondFactor) -> Asked<()> {
        Ok(self.ask(UseAccount {}).await?.reset_second_factor(request.person).await?)
    }

    async fn own_sessions(&self, _: ListOwnSessions) -> Asked<OwnSessions> {
        Ok(self.ask(UseAccount {}).await?.own_sessions().await?)
    }

    async fn end_own_session(&self, request: EndOwnSession) -> Asked<()> {
        Ok(self.ask(UseAccount {}).await?.end_session(request.session).await?)
    }

    async fn save_reachable(&self, request: SaveReachable) -> Asked<()> {
        Ok(self.ask(UseAccount {}).await?.set_reachable(request.reachable).await?)
    }

    async fn ask<A: Ask>(&self, request: A) -> Asked<A::Answer> {
        self.handle.ask(request).await
    }
}

/// A day of a period.
fn day(text: &str) -> Asked<Day> {
    text.parse().map_err(|_| FailureCode::Malformed.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_of_a_file_come_through_a_header() {
        let arguments = decoded("%7B%22name%22%3A%22Gr%C3%BC%C3%9Fe%20%25.pdf%22%7D");
        assert_eq!(arguments, Some(serde_json::json!({ "name": "Grüße %.pdf" })));
        assert_eq!(decoded("100%"), None);
    }
}
