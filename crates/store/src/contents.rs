//! What `check` finds in a database.

use beistand_domain::Moment;

/// What is in a database, seen without changing anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseContents {
    /// There is no file, or no table of ours in the database.
    Nothing,
    /// The version of its tables, and the newest that this program knows.
    Schema {
        /// The version that is there.
        is: u32,
        /// The newest version that this program knows.
        newest: u32,
    },
    /// It holds the demo centre.
    Demo,
}

/// What a database says of the time, seen without changing anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatabaseTimes {
    /// Its own clock, where it has one.
    pub own: Option<Moment>,
    /// A recent moment at which a server did not doubt its clock.
    pub seen: Option<Moment>,
    /// The server of this file doubts its clock, or did when it was last seen.
    pub in_doubt: bool,
}
