//! Authors, terms and the key-and-value pairs that several records have.
//! `item.rs` has the items and their comments.

use std::io::Read;

use super::super::model::{Author, Term};
use super::super::xml::XmlError;
use super::cursor::{Cursor, Space};

/// Reads a `wp:author` whose start tag has been read.
pub(super) fn author<R: Read>(cursor: &mut Cursor<R>) -> Result<Author, XmlError> {
    let mut author = Author::default();
    while let Some(tag) = cursor.child()? {
        match (tag.space, tag.local.as_str()) {
            (Space::Wp, "author_id") => author.id = cursor.number()?,
            (Space::Wp, "author_login") => cursor.word_into(&mut author.login)?,
            (Space::Wp, "author_email") => cursor.word_into(&mut author.email)?,
            (Space::Wp, "author_display_name") => cursor.word_into(&mut author.display_name)?,
            (Space::Wp, "author_first_name") => cursor.word_into(&mut author.first_name)?,
            (Space::Wp, "author_last_name") => cursor.word_into(&mut author.last_name)?,
            _ => cursor.skip(&tag)?,
        }
    }
    Ok(author)
}

/// Reads a `wp:category`, `wp:tag` or `wp:term` whose start tag has been read. `taxonomy` is what
/// the element's name says of it.
pub(super) fn term<R: Read>(cursor: &mut Cursor<R>, taxonomy: &str) -> Result<Term, XmlError> {
    let mut term = Term { taxonomy: taxonomy.to_owned(), ..Term::default() };
    while let Some(tag) = cursor.child()? {
        if tag.space != Space::Wp {
            cursor.skip(&tag)?;
            continue;
        }
        match tag.local.as_str() {
            "term_id" => term.id = cursor.number()?,
            "term_taxonomy" => cursor.word_into(&mut term.taxonomy)?,
            "category_nicename" | "tag_slug" | "term_slug" => cursor.word_into(&mut term.slug)?,
            "category_parent" | "term_parent" => cursor.word_into(&mut term.parent)?,
            "cat_name" | "tag_name" | "term_name" => cursor.word_into(&mut term.name)?,
            "category_description" | "tag_description" | "term_description" => {
                cursor.word_into(&mut term.description)?;
            }
            "termmeta" => term.meta.extend(pair(cursor)?),
            _ => cursor.skip(&tag)?,
        }
    }
    Ok(term)
}

/// Reads a `wp:postmeta`, `wp:commentmeta` or `wp:termmeta` whose start tag has been read.
pub(super) fn pair<R: Read>(cursor: &mut Cursor<R>) -> Result<Option<(String, String)>, XmlError> {
    let (mut key, mut value) = (String::new(), String::new());
    while let Some(tag) = cursor.child()? {
        match (tag.space, tag.local.as_str()) {
            (Space::Wp, "meta_key") => cursor.word_into(&mut key)?,
            (Space::Wp, "meta_value") => cursor.text_into(&mut value)?,
            _ => cursor.skip(&tag)?,
        }
    }
    Ok((!key.is_empty()).then_some((key, value)))
}
