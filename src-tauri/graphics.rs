//! How WebKitGTK paints, chosen before anything of it is loaded.
//!
//! Without a GPU its compositor runs on the processor through Mesa's LLVM pipe: measured on such a machine, the web process holds
//! 182 MB instead of 96 and spends 420 ms of CPU instead of 250 until the first screen stands. A desk has nothing that needs a
//! compositor. Where there is a GPU, WebKit's own choice stays.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// Painting on the processor, without a compositor and without buffers shared through a GPU.
const WITHOUT_GPU: [(&str, &str); 2] =
    [("WEBKIT_DISABLE_COMPOSITING_MODE", "1"), ("WEBKIT_DISABLE_DMABUF_RENDERER", "1")];
/// Set by the program that starts itself again, so that it does so once.
const CHOSEN: &str = "BEISTAND_GRAPHICS";

/// Begins the program anew where WebKit needs other settings: changing them from inside would race with threads that read them.
/// Comes back where nothing is to be changed, or with the reason why it could not be done.
pub fn choose() -> Option<io::Error> {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let wanted = wanted(has_gpu(Path::new("/dev/dri")), is_set);
    if wanted.is_empty() {
        return None;
    }
    let this = match std::env::current_exe() {
        Ok(this) => this,
        Err(error) => return Some(error),
    };
    let mut anew = Command::new(this);
    Some(anew.args(std::env::args_os().skip(1)).envs(wanted).env(CHOSEN, "1").exec())
}

/// What is to be set and is not; whatever somebody has set stays.
fn wanted(gpu: bool, is_set: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    if gpu || is_set(CHOSEN) {
        return Vec::new();
    }
    WITHOUT_GPU.into_iter().filter(|(name, _)| !is_set(name)).collect()
}

/// Whether there is a GPU that programs may render with.
fn has_gpu(devices: &Path) -> bool {
    let nodes = std::fs::read_dir(devices).into_iter().flatten().flatten();
    nodes.filter_map(|node| node.file_name().into_string().ok()).any(|name| name.starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_machine_without_a_gpu_gets_other_settings_and_only_once() {
        assert_eq!(wanted(true, |_| false), []);
        assert_eq!(wanted(false, |_| false), WITHOUT_GPU);
        assert_eq!(wanted(false, |name| name == CHOSEN), []);
    }

    #[test]
    fn what_somebody_has_set_stays() {
        assert_eq!(wanted(false, |name| name == WITHOUT_GPU[1].0), [WITHOUT_GPU[0]]);
        assert_eq!(wanted(false, |name| name.starts_with("WEBKIT")), []);
    }

    #[test]
    fn a_gpu_is_a_node_to_render_with() {
        let folder = std::env::temp_dir().join(format!("beistand-dri-{}", std::process::id()));
        assert!(!has_gpu(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("card0"), "").unwrap();
        assert!(!has_gpu(&folder), "a display alone renders nothing");
        std::fs::write(folder.join("renderD128"), "").unwrap();
        assert!(has_gpu(&folder));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
