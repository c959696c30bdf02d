//! A problem of each kind as it is met: the example on its page.

use serde_json::json;

use crate::error::{Code, Fault, Problem};

/// Where the examples are from.
const PLACE: &str = "http://127.0.0.1:8080";
const REQUEST: &str = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77";

/// The body of a problem of this kind.
pub fn example(code: Code) -> String {
    let mut problem = Problem { errors: faults(code), ..Problem::new(code, detail(code)) };
    if code == Code::PreconditionFailed {
        problem.current = Some(Box::new(
            json!({"id": "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11", "title": "Harbour tunnel opens", "revision": 3}),
        ));
    }
    serde_json::to_string_pretty(&problem.to_wire(REQUEST, PLACE)).unwrap_or_default()
}

fn detail(code: Code) -> &'static str {
    match code {
        Code::InvalidParameter => "1 parameter is not acceptable.",
        Code::InvalidBody => "The body is not the JSON that this call takes.",
        Code::PageTooDeep => "Numbered pages of 100 rows end at page 100. Follow `cursor` to go deeper.",
        Code::BadRequest => "The path is not valid UTF-8, or holds a NUL character.",
        Code::Unauthorized => "This call needs `Authorization: Bearer` and a token.",
        Code::Forbidden => "This call needs the right `articles:publish`.",
        Code::CommentsClosed => "Comments on this article are closed: it is too old.",
        Code::NotFound => "There is no public article `harbour-tunnel`.",
        Code::MethodNotAllowed => "`PUT` is not possible here. Allowed: GET, HEAD, OPTIONS.",
        Code::NotAcceptable => "None of the accepted media types can be had here.",
        Code::Timeout => "The body arrives too slowly.",
        Code::Duplicate => "Another user has this mail address.",
        Code::Conflict => "`submit` cannot be taken from `published`. Possible: `unpublish`, `archive`.",
        Code::InProgress => "A request with this `Idempotency-Key` is being worked on.",
        Code::Gone => "The article `harbour-tunnel-opens` is no longer public.",
        Code::CursorExpired => {
            "The cursor is older than what the log of changes still knows. Start again without `since`."
        }
        Code::PreconditionFailed => "It was changed meanwhile: its `ETag` is \"3\" now.",
        Code::PayloadTooLarge => "The file is larger than 20 MB.",
        Code::UnsupportedMediaType => "`application/x-www-form-urlencoded` is not taken here. Send application/json.",
        Code::RangeNotSatisfiable => "The file has 174209 bytes.",
        Code::InvalidContent => "1 thing in the body cannot be taken.",
        Code::IdempotencyKeyReused => "This `Idempotency-Key` belongs to another request. Take a fresh one.",
        Code::Refused => "The body is empty: send the export.",
        Code::PreconditionRequired => "Send `If-Match` with the `ETag` of what you have read.",
        Code::TooManyRequests => "Too many attempts. Wait, and try again.",
        Code::Internal => "The server failed to answer this request. The cause is in its log.",
        Code::Unavailable => "The database is not to be had at the moment.",
        Code::InsufficientStorage => "The server's disk is full: nothing was stored.",
    }
}

fn faults(code: Code) -> Vec<Fault> {
    let fault = match code {
        Code::InvalidParameter => Fault::parameter("limit", "out_of_range", "`limit` is a whole number from 1 to 100."),
        Code::PageTooDeep => Fault::parameter("page", "out_of_range", detail(code)),
        Code::InvalidBody => {
            Fault::pointer("/title", "invalid", "line 1 column 12: invalid type: integer `5`, expected a string")
        }
        Code::CommentsClosed => Fault::parameter("article", "age", detail(code)),
        Code::Conflict => Fault::parameter("step", "conflict", detail(code)),
        Code::InvalidContent => Fault::pointer("/title", "required", "`title` is empty."),
        _ => return Vec::new(),
    };
    vec![fault]
}
