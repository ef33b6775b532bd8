//! What WebKitGTK's processes find in their environment, set before anything of it runs.
//!
//! How it paints: without a GPU its compositor runs on the processor through Mesa's LLVM pipe. Measured on such a machine, the web
//! process holds 182 MB instead of 96 and spends 420 ms of CPU instead of 250 until the first screen stands. A desk has nothing
//! that needs a compositor. Where there is a GPU, WebKit's own choice stays.
//!
//! What its processes link first: WebKit brings the voices of a speech synthesis along. One of them refers to itself 31,000 times by
//! name, and the loader looks each name up in some 150 libraries before it comes to that one. Named first it is found at once, which
//! is a fifth of the time until such a process begins, and two of them begin with each page. Nothing else changes: the library is
//! loaded anyway.

use std::path::Path;

use anyhow::Context as _;

/// Painting on the processor, without a compositor and without buffers shared through a GPU. The device is one that renders
/// nothing: asked for none, WebKit looks for one with Mesa and LLVM, which costs 130 ms of a start and stays in memory.
const WITHOUT_GPU: [(&str, &str); 3] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];

/// The voice with the names, as it is loaded in this process.
const VOICE: &str = "libflite_cmu_time_awb.so";
/// Libraries that come before all others, ld.so(8).
const FIRST: &str = "LD_PRELOAD";

/// The main thread, and the one of WebKit's allocator, which runs as soon as the library is loaded and reads no settings.
const AT_FIRST: usize = 2;

/// Tells WebKit where it needs other settings than its own, and the loader of its processes where to look first. To be called first
/// of all: the environment may be changed only as long as no other thread could read it.
pub fn tell() -> anyhow::Result<()> {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let wanted = wanted(has_gpu(Path::new("/dev/dri")), voice(&maps), is_set);
    if wanted.is_empty() {
        return Ok(());
    }
    let threads = std::fs::read_dir("/proc/self/task").context("the threads cannot be counted")?.count();
    anyhow::ensure!(threads <= AT_FIRST, "{threads} threads run already");
    wanted.into_iter().try_for_each(|(name, value)| Ok(glib::setenv(name, value, false)?))
}

/// What is to be set and is not; whatever somebody has set stays.
fn wanted(gpu: bool, voice: Option<&str>, is_set: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
    let painting = WITHOUT_GPU.into_iter().filter(|_| !gpu);
    let linking = voice.map(|path| (FIRST, path));
    painting.chain(linking).filter(|(name, _)| !is_set(name)).collect()
}

/// Where the voice lies, among the files of this process as proc(5) lists them.
fn voice(maps: &str) -> Option<&str> {
    let paths = maps.lines().filter_map(|line| line.find('/').map(|at| &line[at..]));
    // The loader would take a blank or a colon for the end of the name.
    paths
        .filter(|path| !path.contains([' ', ':']))
        .find(|path| path.rsplit_once('/').is_some_and(|(_, name)| name.starts_with(VOICE)))
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
        assert_eq!(wanted(true, None, |_| false), []);
        assert_eq!(wanted(false, None, |_| false), WITHOUT_GPU);
    }

    #[test]
    fn what_somebody_has_set_stays() {
        assert_eq!(wanted(false, None, |name| name == WITHOUT_GPU[1].0), [WITHOUT_GPU[0], WITHOUT_GPU[2]]);
        assert_eq!(wanted(false, Some("/lib/a"), |name| name.starts_with("WEBKIT")), [(FIRST, "/lib/a")]);
        assert_eq!(wanted(true, Some("/lib/a"), |name| name == FIRST), []);
    }

    #[test]
    fn the_voice_is_found_where_it_is_loaded() {
        let line = |path: &str| format!("7fc858e00000-7fc859036000 r--p 00000000 fe:00 1311       {path}\n");
        let other = line("/usr/lib/libflite_cmu_us_awb.so.1") + "7ffd5000-7ffd6000 rw-p 0 00:00 0 [stack]\n";
        assert_eq!(voice(&other), None);
        let path = "/usr/lib/libflite_cmu_time_awb.so.2.2";
        assert_eq!(voice(&(other.clone() + &line(path))), Some(path));
        assert_eq!(voice(&(other + &line("/usr/lib/libflite_cmu_time_awb.so.2.2 (deleted)"))), None);
    }

    #[test]
    fn nothing_is_changed_once_other_threads_run() {
        let (end, wait) = std::sync::mpsc::channel::<()>();
        // With the test's own thread and the main thread it is more than there may be.
        let third = std::thread::spawn(move || wait.recv());
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let is_set = |name: &str| std::env::var_os(name).is_some();
        let unneeded = wanted(has_gpu(Path::new("/dev/dri")), voice(&maps), is_set).is_empty();
        assert!(unneeded || tell().is_err());
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
