//! A frontend's place: clients made from the document, by the generators that people use.

use std::path::{Path, PathBuf};
use std::process::Command;

use newswire::auth::Role;
use serde_json::json;

use crate::support::{Backend, TestServer, until};

/// Runs a program that must succeed; what it said.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|err| panic!("{command:?}: {err}"));
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {text}");
    text
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether a tool is there. Where it is not, the test says what it leaves out; in CI everything must be.
fn is_there(tool: &Path, how: &str, what: &str) -> bool {
    let there = tool.exists();
    assert!(there || std::env::var_os("CI").is_none(), "CI needs {}: {how}", tool.display());
    if !there {
        println!("left out: {} is not there ({how}), so {what}", tool.display());
    }
    there
}

fn npm(args: &[&str]) -> Option<String> {
    let dir = at("tests/client");
    let there = is_there(&dir.join("node_modules"), "npm ci in tests/client", "nothing was done with npm");
    there.then(|| {
        let quiet = [("REDOCLY_TELEMETRY", "off"), ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")];
        run(Command::new("npm").args(["run", "--silent"]).args(args).envs(quiet).current_dir(dir))
    })
}

/// A program of the Python environment.
fn python(name: &str) -> Option<Command> {
    let bin = at("tests/client/python/.venv/bin");
    let how = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt in tests/client/python";
    is_there(&bin.join(name), how, "no client was made with it").then(|| {
        let paths = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        let path = std::env::join_paths(std::iter::once(bin.clone()).chain(paths)).expect("a PATH");
        let mut command = Command::new(bin.join(name));
        command.env("PATH", path);
        command
    })
}

#[test]
fn a_typed_client_builds_the_reference_page_from_three_calls() {
    if npm(&["build"]).is_none() {
        return;
    }
    let server = TestServer::demo(Backend::Sqlite);
    let said = npm(&["page", "--", &server.settings.public_url, "harbour-tunnel-opens"]);
    println!("{}", said.unwrap_or_default());
}

#[test]
fn feeds_are_read_by_the_libraries_that_people_use() {
    let server = TestServer::demo_with(Backend::Sqlite, &["--search", "on"]);
    let base = &server.settings.public_url;
    until(|| server.client.json("/v1/search?q=jollof"), |answer| answer["index"]["state"] == "ready");
    let found = server.client.json("/v1/search?q=jollof")["page"]["total"].to_string();
    if let Some(said) = npm(&["feeds", "--", base, "20", &found]) {
        assert!(said.contains("feeds read"), "{said}");
    }
    if let Some(mut reader) = python("python") {
        let said = run(reader.arg(at("tests/client/python/feeds.py")).args([base.as_str(), "20", &found]));
        assert!(said.contains("feeds read"), "{said}");
    }
}

#[test]
fn heads_keep_to_the_vocabulary_of_schema_org_and_to_what_google_asks_for() {
    let server = TestServer::demo(Backend::Sqlite);
    let desk = server.desk("ada", Role::Admin);
    let live = json!({"title": "The count, as it happens", "format": "live", "body": {"html": "<p>It began.</p>"}});
    let id = desk.made("/v1/admin/articles", &live)["id"].as_str().unwrap().to_owned();
    let done = desk.change("POST", &format!("/v1/admin/articles/{id}/steps/publish"), &json!({}));
    assert_eq!(done.status, 200, "{}", done.text());
    if let Some(said) = npm(&["heads", "--", &server.settings.public_url]) {
        assert!(said.contains("heads read"), "{said}");
    }
}

#[test]
fn sitemaps_are_valid_by_the_published_schema() {
    let server = TestServer::demo(Backend::Sqlite);
    let schema = at("tests/client/node_modules/sitemap/schema/sitemap.xsd");
    if let Some(mut reader) = python("python") {
        let script = at("tests/client/python/sitemaps.py");
        let said = run(reader.arg(script).arg(&server.settings.public_url).arg(schema));
        assert!(said.contains("sitemaps read"), "{said}");
    }
}

#[test]
fn the_document_keeps_the_recommended_rules_of_redocly() {
    if let Some(said) = npm(&["lint"]) {
        assert!(said.contains("Your API description is valid"), "{said}");
    }
}

#[test]
fn a_python_client_reads_lists_articles_and_problems() {
    let (Some(mut generator), Some(mut compiler), Some(mut reader)) =
        (python("openapi-python-client"), python("python"), python("python"))
    else {
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    let package = dir.path().join("newswire_client");
    let document = at("openapi/openapi.json");
    let made = generator.args(["generate", "--fail-on-warning", "--meta", "none", "--path"]).arg(document);
    let said = run(made.arg("--output-path").arg(&package));
    assert!(!said.to_lowercase().contains("warning"), "{said}");
    run(compiler.args(["-W", "error", "-m", "compileall", "-q"]).arg(&package));
    let server = TestServer::demo(Backend::Sqlite);
    println!("{}", run(reader.arg(at("tests/client/python/read.py")).arg(dir.path()).arg(&server.settings.public_url)));
}

/// Their compilers are not asked for; the generator's complaints tell what would not compile.
#[test]
fn kotlin_and_swift_clients_are_made_without_a_warning() {
    let paths: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let java = paths.iter().map(|dir| dir.join("java")).find(|path| path.exists()).unwrap_or_else(|| "java".into());
    if !is_there(&java, "apt-get install default-jre-headless", "no Kotlin and Swift clients were made") {
        return;
    }
    for language in ["kotlin", "swift6"] {
        let Some(mut generator) = python("openapi-generator-cli") else { return };
        let dir = tempfile::tempdir().expect("a folder");
        let made = generator.args(["generate", "-g", language, "-i"]).arg(at("openapi/openapi.json"));
        let said = run(made.arg("-o").arg(dir.path()));
        let complains = |line: &&str| ["WARN", "ERROR", "Exception"].iter().any(|word| line.contains(word));
        // The second is what it makes of a parameter that is named `type`, a word of Swift's own.
        let own = ["OpenAPI 3.1 support is still in beta", "Type (reserved word) cannot be used as model name"];
        let own_notice = |line: &&str| own.iter().any(|notice| line.contains(notice));
        let complaints: Vec<&str> = said.lines().filter(complains).filter(|line| !own_notice(line)).collect();
        assert!(complaints.is_empty(), "{language}: {complaints:#?}");
        let files = count_files(dir.path());
        println!("{language}: {files} files");
        assert!(files > 100, "{language}: {files} files");
    }
}

fn count_files(dir: &Path) -> usize {
    let entries = std::fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { count_files(&path) } else { 1 }).sum()
}
