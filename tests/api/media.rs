//! Pictures and files: every size that an answer names can be had, and nothing else can.

use std::collections::HashSet;

use diesel::prelude::*;
use newswire::articles::Status;
use newswire::db::schema::articles;
use newswire::db::{Conn, DatabaseError, Id};

use crate::support::TestServer;
use crate::support::editor::{self, Under};
use crate::{on_both, on_both_empty};

on_both! {
    fn pictures_are_what_their_answers_say(server: TestServer) {
        let client = &server.client;
        let media = client.json("/v1/articles/harbour-tunnel-opens")["featured_media"].clone();
        assert_eq!(media, client.json(&format!("/v1/media/{}", media["id"].as_str().unwrap())));
        let base = &server.settings.public_url;
        let path = |url: &str| url.strip_prefix(base.as_str()).expect("an address of our own").to_owned();
        let full = client.get(&path(media["url"].as_str().unwrap()));
        assert_eq!(full.header("content-type"), "image/jpeg");
        assert_eq!(full.body.len(), media["bytes"]);
        assert_eq!(full.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(full.header("x-content-type-options"), "nosniff");
        assert!(!full.header("last-modified").is_empty());
        let template = media["crops"]["1x1"]["url_template"].as_str().unwrap();
        let small = client.get(&path(&template.replace("{width}", "320")));
        assert_eq!((small.status, small.header("content-type")), (200, "image/webp"));
        let again = client.get(&format!("{}?utm_source=x", path(&template.replace("{width}", "320"))));
        assert_eq!(again.body, small.body, "made once, then kept");
    }

    fn nothing_is_made_that_no_answer_names(server: TestServer) {
        let client = &server.client;
        let media = client.json("/v1/articles/harbour-tunnel-opens")["featured_media"].clone();
        let url = media["url"].as_str().unwrap();
        let hash = url.rsplit('/').nth(1).unwrap();
        for bad in [
            format!("/media/{hash}/321.webp"), format!("/media/{hash}/320.gif"), format!("/media/{hash}/99999.webp"),
            format!("/media/{hash}-16x9-1x1/320.webp"), format!("/media/{hash}-2x1-50x40/320.webp"),
            "/media/0123456789abcdef0123456789abcdef/320.webp".to_owned(), format!("/media/{hash}/..%2f..%2fsecret"),
            "/media/..%2f..%2fetc/passwd".to_owned(), format!("/media/{hash}/original.exe"),
        ] {
            let answer = client.get(&bad);
            assert!(answer.status == 404 || answer.status == 400, "{bad}: {}", answer.status);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{bad}");
        }
    }

    fn sound_is_served_in_ranges(server: TestServer) {
        let rows = server.client.json("/v1/articles?format=audio&include=body");
        let block = rows["data"][0]["body"]["blocks"].as_array().unwrap().iter().find(|block| block["type"] == "audio").cloned().expect("an audio block");
        let url = block["audio"]["media"]["url"].as_str().unwrap();
        let path = url.strip_prefix(server.settings.public_url.as_str()).unwrap();
        let part = server.client.send("GET", path, &[("Range", "bytes=0-43")], &[]);
        assert_eq!((part.status, &part.body[..4]), (206, &b"RIFF"[..]));
    }
}

on_both_empty! {
    fn what_only_the_body_of_a_draft_shows_is_as_unseen_as_the_draft(server: TestServer) {
        let editor = server.editor();
        editor.picture("own");
        let path = format!("/v1/media/{}", editor::id("media", "own"));
        let statuses = |publish: Option<bool>| {
            let shows = Under { picture: "own", ..Under::default() };
            match publish {
                Some(true) => editor.publish("story", shows),
                Some(false) => editor.article("story", shows, |row, _| {
                    *row = row.clone().with_status(Status::Draft, row.published_at);
                }),
                None => editor.article("story", Under::default(), |_, _| {}),
            }
            let listed = server.client.json("/v1/changes?types=media")["data"].as_array().unwrap().len();
            (server.client.get(&path).status, listed)
        };
        assert_eq!(statuses(Some(false)), (404, 0), "of a draft");
        assert_eq!(statuses(Some(true)), (200, 1), "of a published article");
        assert_eq!(statuses(Some(false)), (404, 0), "of one that was withdrawn");
        assert_eq!(statuses(None), (200, 1), "of nothing");
    }
}

on_both! {
    fn what_leads_a_draft_alone_is_as_unseen_as_the_draft(server: TestServer) {
        let led = |publishable: bool| -> Vec<Id> {
            let read = move |conn: &mut Conn| {
                articles::table
                    .filter(articles::publishable.eq(publishable))
                    .filter(articles::featured_media_id.is_not_null())
                    .select(articles::featured_media_id.assume_not_null())
                    .load(conn)
                    .map_err(DatabaseError::from)
            };
            server.db.read_blocking(read).unwrap()
        };
        let public = led(true);
        let hidden: Vec<Id> = led(false).into_iter().filter(|id| !public.contains(id)).collect();
        assert!(!hidden.is_empty(), "the demo has drafts with pictures of their own");
        // One by one, so that a page may have nothing to show: the walk goes on behind it all the same.
        let (mut listed, mut at, mut more) = (String::new(), "/v1/changes?types=media&limit=1".to_owned(), true);
        let mut cursors = HashSet::new();
        while more {
            let page = server.client.json(&at);
            listed.push_str(&page["data"].to_string());
            more = page["has_more"].as_bool().unwrap();
            let cursor = page["next_cursor"].as_str().unwrap().to_owned();
            at = format!("/v1/changes?types=media&limit=1&since={cursor}");
            assert!(cursors.insert(cursor), "the walk stands still");
        }
        let lead = server.client.json("/v1/articles/harbour-tunnel-opens")["featured_media"]["id"].clone();
        assert!(listed.contains(lead.as_str().unwrap()));
        for id in &hidden {
            let unknown = server.client.get("/v1/media/018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11").problem();
            let mut answer = server.client.get(&format!("/v1/media/{id}")).problem();
            answer["detail"] = unknown["detail"].clone();
            assert_eq!(answer, unknown);
            assert!(!listed.contains(&id.to_string()));
        }
    }
}
