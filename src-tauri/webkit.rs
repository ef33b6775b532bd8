//! How WebKitGTK paints, set in the environment before anything of it runs.
//!
//! Without a GPU, WebKit's compositor runs on the processor through Mesa's LLVM pipe. The desk shows text and lists and needs no
//! compositor, so on such a machine it is switched off. Measured there, the web process holds 96 MB instead of 182 and spends
//! 250 ms of CPU instead of 420 until the first screen is painted. On a machine with a GPU, WebKit keeps its defaults.

use std::path::Path;

use anyhow::Context as _;

/// Paints on the processor, without a compositor and without buffers shared through a GPU. The device file names a device that
/// renders nothing: without a name, WebKit searches for one with Mesa and LLVM, which costs 130 ms and stays in memory.
const WITHOUT_GPU: [(&str, &str); 3] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];

/// The main thread, and the thread of WebKit's allocator, which starts with the library and reads no environment variables.
const MAX_THREADS: usize = 2;

/// Switches WebKit's compositor off on a machine without a GPU. Call it before anything else: the environment may be changed only
/// while no other thread can read it, and an error says that one already could.
pub fn configure() -> anyhow::Result<()> {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let missing = missing_variables(has_gpu(Path::new("/dev/dri")), is_set);
    if missing.is_empty() {
        return Ok(());
    }
    let threads = std::fs::read_dir("/proc/self/task").context("the threads cannot be counted")?.count();
    anyhow::ensure!(threads <= MAX_THREADS, "{threads} threads run already");
    missing.into_iter().try_for_each(|(name, value)| Ok(glib::setenv(name, value, false)?))
}

/// The variables to set. A variable that is already set keeps its value.
fn missing_variables(gpu: bool, is_set: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    WITHOUT_GPU.into_iter().filter(|(name, _)| !gpu && !is_set(name)).collect()
}

/// Whether there is a GPU that programs may render with: a render node below `/dev/dri`.
fn has_gpu(devices: &Path) -> bool {
    let nodes = std::fs::read_dir(devices).into_iter().flatten().flatten();
    nodes.filter_map(|node| node.file_name().into_string().ok()).any(|name| name.starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_machine_without_a_gpu_gets_other_settings() {
        assert_eq!(missing_variables(true, |_| false), []);
        assert_eq!(missing_variables(false, |_| false), WITHOUT_GPU);
    }

    #[test]
    fn a_variable_that_is_set_keeps_its_value() {
        let missing = missing_variables(false, |name| name == WITHOUT_GPU[1].0);
        assert_eq!(missing, [WITHOUT_GPU[0], WITHOUT_GPU[2]]);
    }

    #[test]
    fn nothing_is_changed_once_other_threads_run() {
        let (end, wait) = std::sync::mpsc::channel::<()>();
        // Together with the test's own thread and the main thread this is one too many.
        let third = std::thread::spawn(move || wait.recv());
        let is_set = |name: &str| std::env::var_os(name).is_some();
        let unneeded = missing_variables(has_gpu(Path::new("/dev/dri")), is_set).is_empty();
        assert!(unneeded || configure().is_err());
        drop(end);
        assert!(third.join().unwrap().is_err());
    }

    #[test]
    fn a_gpu_is_a_render_node() {
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
