//! What the edge does for the Admin API: its answers are for their caller alone, kept by nobody, and read
//! from a browser by pages of configured origins only.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::answer::EXPOSED;
use crate::config::Settings;

/// Where the Admin API begins.
pub const ADMIN: &str = "/v1/admin";
/// Where what a token opens begins.
pub const PREVIEW: &str = "/v1/preview/";
/// The header with a token that opens one document.
pub const PREVIEW_TOKEN: &str = "preview-token";
/// The headers that it takes from a page of another origin.
pub const TAKEN_HEADERS: &str = "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match";

/// The id of a request, for those behind the edge who write it down.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Whether a path is one of the Admin API.
pub fn is_admin(path: &str) -> bool {
    path.strip_prefix(ADMIN).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An answer of the Admin API with its headers.
pub fn headed(req: &HttpRequest, mut res: HttpResponse) -> HttpResponse {
    let allowed = req.app_data::<web::Data<Settings>>().map(|settings| settings.admin_origins.as_slice());
    let is_known =
        |origin: &&HeaderValue| allowed.unwrap_or_default().iter().any(|known| origin.as_bytes() == known.as_bytes());
    let origin = req.headers().get(header::ORIGIN).filter(is_known);
    let headers = res.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
    res
}
