//! Suggestions while a reader types.

use std::collections::HashMap;

use actix_web::web::Data;

use super::super::find::{Suggested, suggest};
use super::super::index::Kind;
use super::super::jobs::Search;
use super::super::store;
use super::super::wire::{Suggestion, SuggestionList};
use super::{look, words};
use crate::cards;
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::http::Keys;
use crate::http::answer::Answer;
use crate::refs::ArticleRef;
use crate::site::{Ask, Here};

/// Suggestions, where the request does not say, and at most.
const SUGGESTIONS: (u64, u64) = (8, 20);
/// Names that are suggested.
const MOST_NAMES: usize = 4;

/// How many suggestions.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuggestParams {
    /// What was typed so far.
    #[param(max_length = 200, example = "harb")]
    pub q: String,
    /// The most suggestions.
    #[param(minimum = 1, maximum = 20, default = 8, example = 8)]
    pub limit: Option<i32>,
}

/// Suggest while typing
///
/// Categories, tags and authors by their names, and articles by their titles: all words must be there, the last one
/// may be unfinished.
#[utoipa::path(
    get, path = "/v1/search/suggest", tag = "search", params(SuggestParams),
    responses((status = 200, description = "The suggestions, the best first.", body = SuggestionList))
)]
pub async fn suggest_search(ask: Ask, search: Data<Search>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let text = words(&mut query);
    let limit = query.number("limit", 1, SUGGESTIONS.1).unwrap_or(SUGGESTIONS.0);
    query.finish()?;
    let (index, limit) = (search.get_ref().clone(), usize::try_from(limit).unwrap_or(usize::MAX));
    let data = ask
        .read(move |conn, here| {
            let Some(view) = index.view() else { return Ok(Vec::new()) };
            let found = look(&index, || suggest(&view, &text, here.now, limit))?;
            suggestions(conn, here, found, limit)
        })
        .await?;
    let keys = Keys::new().with("articles").with("refs");
    Ok(Answer::json(&SuggestionList { data })?.cached(freshness::SEARCH, keys))
}

fn suggestions(conn: &mut Conn, here: &Here, found: Suggested, limit: usize) -> Result<Vec<Suggestion>, Problem> {
    let mut all = names(conn, here, &found.names)?;
    all.truncate(MOST_NAMES.min(limit));
    let article = |article: ArticleRef| Suggestion {
        r#type: "article".to_owned(),
        id: article.id,
        slug: article.slug,
        title: article.title,
        path: article.path,
    };
    all.extend(cards::article_refs(conn, here, &found.articles)?.into_iter().map(article));
    all.truncate(limit);
    Ok(all)
}

/// The categories, tags and authors that have articles, in the order they were found.
fn names(conn: &mut Conn, here: &Here, found: &[(Kind, Id)]) -> Result<Vec<Suggestion>, Problem> {
    let of = |kind: Kind| found.iter().filter(|(one, _)| *one == kind).map(|(_, id)| *id).collect::<Vec<_>>();
    let at = here.addresses();
    let mut made: HashMap<Id, Suggestion> = HashMap::new();
    let mut note = |kind: &str, id: Id, slug: String, title: String, path: String, articles: i64| {
        if articles > 0 {
            made.insert(id, Suggestion { r#type: kind.to_owned(), id, slug, title, path });
        }
    };
    if !of(Kind::Category).is_empty() {
        for row in store::sections(conn)? {
            let path = at.category(&row.path);
            note("category", row.id, row.slug, row.name, path, row.articles);
        }
    }
    for row in store::by_ids(conn, Kind::Tag, &of(Kind::Tag))? {
        let path = at.tag(&row.slug);
        note("tag", row.id, row.slug, row.name, path, row.articles);
    }
    for row in store::by_ids(conn, Kind::Author, &of(Kind::Author))? {
        let path = at.author(&row.slug);
        note("author", row.id, row.slug, row.name, path, row.articles);
    }
    Ok(found.iter().filter_map(|(_, id)| made.remove(id)).collect())
}
