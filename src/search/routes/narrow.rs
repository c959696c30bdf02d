//! What must hold of an article besides the words: a list's filters, as the index has them.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::super::find::Narrow;
use super::super::index::Kind;
use super::super::store::{self, Section};
use crate::cards::Filter;
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::site::Here;

/// Whether the categories are asked for by a filter.
pub fn asks_for_sections(filter: &Filter) -> bool {
    filter.categories.is_some() || filter.categories_exact.is_some() || !filter.exclude_categories.is_empty()
}

/// A list's filters as the index has them; none where they name something that is not there.
///
/// # Errors
/// The database cannot be read.
pub fn narrowed(
    conn: &mut Conn,
    here: &Here,
    filter: &Filter,
    sections: &[Section],
) -> Result<Option<Narrow>, Problem> {
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

/// A number as the index has it.
pub fn code(number: i64) -> u64 {
    number.unsigned_abs()
}

/// The numbers of categories and of those below them.
fn below(sections: &[Section], ids: &[Id]) -> Vec<u64> {
    let named: Vec<&Section> = sections.iter().filter(|section| ids.contains(&section.id)).collect();
    let is_below = |section: &&Section| named.iter().any(|top| section.is_in(top));
    sections.iter().filter(is_below).map(|section| code(section.number)).collect()
}

/// The numbers of each category and of those above it, by its own.
pub fn lineages(sections: &[Section]) -> FxHashMap<u64, Vec<u64>> {
    let by_path: HashMap<&str, u64> =
        sections.iter().map(|section| (section.path.as_str(), code(section.number))).collect();
    let above = |section: &Section| {
        let ends = section.path.match_indices('/').map(|(at, _)| at).chain([section.path.len()]);
        let all = ends.filter_map(|end| by_path.get(&section.path[..end]).copied());
        (code(section.number), all.collect())
    };
    sections.iter().map(above).collect()
}

fn numbers(conn: &mut Conn, kind: Kind, ids: &[Id]) -> Result<Vec<u64>, Problem> {
    Ok(store::by_ids(conn, kind, ids)?.into_iter().map(|row| code(row.number)).collect())
}
