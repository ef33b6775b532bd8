// Written by `cargo xtask bindings` from crates/protocol. Change the Rust types, not this file.

export type CentreId = string;

export type TopicId = string;

export type PersonId = string;

export type DeviceId = string;

export type ChatId = string;

export type MessageId = string;

export type CommandId = string;

export type FileId = string;

export type Moment = number;

export type Blob = string;

export type Entry = "start_page" | "bubble";

export type ProblemCode = "malformed" | "too_large" | "file_too_large" | "too_many_files" | "unauthenticated" | "wrong_password" | "not_found" | "too_many_tries" | "not_admitted" | "already_accepted" | "not_available" | "no_room" | "offered_elsewhere" | "not_offered" | "not_accepted" | "not_active" | "already_active" | "ended" | "lease_elsewhere" | "not_on" | "pause_is_chosen" | "id_reused" | "wrong_version" | "internal" | "unavailable";

export type Problem = { code: ProblemCode, title: string, status: number, 
/**
 * The field that is wrong, as a path.
 */
field?: string, 
/**
 * The display name of whoever holds it now.
 */
held_by?: string, 
/**
 * Seconds until another try makes sense.
 */
retry_after?: number, };

export type CentreView = { id: CentreId, 
/**
 * The part of the address: `/{slug}`.
 */
slug: string, name: string, };

export type TopicView = { id: TopicId, 
/**
 * The part of the address: `/{centre}/{slug}`.
 */
slug: string, name: string, };

export type Role = "counsellor" | "supervisor" | "admin";

export type PersonView = { id: PersonId, 
/**
 * The name shown to others.
 */
name: string, };

export type AdmissionView = { "state": "hidden" } | { "state": "not_possible" } | { "state": "closed", opens: Moment, } | { "state": "nobody_available" } | { "state": "open", place: number, };

export type TopicAdmission = { topic: TopicView, admission: AdmissionView, };

export type PageView = { centre: CentreView, topics: Array<TopicAdmission>, };

export type PresenceView = { "is": "here" } | { "is": "away", since: Moment, };

export type EndingView = "withdrawn" | "vanished" | "moved_to_mail" | "closed_by_admin" | "declined" | "no_answer" | "by_counsellor" | "by_seeker" | "time_limit" | "seeker_gone" | "by_admin";

export type ChatStateView = { "state": "waiting", presence: PresenceView, 
/**
 * Until when the request stands before the reader alone; none where every available member sees it.
 */
offered_until?: Moment, } | { "state": "accepted", counsellor: PersonView, at: Moment, presence: PresenceView, } | { "state": "active", counsellor: PersonView, started: Moment, ends: Moment, presence: PresenceView, } | { "state": "ended", counsellor: PersonView | null, 
/**
 * When the conversation began, if it did.
 */
started: Moment | null, at: Moment, how: EndingView, readable_until: Moment, };

export type Marks = { delivered: number, read: number, };

export type ChatView = { id: ChatId, 
/**
 * Grows with every change of this view but messages.
 */
revision: number, 
/**
 * The seeker's number.
 */
number: number, topic: TopicView, 
/**
 * When the seeker asked.
 */
requested: Moment, state: ChatStateView, 
/**
 * The sequence number of the newest message.
 */
last_seq: number, seeker_marks: Marks, counsellor_marks: Marks, 
/**
 * The chat key, sealed to the reader's device (`beistand-seal`); there once the seeker chose "Jetzt chatten".
 */
envelope: Blob | null, };

export type GoneView = { "why": "taken", by: PersonView, } | { "why": "offered_elsewhere" } | { "why": "ended", how: EndingView, } | { "why": "purged" };

export type DeviceKey = { id: DeviceId, 
/**
 * Uncompressed P-256 point, 65 bytes.
 */
public_key: Blob, };

export type SeekerChatView = { id: ChatId, revision: number, number: number, topic: TopicView, requested: Moment, state: SeekerStateView, last_seq: number, seeker_marks: Marks, counsellor_marks: Marks, };

export type SeekerStateView = { "state": "waiting", admission: AdmissionView, offer_written_at: Moment, } | { "state": "accepted", counsellor: PersonView, 
/**
 * Devices to seal the chat key to with "Jetzt chatten".
 */
devices: Array<DeviceKey>, answer_until: Moment, } | { "state": "active", counsellor: PersonView, counsellor_presence: PresenceView, started: Moment, ends: Moment, } | { "state": "ended", how: EndingView, };

export type Sender = { "is": "seeker" } | { "is": "counsellor", id: PersonId, };

export type Audience = "everyone" | "counsellors";

export type MessageView = { id: MessageId, chat: ChatId, 
/**
 * The place in the chat, counted from 1, the same for all readers.
 */
seq: number, 
/**
 * When the server stored it.
 */
at: Moment, sender: Sender, audience: Audience, body: Blob, };

export type AvailabilityView = { "state": "off", why: OffView, } | { "state": "on", since: Moment, 
/**
 * The device that renews the lease.
 */
device: DeviceId, until: Moment, } | { "state": "paused", since: Moment, device: DeviceId, until: Moment, why: PauseView, };

export type OffView = "chosen" | "expired" | "signed_out" | "absent" | "by_supervisor";

export type PauseView = "locked" | "suspended" | "idle" | "missed_offers" | "break" | "phone" | "meeting";

export type MeView = { person: PersonView, 
/**
 * The name I sign in with.
 */
sign_in_name: string, roles: Array<Role>, topics: Array<TopicView>, 
/**
 * Chats I can hold at once.
 */
parallel_chats: number, };

export type SignIn = { name: string, password: string, device: DeviceId, 
/**
 * For the list of sessions: "Büro, Windows". At most 80 characters.
 */
device_name: string, 
/**
 * Uncompressed P-256 point, 65 bytes: what chat keys are sealed to.
 */
public_key: Blob, };

export type SignedIn = { token: string, me: MeView, centre: CentreView, };

export type BeginSelfTest = { 
/**
 * The mark; the event repeats it.
 */
id: CommandId, };

export type SetAvailability = { command: CommandId, act: AvailabilityAct, };

export type AvailabilityAct = { "is": "on" } | { "is": "off" } | { "is": "pause", why: AwayReason, } | { "is": "resume" };

export type AwayReason = "locked" | "suspended" | "idle" | "break" | "phone" | "meeting";

export type RequestChat = { command: CommandId, 
/**
 * The centre's and the topic's part of the address.
 */
centre: string, topic: string, entry: Entry, 
/**
 * 32 random bytes made by the page: the token of this chat as base64url. The server keeps a hash; because
 * the page makes it, a repeated request needs no secret out of the server's memory.
 */
token: Blob, 
/**
 * The seeker has read and confirmed the data-protection text.
 */
consent: boolean, };

export type ChatRequested = { chat: ChatId, number: number, };

export type Command = { command: CommandId, };

export type BeginChat = { command: CommandId, envelopes: Array<DeviceEnvelope>, };

export type DeviceEnvelope = { device: DeviceId, envelope: Blob, };

export type ChatRevision = { chat: ChatId, revision: number, };

export type MessagesAfter = { 
/**
 * The last sequence number that is known.
 */
after: number, 
/**
 * 1 to 500; 200 unless told.
 */
limit?: number, };

export type MessagePage = { messages: Array<MessageView>, 
/**
 * Whether there are more behind the last one.
 */
more: boolean, };

export type FileStored = { file: FileId, size: number, };

export type FromClient = { 
/**
 * Chosen by the client, unique on this connection; the answer repeats it.
 */
r: number, } & ({ "type": "hello", version: number, who: Who, } | { "type": "send", id: MessageId, chat: ChatId, audience: Audience, body: Blob, } | { "type": "typing", chat: ChatId, audience: Audience, } | { "type": "mark", chat: ChatId, delivered: number, read: number, } | { "type": "renew" } | { "type": "resync" } | { "type": "ping" });

export type ClientFrame = { "type": "hello", version: number, who: Who, } | { "type": "send", id: MessageId, chat: ChatId, audience: Audience, body: Blob, } | { "type": "typing", chat: ChatId, audience: Audience, } | { "type": "mark", chat: ChatId, delivered: number, read: number, } | { "type": "renew" } | { "type": "resync" } | { "type": "ping" };

export type Who = { "is": "counsellor", token: string, } | { "is": "seeker", token: string, } | { "is": "visitor", centre: string, entry: Entry, };

export type ServerFrame = { "type": "answer", r: number, answer: Answer, } | { "type": "snapshot", 
/**
 * The server's clock.
 */
now: Moment, world: World, } | { "type": "event", 
/**
 * 1, 2, 3 … behind the snapshot.
 */
n: number, event: Event, } | { "type": "bye", why: Bye, };

export type Answer = { "is": "done" } | { "is": "stored", seq: number, at: Moment, } | { "is": "renewed", until: Moment, } | { "is": "refused", problem: Problem, };

export type Bye = "signed_out" | "moving" | "bad_hello";

export type World = { "is": "counsellor", me: MeView, centre: CentreView, availability: AvailabilityView, 
/**
 * Requests I may accept now; empty while I am not available.
 */
requests: Array<ChatView>, 
/**
 * My accepted, active and still readable chats.
 */
chats: Array<ChatView>, } | { "is": "seeker", chat: SeekerChatView, } | { "is": "visitor", page: PageView, };

export type Event = { "is": "chat_changed", chat: ChatView, } | { "is": "chat_gone", chat: ChatId, gone: GoneView, } | { "is": "availability_changed", availability: AvailabilityView, requests: Array<ChatView>, } | { "is": "message_stored", message: MessageView, } | { "is": "typing", chat: ChatId, by: Writer, } | { "is": "marks_changed", chat: ChatId, seeker: Marks, counsellor: Marks, } | { "is": "seeker_chat_changed", chat: SeekerChatView, } | { "is": "self_test", id: CommandId, } | { "is": "page_changed", page: PageView, };

export type Writer = { "is": "seeker" } | { "is": "counsellor", id: PersonId, };

export const LIVE_VERSION = 1;

export const MESSAGE_CHARS = 10000;

export const FILES_PER_MESSAGE = 5;

export const FILE_BYTES = 20971520;

export const CHAT_WARNINGS = [900000, 300000] as const;

export const AWAY_KEEPS_PLACE = 180000;

export const LEASE_LENGTH = 45000;

export const RESTORE_WITHIN = 300000;

export const READABLE_AFTER_END = 172800000;
