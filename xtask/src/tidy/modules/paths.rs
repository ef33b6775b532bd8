//! The paths that a piece of source names: in `use`, in types and expressions, and inside macros.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, ItemMod, ItemUse, Macro, UseTree};

use super::tree::is_for_tests;

/// A path and the line it stands on.
#[derive(Clone, Debug)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
}

/// Names brought in by `use`, and every path, of these items without the modules in them and without tests.
pub fn of(items: &[Item]) -> (BTreeMap<String, Vec<String>>, Vec<Named>) {
    let mut found = Found::default();
    items.iter().for_each(|item| found.visit_item(item));
    (found.imports, found.paths)
}

#[derive(Default)]
struct Found {
    imports: BTreeMap<String, Vec<String>>,
    paths: Vec<Named>,
}

impl Found {
    fn name(&mut self, path: Vec<String>, span: Span) {
        self.paths.push(Named { path, line: span.start().line });
    }

    fn import(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&with(&path.ident), &path.tree),
            UseTree::Name(name) if name.ident == "self" => {
                let known = before.last().cloned().unwrap_or_default();
                self.bring_in(known, before.to_vec(), name.ident.span());
            }
            UseTree::Name(name) => {
                self.bring_in(name.ident.to_string(), with(&name.ident), name.ident.span());
            }
            UseTree::Rename(renamed) => {
                self.bring_in(renamed.rename.to_string(), with(&renamed.ident), renamed.ident.span());
            }
            UseTree::Glob(glob) => self.name(before.to_vec(), glob.star_token.spans[0]),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(before, tree)),
        }
    }

    fn bring_in(&mut self, name: String, path: Vec<String>, span: Span) {
        self.name(path.clone(), span);
        // `use name;` alone stands for itself and leads nowhere else.
        if path.len() > 1 {
            self.imports.insert(name, path);
        }
    }

    /// Paths among the tokens of a macro, which nothing parses.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut colons, mut span) = (0, Span::call_site());
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    self.end_of_path(&mut path, span);
                    colons = 0;
                    match other {
                        TokenTree::Ident(ident) => (path, span) = (vec![ident.to_string()], ident.span()),
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.end_of_path(&mut path, span);
    }

    fn end_of_path(&mut self, path: &mut Vec<String>, span: Span) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.name(path, span);
        }
    }
}

impl Visit<'_> for Found {
    fn visit_item(&mut self, item: &Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    /// Each module has its own list.
    fn visit_item_mod(&mut self, _: &ItemMod) {}

    fn visit_item_use(&mut self, item: &ItemUse) {
        self.import(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let (true, Some(first)) = (names.len() > 1, path.segments.first()) {
            self.name(names, first.ident.span());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &Macro) {
        self.visit_path(&called.path);
        self.tokens(called.tokens.clone());
    }
}
