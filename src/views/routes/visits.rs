//! What a request says about its reader, and the small bodies that come with views: JSON, or JSON as
//! `text/plain`, which `sendBeacon` sends to another origin without asking first.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderName};
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use crate::config::Settings;
use crate::db::{Id, Time};
use crate::error::{Code, Problem};
use crate::http::{body, client};
use crate::views::count::Views;
use crate::views::visit::Visit;
use crate::views::wire::Reported;

/// The client of a request, as a reader who may be counted.
pub struct Reader {
    views: Views,
    visit: Visit,
}

impl FromRequest for Reader {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (views, settings) = (req.app_data::<web::Data<Views>>(), req.app_data::<web::Data<Settings>>());
        ready(match (views, settings) {
            (Some(views), Some(settings)) => {
                Ok(Self { views: views.get_ref().clone(), visit: visit(req, settings.get_ref()) })
            }
            _ => Err(Problem::internal("no views in the server's state")),
        })
    }
}

impl Reader {
    /// Counts a view of now, if it counts.
    pub fn views(mut self, article: Id, visitor: Option<String>, now: Time) {
        self.visit.visitor = visitor;
        self.views.record(&self.visit, article, now);
    }

    /// Counts a view that an app reports, if it counts.
    pub fn viewed(&self, view: &Reported, now: Time) {
        self.views.record_reported(&self.visit, view.article, &view.view_id, view.at, now);
    }
}

fn visit(req: &HttpRequest, settings: &Settings) -> Visit {
    let text =
        |name: HeaderName| req.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let purposes = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map(HeaderName::from_static).map(text);
    Visit {
        address: client::address(req, &settings.trusted_proxies),
        agent: text(header::USER_AGENT),
        prefetch: purposes.iter().flatten().any(|purpose| purpose.to_ascii_lowercase().contains("prefetch")),
        visitor: None,
    }
}

/// The body of a request; none where it is empty.
///
/// # Errors
/// It has another media type, it is too large or too slow, or it is not this JSON.
pub async fn json<T: DeserializeOwned>(
    req: &HttpRequest,
    payload: web::Payload,
    most: usize,
) -> Result<Option<T>, Problem> {
    if let Some(kind) = body::media_type(req).filter(|kind| kind != "application/json" && kind != "text/plain") {
        let kind: String = kind.chars().take(80).collect();
        let detail = format!("`{kind}` is not taken here. Send application/json, or the same JSON as text/plain.");
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    let bytes = body::read(req, payload, most).await?;
    match bytes.trim_ascii() {
        [] => Ok(None),
        text => body::json_object(text).map(Some),
    }
}
