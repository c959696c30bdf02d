//! Files that are no good, names that are meant for others, and forms that are none.

use image::ImageFormat;
use serde_json::{Value, json};

use super::{on_each, path, tree};
use crate::support::upload::{drawn, form, form_type};

#[test]
fn threat_43_what_could_run_is_refused_by_its_bytes() {
    on_each(|server, desk| {
        let bad: [(&str, &[u8]); 7] = [
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
            ("a.png", b"<!doctype html><script>alert(1)</script>"),
            ("a.xml", b"<?xml version='1.0'?><x/>"),
            ("a.js", b"alert(1)"),
            ("a.pdf", b"%PDF-1.7\n<html><script>alert(1)</script></html>"),
            ("a.zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ];
        for (name, bytes) in bad {
            let answer = desk.form("POST", "/v1/admin/media", &[], &[("file", Some(name), bytes)]);
            let problem = answer.problem();
            assert_eq!(
                (&problem["status"], &problem["errors"][0]["code"]),
                (&json!(415), &json!("unknown_type")),
                "{name}"
            );
        }
        assert_eq!(tree(server), Vec::<String>::new());
        // A picture that is a script as well is served as the picture alone.
        let script = b"*/=0;alert(1)//";
        let gif = drawn(8, 8, ImageFormat::Gif);
        let both = [&gif[..], script].concat();
        let media = desk.upload("both.gif", &both);
        let served = server.client.get(&path(server, &media["url"]));
        assert_eq!((served.header("content-type"), served.header("x-content-type-options")), ("image/gif", "nosniff"));
        assert!(!served.body.windows(script.len()).any(|part| part == script));
    });
}

#[test]
fn threat_53_no_broken_upload_leaves_anything_or_ends_the_server() {
    on_each(|server, desk| {
        let picture = drawn(60, 40, ImageFormat::Jpeg);
        let whole = form(&[("file", Some("a.jpg"), &picture)]);
        let kind = form_type();
        let send = |kind: &str, body: &[u8]| desk.send("POST", "/v1/admin/media", &[("Content-Type", kind)], body);
        let cut = &whole[..whole.len() / 2];
        let cases: Vec<(&str, u16, &str, Vec<u8>)> = vec![
            ("cut off in the file", 400, &kind, cut.to_vec()),
            ("cut off in a head", 400, &kind, whole[..60].to_vec()),
            ("nothing", 400, &kind, Vec::new()),
            ("no boundary", 400, "multipart/form-data", whole.clone()),
            ("another boundary", 400, "multipart/form-data; boundary=other", whole.clone()),
            ("an empty boundary", 400, "multipart/form-data; boundary=", whole.clone()),
            ("another form", 415, "application/x-www-form-urlencoded", b"file=x".to_vec()),
            ("no file", 400, &kind, form(&[("alt", None, b"x")])),
            ("two files", 400, &kind, form(&[("file", Some("a.jpg"), &picture), ("file", Some("b.jpg"), &picture)])),
            ("an unknown part", 400, &kind, form(&[("file", Some("a.jpg"), &picture), ("owner_id", None, b"x")])),
            ("a part without a name", 400, &kind, form(&[("", None, b"x")])),
            ("an empty name", 400, &kind, form(&[("file", Some(""), &picture)])),
            ("a file of nothing", 422, &kind, form(&[("file", Some("a.jpg"), b"")])),
            ("half a picture", 422, &kind, form(&[("file", Some("a.jpg"), &picture[..picture.len() / 2])])),
            ("a head alone", 422, &kind, form(&[("file", Some("a.jpg"), &picture[..20])])),
            ("no time", 400, &kind, form(&[("file", Some("a.jpg"), &picture), ("rights_until", None, b"soon")])),
            ("no point", 400, &kind, form(&[("file", Some("a.jpg"), &picture), ("focal_point", None, b"left")])),
            (
                "a point outside",
                422,
                &kind,
                form(&[("file", Some("a.jpg"), &picture), ("focal_point", None, b"2,NaN")]),
            ),
            ("no UTF-8", 400, &kind, form(&[("file", Some("a.jpg"), &picture), ("alt", None, b"\xff")])),
            ("a NUL", 400, &kind, form(&[("file", Some("a.jpg"), &picture), ("alt", None, b"a\0")])),
            ("too long", 422, &kind, form(&[("file", Some("a.jpg"), &picture), ("alt", None, &[b'x'; 2_001])])),
            ("much too long", 400, &kind, form(&[("file", Some("a.jpg"), &picture), ("alt", None, &[b'x'; 20_000])])),
        ];
        for (what, status, kind, body) in cases {
            let answer = send(kind, &body);
            assert_eq!(answer.status, status, "{what}: {}", answer.text());
            assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
        }
        let packed =
            desk.form("POST", "/v1/admin/media", &[("Content-Encoding", "gzip")], &[("file", Some("a.jpg"), &picture)]);
        assert_eq!(packed.status, 415);
        assert_eq!(desk.json("/v1/admin/media")["data"], json!([]));
        assert!(tree(server).iter().all(|file| !file.starts_with("incoming")), "{:?}", tree(server));
        assert_eq!(desk.upload("a.jpg", &picture)["width"], 60, "all is well again");
    });
}

#[test]
fn threat_51_a_files_name_names_no_file() {
    on_each(|server, desk| {
        let picture = drawn(20, 20, ImageFormat::Png);
        let long = "x".repeat(300);
        let bad = [
            "../../etc/passwd",
            "..%2f/x.png",
            "..\\\\x.png",
            "/etc/passwd",
            "C:\\\\x.png",
            "..",
            ".",
            "a\u{202e}gnp.exe",
            &long,
            "x/",
        ];
        let outside = || std::fs::read_dir(&server.settings.data).unwrap().count();
        // The first upload makes the folders.
        desk.upload("first.png", &picture);
        let before = outside();
        for name in bad {
            let answer = desk.form("POST", "/v1/admin/media", &[], &[("file", Some(name), &picture)]);
            assert_eq!(answer.status, 400, "{name}: {}", answer.text());
            assert_eq!(answer.problem()["errors"][0]["pointer"], "/file", "{name}");
        }
        let control = desk.form("POST", "/v1/admin/media", &[], &[("file", Some("a\u{1}b.png"), &picture)]);
        assert_eq!(control.status, 400);
        for name in ["..%2f..%2fx.png", "....x.png", "CON.png", "C:x.png", "%c0%ae.png", "%2e%2e"] {
            let media = desk.upload(name, &picture);
            let url = path(server, &media["url"]);
            assert!(url.starts_with("/media/") && url.ends_with("/original.png") && url.len() == 7 + 32 + 13, "{url}");
        }
        assert_eq!(outside(), before);
        assert!(tree(server).iter().all(|file| file.starts_with("media/")));
        for url in ["/media/..%2f..%2fsecret/x.png", "/media/%2e%2e/secret", "/media/a%00/320.webp", "/media/....//x"] {
            let status = server.client.get(url).status;
            assert!([400, 404].contains(&status), "{url}: {status}");
        }
    });
}

#[test]
fn threat_49_and_73_a_files_name_is_data_in_answers_and_heads() {
    on_each(|server, desk| {
        let pdf = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n";
        for name in
            ["a'b;c=d.pdf", "<img src=x onerror=alert(1)>.pdf", "Ọ̀rọ̀ %0d%0aSet-Cookie: x.pdf", "\u{10d}\u{560a}.pdf"]
        {
            let media = desk.upload(name, pdf);
            assert_eq!(media["filename"], name);
            let served = server.client.get(&path(server, &media["url"]));
            let disposition = served.header("content-disposition").to_owned();
            let encoded =
                disposition.strip_prefix("attachment; filename*=UTF-8''").unwrap_or_else(|| panic!("{disposition}"));
            assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%.-_".contains(&byte)), "{encoded}");
            assert!(served.headers.iter().all(|(header, _)| header != "set-cookie"));
        }
    });
}

#[test]
fn threat_55_a_picture_that_is_too_much_is_refused_by_its_head() {
    on_each(|server, desk| {
        let sized = |width: u32, height: u32| {
            let mut png = drawn(8, 8, ImageFormat::Png);
            png[16..20].copy_from_slice(&width.to_be_bytes());
            png[20..24].copy_from_slice(&height.to_be_bytes());
            png
        };
        let mut gif = drawn(8, 8, ImageFormat::Gif);
        gif[6..10].copy_from_slice(&[0xff; 4]);
        let refusal = |bytes: &[u8]| -> (u16, Value) {
            let answer = desk.form("POST", "/v1/admin/media", &[], &[("file", Some("a.png"), bytes)]);
            (answer.status, answer.problem()["errors"][0]["code"].clone())
        };
        for (width, height) in [(30_000, 30_000), (u32::MAX, u32::MAX), (40_000_001, 1)] {
            assert_eq!(refusal(&sized(width, height)), (422, json!("too_many_pixels")), "{width} x {height}");
        }
        assert_eq!(refusal(&gif), (422, json!("too_many_pixels")));
        assert_eq!(refusal(&sized(0, 9)).0, 422);
        // What only claims to have fewer pixels than that is found out when it is unpacked.
        assert_eq!(refusal(&sized(5_000, 5_000)), (422, json!("damaged")));
        // A JPEG of a hundred scans costs a hundred pictures.
        let jpeg = drawn(16, 16, ImageFormat::Jpeg);
        let scan = jpeg.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
        let end = jpeg.len() - 2;
        let many = [&jpeg[..scan], &jpeg[scan..end].repeat(100), &jpeg[end..]].concat();
        assert_eq!(refusal(&many), (422, json!("damaged")));
        let large = desk.form("POST", "/v1/admin/media", &[], &[("file", Some("a.mp4"), &vec![0; 20_000_001])]);
        assert_eq!(large.status, 413, "{}", large.text());
        assert_eq!(tree(server), Vec::<String>::new());
    });
}

#[test]
fn the_torture_of_others_is_no_medium() {
    let Ok(folder) = std::env::var("NEWSWIRE_SHARED_DATA") else {
        println!("left out: NEWSWIRE_SHARED_DATA is not set, so files of others were not tried");
        return;
    };
    on_each(|_, desk| {
        let (mut waiting, mut tried) = (vec![std::path::PathBuf::from(&folder)], 0);
        while let Some(dir) = waiting.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let at = entry.unwrap().path();
                if at.is_dir() {
                    waiting.push(at);
                } else {
                    let bytes = std::fs::read(&at).unwrap();
                    let answer = desk.form("POST", "/v1/admin/media", &[], &[("file", Some("a.jpg"), &bytes)]);
                    assert_eq!(answer.status, 415, "{}: {}", at.display(), answer.text());
                    tried += 1;
                }
            }
        }
        assert!(tried > 100);
        assert_eq!(desk.json("/v1/admin/media")["data"], json!([]));
    });
}
