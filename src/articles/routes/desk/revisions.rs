//! The history of an article.

use actix_web::web;
use serde_json::{Map, Value};
use similar::{ChangeTag, TextDiff};

use super::{Hand, write};
use crate::articles::model::BodyFormat;
use crate::articles::store::desk::{self, RevisionRow, RevisionText};
use crate::articles::wire::desk::{
    ArticleIn, FieldChange, NewsroomArticle, RevisionList, RevisionOut, RevisionWhole, WordChange,
};
use crate::auth::May;
use crate::auth::rights::{ReadArticles, WriteArticles};
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::paging::{CursorParams, Key};
use crate::site::Ask;

/// Texts longer than this, in bytes, are compared as wholes.
const LONGEST_COMPARED: usize = 200_000;

/// List an article's revisions
///
/// Every write of an article, the newest first.
#[utoipa::path(
    get, path = "/v1/admin/articles/{article}/revisions", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), CursorParams),
    responses((status = 200, description = "A page of revisions.", body = RevisionList)),
    security(("session" = ["articles:read"]), ("key" = ["articles:read"]))
)]
pub async fn list_revisions(may: May<ReadArticles>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), format!("revisions {name}"))?;
    let hand = Hand::of(&may);
    let list = ask
        .read(move |conn, _| {
            let id = hand.find(conn, &name)?.article.row.id;
            let key = |row: &RevisionRow| Key { value: row.number.to_string(), id };
            let page = walk.page(desk::revisions(conn, id, &walk.paging)?, key).map(out);
            Ok(RevisionList { data: page.rows, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

fn out(row: RevisionRow) -> RevisionOut {
    RevisionOut { number: row.number, at: row.at, by_name: row.by_name, by_id: row.by_id, note: row.note }
}

/// Get a revision
///
/// What was written then, and how it differs from the revision before: field by field, texts word by word.
#[utoipa::path(
    get, path = "/v1/admin/articles/{article}/revisions/{revision}", tag = "newsroom",
    params(
        ("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"),
        ("revision" = String, Path, description = "The revision's number.", example = "3"),
    ),
    responses((status = 200, description = "The revision.", body = RevisionWhole)),
    security(("session" = ["articles:read"]), ("key" = ["articles:read"]))
)]
pub async fn get_revision(
    may: May<ReadArticles>,
    ask: Ask,
    path: web::Path<(String, String)>,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (name, number) = path.into_inner();
    let hand = Hand::of(&may);
    let (row, now, then) = ask
        .read(move |conn, _| {
            let id = hand.find(conn, &name)?.article.row.id;
            let (row, text) = numbered(conn, id, &number)?;
            let before = desk::revision_before(conn, id, row.number)?;
            let before = before.map(|number| desk::revision(conn, id, number)).transpose()?.flatten();
            Ok((row, content(text), before.map(|(_, text)| content(text))))
        })
        .await?;
    let whole = web::block(move || RevisionWhole {
        changes: then.map(|then| changes(&then, &now)).unwrap_or_default(),
        content: Value::Object(now),
        revision: out(row),
    });
    Answer::json(&whole.await.map_err(Problem::internal)?)
}

fn numbered(conn: &mut Conn, article: Id, number: &str) -> Result<(RevisionRow, RevisionText), Problem> {
    let unknown = || Problem::unknown("revision", number);
    let wanted = number.parse().ok().filter(|n: &i64| n.to_string() == number).ok_or_else(unknown)?;
    desk::revision(conn, article, wanted)?.ok_or_else(unknown)
}

/// What was written, as `PUT` would take it.
fn content(text: RevisionText) -> Map<String, Value> {
    let mut content = match text.fields.0 {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    content.shift_remove("status");
    let format = if BodyFormat::parse(&text.body_format) == BodyFormat::Markdown { "markdown" } else { "html" };
    content.insert("body".to_owned(), serde_json::json!({format: text.body_source}));
    content
}

fn changes(then: &Map<String, Value>, now: &Map<String, Value>) -> Vec<FieldChange> {
    let names = then.keys().chain(now.keys().filter(|name| !then.contains_key(*name)));
    let mut changes = Vec::new();
    for name in names {
        let (before, after) = (shown(then.get(name)), shown(now.get(name)));
        if before != after {
            let words = match (&before, &after) {
                (Some(before), Some(after)) => words(before, after),
                _ => Vec::new(),
            };
            changes.push(FieldChange { field: format!("/{name}"), words, before, after });
        }
    }
    changes
}

/// A text as it is, a body as its text, anything else as JSON.
fn shown(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Object(fields)
            if fields.len() == 1 && (fields.contains_key("html") || fields.contains_key("markdown")) =>
        {
            fields.values().next().and_then(Value::as_str).map(str::to_owned)
        }
        other => Some(other.to_string()),
    }
}

fn words(before: &str, after: &str) -> Vec<WordChange> {
    if before.len() + after.len() > LONGEST_COMPARED {
        return Vec::new();
    }
    let mut pieces: Vec<WordChange> = Vec::new();
    for change in TextDiff::from_words(before, after).iter_all_changes() {
        let op = match change.tag() {
            ChangeTag::Equal => "equal",
            ChangeTag::Insert => "insert",
            ChangeTag::Delete => "delete",
        };
        match pieces.last_mut().filter(|last| last.op == op) {
            Some(last) => last.text.push_str(change.value()),
            None => pieces.push(WordChange { op: op.to_owned(), text: change.value().to_owned() }),
        }
    }
    pieces
}

/// Restore a revision
///
/// Writes what was written then once more, as a new revision. The status does not move. Of an imported revision the
/// title and the body are restored.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/revisions/{revision}/restore", tag = "newsroom",
    params(
        ("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"),
        ("revision" = String, Path, description = "The revision's number.", example = "3"),
        IfMatchHeader,
    ),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 422, description = "What the revision names is no longer there.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn restore_revision(
    may: May<WriteArticles>,
    ask: Ask,
    path: web::Path<(String, String)>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (name, number) = path.into_inner();
    let (hand, asked, now) = (Hand::of(&may), name.clone(), ask.here.now);
    let (reader, wanted) = (hand.clone(), number.clone());
    let (given, seen) = ask
        .read(move |conn, here| {
            let stored = reader.find_at(conn, here, &asked, state)?;
            let (_, text) = numbered(conn, stored.article.row.id, &wanted)?;
            let written = ArticleIn::of(&stored);
            let given = write::patched(written, content(text), now)?;
            Ok((given, IfMatch::Revision(stored.article.row.revision)))
        })
        .await?;
    write::change(&ask, hand, name, seen, given, ("article.restore_revision", Some(format!("Revision {number}")))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_compared_word_by_word() {
        let piece = |op: &str, text: &str| WordChange { op: op.to_owned(), text: text.to_owned() };
        assert_eq!(
            words("The tunnel opens late", "The tunnel opened late"),
            [
                piece("equal", "The tunnel "),
                piece("delete", "opens"),
                piece("insert", "opened"),
                piece("equal", " late")
            ]
        );
    }
}
