//! Who may do what, over real connections: every endpoint of the OpenAPI document, every frame a client may send and every
//! event it may get, tried as every role. One without a row fails.

mod events;
mod frames;
mod hidden;
mod rest;
mod roles;

use serde_json::Value;

/// The tags of the variants of a schema in the OpenAPI document: what stands in the field `tag` of each.
fn variants(schema: &str, tag: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(&beistand_server::document()).unwrap();
    let variants = document["components"]["schemas"][schema]["oneOf"].as_array().unwrap().clone();
    let tag_of = |variant: &Value| {
        let own = &variant["properties"][tag];
        let inherited =
            variant["allOf"].as_array().into_iter().flatten().map(|part| &part["properties"][tag]);
        let found = std::iter::once(own).chain(inherited).find_map(|tag| tag["enum"][0].as_str());
        found.unwrap_or_else(|| panic!("no {tag} in {variant}")).to_owned()
    };
    variants.iter().map(tag_of).collect()
}
