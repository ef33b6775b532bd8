// Before the page's own script, after Tauri's. A refusal is heard by the page, which asks again.
const begun = window.__TAURI_INTERNALS__.invoke('desk_snapshot');
begun.catch(() => undefined);
Object.defineProperty(window, 'beistand', { value: Object.freeze({ ...told, begun }) });
// Before anything of the page is painted. Not every web view says how the desktop looks.
if (told.dark) document.documentElement.dataset.desktop = 'dark';
