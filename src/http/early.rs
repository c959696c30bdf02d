//! What needs no route: an address that none can have, and `OPTIONS`.

use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, header};
use actix_web::{HttpResponse, ResponseError, web};

use super::fallback::Contract;
use super::private;
use crate::error::{Code, Problem};

/// The longest path that is looked at, in bytes.
const LONGEST_PATH: usize = 2048;
const TAKEN_HEADERS: &str = "Accept, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Preview-Token";

/// What is answered before any route is looked at.
pub fn early(req: &ServiceRequest, method: &Method) -> Option<HttpResponse> {
    let path = req.path();
    if path.len() > LONGEST_PATH {
        return Some(
            Problem::new(Code::BadRequest, format!("The path is longer than {LONGEST_PATH} bytes.")).error_response(),
        );
    }
    if !is_text(path) {
        return Some(
            Problem::new(Code::BadRequest, "The path is not valid UTF-8, or holds a NUL character.").error_response(),
        );
    }
    (*method == Method::OPTIONS).then(|| options(req))
}

/// Whether a path, once decoded, is UTF-8 without a NUL.
fn is_text(path: &str) -> bool {
    let is_plain = |byte: u8| byte != b'%' && byte != 0;
    let decoded = || percent_encoding::percent_decode_str(path).decode_utf8();
    path.bytes().all(is_plain) || decoded().is_ok_and(|text| !text.contains('\0'))
}

fn options(req: &ServiceRequest) -> HttpResponse {
    let contract = req.app_data::<web::Data<Contract>>();
    match contract.and_then(|c| c.allow(req.path())) {
        Some(allow) => HttpResponse::NoContent()
            .insert_header((header::ALLOW, allow.clone()))
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, allow))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, taken_headers(req.path())))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
            .finish(),
        None => Problem::new(Code::NotFound, "There is nothing at this address.").error_response(),
    }
}

fn taken_headers(path: &str) -> &'static str {
    if private::is_admin(path) { private::TAKEN_HEADERS } else { TAKEN_HEADERS }
}
