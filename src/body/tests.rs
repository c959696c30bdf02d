//! What a body must be whatever comes in: safe, balanced, the same when it comes in again, and there in time.

mod data;
mod forms;
mod laws;
mod limits;

use super::*;

/// Knows one picture by its old address.
struct OnePicture;

const PICTURE: Uuid = Uuid::from_u128(0x018b_d2c8_9b40_7c3e_8f6e_1f0c_8a4f_2b11);

impl Pictures for OnePicture {
    fn find(&self, src: &str) -> Option<Picture> {
        let known = ["https://old.test/uploads/1.jpg", "/media/ab/800.jpg", "https://old.test/uploads/a.mp3"];
        known.contains(&src).then(|| Picture {
            id: PICTURE,
            src: "/media/ab/800.jpg".to_owned(),
            width: Some(800),
            height: Some(600),
            alt: Some("A harbour".to_owned()),
            srcset: Some("/media/ab/320.jpg 320w, /media/ab/800.jpg 800w".to_owned()),
        })
    }
}

#[track_caller]
fn check(html: &str, expected: &str) -> Body {
    let body = from_html(html, &OnePicture);
    assert_eq!(body.html, expected);
    body
}

fn kinds(body: &Body) -> Vec<&str> {
    body.blocks.iter().map(|block| block.kind.as_str()).collect()
}
