//! `GET /api/v1/pages/{centre}?entry=start_page|bubble`: the start page, 200 [`crate::view::PageView`].

use beistand_domain::Entry;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Where the seeker comes from.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// The start page by default.
    #[param(value_type = Option<String>)]
    pub entry: Option<Entry>,
}
