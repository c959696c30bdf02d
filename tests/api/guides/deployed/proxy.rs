//! nginx, with the guide's block, before a server.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use newswire::auth::Role;
use serde_json::json;
use tempfile::TempDir;

use super::{PROXY, Running, block, exchanged, path};
use crate::guides::shell::left_out;
use crate::support::desk::Desk;
use crate::support::editor::Under;
use crate::support::server::{free_address, wait_until_ready};
use crate::support::{Backend, Client, TestServer};

/// It runs until it is dropped.
struct Proxy {
    client: Client,
    listen: String,
    _running: Running,
    _dir: TempDir,
}

/// Where nginx is: not everybody has the place on the path.
fn nginx() -> &'static str {
    let usual = "/usr/sbin/nginx";
    if Path::new(usual).exists() { usual } else { "nginx" }
}

impl Proxy {
    fn before(server: &TestServer) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let listen = free_address();
        let block = exchanged(&block(PROXY), "127.0.0.1:8080", &server.settings.listen.to_string());
        // All that nginx writes lies in the folder, so that anybody may start it.
        let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let places = kinds.map(|kind| format!("{kind}_temp_path {kind};\n")).concat();
        let config = format!(
            "daemon off;\nmaster_process off;\npid pid;\nerror_log stderr;\nevents {{}}\n\
             http {{\naccess_log off;\n{places}server {{\nlisten {listen};\n{block}}}\n}}\n"
        );
        fs::write(dir.path().join("nginx.conf"), config).unwrap();
        let child =
            Command::new(nginx()).args(["-e", "stderr", "-c", "nginx.conf", "-p"]).arg(dir.path()).spawn().unwrap();
        let (mut running, client) = (Running(child), Client::new(&format!("http://{listen}")));
        wait_until_ready(&client, &mut running.0);
        Self { client, listen, _running: running, _dir: dir }
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let socket = TcpStream::connect(&self.listen).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        BufReader::new(socket)
    }
}

/// Runs a test on nginx before a demo newsroom that believes it; not where there is no nginx.
fn behind_nginx(test: impl FnOnce(&TestServer, &Proxy)) {
    if !left_out("the guide's nginx", &[nginx(), "curl"]) {
        let server = TestServer::demo_with(Backend::Sqlite, &["--trusted-proxies", "127.0.0.1"]);
        test(&server, &Proxy::before(&server));
    }
}

/// Asks on a connection that is open; the head of the answer.
fn ask(connection: &mut BufReader<TcpStream>, path: &str) -> String {
    write!(connection.get_mut(), "GET {path} HTTP/1.1\r\nHost: news\r\n\r\n").unwrap();
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(connection.read_line(&mut head).unwrap(), 0, "{head}");
    }
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    head.to_ascii_lowercase()
}

#[test]
fn nginx_hands_on_answers_as_they_are() {
    behind_nginx(|server, proxy| {
        let site = server.client.get("/v1/site");
        let mut connection = proxy.connect();
        for _ in 0..2 {
            let head = ask(&mut connection, "/v1/site");
            assert!(head.contains("connection: keep-alive"), "{head}");
            assert!(head.contains(&format!("content-length: {}\r\n", site.body.len())), "{head}");
            let mut body = vec![0; site.body.len()];
            connection.read_exact(&mut body).unwrap();
            assert_eq!(body, site.body);
        }
        let first = &server.client.json("/v1/articles?limit=1&fields=featured_media")["data"][0];
        let picture = path(&server.settings.public_url, &first["featured_media"]["url"]);
        for path in ["/v1/site", "/v1/articles?limit=3", &picture] {
            let (direct, whole) = (server.client.get(path), proxy.client.get(path));
            assert_eq!((whole.status, &whole.body), (200, &direct.body), "{path}");
            for name in ["etag", "cache-control", "content-type", "vary", "link"] {
                assert_eq!(whole.header(name), direct.header(name), "{path}: {name}");
            }
            let kept = proxy.client.send("GET", path, &[("If-None-Match", whole.header("etag"))], &[]);
            assert_eq!((kept.status, kept.body.len(), kept.header("etag")), (304, 0, whole.header("etag")), "{path}");
        }
        let (whole, part) =
            (proxy.client.get(&picture), proxy.client.send("GET", &picture, &[("Range", "bytes=4-9")], &[]));
        let range = format!("bytes 4-9/{}", whole.body.len());
        assert_eq!((part.status, &part.body[..], part.header("content-range")), (206, &whole.body[4..10], &*range));
    });
}

#[test]
fn nginx_hands_on_events_while_they_happen() {
    behind_nginx(|server, proxy| {
        let mut stream = proxy.connect();
        assert!(ask(&mut stream, "/v1/events").contains("content-type: text/event-stream"));
        let mut hears = |start: &str| {
            let mut line = String::new();
            while !line.starts_with(start) {
                line.clear();
                assert_ne!(stream.read_line(&mut line).unwrap(), 0, "the stream ended before `{start}`");
            }
        };
        hears("id: ");
        server.editor().publish("harbour", Under::default());
        server.log.wake();
        hears("event: article.published");
    });
}

#[test]
fn nginx_lets_files_of_the_newsroom_through() {
    behind_nginx(|server, proxy| {
        let desk = Desk { client: proxy.client.clone(), ..server.desk("bo", Role::Editor) };
        let sound = [&b"RIFF\x24\0\0\0WAVEfmt "[..], &[7; 3_000_000]].concat();
        let media = desk.upload("talk.wav", &sound);
        assert_eq!(proxy.client.get(&path(&server.settings.public_url, &media["url"])).body, sound);
    });
}

#[test]
fn nginx_says_who_asks_and_nobody_else_does() {
    behind_nginx(|server, proxy| {
        let near = json!({"name": "near", "scopes": ["articles:read"], "networks": ["127.0.0.2/32"]});
        let key = server.desk("bo", Role::Admin).made("/v1/admin/keys", &near);
        let bearer = format!("Authorization: Bearer {}", key["secret"].as_str().unwrap());
        let url = format!("http://{}/v1/admin/articles?limit=1", proxy.listen);
        let status = |from: &str, claimed: &str| {
            let mut curl = Command::new("curl");
            curl.args([
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--interface",
                from,
                "-H",
                &bearer,
                "-H",
                claimed,
            ]);
            String::from_utf8(curl.arg(&url).output().unwrap().stdout).unwrap()
        };
        assert_eq!(status("127.0.0.2", "X: y"), "200", "the reader's address counts");
        assert_eq!(status("127.0.0.3", "X: y"), "401");
        assert_eq!(status("127.0.0.3", "X-Forwarded-For: 127.0.0.2"), "401", "a reader's own word does not");
    });
}
