//! How a list is walked. By publication, one value of one axis is a range of that axis's feed table in
//! the list's own order. Of several axes the rarest is the range, by the kept counters. Where the range
//! is not in the list's order (another sort, several values of an axis) it is sorted if it is short,
//! else the index of the order is walked and each row looked up in the feeds.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::lists::public;
use super::totals::ALL_ARTICLES;
use crate::cards::model::{Filter, Lap, Sort, Source};
use crate::db::{Conn, Direction, Id, Statement, Time};

/// The feed table of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Category,
    CategoryExact,
    Tag,
    Author,
}

impl Table {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category | Self::CategoryExact => "category_feed",
            Self::Tag => "tag_feed",
            Self::Author => "author_feed",
        }
    }

    /// The column of its axis.
    pub fn column(self) -> &'static str {
        match self {
            Self::Category | Self::CategoryExact => "category_id",
            Self::Tag => "tag_id",
            Self::Author => "author_id",
        }
    }
}

/// A condition on an axis: one of these values of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    pub table: Table,
    pub ids: Vec<Id>,
}

impl Axis {
    /// Every axis that a filter names; each tag that an article must have is one of its own.
    pub fn of(filter: &Filter) -> Vec<Self> {
        let named = [
            (Table::Category, &filter.categories),
            (Table::CategoryExact, &filter.categories_exact),
            (Table::Tag, &filter.tags),
            (Table::Author, &filter.authors),
        ];
        let named = named.into_iter().filter_map(|(table, ids)| Some(Self { table, ids: ids.clone()? }));
        let tags = filter.all_tags.iter().flatten().map(|id| Self { table: Table::Tag, ids: vec![*id] });
        named.chain(tags).collect()
    }

    /// Completes a column to "is one of the values".
    pub fn is_one<ST>(&self, statement: &mut Statement<ST>) {
        match self.ids.as_slice() {
            [id] => statement.sql(" = ").id(*id),
            ids => statement.is_among(ids),
        };
    }

    /// Whether its range is in the order of a sort.
    fn is_ordered(&self, sort: Sort) -> bool {
        self.ids.len() == 1 && by_time(sort)
    }
}

fn by_time(sort: Sort) -> bool {
    matches!(sort, Sort::Newest | Sort::Oldest)
}

/// What a list is a range of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// All articles.
    None,
    /// An axis.
    Of(Axis),
}

/// How a list is walked.
#[derive(Debug, Clone)]
pub struct Plan {
    pub feed: Feed,
    sort: Sort,
    /// Whether the range is in the list's order.
    ordered: bool,
}

impl Plan {
    /// The plan of a list by publication.
    pub fn of(source: Source) -> Self {
        let axis = |table, id| Feed::Of(Axis { table, ids: vec![id] });
        let feed = match source {
            Source::All | Source::Format(_) => Feed::None,
            Source::Category(id) => axis(Table::Category, id),
            Source::CategoryExact(id) => axis(Table::CategoryExact, id),
            Source::Tag(id) => axis(Table::Tag, id),
            Source::Author(id) => axis(Table::Author, id),
        };
        Self { feed, sort: Sort::Newest, ordered: true }
    }

    /// The cheapest plan for a page of so many rows.
    ///
    /// # Errors
    /// What the database said.
    pub fn choose(conn: &mut Conn, filter: &Filter, sort: Sort, limit: u64) -> QueryResult<Self> {
        let mut axes = Axis::of(filter);
        let axis = match axes.len() {
            0 => None,
            1 if axes[0].is_ordered(sort) => axes.pop(),
            _ => rarest(conn, axes, sort, limit)?,
        };
        let ordered = axis.as_ref().is_none_or(|axis| axis.is_ordered(sort));
        Ok(Self { feed: axis.map_or(Feed::None, Feed::Of), sort, ordered })
    }

    /// What is walked, and that it is public. From its start a walk has a bound that all rows meet and that
    /// makes the order's index the obvious way; from a cursor that bound would be taken for the cursor's.
    pub fn source<ST>(&self, statement: &mut Statement<ST>, now: Time, from_start: bool) {
        match &self.feed {
            Feed::Of(axis) => {
                self.range(statement, axis);
                if from_start {
                    statement.sql(" AND f.published_at <= ").time(now);
                }
                statement.sql(" AND ");
            }
            Feed::None => {
                statement.sql("articles a WHERE ");
                if from_start {
                    match self.sort {
                        Sort::Newest | Sort::Oldest => statement.sql("a.published_at <= ").time(now),
                        Sort::Updated => statement.sql("a.updated_at >= ").time(Time(chrono::DateTime::UNIX_EPOCH)),
                        Sort::Title => statement.sql("a.title_key >= ").text(""),
                        Sort::Views => statement.sql("a.view_count >= ").number(0),
                    };
                    statement.sql(" AND ");
                }
            }
        }
        public(statement, now);
    }

    fn range<ST>(&self, statement: &mut Statement<ST>, axis: &Axis) {
        let Axis { table, ids } = axis;
        let direct = if *table == Table::CategoryExact { "direct = TRUE AND " } else { "" };
        if ids.len() == 1 {
            statement.sql(table.name()).sql(" f JOIN articles a ON a.id = f.article_id WHERE ");
            statement.sql(direct).sql("f.").sql(table.column());
            axis.is_one(statement);
            return;
        }
        // An article may stand under several values, and comes once.
        statement.sql("(SELECT DISTINCT published_at, article_id FROM ").sql(table.name()).sql(" WHERE ");
        statement.sql(direct).sql(table.column());
        // One by one: PostgreSQL knows how many rows each value has, and nothing of a list in JSON.
        for (n, id) in ids.iter().enumerate() {
            statement.sql(if n == 0 { " IN (" } else { ", " }).id(*id);
        }
        statement.sql(")) f JOIN articles a ON a.id = f.article_id WHERE 1 = 1");
    }

    fn columns(&self) -> (&'static str, &'static str) {
        match (self.sort, &self.feed) {
            (Sort::Newest | Sort::Oldest, Feed::Of(_)) if self.ordered => ("f.published_at", "f.article_id"),
            (Sort::Newest | Sort::Oldest, _) => ("a.published_at", "a.id"),
            (Sort::Updated, _) => ("a.updated_at", "a.id"),
            (Sort::Title, _) => ("a.title_key", "a.id"),
            (Sort::Views, _) => ("a.view_count", "a.id"),
        }
    }

    /// Rows beyond a place.
    pub fn beyond<ST>(&self, statement: &mut Statement<ST>, direction: Direction, value: &str, id: Id) {
        let (column, id_column) = self.columns();
        statement.sql(" AND (").sql(column).sql(", ").sql(id_column).sql(")").sql(direction.beyond()).sql("(");
        let time = |value| Time::parse(value).unwrap_or(Time::forever());
        match self.sort {
            Sort::Newest | Sort::Oldest => statement.time(time(value)),
            Sort::Updated => statement.time(time(Lap::value(value))),
            Sort::Title => statement.text(value),
            Sort::Views => statement.number(value.parse().unwrap_or(0)),
        };
        statement.sql(", ").id(id).sql(")");
    }

    /// The list's order.
    pub fn order<ST>(&self, statement: &mut Statement<ST>, direction: Direction) {
        let (column, id_column) = self.columns();
        statement.sql(" ORDER BY ").sql(column).sql(direction.sql()).sql(", ").sql(id_column).sql(direction.sql());
    }
}

/// The axis to start from, if any is better than the order of all articles. A range that is not in the
/// list's order is read and sorted whole; the walk reads the more rows for a page the rarer the range.
fn rarest(conn: &mut Conn, axes: Vec<Axis>, sort: Sort, limit: u64) -> QueryResult<Option<Axis>> {
    let (all, sizes) = sizes(conn, &axes)?;
    let mut sized: Vec<(i64, Axis)> = sizes.into_iter().zip(axes).collect();
    sized.sort_by_key(|(size, axis)| (*size, !axis.is_ordered(sort)));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let short = |size: i64| size.saturating_mul(size) <= limit.saturating_mul(all);
    let good = |(size, axis): &(i64, Axis)| axis.is_ordered(sort) || short(*size);
    Ok(sized.into_iter().find(good).map(|(_, axis)| axis))
}

/// How many articles there are, and how many each of these axes has.
fn sizes(conn: &mut Conn, axes: &[Axis]) -> QueryResult<(i64, Vec<i64>)> {
    let mut statement =
        Statement::<(BigInt, BigInt)>::new("SELECT CAST(-1 AS BIGINT), value FROM counters WHERE name = ");
    statement.text(ALL_ARTICLES);
    for (n, axis) in (0_i64..).zip(axes) {
        statement.sql(" UNION ALL SELECT CAST(").number(n).sql(match axis.table {
            Table::Category => " AS BIGINT), article_count_with_descendants FROM categories WHERE id",
            Table::CategoryExact => " AS BIGINT), article_count FROM categories WHERE id",
            Table::Tag => " AS BIGINT), article_count FROM tags WHERE id",
            Table::Author => " AS BIGINT), article_count FROM authors WHERE id",
        });
        axis.is_one(&mut statement);
    }
    let (mut all, mut sizes) = (0, vec![0; axes.len()]);
    for (n, size) in statement.load::<(i64, i64)>(conn)? {
        match usize::try_from(n).ok().and_then(|n| sizes.get_mut(n)) {
            Some(sum) => *sum += size,
            None => all = size,
        }
    }
    Ok((all, sizes))
}
