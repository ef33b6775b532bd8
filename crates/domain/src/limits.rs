//! The numbers of the product. Where a centre or topic may set one, the constant is its default.

use std::time::Duration;

/// Longest sealed message body, in bytes.
pub const SEALED_MESSAGE_BYTES: usize = 64 * 1024;
/// Longest plain text of one message, in characters; checked by both ends, never by the server.
pub const MESSAGE_CHARS: usize = 10_000;
/// Messages a chat can hold; far above what three hours allow.
pub const MESSAGES_PER_CHAT: u32 = 100_000;
/// Files one message can carry.
pub const FILES_PER_MESSAGE: u32 = 5;
/// Files one chat can hold: ten messages full of them.
pub const FILES_PER_CHAT: u32 = 50;
/// Longest file before it is sealed, in bytes; checked by both ends.
pub const FILE_BYTES: u64 = 20 * 1024 * 1024;
/// What sealing adds to a file: version, nonce and tag.
pub const FILE_SEAL_BYTES: u64 = 29;
/// Chats one person holds at once (accepted and active).
pub const PARALLEL_CHATS: u32 = 3;
/// Devices one person can be signed in on.
pub const DEVICES_PER_PERSON: usize = 16;

/// An active chat lasts at most this long, counted from "Jetzt chatten".
pub const CHAT_LENGTH: Duration = Duration::from_secs(180 * 60);
/// Both sides are warned when this much is left.
pub const CHAT_WARNINGS: [Duration; 2] = [Duration::from_secs(15 * 60), Duration::from_secs(5 * 60)];
/// The written way is offered to somebody who waits this long.
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

/// Counsellors read an ended chat this long; then nothing is left of it.
pub const READABLE_AFTER_END: Duration = Duration::from_secs(48 * 60 * 60);

/// Wrong passwords one name and address may try within [`SIGN_IN_WINDOW`].
pub const SIGN_IN_TRIES: u32 = 8;
/// See [`SIGN_IN_TRIES`].
pub const SIGN_IN_WINDOW: Duration = Duration::from_secs(15 * 60);
/// Requests one address may make within [`REQUEST_WINDOW`]; a whole office or school shares one.
pub const REQUESTS_PER_ADDRESS: u32 = 60;
/// See [`REQUESTS_PER_ADDRESS`].
pub const REQUEST_WINDOW: Duration = Duration::from_secs(10 * 60);
