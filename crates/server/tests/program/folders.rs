//! What the program makes on disk, and what it does not.

use crate::{program, said};

#[test]
fn a_mistyped_data_folder_does_not_become_a_second_installation() {
    let folder = tempfile::tempdir().unwrap();
    let add = |more: &[&str]| {
        let mut run = program(folder.path());
        run.args(["admin", "--data", "mistyped"]).args(more).args(["add-centre", "nord", "Nord"]);
        said(&run.output().unwrap())
    };
    let (good, text) = add(&[]);
    assert!(!good && text.contains("mistyped") && text.contains("--new"), "{text}");
    assert!(!folder.path().join("mistyped").exists(), "nothing was made");
    let (good, text) = add(&["--new"]);
    assert!(good && text.contains("done"), "{text}");
    assert!(add(&[]).1.contains("already"), "the folder is known from now on");
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_data_and_copies() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    for args in [
        ["admin", "--data", "data", "--new", "add-centre", "nord", "Nord"].as_slice(),
        ["admin", "--data", "data", "back-up", "copy.sqlite"].as_slice(),
    ] {
        let (good, text) = said(&program(folder.path()).args(args).output().unwrap());
        assert!(good, "{text}");
    }
    for made in ["data", "data/beistand.sqlite", "copy.sqlite"] {
        let mode = folder.path().join(made).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{made}: {mode:o}");
    }
}
