//! `If-Match` (RFC 9110, 13.1.1): who changes a thing says which state of it they have read, so that
//! nobody's work is written over. The tag of a state is its `revision`, which every write moves.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;

use crate::error::{Code, Problem};

/// The state that a change is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMatch {
    /// Whatever is there: `*`.
    Any,
    /// This revision.
    Revision(i64),
    /// One that never was: it is compared, and refused.
    Other,
}

/// The header in the contract.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IfMatchHeader {
    /// The `ETag` that was read, such as `"12"`; `*` changes whatever is there.
    #[param(rename = "If-Match", value_type = String, example = "\"12\"")]
    pub if_match: String,
}

/// The tag of a revision.
pub fn tag(revision: i64) -> String {
    format!("\"{revision}\"")
}

impl IfMatch {
    /// Refuses a change that was made on another state than the one that is there.
    ///
    /// # Errors
    /// 412 with what is there now, and its tag.
    pub fn check<T: Serialize>(
        self,
        revision: i64,
        current: impl FnOnce() -> Result<T, Problem>,
    ) -> Result<(), Problem> {
        if self == Self::Any || self == Self::Revision(revision) {
            return Ok(());
        }
        let current = serde_json::to_value(current()?).map_err(Problem::internal)?;
        Err(Problem {
            headers: vec![("ETag", tag(revision))],
            current: Some(Box::new(current)),
            ..Problem::new(
                Code::PreconditionFailed,
                format!("It was changed meanwhile: its `ETag` is {} now.", tag(revision)),
            )
        })
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut given = req.headers().get_all(header::IF_MATCH);
        ready(match (given.next(), given.next()) {
            (Some(value), None) => Ok(parse(value.to_str().unwrap_or_default())),
            (Some(_), Some(_)) => Ok(Self::Other),
            (None, _) => {
                Err(Problem::new(Code::PreconditionRequired, "Send `If-Match` with the `ETag` of what you have read."))
            }
        })
    }
}

/// One tag: strong, or weak, which proxies make of it.
fn parse(value: &str) -> IfMatch {
    let value = value.trim();
    if value == "*" {
        return IfMatch::Any;
    }
    let opaque = value.strip_prefix("W/").unwrap_or(value).strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let number = opaque.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(|text| text.parse().ok()).map_or(IfMatch::Other, IfMatch::Revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_revision_strong_or_weak() {
        assert_eq!(parse("\"12\""), IfMatch::Revision(12));
        assert_eq!(parse("W/\"12\""), IfMatch::Revision(12));
        assert_eq!(parse("*"), IfMatch::Any);
        for bad in ["12", "\"12", "\"+12\"", "\"1\", \"2\"", "\"\"", "\"99999999999999999999\"", ""] {
            assert_eq!(parse(bad), IfMatch::Other, "{bad}");
        }
    }
}
