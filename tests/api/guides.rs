//! The guides and the README, run as they stand. Every block of them is run or held against what is true:
//!
//! - `sh` blocks are run in order, in one shell and a folder of its own, with `newswire` on the path and the demo
//!   where the text starts it. The ports that a text names become free ones.
//! - a `json` or `text` block after an `sh` block shows what that one prints; `…` stands for what is left out.
//! - `js`, `python`, `html` and `astro` blocks are files, named in their first line. A later `sh` block runs them. Those
//!   of frameworks are run by `frameworks.mjs` with stand-ins for what the framework gives them; the template of an
//!   `.astro` file is not, its script is only parsed.
//! - what needs more than a shell (nginx, systemd, several nodes) is run by tests of its own, in [`deployed`].
//! - what is run nowhere stands in [`UNRUN`], with its reason.

mod blocks;
mod compare;
mod deployed;
mod shell;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use blocks::{Block, blocks};
use shell::{Shell, left_out};

use crate::support::{Backend, TestServer};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Blocks that no test runs, by their first line, and why.
const UNRUN: &[(&str, &str)] = &[
    ("cargo run --release -- demo", "builds the program that the tests run, and serves until it is stopped"),
    ("cargo test", "is what runs this test"),
    (
        "NEWSWIRE_KILL_ROUNDS=500 cargo test --test api kill:: -- --nocapture   # NEWSWIRE_KILL_SEED=2 takes other moments",
        "takes hours; its own test does fewer",
    ),
    (
        "cargo build --release && cargo build --release --bench bare --bench busy",
        "measures, with a tool (wrk) of its own",
    ),
    (
        "cargo bench --bench quality              # 90 judged queries on the demo, beside SQLite's FTS5: nDCG@10 and MRR by kind",
        "measures search, with an archive of its own",
    ),
];

/// Files of frameworks, which `frameworks.mjs` runs.
const FRAMEWORKS: &[&str] =
    &["lib/newswire.js", "app/api/newswire/route.js", "src/pages/articles/[slug].astro", "src/pages/api/newswire.js"];

fn read(path: &str) -> String {
    fs::read_to_string(format!("{ROOT}/{path}")).unwrap_or_else(|err| panic!("{path}: {err}"))
}

/// The names of all guides.
fn names() -> BTreeSet<String> {
    let entries = fs::read_dir(format!("{ROOT}/docs/guides")).unwrap();
    entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

/// Whether a block is run by a test of its own, or by none.
fn is_apart(block: &Block) -> bool {
    UNRUN.iter().map(|(first, _)| first).chain(&deployed::ALL).any(|first| block.begins(first))
}

/// Runs a document, and holds every block against what came of it.
fn runs(path: &str, prepare: impl FnOnce(&Shell)) {
    if left_out(path, &["bash", "curl", "jq", "node", "python3", "sqlite3"]) {
        return;
    }
    let all: Vec<Block> = blocks(&read(path)).into_iter().filter(|block| !is_apart(block)).collect();
    let shell = Shell::new();
    if all.iter().any(|block| block.text.contains("newswire demo")) {
        shell.lay_demo();
    }
    prepare(&shell);
    let said = shell.run(path, &all);
    let mut printed = None;
    for (number, block) in all.iter().enumerate() {
        let at = format!("{path}:{}", block.line);
        match block.language.as_str() {
            "sh" => printed = said.get(&number),
            "json" => compare::json(&at, &block.text, printed.expect("a block that prints it")),
            "text" => compare::text(&at, &block.text, printed.expect("a block that prints it")),
            "js" | "python" | "html" | "astro" => is_run(&at, block, &all[number..]),
            other => panic!("{at}: nothing runs a block of `{other}`"),
        }
    }
}

/// A file is run by a later block, or by what runs frameworks.
fn is_run(at: &str, block: &Block, later: &[Block]) {
    let name = block.file().unwrap_or_else(|| panic!("{at}: the first line names no file"));
    let run =
        later.iter().any(|other| other.language != "json" && other.line != block.line && other.text.contains(name));
    assert!(run || FRAMEWORKS.contains(&name), "{at}: nothing runs {name}");
}

macro_rules! each_guide {
    ($($test:ident = $name:literal;)*) => {
        $(#[test]
        fn $test() {
            runs(concat!("docs/guides/", $name, ".md"), |shell| shell.lay_exports());
        })*

        #[test]
        fn every_guide_is_run() {
            assert_eq!(names(), [$($name.to_owned()),*].into());
        }
    };
}

each_guide! {
    a_first_page_is_made = "first-page";
    pages_are_walked = "paging";
    pictures_are_shown = "pictures";
    caches_are_kept_and_purged = "caching";
    a_copy_follows = "offline-apps";
    a_newsroom_goes_from_nothing_to_a_commented_article = "newsroom";
    drafts_are_previewed = "previews";
    webhooks_are_verified = "webhooks";
    a_site_moves_from_wordpress = "wordpress";
    a_server_is_run_saved_and_restored = "running";
    rights_are_a_table = "permissions";
}

#[test]
fn the_readme_is_run() {
    runs("README.md", |shell| {
        shell.lay_demo();
        shell.lay_exports();
        shell.begin("newswire demo > demo.log &\n");
    });
}

#[test]
fn what_is_not_run_is_there_to_be_run() {
    let texts: Vec<String> =
        names().iter().map(|name| read(&format!("docs/guides/{name}.md"))).chain([read("README.md")]).collect();
    let all: Vec<Block> = texts.iter().flat_map(|text| blocks(text)).collect();
    for (first, reason) in UNRUN {
        let there = all.iter().any(|block| block.begins(first));
        assert!(there, "no text has a block that begins `{first}` ({reason}): take it out of the list");
    }
    for name in FRAMEWORKS {
        assert!(all.iter().any(|block| block.file() == Some(name)), "no text has {name}");
    }
}

/// A setting that a text names is one that the program has.
#[test]
fn settings_are_named_right() {
    let help = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_newswire")).args(args).arg("--help").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let commands: [&[&str]; 8] = [
        &["serve"],
        &["demo"],
        &["import", "wxr"],
        &["import", "verify"],
        &["site", "set"],
        &["user", "add"],
        &["migrate"],
        &["media", "fetch"],
    ];
    let known: String = commands.iter().map(|command| help(command)).collect();
    let known: BTreeSet<&str> = known.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).collect();
    let tests_own = ["NEWSWIRE_KILL_ROUNDS", "NEWSWIRE_KILL_SEED", "NEWSWIRE_TEST_POSTGRES_URL"];
    for name in names() {
        settings_in(&read(&format!("docs/guides/{name}.md")), &known, &tests_own);
    }
    settings_in(&read("README.md"), &known, &tests_own);
}

fn settings_in(text: &str, known: &BTreeSet<&str>, tests_own: &[&str]) {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    for word in words.filter(|word| word.starts_with("NEWSWIRE_") && !tests_own.contains(word)) {
        assert!(known.contains(word), "`{word}` is no setting");
    }
    let options = text.lines().filter_map(|line| Some(line.split_once("newswire ")?.1));
    let in_code = text.split('`').filter(|part| part.starts_with("--") && !part.contains('\n'));
    for part in options.chain(in_code).flat_map(str::split_whitespace).filter(|part| part.starts_with("--")) {
        let name = part.split(['=', '`', ',', '.', ')', '"']).next().unwrap_or_default();
        assert!(known.contains(name) || ["--", "--features"].contains(&name), "`{name}` is no option of the program");
    }
}

#[test]
fn guides_are_served_and_listed() {
    let server = TestServer::empty(Backend::Sqlite);
    let index = server.client.get("/docs/guides");
    assert_eq!((index.status, index.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(server.client.get("/docs").text().contains("href=\"/docs/guides\""));
    for name in names() {
        let path = format!("/docs/guides/{name}");
        assert!(index.text().contains(&format!("href=\"{path}\"")), "{name} is not listed");
        let page = server.client.get(&path);
        assert_eq!((page.status, page.header("cache-control")), (200, "public, max-age=300"), "{name}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        let text = page.text();
        assert!(text.contains("<h1") && !text.contains("<script"), "{name}");
        assert!(text.contains(&format!("href=\"{path}\" aria-current=\"page\"")), "{name}");
    }
    assert_eq!(server.client.get("/docs/guides/none").problem()["code"], "not_found");
}

/// The snippets for frameworks do what the text says, with stand-ins for the frameworks.
#[test]
fn framework_snippets_purge_what_an_event_names() {
    if left_out("snippets of frameworks", &["node"]) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for block in blocks(&read("docs/guides/caching.md")).iter().chain(&blocks(&read("docs/guides/webhooks.md"))) {
        block.write(dir.path());
    }
    fs::write(dir.path().join("frameworks.mjs"), include_str!("guides/frameworks.mjs")).unwrap();
    let run = Command::new("node").arg("frameworks.mjs").current_dir(dir.path()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
