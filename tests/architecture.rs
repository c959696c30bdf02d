//! The rules of the house, read from the `use` lines: who may import whom, and where SQL, HTTP and the
//! environment may stand.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The slices from the lowest to the highest: the models, stores and wires of one import only from
/// those before it.
const ORDER: &[&str] = &[
    "audit",
    "changes",
    "media",
    "site",
    "refs",
    "seo",
    "body",
    "cards",
    "tags",
    "authors",
    "categories",
    "redirects",
    "files",
    "comments",
    "views",
    "webhooks",
    "websub",
    "archive",
    "users",
    "keys",
    "articles",
    "pages",
    "previews",
    "privacy",
    "menus",
    "home",
    "frame",
    "terms",
    "feeds",
    "search",
    "resolve",
    "paths",
    "docs",
    "reader",
];
/// What is no slice: it never imports one.
const KERNEL: &[&str] =
    &["addresses", "auth", "clock", "config", "db", "error", "http", "openapi", "outbound", "jobs", "text"];
/// What stands above all slices.
const TOP: &[&str] = &["app", "main", "commands", "demo", "import", "lib"];

/// A Rust file of the program: its address below `src`, and the paths it uses.
struct File {
    path: String,
    uses: Vec<String>,
    text: String,
}

impl File {
    /// The slice or part of the kernel that the file belongs to.
    fn owner(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// The layer: `model`, `store`, `wire`, `routes`, or the file's own name.
    fn layer(&self) -> &str {
        let inside = self.path.split_once('/').map_or("", |(_, rest)| rest);
        inside.split(['/', '.']).next().unwrap_or_default()
    }

    /// The parts of this crate that the file uses.
    fn crate_uses(&self) -> impl Iterator<Item = &str> {
        self.uses
            .iter()
            .filter_map(|path| path.strip_prefix("crate::"))
            .map(|rest| rest.split("::").next().unwrap_or_default())
    }
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    walk(&root, &root, &mut all);
    assert!(all.len() > 40, "the rules must have something to read");
    all
}

fn walk(root: &Path, dir: &Path, all: &mut Vec<File>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(root, &path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let whole = fs::read_to_string(&path).expect("a text");
            let text = whole.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
            let address = path.strip_prefix(root).expect("below src").display().to_string();
            // What only tests compile stands outside of the rules.
            if address == "testing.rs" || address.ends_with("tests.rs") || address.contains("tests/") {
                continue;
            }
            all.push(File { path: address, uses: uses(&text), text });
        }
    }
}

/// Every path that the `use` lines of a text name, groups taken apart.
fn uses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split("\nuse ").chain(text.split("\npub use ")).skip(1) {
        let line = part.split(';').next().unwrap_or_default().split_whitespace().collect::<String>();
        expand("", &line, &mut found);
    }
    found
}

fn expand(before: &str, path: &str, found: &mut Vec<String>) {
    let Some((head, group)) = path.split_once('{') else {
        found.push(format!("{before}{path}"));
        return;
    };
    let group = group.strip_suffix('}').unwrap_or(group);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 && at > start => {
                expand(&format!("{before}{head}"), &group[start..at], found);
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The faults of a rule, as one text for a failing test.
fn faults(rule: impl Fn(&File) -> Vec<String>) -> String {
    let mut by_file = BTreeMap::new();
    for file in files() {
        let found = rule(&file);
        if !found.is_empty() {
            by_file.insert(file.path.clone(), found);
        }
    }
    by_file.iter().map(|(file, faults)| format!("{file}: {}\n", faults.join(", "))).collect()
}

#[test]
fn nobody_imports_the_top() {
    let found = faults(|file| {
        let low = !TOP.contains(&file.owner());
        file.crate_uses().filter(|used| low && TOP.contains(used)).map(str::to_owned).collect()
    });
    assert!(found.is_empty(), "app, main, commands, demo and import stand at the top:\n{found}");
}

#[test]
fn the_kernel_imports_no_slice() {
    let found = faults(|file| {
        let kernel = KERNEL.contains(&file.owner());
        file.crate_uses().filter(|used| kernel && ORDER.contains(used)).map(str::to_owned).collect()
    });
    assert!(found.is_empty(), "the kernel knows no slice:\n{found}");
}

#[test]
fn layers_look_downward() {
    let found = faults(|file| {
        let forbidden: &[&str] = match file.layer() {
            "model" => &["store", "wire", "routes"],
            "store" => &["wire", "routes"],
            "wire" => &["store", "routes"],
            _ => &[],
        };
        let own = format!("crate::{}::", file.owner());
        let inside = |path: &str| {
            let rest = path.strip_prefix("super::").or_else(|| path.strip_prefix(own.as_str()))?;
            rest.split("::").next().map(str::to_owned)
        };
        file.uses.iter().filter_map(|path| inside(path)).filter(|layer| forbidden.contains(&layer.as_str())).collect()
    });
    assert!(found.is_empty(), "model knows no layer, store and wire know the model alone:\n{found}");
}

#[test]
fn slices_look_downward() {
    let rank = |name: &str| ORDER.iter().position(|known| *known == name);
    let found = faults(|file| {
        let bound = ["model", "store", "wire"].contains(&file.layer());
        let Some(own) = rank(file.owner()).filter(|_| bound) else { return Vec::new() };
        file.crate_uses().filter(|used| rank(used).is_some_and(|other| other > own)).map(str::to_owned).collect()
    });
    assert!(found.is_empty(), "models, stores and wires import what stands before them in the order:\n{found}");
}

#[test]
fn another_slice_is_used_through_its_front_door() {
    let layers = ["model", "store", "wire"];
    let found = faults(|file| {
        let through = |path: &&String| {
            let mut parts = path.strip_prefix("crate::").unwrap_or_default().split("::");
            let (slice, layer) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            ORDER.contains(&slice) && slice != file.owner() && layers.contains(&layer)
        };
        file.uses.iter().filter(through).cloned().collect()
    });
    assert!(found.is_empty(), "a slice shows what it re-exports, nothing else:\n{found}");
}

#[test]
fn sql_stands_in_stores_alone() {
    let found = faults(|file| {
        let allowed =
            ["db", "error"].contains(&file.owner()) || file.path.contains("/store.rs") || file.path.contains("/store/");
        let derives = file.layer() == "model";
        // The type of a query's result is no SQL.
        let plain = |path: &str| path == "diesel::result::QueryResult" || (derives && path == "diesel::prelude::*");
        let uses = file.uses.iter().filter(|path| path.starts_with("diesel::") && !plain(path));
        if allowed { Vec::new() } else { uses.cloned().collect() }
    });
    assert!(found.is_empty(), "diesel belongs to db, error, stores, and the derives of models:\n{found}");
}

#[test]
fn http_stands_at_the_edge_alone() {
    let found = faults(|file| {
        let allowed = ["app", "error", "http", "docs", "auth"].contains(&file.owner())
            || file.layer() == "routes"
            || file.path == "main.rs"
            || file.path == "commands/serve.rs";
        let uses = file.uses.iter().filter(|path| path.starts_with("actix_"));
        if allowed { Vec::new() } else { uses.cloned().collect() }
    });
    assert!(found.is_empty(), "actix belongs to the edge:\n{found}");
}

#[test]
fn others_are_called_from_one_place() {
    let found = faults(|file| {
        let calls = ["reqwest", "TcpStream", "lookup_host"].into_iter().filter(|word| file.text.contains(word));
        if file.owner() == "outbound" { Vec::new() } else { calls.map(str::to_owned).collect() }
    });
    assert!(found.is_empty(), "whoever calls others does it through `outbound`:\n{found}");
}

#[test]
fn the_environment_is_read_in_config_alone() {
    let found = faults(|file| {
        let reads = file.text.contains("std::env") || file.text.contains("env::var");
        if reads && file.path != "config.rs" { vec!["std::env".to_owned()] } else { Vec::new() }
    });
    assert!(found.is_empty(), "every setting comes from config.rs:\n{found}");
}

#[test]
fn threat_65_no_pattern_is_compiled() {
    let found = faults(|file| {
        let compiles = ["regex::", "Regex::", "RegexBuilder", "glob::"].into_iter();
        compiles.filter(|word| file.text.contains(word)).map(str::to_owned).collect()
    });
    assert!(found.is_empty(), "whatever anybody looks for is a text:\n{found}");
}

#[test]
fn threat_75_no_statement_is_put_together_from_text() {
    let found = faults(|file| {
        let raw = file.text.contains("sql_query(format!") || file.text.contains("sql_query(&");
        if raw { vec!["sql_query of a made text".to_owned()] } else { Vec::new() }
    });
    assert!(found.is_empty(), "{found}");
}
