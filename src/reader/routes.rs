//! The pages of the reader: every address that no other route claims, where HTML is asked for.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;

use super::assets;
use super::head::head;
use super::shell::shell;
use super::view::View;
use crate::config::Settings;
use crate::error::Problem;
use crate::http::cache::Coding;
use crate::http::fallback::Contract;
use crate::http::{Freshness, state};
use crate::resolve::{self, Asked, Kind, Resolution};
use crate::site::{Ask, Here};

/// What a page may load: itself, and pictures and sounds from wherever the API says they are, which is the
/// old site's address until their files are brought here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data: https: http:; media-src 'self' https: http:; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// Below so many bytes packing saves no packet.
const WORTH_PACKING: usize = 1_024;

/// Binds the files of the page, and the page to whatever is left, where the settings say so.
pub fn routes(settings: &Settings, config: &mut ServiceConfig) {
    if settings.reader {
        config
            .route("/_reader/{hash}/{file}", web::get().to(get_reader_asset))
            .default_service(web::to(get_reader_page));
    }
}

/// A file of the page.
pub async fn get_reader_asset(req: HttpRequest, path: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let asset = assets::find(&path.0, &path.1).ok_or_else(|| Problem::not_found("file", &path.1))?;
    let tag = assets::tag();
    let mut answer = answer(StatusCode::OK, "Accept-Encoding");
    answer
        .insert_header((header::CACHE_CONTROL, Freshness::Immutable.header()))
        .insert_header((header::ETAG, tag.as_str()));
    if has(&req, &tag) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    answer.insert_header((header::CONTENT_TYPE, asset.kind));
    Ok(match coding(&req).and_then(|coding| Some((coding, asset.packed(coding)?))) {
        Some((coding, packed)) => answer.insert_header((header::CONTENT_ENCODING, coding.as_str())).body(packed),
        None => answer.body(asset.body),
    })
}

/// The page at an address, with the status that the address has; for other clients the problem that it
/// would be without the reader.
pub async fn get_reader_page(req: HttpRequest) -> Result<HttpResponse, Problem> {
    if !is_for_readers(&req)? {
        return Ok(HttpResponse::NotFound().finish());
    }
    let address = req.uri().path_and_query().map_or("/", |address| address.as_str());
    // What is too long to be an address of the site is none.
    let Ok(asked) = Asked::parse(address) else { return Ok(HttpResponse::NotFound().finish()) };
    let ask = Ask::extract(&req).await?;
    let (resolution, head) = ask
        .read(move |conn, here| {
            let resolution = resolve::resolve(conn, here, &asked)?;
            // Whoever is sent elsewhere reads no page.
            let place = if let Resolution::Found(place) = &resolution { Some(place) } else { None };
            let head = head(conn, here, place)?;
            Ok((resolution, head))
        })
        .await?;
    match elsewhere(&resolution, &ask.here) {
        Some(location) => Ok(moved(&location)),
        None => Ok(page(&req, &ask.here, &resolution, &head)),
    }
}

/// Whether a request is one of a reader's browser, for an address that is no part of the API.
fn is_for_readers(req: &HttpRequest) -> Result<bool, Problem> {
    let path = req.path();
    let is_ours = path == "/v1" || path.starts_with("/v1/") || state::<Contract>(req)?.allow(path).is_some();
    let accepted = req.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asks_for_html = accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_html = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("text/html"));
        is_html && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    });
    Ok(req.method() == actix_web::http::Method::GET && !is_ours && asks_for_html)
}

/// Where a reader has to go instead. An address of the public site is one of this page too, wherever the
/// site itself is served from: an imported one can be looked at before its name leads here.
fn elsewhere(resolution: &Resolution, here: &Here) -> Option<String> {
    let at = here.addresses();
    match resolution {
        Resolution::Redirect(location, _) => Some(local(location, &at.home_url).to_owned()),
        Resolution::Found(place) if matches!(place.kind, Kind::Media | Kind::Feed) => Some(place.url.clone()),
        Resolution::Found(_) | Resolution::Gone | Resolution::NotFound => None,
    }
}

fn local<'a>(location: &'a str, home_url: &str) -> &'a str {
    match location.strip_prefix(home_url) {
        Some("") => "/",
        Some(path) if path.starts_with('/') && !path.starts_with("//") => path,
        _ => location,
    }
}

fn moved(location: &str) -> HttpResponse {
    answer(StatusCode::MOVED_PERMANENTLY, "Accept")
        .insert_header((header::LOCATION, location))
        // A browser would keep it for good, and the publisher may change it.
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .finish()
}

fn page(req: &HttpRequest, here: &Here, resolution: &Resolution, head: &str) -> HttpResponse {
    let view = View::of(resolution, req.path());
    let text = shell(here, view, head);
    let tag = format!("W/\"{}\"", &blake3::hash(text.as_bytes()).to_hex()[..22]);
    let mut answer = answer(StatusCode::from_u16(view.status()).unwrap_or(StatusCode::OK), "Accept, Accept-Encoding");
    answer.insert_header((header::CACHE_CONTROL, "no-cache"));
    if view.status() == 200 {
        answer.insert_header((header::ETAG, tag.as_str()));
        if has(req, &tag) {
            return answer.status(StatusCode::NOT_MODIFIED).finish();
        }
    }
    answer
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "strict-origin-when-cross-origin"));
    let body = Bytes::from(text);
    let packed = coding(req).filter(|_| body.len() >= WORTH_PACKING).and_then(|c| Some((c, c.pack(&body).ok()?)));
    match packed {
        Some((coding, packed)) => answer.insert_header((header::CONTENT_ENCODING, coding.as_str())).body(packed),
        None => answer.body(body),
    }
}

fn answer(status: StatusCode, vary: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((header::VARY, vary));
    answer
}

fn coding(req: &HttpRequest) -> Option<Coding> {
    req.headers().get(header::ACCEPT_ENCODING)?.to_str().ok().and_then(Coding::choose)
}

/// Whether the client has this very state already.
fn has(req: &HttpRequest, tag: &str) -> bool {
    let given = req.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).any(|one| one.trim() == tag)
}
