// The views and settings of the desk, written by `cargo xtask bindings` from crates/app. Change the Rust types, not this file.

import type { ChatId, EndingView, FileId, MessageId, Moment, OffView, PauseView, PresenceView, Role } from './protocol';

export type AlertChoice = { show: Show, sound: Sound, 
/**
 * 5 to 600, or 0: it comes once.
 */
repeat_seconds: number, };

export type AlertSettings = { request: AlertChoice, message: AlertChoice, 
/**
 * A chat whose time runs out.
 */
running_out: AlertChoice, 
/**
 * The availability has ended by itself.
 */
availability: AlertChoice, 
/**
 * 0 to 100.
 */
volume: number, 
/**
 * The name of an output of this machine; none means the system's.
 */
output: string | null, };

export type Availability = { "is": "off", why: OffView, } | { "is": "switching", on: boolean, } | { "is": "on", since: Moment, here: boolean, chats: number, room: number, } | { "is": "paused", since: Moment, why: PauseView, 
/**
 * The person ends it; otherwise the program gives back what it took.
 */
theirs: boolean, } | { "is": "unsure", until: Moment, };

export type Body = { "is": "text", text: string, } | { "is": "files", text: string, files: Array<FileItem>, } | { "is": "deleted" } | { "is": "unreadable" };

export type BreakReason = "break" | "phone" | "meeting";

export type Cell = { "is": "text", 
/**
 * As it is shown.
 */
text: string, } | { "is": "number", 
/**
 * Its value.
 */
number: number, } | { "is": "day", 
/**
 * Written as `2026-11-30`.
 */
day: string, };

export type ChatCard = { id: ChatId, number: number, topic: string, state: ChatCardState, 
/**
 * The beginning of the newest message, opened on this device; at most 120 characters.
 */
preview: string | null, last_at: Moment | null, unread: number, 
/**
 * There is an unsent draft.
 */
draft: boolean, };

export type ChatCardState = { "is": "accepted", at: Moment, presence: PresenceView, } | { "is": "active", ends: Moment, presence: PresenceView, } | { "is": "ended", how: EndingView, readable_until: Moment, };

export type ChatsView = { chats: Array<ChatCard>, tabs: Array<ChatId>, front: ChatId | null, revealed: Revealed | null, detached: Array<ChatId>, };

export type Choice = "confirm" | "keep" | "end" | "cancel";

export type Closed = "not_begun" | "ended" | "no_key";

export type Connection = { "is": "connected" } | { "is": "connecting" } | { "is": "offline", since: Moment, retry_at: Moment, };

export type Delivery = "waiting" | "stored" | "delivered" | "read" | "failed";

export type DeskScreen = { centre: string, me: Me, 
/**
 * The person sets up a centre, or the organisation.
 */
administers: boolean, 
/**
 * False is "Nicht anwählbar".
 */
reachable: boolean, server: string, connection: Connection, availability: Availability, route: Route, 
/**
 * How many requests wait that I may accept.
 */
waiting: number, 
/**
 * How many messages I have not read, in all chats.
 */
unread: number, 
/**
 * Waiting requests I may accept, longest waiting first.
 */
requests: Array<RequestCard>, 
/**
 * My chats: accepted and active first, then ended ones that are still readable.
 */
chats: Array<ChatCard>, 
/**
 * Open tabs, in order.
 */
tabs: Array<ChatId>, 
/**
 * The tab in front.
 */
front: ChatId | null, 
/**
 * The request an alert was clicked for.
 */
picked: ChatId | null, 
/**
 * The chat an alert, the tray or a link was clicked for last.
 */
revealed: Revealed | null, 
/**
 * Chats in windows of their own; none of them is a tab.
 */
detached: Array<ChatId>, 
/**
 * False: there is no keyring, so signing in is needed after every start.
 */
keyring: boolean, 
/**
 * The desk has a PIN.
 */
pin: boolean, 
/**
 * Nothing stays on this machine after signing out or quitting.
 */
shared: boolean, 
/**
 * The system shows no notifications for now.
 */
do_not_disturb: boolean, 
/**
 * "Würde ich es hören?", while it runs and until its result is put away.
 */
self_test: SelfTestView | null, 
/**
 * When it was passed last.
 */
self_tested: Moment | null, };

export type DeskUpdate = { 
/**
 * The revision of each view in it. A page keeps a view only when it has no newer one.
 */
revision: number, 
/**
 * As in [`DeskView::now`].
 */
now: Moment, views: Array<ScreenView>, };

export type DeskView = { revision: number, 
/**
 * The server's clock as far as it is known; ages and remaining times count from here.
 */
now: Moment, screen: Screen, 
/**
 * A question that must be answered before anything else; the newest one.
 */
question: Question | null, 
/**
 * Sentences to read once, oldest first; each can be put away.
 */
notices: Array<Notice>, 
/**
 * False: this desktop shows no tray, so the window is minimised where it would be hidden.
 */
tray: boolean, 
/**
 * What the person has chosen, or the defaults.
 */
settings: Settings, };

export type Failure = { code: FailureCode, 
/**
 * The name of the person who has saved meanwhile.
 */
by?: string, 
/**
 * The setting that is none, by its name in the API.
 */
field?: string, };

export type FailureCode = "not_signed_in" | "not_found" | "not_active" | "no_key" | "empty" | "too_long" | "too_many_files" | "empty_file" | "file_too_large" | "forbidden_type" | "bad_file_name" | "file_away" | "file_gone" | "file_damaged" | "no_storage" | "disk_full" | "locked" | "no_pin" | "bad_pin" | "wrong_pin" | "server_away" | "changed_meanwhile" | "wrong_password" | "wrong_code" | "too_many_tries" | "name_taken" | "not_a_setting" | "last_admin" | "malformed" | "starting" | "ending";

export type FileContent = Uint8Array<ArrayBuffer>;

export type FileItem = { id: FileId, name: string, 
/**
 * In bytes.
 */
size: number, 
/**
 * It can be shown as a picture.
 */
picture: boolean, 
/**
 * How much of it has gone out, in percent, while it is on its way.
 */
sent_percent?: number, };

export type Finding = { "is": "repeated" } | { "is": "out_of_order" } | { "is": "missing" } | { "is": "redated", sent: Moment, } | { "is": "does_not_open" };

export type FrameView = { centre: string, me: Me, administers: boolean, reachable: boolean, server: string, connection: Connection, route: Route, waiting: number, unread: number, keyring: boolean, pin: boolean, shared: boolean, do_not_disturb: boolean, };

export type Language = "de" | "en" | "da";

export type LockedScreen = { name: string, availability: Availability, connection: Connection, 
/**
 * The PIN is being checked.
 */
checking: boolean, 
/**
 * After a wrong try: how many are left before only the password opens it.
 */
tries_left: number | null, };

export type Me = { name: string, sign_in_name: string, roles: Array<Role>, topics: Array<string>, };

export type MessageItem = { id: MessageId, mine: boolean, 
/**
 * When the server stored it, or when it was written here.
 */
at: Moment, body: Body, state: Delivery, 
/**
 * Why it was not sent, where that is not the chat's end.
 */
why_failed?: WhyFailed, 
/**
 * The first unread one carries the mark.
 */
first_unread: boolean, };

export type Notice = { id: number, what: NoticeWhat, };

export type NoticeWhat = { "is": "taken", number: number, by: string, } | { "is": "request_gone", number: number, how: EndingView, } | { "is": "no_longer_waiting" } | { "is": "no_room", most: number, } | { "is": "not_available" } | { "is": "try_again" } | { "is": "availability_expired" } | { "is": "availability_restored", after: Restored, } | { "is": "time_runs_out", chat: ChatId, number: number, minutes: number, } | { "is": "cache_rebuilt" } | { "is": "no_notifications" } | { "is": "no_keyring" } | { "is": "wrong_version" };

export type OwnAvailabilityView = { availability: Availability, self_test: SelfTestView | null, self_tested: Moment | null, };

export type PersonLink = { 
/**
 * The whole address.
 */
address: string, 
/**
 * When it stops working.
 */
until: Moment, };

export type ProfilePage = "general" | "activities" | "security";

export type ProgramView = { version: string, 
/**
 * Whether it starts with the system; none where that cannot be told.
 */
autostart: boolean | null, update: UpdateState, };

export type Question = { id: number, about: QuestionAbout, 
/**
 * The chat in whose own window it is asked; none: in the main window.
 */
window: ChatId | null, 
/**
 * The chats that go on can never be opened again here afterwards, and so many messages are not sent yet.
 */
loses: number | null, };

export type QuestionAbout = { "is": "end_chat", chat: ChatId, number: number, } | { "is": "close_tab", chat: ChatId, number: number, } | { "is": "close_chat_window", chat: ChatId, number: number, } | { "is": "close_window", numbers: Array<number>, } | { "is": "quit", numbers: Array<number>, waiting: number, } | { "is": "sign_out", numbers: Array<number>, waiting: number, } | { "is": "update", numbers: Array<number>, waiting: number, };

export type RequestCard = { id: ChatId, number: number, topic: string, since: Moment, presence: PresenceView, 
/**
 * "Chat starten" was pressed and the server has not answered.
 */
accepting: boolean, };

export type RequestsView = { requests: Array<RequestCard>, picked: ChatId | null, };

export type Restored = "locked" | "suspended" | "idle" | "drop";

export type Revealed = { chat: ChatId, 
/**
 * Counts all of them, so that a second time is a new one.
 */
times: number, };

export type Route = { "is": "requests" } | { "is": "chats" } | { "is": "profile", page: ProfilePage, } | { "is": "settings", page: SettingsPage, };

export type Screen = { "is": "starting" } | { "is": "sign_in" } & SignInScreen | { "is": "locked" } & LockedScreen | { "is": "desk" } & DeskScreen;

export type ScreenView = { "is": "session", screen: Screen, } | { "is": "frame" } & FrameView | { "is": "requests" } & RequestsView | { "is": "chats" } & ChatsView | { "is": "availability" } & OwnAvailabilityView | { "is": "question", question: Question | null, } | { "is": "notices", notices: Array<Notice>, } | { "is": "settings", settings: Settings, tray: boolean, };

export type ScrollAnchor = { 
/**
 * What the page tells its items apart by.
 */
item: string, 
/**
 * Its upper edge, in CSS pixels below that of the transcript.
 */
below: number, };

export type SecondFactorSetUp = { 
/**
 * In base 32.
 */
secret: string, 
/**
 * The side of the QR code, in modules.
 */
side: number, 
/**
 * Its dark modules, as the path of an SVG picture.
 */
path: string, };

export type Secret = string;

export type SelfTestState = { "is": "running", link: TestLink, } | { "is": "passed", silent: boolean, } | { "is": "failed", link: TestLink, };

export type SelfTestView = { state: SelfTestState, 
/**
 * The person is about to switch on: passing it does.
 */
before_switching_on: boolean, };

export type Settings = { 
/**
 * None means the system's.
 */
language: Language | null, theme: Theme, 
/**
 * An availability that was lost with the network comes back with it, within five minutes and while the person is
 * at the desk.
 */
restore_after_drop: boolean, alerts: AlertSettings, 
/**
 * The first switch-on of a day begins with "Würde ich es hören?".
 */
self_test_daily: boolean, 
/**
 * The desk asks for its PIN after this many minutes without input; it has to have one.
 */
lock_after_minutes: number | null, };

export type SettingsPage = "alerts" | "program" | "live_chat" | "topics" | "people" | "statistics" | "audit_log";

export type Sheet = { 
/**
 * On its tab.
 */
name: string, 
/**
 * Over its columns.
 */
columns: Array<string>, 
/**
 * Below them.
 */
rows: Array<Array<Cell>>, };

export type Show = "stays" | "goes" | "tray_only";

export type SignInProblem = { "is": "wrong_password" } | { "is": "second_factor_needed" } | { "is": "wrong_code" } | { "is": "too_many_tries", retry_after: number | null, } | { "is": "unreachable" } | { "is": "moved", server: string, } | { "is": "server_busy" } | { "is": "server_still_busy" } | { "is": "proxy_away" } | { "is": "proxy_unsupported" } | { "is": "proxy_refused", status: number, } | { "is": "certificate_untrusted" } | { "is": "certificate_expired" } | { "is": "certificate_not_yet_valid" } | { "is": "certificate_other_name" } | { "is": "not_beistand" } | { "is": "bad_address" } | { "is": "session_ended" } | { "is": "pin_forgotten" } | { "is": "no_storage" } | { "is": "would_remove", why: Unopened, chats: number, unsent: number, drafts: number, } | { "is": "would_remove_uncounted", why: Unopened, };

export type SignInScreen = { 
/**
 * What was used last, or what the organisation has set.
 */
server: string, name: string, busy: boolean, problem: SignInProblem | null, 
/**
 * False: there is no keyring, so this desk forgets the session when it quits.
 */
keyring: boolean, 
/**
 * Several people use this machine: nothing stays on it after signing out or quitting.
 */
shared: boolean, };

export type Sound = "none" | "system" | "bell" | "chime" | "knock" | "marimba";

export type TestLink = "server" | "connection" | "notification" | "person";

export type Theme = "system" | "light" | "dark";

export type TranscriptItem = { "is": "message" } & MessageItem | { "is": "began", at: Moment, } | { "is": "finding", 
/**
 * Tells findings apart.
 */
id: string, at: Moment, finding: Finding, } | { "is": "ended", at: Moment, how: EndingView, };

export type TranscriptView = { chat: ChatId, revision: number, items: Array<TranscriptItem>, 
/**
 * There are older items; ask with `before`.
 */
earlier: boolean, draft: string, 
/**
 * Files that go with it.
 */
attached: Array<FileItem>, 
/**
 * The seeker is writing now.
 */
typing: boolean, 
/**
 * Nothing can be written, and why.
 */
closed: Closed | null, };

export type Unopened = "keyring_locked" | "keys_missing" | "another_person";

export type UpdateProblem = "no_server" | "unreachable" | "not_signed" | "not_installed";

export type UpdateState = { "is": "by_organisation" } | { "is": "unknown" } | { "is": "newest" } | { "is": "available", version: string, notes: string, } | { "is": "ready", version: string, } | { "is": "failed", why: UpdateProblem, };

export type WhyFailed = "too_large_for_proxy" | "not_ours" | "stalled";
