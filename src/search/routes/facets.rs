//! How many of what was found there are of each value, with the names of the values.

use std::collections::HashMap;

use super::super::find::{Counts, Facet};
use super::super::index::Kind;
use super::super::store::{self, Section};
use super::super::wire::{SearchFacet, SearchFacetValue};
use super::FACETS;
use super::narrow::code;
use crate::cards::FORMATS;
use crate::db::Conn;
use crate::error::Problem;

/// Values of a facet that are shown.
const MOST_VALUES: usize = 50;

/// The counts with the names of what they count.
///
/// # Errors
/// The database cannot be read.
pub fn facets(
    conn: &mut Conn,
    sections: &[Section],
    wanted: &[Facet],
    mut counts: HashMap<Facet, Counts>,
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
    counts: Counts,
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
