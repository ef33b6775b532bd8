//! The counsellor's desk. Everything is in the library; here is only its entry.

// No console window beside the desk on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match beistand_desk::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Beistand: {error:#}");
            ExitCode::FAILURE
        }
    }
}
