//! Which file uses which.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use super::tree::Tree;

/// The files of one crate, with an arrow from each to every other one it uses.
pub struct Graph {
    names: Vec<String>,
    /// The top module each file belongs to; the crate's first file has the name of that file.
    rooms: Vec<String>,
    /// The line that draws each arrow first.
    arrows: BTreeMap<(usize, usize), usize>,
}

impl Graph {
    /// `name` says how a file is called in what is printed.
    pub fn of(tree: &Tree, name: impl Fn(&Path) -> String) -> Self {
        let mut graph = Self {
            names: tree.files.iter().map(|path| name(path)).collect(),
            rooms: vec![String::new(); tree.files.len()],
            arrows: BTreeMap::new(),
        };
        for (path, module) in &tree.modules {
            let stem = tree.files[module.file].file_stem().map(|stem| stem.to_string_lossy().into_owned());
            if graph.rooms[module.file].is_empty() {
                graph.rooms[module.file] = path.first().cloned().or(stem).unwrap_or_default();
            }
            for named in &module.paths {
                match tree.resolve(path, &named.path) {
                    Some(to) if to != module.file => {
                        let line = graph.arrows.entry((module.file, to)).or_insert(named.line);
                        *line = named.line.min(*line);
                    }
                    Some(_) | None => {}
                }
            }
        }
        graph
    }

    /// Circles of more than two files: the shortest way round of each knot, with every file that hangs on it.
    pub fn circles(&self) -> Vec<String> {
        let mut ways: Vec<Vec<usize>> = self.arrows.keys().filter_map(|arrow| self.back(*arrow)).collect();
        ways.sort_by_key(Vec::len);
        let mut known: BTreeSet<usize> = BTreeSet::new();
        let mut circles = Vec::new();
        for way in ways {
            if known.contains(&way[0]) {
                continue;
            }
            let knot = self.knot(way[0]);
            let names: Vec<&str> =
                way.iter().chain(way.first()).map(|file| self.names[*file].as_str()).collect();
            let size = if knot.len() == way.len() {
                String::new()
            } else {
                format!(" (one of a knot of {})", knot.len())
            };
            circles.push(format!("a circle of {} files{size}: {}", way.len(), names.join(" → ")));
            known.extend(knot);
        }
        circles
    }

    /// Arrows from a room to one that stands above it.
    pub fn upwards(&self, rooms: &[&[&str]]) -> Vec<String> {
        let row = |file: usize| rooms.iter().position(|row| row.contains(&self.rooms[file].as_str()));
        let up = self.arrows.iter().filter(|((from, to), _)| match (row(*from), row(*to)) {
            (Some(from), Some(to)) => to < from,
            _ => false,
        });
        let say = |((from, to), line): (&(usize, usize), &usize)| {
            let (below, above) = (&self.rooms[*from], &self.rooms[*to]);
            format!("{}:{line}: {below} must not use {above} ({})", self.names[*from], self.names[*to])
        };
        up.map(say).collect()
    }

    /// The shortest way round that begins with this arrow and does not simply turn back.
    fn back(&self, (from, to): (usize, usize)) -> Option<Vec<usize>> {
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([to]);
        while let Some(at) = queue.pop_front() {
            for next in self.next(at).filter(|next| (at, *next) != (to, from)) {
                if next == from {
                    return Some(way(from, to, at, &before));
                }
                if next != to && !before.contains_key(&next) {
                    before.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// Every file that can be reached from this one and leads back to it.
    fn knot(&self, file: usize) -> BTreeSet<usize> {
        let reached = self.reach(file);
        reached.iter().copied().filter(|other| self.reach(*other).contains(&file)).collect()
    }

    fn reach(&self, file: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open = vec![file];
        while let Some(at) = open.pop() {
            open.extend(self.next(at).filter(|next| reached.insert(*next)));
        }
        reached
    }

    fn next(&self, file: usize) -> impl Iterator<Item = usize> {
        self.arrows.range((file, 0)..=(file, usize::MAX)).map(|((_, to), _)| *to)
    }
}

/// The files from `from` over `to` to `last`, from where one arrow leads back.
fn way(from: usize, to: usize, last: usize, before: &BTreeMap<usize, usize>) -> Vec<usize> {
    let mut way = vec![last];
    while let Some(at) = way.last().and_then(|at| before.get(at)) {
        way.push(*at);
    }
    debug_assert_eq!(way.last(), Some(&to));
    way.push(from);
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up crate of files with their text.
    fn graph(files: &[(&str, &str)]) -> Graph {
        let load = |path: &Path| {
            let found = files.iter().find(|(name, _)| path == Path::new(name));
            found.map(|(_, text)| (*text).to_owned())
        };
        let tree = Tree::read(Path::new("lib.rs"), &load).unwrap();
        Graph::of(&tree, |path| path.display().to_string())
    }

    #[test]
    fn a_circle_of_three_is_found_and_its_way_is_named() {
        let graph = graph(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::Thing; pub struct Other;"),
            ("b.rs", "pub struct Thing; fn f() { super::c::go(); }"),
            ("c.rs", "pub fn go() { println!(\"{}\", crate::a::Other); }"),
        ]);
        assert_eq!(graph.circles(), ["a circle of 3 files: a.rs → b.rs → c.rs → a.rs"]);
    }

    #[test]
    fn a_circle_of_two_passes_and_so_does_one_of_tests() {
        let graph = graph(&[
            ("lib.rs", "mod a; mod b;"),
            (
                "a.rs",
                "mod inner; use self::inner::Part; pub struct Whole(Part); #[cfg(test)] use crate::b::It;",
            ),
            ("a/inner.rs", "use super::Whole; pub struct Part;"),
            ("b.rs", "use crate::a::Whole; pub struct It; #[cfg(test)] mod tests { use crate::a::Whole; }"),
        ]);
        assert_eq!(graph.circles(), [""; 0]);
    }

    #[test]
    fn names_are_followed_to_where_they_come_from() {
        let graph = graph(&[
            ("lib.rs", "pub mod a; mod b; pub use b::Deep as Shown; pub use a::Top;"),
            ("a.rs", "use crate::Shown; pub struct Top;"),
            ("b.rs", "mod c; pub use c::Deep;"),
            ("b/c.rs", "pub struct Deep;"),
        ]);
        let drawn: Vec<String> = graph
            .arrows
            .keys()
            .map(|(from, to)| format!("{} → {}", graph.names[*from], graph.names[*to]))
            .collect();
        assert_eq!(drawn, ["lib.rs → a.rs", "lib.rs → b/c.rs", "a.rs → b/c.rs", "b.rs → b/c.rs"]);
        assert_eq!(graph.circles(), [""; 0]);
    }

    #[test]
    fn a_knot_is_told_once_with_its_size() {
        let graph = graph(&[
            ("lib.rs", "mod a; mod b; mod c; mod d;"),
            ("a.rs", "use crate::{b::B, d::D}; pub struct A;"),
            ("b.rs", "use crate::c::C; pub struct B;"),
            ("c.rs", "use crate::a::A; pub struct C;"),
            ("d.rs", "use crate::b::B; pub struct D;"),
        ]);
        assert_eq!(graph.circles(), ["a circle of 3 files (one of a knot of 4): a.rs → b.rs → c.rs → a.rs"]);
    }

    #[test]
    fn an_arrow_up_between_rooms_is_found() {
        let graph = graph(&[
            ("lib.rs", "mod api; mod store; mod token;"),
            ("api.rs", "use crate::store::Rows; pub struct Answer;"),
            ("store.rs", "mod row; pub struct Rows;"),
            ("store/row.rs", "\nuse crate::api::Answer; use crate::token::Token;"),
            ("token.rs", "pub struct Token; use crate::api::Answer;"),
        ]);
        let rooms: &[&[&str]] = &[&["api"], &["store"]];
        assert_eq!(graph.upwards(rooms), ["store/row.rs:2: store must not use api (api.rs)"]);
    }
}
