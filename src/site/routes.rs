//! How every handler asks: [`Ask`] carries what a request came with and the state of the server.

mod desk;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::here::{Here, SiteCache};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Conn, Database};
use crate::error::Problem;
use crate::http::cache::normal_query;
use crate::http::cursor::Cursors;
use crate::http::paging::{CURSOR_LIMITS, Walk};
use crate::http::private::ADMIN;
use crate::http::state;
use crate::http::trace::Trace;
use crate::http::{Answer, Query};

pub use desk::{DeskContract, desk_routes};

/// A request of a reader: its query, the site and the moment, and the way to the database.
pub struct Ask {
    /// The site and the moment.
    pub here: Here,
    /// The database.
    pub db: Database,
    /// Seals and opens cursors.
    pub cursors: Cursors,
    /// The request's path, as it came.
    pub path: String,
    /// The request's query, as it came.
    pub raw_query: String,
}

impl FromRequest for Ask {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let db: Database = state(&req)?;
            let trace = req.extensions().get::<Arc<Trace>>().cloned().unwrap_or_default();
            let here = Here::at(&db, &state::<SiteCache>(&req)?, &state::<Clock>(&req)?, trace).await?;
            Ok(Self {
                here,
                cursors: state(&req)?,
                path: req.path().to_owned(),
                raw_query: req.query_string().to_owned(),
                db,
            })
        })
    }
}

/// The settings of the server.
///
/// # Errors
/// They were not given to the server, which is a fault of ours.
pub fn settings(req: &HttpRequest) -> Result<Settings, Problem> {
    state(req)
}

impl Ask {
    /// The request's parameters, to be read.
    pub fn query(&self) -> Query {
        Query::new(&self.raw_query)
    }

    /// The page that is asked for of a list that is walked by cursors alone: `scope` names it, with everything
    /// that was read of the query before.
    ///
    /// # Errors
    /// All faults of the query.
    pub fn walk(&self, query: Query, scope: impl Into<String>) -> Result<Walk, Problem> {
        Walk::read(query, scope.into(), CURSOR_LIMITS, &self.cursors)
    }

    /// Reads from the database at the request's moment. The newsroom may have to wait longer than a reader.
    ///
    /// # Errors
    /// What the work returned.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn, &Here) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let here = self.here.clone();
        let read = move |conn: &mut Conn| work(conn, &here);
        if self.path.starts_with(ADMIN) { self.db.read(read).await } else { self.db.read_soon(read).await }
    }

    /// Adds the links to the pages around (RFC 8288): absolute, with every other parameter kept.
    pub fn page_links(&self, mut answer: Answer, page: &crate::http::PageOut) -> Answer {
        for (rel, cursor) in [("next", &page.next_cursor), ("prev", &page.previous_cursor)] {
            if let Some(cursor) = cursor {
                answer = answer.link(rel, &self.page_url(cursor));
            }
        }
        answer
    }

    fn page_url(&self, cursor: &str) -> String {
        // In the one form of the query, for the answer may be kept for all who ask the same.
        let normal = normal_query(&self.raw_query);
        let kept = normal.as_deref().unwrap_or(&self.raw_query).split('&').filter(|part| {
            let name = part.split('=').next().unwrap_or_default();
            !part.is_empty() && name != "cursor" && name != "page"
        });
        let mut query: Vec<String> = kept.map(safe).collect();
        query.push(format!("cursor={cursor}"));
        self.here.addresses().service(&format!("{}?{}", self.path, query.join("&")))
    }
}

/// A part of a query as it may stand inside `<…>` of a header.
fn safe(part: &str) -> String {
    part.replace('<', "%3C").replace('>', "%3E").replace('"', "%22")
}
