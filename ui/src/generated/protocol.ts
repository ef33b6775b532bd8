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

export type ProblemCode = "malformed" | "too_large" | "file_too_large" | "too_many_files" | "chat_full" | "unauthenticated" | "wrong_password" | "second_factor_needed" | "wrong_code" | "not_found" | "too_many_tries" | "not_admitted" | "line_full" | "already_accepted" | "not_available" | "no_room" | "offered_elsewhere" | "not_offered" | "not_accepted" | "not_active" | "already_active" | "ended" | "lease_elsewhere" | "not_on" | "pause_is_chosen" | "id_reused" | "changed_meanwhile" | "name_taken" | "last_admin" | "not_a_setting" | "wrong_version" | "internal" | "short_of_space" | "unavailable";

export type Problem = { 
/**
 * What programs branch on.
 */
code: ProblemCode, 
/**
 * What it means, in English, for who reads a log.
 */
title: string, 
/**
 * The HTTP status.
 */
status: number, 
/**
 * The field that is wrong, as a path.
 */
field?: string, 
/**
 * The display name of the counsellor who holds it now.
 */
held_by?: string, 
/**
 * Seconds until another try makes sense.
 */
retry_after?: number, };

export type CentreView = { 
/**
 * Its id.
 */
id: CentreId, 
/**
 * The part of the address: `/{slug}`.
 */
slug: string, 
/**
 * The name that is shown.
 */
name: string, };

export type TopicView = { 
/**
 * Its id.
 */
id: TopicId, 
/**
 * The part of the address: `/{centre}/{slug}`.
 */
slug: string, 
/**
 * The name that is shown.
 */
name: string, };

export type Role = "counsellor" | "supervisor" | "admin";

export type PersonView = { 
/**
 * Its id.
 */
id: PersonId, 
/**
 * The name shown to others.
 */
name: string, };

export type AdmissionView = { "state": "hidden" } | { "state": "not_possible" } | { "state": "closed", 
/**
 * When it opens next.
 */
opens: Moment, } | { "state": "nobody_available" } | { "state": "full" } | { "state": "open", 
/**
 * The place in the queue that a request would get, from 1.
 */
place: number, };

export type TopicAdmission = { 
/**
 * The topic.
 */
topic: TopicView, 
/**
 * Whether one may ask now.
 */
admission: AdmissionView, };

export type PageView = { 
/**
 * The centre.
 */
centre: CentreView, 
/**
 * Its topics, in the order of the page.
 */
topics: Array<TopicAdmission>, };

export type PresenceView = { "is": "here" } | { "is": "away", 
/**
 * Since when.
 */
since: Moment, };

export type EndingView = "withdrawn" | "vanished" | "moved_to_mail" | "closed_by_admin" | "declined" | "no_answer" | "by_counsellor" | "by_seeker" | "time_limit" | "seeker_gone" | "by_admin";

export type ChatStateView = { "state": "waiting", 
/**
 * The seeker's connection.
 */
presence: PresenceView, 
/**
 * Until when the request stands before the reader alone; none where every available member sees it.
 */
offered_until?: Moment, } | { "state": "accepted", 
/**
 * Who took it.
 */
counsellor: PersonView, 
/**
 * When.
 */
at: Moment, 
/**
 * The seeker's connection.
 */
presence: PresenceView, } | { "state": "active", 
/**
 * The first counsellor who is present.
 */
counsellor: PersonView, 
/**
 * When the seeker chose "Jetzt chatten".
 */
started: Moment, 
/**
 * When its time is over.
 */
ends: Moment, 
/**
 * The seeker's connection.
 */
presence: PresenceView, } | { "state": "ended", 
/**
 * Who had it; none where nobody did.
 */
counsellor: PersonView | null, 
/**
 * When the conversation began, if it did.
 */
started: Moment | null, 
/**
 * When it ended.
 */
at: Moment, 
/**
 * How it ended.
 */
how: EndingView, 
/**
 * Until when participants may read it.
 */
readable_until: Moment, };

export type Marks = { 
/**
 * The newest message that has arrived.
 */
delivered: number, 
/**
 * The newest message that was read.
 */
read: number, };

export type ChatView = { 
/**
 * The chat.
 */
id: ChatId, 
/**
 * Grows with every change of this view but messages.
 */
revision: number, 
/**
 * The seeker's number.
 */
number: number, 
/**
 * What it is about.
 */
topic: TopicView, 
/**
 * When the seeker asked.
 */
requested: Moment, 
/**
 * Where it stands.
 */
state: ChatStateView, 
/**
 * The sequence number of the newest message.
 */
last_seq: number, 
/**
 * How far the seeker has got.
 */
seeker_marks: Marks, 
/**
 * How far the counsellors have got.
 */
counsellor_marks: Marks, 
/**
 * The chat key, sealed to the reader's device (`beistand-seal`); there once the seeker chose "Jetzt chatten".
 */
envelope: Blob | null, };

export type GoneView = { "why": "taken", 
/**
 * Who took it.
 */
by: PersonView, } | { "why": "offered_elsewhere" } | { "why": "ended", 
/**
 * How it ended.
 */
how: EndingView, } | { "why": "purged" };

export type DayKey = { 
/**
 * The day it was made on, counted from 1970 (UTC).
 */
day: number, 
/**
 * Uncompressed P-256 point, 65 bytes.
 */
public_key: Blob, 
/**
 * 64 bytes.
 */
signature: Blob, };

export type DeviceKey = { 
/**
 * Its id.
 */
id: DeviceId, 
/**
 * What its day keys are signed with: an uncompressed P-256 point, 65 bytes.
 */
signing_key: Blob, 
/**
 * Its newest day key.
 */
day_key: DayKey, };

export type SeekerChatView = { 
/**
 * Its id.
 */
id: ChatId, 
/**
 * Grows with every change; an older view never replaces a newer one.
 */
revision: number, 
/**
 * The number that counsellors call the seeker by.
 */
number: number, 
/**
 * What it is about.
 */
topic: TopicView, 
/**
 * When it was asked for.
 */
requested: Moment, 
/**
 * Where it stands.
 */
state: SeekerStateView, 
/**
 * The newest message for the seeker.
 */
last_seq: number, 
/**
 * How far the seeker has got.
 */
seeker_marks: Marks, 
/**
 * How far the counsellors have got.
 */
counsellor_marks: Marks, };

export type SeekerStateView = { "state": "waiting", 
/**
 * The place in the queue, or why nobody can come.
 */
admission: AdmissionView, 
/**
 * From when on the written way is offered.
 */
offer_written_at: Moment, } | { "state": "accepted", 
/**
 * Who.
 */
counsellor: PersonView, 
/**
 * Devices to seal the chat key to with "Jetzt chatten".
 */
devices: Array<DeviceKey>, 
/**
 * Until when the seeker has to answer.
 */
answer_until: Moment, } | { "state": "active", 
/**
 * The first counsellor who is present.
 */
counsellor: PersonView, 
/**
 * That counsellor's connection.
 */
counsellor_presence: PresenceView, 
/**
 * When it began.
 */
started: Moment, 
/**
 * When its time is over.
 */
ends: Moment, } | { "state": "ended", 
/**
 * How it ended.
 */
how: EndingView, };

export type Sender = { "is": "seeker" } | { "is": "counsellor", 
/**
 * Which one.
 */
id: PersonId, };

export type Audience = "everyone" | "counsellors";

export type MessageView = { 
/**
 * Made by its author.
 */
id: MessageId, 
/**
 * Where it belongs.
 */
chat: ChatId, 
/**
 * The place in the chat, counted from 1, the same for all readers.
 */
seq: number, 
/**
 * When the server stored it.
 */
at: Moment, 
/**
 * Who wrote it.
 */
sender: Sender, 
/**
 * Who may read it.
 */
audience: Audience, 
/**
 * The sealed message.
 */
body: Blob, };

export type AvailabilityView = { "state": "off", 
/**
 * Why not.
 */
why: OffView, } | { "state": "on", 
/**
 * Since when.
 */
since: Moment, 
/**
 * The device that renews the lease.
 */
device: DeviceId, 
/**
 * When it ends without another renewal.
 */
until: Moment, } | { "state": "paused", 
/**
 * Since when the person is on.
 */
since: Moment, 
/**
 * The device that holds the lease.
 */
device: DeviceId, 
/**
 * When it ends without another renewal.
 */
until: Moment, 
/**
 * Why it is paused.
 */
why: PauseView, };

export type OffView = "chosen" | "expired" | "signed_out" | "absent" | "by_supervisor";

export type PauseView = "locked" | "suspended" | "idle" | "missed_offers" | "break" | "phone" | "meeting";

export type MeView = { 
/**
 * As others see them.
 */
person: PersonView, 
/**
 * The name I sign in with.
 */
sign_in_name: string, 
/**
 * Every role the person holds.
 */
roles: Array<Role>, 
/**
 * The topics the person counsels in.
 */
topics: Array<TopicView>, 
/**
 * Chats I can hold at once.
 */
parallel_chats: number, 
/**
 * False is "Nicht anwählbar".
 */
reachable: boolean, };

export type SignIn = { 
/**
 * The sign-in name, with `@organisation` where two organisations have the same.
 */
name: string, 
/**
 * The password.
 */
password: string, 
/**
 * A code of the second factor, or a recovery code; needed once the answer was `second_factor_needed`.
 */
code: string | null, 
/**
 * Made by the device once, and kept.
 */
device: DeviceId, 
/**
 * For the list of sessions: "Büro, Windows". At most 80 characters.
 */
device_name: string, 
/**
 * Uncompressed P-256 point, 65 bytes: what the device's day keys are signed with. It stays.
 */
signing_key: Blob, 
/**
 * What chat keys are sealed to from now on.
 */
day_key: DayKey, };

export type SignedIn = { 
/**
 * The token that proves the session.
 */
token: string, 
/**
 * The person.
 */
me: MeView, 
/**
 * The centre the person works for.
 */
centre: CentreView, };

export type Demo = { 
/**
 * In the order in which they are shown.
 */
people: Array<DemoPerson>, 
/**
 * Of everybody.
 */
password: string, 
/**
 * The paths of the start pages.
 */
pages: Array<string>, };

export type DemoPerson = { 
/**
 * To sign in with.
 */
sign_in_name: string, 
/**
 * That others see.
 */
name: string, 
/**
 * What they may do.
 */
role: Role, };

export type BeginSelfTest = { 
/**
 * The mark; the event repeats it.
 */
id: CommandId, };

export type SetAvailability = { 
/**
 * Makes a repeat recognisable.
 */
command: CommandId, 
/**
 * What is wanted.
 */
act: AvailabilityAct, };

export type AvailabilityAct = { "is": "on" } | { "is": "off" } | { "is": "pause", 
/**
 * Why.
 */
why: AwayReason, } | { "is": "resume" };

export type AwayReason = "locked" | "suspended" | "idle" | "break" | "phone" | "meeting";

export type RequestChat = { 
/**
 * Makes a repeat recognisable.
 */
command: CommandId, 
/**
 * The centre's and the topic's part of the address.
 */
centre: string, 
/**
 * Slug of the topic.
 */
topic: string, 
/**
 * The way the seeker came.
 */
entry: Entry, 
/**
 * 32 random bytes made by the page: the token of this chat as base64url. The server keeps a hash; because
 * the page makes it, a repeated request needs no secret out of the server's memory.
 */
token: Blob, 
/**
 * What the page locks its tab's storage with; the server holds it while the seeker's token lives.
 */
tab: TabHalf, 
/**
 * The seeker has read and confirmed the data-protection text.
 */
consent: boolean, };

export type ChatRequested = { 
/**
 * The chat.
 */
chat: ChatId, 
/**
 * The number that counsellors call the seeker by.
 */
number: number, };

export type HeldHalf = { 
/**
 * As the request gave it.
 */
half: Blob, };

export type TabHalf = { 
/**
 * 32 random bytes that the half is asked for with, as a bearer token. The server keeps a hash.
 */
id: Blob, 
/**
 * 32 random bytes.
 */
half: Blob, };

export type Command = { 
/**
 * Makes a repeat recognisable.
 */
command: CommandId, };

export type BeginChat = { 
/**
 * Makes a repeat recognisable.
 */
command: CommandId, 
/**
 * The chat's key, sealed to each device of the counsellor.
 */
envelopes: Array<DeviceEnvelope>, };

export type DeviceEnvelope = { 
/**
 * The device that can open it.
 */
device: DeviceId, 
/**
 * The sealed key.
 */
envelope: Blob, };

export type ChatRevision = { 
/**
 * The chat.
 */
chat: ChatId, 
/**
 * The chat's revision after it.
 */
revision: number, };

export type MessagesAfter = { 
/**
 * The last sequence number that is known.
 */
after: number, 
/**
 * 1 to 500; 200 by default.
 */
limit?: number, };

export type MessagePage = { 
/**
 * Oldest first.
 */
messages: Array<MessageView>, 
/**
 * Whether there are more behind the last one.
 */
more: boolean, };

export type FileStored = { 
/**
 * Its id.
 */
file: FileId, 
/**
 * Length of its sealed bytes.
 */
size: number, };

export type Mode = "pool" | "offer" | "suggest";

export type Interval = { 
/**
 * 1 is Monday, 7 is Sunday (ISO 8601).
 */
weekday: number, 
/**
 * Minutes since midnight, inclusive.
 */
from: number, 
/**
 * Minutes since midnight, exclusive; 1440 is midnight.
 */
until: number, };

export type TopicTimes = { 
/**
 * How long an active chat lasts at most: 10 to 720.
 */
chat_minutes: number, 
/**
 * How long before the end both sides are warned, the earlier warning first.
 */
warning_minutes: [number, number], 
/**
 * How long a seeker whose connection is gone keeps the place: 1 to 30.
 */
away_minutes: number, 
/**
 * How long an accepted seeker has to answer: 1 to 30.
 */
answer_minutes: number, 
/**
 * How long an active chat waits for a seeker who is gone: 5 to 120.
 */
gone_minutes: number, 
/**
 * After how long the written way is offered: 1 to 60.
 */
offer_written_minutes: number, };

export type AdministeredCentres = { 
/**
 * The centres, by name.
 */
centres: Array<CentreView>, 
/**
 * Whether the caller sets up the whole organisation, with its people.
 */
organisation: boolean, };

export type CentreSettings = { 
/**
 * The centre.
 */
centre: CentreView, 
/**
 * Rises with each change of where live chat is offered.
 */
revision: number, 
/**
 * Whether its start page offers live chat at all.
 */
start_page_live_chat: boolean, 
/**
 * Its topics, by name.
 */
topics: Array<TopicSettings>, 
/**
 * Everyone who may be a member of a topic, by name.
 */
people: Array<PersonView>, };

export type TopicSettings = { 
/**
 * Its id.
 */
id: TopicId, 
/**
 * The part of the address behind the centre's.
 */
slug: string, 
/**
 * The name that is shown.
 */
name: string, 
/**
 * Rises with each change of what follows here, but for `start_page_live_chat`, which belongs to the centre's revision.
 */
revision: number, 
/**
 * Whether this centre's start page offers its live chat.
 */
start_page_live_chat: boolean, 
/**
 * Whether other centres offer it too.
 */
shared: boolean, 
/**
 * Whether the caller may change it.
 */
may_change: boolean, 
/**
 * How requests reach the members.
 */
mode: Mode, 
/**
 * When live chat is open.
 */
hours: WeekHours, 
/**
 * Its times.
 */
times: TopicTimes, 
/**
 * Who counsels in it.
 */
members: Array<PersonId>, 
/**
 * What this centre's start page says now.
 */
admission: AdmissionView, 
/**
 * Why: what is true of each member now.
 */
staff: Array<MemberNow>, };

export type WeekHours = { 
/**
 * An IANA time zone.
 */
zone: string, 
/**
 * Intervals of the week; those of one day may touch, not overlap.
 */
week: Array<Interval>, };

export type MemberNow = { 
/**
 * Who.
 */
person: PersonView, 
/**
 * What is true of them.
 */
state: MemberState, };

export type MemberState = "not_reachable" | "off" | "paused" | "available";

export type SetLiveChat = { 
/**
 * The centre's revision that the caller saw.
 */
seen: number, 
/**
 * Whether the start page offers live chat at all.
 */
start_page_live_chat: boolean, 
/**
 * The topics of the centre whose live chat the start page offers; all others are off.
 */
topics: Array<TopicId>, };

export type ChangeTopic = { 
/**
 * The topic's revision that the caller saw.
 */
seen: number, 
/**
 * The name that is shown.
 */
name?: string, 
/**
 * How requests reach the members; `suggest` is refused until start pages can do it.
 */
mode?: Mode, 
/**
 * When live chat is open.
 */
hours?: WeekHours, 
/**
 * Its times; they apply to chats that begin later.
 */
times?: TopicTimes, 
/**
 * Who counsels in it, all of them.
 */
members?: Array<PersonId>, };

export type AddTopic = { 
/**
 * Made by the client, so that a repeat adds nothing.
 */
id: TopicId, 
/**
 * The part of the address.
 */
slug: string, 
/**
 * The name that is shown.
 */
name: string, 
/**
 * Who counsels in it.
 */
members: Array<PersonId>, };

export type People = { 
/**
 * Everyone.
 */
people: Array<PersonSettings>, 
/**
 * The organisation's topics, by name.
 */
topics: Array<NamedTopic>, 
/**
 * Its centres, by name.
 */
centres: Array<CentreView>, };

export type NamedTopic = { 
/**
 * Its id.
 */
id: TopicId, 
/**
 * The name that is shown.
 */
name: string, };

export type PersonSettings = { 
/**
 * Who.
 */
id: PersonId, 
/**
 * The name others see.
 */
name: string, 
/**
 * What they sign in with.
 */
sign_in_name: string, 
/**
 * Rises with each change of what follows.
 */
revision: number, 
/**
 * Whether they may sign in.
 */
state: PersonState, 
/**
 * What they may do, and where.
 */
roles: Array<RoleAt>, 
/**
 * Chats held at once.
 */
parallel_chats: number, 
/**
 * False is "Nicht anwählbar".
 */
reachable: boolean, 
/**
 * Whether it is the caller, who gets no link and no reset from themselves.
 */
is_caller: boolean, 
/**
 * Whether they sign in with a second factor.
 */
second_factor: boolean, 
/**
 * Devices that are signed in.
 */
devices: number, 
/**
 * When one of them was last used.
 */
last_used: Moment | null, };

export type PersonState = { "is": "active" } | { "is": "invited", 
/**
 * When the link stops working; none where there is no link.
 */
until: Moment | null, } | { "is": "deactivated" };

export type RoleAt = { 
/**
 * What they may do.
 */
role: Role, 
/**
 * Where.
 */
at: RoleScope, };

export type RoleScope = { "is": "organisation" } | { "is": "centre", 
/**
 * Which.
 */
centre: CentreId, } | { "is": "topic", 
/**
 * Which.
 */
topic: TopicId, };

export type InvitePerson = { 
/**
 * Made by the client, so that a repeat adds nobody.
 */
id: PersonId, 
/**
 * What they sign in with; compared without case.
 */
sign_in_name: string, 
/**
 * The name others see.
 */
name: string, 
/**
 * What they may do, and where.
 */
roles: Array<RoleAt>, 
/**
 * Chats held at once.
 */
parallel_chats: number, };

export type ChangePerson = { 
/**
 * The revision that the caller saw.
 */
seen: number, 
/**
 * The name others see.
 */
name?: string, 
/**
 * What they may do, all of it.
 */
roles?: Array<RoleAt>, 
/**
 * Chats held at once.
 */
parallel_chats?: number, 
/**
 * False ends all sessions and the availability, and keeps the person out; true lets them in again.
 */
active?: boolean, };

export type PasswordLink = { 
/**
 * The address to hand over; its secret stands behind `#`, which no server sees.
 */
path: string, 
/**
 * When it stops working.
 */
until: Moment, };

export type ChoosePassword = { 
/**
 * The new one: 15 to 256 characters.
 */
password: string, };

export type PasswordChosen = { 
/**
 * What to sign in with.
 */
sign_in_name: string, };

export type SetReachable = { 
/**
 * False is "Nicht anwählbar".
 */
reachable: boolean, };

export type AuditPage = { 
/**
 * Newest first, 100 at most.
 */
entries: Array<AuditEntry>, 
/**
 * Whether there are older ones.
 */
more: boolean, };

export type AuditEntry = { 
/**
 * Its number.
 */
no: number, 
/**
 * When.
 */
at: Moment, 
/**
 * Who: a person's name, or the operator of the server.
 */
actor: AuditActor, 
/**
 * What was done, by a stable name such as `topic_changed`.
 */
act: string, 
/**
 * The name of whom or what it is about, as it was.
 */
subject: string | null, 
/**
 * What was there before, and what is there now, by the names of their fields; values as they stand in the API.
 */
changes: Array<AuditChange>, };

export type AuditActor = { "is": "person", 
/**
 * Their name now.
 */
name: string, } | { "is": "operator" } | { "is": "server" };

export type AuditChange = { 
/**
 * The field's name in the API.
 */
field: string, 
/**
 * Before, as JSON.
 */
before: string | null, 
/**
 * After, as JSON.
 */
after: string | null, };

export type SessionId = string;

export type ChangePassword = { 
/**
 * The one in use.
 */
current: string, 
/**
 * The one from now on: 15 to 256 characters.
 */
new: string, };

export type OwnSessions = { 
/**
 * One for each device.
 */
sessions: Array<OwnSession>, };

export type OwnSession = { 
/**
 * Its id.
 */
id: SessionId, 
/**
 * As the device called itself.
 */
device_name: string, 
/**
 * When it signed in.
 */
opened: Moment, 
/**
 * When it was used last, to the hour.
 */
used: Moment, 
/**
 * Whether it is the one that asks.
 */
current: boolean, };

export type SecondFactor = { 
/**
 * Whether codes are asked for when this person signs in.
 */
on: boolean, 
/**
 * Recovery codes that have not been used.
 */
recovery_codes: number, 
/**
 * Whether a new one waits to be confirmed, which it does for 15 minutes.
 */
pending: boolean, };

export type SecondFactorSecret = { 
/**
 * The shared secret in base 32, to type.
 */
secret: string, 
/**
 * The same as an `otpauth:` address, to scan.
 */
uri: string, };

export type RecoveryCodes = { 
/**
 * Sixteen characters in groups of four.
 */
codes: Array<string>, };

export type Statistics = { 
/**
 * The centre's topics, by name.
 */
topics: Array<NamedTopic>, 
/**
 * By day; what did not happen is not there.
 */
days: Array<DayCount>, 
/**
 * By topic.
 */
by_topic: Array<TopicCount>, 
/**
 * By weekday and hour: `requested` and `accepted`.
 */
hours: Array<HourCount>, };

export type DayCount = { 
/**
 * As `2026-11-30`.
 */
day: string, 
/**
 * What, by a stable name such as `requested`.
 */
what: string, 
/**
 * How often.
 */
n: number, };

export type TopicCount = { 
/**
 * The topic.
 */
topic: TopicId, 
/**
 * What.
 */
what: string, 
/**
 * How often.
 */
n: number, };

export type HourCount = { 
/**
 * 1 is Monday, 7 is Sunday (ISO 8601).
 */
weekday: number, 
/**
 * 0 to 23.
 */
hour: number, 
/**
 * What.
 */
what: string, 
/**
 * How often.
 */
n: number, };

export type OwnStatistics = { 
/**
 * By day.
 */
days: Array<DayCount>, };

export type FromClient = { 
/**
 * Chosen by the client, unique on this connection; the answer repeats it.
 */
r: number, } & ({ "type": "hello", 
/**
 * The version of the live connection that the client speaks.
 */
version: number, 
/**
 * Who says hello.
 */
who: Who, } | { "type": "send", 
/**
 * Made by its author; a repeat has the same one.
 */
id: MessageId, 
/**
 * Where it goes.
 */
chat: ChatId, 
/**
 * Who may read it.
 */
audience: Audience, 
/**
 * The sealed message.
 */
body: Blob, } | { "type": "typing", 
/**
 * In which chat.
 */
chat: ChatId, 
/**
 * Who may know.
 */
audience: Audience, } | { "type": "mark", 
/**
 * In which chat.
 */
chat: ChatId, 
/**
 * The newest message that this device has.
 */
delivered: number, 
/**
 * The newest message that was read.
 */
read: number, } | { "type": "renew" } | { "type": "resync" } | { "type": "ping" });

export type ClientFrame = { "type": "hello", 
/**
 * The version of the live connection that the client speaks.
 */
version: number, 
/**
 * Who says hello.
 */
who: Who, } | { "type": "send", 
/**
 * Made by its author; a repeat has the same one.
 */
id: MessageId, 
/**
 * Where it goes.
 */
chat: ChatId, 
/**
 * Who may read it.
 */
audience: Audience, 
/**
 * The sealed message.
 */
body: Blob, } | { "type": "typing", 
/**
 * In which chat.
 */
chat: ChatId, 
/**
 * Who may know.
 */
audience: Audience, } | { "type": "mark", 
/**
 * In which chat.
 */
chat: ChatId, 
/**
 * The newest message that this device has.
 */
delivered: number, 
/**
 * The newest message that was read.
 */
read: number, } | { "type": "renew" } | { "type": "resync" } | { "type": "ping" };

export type Who = { "is": "counsellor", 
/**
 * The session's token.
 */
token: string, } | { "is": "seeker", 
/**
 * The token that the page made for the chat.
 */
token: string, } | { "is": "visitor", 
/**
 * Slug of the centre.
 */
centre: string, 
/**
 * The way they came.
 */
entry: Entry, };

export type ServerFrame = { "type": "answer", 
/**
 * The frame's number.
 */
r: number, 
/**
 * The answer.
 */
answer: Answer, } | { "type": "snapshot", 
/**
 * The server's clock.
 */
now: Moment, 
/**
 * Everything the client may know.
 */
world: World, } | { "type": "event", 
/**
 * 1, 2, 3 … behind the snapshot.
 */
n: number, 
/**
 * What.
 */
event: Event, } | { "type": "bye", 
/**
 * Why.
 */
why: Bye, };

export type Answer = { "is": "done" } | { "is": "stored", 
/**
 * Its place, as the author counts.
 */
seq: number, 
/**
 * When it was stored.
 */
at: Moment, } | { "is": "renewed", 
/**
 * When it ends without another renewal.
 */
until: Moment, } | { "is": "refused", 
/**
 * Why not.
 */
problem: Problem, };

export type Bye = "signed_out" | "moving" | "bad_hello";

export type World = { "is": "counsellor", 
/**
 * The person.
 */
me: MeView, 
/**
 * The centre the person works for.
 */
centre: CentreView, 
/**
 * The person's availability, on whichever device.
 */
availability: AvailabilityView, 
/**
 * Requests I may accept now; empty while I am not available.
 */
requests: Array<ChatView>, 
/**
 * My accepted, active and still readable chats.
 */
chats: Array<ChatView>, } | { "is": "seeker", 
/**
 * The seeker's chat.
 */
chat: SeekerChatView, } | { "is": "visitor", 
/**
 * The start page.
 */
page: PageView, };

export type Event = { "is": "chat_changed", 
/**
 * The chat as it is now.
 */
chat: ChatView, } | { "is": "chat_gone", 
/**
 * The chat.
 */
chat: ChatId, 
/**
 * Where it went.
 */
gone: GoneView, } | { "is": "availability_changed", 
/**
 * As it is now.
 */
availability: AvailabilityView, 
/**
 * Every request I may accept now.
 */
requests: Array<ChatView>, } | { "is": "message_stored", 
/**
 * The message.
 */
message: MessageView, } | { "is": "typing", 
/**
 * In which chat.
 */
chat: ChatId, 
/**
 * Who writes.
 */
by: Writer, } | { "is": "marks_changed", 
/**
 * In which chat.
 */
chat: ChatId, 
/**
 * How far the seeker has got.
 */
seeker: Marks, 
/**
 * How far the counsellors have got.
 */
counsellor: Marks, } | { "is": "seeker_chat_changed", 
/**
 * The chat as it is now.
 */
chat: SeekerChatView, } | { "is": "self_test", 
/**
 * The id that the self-test began with.
 */
id: CommandId, } | { "is": "page_changed", 
/**
 * The page as it is now.
 */
page: PageView, };

export type Writer = { "is": "seeker" } | { "is": "counsellor", 
/**
 * Which one.
 */
id: PersonId, };

export const LIVE_VERSION = 1;

export const MESSAGE_CHARS = 10000;

export const FILES_PER_MESSAGE = 5;

export const FILE_BYTES = 20971520;

export const CHAT_WARNINGS = [900000, 300000] as const;

export const AWAY_KEEPS_PLACE = 180000;

export const LEASE_LENGTH = 45000;

export const RESTORE_WITHIN = 300000;

export const SHORTEST_PASSWORD = 15;

export const LONGEST_PASSWORD = 256;

export const READABLE_AFTER_END = 172800000;
