//! The shell: translates, decides nothing.
