//! Which request leads where.

use super::{Answer, Controller, Failure, FailureCode, Request};
use crate::settings::Settings;
use crate::view::{Place, ProfilePage};

impl Controller {
    pub(super) fn carry_out(&mut self, request: Request) -> Result<Answer, Failure> {
        let Some(request) = self.keep_out(request)? else {
            return Ok(Answer::Done);
        };
        let Some(request) = self.wait_for_sign_in(request) else {
            return Ok(Answer::Done);
        };
        match request {
            Request::ShowDesk => return Ok(Answer::Desk(Box::new(self.current_desk()))),
            Request::ShowTranscript { chat, earlier_than } => {
                return self.current_transcript(chat, earlier_than).map(Answer::Transcript);
            }
            Request::SignIn { server, name, password, shared } => {
                self.sign_in(server, name, password, shared);
            }
            Request::SignOut => self.want_sign_out()?,
            Request::LockNow => self.lock_now()?,
            Request::Unlock { pin } => self.unlock(pin),
            Request::ForgetPin => self.forget_pin(),
            Request::SetPin { current, new } => self.set_pin(current, new)?,
            Request::SetAvailability { on } => self.set_availability(on)?,
            Request::PauseDuty { why } => self.pause_duty(why.into())?,
            Request::NoteMachine { change } => self.note_machine(change),
            Request::AcceptRequest { chat } => self.accept(chat, false)?,
            Request::AcceptAndOpen { chat } => {
                self.show_window();
                self.accept_from_outside(chat)?;
            }
            Request::OpenChat { chat } => self.open_chat(chat)?,
            Request::OpenFromTray { chat } => self.reveal(chat)?,
            Request::CloseTab { chat } => self.want_close_tab(chat)?,
            Request::SendMessage { chat, text } => self.send_message(chat, &text)?,
            Request::SaveDraft { chat, text } => self.desk()?.session.save_draft(chat, &text)?,
            Request::AttachFile { chat, name, bytes } => {
                self.desk()?.session.attach_file(chat, &name, &bytes.0)?;
            }
            Request::DetachFile { chat, file } => self.desk()?.session.detach_file(chat, file)?,
            Request::ReadFile { chat, message, file } => {
                let desk = self.desk()?;
                let account = desk.account.clone();
                let reader = desk.session.file_reader(chat, message, file, account);
                return Ok(Answer::File(Box::new(reader.ok_or(FailureCode::NotFound)?)));
            }
            Request::Typing { chat } => self.typing(chat)?,
            Request::MarkRead { chat } => self.mark_read(chat)?,
            Request::EndChat { chat } => self.want_end_chat(chat)?,
            Request::AnswerQuestion { id, choice } => self.answer_question(id, choice),
            Request::DismissNotice { id } => self.notices.retain(|notice| notice.id != id),
            Request::GoTo { place } => self.go_to(place)?,
            Request::ReconnectNow => self.desk()?.live.retry_now(),
            Request::SetSettings { settings } => {
                self.desktop.speak(settings.language);
                self.kept.settings = Settings { alerts: settings.alerts.bounded(), ..settings };
                self.save_settings()?;
            }
            Request::KeepWindowPlace { window } => {
                self.kept.window = Some(window);
                self.save_settings()?;
            }
            Request::OpenSettings => {
                self.show_window();
                self.go_to(Place::Profile { page: ProfilePage::Alerts })?;
            }
            Request::NoteFocus { focused } => self.note_focus(focused),
            Request::OpenWindow => self.show_window(),
            Request::CloseWindow => self.want_close_window(),
            Request::DetachChat { chat } => self.detach(chat)?,
            Request::AttachChat { chat } => self.attach(chat)?,
            Request::CloseChatWindow { chat } => self.want_close_chat_window(chat)?,
            Request::KeepChatWindowPlace { chat, window } => self.keep_chat_window_place(chat, window)?,
            Request::NoteChatFocus { chat, focused } => self.note_chat_focus(chat, focused),
            Request::NoteTray { there } => self.note_tray(there),
            Request::KeepReadingPlace { chat, place } => self.desk()?.keep_reading_place(chat, place),
            Request::GetReadingPlace { chat } => {
                return Ok(Answer::ReadingPlace(self.desk()?.reading_place(chat)));
            }
            Request::OpenAlert { key } => self.open_alert(key)?,
            Request::SilenceAlert { key } => self.alerts.silence(key),
            Request::SnoozeAlert { key } => self.alerts.snooze(key, self.runtime.now()),
            Request::NoteAlert { key, outcome } => self.note_alert(key, outcome),
            Request::BeginSelfTest { before_duty } => self.begin_self_test(before_duty)?,
            Request::EndSelfTest { switch_on } => self.end_self_test(switch_on)?,
            Request::Quit => self.want_quit(),
            Request::InstallUpdate => self.want_update(),
            Request::QuitNow => self.leave(),
        }
        Ok(Answer::Done)
    }
}
