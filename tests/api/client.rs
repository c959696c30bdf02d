//! A frontend's place: a typed client, made from the document, that builds the reference page.

use std::path::Path;
use std::process::Command;

use crate::support::{Backend, TestServer};

fn npm(args: &[&str], dir: &Path) -> Option<String> {
    let output = Command::new("npm").args(args).current_dir(dir).output().ok()?;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "npm {args:?}: {text}");
    Some(text)
}

#[test]
fn a_typed_client_builds_the_reference_page_from_three_calls() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/client");
    if !dir.join("node_modules").exists() {
        assert!(std::env::var("CI").is_err(), "CI needs the client's packages: npm ci in tests/client");
        println!("left out: the packages of tests/client are not installed (npm ci), so no client was built");
        return;
    }
    npm(&["run", "--silent", "build"], &dir).expect("npm");
    let server = TestServer::demo(Backend::Sqlite);
    let said = npm(&["run", "--silent", "page", "--", &server.settings.public_url, "harbour-tunnel-opens"], &dir)
        .expect("npm");
    println!("{said}");
}
