//! How WebKitGTK paints, chosen before anything of it runs.
//!
//! Without a GPU its compositor runs on the processor through Mesa's LLVM pipe: measured on such a machine, the web process holds
//! 182 MB instead of 96 and spends 420 ms of CPU instead of 250 until the first screen stands. A desk has nothing that needs a
//! compositor. Where there is a GPU, WebKit's own choice stays.

use std::path::Path;

use anyhow::Context as _;

/// Painting on the processor, without a compositor and without buffers shared through a GPU. The device is one that renders
/// nothing: asked for none, WebKit looks for one with Mesa and LLVM, which costs 130 ms of a start and stays in memory.
const WITHOUT_GPU: [(&str, &str); 3] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];

/// The main thread, and the one of WebKit's allocator, which runs as soon as the library is loaded and reads no settings.
const AT_FIRST: usize = 2;

/// Tells WebKit where it needs other settings than its own. To be called first of all: the environment may be changed only as
/// long as no other thread could read it.
pub fn choose() -> anyhow::Result<()> {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let wanted = wanted(has_gpu(Path::new("/dev/dri")), is_set);
    if wanted.is_empty() {
        return Ok(());
    }
    let threads = std::fs::read_dir("/proc/self/task").context("the threads cannot be counted")?.count();
    anyhow::ensure!(threads <= AT_FIRST, "{threads} threads run already");
    wanted.into_iter().try_for_each(|(name, value)| Ok(glib::setenv(name, value, false)?))
}

/// What is to be set and is not; whatever somebody has set stays.
fn wanted(gpu: bool, is_set: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    if gpu {
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
    fn only_a_machine_without_a_gpu_gets_other_settings() {
        assert_eq!(wanted(true, |_| false), []);
        assert_eq!(wanted(false, |_| false), WITHOUT_GPU);
    }

    #[test]
    fn what_somebody_has_set_stays() {
        assert_eq!(wanted(false, |name| name == WITHOUT_GPU[1].0), [WITHOUT_GPU[0], WITHOUT_GPU[2]]);
        assert_eq!(wanted(false, |name| name.starts_with("WEBKIT")), []);
    }

    #[test]
    fn nothing_is_changed_once_other_threads_run() {
        let (end, wait) = std::sync::mpsc::channel::<()>();
        // With the test's own thread and the main thread it is more than there may be.
        let third = std::thread::spawn(move || wait.recv());
        let unneeded = has_gpu(Path::new("/dev/dri"))
            || WITHOUT_GPU.iter().all(|(name, _)| std::env::var_os(name).is_some());
        assert!(unneeded || choose().is_err());
        drop(end);
        assert!(third.join().unwrap().is_err());
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
