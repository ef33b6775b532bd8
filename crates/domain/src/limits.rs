//! The numbers of the product. Where a centre or topic may set one, the constant is its default.

use std::time::Duration;

use crate::rate::Rate;

/// Longest sealed message body, in bytes: the longest step of padding, with header, nonce and tag.
pub const SEALED_MESSAGE_BYTES: usize = 64 * 1024 + 50;
/// Longest plain text of one message, in characters; checked by both ends, never by the server.
pub const MESSAGE_CHARS: usize = 10_000;
/// Messages a chat can hold for each audience; far above what three hours allow.
pub const MESSAGES_PER_CHAT: u32 = 5_000;
/// Bytes of sealed bodies a chat can hold for each audience.
pub const MESSAGE_BYTES_PER_CHAT: u64 = 16 * 1024 * 1024;
/// Bytes of sealed bodies in one answer that lists messages; base64 makes a third more of them on the wire.
pub const LIST_BYTES: u64 = 768 * 1024;
/// What a message takes in an answer beside its body: ids, times and the names of fields.
pub const MESSAGE_FRAME_BYTES: u64 = 300;
/// Files one message can carry.
pub const FILES_PER_MESSAGE: u32 = 5;
/// Files one chat can hold: ten messages full of them.
pub const FILES_PER_CHAT: u32 = 50;
/// Bytes of sealed files one chat can hold for each audience.
pub const FILE_BYTES_PER_CHAT: u64 = 200 * 1024 * 1024;
/// Files that one party of a chat can send at once.
pub const UPLOADS_PER_PARTY: usize = 2;
/// A file that comes in may take this long, and then has to come at [`UPLOAD_BYTES_PER_SECOND`].
pub const UPLOAD_START: Duration = Duration::from_secs(30);
/// The slowest a file may come in once [`UPLOAD_START`] has passed.
pub const UPLOAD_BYTES_PER_SECOND: u64 = 8_000;
/// Longest file before it is sealed, in bytes; checked by both ends.
pub const FILE_BYTES: u64 = 20 * 1024 * 1024;
/// Longest sealed file, in bytes: the longest file, padded to the next step of 5 %, with header, nonce and tag.
pub const SEALED_FILE_BYTES: u64 = 21_355_858;
/// What sealing adds to a file besides its padding, in bytes: header, nonce and tag.
pub const FILE_SEAL_BYTES: u64 = 50;
/// Chats one person holds at once (accepted and active).
pub const PARALLEL_CHATS: u32 = 3;
/// Devices one person can be signed in on.
pub const DEVICES_PER_PERSON: usize = 16;

/// Counsellors who are present in or invited to one chat at once.
pub const PARTICIPANTS_PER_CHAT: usize = 8;
/// A request that is offered to one counsellor goes on to the next after this long.
pub const OFFER_LENGTH: Duration = Duration::from_secs(30);
/// Offers in a row that one person lets pass before the availability pauses.
pub const MISSED_OFFERS_PAUSE: u32 = 2;
/// An invited colleague has this long to answer.
pub const INVITATION_LENGTH: Duration = Duration::from_secs(60);
/// A counsellor whose last device has been gone this long has left the chat.
pub const COUNSELLOR_GONE_AFTER: Duration = Duration::from_secs(2 * 60);

/// An active chat lasts at most this long, counted from "Jetzt chatten".
pub const CHAT_LENGTH: Duration = Duration::from_secs(180 * 60);
/// Both sides are warned when this much is left.
pub const CHAT_WARNINGS: [Duration; 2] = [Duration::from_secs(15 * 60), Duration::from_secs(5 * 60)];
/// The written way is offered to a seeker who waits this long.
pub const OFFER_WRITTEN_AFTER: Duration = Duration::from_secs(5 * 60);
/// A waiting seeker whose connection is gone keeps the place this long.
pub const AWAY_KEEPS_PLACE: Duration = Duration::from_secs(3 * 60);
/// An accepted seeker who does not answer is let go after this long.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(5 * 60);
/// An active chat whose seeker's connection is gone this long is ended.
pub const SEEKER_GONE_AFTER: Duration = Duration::from_secs(30 * 60);

/// The device renews its lease this often. The guide says 15 s, and that 30 s without network cost nothing: with 15 s, a
/// drop that begins right before a renewal would leave no time to connect again (docs/decisions/0019-lease-renewal.md).
pub const LEASE_RENEWAL: Duration = Duration::from_secs(10);
/// A renewal that the server could not do now is asked for again after this long.
pub const LEASE_RETRY: Duration = Duration::from_secs(2);
/// A lease that is not renewed ends after this long.
pub const LEASE_LENGTH: Duration = Duration::from_secs(45);

/// Without input for this long the availability pauses.
pub const IDLE_PAUSES_AFTER: Duration = Duration::from_secs(10 * 60);
/// A network that comes back within this time may give a lost availability back, where the person has chosen that.
pub const RESTORE_WITHIN: Duration = Duration::from_secs(5 * 60);

/// A session ends this long after signing in, however much it is used.
pub const SESSION_LENGTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A session that is not used for this long ends.
pub const SESSION_IDLE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The last use of a session is written down at most this often.
pub const SESSION_USE_WRITTEN: Duration = Duration::from_secs(60 * 60);
/// A session's token is replaced once it is this old.
pub const TOKEN_ROTATES_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// A replaced token is still taken this long, as the answer with the new one may be lost.
pub const TOKEN_OVERLAP: Duration = Duration::from_secs(10 * 60);

/// Counsellors read an ended chat this long; then it is purged.
pub const READABLE_AFTER_END: Duration = Duration::from_secs(48 * 60 * 60);

/// Frames of a page that are taken at once, and each second after that; what comes faster is refused.
pub const FRAMES: Rate = Rate { burst: 100, per_second: 20 };
/// How often a client may say that its person writes; what comes faster is not passed on.
pub const TYPING: Rate = Rate { burst: 3, per_second: 1 };
/// Frames in a row that are refused for their speed before the connection is closed.
pub const TOO_FAST_CLOSES: u32 = 100;

/// Wrong passwords one name and address may try within [`SIGN_IN_WINDOW`].
pub const SIGN_IN_TRIES: u32 = 8;
/// Wrong passwords one address may try over all names, and one device of a person, within [`SIGN_IN_WINDOW`].
pub const SIGN_IN_TRIES_PER_ADDRESS: u32 = 40;
/// See [`SIGN_IN_TRIES`].
pub const SIGN_IN_WINDOW: Duration = Duration::from_secs(15 * 60);
/// Requests from one address that may wait in the queue at once.
pub const WAITING_PER_ADDRESS: usize = 5;
/// Requests that can wait for one topic.
pub const WAITING_PER_TOPIC: u32 = 500;
/// Free bytes of the data folder below which no requests and files are taken. Running chats and leases go on.
pub const FREE_SPACE: u64 = 1024 * 1024 * 1024;
/// Connections that one address may have open; in IPv6 its /64.
pub const CONNECTIONS_PER_ADDRESS: usize = 64;
/// Requests one address may make within [`REQUEST_WINDOW`]; a whole office or school shares one.
pub const REQUESTS_PER_ADDRESS: u32 = 60;
/// See [`REQUESTS_PER_ADDRESS`].
pub const REQUEST_WINDOW: Duration = Duration::from_secs(10 * 60);

/// Shortest password, in characters (NIST SP 800-63B-4, section 3.1.1.2, for single-factor use).
pub const SHORTEST_PASSWORD: usize = 15;
/// Longest password, in characters.
pub const LONGEST_PASSWORD: usize = 256;
/// How long a link to choose a password works.
pub const PASSWORD_LINK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long the app of a new second factor has to show a code.
pub const SECOND_FACTOR_SET_UP: Duration = Duration::from_secs(15 * 60);
/// How many recovery codes a person has for the day on which the second factor is out of reach.
pub const RECOVERY_CODES: usize = 10;
