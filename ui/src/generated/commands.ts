// The commands of the desk, written by `cargo xtask bindings` from crates/app. Change the Rust types, not this file.

import type { BreakReason, Choice, DeskView, FileContent, PersonLink, ProgramView, Route, ScrollAnchor, SecondFactorSetUp, Secret, Settings, Sheet, Sound, TranscriptView, UpdateState } from './desk';
import type { AddTopic, AdministeredCentres, AuditPage, CentreId, CentreSettings, ChangePerson, ChangeTopic, ChatId, Demo, FileId, InvitePerson, MessageId, OwnSessions, OwnStatistics, People, PersonId, RecoveryCodes, SecondFactor, SessionId, SetLiveChat, Statistics, TopicId } from './protocol';

/** Every command by its name: its arguments, and its answer. */
export type Commands = {
  desk_snapshot: { args: object, answer: DeskView };
  transcript: { args: { chat: ChatId, earlier_than: MessageId | null }, answer: TranscriptView };
  sign_in: { args: { server: string, name: string, password: Secret, code: Secret | null, shared: boolean, discard: boolean }, answer: void };
  open_keyring: { args: object, answer: void };
  sign_out: { args: object, answer: void };
  lock_now: { args: object, answer: void };
  unlock: { args: { pin: Secret }, answer: void };
  forget_pin: { args: object, answer: void };
  set_pin: { args: { current_pin: Secret | null, new_pin: Secret | null }, answer: void };
  set_availability: { args: { on: boolean }, answer: void };
  take_break: { args: { why: BreakReason }, answer: void };
  begin_self_test: { args: { before_switching_on: boolean }, answer: void };
  end_self_test: { args: { switch_on: boolean }, answer: void };
  accept_request: { args: { chat: ChatId }, answer: void };
  open_chat: { args: { chat: ChatId }, answer: void };
  close_tab: { args: { chat: ChatId }, answer: void };
  detach_chat: { args: { chat: ChatId }, answer: void };
  attach_chat: { args: { chat: ChatId }, answer: void };
  scroll_anchor: { args: { chat: ChatId }, answer: ScrollAnchor | null };
  keep_scroll_anchor: { args: { chat: ChatId, anchor: ScrollAnchor | null }, answer: void };
  send_message: { args: { chat: ChatId, text: string }, answer: void };
  retry_message: { args: { message: MessageId }, answer: void };
  cancel_message: { args: { message: MessageId }, answer: void };
  save_draft: { args: { chat: ChatId, text: string }, answer: void };
  attach_file: { args: { chat: ChatId, name: string }, answer: void };
  detach_file: { args: { chat: ChatId, file: FileId }, answer: void };
  typing: { args: { chat: ChatId }, answer: void };
  mark_read: { args: { chat: ChatId }, answer: void };
  end_chat: { args: { chat: ChatId }, answer: void };
  answer_question: { args: { id: number, choice: Choice }, answer: void };
  dismiss_notice: { args: { id: number }, answer: void };
  go_to: { args: { route: Route }, answer: void };
  reconnect_now: { args: object, answer: void };
  set_settings: { args: { settings: Settings }, answer: void };
  quit: { args: object, answer: void };
  file_bytes: { args: { chat: ChatId, message: MessageId, file: FileId }, answer: FileContent };
  save_file: { args: { chat: ChatId, message: MessageId, file: FileId }, answer: string };
  sound_outputs: { args: object, answer: Array<string> };
  try_tune: { args: { sound: Sound, volume: number, output: string | null }, answer: boolean };
  program_state: { args: object, answer: ProgramView };
  set_autostart: { args: { on: boolean }, answer: ProgramView };
  look_for_update: { args: object, answer: UpdateState };
  install_update: { args: object, answer: UpdateState };
  diagnosis: { args: object, answer: string };
  administered_centres: { args: object, answer: AdministeredCentres };
  centre_settings: { args: { centre: CentreId }, answer: CentreSettings };
  save_live_chat: { args: { centre: CentreId, change: SetLiveChat }, answer: CentreSettings };
  save_topic: { args: { centre: CentreId, topic: TopicId, change: ChangeTopic }, answer: CentreSettings };
  add_topic: { args: { centre: CentreId, topic: AddTopic }, answer: CentreSettings };
  people: { args: object, answer: People };
  invite_person: { args: { person: InvitePerson }, answer: PersonLink };
  save_person: { args: { person: PersonId, change: ChangePerson }, answer: void };
  make_password_link: { args: { person: PersonId }, answer: PersonLink };
  audit_log: { args: { centre: CentreId | null, before: number | null }, answer: AuditPage };
  save_reachable: { args: { reachable: boolean }, answer: void };
  statistics: { args: { centre: CentreId, from: string, until: string, topic: TopicId | null }, answer: Statistics };
  own_statistics: { args: { from: string, until: string }, answer: OwnStatistics };
  save_table: { args: { name: string, sheets: Array<Sheet> }, answer: string };
  change_password: { args: { current: Secret, chosen: Secret }, answer: void };
  second_factor: { args: object, answer: SecondFactor };
  begin_second_factor: { args: { password: Secret }, answer: SecondFactorSetUp };
  confirm_second_factor: { args: { code: Secret }, answer: RecoveryCodes };
  renew_recovery_codes: { args: { password: Secret }, answer: RecoveryCodes };
  remove_second_factor: { args: { password: Secret }, answer: void };
  reset_second_factor: { args: { person: PersonId }, answer: void };
  own_sessions: { args: object, answer: OwnSessions };
  end_own_session: { args: { session: SessionId }, answer: void };
  demo: { args: { server: string }, answer: Demo | null };
  copy_text: { args: { text: Secret }, answer: void };
};

export type CommandName = keyof Commands;

/** The commands as calls. A host says how one is carried out; what was refused rejects with its code. */
export abstract class DeskCommands {
  /** `bytes` travel beside the arguments. */
  protected abstract carryOut<Name extends CommandName>(
    name: Name,
    args: Commands[Name]['args'],
    bytes?: Uint8Array<ArrayBuffer>,
  ): Promise<Commands[Name]['answer']>;

  /** What the window shows now. */
  deskSnapshot(): Promise<DeskView> {
    return this.carryOut('desk_snapshot', {});
  }

  /** The newest page of a conversation, or the one before a message. */
  transcript(chat: ChatId, earlierThan: MessageId | null): Promise<TranscriptView> {
    return this.carryOut('transcript', { chat, earlier_than: earlierThan });
  }

  /** Signs in; how it went shows in the next view. `shared`: several people use this machine. `discard`: copies that this sign-in cannot open may go. */
  signIn(server: string, name: string, password: Secret, code: Secret | null, shared: boolean, discard: boolean): Promise<void> {
    return this.carryOut('sign_in', { server, name, password, code, shared, discard });
  }

  /** Asks the keyring again for a kept session. */
  openKeyring(): Promise<void> {
    return this.carryOut('open_keyring', {});
  }

  /** Signs out; with running chats or waiting requests it asks first. */
  signOut(): Promise<void> {
    return this.carryOut('sign_out', {});
  }

  /** Locks the desk behind its PIN. */
  lockNow(): Promise<void> {
    return this.carryOut('lock_now', {});
  }

  /** Opens the locked desk; how it went shows in the next view. */
  unlock(pin: Secret): Promise<void> {
    return this.carryOut('unlock', { pin });
  }

  /** Only the password opens the desk from now on. */
  forgetPin(): Promise<void> {
    return this.carryOut('forget_pin', {});
  }

  /** Sets, changes (with the current one) or removes the PIN. */
  setPin(currentPin: Secret | null, newPin: Secret | null): Promise<void> {
    return this.carryOut('set_pin', { current_pin: currentPin, new_pin: newPin });
  }

  /** The act of the person; the only thing that ever switches the availability on. */
  setAvailability(on: boolean): Promise<void> {
    return this.carryOut('set_availability', { on });
  }

  /** The person takes a break from new requests; switching on ends it. */
  takeBreak(why: BreakReason): Promise<void> {
    return this.carryOut('take_break', { why });
  }

  /** "Würde ich es hören?"; with `before_switching_on`, passing it switches the availability on. */
  beginSelfTest(beforeSwitchingOn: boolean): Promise<void> {
    return this.carryOut('begin_self_test', { before_switching_on: beforeSwitchingOn });
  }

  /** Puts the self-test away; `switch_on` is an act of the person. */
  endSelfTest(switchOn: boolean): Promise<void> {
    return this.carryOut('end_self_test', { switch_on: switchOn });
  }

  /** Accepts a waiting request. */
  acceptRequest(chat: ChatId): Promise<void> {
    return this.carryOut('accept_request', { chat });
  }

  /** Opens the chat's tab, brings it to the front and goes to Meine Beratungen. */
  openChat(chat: ChatId): Promise<void> {
    return this.carryOut('open_chat', { chat });
  }

  /** Closes the tab; with a running chat in it, it asks first. */
  closeTab(chat: ChatId): Promise<void> {
    return this.carryOut('close_tab', { chat });
  }

  /** Gives the chat a window of its own, or brings that to the front. */
  detachChat(chat: ChatId): Promise<void> {
    return this.carryOut('detach_chat', { chat });
  }

  /** Puts it back among the tabs of the main window, in front. */
  attachChat(chat: ChatId): Promise<void> {
    return this.carryOut('attach_chat', { chat });
  }

  /** Where a chat was read; nothing: at its end. */
  scrollAnchor(chat: ChatId): Promise<ScrollAnchor | null> {
    return this.carryOut('scroll_anchor', { chat });
  }

  /** Remembers where a chat is read, while the program runs. */
  keepScrollAnchor(chat: ChatId, anchor: ScrollAnchor | null): Promise<void> {
    return this.carryOut('keep_scroll_anchor', { chat, anchor });
  }

  /** Sends what was written, with the files that are attached. */
  sendMessage(chat: ChatId, text: string): Promise<void> {
    return this.carryOut('send_message', { chat, text });
  }

  /** Sends a message that has failed once more. */
  retryMessage(message: MessageId): Promise<void> {
    return this.carryOut('retry_message', { message });
  }

  /** Withdraws a message that has failed, or whose files are still being uploaded. */
  cancelMessage(message: MessageId): Promise<void> {
    return this.carryOut('cancel_message', { message });
  }

  /** Keeps what is being written. */
  saveDraft(chat: ChatId, text: string): Promise<void> {
    return this.carryOut('save_draft', { chat, text });
  }

  /** Adds a file to what is being written; it shows in the next transcript. */
  attachFile(chat: ChatId, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.carryOut('attach_file', { chat, name }, bytes);
  }

  /** Takes it away again. */
  detachFile(chat: ChatId, file: FileId): Promise<void> {
    return this.carryOut('detach_file', { chat, file });
  }

  /** The person is writing now. */
  typing(chat: ChatId): Promise<void> {
    return this.carryOut('typing', { chat });
  }

  /** Marks the chat as read; counts only while the person looks at it. */
  markRead(chat: ChatId): Promise<void> {
    return this.carryOut('mark_read', { chat });
  }

  /** Raises the question; the chat ends when that is confirmed. */
  endChat(chat: ChatId): Promise<void> {
    return this.carryOut('end_chat', { chat });
  }

  /** Answers the question that is shown. */
  answerQuestion(id: number, choice: Choice): Promise<void> {
    return this.carryOut('answer_question', { id, choice });
  }

  /** Puts a notice away. */
  dismissNotice(id: number): Promise<void> {
    return this.carryOut('dismiss_notice', { id });
  }

  /** Goes to a screen. */
  goTo(route: Route): Promise<void> {
    return this.carryOut('go_to', { route });
  }

  /** Tries to connect without waiting any longer. */
  reconnectNow(): Promise<void> {
    return this.carryOut('reconnect_now', {});
  }

  /** Keeps the person's settings. */
  setSettings(settings: Settings): Promise<void> {
    return this.carryOut('set_settings', { settings });
  }

  /** Quits; with running chats or waiting requests it asks first. */
  quit(): Promise<void> {
    return this.carryOut('quit', {});
  }

  /** The bytes of a received file, to be shown. */
  fileBytes(chat: ChatId, message: MessageId, file: FileId): Promise<FileContent> {
    return this.carryOut('file_bytes', { chat, message, file });
  }

  /** Puts a file among the person's downloads and gives the name that it has there. */
  saveFile(chat: ChatId, message: MessageId, file: FileId): Promise<string> {
    return this.carryOut('save_file', { chat, message, file });
  }

  /** The outputs that sounds can be played on. */
  soundOutputs(): Promise<Array<string>> {
    return this.carryOut('sound_outputs', {});
  }

  /** Plays a sound to try it; whether an output took it. */
  tryTune(sound: Sound, volume: number, output: string | null): Promise<boolean> {
    return this.carryOut('try_tune', { sound, volume, output });
  }

  /** The program itself: its version, starting with the system, updates. */
  programState(): Promise<ProgramView> {
    return this.carryOut('program_state', {});
  }

  /** Starts the program with the system from now on, or no longer. */
  setAutostart(on: boolean): Promise<ProgramView> {
    return this.carryOut('set_autostart', { on });
  }

  /** Asks the server for a newer version. */
  lookForUpdate(): Promise<UpdateState> {
    return this.carryOut('look_for_update', {});
  }

  /** Loads and checks it; the program asks what has to be asked, and then installs it. */
  installUpdate(): Promise<UpdateState> {
    return this.carryOut('install_update', {});
  }

  /** What support needs to know, without names, addresses and content. */
  diagnosis(): Promise<string> {
    return this.carryOut('diagnosis', {});
  }

  /** The centres that this person sets up; refused with `not_found` where there is none. */
  administeredCentres(): Promise<AdministeredCentres> {
    return this.carryOut('administered_centres', {});
  }

  /** What is set for a centre, and what its start page says now. */
  centreSettings(centre: CentreId): Promise<CentreSettings> {
    return this.carryOut('centre_settings', { centre });
  }

  /** Sets where live chat is offered. */
  saveLiveChat(centre: CentreId, change: SetLiveChat): Promise<CentreSettings> {
    return this.carryOut('save_live_chat', { centre, change });
  }

  /** Changes a topic. */
  saveTopic(centre: CentreId, topic: TopicId, change: ChangeTopic): Promise<CentreSettings> {
    return this.carryOut('save_topic', { centre, topic, change });
  }

  /** Lets a centre offer a new topic. */
  addTopic(centre: CentreId, topic: AddTopic): Promise<CentreSettings> {
    return this.carryOut('add_topic', { centre, topic });
  }

  /** Everyone of the organisation. */
  people(): Promise<People> {
    return this.carryOut('people', {});
  }

  /** Adds a person; the link is the way to a password. */
  invitePerson(person: InvitePerson): Promise<PersonLink> {
    return this.carryOut('invite_person', { person });
  }

  /** Changes a person. */
  savePerson(person: PersonId, change: ChangePerson): Promise<void> {
    return this.carryOut('save_person', { person, change });
  }

  /** A new way to a password; links made before stop working. */
  makePasswordLink(person: PersonId): Promise<PersonLink> {
    return this.carryOut('make_password_link', { person });
  }

  /** A page of the log of the organisation, or of one centre. */
  auditLog(centre: CentreId | null, before: number | null): Promise<AuditPage> {
    return this.carryOut('audit_log', { centre, before });
  }

  /** Whether this person may be suggested at all; false ends the availability. */
  saveReachable(reachable: boolean): Promise<void> {
    return this.carryOut('save_reachable', { reachable });
  }

  /** What happened in a centre between two days, written as `2026-11-30`; of one topic only where it is given. */
  statistics(centre: CentreId, from: string, until: string, topic: TopicId | null): Promise<Statistics> {
    return this.carryOut('statistics', { centre, from, until, topic });
  }

  /** What this person did between two days. */
  ownStatistics(from: string, until: string): Promise<OwnStatistics> {
    return this.carryOut('own_statistics', { from, until });
  }

  /** Puts a table among the person's downloads, as an Excel file, and gives the name that it has there. */
  saveTable(name: string, sheets: Array<Sheet>): Promise<string> {
    return this.carryOut('save_table', { name, sheets });
  }

  /** Sets this person's password; every other device is signed out. */
  changePassword(current: Secret, chosen: Secret): Promise<void> {
    return this.carryOut('change_password', { current, chosen });
  }

  /** Whether this person signs in with a second factor. */
  secondFactor(): Promise<SecondFactor> {
    return this.carryOut('second_factor', {});
  }

  /** A secret for this person's app, which counts once it is confirmed. */
  beginSecondFactor(password: Secret): Promise<SecondFactorSetUp> {
    return this.carryOut('begin_second_factor', { password });
  }

  /** Takes it into use, by a code that the app shows. */
  confirmSecondFactor(code: Secret): Promise<RecoveryCodes> {
    return this.carryOut('confirm_second_factor', { code });
  }

  /** New recovery codes; those before stop working. */
  renewRecoveryCodes(password: Secret): Promise<RecoveryCodes> {
    return this.carryOut('renew_recovery_codes', { password });
  }

  /** Goes back to the password alone. */
  removeSecondFactor(password: Secret): Promise<void> {
    return this.carryOut('remove_second_factor', { password });
  }

  /** Takes the second factor of somebody away who has lost it. */
  resetSecondFactor(person: PersonId): Promise<void> {
    return this.carryOut('reset_second_factor', { person });
  }

  /** The devices that are signed in as this person. */
  ownSessions(): Promise<OwnSessions> {
    return this.carryOut('own_sessions', {});
  }

  /** Signs one of them out. */
  endOwnSession(session: SessionId): Promise<void> {
    return this.carryOut('end_own_session', { session });
  }

  /** Who may be tried out at a server on this machine that shows the demo. */
  demo(server: string): Promise<Demo | null> {
    return this.carryOut('demo', { server });
  }

  /** Copies a text. */
  copyText(text: Secret): Promise<void> {
    return this.carryOut('copy_text', { text });
  }
}
