//! What an article's path is made of, and what stands at a path already.

use diesel::prelude::*;

use crate::articles::model::NewArticle;
use crate::db::schema::{authors, categories, pages, tags};
use crate::db::{Conn, Id};

/// The path of an article's primary category and the slug of its first author.
///
/// # Errors
/// What the database said.
pub fn around(conn: &mut Conn, article: &NewArticle) -> QueryResult<(Option<String>, Option<String>)> {
    let category = match article.row.primary_category_id {
        Some(id) => categories::table.find(id).select(categories::path).first(conn).optional()?,
        None => None,
    };
    let author = match article.authors.first() {
        Some((id, _)) => authors::table.find(*id).select(authors::slug).first(conn).optional()?,
        None => None,
    };
    Ok((category, author))
}

/// How something that is no article is named in a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<'a> {
    /// A page, by its path.
    Page(&'a str),
    /// A category, by its path.
    CategoryPath(&'a str),
    /// A category, by its own slug.
    Category(&'a str),
    /// A tag.
    Tag(&'a str),
    /// An author.
    Author(&'a str),
}

/// Whether there is such a thing.
///
/// # Errors
/// What the database said.
pub fn stands(conn: &mut Conn, named: &Named<'_>) -> QueryResult<bool> {
    let found: Option<Id> = match *named {
        Named::Page(path) => pages::table.filter(pages::path.eq(path)).select(pages::id).first(conn).optional()?,
        Named::CategoryPath(path) => {
            categories::table.filter(categories::path.eq(path)).select(categories::id).first(conn).optional()?
        }
        Named::Category(slug) => {
            categories::table.filter(categories::slug.eq(slug)).select(categories::id).first(conn).optional()?
        }
        Named::Tag(slug) => tags::table.filter(tags::slug.eq(slug)).select(tags::id).first(conn).optional()?,
        Named::Author(slug) => {
            authors::table.filter(authors::slug.eq(slug)).select(authors::id).first(conn).optional()?
        }
    };
    Ok(found.is_some())
}
