//! Lists of the newsroom's articles.

use crate::articles::model::Status;
use crate::articles::store::desk::{self as store, DeskFilter, DeskRow};
use crate::articles::wire::desk::{NewsroomCard, NewsroomList, StatusCounts};
use crate::auth::May;
use crate::auth::rights::ReadArticles;
use crate::db::Time;
use crate::error::Problem;
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, Query};
use crate::site::Ask;

const STATUSES: &[(&str, &str)] = &[
    ("draft", "draft"),
    ("in_review", "in_review"),
    ("scheduled", "scheduled"),
    ("published", "published"),
    ("archived", "archived"),
];

/// Which articles are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeskParams {
    /// Only those with this status.
    #[param(pattern = "draft|in_review|scheduled|published|archived", example = "draft")]
    pub status: Option<String>,
    /// `true`: only those in the trash; else those that are not there.
    #[param(default = false, example = false)]
    pub trashed: Option<bool>,
    /// Only those by this author, by id.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub author: Option<String>,
    /// Only those filed in this very category, by id.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub category: Option<String>,
    /// Only those with this text in their title; case does not matter.
    #[param(max_length = 200, example = "tunnel")]
    pub title: Option<String>,
    /// Only those last written at this moment or later.
    #[param(example = "2026-11-01T00:00:00Z")]
    pub changed_after: Option<String>,
    /// Only those last written at this moment or before.
    #[param(example = "2026-12-01T00:00:00Z")]
    pub changed_before: Option<String>,
}

fn read(query: &mut Query) -> DeskFilter {
    let title = query.filled("title").map(|text| crate::text::sort_key(&text));
    DeskFilter {
        status: query.one_of("status", STATUSES),
        trashed: query.flag("trashed").unwrap_or(false),
        author: query.id("author"),
        category: query.id("category"),
        title,
        changed_after: query.time("changed_after"),
        changed_before: query.time("changed_before"),
        own: None,
    }
}

/// List the newsroom's articles
///
/// Articles of any status, the last written first. Who has the right for their own articles alone sees those.
#[utoipa::path(
    get, path = "/v1/admin/articles", tag = "newsroom", params(CursorParams, DeskParams),
    responses((status = 200, description = "A page of articles.", body = NewsroomList)),
    security(("session" = ["articles:read"]), ("key" = ["articles:read"]))
)]
pub async fn list_newsroom_articles(may: May<ReadArticles>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let mut filter = read(&mut query);
    if !may.reaches_all() {
        filter.own = may.user().map(|user| (user, may.author()));
    }
    let walk = ask.walk(query, format!("newsroom {filter:?}"))?;
    let list = ask
        .read(move |conn, here| {
            let key = |row: &DeskRow| Key { value: row.row.changed_at.micros().to_string(), id: row.row.id };
            let page = walk.page(store::list(conn, &filter, &walk.paging)?, key).map(|row| card(row, here.now));
            Ok(NewsroomList { data: page.rows, page: page.page, counts: counted(store::counts(conn)?) })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

pub(super) fn card(DeskRow { row, owner }: DeskRow, now: Time) -> NewsroomCard {
    NewsroomCard {
        id: row.id,
        status: row.status_at(now).as_str().to_owned(),
        slug: row.slug,
        title: row.title,
        language: row.language,
        format: row.format,
        owner_id: owner,
        trashed_at: row.trashed_at,
        published_at: row.published_at,
        changed_at: row.changed_at,
        revision: row.revision,
    }
}

fn counted((rows, trash): (Vec<(String, i64)>, i64)) -> StatusCounts {
    let mut counts = StatusCounts { trash, ..StatusCounts::default() };
    for (status, count) in rows {
        let place = match Status::parse(&status) {
            Status::Draft => &mut counts.draft,
            Status::InReview => &mut counts.in_review,
            Status::Scheduled => &mut counts.scheduled,
            Status::Published => &mut counts.published,
            Status::Archived => &mut counts.archived,
        };
        *place += count;
    }
    counts
}
