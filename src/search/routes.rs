//! Search, for readers.

mod facets;
mod narrow;
pub mod suggest;

use std::collections::HashMap;

use actix_web::web::{self, Data, ServiceConfig};
use rustc_hash::FxHashMap;
use utoipa::OpenApi;

use super::find::{Facet, Found, Hit, Mark, Narrow, Order, Question, Window, find};
use super::jobs::Search;
use super::model::{Asked, MOST_CHARACTERS, Marks, Stems, title, window};
use super::store;
use super::wire::{SearchHighlight, SearchHit, SearchIndex, SearchList};
use crate::articles::{FilterParams, RawFilter, limit_bodies};
use crate::cards::{self, ArticleCard, Filter, Includes};
use crate::changes;
use crate::config::freshness;
use crate::db::{Conn, Id, Time};
use crate::error::{Code, Problem};
use crate::http::answer::Answer;
use crate::http::cursor::Cursors;
use crate::http::paging::{Key, Total};
use crate::http::{Keys, Page, Paging, PagingParams, Query, RawPaging};
use crate::site::{Ask, FeedOut, Here};
use narrow::{asks_for_sections, lineages, narrowed};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(search, suggest::suggest_search))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/search").get(search))
        .service(web::resource("/search/suggest").get(suggest::suggest_search));
}

/// Articles that a list or a feed holds at most of what has its words.
const MOST_LISTED: usize = 10_000;
/// Seconds until an index that is being made is asked for again.
const RETRY_AFTER: u32 = 5;
/// Seconds that ages are reckoned by: within them the same is answered as long as nothing changes, so that it can be
/// revalidated.
const AGES_BY: i64 = 3_600;
/// The year that the first counted one is.
const FIRST_YEAR: i32 = 1900;

const ORDERS: &[(&str, Order)] =
    &[("relevance", Order::Relevance), ("-published_at", Order::Newest), ("published_at", Order::Oldest)];
const FACETS: &[(&str, Facet)] = &[
    ("category", Facet::Category),
    ("tag", Facet::Tag),
    ("author", Facet::Author),
    ("year", Facet::Year),
    ("format", Facet::Format),
];

/// What is looked for.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueryParam {
    /// The words. All of them must be there; where none has all, those with most of them are found, else those with any. By relevance, where fewer than ten have all of three words or more, those with some of them follow. The last word may be unfinished unless a space follows it. `"words in quotes"` stand together, `-word` must not be there. Case and accents do not matter, other forms of a word are found by the stemmer of the article's language, and a wrong letter in a word that nobody wrote is forgiven. Any text is a query.
    #[param(max_length = 200, example = "tunnel")]
    pub q: String,
}

/// How what is found is shown.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// The order: `relevance` (default), `-published_at`, `published_at`.
    #[param(pattern = "relevance|-published_at|published_at", default = "relevance", example = "relevance")]
    pub sort: Option<String>,
    /// What to count of all that is found, separated by commas: `category` (with those above it), `tag`, `author`, `year`, `format`.
    #[param(pattern = "category|tag|author|year|format,", example = "category,year")]
    pub facets: Option<String>,
    /// What to add to each article, separated by commas, as in the list of articles.
    #[param(
        pattern = "body|body.html|body.text|body.blocks|related|adjacent|read_also|breadcrumbs|share|seo|json_ld|head_html,",
        example = "share"
    )]
    pub include: Option<String>,
}

/// A request, checked.
struct Wanted {
    text: String,
    filter: RawFilter,
    order: Order,
    facets: Vec<Facet>,
    includes: Includes,
    paging: Paging,
    scope: String,
}

impl Wanted {
    fn read(ask: &Ask) -> Result<Self, Problem> {
        let mut query = ask.query();
        let text = words(&mut query);
        let filter = RawFilter::read(&mut query, ask.here.addresses().zone);
        let order = query.one_of("sort", ORDERS).unwrap_or(Order::Relevance);
        let facets = query.some_of("facets", FACETS);
        let includes = Includes::of(&query.some_of("include", Includes::NAMES));
        let paging = RawPaging::read(&mut query);
        limit_bodies(&mut query, &includes, &paging);
        let scope = format!("search {order:?} {text:?} {}", filter.scope());
        let paging = paging.finish(query, &scope, &ask.cursors)?;
        Ok(Self { text, filter, order, facets, includes, paging, scope })
    }

    /// The moment that ages are reckoned from, and the place to go on from.
    fn place(&self, now: Time) -> (Time, Option<Mark>) {
        let hour = now.floor(AGES_BY);
        let Some(cursor) = self.paging.beyond() else { return (hour, None) };
        let mut parts = cursor.value.split(' ');
        let rank = parts.next().and_then(|rank| rank.parse().ok());
        let asked = parts.next().and_then(Time::parse).unwrap_or(hour);
        (asked, rank.map(|rank| (rank, cursor.id.0.as_u64_pair().1)))
    }

    fn question(&self, narrow: Narrow, here: &Here, (aged_at, beyond): (Time, Option<Mark>)) -> Question {
        let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let years = if self.facets.contains(&Facet::Year) { years(here) } else { Vec::new() };
        let take = whole(self.paging.offset() + self.paging.limit + 1);
        Question {
            asked: Asked::read(&self.text),
            text: self.text.clone(),
            narrow,
            order: self.order,
            fills: self.order == Order::Relevance,
            window: Window { take, beyond, back: self.paging.back() },
            facets: self.facets.clone(),
            now: here.now,
            aged_at,
            years,
            lineages: FxHashMap::default(),
        }
    }
}

/// Reads `q`.
fn words(query: &mut Query) -> String {
    let text = query.required("q").unwrap_or_default();
    limit_words(query, &text);
    text
}

/// Refuses more words than are read.
pub fn limit_words(query: &mut Query, text: &str) {
    if text.chars().count() > MOST_CHARACTERS {
        query.refuse("q", "too_long", format!("has at most {MOST_CHARACTERS} characters."));
    }
}

/// The first moments of the years in the site's zone.
fn years(here: &Here) -> Vec<(i64, i32)> {
    use chrono::{Datelike, TimeZone};
    let zone = here.addresses().zone;
    let last = here.addresses().local(here.now).year() + 1;
    let first = |year: i32| zone.with_ymd_and_hms(year, 1, 1, 0, 0, 0).earliest().map(|at| (at.timestamp(), year));
    (FIRST_YEAR..=last).filter_map(first).collect()
}

/// Search articles
///
/// What is public and has the words, the best first: what stands in a title counts most, then the names of authors,
/// tags and categories, and what is fresh counts a little more. All filters of the list of articles hold here too.
/// `index` says whether the latest changes can be found already.
#[utoipa::path(
    get, path = "/v1/search", tag = "search", params(QueryParam, PagingParams, FilterParams, SearchParams),
    responses((status = 200, description = "A page of what was found.", body = SearchList))
)]
pub async fn search(ask: Ask, search: Data<Search>) -> Result<Answer, Problem> {
    let wanted = Wanted::read(&ask)?;
    let (index, cursors) = (search.get_ref().clone(), ask.cursors.clone());
    let list = ask.read(move |conn, here| searched(conn, here, &cursors, &index, &wanted)).await?;
    let keys = Keys::new().with("articles").with("refs");
    Ok(ask.page_links(Answer::json(&list)?.cached(freshness::SEARCH, keys), &list.page))
}

fn searched(
    conn: &mut Conn,
    here: &Here,
    cursors: &Cursors,
    search: &Search,
    wanted: &Wanted,
) -> Result<SearchList, Problem> {
    let filter = wanted.filter.resolve(conn)?;
    let view = search.view();
    let seq = view.as_ref().map(|view| view.seq);
    let place = wanted.place(here.now);
    let by_section = wanted.facets.contains(&Facet::Category) || asks_for_sections(&filter);
    let sections = if by_section { store::sections(conn)? } else { Vec::new() };
    let found = match (&view, narrowed(conn, here, &filter, &sections)?) {
        (Some(view), Some(narrow)) => {
            let mut question = wanted.question(narrow, here, place);
            if wanted.facets.contains(&Facet::Category) {
                question.lineages = lineages(&sections);
            }
            look(search, || find(view, &question))?
        }
        _ => Found::default(),
    };
    let total = wanted.paging.total.then_some(Total::Exactly(found.total));
    let skip = usize::try_from(wanted.paging.offset()).unwrap_or(usize::MAX);
    let hits: Vec<Hit> = found.hits.into_iter().skip(skip).collect();
    let key = |hit: &Hit| Key { value: format!("{} {}", hit.mark.0, place.0), id: hit.id };
    let page = Page::new(hits, &wanted.paging, total, |cursor| cursors.seal(&wanted.scope, cursor), key);
    let ids: Vec<Id> = page.rows.iter().map(|hit| hit.id).collect();
    let facets = match wanted.facets.as_slice() {
        [] => None,
        some => Some(facets::facets(conn, &sections, some, found.facets)?),
    };
    Ok(SearchList {
        data: shown(conn, here, &ids, &wanted.includes, &found.marks)?,
        page: page.page,
        facets,
        did_you_mean: found.did_you_mean,
        feeds: FeedOut::of_search(&wanted.text, here.addresses()),
        index: SearchIndex::new(seq, changes::head(conn)?),
    })
}

/// The articles that a search finds by these words and filters, at most ten thousand: the first ones of an order.
///
/// # Errors
/// There is no index at the moment, or it cannot be read, or the database cannot.
pub fn found(
    conn: &mut Conn,
    here: &Here,
    search: &Search,
    (text, filter): (&str, &Filter),
    order: Order,
) -> Result<Vec<Id>, Problem> {
    let Some(view) = search.view() else {
        let detail = "Nothing can be searched at the moment: the index is being made.";
        return Err(Problem { retry_after: Some(RETRY_AFTER), ..Problem::new(Code::Unavailable, detail) });
    };
    let sections = if asks_for_sections(filter) { store::sections(conn)? } else { Vec::new() };
    let Some(narrow) = narrowed(conn, here, filter, &sections)? else { return Ok(Vec::new()) };
    let question = Question {
        asked: Asked::read(text),
        text: text.to_owned(),
        narrow,
        order,
        // A list holds the same whatever its order.
        fills: false,
        window: Window { take: MOST_LISTED, ..Window::default() },
        facets: Vec::new(),
        now: here.now,
        aged_at: here.now,
        years: Vec::new(),
        lineages: FxHashMap::default(),
    };
    let found = look(search, || find(&view, &question))?;
    Ok(found.hits.into_iter().map(|hit| hit.id).collect())
}

/// Reads the index; where it is damaged it is made anew.
fn look<T>(search: &Search, work: impl FnOnce() -> Result<T, tantivy::TantivyError>) -> Result<T, Problem> {
    work().map_err(|err| {
        search.note_damage();
        Problem::internal(format!("the search index cannot be read: {err}"))
    })
}

/// The articles that were found and still are public, with what was found in them.
fn shown(
    conn: &mut Conn,
    here: &Here,
    ids: &[Id],
    includes: &Includes,
    marks: &Marks,
) -> Result<Vec<SearchHit>, Problem> {
    let cards = cards::cards(conn, here, ids, includes)?;
    let ids: Vec<Id> = cards.iter().map(|card| card.id).collect();
    let texts = if ids.is_empty() { HashMap::new() } else { store::texts(conn, &ids)? };
    let hit = |card: ArticleCard| {
        let text = texts.get(&card.id).map(String::as_str).unwrap_or_default();
        SearchHit { r#type: "article".to_owned(), highlights: highlights(&card, text, marks), article: card }
    };
    Ok(cards.into_iter().map(hit).collect())
}

fn highlights(card: &ArticleCard, text: &str, marks: &Marks) -> Vec<SearchHighlight> {
    let stems = Stems::of(&card.language);
    let fields = [
        ("title", title(&card.title, marks, stems)),
        ("subtitle", card.subtitle.as_ref().and_then(|text| title(text, marks, stems))),
        ("excerpt", window(&card.excerpt, marks, stems)),
        ("body", window(text, marks, stems)),
    ];
    let of = |(field, found): (&str, Option<Vec<_>>)| {
        found.map(|found| SearchHighlight {
            field: field.to_owned(),
            fragments: found.into_iter().map(Into::into).collect(),
        })
    };
    fields.into_iter().filter_map(of).collect()
}
