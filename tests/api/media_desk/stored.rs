//! Files on a store that speaks S3.

use image::ImageFormat;
use serde_json::json;

use super::{on_each_with, path, text, tree};
use crate::support::s3;
use crate::support::upload::drawn;

fn lying(dir: &std::path::Path) -> Vec<String> {
    let (mut waiting, mut found) = (vec![dir.to_owned()], Vec::new());
    while let Some(dir) = waiting.pop() {
        for entry in std::fs::read_dir(dir).into_iter().flatten() {
            let at = entry.unwrap().path();
            if at.is_dir() { waiting.push(at) } else { found.push(at.display().to_string()) }
        }
    }
    found
}

#[test]
fn files_lie_on_a_store_and_are_served_from_it() {
    let root = tempfile::tempdir().unwrap();
    let at = s3::start(root.path());
    let store = format!("s3://pictures/news?region=eu-west-1&endpoint=http%3A%2F%2F{at}");
    let settings = ["--media-store", &store, "--media-store-key-id", s3::KEY.0, "--media-store-secret", s3::KEY.1];
    on_each_with(&settings, |server, desk| {
        let media = desk.upload("a.png", &drawn(400, 300, ImageFormat::Png));
        let id = text(&media["id"]);
        assert_eq!(tree(server), Vec::<String>::new(), "nothing lies on this machine");
        let early = server.client.get(&path(server, &media["url"]).replace("original.png", "320.webp"));
        assert_eq!((early.status, early.header("content-type")), (200, "image/webp"));
        let ready = desk.ready(&id);
        assert_eq!((&ready["state"], &ready["widths"]), (&json!("ready"), &json!([320, 400])));
        assert!(lying(&root.path().join("pictures/news")).len() > 10);
        let url = path(server, &ready["url"]);
        let whole = server.client.get(&url);
        assert_eq!((whole.status, whole.body.len()), (200, ready["bytes"].as_u64().unwrap() as usize));
        for (name, value) in [
            ("content-type", "image/png"),
            ("x-content-type-options", "nosniff"),
            ("accept-ranges", "bytes"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("content-disposition", "inline"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("content-length", whole.body.len().to_string().as_str()),
        ] {
            assert_eq!(whole.header(name), value, "{name}");
        }
        let get = |range: &str| server.client.send("GET", &url, &[("Range", range)], &[]);
        let total = whole.body.len();
        let part = get("bytes=4-9");
        assert_eq!(
            (part.status, &part.body[..], part.header("content-range")),
            (206, &whole.body[4..10], format!("bytes 4-9/{total}").as_str())
        );
        assert_eq!(get("bytes=-5").body, whole.body[total - 5..]);
        let beyond = get("bytes=999999-");
        assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{total}").as_str()));
        let kept = server.client.send("GET", &url, &[("If-None-Match", whole.header("etag"))], &[]);
        assert_eq!((kept.status, kept.body.len()), (304, 0));
        assert_eq!(server.client.send("HEAD", &url, &[], &[]).header("content-length"), total.to_string());
        let sound = [&b"RIFF\x24\0\0\0WAVEfmt "[..], &[7; 300_000]].concat();
        let sound_media = desk.upload("talk.wav", &sound);
        assert_eq!(server.client.get(&path(server, &sound_media["url"])).body, sound);
        for media in [&media, &sound_media] {
            assert_eq!(desk.delete(&format!("/v1/admin/media/{}", text(&media["id"]))).status, 204);
        }
        assert_eq!(server.client.get(&url).status, 404);
        assert_eq!(lying(&root.path().join("pictures/news")), Vec::<String>::new());
    });
}

#[test]
fn a_store_that_is_away_is_a_fault_and_no_loss() {
    // Nothing listens there.
    let store = format!("s3://pictures?endpoint=http%3A%2F%2F{}", crate::support::server::free_address());
    let settings = ["--media-store", &store, "--media-store-key-id", "id", "--media-store-secret", "secret"];
    on_each_with(&settings, |server, desk| {
        let answer =
            desk.form("POST", "/v1/admin/media", &[], &[("file", Some("a.png"), &drawn(20, 20, ImageFormat::Png))]);
        assert_eq!((answer.status, answer.header("retry-after")), (503, "10"), "{}", answer.text());
        assert_eq!(desk.json("/v1/admin/media")["data"], json!([]));
        assert_eq!(tree(server), Vec::<String>::new());
    });
}
