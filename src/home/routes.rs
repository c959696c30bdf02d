//! The front page, for readers.

mod desk;

use std::collections::HashMap;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::{Block, candidates, pick};
use super::store::{self, Section};
use super::wire::{HomeBlockOut, HomeLink, HomeOut};
use crate::cards::{self, ArticleCard};
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::http::{Answer, Keys};
use crate::site::{Ask, Here};

pub use desk::{DeskContract, desk_routes};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(get_home))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/home").get(get_home));
}

/// How the front page is filled.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HomeParams {
    /// Whether an article stands once only, in the first block that it fits.
    #[param(default = true, example = true)]
    pub dedupe: Option<bool>,
}

/// Get the front page
///
/// All its blocks with their articles, in the order that editors gave them. Where none are arranged:
/// featured articles, the latest, and the four largest categories.
#[utoipa::path(
    get, path = "/v1/home", tag = "site", params(HomeParams),
    responses((status = 200, description = "The front page.", body = HomeOut))
)]
pub async fn get_home(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let dedupe = query.flag("dedupe").unwrap_or(true);
    query.finish()?;
    let home = ask.read(move |conn, here| front_page(conn, here, dedupe)).await?;
    Ok(Answer::json(&home)?.cached(freshness::LIST, Keys::new().with("home").with("articles").with("refs")))
}

/// The front page; `dedupe`: an article stands once only.
///
/// # Errors
/// The database cannot be read.
pub fn front_page(conn: &mut Conn, here: &Here, dedupe: bool) -> Result<HomeOut, Problem> {
    let blocks = store::blocks(conn, here)?;
    let sizes: Vec<usize> = blocks.iter().map(|block| block.size).collect();
    let found = store::candidates(conn, here, &blocks, &candidates(&sizes, dedupe))?;
    let labelled: Vec<(i64, Id)> = (0..)
        .zip(pick(&found, &sizes, dedupe))
        .flat_map(|(label, ids)| ids.into_iter().map(move |id| (label, id)))
        .collect();
    let sections = store::sections(conn, here, &blocks)?;
    let cards = cards::grouped_cards(conn, here, blocks.len(), &labelled)?;
    let filled = blocks.into_iter().zip(cards).filter(|(_, items)| !items.is_empty());
    Ok(HomeOut { blocks: filled.map(|(block, items)| block_out(block, items, &sections, here)).collect() })
}

fn block_out(block: Block, items: Vec<ArticleCard>, sections: &HashMap<Id, Section>, here: &Here) -> HomeBlockOut {
    let source = block.selection.source().and_then(|id| sections.get(&id));
    let link = block.link.and_then(|id| sections.get(&id)).or(source);
    HomeBlockOut {
        kind: block.selection.kind_on_wire().to_owned(),
        title: block.title.or_else(|| source.map(|section| section.name.clone())),
        link: link.map(|section| HomeLink::new(&section.name, &section.path, here.addresses())),
        key: block.key,
        items,
    }
}
