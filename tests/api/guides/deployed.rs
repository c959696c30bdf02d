//! The blocks of the guide on running that need more than a shell: nginx before the program, systemd around it, and
//! several nodes on PostgreSQL and a store.

mod proxy;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use image::ImageFormat;
use newswire::db::Id;
use serde_json::{Value, json};

use super::blocks::{Block, blocks};
use super::read;
use super::shell::left_out;
use crate::support::desk::{Desk, PASSWORD};
use crate::support::server::{add_administrator, free_address, settings, wait_until_ready};
use crate::support::upload::drawn;
use crate::support::{Client, postgres, s3};

const PROXY: &str = "location / {";
const UNIT: &str = "[Unit]";
const NODES: &str = "newswire serve \\";

/// The first lines of the blocks that are run here.
pub const ALL: [&str; 3] = [PROXY, UNIT, NODES];

const PROGRAM: &str = env!("CARGO_BIN_EXE_newswire");

/// The text of a block of the guide, by its first line.
fn block(first: &str) -> String {
    let found: Option<Block> = blocks(&read("docs/guides/running.md")).into_iter().find(|block| block.begins(first));
    found.unwrap_or_else(|| panic!("no block begins `{first}`")).text
}

/// A text with a name of the guide's exchanged for one of this machine; it must be there.
fn exchanged(text: &str, named: &str, own: &str) -> String {
    assert!(text.contains(named), "`{named}` stands nowhere in\n{text}");
    text.replace(named, own)
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The path of an address of the service.
fn path(public_url: &str, url: &Value) -> String {
    url.as_str().and_then(|url| url.strip_prefix(public_url)).unwrap_or_else(|| panic!("{url}")).to_owned()
}

/// The guide's unit for this machine's program.
fn unit() -> String {
    exchanged(&block(UNIT), "/usr/local/bin/newswire", PROGRAM)
}

/// The values of a setting of a unit, in order.
fn values<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')).collect()
}

#[test]
fn systemd_has_nothing_to_say_about_the_unit() {
    if left_out("the guide's unit", &["systemd-analyze"]) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("newswire.service");
    fs::write(&file, unit()).unwrap();
    let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&file).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    // It reads the units of this machine as well.
    let own: Vec<&str> = said.lines().filter(|line| line.contains("newswire.service")).collect();
    assert!(output.status.success() && own.is_empty(), "{}: {said}", output.status);
}

#[test]
fn what_the_unit_starts_serves_and_stops() {
    let (dir, listen) = (tempfile::tempdir().unwrap(), free_address());
    let state = format!("/var/lib/{}", values(&unit(), "StateDirectory")[0]);
    let unit = exchanged(&unit(), &state, &dir.path().display().to_string());
    let words: Vec<&str> = values(&unit, "ExecStart")[0].split_whitespace().collect();
    let set = values(&unit, "Environment").into_iter().map(|pair| pair.split_once('=').unwrap());
    let log = dir.path().join("log");
    let child = Command::new(words[0])
        .args(&words[1..])
        .env_clear()
        .envs(set)
        .env("NEWSWIRE_LISTEN", &listen)
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let (mut running, client) = (Running(child), Client::new(&format!("http://{listen}")));
    wait_until_ready(&client, &mut running.0);
    assert_eq!(client.get("/v1/site").status, 200);
    assert_eq!(client.json("/feeds/feed.json")["feed_url"], "https://api.news.example.org/feeds/feed.json");
    let desk = [("Origin", "https://desk.news.example.org"), ("Access-Control-Request-Method", "GET")];
    let asked = client.send("OPTIONS", "/v1/admin/articles", &desk, &[]);
    assert_eq!(asked.header("access-control-allow-origin"), "https://desk.news.example.org");
    assert!(dir.path().join("newswire.sqlite").exists());

    let patience: u64 = values(&unit, "TimeoutStopSec")[0].parse().unwrap();
    assert!(settings(&[]).shutdown_timeout < patience, "requests in flight may end before systemd loses patience");
    assert!(Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().unwrap().success());
    let end = running.0.wait().unwrap();
    assert!(end.success(), "{end}: systemd would take the stop for a failure");
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("/v1/site") && log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{log}");
}

/// The guide's command with this machine's database, secret and store.
fn nodes_here(database: &str, secret: &str, store: &str) -> String {
    let region = "region=eu-west-1";
    let own = [
        ("postgres://newswire@127.0.0.1/newswire", format!("'{database}'")),
        ("/etc/newswire/secret", secret.to_owned()),
        (region, format!("{region}&endpoint=http%3A%2F%2F{store}")),
    ];
    own.iter().fold(block(NODES), |text, (named, own)| exchanged(&text, named, own))
}

/// Starts a node by that command, on a data folder of its own.
fn node(command: &str, dir: &Path) -> (Running, Client) {
    let listen = free_address();
    let bin = Path::new(PROGRAM).parent().unwrap().display();
    let child = Command::new("bash")
        .args(["-euc", &format!("exec {command}")])
        .env("PATH", format!("{bin}:{}", std::env::var("PATH").unwrap()))
        .envs([("NEWSWIRE_MEDIA_STORE_KEY_ID", s3::KEY.0), ("NEWSWIRE_MEDIA_STORE_SECRET", s3::KEY.1)])
        .envs([("NEWSWIRE_LISTEN", listen.as_str()), ("NEWSWIRE_LOG_LEVEL", "warn")])
        .env("NEWSWIRE_DATA", dir)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let (mut running, client) = (Running(child), Client::new(&format!("http://{listen}")));
    wait_until_ready(&client, &mut running.0);
    (running, client)
}

/// The administrator that [`add_administrator`] makes, signed in.
fn administrator(client: &Client) -> Desk {
    let answer = client.post("/v1/admin/session", &json!({"email": "root@desk.example", "password": PASSWORD}));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    Desk { client: client.clone(), token, refresh_token: String::new(), user: Id::new(), email: String::new() }
}

#[test]
fn nodes_share_a_database_a_secret_and_a_store() {
    if left_out("the guide's nodes", &["bash"]) || postgres::server().is_none() {
        return;
    }
    let [store, one, two] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let (database, secret) = (postgres::create(), store.path().join("secret").display().to_string());
    fs::write(&secret, "5e0c9a7d1f3b8642".repeat(4)).unwrap();
    let command = nodes_here(&database, &secret, &s3::start(store.path()).to_string());
    let nodes = [node(&command, one.path()), node(&command, two.path())];
    let [first, second] = [&nodes[0].1, &nodes[1].1];
    let mut program = Command::new(PROGRAM);
    program.args(["--database", &database, "--secret-file", &secret, "--data"]).arg(one.path());
    add_administrator(program, PASSWORD);

    let desk = administrator(first);
    let media = desk.upload("a.png", &drawn(400, 300, ImageFormat::Png));
    let ready = Desk { client: second.clone(), ..desk }.ready(media["id"].as_str().unwrap());
    assert_eq!(ready["state"], "ready", "a token of one node holds on the other");
    let picture = path("https://api.news.example.org", &ready["url"]);
    for client in [first, second] {
        assert_eq!(client.get("/v1/site").status, 200);
        let answer = client.get(&picture);
        assert_eq!((answer.status, json!(answer.body.len())), (200, ready["bytes"].clone()));
    }
    assert!(store.path().join("pictures/news").is_dir(), "the picture lies on the store");
    assert!(![&one, &two].iter().any(|dir| dir.path().join("media").exists()), "and on no node");
    drop(nodes);
    postgres::remove(&database);
}
