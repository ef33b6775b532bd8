//! Scenarios live in `server/`, `desk/` and `desktop/`; there is nothing to share but the testkit.
