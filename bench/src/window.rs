//! The least a desktop program can be: a GTK window with a label, or one with a bare WebKitGTK view of a static page.

use gtk::prelude::*;
use webkit2gtk::{WebView, WebViewExt as _};

fn main() -> anyhow::Result<()> {
    gtk::init()?;
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_default_size(1280, 820);
    window.set_title("bare");
    match std::env::args().nth(1) {
        Some(page) => {
            let view = WebView::new();
            view.load_uri(&page);
            window.add(&view);
        }
        None => window.add(&gtk::Label::new(Some("Beistand"))),
    }
    window.connect_destroy(|_| gtk::main_quit());
    window.show_all();
    gtk::main();
    Ok(())
}
