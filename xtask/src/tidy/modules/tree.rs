//! The modules of one crate, the files they lie in, and the paths they name. Tests are left out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use syn::{Attribute, Expr, ExprLit, Item, Lit};

use super::paths::{self, Named};

/// The names from the crate's root to a module.
pub type ModulePath = Vec<String>;

/// Reads a file, if there is one.
pub type Load<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// All modules.
#[derive(Default)]
pub struct Tree {
    pub files: Vec<PathBuf>,
    pub modules: BTreeMap<ModulePath, Module>,
}

/// One module.
#[derive(Default)]
pub struct Module {
    /// Where in [`Tree::files`] it lies. A module written inside another one lies in that one's file.
    pub file: usize,
    /// Names that `use` brings in, with the paths they stand for.
    pub imports: BTreeMap<String, Vec<String>>,
    /// Every path it names.
    pub paths: Vec<Named>,
}

impl Tree {
    /// Reads the modules of a crate from its first file.
    pub fn read(root: &Path, load: Load<'_>) -> anyhow::Result<Self> {
        let mut tree = Self::default();
        let folder = root.parent().map(Path::to_path_buf).unwrap_or_default();
        tree.file(Vec::new(), root, folder, load)?;
        Ok(tree)
    }

    /// `folder` is where the modules lie that this file declares.
    fn file(
        &mut self,
        module: ModulePath,
        path: &Path,
        folder: PathBuf,
        load: Load<'_>,
    ) -> anyhow::Result<()> {
        let text = load(path).with_context(|| format!("{} is missing", path.display()))?;
        let parsed = syn::parse_file(&text).with_context(|| format!("{} is no Rust", path.display()))?;
        self.files.push(path.to_path_buf());
        self.items(module, self.files.len() - 1, &folder, &parsed.items, load)
    }

    fn items(
        &mut self,
        module: ModulePath,
        file: usize,
        folder: &Path,
        items: &[Item],
        load: Load<'_>,
    ) -> anyhow::Result<()> {
        let (imports, named) = paths::of(items);
        self.modules.insert(module.clone(), Module { file, imports, paths: named });
        for item in items {
            let Item::Mod(child) = item else { continue };
            if is_for_tests(&child.attrs) {
                continue;
            }
            let name = child.ident.to_string();
            let path = self.unused([module.as_slice(), std::slice::from_ref(&name)].concat());
            let below = folder.join(&name);
            if let Some((_, items)) = &child.content {
                self.items(path, file, &below, items, load)?;
            } else {
                let beside = folder.join(format!("{name}.rs"));
                let inside = below.join("mod.rs");
                let source = match named_file(&child.attrs) {
                    Some(name) => self.files[file].with_file_name(name),
                    None if load(&beside).is_some() => beside,
                    None => inside,
                };
                self.file(path, &source, below, load)?;
            }
        }
        Ok(())
    }

    /// A path that no other module has: one name may stand for a file on each system.
    fn unused(&self, mut path: ModulePath) -> ModulePath {
        while let (true, Some(name)) = (self.modules.contains_key(&path), path.last_mut()) {
            name.push('\'');
        }
        path
    }

    /// The file a path leads to, seen from a module; none where it leads out of the crate.
    pub fn resolve(&self, from: &[String], path: &[String]) -> Option<usize> {
        self.follow(from, path, 0).map(|module| self.modules[&module].file)
    }

    /// The module in which a path ends. Names that were brought in by `use` are followed to where they come from.
    fn follow(&self, from: &[String], path: &[String], depth: usize) -> Option<ModulePath> {
        const DEEPEST: usize = 16;
        let (mut at, mut rest) = self.start(from, path)?;
        while let Some((name, after)) = rest.split_first() {
            let child = [at.as_slice(), std::slice::from_ref(name)].concat();
            if self.modules.contains_key(&child) {
                at = child;
            } else {
                let imported = self.modules[&at].imports.get(name).filter(|_| depth < DEEPEST);
                let origin = imported.and_then(|path| self.follow(&at, path, depth + 1));
                return Some(origin.unwrap_or(at));
            }
            rest = after;
        }
        Some(at)
    }

    /// The module where a path begins, and what comes after.
    fn start<'a>(&self, from: &[String], path: &'a [String]) -> Option<(ModulePath, &'a [String])> {
        let mut at = from.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (at, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {}
            name => {
                let child = [from, &[name.to_owned()]].concat();
                let imported = self.modules[from].imports.contains_key(name);
                return (self.modules.contains_key(&child) || imported).then_some((at, path));
            }
        }
        while rest.first().is_some_and(|name| name == "super") {
            at.pop()?;
            rest = &rest[1..];
        }
        Some((at, rest))
    }
}

/// The file that `#[path = "…"]` names.
fn named_file(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    match &attribute.meta.require_name_value().ok()?.value {
        Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => Some(name.value()),
        _ => None,
    }
}

/// Whether something is compiled for tests only.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let condition = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        condition == "test" || condition.contains("(test") || condition.contains("all (test")
    })
}
