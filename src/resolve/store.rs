//! Where addresses lead: the steps of [`steps`] over what [`Known`] has read. The steps go as far as
//! they can without asking the database and note what they miss; then all of that is read at once, and
//! they go again. So a thousand addresses cost as many statements as one.

mod known;
mod legacy;
mod load;
mod places;
mod steps;

use diesel::prelude::QueryResult;

use super::model::{Asked, Place, Resolution};
use crate::db::Conn;
use crate::redirects;
use crate::site::Here;
use known::Known;

/// What a step found.
#[derive(Debug, Clone)]
enum Led {
    /// A place.
    To(Place),
    /// An address of which nothing is known.
    Elsewhere(String),
    /// What was public once.
    Gone,
    /// Nothing.
    Nowhere,
}

/// Where an address leads at this moment.
///
/// # Errors
/// What the database said.
pub fn resolve(conn: &mut Conn, here: &Here, asked: &Asked) -> QueryResult<Resolution> {
    Ok(resolve_all(conn, here, std::slice::from_ref(asked))?.pop().unwrap_or(Resolution::NotFound))
}

/// Where each of these addresses leads, in their order.
///
/// # Errors
/// What the database said.
pub fn resolve_all(conn: &mut Conn, here: &Here, asked: &[Asked]) -> QueryResult<Vec<Resolution>> {
    let home = &here.addresses().home_url;
    let strange = asked.iter().any(|one| one.below(home).is_none());
    let bases = if strange { redirects::old_bases(conn)? } else { Vec::new() };
    let mut known = Known::default();
    loop {
        let made = asked.iter().map(|one| steps::resolve(&mut known, here, &bases, one)).collect();
        if !known.read_missing(conn, here)? {
            return Ok(made);
        }
    }
}
