//! How long a function is.

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, ImplItemFn, ItemFn, Signature, TraitItemFn};

use super::sources::tracked;
use crate::shell;

/// Past this a function does two things.
const LONGEST: usize = 60;

/// Breaches, a line each.
pub fn check() -> anyhow::Result<Vec<String>> {
    let root = shell::root();
    let mut breaches = Vec::new();
    for path in
        tracked(&root)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
    {
        // A file that was removed and is still listed.
        let Ok(text) = std::fs::read_to_string(root.join(&path)) else { continue };
        breaches.extend(long(&path.to_string_lossy().replace('\\', "/"), &text));
    }
    Ok(breaches)
}

/// The functions of one file that are too long.
fn long(name: &str, text: &str) -> Vec<String> {
    let Ok(file) = syn::parse_file(text) else {
        return vec![format!("{name}: is no Rust")];
    };
    let mut long = Long { name, breaches: Vec::new() };
    long.visit_file(&file);
    long.breaches
}

struct Long<'a> {
    name: &'a str,
    breaches: Vec<String>,
}

impl Long<'_> {
    fn judge(&mut self, signature: &Signature, body: &Block) {
        let first = signature.span().start().line;
        let lines = body.span().end().line + 1 - first;
        if lines > LONGEST {
            let (name, function) = (self.name, &signature.ident);
            self.breaches.push(format!("{name}:{first}: fn {function} has {lines} lines, at most {LONGEST}"));
        }
    }
}

impl Visit<'_> for Long<'_> {
    fn visit_item_fn(&mut self, item: &ItemFn) {
        self.judge(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &ImplItemFn) {
        self.judge(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &TraitItemFn) {
        if let Some(body) = &item.default {
            self.judge(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_may_have_sixty_lines_and_no_more() {
        let of = |lines: usize| {
            format!("impl A {{\n    fn long() {{\n{}    }}\n}}\n", "        go();\n".repeat(lines - 2))
        };
        assert_eq!(long("a.rs", &of(60)), [""; 0]);
        assert_eq!(long("a.rs", &of(61)), ["a.rs:2: fn long has 61 lines, at most 60"]);
    }
}
