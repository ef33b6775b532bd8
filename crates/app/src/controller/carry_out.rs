//! Which request leads where.

use beistand_client::{Account, FileReader};

use super::Controller;
use crate::command::*;
use crate::failure::{Failure, FailureCode};
use crate::program::leaving::{self, Ending};
use crate::program::questions::{self, Want};
use crate::request::{AlertRequest, MachineRequest, Request, WindowRequest};
use crate::session::lock;
use crate::settings::Settings;
use crate::view::{DeskView, Route, ScrollAnchor, SettingsPage, TranscriptView};

type Done = Result<(), Failure>;

impl Controller {
    /// Carries out a request and answers it, unless the lock or the sign-in screen stands before it.
    pub(super) fn carry_out(&mut self, request: Request) {
        self.lock_input(lock::Input::Asked(request));
    }

    /// The lock does not stand before it.
    pub(super) fn let_through(&mut self, request: Request) {
        let Some(request) = self.wait_for_sign_in(request) else { return };
        match request {
            Request::Person(request) => request.route(self),
            Request::Machine(request, reply) => {
                self.machine_asks(request);
                reply.give(Ok(()));
            }
            Request::Alert(request, reply) => reply.give(self.alert_asks(request)),
            Request::Window(request, reply) => reply.give(self.window_asks(request)),
        }
    }

    fn machine_asks(&mut self, request: MachineRequest) {
        match request {
            MachineRequest::Note(change) => self.note_machine(change),
            MachineRequest::NoteTray { there } => self.note_tray(there),
            MachineRequest::QuitNow => self.leaving_input(leaving::Input::Wanted(Ending::Exit)),
        }
    }

    fn alert_asks(&mut self, request: AlertRequest) -> Done {
        match request {
            AlertRequest::Open(key) => self.open_alert(key)?,
            AlertRequest::Silence(key) => self.alerts.silence(key),
            AlertRequest::Snooze(key) => self.alerts.snooze(key, self.runtime.now()),
            AlertRequest::Note(key, outcome) => self.note_alert(key, outcome),
        }
        Ok(())
    }

    fn window_asks(&mut self, request: WindowRequest) -> Done {
        match request {
            WindowRequest::NoteFocus { focused } => self.note_focus(focused),
            WindowRequest::KeepPlace(window) => {
                self.kept.window = Some(window);
                self.save_settings()?;
            }
            WindowRequest::Close => self.questions_input(questions::Input::Wanted(Want::CloseWindow)),
            WindowRequest::NoteChatFocus { chat, focused } => self.note_chat_focus(chat, focused),
            WindowRequest::KeepChatPlace(chat, window) => self.keep_chat_window_place(chat, window)?,
            WindowRequest::CloseChat(chat) => self.want(Want::CloseChatWindow(chat))?,
        }
        Ok(())
    }
}

/// The person's requests, in the order of their declaration.
impl CarryOut for Controller {
    fn desk_snapshot(&mut self, _: ShowDesk) -> Result<DeskView, Failure> {
        Ok(self.current_desk())
    }

    fn transcript(&mut self, request: ShowTranscript) -> Result<TranscriptView, Failure> {
        self.current_transcript(request.chat, request.earlier_than)
    }

    fn sign_in(&mut self, request: SignIn) -> Done {
        self.start_sign_in(request);
        Ok(())
    }

    fn open_keyring(&mut self, _: OpenKeyring) -> Done {
        self.ask_keyring();
        Ok(())
    }

    fn sign_out(&mut self, _: SignOut) -> Done {
        self.want(Want::SignOut)
    }

    fn lock_now(&mut self, _: LockNow) -> Done {
        self.lock_desk()
    }

    fn unlock(&mut self, request: Unlock) -> Done {
        self.lock_input(lock::Input::PinTried(request.pin));
        Ok(())
    }

    fn forget_pin(&mut self, _: ForgetPin) -> Done {
        self.lock_input(lock::Input::PinForgotten);
        Ok(())
    }

    fn set_pin(&mut self, request: SetPin) -> Done {
        self.change_pin(request.current_pin, request.new_pin)
    }

    fn set_availability(&mut self, request: SetAvailability) -> Done {
        self.choose_availability(request.on)
    }

    fn take_break(&mut self, request: TakeBreak) -> Done {
        self.begin_break(request.why.into())
    }

    fn begin_self_test(&mut self, request: BeginSelfTest) -> Done {
        self.start_self_test(request.before_switching_on)
    }

    fn end_self_test(&mut self, request: EndSelfTest) -> Done {
        self.put_self_test_away(request.switch_on)
    }

    fn accept_request(&mut self, request: AcceptRequest) -> Done {
        self.accept(request.chat, false)
    }

    fn open_chat(&mut self, request: OpenChat) -> Done {
        self.show_chat(request.chat)
    }

    fn close_tab(&mut self, request: CloseTab) -> Done {
        self.want(Want::CloseTab(request.chat))
    }

    fn detach_chat(&mut self, request: DetachChat) -> Done {
        self.detach(request.chat)
    }

    fn attach_chat(&mut self, request: AttachChat) -> Done {
        self.attach(request.chat)
    }

    fn scroll_anchor(&mut self, request: ShowScrollAnchor) -> Result<Option<ScrollAnchor>, Failure> {
        Ok(self.desk()?.scroll_anchor(request.chat))
    }

    fn keep_scroll_anchor(&mut self, request: KeepScrollAnchor) -> Done {
        self.desk()?.keep_scroll_anchor(request.chat, request.anchor);
        Ok(())
    }

    fn send_message(&mut self, request: SendMessage) -> Done {
        self.send_text(request.chat, &request.text)
    }

    fn retry_message(&mut self, request: RetryMessage) -> Done {
        self.desk()?.session.retry_message(request.message)?;
        self.run_orders();
        Ok(())
    }

    fn cancel_message(&mut self, request: CancelMessage) -> Done {
        let desk = self.desk()?;
        let cancelled = desk.session.cancel_message(request.message);
        if cancelled {
            desk.uploads.stop(request.message);
        }
        self.run_orders();
        if cancelled { Ok(()) } else { Err(FailureCode::NotFound.into()) }
    }

    fn save_draft(&mut self, request: SaveDraft) -> Done {
        Ok(self.desk()?.session.save_draft(request.chat, &request.text)?)
    }

    fn attach_file(&mut self, request: AttachFile) -> Done {
        Ok(self.desk()?.session.attach_file(request.chat, &request.name, &request.bytes.0)?)
    }

    fn detach_file(&mut self, request: DetachFile) -> Done {
        Ok(self.desk()?.session.detach_file(request.chat, request.file)?)
    }

    fn typing(&mut self, request: Typing) -> Done {
        self.note_typing(request.chat)
    }

    fn mark_read(&mut self, request: MarkRead) -> Done {
        self.mark_chat_read(request.chat)
    }

    fn end_chat(&mut self, request: EndChat) -> Done {
        self.want(Want::EndChat(request.chat))
    }

    fn answer_question(&mut self, request: AnswerQuestion) -> Done {
        let AnswerQuestion { id, choice } = request;
        self.questions_input(questions::Input::Answered { id, choice });
        Ok(())
    }

    fn dismiss_notice(&mut self, request: DismissNotice) -> Done {
        self.notices.retain(|notice| notice.id != request.id);
        Ok(())
    }

    fn go_to(&mut self, request: GoTo) -> Done {
        self.go_to_route(request.route)
    }

    fn reconnect_now(&mut self, _: ReconnectNow) -> Done {
        self.desk()?.live.retry_now();
        Ok(())
    }

    fn set_settings(&mut self, request: SetSettings) -> Done {
        let settings = request.settings;
        self.desktop.speak(settings.language);
        self.kept.settings = Settings { alerts: settings.alerts.bounded(), ..settings };
        self.save_settings()
    }

    fn quit(&mut self, _: Quit) -> Done {
        self.questions_input(questions::Input::Wanted(Want::Quit));
        Ok(())
    }

    fn accept_and_open(&mut self, request: AcceptAndOpen) -> Done {
        self.show_window();
        self.accept_from_outside(request.chat)
    }

    fn reveal_chat(&mut self, request: RevealChat) -> Done {
        self.reveal(request.chat)
    }

    fn open_window(&mut self, _: OpenWindow) -> Done {
        self.show_window();
        Ok(())
    }

    fn open_settings(&mut self, _: OpenSettings) -> Done {
        self.show_window();
        self.go_to_route(Route::Settings { page: SettingsPage::Alerts })
    }

    fn read_file(&mut self, request: ReadFile) -> Result<FileReader, Failure> {
        let ReadFile { chat, message, file } = request;
        let desk = self.desk()?;
        let account = desk.account.clone();
        let reader = desk.session.file_reader(chat, message, file, account);
        reader.ok_or_else(|| FailureCode::NotFound.into())
    }

    fn use_account(&mut self, _: UseAccount) -> Result<Account, Failure> {
        Ok(self.desk()?.account.clone())
    }

    fn replace_program(&mut self, _: ReplaceProgram) -> Done {
        self.questions_input(questions::Input::Wanted(Want::Update));
        Ok(())
    }
}
