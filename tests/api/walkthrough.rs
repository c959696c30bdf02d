//! The written walk-through, run as it stands.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The blocks of a document that a shell runs, in order.
fn blocks(document: &str) -> String {
    let fenced = document.split("```sh\n").skip(1);
    fenced.filter_map(|rest| rest.split("```").next()).collect::<Vec<_>>().join("\n")
}

/// Whether a program is there; in CI it must be.
fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("CI").is_none(), "{program} is missing");
    found
}

fn run(dir: &Path, script: &str) -> (bool, String, String) {
    let bin = dir.join("bin");
    fs::create_dir(&bin).unwrap();
    symlink(env!("CARGO_BIN_EXE_newswire"), bin.join("newswire")).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &format!("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{script}")])
        .current_dir(dir)
        .envs([("PATH", path), ("NEWSWIRE_LISTEN", format!("127.0.0.1:{port}")), ("NEWSWIRE_LOG_LEVEL", "warn".into())])
        .env("API", format!("http://127.0.0.1:{port}"))
        .env_remove("NEWSWIRE_DATA")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_walk_through_goes_from_nothing_to_a_commented_article() {
    if !["bash", "curl", "jq"].into_iter().all(is_there) {
        eprintln!("left out: the walk-through needs bash, curl and jq");
        return;
    }
    let document = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/newsroom.md")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (fine, out, err) = run(dir.path(), &blocks(&document));
    assert!(fine, "{out}\n{err}");
    let said = |text: &str| assert!(out.contains(text), "{text} in {out}\n{err}");
    for text in [
        "404\n",
        "\"status\": \"published\"",
        "\"path\": \"/news/city/harbour-tunnel-opens-two-years-late\"",
        "\"code\": \"precondition_failed\"",
        "\"now\": \"Transport\"",
        "\"status\": \"scheduled\"",
        "\"published_at\": \"2099-01-01T05:00:00Z\"",
        "\"outcome\": \"redirect\"",
        "\"The tunnel opened on Thursday.\"",
        "\"pending\"",
        "\"expires_at\"",
        "\"picture\": \"Buses queue at the tunnel\"",
        "\"approved\"",
        "\"News\"",
        "Ada Okoye article.update",
    ] {
        said(text);
    }
}
