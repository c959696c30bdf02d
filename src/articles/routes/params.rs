//! What a list of articles may be asked: filters, sort, includes, fields and page.

use std::collections::HashMap;

use crate::archive::span;
use crate::cards::{FORMATS, Filter, Include, Includes, Sort};
use crate::db::{Conn, Id, Time};
use crate::error::Problem;
use crate::http::fields::{Fields, Shape};
use crate::http::paging::{DEEPEST_ROW, Place, USUAL_LIMIT};
use crate::http::{Keys, Paging, Query, RawPaging, keys};
use crate::search;
use crate::site::Ask;

/// Lists by more categories, tags and authors than this go by the key of all articles.
const MOST_NAMES: usize = 20;
/// The most rows of a page that carries bodies.
const MOST_WITH_BODY: u64 = 20;

/// The filters of every list of articles.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FilterParams {
    /// In one of these categories or below: slugs or ids, separated by commas.
    #[param(example = "city")]
    pub category: Option<String>,
    /// In one of these categories itself: slugs or ids.
    #[param(example = "city")]
    pub category_exact: Option<String>,
    /// Not in these categories or below: slugs or ids.
    #[param(example = "opinion")]
    pub exclude_category: Option<String>,
    /// With one of these tags: slugs or ids.
    #[param(example = "transport")]
    pub tag: Option<String>,
    /// With every one of these tags: slugs or ids.
    #[param(example = "transport,tunnel")]
    pub tag_all: Option<String>,
    /// By one of these authors: slugs or ids.
    #[param(example = "ada-okoye")]
    pub author: Option<String>,
    /// In one of these formats: `standard`, `gallery`, `video`, `audio`, `live`.
    #[param(pattern = "standard|gallery|video|audio|live,", example = "gallery,video")]
    pub format: Option<String>,
    /// In one of these languages (BCP 47); `en` is also `en-GB`.
    #[param(example = "en")]
    pub language: Option<String>,
    /// Featured at this moment, or not.
    #[param(example = true)]
    pub featured: Option<bool>,
    /// Breaking news at this moment, or not.
    #[param(example = false)]
    pub breaking: Option<bool>,
    /// One of these ids.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub ids: Option<String>,
    /// None of these ids.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub exclude_ids: Option<String>,
    /// With one of these slugs.
    #[param(example = "harbour-tunnel-opens")]
    pub slugs: Option<String>,
    /// With one of these ids in the system it was imported from.
    #[param(example = "12345")]
    pub legacy_id: Option<String>,
    /// Published in a year, a month or on a day of the site's zone: `2026`, `2026-11`, `2026-11-15`.
    #[param(example = "2026-11")]
    pub date: Option<String>,
    /// Published at this moment or later (RFC 3339).
    #[param(example = "2026-11-01T00:00:00Z")]
    pub published_after: Option<String>,
    /// Published at this moment or earlier (RFC 3339).
    #[param(example = "2026-11-30T23:59:59Z")]
    pub published_before: Option<String>,
    /// Updated by an editor at this moment or later (RFC 3339).
    #[param(example = "2026-11-01T00:00:00Z")]
    pub updated_after: Option<String>,
    /// Whether readers may comment at this moment: `open` or `closed`.
    #[param(pattern = "open|closed", example = "open")]
    pub comment_status: Option<String>,
}

/// The sort and the parts of a list of articles.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Only what a search (`/v1/search`) finds by these words, at most the first 10,000 of it, in this list's order. The latest changes may be missing for a second.
    #[param(max_length = 200, example = "harbour tunnel")]
    pub q: Option<String>,
    /// The order: `-published_at` (default), `published_at`, `-updated_at`, `title`, `-views`. Every order ends in the id. A walk by `-updated_at` goes on, after the list's end, with what was updated since it began: an article may come again, none is missed.
    #[param(
        pattern = "-published_at|published_at|-updated_at|title|-views",
        default = "-published_at",
        example = "-published_at"
    )]
    pub sort: Option<String>,
    /// What to add to each article, separated by commas: `body` (or a part: `body.html`, `body.text`, `body.blocks`), `related`, `adjacent`, `read_also`, `breadcrumbs`, `share`, `seo`, `json_ld`, `head_html`. With a body a page holds 20 articles at most.
    #[param(
        pattern = "body|body.html|body.text|body.blocks|related|adjacent|read_also|breadcrumbs|share|seo|json_ld|head_html,",
        example = "body,share"
    )]
    pub include: Option<String>,
    /// The parts to keep, separated by commas, nested by dots; `id` is always kept.
    #[param(example = "id,title,authors.name")]
    pub fields: Option<String>,
}

/// A request for a list of articles, checked.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The filters, as they were written.
    pub filter: RawFilter,
    /// The words that its articles have.
    pub words: Option<String>,
    /// The order.
    pub sort: Sort,
    /// What to add.
    pub includes: Includes,
    /// What to keep.
    pub fields: Option<Fields>,
    /// The page.
    pub paging: Paging,
    /// What a cursor is bound to.
    pub scope: String,
    part: bool,
}

impl Wanted {
    /// Reads a request's query.
    ///
    /// # Errors
    /// All faults of the query.
    pub fn read(ask: &Ask, shape: &Shape) -> Result<Self, Problem> {
        let mut query = ask.query();
        let filter = RawFilter::read(&mut query, ask.here.addresses().zone);
        let words = query.filled("q");
        if let Some(words) = &words {
            search::limit_words(&mut query, words);
        }
        let sort = query.one_of("sort", Sort::NAMES).unwrap_or(Sort::Newest);
        let asked = query.some_of("include", Includes::NAMES);
        let fields = Fields::read(&mut query, shape);
        let mut includes = Includes::of(&asked);
        if let Some(fields) = &fields {
            includes = includes_of(fields);
        }
        let paging = RawPaging::read(&mut query);
        limit_bodies(&mut query, &includes, &paging);
        let scope = scope(&filter, words.as_deref(), sort);
        let part = asked.iter().any(|one| matches!(one, Include::BodyHtml | Include::BodyText | Include::BodyBlocks))
            && !asked.contains(&Include::Body);
        let paging = paging.finish(query, &scope, &ask.cursors)?;
        Ok(Self { filter, words, sort, includes, fields, paging, scope, part })
    }

    /// A list with these filters and includes, and nothing else, from its start or at a numbered page; none
    /// where numbered pages do not reach.
    pub fn plain(filter: RawFilter, includes: Includes, number: Option<u64>) -> Option<Self> {
        let place = number.map_or(Place::Start, Place::Number);
        let paging = Paging { limit: USUAL_LIMIT, place, total: true };
        let reaches = number.is_none_or(|number| number.saturating_mul(USUAL_LIMIT) <= DEEPEST_ROW);
        let sort = Sort::Newest;
        let scope = scope(&filter, None, sort);
        let (words, fields) = (None, None);
        reaches.then_some(Self { filter, words, sort, includes, fields, paging, scope, part: false })
    }

    /// The keys of the answer: those of its filters, and of all articles where it shows some that it was
    /// not asked for by name.
    pub fn keys(&self) -> Keys {
        let Includes { related, adjacent, read_also, .. } = self.includes;
        // Translations are named by what search engines read.
        let others = related || adjacent || read_also || self.includes.asks_for_seo();
        let keys = self.filter.keys();
        if others { keys.with("articles") } else { keys }
    }

    /// Whether its total or its numbered page wants to know how the list stands.
    pub fn starts_with_a_glance(&self) -> bool {
        self.paging.total || matches!(self.paging.place, Place::Number(_))
    }

    /// Whether its rows are the same as long as the log is: not by views, nor by what the clock turns, and
    /// from its start.
    pub fn is_told_by_the_log(&self) -> bool {
        let Filter { featured, breaking, comments_open, .. } = self.filter.ready;
        let clocked = featured.is_some() || breaking.is_some() || comments_open.is_some();
        // What has the words is known to the index, which is behind the log at times.
        self.sort != Sort::Views && !clocked && self.words.is_none() && !matches!(self.paging.place, Place::Beyond(_))
    }

    /// Whether bodies come in part only.
    pub fn includes_a_part(&self) -> bool {
        self.part
    }
}

/// Refuses a page that would carry too many bodies.
pub fn limit_bodies(query: &mut Query, includes: &Includes, paging: &RawPaging) {
    if includes.body() && paging.limit() > MOST_WITH_BODY {
        query.refuse("limit", "out_of_range", format!("is at most {MOST_WITH_BODY} where bodies are included."));
    }
}

/// What a cursor of this list is bound to.
fn scope(filter: &RawFilter, words: Option<&str>, sort: Sort) -> String {
    let name = Sort::NAMES.iter().find(|(_, one)| *one == sort).map_or("", |(name, _)| name);
    let words = words.map(|words| format!(" {words:?}")).unwrap_or_default();
    format!("articles {name} {}{words}", filter.scope())
}

/// What has to be read for these fields.
pub fn includes_of(fields: &Fields) -> Includes {
    let body = |part| fields.wants_part("body", part);
    Includes {
        body_html: body("html"),
        body_text: body("text"),
        body_blocks: body("blocks"),
        related: fields.wants("related"),
        adjacent: fields.wants("adjacent"),
        read_also: fields.wants("read_also"),
        breadcrumbs: fields.wants("breadcrumbs"),
        share: fields.wants("share"),
        seo: fields.wants("seo"),
        json_ld: fields.wants("json_ld"),
        head_html: fields.wants("head_html"),
    }
}

/// The filters of a request: names are still names.
#[derive(Debug, Clone, Default)]
pub struct RawFilter {
    names: Vec<(&'static str, Vec<String>)>,
    ready: Filter,
}

const AXES: &[&str] = &["category", "category_exact", "exclude_category", "tag", "tag_all", "author"];

impl RawFilter {
    /// By one axis alone, by a slug or an id: `category`, `tag` or `author`.
    pub fn by(axis: &'static str, name: &str) -> Self {
        Self { names: vec![(axis, vec![name.to_owned()])], ready: Filter::default() }
    }

    /// Published in a year, a month or on a day of a zone.
    pub fn of_date(date: &str, zone: chrono_tz::Tz) -> Self {
        let (from, before) = span(date, zone).unzip();
        Self { names: Vec::new(), ready: Filter { from, before, ..Filter::default() } }
    }

    /// Reads the filters.
    pub fn read(query: &mut Query, zone: chrono_tz::Tz) -> Self {
        let mut names = Vec::new();
        for axis in AXES.iter().copied() {
            let list = query.list(axis);
            if !list.is_empty() {
                names.push((axis, list));
            }
        }
        let formats: Vec<(&str, &str)> = FORMATS.iter().map(|format| (*format, *format)).collect();
        let ids = query.ids("ids");
        let mut ready = Filter {
            formats: query.some_of("format", &formats).into_iter().map(str::to_owned).collect(),
            languages: languages(query),
            featured: query.flag("featured"),
            breaking: query.flag("breaking"),
            ids: (!ids.is_empty()).then_some(ids),
            exclude_ids: query.ids("exclude_ids"),
            slugs: query.list("slugs"),
            legacy_ids: query.list("legacy_id"),
            updated_from: query.time("updated_after"),
            comments_open: query.one_of("comment_status", &[("open", true), ("closed", false)]),
            ..Filter::default()
        };
        let (from, before) = date(query, zone).unzip();
        ready.from = query.time("published_after").max(from);
        ready.until = query.time("published_before");
        ready.before = before;
        Self { names, ready }
    }

    /// The same, of these articles alone.
    pub fn among(mut self, ids: Vec<Id>) -> Self {
        self.ready.ids = Some(ids);
        self
    }

    /// The filters as one text, the same for the same list.
    pub fn scope(&self) -> String {
        let mut names = self.names.clone();
        names.iter_mut().for_each(|(_, list)| list.sort());
        format!("{names:?} {:?}", self.ready)
    }

    /// The filters with ids for names.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn resolve(&self, conn: &mut Conn) -> Result<Filter, Problem> {
        let mut filter = self.ready.clone();
        for (axis, names) in &self.names {
            let slugs: Vec<String> = names.iter().filter(|name| Id::parse(name).is_none()).cloned().collect();
            let known = match (slugs.is_empty(), *axis) {
                (true, _) => HashMap::new(),
                (_, "tag" | "tag_all") => crate::tags::ids_of_slugs(conn, &slugs)?,
                (_, "author") => crate::authors::ids_of_slugs(conn, &slugs)?,
                _ => crate::categories::ids_of_slugs(conn, &slugs)?,
            };
            let of = |name: &String| Id::parse(name).or_else(|| known.get(name).copied());
            let ids: Vec<Id> = names.iter().filter_map(of).collect();
            match *axis {
                "category" => filter.categories = Some(ids),
                "category_exact" => filter.categories_exact = Some(ids),
                "exclude_category" => filter.exclude_categories = ids,
                "tag" => filter.tags = Some(ids),
                // One of them that nobody has is a condition that nothing meets.
                "tag_all" => filter.all_tags = Some(if ids.len() == names.len() { ids } else { Vec::new() }),
                _ => filter.authors = Some(ids),
            }
        }
        Ok(filter)
    }

    /// The keys of a list with these filters: by each axis that decides it; `articles` where none does,
    /// or where they name more than an answer has room for.
    pub fn keys(&self) -> Keys {
        let kind = |axis: &str| match axis {
            "category" | "category_exact" => Some("category"),
            "tag" | "tag_all" => Some("tag"),
            "author" => Some("author"),
            _ => None,
        };
        let named: Vec<(&str, &String)> = self
            .names
            .iter()
            .filter_map(|(axis, names)| kind(axis).map(|kind| names.iter().map(move |name| (kind, name))))
            .flatten()
            .collect();
        let keys = Keys::new().with("refs");
        let long = named.iter().any(|(_, name)| name.len() > keys::LONGEST_NAME);
        if named.is_empty() || named.len() > MOST_NAMES || long {
            return keys.with("articles");
        }
        named.into_iter().fold(keys, |keys, (kind, name)| keys.named(kind, name))
    }
}

fn languages(query: &mut Query) -> Vec<String> {
    let all = query.list("language");
    let fine = |tag: &String| {
        tag.len() <= 35 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !tag.starts_with('-')
    };
    if !all.iter().all(fine) {
        query.refuse("language", "invalid", "holds language tags (BCP 47), such as `en` or `en-GB`.");
    }
    all
}

/// The first moment of a year, month or day of the site's zone, and the first after it.
fn date(query: &mut Query, zone: chrono_tz::Tz) -> Option<(Time, Time)> {
    let text = query.text("date")?;
    let span = span(&text, zone);
    if span.is_none() {
        query.refuse("date", "invalid", "is a year, a month or a day: `2026`, `2026-11` or `2026-11-15`.");
    }
    span
}
