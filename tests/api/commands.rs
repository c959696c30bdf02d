//! The command line: what it says when all is well, and when it is not.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use crate::support::{Client, server};

fn newswire(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newswire"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("NEWSWIRE_")) {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null()).output().expect("the program runs")
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_wrong_setting_is_one_sentence_and_exit_2() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().display().to_string();
    for (args, sentence) in [
        (
            vec!["--listen", "nonsense"],
            "newswire: --listen: `nonsense` is no address and port, such as 127.0.0.1:8080 or [::1]:8080.\n",
        ),
        (vec!["--public-url", "x"], "newswire: --public-url: `x` is no address such as https://news.example.org.\n"),
        (
            vec!["--database", "mysql://x"],
            "newswire: --database: `mysql://` is no database that this program knows: give a file's path, `sqlite:PATH` or `postgres://USER@HOST/NAME`.\n",
        ),
    ] {
        let output = newswire(&[&["serve", "--data", &data][..], &args].concat());
        assert_eq!(said(&output), (Some(2), sentence.to_owned()));
    }
    let output = newswire(&["serve", "--data", &data, "--secret", "changeme"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).1.contains("too weak"), "{}", said(&output).1);
}

#[test]
fn a_taken_port_is_one_clear_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let dir = tempfile::tempdir().unwrap();
    let output = newswire(&["serve", "--data", &dir.path().display().to_string(), "--listen", &listen]);
    let (status, text) = said(&output);
    assert_eq!(status, Some(1));
    assert!(
        text.starts_with("newswire: the port ")
            && text.contains("is taken by another program")
            && text.lines().count() == 1,
        "{text}"
    );
}

#[test]
fn another_secret_than_the_databases_own_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().display().to_string();
    let wxr = dir.path().join("empty.xml");
    std::fs::write(
        &wxr,
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>X</title></channel></rss>",
    )
    .unwrap();
    let file = wxr.display().to_string();
    assert_eq!(said(&newswire(&["import", "wxr", &file, "--data", &data])).0, Some(0));
    let other =
        newswire(&["import", "wxr", &file, "--data", &data, "--secret", "another secret of forty bytes or so, yes"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(said(&other).1.contains("not the one that this database was made with"), "{}", said(&other).1);
}

#[test]
fn the_printed_document_is_the_contract() {
    let output = newswire(&["openapi"]);
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(printed == newswire::app::contract());
}

#[test]
fn help_names_every_setting_with_its_variable_and_default() {
    let text = String::from_utf8(newswire(&["serve", "--help"]).stdout).unwrap();
    for name in [
        "NEWSWIRE_LISTEN",
        "NEWSWIRE_DATA",
        "NEWSWIRE_DATABASE",
        "NEWSWIRE_PUBLIC_URL",
        "NEWSWIRE_SECRET_FILE",
        "NEWSWIRE_LOG",
        "127.0.0.1:8080",
        "./newswire-data",
    ] {
        assert!(text.contains(name), "{name} in\n{text}");
    }
}

#[test]
fn a_demo_goes_on_is_well_and_stops_cleanly() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().display().to_string();
    let (mut ids, mut sign_ins) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let listen = server::free_address();
        let mut child = Command::new(env!("CARGO_BIN_EXE_newswire"))
            .args(["demo", "--data", &data, "--listen", &listen])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let client = Client::new(&format!("http://{listen}"));
        server::wait_until_ready(&client, &mut child);
        let row = client.json("/v1/articles?limit=1");
        ids.push((row["page"]["total"].clone(), row["data"][0]["id"].clone()));
        assert_eq!(client.send("POST", "/v1/articles/harbour-tunnel-opens/views", &[], &[]).status, 202);
        let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(stopped.success());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "a stop is no failure");
        let text = String::from_utf8(output.stdout).unwrap();
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("curl ")) {
            assert!(line.contains(&listen), "{line}");
        }
        assert_eq!(text.matches("  curl '").count(), 5, "{text}");
        let sign_in = text.lines().find_map(|line| line.strip_prefix("Sign in: desk@baycourier.example "));
        sign_ins.push(sign_in.expect("a sign-in on one line").to_owned());
    }
    assert_eq!(ids[0], ids[1], "the same data");
    assert_eq!(sign_ins[0], sign_ins[1]);
    let check = newswire(&["check", "--data", &data]);
    assert_eq!(
        (check.status.code(), String::from_utf8(check.stdout).unwrap().as_str()),
        (Some(0), "Everything is as it should be.\n")
    );
    std::fs::remove_dir_all(dir.path().join("media")).unwrap();
    let check = newswire(&["check", "--data", &data]);
    assert_eq!(check.status.code(), Some(1));
    assert!(String::from_utf8(check.stdout).unwrap().contains("is missing"));
}

#[test]
fn the_site_is_set_from_a_file_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().display().to_string();
    let file = dir.path().join("site.json");
    let path = file.display().to_string();
    for (text, fault) in [
        (r#"{"name": "The Test", "timezone": "Mars/Base"}"#, "Mars/Base"),
        (r#"{"name": "The Test", "zz": 1}"#, "`zz`"),
    ] {
        std::fs::write(&file, text).unwrap();
        let wrong = newswire(&["site", "set", &path, "--data", &data]);
        assert_eq!(wrong.status.code(), Some(1));
        assert!(said(&wrong).1.contains(fault), "{}", said(&wrong).1);
    }
    std::fs::write(&file, r#"{"name": "The Test", "tagline": "T", "timezone": "Africa/Lagos"}"#).unwrap();
    let right = newswire(&["site", "set", &path, "--data", &data]);
    assert_eq!(said(&right).0, Some(0), "{}", said(&right).1);
}
