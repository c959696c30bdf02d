//! The front page as the newsroom reads and writes it: always whole.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cards::FORMATS;
use crate::db::Id;
use crate::home::model::{Block, LARGEST_BLOCK, NewHomeBlock, Selection};
use crate::http::checks::Checks;
use crate::text::{Slug, plain};
use crate::views::Window;

/// The most blocks of the front page.
pub const MOST_BLOCKS: usize = 50;
/// The most articles that are picked for a block.
const MOST_PICKS: usize = 50;

/// What a block is filled from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(example = "category")]
pub enum BlockKind {
    /// The articles of `article_ids`, in their order.
    Manual,
    /// The newest of those that editors feature.
    Featured,
    /// The newest of the category `source_id`, with what is below it.
    Category,
    /// The newest of the tag `source_id`.
    Tag,
    /// The newest of all.
    Latest,
    /// The most viewed within `window`.
    Popular,
    /// The newest of `format`.
    Format,
}

/// A block of the front page as an editor writes it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeBlockIn {
    /// Its name for frontends, unique among blocks.
    #[schema(min_length = 1, max_length = 200, example = "city")]
    pub key: String,
    /// What stands above it; without one the name of its category or tag.
    #[serde(default)]
    #[schema(max_length = 200, example = json!(null))]
    pub title: Option<String>,
    /// What it is filled from.
    pub kind: BlockKind,
    /// The id of the category or tag.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub source_id: Option<Id>,
    /// The articles of a `manual` one, in order. One that is not public shows up once it is.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50, example = json!([]))]
    pub article_ids: Vec<Id>,
    /// The format of a `format` one: `standard`, `gallery`, `video`, `audio` or `live`.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub format: Option<String>,
    /// The time of a `popular` one: `24h`, `7d`, `30d` or `all`.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub window: Option<String>,
    /// How many articles it shows.
    #[serde(default = "usual_size")]
    #[schema(minimum = 1, maximum = 50, default = 5, example = 5)]
    pub size: i32,
    /// The category that its title leads to; without one its own category or tag.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub link_category_id: Option<Id>,
}

fn usual_size() -> i32 {
    5
}

/// The front page as an editor writes it, whole.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeIn {
    /// Its blocks, in order. None: the page follows from what there is.
    #[schema(max_items = 50)]
    pub blocks: Vec<HomeBlockIn>,
}

impl HomeIn {
    /// The blocks as they are stored.
    pub fn read(self, checks: &mut Checks) -> Vec<NewHomeBlock> {
        if self.blocks.len() > MOST_BLOCKS {
            checks.fault("/blocks", "too_long", format!("At most {MOST_BLOCKS}."));
        }
        let mut keys = HashSet::new();
        let read = |(n, block): (usize, HomeBlockIn)| {
            let place = format!("/blocks/{n}");
            if !keys.insert(block.key.clone()) {
                checks.fault(&format!("{place}/key"), "repeated", "Another block has this key.");
            }
            block.read(&place, checks)
        };
        self.blocks.into_iter().take(MOST_BLOCKS).enumerate().filter_map(read).collect()
    }
}

impl HomeBlockIn {
    fn read(self, place: &str, checks: &mut Checks) -> Option<NewHomeBlock> {
        if Slug::parse(&self.key).is_none() {
            checks.fault(&format!("{place}/key"), "invalid", "A key holds letters, digits and hyphens.");
        }
        checks.optional(&format!("{place}/title"), self.title.as_ref(), 200);
        if !(1..=LARGEST_BLOCK).contains(&self.size) {
            checks.fault(&format!("{place}/size"), "out_of_range", format!("A number from 1 to {LARGEST_BLOCK}."));
        }
        if self.article_ids.len() > MOST_PICKS {
            checks.fault(&format!("{place}/article_ids"), "too_long", format!("At most {MOST_PICKS}."));
        }
        let selection = self.selection(place, checks)?;
        Some(NewHomeBlock {
            key: self.key,
            title: plain(self.title),
            selection,
            size: self.size,
            link: self.link_category_id,
        })
    }

    fn selection(&self, place: &str, checks: &mut Checks) -> Option<Selection> {
        let (name, detail, selection) = match self.kind {
            BlockKind::Manual => return Some(Selection::Manual(self.article_ids.clone())),
            BlockKind::Featured => return Some(Selection::Featured),
            BlockKind::Latest => return Some(Selection::Latest),
            BlockKind::Category => {
                ("source_id", "It names its category.".to_owned(), self.source_id.map(Selection::Category))
            }
            BlockKind::Tag => ("source_id", "It names its tag.".to_owned(), self.source_id.map(Selection::Tag)),
            BlockKind::Popular => {
                let window = Window::parse(self.window.as_deref().unwrap_or("7d"));
                ("window", "Allowed: 24h, 7d, 30d, all.".to_owned(), window.map(Selection::Popular))
            }
            BlockKind::Format => {
                let format = self.format.as_deref().and_then(Selection::format);
                ("format", format!("Allowed: {}.", FORMATS.join(", ")), format)
            }
        };
        if selection.is_none() {
            checks.fault(&format!("{place}/{name}"), "invalid", detail);
        }
        selection
    }
}

/// A block of the front page as the newsroom sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomHomeBlock {
    /// Its name for frontends.
    #[schema(example = "city")]
    pub key: String,
    /// What stands above it; null: the name of its category or tag.
    #[schema(required, example = json!(null))]
    pub title: Option<String>,
    /// What it is filled from.
    #[schema(example = "category", extensions(("x-extensible-enum" = json!(["manual", "featured", "category", "tag", "latest", "popular", "format"]))))]
    pub kind: String,
    /// The id of the category or tag.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub source_id: Option<Id>,
    /// The articles of a `manual` one, public or not, in order.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub article_ids: Vec<Id>,
    /// The format of a `format` one.
    #[schema(required, example = json!(null))]
    pub format: Option<String>,
    /// The time of a `popular` one.
    #[schema(required, example = json!(null))]
    pub window: Option<String>,
    /// How many articles it shows.
    #[schema(example = 5)]
    pub size: i32,
    /// The category that its title leads to; null: its own category or tag.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub link_category_id: Option<Id>,
}

/// The front page as the newsroom sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomHome {
    /// Counts every write; the `ETag` of the front page.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Its blocks, in order; none: readers see featured articles, the latest, and the four largest categories.
    pub blocks: Vec<NewsroomHomeBlock>,
}

impl NewsroomHome {
    /// The stored blocks.
    pub fn new(revision: i64, blocks: Vec<Block>) -> Self {
        Self { revision, blocks: blocks.into_iter().map(NewsroomHomeBlock::new).collect() }
    }
}

impl NewsroomHomeBlock {
    fn new(block: Block) -> Self {
        let kind = block.selection.kind().to_owned();
        let source_id = block.selection.source();
        let (mut article_ids, mut format, mut window) = (Vec::new(), None, None);
        match block.selection {
            Selection::Manual(picks) => article_ids = picks,
            Selection::Format(n) => format = FORMATS.get(n).map(|name| (*name).to_owned()),
            Selection::Popular(within) => window = Some(within.as_str().to_owned()),
            Selection::Category(_) | Selection::Tag(_) | Selection::Latest | Selection::Featured => {}
        }
        let size = i32::try_from(block.size).unwrap_or(LARGEST_BLOCK);
        Self {
            key: block.key,
            title: block.title,
            kind,
            source_id,
            article_ids,
            format,
            window,
            size,
            link_category_id: block.link,
        }
    }
}
