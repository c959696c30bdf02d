//! Redirects on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Lead, Row, Wanted, clean_path};
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::PageOut;
use crate::http::checks::Checks;

/// The longest old path, in bytes: longer ones are no keys of a cache.
const LONGEST_FROM: usize = 512;

/// A redirect, as an editor wants it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": "/abonnement", "to": "/subscribe", "http_status": 301}))]
pub struct RedirectIn {
    /// The old path, without a query. It is kept in the form in which addresses are looked up: decoded, without
    /// `index.php`, double slashes and a slash at its end.
    #[schema(min_length = 2, max_length = 512, example = "/abonnement")]
    pub from: String,
    /// Where it leads: a path of the site, or a whole address at one of the hosts in `--redirect-hosts`. It is left out
    /// or null with 410.
    #[serde(default)]
    #[schema(max_length = 1024, example = "/subscribe")]
    pub to: Option<String>,
    /// 301: it leads there for good; 410: what was there is gone.
    #[serde(default = "moved")]
    #[schema(minimum = 301, maximum = 410, example = 301)]
    pub http_status: i32,
}

fn moved() -> i32 {
    301
}

impl RedirectIn {
    /// What is wanted, checked as far as it can be without the database. `trusted` are the hosts of other sites
    /// that may be led to, `home` the address of this one.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(self, trusted: &[String], home: &str) -> Result<Wanted, Problem> {
        let mut checks = Checks::default();
        let from = from(&self.from, &mut checks);
        let lead = match (self.http_status, &self.to) {
            (301, Some(to)) => lead(to, trusted, home, &mut checks),
            (301, None) => {
                checks.fault("/to", "required", "`to` is needed: a redirect leads somewhere.");
                Lead::Gone
            }
            (410, None) => Lead::Gone,
            (410, Some(_)) => {
                checks.fault("/to", "invalid", "What is gone leads nowhere: leave `to` out with 410.");
                Lead::Gone
            }
            _ => {
                checks.fault("/http_status", "unknown_value", "`http_status` is 301 or 410.");
                Lead::Gone
            }
        };
        checks.finish().map(|()| Wanted { from, lead })
    }
}

fn from(text: &str, checks: &mut Checks) -> String {
    let clean = clean_path(text);
    let clean = match clean.strip_prefix("/index.php") {
        Some("") => "/".to_owned(),
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        _ => clean,
    };
    if text.contains(['?', '#']) {
        checks.fault("/from", "invalid", "`from` is a path without a query.");
    } else if clean.len() > LONGEST_FROM {
        checks.fault("/from", "too_long", format!("`from` is longer than {LONGEST_FROM} bytes."));
    } else if Lead::path(text).is_none() || clean == "/" {
        let detail = "`from` is a path of the site such as `/about-us`; not the front page.";
        checks.fault("/from", "invalid", detail);
    }
    clean
}

fn lead(to: &str, trusted: &[String], home: &str, checks: &mut Checks) -> Lead {
    // The site's own address, written out, is one of its paths.
    let own = to.strip_prefix(home).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    let text = own
        .map_or_else(|| to.to_owned(), |rest| if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") });
    Lead::path(&text).or_else(|| Lead::url(&text, trusted)).unwrap_or_else(|| {
        let hosts = if trusted.is_empty() { "none is listed".to_owned() } else { trusted.join(", ") };
        let detail = format!(
            "`to` is a path of the site such as `/about`, or a whole address (https://…) at a host of `--redirect-hosts`: {hosts}."
        );
        checks.fault("/to", "invalid", detail);
        Lead::Gone
    })
}

/// What a redirect leads to that is a thing of the site: wherever that is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RedirectTarget {
    /// What it is.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page", "category", "tag", "author", "media"]))))]
    pub kind: String,
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
}

/// A redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Redirect)]
pub struct RedirectOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c80")]
    pub id: Id,
    /// The old path.
    #[schema(example = "/abonnement")]
    pub from: String,
    /// The path or the address that it leads to; null where it leads to a thing, or nowhere.
    #[schema(required, example = "/subscribe")]
    pub to: Option<String>,
    /// 301 or 410.
    #[schema(example = 301)]
    pub http_status: i32,
    /// The thing that it leads to; null where an editor gave a path or an address.
    #[schema(required)]
    pub target: Option<RedirectTarget>,
    /// Who left it: `editor`; `rename`, for a thing that was renamed or moved; `import`, for an address of the system
    /// that the thing came from.
    #[schema(example = "editor", extensions(("x-extensible-enum" = json!(["editor", "rename", "import"]))))]
    pub origin: String,
    /// When it was made.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// Counts every write; it is its `ETag`.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub revision: i64,
}

impl From<Row> for RedirectOut {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            from: row.path,
            to: row.target_url,
            http_status: row.code,
            target: row.target_id.map(|id| RedirectTarget { kind: row.target_kind, id }),
            origin: row.origin,
            created_at: row.created_at,
            revision: row.revision,
        }
    }
}

/// A page of redirects.
#[derive(Debug, Serialize, ToSchema)]
pub struct RedirectList {
    /// The redirects, the newest first.
    pub data: Vec<RedirectOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
