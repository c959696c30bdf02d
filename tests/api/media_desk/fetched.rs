//! Files that are brought by their address, and those that an import left behind.

use std::process::Command;

use image::ImageFormat;
use newswire::db::{Address, DatabaseError, Id};
use newswire::media::{self, MediaKind, NewMedia};
use serde_json::{Value, json};

use super::{on_each, on_each_with, path, text, tree};
use crate::support::upload::{PLACE, Shelf, drawn, photographed};
use crate::support::{TestServer, until};

fn shelf() -> Shelf {
    let large = vec![0; 20_000_001];
    Shelf::new(&[
        ("/a/Tunnel%20east.png?w=9", &drawn(340, 200, ImageFormat::Png)),
        ("/photo.jpg", &photographed(40, 30, 6)),
        ("/page", b"<!doctype html><script>alert(1)</script>"),
        ("/large.mp4", &large),
        ("/moved", b"->/photo.jpg"),
        ("/inside", b"->http://127.0.0.2/photo.jpg"),
        ("/loop", b"->/loop"),
    ])
}

#[test]
fn a_medium_is_brought_by_its_address() {
    let shelf = shelf();
    on_each_with(&["--outbound-allow", &shelf.at.to_string()], |server, desk| {
        let url = shelf.url("/a/Tunnel%20east.png?w=9");
        let media =
            desk.made("/v1/admin/media", &json!({"url": url, "alt": "A bus", "focal_point": {"x": 0.1, "y": 0.2}}));
        assert_eq!(
            (&media["filename"], &media["title"], &media["source_url"], &media["alt"], &media["pending_widths"]),
            (&json!("Tunnel east.png"), &json!("Tunnel east.png"), &json!(url), &json!("A bus"), &json!([320, 340]))
        );
        assert_eq!(desk.ready(&text(&media["id"]))["state"], "ready");
        let moved = desk.made("/v1/admin/media", &json!({"url": shelf.url("/moved"), "title": "Moved"}));
        assert_eq!((&moved["width"], &moved["title"]), (&json!(30), &json!("Moved")));
        let bytes = server.client.get(&path(server, &moved["url"])).body;
        assert!(!bytes.windows(PLACE.len()).any(|part| part == PLACE));
        let refusal = |url: &str| -> (Value, Value) {
            let problem = desk.post("/v1/admin/media", &json!({"url": url})).problem();
            (problem["status"].clone(), problem["errors"][0]["code"].clone())
        };
        for (url, status, code) in [
            ("/page", 415, "unknown_type"),
            ("/large.mp4", 422, "too_large"),
            ("/none", 422, "not_found"),
            ("/loop", 422, "too_many_redirects"),
            ("/inside", 422, "address_refused"),
        ] {
            assert_eq!(refusal(&shelf.url(url)), (json!(status), json!(code)), "{url}");
        }
        assert_eq!(desk.json("/v1/admin/media")["data"].as_array().unwrap().len(), 2);
        assert!(tree(server).iter().all(|file| !file.starts_with("incoming")));
        for body in [json!({}), json!({"url": shelf.url("/photo.jpg"), "hash": "x"}), json!({"url": 1})] {
            assert_eq!(desk.post("/v1/admin/media", &body).status, 400, "{body}");
        }
    });
}

#[test]
fn threat_41_an_address_inside_is_not_asked() {
    let shelf = shelf();
    on_each(|server, desk| {
        let port = shelf.at.port();
        for url in [
            shelf.url("/photo.jpg"),
            "http://127.0.0.1/x.jpg".to_owned(),
            "http://[::1]/x.jpg".to_owned(),
            "http://169.254.169.254/latest/meta-data".to_owned(),
            "http://0x7f.1/x.jpg".to_owned(),
            format!("http://localhost:{port}/photo.jpg"),
            "http://a@example.org/x.jpg".to_owned(),
            "file:///etc/passwd".to_owned(),
            "ftp://example.org/x".to_owned(),
            String::new(),
            "data:image/png;base64,iVBORw0KGgo=".to_owned(),
            "http://example.org:22/x".to_owned(),
        ] {
            let problem = desk.post("/v1/admin/media", &json!({"url": url})).problem();
            assert_eq!(
                (&problem["status"], &problem["errors"][0]["code"]),
                (&json!(422), &json!("address_refused")),
                "{url}"
            );
            assert_eq!(problem["errors"][0]["pointer"], "/url");
        }
        assert_eq!(tree(server), Vec::<String>::new());
    });
}

#[test]
fn links_of_an_import_get_their_files() {
    let shelf = shelf();
    on_each(|server, desk| {
        let urls = ["/photo.jpg", "/a/Tunnel%20east.png?w=9", "/page", "/none"].map(|path| shelf.url(path));
        let now = server.clock.now();
        let linked = |url: &String| {
            let mut new = NewMedia::blank(Id::new(), MediaKind::Image, "old.jpg", now);
            new.source_url = Some(url.clone());
            "image/jpeg".clone_into(&mut new.mime);
            new
        };
        let all: Vec<NewMedia> = urls.iter().map(linked).collect();
        let ids: Vec<String> = all.iter().map(|new| new.id.to_string()).collect();
        server.db.write_blocking(move |conn| media::insert_many(conn, now, all).map_err(DatabaseError::from)).unwrap();
        assert!(server.client.json(&format!("/v1/media/{}", ids[0]))["width"].is_null());
        let body = json!({"html": format!("<p>Old</p><figure><img src=\"{}\"></figure>", urls[0])});
        let article = desk.made("/v1/admin/articles", &json!({"title": "Old story", "body": body}));
        let at = format!("/v1/admin/articles/{}/steps/publish", text(&article["id"]));
        assert_eq!(desk.send("POST", &at, &[("If-Match", "*")], &[]).status, 200);
        let html = |server: &TestServer| text(&server.client.json("/v1/articles/old-story")["body"]["html"]);
        assert!(html(server).contains(&urls[0]));
        let fetch = || -> Value {
            let output = Command::new(env!("CARGO_BIN_EXE_newswire"))
                .args(["media", "fetch", "--json", "--data", &server.settings.data.display().to_string()])
                .args(["--database", &database(server), "--outbound-allow", &shelf.at.to_string()])
                .args(["--secret", "a secret of the tests alone, forty bytes"])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            serde_json::from_slice(&output.stdout).unwrap()
        };
        let report = fetch();
        assert_eq!((&report["links"], &report["fetched"], &report["left"]), (&json!(4), &json!(2), &json!(2)));
        assert_eq!(report["reasons"], json!({"not_found": 1, "unknown_type": 1}));
        let photo = desk.json(&format!("/v1/admin/media/{}", ids[0]));
        assert_eq!(
            (&photo["state"], &photo["widths"], &photo["source_url"]),
            (&json!("ready"), &json!([30]), &json!(urls[0]))
        );
        until(|| server.client.json(&format!("/v1/media/{}", ids[0])), |photo| photo["widths"] == json!([30]));
        let ask = || server.client.json("/v1/articles/old-story");
        let now = until(ask, |story| !story["body"]["html"].to_string().contains(&urls[0]));
        assert!(text(&now["body"]["html"]).contains("/media/"), "bodies show the file that came: {now}");
        let again = fetch();
        assert_eq!((&again["links"], &again["fetched"]), (&json!(2), &json!(0)), "it goes on with what is left");
    });
}

fn database(server: &TestServer) -> String {
    match &server.settings.database {
        Address::Sqlite(file) => file.display().to_string(),
        Address::Postgres(url) => url.clone(),
    }
}
