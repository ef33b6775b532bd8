//! The demo, before anybody is signed in.

use beistand_client::{Account, ServerAddress};
use beistand_protocol::rest::demo::Demo;

/// Who may be tried out at this server, as it was typed; nothing unless it runs on this machine and shows the demo.
pub async fn demo(server: &str) -> Option<Demo> {
    let server = ServerAddress::parse(server).ok()?;
    Account::new(server).ok()?.demo().await
}
