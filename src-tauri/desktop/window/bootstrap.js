// Before the page's own script, after Tauri's. The page handles a refusal: it asks again.
const begun = window.__TAURI_INTERNALS__.invoke(snapshot);
begun.catch(() => undefined);
Object.defineProperty(window, 'beistand', { value: Object.freeze({ ...known, begun }) });
// Before anything of the page is painted. Not every web view says how the desktop looks.
if (known.dark) document.documentElement.dataset.desktop = 'dark';
