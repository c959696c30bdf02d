//! The one table of problem codes, and the body that carries them (RFC 9457). The cause of a 500 is
//! logged once, here, and never leaves the server.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::db::DatabaseError;

macro_rules! codes {
    ($(#[doc = $happened:literal] #[doc = $advice:literal] $name:ident = $status:literal $code:literal $title:literal;)*) => {
        /// What kind of problem it is. Each has a stable code, a status and a page of the documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $(#[doc = $happened] #[doc = $advice] $name,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The stable name, as clients compare it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The same for every problem of this code.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What happened, for its page.
            pub fn happened(self) -> &'static str {
                match self { $(Self::$name => $happened.trim(),)* }
            }

            /// What to do about it, for its page.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice.trim(),)* }
            }
        }
    };
}

codes! {
    /// One or more parameters are unknown, given twice or out of bounds. Nothing is answered from a request that is only half understood.
    /// Mend the request: `errors` names each parameter and what is allowed, all faults at once. Sending the same again changes nothing.
    InvalidParameter = 400 "invalid_parameter" "Invalid parameter";
    /// The body is not the JSON that the operation takes: it cannot be read, a property is missing or unknown, or one has the wrong type.
    /// Look up the operation's body in the contract; `errors` points at the fault, with its line and column. Nothing was stored.
    InvalidBody = 400 "invalid_body" "Invalid body";
    /// Numbered pages end at 10,000 rows; this page lies beyond.
    /// Follow `page.next_cursor` instead, or the `Link` header: a cursor goes as deep as the list. Or narrow the list by a filter such as `date`.
    PageTooDeep = 400 "page_too_deep" "Page too deep";
    /// The request is not valid HTTP, its path or query is not valid UTF-8 or holds a NUL character, or its body was cut off.
    /// Encode paths and queries as percent-encoded UTF-8, and look at what a proxy in between may have done to the request.
    BadRequest = 400 "bad_request" "Bad request";
    /// The call needs a sign-in (`Authorization: Bearer …`), and there is none, or it has ended.
    /// Sign in with `POST /v1/admin/session`, or take the next access token from `POST /v1/admin/session/refresh`, and send the request again with it.
    Unauthorized = 401 "unauthorized" "Unauthorized";
    /// Who asks is known and may not do this. `detail` names the right that is missing.
    /// Ask an administrator for a role or an API key that has the right, or leave the call out. The same request will be refused again.
    Forbidden = 403 "forbidden" "Forbidden";
    /// Comments on this article are closed. `errors` says why: an editor closed them, the article is too old, or the site takes none.
    /// Show the reader that comments are closed, and hide the form: `comments.status` of the article says so beforehand.
    CommentsClosed = 403 "comments_closed" "Comments closed";
    /// There is nothing public under this name. What was never there and what is not public yet get the same answer.
    /// Show your page for missing things. For an old address of the site ask `/v1/resolve?path=`: it may lead elsewhere now.
    NotFound = 404 "not_found" "Not found";
    /// The path exists, but not with this method.
    /// Use one of the methods that `Allow` lists.
    MethodNotAllowed = 405 "method_not_allowed" "Method not allowed";
    /// None of the media types in `Accept` can be had here.
    /// Accept `application/json`, or leave `Accept` out.
    NotAcceptable = 406 "not_acceptable" "Not acceptable";
    /// The client took too long to send its request. Nothing was stored.
    /// Send it again; over a slow line send less at a time.
    Timeout = 408 "request_timeout" "Request timeout";
    /// The same is there already; nothing was stored again.
    /// Take it as done where a request was sent twice; otherwise choose another name or address.
    Duplicate = 409 "duplicate" "Duplicate";
    /// The thing is not in a state in which this can be done.
    /// Read it again: `detail` says what can be done now, and `current`, where there is one, what stands in the way.
    Conflict = 409 "conflict" "Conflict";
    /// A request with this `Idempotency-Key` is being worked on at this moment.
    /// Send the same again after `Retry-After` seconds: the answer will be that of the first.
    InProgress = 409 "in_progress" "In progress";
    /// It was public and no longer is.
    /// Remove it from caches and indexes, and show your page for what is gone. Do not ask again.
    Gone = 410 "gone" "Gone";
    /// The cursor is older than what the log of changes still knows: 90 days.
    /// Drop it, start again without one, and remove what you have and do not get again.
    CursorExpired = 410 "cursor_expired" "Cursor expired";
    /// Somebody else has changed it since it was read; `current` is what is there now. Nothing was stored.
    /// Look at `current`, decide, and send the change again with its `ETag` in `If-Match`.
    PreconditionFailed = 412 "precondition_failed" "Precondition failed";
    /// The body is larger than the operation takes. Nothing was stored.
    /// Send less: `detail` names the limit.
    PayloadTooLarge = 413 "payload_too_large" "Payload too large";
    /// The body's media type or encoding is not one that the operation takes, or an uploaded file is none of the kinds that are taken.
    /// Send what `detail` names, with its `Content-Type`, mostly `application/json`. A file is judged by its bytes, whatever it is called.
    UnsupportedMediaType = 415 "unsupported_media_type" "Unsupported media type";
    /// The file does not have the range that was asked for.
    /// Ask for a range within its length, which `Content-Range` of the answer tells, or for the whole file.
    RangeNotSatisfiable = 416 "range_not_satisfiable" "Range not satisfiable";
    /// The body has the right form, and what it says cannot be taken: something is too long, empty, taken already, or names what is not there. Nothing was stored.
    /// Mend what `errors` points at, all faults at once, and send it again; show each fault beside its field, where a person typed it.
    InvalidContent = 422 "invalid_content" "Invalid content";
    /// This `Idempotency-Key` was used within 24 hours for another request. Nothing was stored.
    /// Take a fresh key for each thing that is to be made, and keep it only for sending that again.
    IdempotencyKeyReused = 422 "idempotency_key_reused" "Idempotency key reused";
    /// The request is understood and refused for another reason, which `detail` gives.
    /// Do what `detail` says. The same request will be refused again.
    Refused = 422 "refused" "Refused";
    /// A change says which state it was made on, so that nobody's work is written over; this one did not.
    /// Read the thing, and send its `ETag` as `If-Match`; `If-Match: *` changes it whatever is there.
    PreconditionRequired = 428 "precondition_required" "Precondition required";
    /// Too many requests of this kind came from one side.
    /// Wait for the seconds of `Retry-After`, then send it again. Reading is not limited.
    TooManyRequests = 429 "too_many_requests" "Too many requests";
    /// A fault of the server's own. Its cause is in the server's log, under the `request_id`.
    /// Try again later; tell who runs the server the `request_id` if it stays.
    Internal = 500 "internal" "Internal error";
    /// The database or another part is not to be had at the moment. What caches hold is served on.
    /// Come back after `Retry-After` seconds; show readers what you have until then.
    Unavailable = 503 "unavailable" "Unavailable";
    /// The server's disk is full: nothing was stored, and what is there can still be read.
    /// Tell who runs the server, and send the same again when there is room.
    InsufficientStorage = 507 "insufficient_storage" "Insufficient storage";
}

impl Code {
    /// The code for a bare status, as the framework answers it.
    pub fn of_status(status: u16) -> Self {
        match status {
            400 => Self::BadRequest,
            s => Self::ALL.iter().copied().find(|c| c.status() == s).unwrap_or(if s < 500 {
                Self::BadRequest
            } else {
                Self::Internal
            }),
        }
    }

    /// The last part of the address of its page: the code with hyphens.
    pub fn page(self) -> String {
        self.as_str().replace('_', "-")
    }
}

/// One fault of a request: which parameter, or where in the body, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Fault {
    /// The query or path parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "sort")]
    pub parameter: Option<String>,
    /// The place in the body at fault, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "/title")]
    pub pointer: Option<String>,
    /// What kind of fault: `unknown`, `repeated`, `required`, `invalid`, `out_of_range`, `too_long`, `unknown_value`; for comments that are closed the reason: `editor`, `age`, `site`.
    #[schema(example = "unknown_value")]
    pub code: String,
    /// The fault in a sentence, with what is allowed.
    #[schema(example = "`views` is not a sort. Allowed: -published_at, published_at, -updated_at, title, -views.")]
    pub detail: String,
}

impl Fault {
    /// A fault of a parameter.
    pub fn parameter(name: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { parameter: Some(name.to_owned()), pointer: None, code: code.to_owned(), detail: detail.into() }
    }

    /// A fault at a place of the body.
    pub fn pointer(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { parameter: None, pointer: Some(pointer.to_owned()), code: code.to_owned(), detail: detail.into() }
    }
}

/// Why a request could not be answered as asked.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Which row of the table.
    pub code: Code,
    /// This occurrence, in a sentence a caller can act on.
    pub detail: String,
    /// All faults of the request.
    pub errors: Vec<Fault>,
    /// `Allow`, for 405.
    pub allow: Option<String>,
    /// Seconds, for `Retry-After`.
    pub retry_after: Option<u32>,
    /// What else its answer has in its head.
    pub headers: Vec<(&'static str, String)>,
    /// What is there now, for 412 and some 409; what stands in the way, for 409.
    pub current: Option<Box<serde_json::Value>>,
}

impl Problem {
    /// A problem of a code, with its sentence.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let (detail, errors, headers) = (detail.into(), Vec::new(), Vec::new());
        Self { code, detail, errors, allow: None, retry_after: None, headers, current: None }
    }

    /// Nobody who is known: 401 with the scheme that is taken (RFC 6750).
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        let headers = vec![("WWW-Authenticate", "Bearer realm=\"newswire\"".to_owned())];
        Self { headers, ..Self::new(Code::Unauthorized, detail) }
    }

    /// There is nothing under that name, for those who may see everything.
    pub fn unknown(what: &str, name: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no {what} `{name}`."))
    }

    /// Not in this state; the sentence says what can be done.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(Code::Conflict, detail)
    }

    /// Nothing public under that name: the same for what was never there and what must not be seen.
    pub fn not_found(what: &str, name: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no public {what} `{name}`."))
    }

    /// It was public and no longer is.
    pub fn gone(what: &str, name: &str) -> Self {
        Self::new(Code::Gone, format!("The {what} `{name}` is no longer public."))
    }

    /// All the faults of a request's parameters.
    pub fn parameters(errors: Vec<Fault>) -> Self {
        let detail = match errors.len() {
            1 => "1 parameter is not acceptable.".to_owned(),
            n => format!("{n} parameters are not acceptable."),
        };
        Self { errors, ..Self::new(Code::InvalidParameter, detail) }
    }

    /// A body that cannot be taken, with its faults.
    pub fn body(detail: impl Into<String>, errors: Vec<Fault>) -> Self {
        Self { errors, ..Self::new(Code::InvalidBody, detail) }
    }

    /// A body of the right form whose content cannot be taken, with its faults.
    pub fn content(errors: Vec<Fault>) -> Self {
        let detail = match errors.len() {
            1 => "1 thing in the body cannot be taken.".to_owned(),
            n => format!("{n} things in the body cannot be taken."),
        };
        Self { errors, ..Self::new(Code::InvalidContent, detail) }
    }

    /// A fault of our own: logged here with its cause, which the answer does not name.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "a request failed");
        Self::new(Code::Internal, "The server failed to answer this request. The cause is in its log.")
    }

    /// The body, for one request.
    pub fn to_wire(&self, request_id: &str, public_url: &str) -> ProblemOut {
        ProblemOut {
            r#type: format!("{public_url}/docs/problems/{}", self.code.page()),
            title: self.code.title().to_owned(),
            status: i32::from(self.code.status()),
            detail: self.detail.clone(),
            code: self.code.as_str().to_owned(),
            request_id: request_id.to_owned(),
            errors: (!self.errors.is_empty()).then(|| self.errors.clone()),
            current: self.current.as_deref().cloned(),
        }
    }
}

impl From<DatabaseError> for Problem {
    fn from(err: DatabaseError) -> Self {
        match err {
            DatabaseError::Busy | DatabaseError::Connection(_) => {
                tracing::error!(cause = %err, "the database is not to be had");
                Self {
                    retry_after: Some(2),
                    ..Self::new(Code::Unavailable, "The database is not to be had at the moment.")
                }
            }
            DatabaseError::Full(_) => {
                tracing::error!(cause = %err, "the disk is full");
                Self::new(Code::InsufficientStorage, "The server's disk is full: nothing was stored.")
            }
            err => Self::internal(err),
        }
    }
}

impl From<diesel::result::Error> for Problem {
    fn from(err: diesel::result::Error) -> Self {
        Self::from(DatabaseError::from(err))
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// An empty answer that carries the problem along: the edge writes the body, for only it knows
    /// the request's id.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::new(self.status_code());
        answer.extensions_mut().insert(self.clone());
        answer
    }
}

/// A problem as RFC 9457 has it; every error of every operation has this body.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemOut {
    /// A page about this kind of problem.
    #[schema(example = "http://127.0.0.1:8080/docs/problems/invalid-parameter")]
    pub r#type: String,
    /// The kind of problem in a few words; the same for each of its code.
    #[schema(example = "Invalid parameter")]
    pub title: String,
    /// The HTTP status, again.
    #[schema(example = 400)]
    pub status: i32,
    /// This occurrence in a sentence.
    #[schema(example = "1 parameter is not acceptable.")]
    pub detail: String,
    /// The kind of problem as a stable name.
    #[schema(example = "invalid_parameter")]
    pub code: String,
    /// The request's id, as in `X-Request-Id` and in the server's log.
    #[schema(example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77")]
    pub request_id: String,
    /// Every fault of the request, where it is the request's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub errors: Option<Vec<Fault>>,
    /// What is there now, as reading it would answer, where somebody else's change came first (412), or where somebody
    /// has what was asked for (409); else null.
    #[schema(required, value_type = Option<Object>, example = json!(null))]
    pub current: Option<serde_json::Value>,
}
