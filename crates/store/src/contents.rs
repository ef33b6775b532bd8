//! What `check` finds in a database.

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
