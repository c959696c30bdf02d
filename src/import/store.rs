//! The SQL of imports: what each source item became, and what items refer to; `runs` are the imports
//! themselves.

pub mod runs;

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::{articles, authors, categories, comments, import_items, media, menus, pages, tags};
use crate::db::types::Uuid;
use crate::db::{Conn, Database, DatabaseError, Id, Statement, among};
use crate::each_backend;

/// What a source item became at an earlier import.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Known {
    /// Its identity in the source.
    pub identity: String,
    /// What it became.
    pub target_id: Id,
    /// The digest of its source then.
    pub digest: String,
    /// The revision that the import left.
    pub revision: i64,
}

/// Where an import writes: a database, batch by batch, or a transaction that is rolled back at the
/// end.
pub enum Ledger<'a> {
    /// Each batch is kept.
    Live(&'a Database),
    /// Nothing is kept.
    Dry(&'a mut Conn),
}

impl Ledger<'_> {
    /// Does a batch of work.
    ///
    /// # Errors
    /// What the work returned.
    pub fn write<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + From<diesel::result::Error> + Send + 'static,
    {
        match self {
            Self::Live(db) => db.write_blocking(work),
            Self::Dry(conn) => work(conn),
        }
    }
}

/// What these source items became, as far as they are known.
///
/// # Errors
/// What the database said.
pub fn known(conn: &mut Conn, source: &str, kind: &str, identities: &[String]) -> QueryResult<HashMap<String, Known>> {
    let mut found = HashMap::new();
    for part in identities.chunks(500) {
        let mut statement = Statement::<(Text, Uuid, Text, diesel::sql_types::BigInt)>::new(
            "SELECT i.identity, i.target_id, i.digest, i.revision FROM import_items i WHERE i.source = ",
        );
        statement.text(source).sql(" AND i.kind = ").text(kind).sql(" AND i.identity").is_among_texts(part);
        let rows: Vec<Known> = statement.load(conn)?;
        found.extend(rows.into_iter().map(|row| (row.identity.clone(), row)));
    }
    Ok(found)
}

/// Remembers what source items became.
///
/// # Errors
/// What the database said.
pub fn remember(conn: &mut Conn, source: &str, kind: &str, items: &[Known]) -> QueryResult<()> {
    let values: Vec<_> = items
        .iter()
        .map(|item| {
            (
                import_items::source.eq(source),
                import_items::kind.eq(kind),
                import_items::identity.eq(item.identity.as_str()),
                import_items::target_id.eq(item.target_id),
                import_items::digest.eq(item.digest.as_str()),
                import_items::revision.eq(item.revision),
            )
        })
        .collect();
    for item in items {
        diesel::delete(import_items::table.find((source, kind, item.identity.as_str()))).execute(conn)?;
    }
    // Many rows in one statement: the common connection type inserts them one by one only.
    each_backend!(conn => {
        for values in values.chunks(1000) { diesel::insert_into(import_items::table).values(values).execute(conn)?; }
    });
    Ok(())
}

/// The revisions that things have now, by id; what was deleted here is not among them.
///
/// # Errors
/// What the database said.
pub fn revisions(conn: &mut Conn, kind: &str, ids: &[Id]) -> QueryResult<HashMap<Id, i64>> {
    macro_rules! of {
        ($table:ident) => {
            $table::table
                .filter(among($table::id, ids))
                .select(($table::id, $table::revision))
                .load::<(Id, i64)>(conn)?
        };
    }
    let rows = match kind {
        "author" => of!(authors),
        "category" => of!(categories),
        "post_tag" => of!(tags),
        "attachment" => of!(media),
        "page" => of!(pages),
        "comment" => of!(comments),
        "nav_menu" => of!(menus),
        _ => of!(articles),
    };
    Ok(rows.into_iter().collect())
}

/// A medium of an import: its id, its address and its text.
#[derive(Debug, Clone, Queryable)]
pub struct MediaRef {
    /// Where it was.
    pub source_url: Option<String>,
    /// What it shows.
    pub alt: String,
    /// The line under it.
    pub caption: Option<String>,
    /// Its id here.
    pub id: Id,
}

/// A medium by its id in the source.
///
/// # Errors
/// What the database said.
pub fn media_by_legacy_id(conn: &mut Conn, source: &str, legacy_id: &str) -> QueryResult<Option<MediaRef>> {
    media::table
        .filter(media::legacy_id.eq(legacy_id))
        .filter(media::legacy_source.eq(source))
        .order(media::id)
        .select((media::source_url, media::alt, media::caption, media::id))
        .first(conn)
        .optional()
}

/// Media by their ids in the source.
///
/// # Errors
/// What the database said.
pub fn media_by_legacy_ids(conn: &mut Conn, source: &str, ids: &[String]) -> QueryResult<HashMap<String, Id>> {
    let mut statement =
        Statement::<(Text, Uuid)>::new("SELECT m.legacy_id, m.id FROM media m WHERE m.legacy_source = ");
    statement.text(source).sql(" AND m.legacy_id").is_among_texts(ids);
    Ok(statement.load::<(String, Id)>(conn)?.into_iter().collect())
}

/// Slugs that articles have already, of these.
///
/// # Errors
/// What the database said.
pub fn taken_slugs(conn: &mut Conn, slugs: &[String]) -> QueryResult<Vec<String>> {
    let mut statement = Statement::<(Text,)>::new("SELECT a.slug FROM articles a WHERE a.slug");
    statement.is_among_texts(slugs);
    Ok(statement.load::<(String,)>(conn)?.into_iter().map(|(slug,)| slug).collect())
}

/// Numbers that articles have already, of these.
///
/// # Errors
/// What the database said.
pub fn taken_numbers(conn: &mut Conn, kind: &str, numbers: &[i64]) -> QueryResult<Vec<i64>> {
    let numbers = numbers.to_vec();
    match kind {
        "attachment" => media::table.filter(media::number.eq_any(numbers)).select(media::number).load(conn),
        "page" => pages::table.filter(pages::number.eq_any(numbers)).select(pages::number).load(conn),
        "comment" => comments::table.filter(comments::number.eq_any(numbers)).select(comments::number).load(conn),
        _ => articles::table.filter(articles::number.eq_any(numbers)).select(articles::number).load(conn),
    }
}

/// The id of an article or page by its id in the source.
///
/// # Errors
/// What the database said.
pub fn item_by_legacy_id(conn: &mut Conn, source: &str, kind: &str, legacy_id: &str) -> QueryResult<Option<Id>> {
    match kind {
        "page" => pages::table
            .filter(pages::legacy_id.eq(legacy_id))
            .filter(pages::legacy_source.eq(source))
            .order(pages::id)
            .select(pages::id)
            .first(conn)
            .optional(),
        _ => articles::table
            .filter(articles::legacy_id.eq(legacy_id))
            .filter(articles::legacy_source.eq(source))
            .order(articles::id)
            .select(articles::id)
            .first(conn)
            .optional(),
    }
}

/// The categories at the root with the most articles.
///
/// # Errors
/// What the database said.
pub fn largest_top_categories(conn: &mut Conn, most: i64) -> QueryResult<Vec<Id>> {
    categories::table
        .filter(categories::parent_id.is_null())
        .order((categories::article_count_with_descendants.desc(), categories::name_key, categories::id))
        .limit(most)
        .select(categories::id)
        .load(conn)
}

/// A medium by an address in a body: its own, or that of a smaller version (`name-300x200.jpg`), by
/// either scheme.
///
/// # Errors
/// What the database said.
pub fn media_by_address(conn: &mut Conn, src: &str) -> QueryResult<Option<crate::media::Media>> {
    for address in addresses_of(src) {
        if let Some(found) = crate::media::find_by_source_url(conn, &address)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The addresses that the full picture behind an address may have.
fn addresses_of(src: &str) -> Vec<String> {
    let plain = src.split(['?', '#']).next().unwrap_or_default();
    let mut all = vec![plain.to_owned()];
    all.extend(without_size(plain));
    let others: Vec<String> = all
        .iter()
        .filter_map(|address| match address.strip_prefix("https://") {
            Some(rest) => Some(format!("http://{rest}")),
            None => address.strip_prefix("http://").map(|rest| format!("https://{rest}")),
        })
        .collect();
    all.extend(others);
    all
}

/// `a-300x200.jpg` is a version of `a.jpg`.
fn without_size(address: &str) -> Option<String> {
    let (stem, extension) = address.rsplit_once('.')?;
    let (stem, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(width) && digits(height)).then(|| format!("{stem}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_version_is_a_version_of_the_full_picture() {
        let found = addresses_of("http://a.example/x/y-300x200.jpg?w=1");
        assert!(found.contains(&"http://a.example/x/y.jpg".to_owned()));
        assert!(found.contains(&"https://a.example/x/y.jpg".to_owned()));
        assert_eq!(without_size("http://a.example/x/y-z.jpg"), None);
    }
}
