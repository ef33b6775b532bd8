//! Options from a file: the same names as the flags, in TOML. A flag wins over the environment, the environment over
//! the file, the file over the default. A key that is not understood stops everything: it was meant to do something.

use std::any::TypeId;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _, Parser as _};
use toml::de::{DeTable, DeValue};

use super::Options;

/// Why nothing starts.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// clap says it, and knows how to leave for `--help` as well.
    #[error(transparent)]
    Arguments(#[from] clap::Error),
    #[error("{}: {why}", file.display())]
    Unreadable { file: PathBuf, why: std::io::Error },
    /// One line for each wrong key, as `FILE:LINE: …`.
    #[error("{0}")]
    Keys(String),
}

/// Reads the command line (program name first), the environment and the file that one of them names.
pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Options, Wrong> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    let matches = Options::command().try_get_matches_from(&args)?;
    let Some((name, given)) = matches.subcommand() else {
        return Ok(Options::try_parse_from(args)?);
    };
    if let Some(file) = given.get_one::<PathBuf>("config") {
        let flags = flags(file, name, given)?;
        // The program's name and the subcommand come first; nothing is allowed between them.
        args.splice(2..2, flags);
    }
    Ok(Options::try_parse_from(args)?)
}

/// The file's keys as flags of the subcommand `name`, without those that something stronger has set.
fn flags(file: &Path, name: &str, given: &ArgMatches) -> Result<Vec<OsString>, Wrong> {
    let text = std::fs::read_to_string(file).map_err(|why| Wrong::Unreadable { file: file.into(), why })?;
    let known = subcommand("serve");
    let mut settings = settings(&text, &known).map_err(|mut wrong| {
        wrong.sort_by_key(|(line, _)| *line);
        let lines = wrong.iter().map(|(line, why)| format!("{}:{line}: {why}", file.display()));
        Wrong::Keys(lines.collect::<Vec<_>>().join("\n"))
    })?;
    let theirs = subcommand(name);
    settings.retain(|(key, _)| {
        let arg = theirs.get_arguments().find(|arg| arg.get_long() == Some(key));
        arg.is_some_and(|arg| match given.value_source(arg.get_id().as_str()) {
            Some(ValueSource::CommandLine | ValueSource::EnvVariable) => false,
            Some(_) | None => true,
        })
    });
    Ok(settings.into_iter().map(|(_, flag)| flag).collect())
}

fn subcommand(name: &str) -> Command {
    Options::command().find_subcommand(name).cloned().unwrap_or_default()
}

/// A key, and a flag for one of its values.
type Setting = (String, OsString);
/// A line, and what is wrong in it.
type Mistake = (usize, String);

/// Each key with one flag for each of its values, or all mistakes.
fn settings(text: &str, known: &Command) -> Result<Vec<Setting>, Vec<Mistake>> {
    let line_of = |at: usize| text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    let table = DeTable::parse(text).map_err(|error| {
        let line = line_of(error.span().map_or(0, |span| span.start));
        vec![(line, error.message().trim().replace('\n', ", "))]
    })?;
    let (mut settings, mut wrong) = (Vec::new(), Vec::new());
    for (key, value) in table.get_ref() {
        let flags = setting(key.get_ref(), value.get_ref(), known);
        match flags {
            Ok(flags) => settings.extend(flags.into_iter().map(|flag| (key.get_ref().to_string(), flag))),
            Err(why) => wrong.push((line_of(key.span().start), why)),
        }
    }
    if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
}

fn setting(key: &str, value: &DeValue<'_>, known: &Command) -> Result<Vec<OsString>, String> {
    let Some(arg) = find(known, key) else {
        return Err(unknown(key, known));
    };
    let values: Vec<&DeValue<'_>> = match (value, arg.get_action()) {
        (DeValue::Array(values), ArgAction::Append) => values.iter().map(|value| value.get_ref()).collect(),
        (value, _) => vec![value],
    };
    let flags = values.into_iter().map(|value| {
        let flag = OsString::from(format!("--{key}={}", scalar(key, value, arg)?));
        try_alone(key, &flag)?;
        Ok(flag)
    });
    flags.collect()
}

/// `config` itself and what only asks for words are no settings.
fn find<'a>(known: &'a Command, key: &str) -> Option<&'a Arg> {
    known.get_arguments().find(|arg| arg.get_long() == Some(key) && is_setting(arg))
}

fn is_setting(arg: &Arg) -> bool {
    !matches!(arg.get_action(), ArgAction::Help | ArgAction::Version) && arg.get_id() != "config"
}

fn unknown(key: &str, known: &Command) -> String {
    let kebab = key.replace('_', "-").to_lowercase();
    if find(known, &kebab).is_some() {
        return format!("unknown key {key:?}; it is written {kebab}");
    }
    let settings = known.get_arguments().filter(|arg| is_setting(arg));
    let names: Vec<&str> = settings.filter_map(Arg::get_long).collect();
    format!("unknown key {key:?}; known are {}", names.join(", "))
}

/// A value as a flag has it; the kind is what the option itself takes.
fn scalar(key: &str, value: &DeValue<'_>, arg: &Arg) -> Result<String, String> {
    let kind = arg.get_value_parser().type_id();
    let (fits, wanted) = if kind == TypeId::of::<bool>() {
        (matches!(value, DeValue::Boolean(_)), "true or false")
    } else if kind == TypeId::of::<u32>() || kind == TypeId::of::<u64>() {
        (matches!(value, DeValue::Integer(_)), "a whole number")
    } else {
        (matches!(value, DeValue::String(_)), "a text in quotation marks")
    };
    let text = match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number.to_string())
        }
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    };
    text.filter(|_| fits).ok_or_else(|| format!("{key} takes {wanted}"))
}

/// Has clap judge one setting; what it needs beside it is judged with all of them.
fn try_alone(key: &str, flag: &OsString) -> Result<(), String> {
    let args = [OsString::from("beistand-server"), "serve".into(), flag.clone()];
    match Options::command().try_get_matches_from(args) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => Ok(()),
        Err(error) => {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            let value = error.get(ContextKind::InvalidValue).map(|value| format!(" \"{value}\""));
            let why = source.unwrap_or_else(|| error.kind().to_string());
            Err(format!("{key}{}: {why}", value.unwrap_or_default()))
        }
    }
}
