//! The audit log, for administrators.

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::Filter;
use super::store;
use super::wire::{AuditEntry, AuditList};
use crate::auth::May;
use crate::auth::rights::ReadAudit;
use crate::db::Id;
use crate::error::Problem;
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, Query};
use crate::site::Ask;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_audit))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/audit").get(list_audit));
}

/// Which deeds are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditParams {
    /// Only what this user or key did.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub actor: Option<String>,
    /// Only this kind of deed.
    #[param(example = "article.publish")]
    pub action: Option<String>,
    /// Only what was done to things of this kind.
    #[param(example = "article")]
    pub resource_kind: Option<String>,
    /// Only what was done to this thing.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub resource_id: Option<String>,
    /// Only what was done at this moment or later.
    #[param(example = "2026-11-01T00:00:00Z")]
    pub after: Option<String>,
    /// Only what was done at this moment or before.
    #[param(example = "2026-12-01T00:00:00Z")]
    pub before: Option<String>,
}

fn read(query: &mut Query) -> Filter {
    Filter {
        actor: query.id("actor"),
        resource: query.id("resource_id"),
        action: query.filled("action"),
        kind: query.filled("resource_kind"),
        after: query.time("after"),
        before: query.time("before"),
    }
}

/// List the audit log
///
/// Who did what, from where, the newest first. Nothing in it is ever changed.
#[utoipa::path(
    get, path = "/v1/admin/audit", tag = "administration", params(CursorParams, AuditParams),
    responses((status = 200, description = "A page of the log.", body = AuditList)),
    security(("session" = ["audit:read"]))
)]
pub async fn list_audit(_: May<ReadAudit>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let filter = read(&mut query);
    let walk = ask.walk(query, format!("audit {filter:?}"))?;
    let list = ask
        .read(move |conn, _| {
            let key = |row: &super::model::Row| Key { value: row.seq.to_string(), id: Id(uuid::Uuid::nil()) };
            let page = walk.page(store::list(conn, &filter, &walk.paging)?, key);
            Ok(AuditList { data: page.rows.into_iter().map(AuditEntry::new).collect(), page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}
