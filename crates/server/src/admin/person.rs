//! What `admin` does to a person.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::Context as _;
use beistand_domain::access;
use beistand_domain::centre::{Name, ParallelChats, Slug};
use beistand_domain::sign_in::check_password;
use beistand_runtime::Runtime;
use beistand_store::{Actor, NewPerson, Store};
use clap::{Subcommand, ValueEnum};

use super::outcome::done;
use crate::password;

/// Making a person, and changes of one who exists.
#[derive(Clone, Debug, Subcommand)]
pub enum PersonTask {
    /// Add a person. The password is read from standard input, or made and printed once where that is a terminal.
    AddPerson {
        centre: Slug,
        /// What they sign in with; once in the organisation, whatever the case.
        sign_in_name: Name,
        /// What others see.
        name: Name,
        /// May be given several times; a counsellor unless something else is said.
        #[arg(long = "role", value_enum)]
        roles: Vec<Role>,
        /// Supervise or administer every centre of the organisation, not only this one.
        #[arg(long)]
        whole_organisation: bool,
        /// May be given several times; all topics of the centre unless something else is said.
        #[arg(long = "topic")]
        topics: Vec<Slug>,
    },
    /// Set another password, read or made as for add-person. All sessions of the person end.
    SetPassword { sign_in_name: String },
    /// End all sessions of a person, and the availability with them.
    EndSessions { sign_in_name: String },
    /// Take a person's second factor away who has lost it, with the recovery codes.
    ResetSecondFactor { sign_in_name: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    Counsellor,
    Supervisor,
    Admin,
}

impl From<Role> for access::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Counsellor => Self::Counsellor,
            Role::Supervisor => Self::Supervisor,
            Role::Admin => Self::Admin,
        }
    }
}

/// Does one of them, and gives what is to be printed.
pub async fn change(store: &Store, task: PersonTask, runtime: &Runtime) -> anyhow::Result<String> {
    let now = runtime.now();
    match task {
        PersonTask::AddPerson { centre, sign_in_name, name, roles, whole_organisation, topics } => {
            let roles = if roles.is_empty() { vec![Role::Counsellor] } else { roles };
            let roles = roles.into_iter().map(access::Role::from).collect();
            let (password, said) = new_password(runtime, sign_in_name.as_str())?;
            let password_hash = Some(password::hash(password, runtime.bytes()).await?);
            let what = format!("person {sign_in_name}");
            let parallel_chats = ParallelChats::default();
            let new = NewPerson {
                centre,
                sign_in_name,
                name,
                roles,
                whole_organisation,
                topics,
                password_hash,
                parallel_chats,
            };
            Ok(done(store.add_person(Actor::Operator, runtime, new).await?, &what)? + &said)
        }
        PersonTask::SetPassword { sign_in_name } => {
            let (password, said) = new_password(runtime, &sign_in_name)?;
            let hash = password::hash(password, runtime.bytes()).await?;
            let what = format!("password of {sign_in_name}");
            Ok(done(store.set_password(Actor::Operator, sign_in_name, hash, now).await?, &what)? + &said)
        }
        PersonTask::EndSessions { sign_in_name } => {
            let what = format!("all sessions of {sign_in_name} ended");
            done(store.end_sessions(Actor::Operator, sign_in_name, now).await?, &what)
        }
        PersonTask::ResetSecondFactor { sign_in_name } => {
            let what = format!("second factor of {sign_in_name} taken away");
            done(store.reset_second_factor_of(Actor::Operator, sign_in_name, now).await?, &what)
        }
    }
}

/// From standard input; or a new one, with the sentence that tells it.
fn new_password(runtime: &Runtime, name: &str) -> anyhow::Result<(String, String)> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let made = make_password(runtime.bytes());
        let said = format!("password: {made}\nIt is shown only now.\n");
        return Ok((made, said));
    }
    let mut sender = String::new();
    stdin.lock().read_line(&mut sender).context("the password cannot be read")?;
    let password = sender.trim_end_matches(['\r', '\n']).to_owned();
    check_password(&password, name)?;
    Ok((password, String::new()))
}

/// 20 letters and digits that cannot be mistaken for each other, in groups: 99 random bits.
fn make_password(random: [u8; 20]) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let sign = |byte: &u8| char::from(SIGNS[usize::from(*byte) % 31]);
    let groups: Vec<String> = random.chunks(5).map(|group| group.iter().map(sign).collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_passwords_are_long_and_readable() {
        let made = make_password([0, 31, 62, 255, 7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        assert_eq!(made.len(), 23);
        assert!(check_password(&made, "anna").is_ok() && !made.contains(['l', 'o', 'i', '0', '1']));
    }
}
