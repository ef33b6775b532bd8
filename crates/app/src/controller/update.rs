//! Installing an update: never over people who count on this desk without asking.

use super::{Controller, Desk};
use crate::close_guard;

impl Controller {
    /// A newer version was loaded, and the person wants it.
    pub(super) fn want_update(&mut self) {
        let now = self.runtime.now();
        let ask = |desk: &mut Desk| close_guard::update(desk.session.chats(), desk.waiting(now));
        match self.desk().ok().and_then(ask) {
            Some(about) => self.question(about),
            None => self.update(),
        }
    }

    /// The availability ends first, as with quitting.
    pub(super) fn update(&mut self) {
        self.updating = true;
        self.leave();
    }
}
