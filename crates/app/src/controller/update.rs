//! Installing an update: never over people who count on this desk without asking.

use super::Controller;

impl Controller {
    /// The availability ends first, as with quitting.
    pub(super) fn update(&mut self) {
        self.updating = true;
        self.leave();
    }
}
