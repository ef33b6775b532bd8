//! Starting with the system, hidden. On Linux it is a file among the person's own autostart files; elsewhere auto-launch
//! writes what the system wants (the Run key, a launch agent).

use std::path::PathBuf;

use anyhow::Context as _;

/// The program that is to be started: an AppImage runs from a place of its own that is gone afterwards.
fn program() -> anyhow::Result<PathBuf> {
    let image = std::env::var_os("APPIMAGE").map(PathBuf::from);
    image.map_or_else(|| std::env::current_exe().context("the program does not know where it lies"), Ok)
}

#[cfg(target_os = "linux")]
pub use linux::{is_on, set};

#[cfg(target_os = "linux")]
mod linux {
    use std::path::{Path, PathBuf};

    use anyhow::Context as _;

    use crate::program::HIDDEN;

    pub fn is_on() -> anyhow::Result<bool> {
        Ok(file()?.exists())
    }

    pub fn set(on: bool) -> anyhow::Result<()> {
        write(&file()?, on, &super::program()?)
    }

    fn file() -> anyhow::Result<PathBuf> {
        let folder = dirs::config_dir().context("the system names no folder for settings")?;
        Ok(folder.join("autostart/beistand.desktop"))
    }

    fn write(file: &Path, on: bool, program: &Path) -> anyhow::Result<()> {
        if on {
            std::fs::create_dir_all(file.parent().context("no folder")?)?;
            std::fs::write(file, entry(program)).context("the autostart file cannot be written")
        } else if file.exists() {
            std::fs::remove_file(file).context("the autostart file cannot be removed")
        } else {
            Ok(())
        }
    }

    /// The Desktop Entry Specification wants a quoted path with these characters escaped, twice over.
    fn entry(program: &Path) -> String {
        let mut path = String::new();
        for c in program.to_string_lossy().chars() {
            match c {
                '"' | '`' | '$' => path.extend(["\\\\", &c.to_string()]),
                '\\' => path.push_str("\\\\\\\\"),
                '%' => path.push_str("%%"),
                _ => path.push(c),
            }
        }
        format!(
            "[Desktop Entry]\nType=Application\nName=Beistand\nExec=\"{path}\" {HIDDEN}\nTerminal=false\n\
             X-GNOME-Autostart-enabled=true\n"
        )
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_entry_starts_the_program_hidden_and_goes_again() {
            let folder = std::env::temp_dir().join(format!("beistand-autostart-{}", std::process::id()));
            let file = folder.join("autostart/beistand.desktop");
            write(&file, true, Path::new("/opt/Bei stand/beistand")).unwrap();
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.contains("\nExec=\"/opt/Bei stand/beistand\" --hidden\n"), "{text}");
            write(&file, false, Path::new("/opt/beistand")).unwrap();
            assert!(!file.exists());
            write(&file, false, Path::new("/opt/beistand")).unwrap();
            std::fs::remove_dir_all(folder).unwrap();
        }

        #[test]
        fn a_path_cannot_become_a_command() {
            let text = entry(Path::new("/opt/a$b`c\"d%e"));
            assert!(text.contains("Exec=\"/opt/a\\\\$b\\\\`c\\\\\"d%%e\" --hidden"), "{text}");
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{is_on, set};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use anyhow::Context as _;
    use auto_launch::{AutoLaunch, AutoLaunchBuilder};

    use crate::program::HIDDEN;

    pub fn is_on() -> anyhow::Result<bool> {
        entry()?.is_enabled().context("the system does not say whether the program starts with it")
    }

    pub fn set(on: bool) -> anyhow::Result<()> {
        let entry = entry()?;
        let set = if on { entry.enable() } else { entry.disable() };
        set.context("the system does not let the program start with it")
    }

    fn entry() -> anyhow::Result<AutoLaunch> {
        let path = super::program()?;
        let mut builder = AutoLaunchBuilder::new();
        builder.set_app_name("Beistand").set_app_path(&path.to_string_lossy()).set_args(&[HIDDEN]);
        builder.build().context("the system has no way to start programs")
    }
}
