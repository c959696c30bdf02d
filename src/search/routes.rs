//! Search, for readers.

use std::collections::HashMap;

use actix_web::web::{self, Data, ServiceConfig};
use utoipa::OpenApi;

use super::find::{Facet, Found, Hit, Narrow, Order, Question, Suggested, Window, find, suggest};
use super::index::Kind;
use super::jobs::Search;
use super::model::{Asked, MOST_CHARACTERS, Marks, Stems, title, window};
use super::store::{self, Section};
use super::wire::{
    SearchFacet, SearchFacetValue, SearchHighlight, SearchHit, SearchIndex, SearchList, Suggestion, SuggestionList,
};
use crate::articles::{FilterParams, RawFilter, limit_bodies};
use crate::cards::{self, ArticleCard, FORMATS, Filter, Includes};
use crate::changes;
use crate::config::freshness;
use crate::db::{Conn, Id, Time};
use crate::error::Problem;
use crate::http::answer::Answer;
use crate::http::cursor::Cursors;
use crate::http::paging::{Key, Total};
use crate::http::{Keys, Page, Paging, PagingParams, Query, RawPaging};
use crate::site::{Ask, Here};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(search, suggest_search))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/search").get(search)).service(web::resource("/search/suggest").get(suggest_search));
}

/// Values of a facet that are shown.
const MOST_VALUES: usize = 50;
/// Suggestions, where the request does not say, and at most.
const SUGGESTIONS: (u64, u64) = (8, 20);
/// Names that are suggested.
const MOST_NAMES: usize = 4;
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
    /// The words. All of them must be there; where no article has all, those with most of them are found. The last word may be unfinished unless a space follows it. `"words in quotes"` stand together, `-word` must not be there. Case and accents do not matter, other forms of a word are found by the stemmer of the article's language, and a wrong letter in a word that nobody wrote is forgiven. Any text is a query.
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
    fn place(&self, now: Time) -> (Time, Option<(u64, u64)>) {
        let Some(cursor) = self.paging.beyond() else { return (now, None) };
        let mut parts = cursor.value.split(' ');
        let rank = parts.next().and_then(|rank| rank.parse().ok());
        let asked = parts.next().and_then(Time::parse).unwrap_or(now);
        (asked, rank.map(|rank| (rank, cursor.id.0.as_u64_pair().1)))
    }

    fn question(&self, narrow: Narrow, now: Time, here: &Here) -> Question {
        let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let (_, beyond) = self.place(now);
        let years = if self.facets.contains(&Facet::Year) { years(here) } else { Vec::new() };
        let take = whole(self.paging.offset() + self.paging.limit + 1);
        Question {
            asked: Asked::read(&self.text),
            text: self.text.clone(),
            narrow,
            order: self.order,
            window: Window { take, beyond, back: self.paging.back() },
            facets: self.facets.clone(),
            now,
            years,
            lineages: HashMap::new(),
        }
    }
}

/// Reads `q`.
fn words(query: &mut Query) -> String {
    let text = query.required("q").unwrap_or_default();
    if text.chars().count() > MOST_CHARACTERS {
        query.refuse("q", "too_long", format!("has at most {MOST_CHARACTERS} characters."));
    }
    text
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
    let now = wanted.place(here.now).0;
    let by_section = wanted.facets.contains(&Facet::Category)
        || filter.categories.is_some()
        || filter.categories_exact.is_some()
        || !filter.exclude_categories.is_empty();
    let sections = if by_section { store::sections(conn)? } else { Vec::new() };
    let found = match (&view, narrowed(conn, here, &filter, &sections)?) {
        (Some(view), Some(narrow)) => {
            let mut question = wanted.question(narrow, now, here);
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
    let key = |hit: &Hit| Key { value: format!("{} {now}", hit.mark.0), id: hit.id };
    let page = Page::new(hits, &wanted.paging, total, |cursor| cursors.seal(&wanted.scope, cursor), key);
    let ids: Vec<Id> = page.rows.iter().map(|hit| hit.id).collect();
    let facets =
        if wanted.facets.is_empty() { None } else { Some(facets(conn, &sections, &wanted.facets, found.facets)?) };
    Ok(SearchList {
        data: shown(conn, here, &ids, &wanted.includes, &found.marks)?,
        page: page.page,
        facets,
        did_you_mean: found.did_you_mean,
        index: SearchIndex::new(seq, changes::head(conn)?),
    })
}

/// Reads the index; where it is damaged it is made anew.
fn look<T>(search: &Search, work: impl FnOnce() -> Result<T, tantivy::TantivyError>) -> Result<T, Problem> {
    work().map_err(|err| {
        search.note_damage();
        Problem::internal(format!("the search index cannot be read: {err}"))
    })
}

/// A list's filters as the index has them; none where they name something that is not there.
fn narrowed(conn: &mut Conn, here: &Here, filter: &Filter, sections: &[Section]) -> Result<Option<Narrow>, Problem> {
    let mut narrow = Narrow {
        exclude_categories: below(sections, &filter.exclude_categories),
        languages: filter.languages.iter().map(|tag| tag.to_lowercase()).collect(),
        formats: filter.formats.iter().filter_map(|format| store::format_code(format)).collect(),
        ids: filter.ids.clone(),
        exclude_ids: filter.exclude_ids.clone(),
        featured: filter.featured,
        breaking: filter.breaking,
        from: filter.from,
        until: filter.until,
        before: filter.before,
        updated_from: filter.updated_from,
        ..Narrow::default()
    };
    narrow.categories.extend(filter.categories.as_ref().map(|some| below(sections, some)));
    narrow.categories.extend(filter.categories_exact.as_ref().map(|some| {
        sections.iter().filter(|section| some.contains(&section.id)).map(|section| code(section.number)).collect()
    }));
    if let Some(tags) = &filter.tags {
        narrow.tags.push(numbers(conn, Kind::Tag, tags)?);
    }
    for tag in filter.all_tags.iter().flatten() {
        narrow.tags.push(numbers(conn, Kind::Tag, &[*tag])?);
    }
    if let Some(authors) = &filter.authors {
        narrow.authors = Some(numbers(conn, Kind::Author, authors)?);
    }
    if !filter.slugs.is_empty() || !filter.legacy_ids.is_empty() {
        let named = store::ids_named(conn, &filter.slugs, &filter.legacy_ids)?;
        let both = |ids: Vec<Id>| ids.into_iter().filter(|id| named.contains(id)).collect();
        narrow.ids = Some(narrow.ids.map_or(named.clone(), both));
    }
    let comments = &here.settings().comments;
    narrow.comments = match filter.comments_open {
        Some(true) if !comments.enabled => return Ok(None),
        Some(false) if !comments.enabled => None,
        wanted => wanted.map(|open| (open, here.comments_close_before())),
    };
    let nothing = narrow.categories.iter().chain(&narrow.tags).chain(&narrow.authors).any(Vec::is_empty)
        || narrow.ids.as_ref().is_some_and(Vec::is_empty)
        || filter.all_tags.as_ref().is_some_and(Vec::is_empty);
    Ok((!nothing).then_some(narrow))
}

fn code(number: i64) -> u64 {
    number.unsigned_abs()
}

/// The numbers of categories and of those below them.
fn below(sections: &[Section], ids: &[Id]) -> Vec<u64> {
    let named: Vec<&Section> = sections.iter().filter(|section| ids.contains(&section.id)).collect();
    let is_below = |section: &&Section| named.iter().any(|top| section.is_in(top));
    sections.iter().filter(is_below).map(|section| code(section.number)).collect()
}

/// The numbers of each category and of those above it, by its own.
fn lineages(sections: &[Section]) -> HashMap<u64, Vec<u64>> {
    let above = |section: &Section| {
        let all = sections.iter().filter(|top| section.is_in(top)).map(|top| code(top.number));
        (code(section.number), all.collect())
    };
    sections.iter().map(above).collect()
}

fn numbers(conn: &mut Conn, kind: Kind, ids: &[Id]) -> Result<Vec<u64>, Problem> {
    Ok(store::by_ids(conn, kind, ids)?.into_iter().map(|row| code(row.number)).collect())
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

/// The counts with the names of what they count.
fn facets(
    conn: &mut Conn,
    sections: &[Section],
    wanted: &[Facet],
    mut counts: HashMap<Facet, HashMap<u64, u64>>,
) -> Result<Vec<SearchFacet>, Problem> {
    let mut all = Vec::new();
    for facet in wanted {
        let name = FACETS.iter().find(|(_, one)| one == facet).map_or("", |(name, _)| name);
        let values = values(conn, sections, *facet, counts.remove(facet).unwrap_or_default())?;
        all.push(SearchFacet { name: name.to_owned(), values });
    }
    Ok(all)
}

fn values(
    conn: &mut Conn,
    sections: &[Section],
    facet: Facet,
    counts: HashMap<u64, u64>,
) -> Result<Vec<SearchFacetValue>, Problem> {
    let value = |value: String, title: String, count: u64| SearchFacetValue {
        value,
        title,
        count: i64::try_from(count).unwrap_or(i64::MAX),
    };
    let mut values: Vec<SearchFacetValue> = match facet {
        Facet::Year => {
            counts.into_iter().map(|(year, count)| value(year.to_string(), year.to_string(), count)).collect()
        }
        Facet::Format => counts
            .into_iter()
            .filter_map(|(place, count)| {
                let format = usize::try_from(place).ok().and_then(|place| FORMATS.get(place))?;
                Some(value((*format).to_owned(), (*format).to_owned(), count))
            })
            .collect(),
        Facet::Category => {
            let named =
                |row: &Section| Some(value(row.slug.clone(), row.name.clone(), *counts.get(&code(row.number))?));
            sections.iter().filter_map(named).collect()
        }
        Facet::Tag | Facet::Author => {
            let mut most: Vec<(u64, u64)> = counts.into_iter().map(|(number, count)| (count, number)).collect();
            most.sort_unstable_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
            most.truncate(MOST_VALUES);
            let numbers: Vec<i64> = most.iter().filter_map(|(_, number)| i64::try_from(*number).ok()).collect();
            let kind = if facet == Facet::Tag { Kind::Tag } else { Kind::Author };
            let count: HashMap<u64, u64> = most.into_iter().map(|(count, number)| (number, count)).collect();
            let rows = store::by_numbers(conn, kind, &numbers)?.into_iter();
            rows.filter_map(|row| Some(value(row.slug, row.name, *count.get(&code(row.number))?))).collect()
        }
    };
    values.sort_by(|a, b| match facet {
        Facet::Year => b.value.cmp(&a.value),
        _ => (b.count, &a.title).cmp(&(a.count, &b.title)),
    });
    values.truncate(MOST_VALUES);
    Ok(values)
}

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
    let article = |card: ArticleCard| Suggestion {
        r#type: "article".to_owned(),
        id: card.id,
        slug: card.slug,
        title: card.title,
        path: card.path,
    };
    all.extend(cards::cards(conn, here, &found.articles, &Includes::default())?.into_iter().map(article));
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
