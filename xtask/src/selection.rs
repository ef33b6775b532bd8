//! Which packages and features cargo builds. Every task uses the same selection, because cargo builds a dependency again for each
//! set of features it is asked for.

use std::process::Command;

use crate::shell::command;

/// Every package. On Linux also the walks on a real desktop and the benchmark, which need its system packages.
const SELECTION: &str = if cfg!(target_os = "linux") {
    "--workspace --features beistand-tests/desktop,beistand-bench/linux"
} else {
    "--workspace"
};

/// How a build is optimised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// For the demo, the tests and the walks.
    Dev,
    /// For the benchmark.
    Release,
}

/// Builds every program.
pub fn build(profile: Profile) -> Command {
    cargo("build", profile, "--bins")
}

/// Runs tests: `which` is what `cargo test` takes, such as `--test server -- --skip store::`.
pub fn test(which: &str) -> Command {
    cargo("test", Profile::Dev, which)
}

/// Runs tests whose times are judged.
pub fn test_in_release(which: &str) -> Command {
    cargo("test", Profile::Release, which)
}

/// Lints everything; a warning is an error.
pub fn clippy() -> Command {
    cargo("clippy", Profile::Dev, "--quiet --all-targets -- -D warnings")
}

fn cargo(act: &str, profile: Profile, arguments: &str) -> Command {
    let profile = match profile {
        Profile::Dev => "",
        Profile::Release => "--release",
    };
    command(&format!("cargo {act} {profile} {SELECTION} {arguments}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What decides which features a dependency is built with: packages and features.
    fn selected(command: &Command) -> Vec<String> {
        let arguments = command.get_args().map(|word| word.to_string_lossy().into_owned());
        let arguments: Vec<String> = arguments.take_while(|word| word != "--").collect();
        let starts = ["--workspace", "--features", "--package", "-p", "--exclude", "--all-features"];
        let at = |word: &String| starts.contains(&word.as_str()) || word.starts_with("beistand");
        arguments.into_iter().filter(at).collect()
    }

    #[test]
    fn every_task_selects_the_same_packages_and_features() {
        let one = selected(&build(Profile::Dev));
        assert!(one.contains(&"--workspace".to_owned()));
        for other in [
            build(Profile::Release),
            test("--test server"),
            test("--test desktop -- --list"),
            test_in_release("--test attack"),
            clippy(),
        ] {
            assert_eq!(selected(&other), one, "{other:?}");
        }
    }

    #[test]
    fn the_demo_builds_what_the_tests_have_built() {
        let words: Vec<_> = build(Profile::Dev).get_args().map(|word| word.to_owned()).collect();
        assert!(words.contains(&"--bins".into()) && !words.contains(&"--release".into()));
    }
}
