//! Paging: by cursor as deep as a list goes, or by numbers down to ten thousand rows.

use serde::Serialize;
use utoipa::ToSchema;

use super::Query;
use super::cursor::{Cursor, Cursors};
use crate::db::{Direction, Id};
use crate::error::{Code, Fault, Problem};

/// Numbered pages end at this many rows.
pub const DEEPEST_ROW: u64 = 10_000;
/// Lists without a kept counter are counted up to here.
pub const COUNTED_TO: u64 = 10_000;
/// How many rows a page has where the request does not say.
pub const USUAL_LIMIT: u64 = 20;
/// The most rows of a page.
pub const MOST_ROWS: u64 = 100;

/// Where a page starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At the list's start.
    Start,
    /// Beyond a row.
    Beyond(Cursor),
    /// At a numbered page, from 1.
    Number(u64),
}

/// What a request says about its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Rows of a page.
    pub limit: u64,
    /// Where it starts.
    pub place: Place,
    /// Whether the total is wanted.
    pub total: bool,
}

/// The page that a part of a query names in its one plain form: `page=` and a number from 1 to 500. Where a query may
/// say whatever it likes, everything else is no part of the question.
pub fn plain_page(part: &str) -> Option<u64> {
    let digits = part.strip_prefix("page=")?;
    let plain = digits.len() <= 3 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|page| plain && (1..=MOST_PLAIN_PAGES).contains(page))
}

/// The last of those pages.
pub const MOST_PLAIN_PAGES: u64 = 500;

/// The parameters of every list, as the contract has them.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PagingParams {
    /// The most rows of a page.
    #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
    pub limit: Option<i32>,
    /// Where to go on: `page.next_cursor` or `page.previous_cursor` of an answer to the same query.
    pub cursor: Option<String>,
    /// A numbered page, from 1, down to 10,000 rows; not together with `cursor`.
    #[param(minimum = 1, example = 1)]
    pub page: Option<i32>,
    /// Whether to count the list. Without `cursor` it is counted anyway.
    #[param(example = true)]
    pub total: Option<bool>,
}

/// The parameters of a list that is walked by cursors alone and not counted.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CursorParams {
    /// The most rows of a page.
    #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
    pub limit: Option<i32>,
    /// Where to go on: `page.next_cursor` or `page.previous_cursor` of an answer to the same query.
    pub cursor: Option<String>,
}

/// How many rows a page of such a list has where the request does not say, and at most.
pub const CURSOR_LIMITS: (u64, u64) = (20, 100);

/// A request's paging parameters, before its cursor can be opened.
#[derive(Debug)]
pub struct RawPaging {
    limit: u64,
    cursor: Option<String>,
    number: Option<u64>,
    total: Option<bool>,
}

impl RawPaging {
    /// Reads `limit`, `cursor`, `page` and `total`.
    pub fn read(query: &mut Query) -> Self {
        let limit = query.number("limit", 1, MOST_ROWS).unwrap_or(USUAL_LIMIT);
        let cursor = query.filled("cursor");
        let number = query.number("page", 1, u64::MAX);
        if cursor.is_some() && number.is_some() {
            query.refuse("page", "invalid", "cannot be given together with `cursor`.");
        }
        Self { limit, cursor, number, total: query.flag("total") }
    }

    /// Reads `limit` and `cursor`, of a list without numbered pages and without a total; `limits` are the
    /// usual rows of a page and the most.
    fn of_cursors(query: &mut Query, limits: (u64, u64)) -> Self {
        let limit = query.number("limit", 1, limits.1).unwrap_or(limits.0);
        Self { limit, cursor: query.filled("cursor"), number: None, total: Some(false) }
    }

    /// How many rows the page will have.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Whether its cursor belongs to the list that `scope` describes, for calls that walk more than one.
    pub fn is_within(&self, scope: &str, cursors: &Cursors) -> bool {
        self.cursor.as_deref().is_some_and(|text| cursors.open(scope, text).is_some())
    }

    /// Opens the cursor in the list that `scope` describes, and ends the reading of the query.
    ///
    /// # Errors
    /// All faults of the query; a page beyond ten thousand rows.
    pub fn finish(self, mut query: Query, scope: &str, cursors: &Cursors) -> Result<Paging, Problem> {
        let opened = self.cursor.as_deref().map(|text| cursors.open(scope, text));
        if opened == Some(None) {
            query.refuse("cursor", "invalid", "is no cursor of this list with these filters and this sort.");
        }
        query.finish()?;
        let place = match (opened.flatten(), self.number) {
            (Some(cursor), _) => Place::Beyond(cursor),
            (None, Some(number)) => Place::Number(not_too_deep(number, self.limit)?),
            (None, None) => Place::Start,
        };
        let total = self.total.unwrap_or(!matches!(place, Place::Beyond(_)));
        Ok(Paging { limit: self.limit, place, total })
    }
}

/// A request for a page of a list that is walked by cursors alone and not counted.
pub struct Walk {
    /// Which page.
    pub paging: Paging,
    scope: String,
    cursors: Cursors,
}

impl Walk {
    /// Reads what is left of a query, in the list that `scope` describes; `limits` are the usual rows of a page
    /// and the most.
    ///
    /// # Errors
    /// All faults of the query.
    pub fn read(mut query: Query, scope: String, limits: (u64, u64), cursors: &Cursors) -> Result<Self, Problem> {
        let raw = RawPaging::of_cursors(&mut query, limits);
        Ok(Self { paging: raw.finish(query, &scope, cursors)?, scope, cursors: cursors.clone() })
    }

    /// The page of the rows that the database walked.
    pub fn page<T>(&self, rows: Vec<T>, key: impl Fn(&T) -> Key) -> Page<T> {
        Page::new(rows, &self.paging, None, |cursor| self.cursors.seal(&self.scope, cursor), key)
    }
}

fn not_too_deep(number: u64, limit: u64) -> Result<u64, Problem> {
    if number.saturating_mul(limit) <= DEEPEST_ROW {
        return Ok(number);
    }
    let deepest = DEEPEST_ROW / limit;
    let detail = format!("Numbered pages of {limit} rows end at page {deepest}. Follow `cursor` to go deeper.");
    let fault = Fault::parameter("page", "out_of_range", detail.clone());
    Err(Problem { errors: vec![fault], ..Problem::new(Code::PageTooDeep, detail) })
}

impl Paging {
    /// The rows to skip, for a numbered page.
    pub fn offset(&self) -> u64 {
        match self.place {
            Place::Number(number) => (number - 1) * self.limit,
            _ => 0,
        }
    }

    /// Whether it walks back from its cursor.
    pub fn back(&self) -> bool {
        matches!(&self.place, Place::Beyond(cursor) if cursor.back)
    }

    /// The cursor to go on from.
    pub fn beyond(&self) -> Option<&Cursor> {
        match &self.place {
            Place::Beyond(cursor) => Some(cursor),
            _ => None,
        }
    }

    /// The order in which the database walks, given the list's own.
    pub fn direction(&self, own: Direction) -> Direction {
        if self.back() { own.reversed() } else { own }
    }
}

/// A row's place in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its value in the sort, as text.
    pub value: String,
    /// Its id.
    pub id: Id,
}

/// A page of rows, in the list's order.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// What the answer says about the page.
    pub page: PageOut,
}

/// How many rows a list has, and whether that is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exactly(u64),
    /// At least so many: counting stopped there.
    AtLeast(u64),
}

impl Total {
    /// Of a list that was counted to one beyond [`COUNTED_TO`], or further.
    pub fn counted(rows: u64) -> Self {
        if rows > COUNTED_TO { Self::AtLeast(COUNTED_TO) } else { Self::Exactly(rows) }
    }
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` rows as the database walked them; the one too many tells
    /// that there are more.
    pub fn new(
        mut rows: Vec<T>,
        paging: &Paging,
        total: Option<Total>,
        seal: impl Fn(&Cursor) -> String,
        key: impl Fn(&T) -> Key,
    ) -> Self {
        let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if paging.back() {
            rows.reverse();
        }
        let (has_next, has_previous) = match (&paging.place, paging.back()) {
            (_, true) => (!rows.is_empty(), more),
            (Place::Start, _) => (more, false),
            (Place::Number(number), _) => (more, *number > 1),
            (Place::Beyond(_), false) => (more, !rows.is_empty()),
        };
        let at = |row: Option<&T>, back| {
            row.map(|row| {
                let Key { value, id } = key(row);
                seal(&Cursor { value, id, back })
            })
        };
        let next_cursor = has_next.then(|| at(rows.last(), false)).flatten();
        let previous_cursor = has_previous.then(|| at(rows.first(), true)).flatten();
        let page = PageOut::new(paging, total, next_cursor, previous_cursor);
        Self { rows, page }
    }

    /// The same page of other things, one for each row.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(make).collect(), page: self.page }
    }
}

/// Where an answer stands in its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Page)]
pub struct PageOut {
    /// The most rows that this page could have.
    #[schema(example = 20)]
    pub limit: i32,
    /// How many rows the whole list has; null with a cursor unless `total=true` asked for it.
    #[schema(required, maximum = 9_007_199_254_740_991_i64, example = 219)]
    pub total: Option<i64>,
    /// `eq`: `total` is exact; `gte`: there are at least that many.
    #[schema(required, example = "eq", extensions(("x-extensible-enum" = json!(["eq", "gte"]))))]
    pub total_relation: Option<String>,
    /// The next page's `cursor`; null on the last.
    #[schema(required, example = "eyJ2IjoiMjAyNi0xMS0xNVQwOTowMjowMFoifQ")]
    pub next_cursor: Option<String>,
    /// The page before's `cursor`; null on the first.
    #[schema(required, example = json!(null))]
    pub previous_cursor: Option<String>,
    /// The page's number, where `page` asked for one.
    #[schema(required, example = json!(null))]
    pub number: Option<i32>,
    /// How many numbered pages the list has, where `page` asked for one.
    #[schema(required, example = json!(null))]
    pub count: Option<i32>,
}

impl PageOut {
    fn new(
        paging: &Paging,
        total: Option<Total>,
        next_cursor: Option<String>,
        previous_cursor: Option<String>,
    ) -> Self {
        let (total, relation) = match total.filter(|_| paging.total) {
            Some(Total::Exactly(n)) => (Some(n), Some("eq")),
            Some(Total::AtLeast(n)) => (Some(n), Some("gte")),
            None => (None, None),
        };
        let number = match paging.place {
            Place::Number(number) => Some(number),
            _ => None,
        };
        let small = |n: u64| i32::try_from(n).unwrap_or(i32::MAX);
        Self {
            limit: small(paging.limit),
            total: total.map(|n| i64::try_from(n).unwrap_or(i64::MAX)),
            total_relation: relation.map(str::to_owned),
            next_cursor,
            previous_cursor,
            number: number.map(small),
            count: number.and(total).map(|n| small(n.div_ceil(paging.limit))),
        }
    }
}

impl Paging {
    /// `LIMIT` and `OFFSET` of a page; one row more than it holds tells whether there are more.
    pub fn window(&self) -> (i64, i64) {
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        (whole(self.limit + 1), whole(self.offset()))
    }
}
