//! An article as lists show it: which ones a list holds, and what each card says. Everything public
//! that shows articles goes through here, so that what is public is decided in one place.

mod extras;
pub mod jobs;
mod ld;
mod make;
mod model;
mod store;
mod wire;

pub use extras::Extras;
pub use make::{cards, grouped_cards, load_cards, recent};
pub use model::{
    CardRow, CommentState, FORMATS, Filter, Found, Include, Includes, Lap, Part, Sort, Source, comment_state,
};
pub use store::{
    ALL_ARTICLES, Clocked, Due, DueRow, Eyes, GONE_ID, Glance, MOST_USES, MediaUse, OLD_SLUG, article_refs, count, due,
    due_ids, due_rows, find_each, find_public, glance, has_changed, has_roster, is_public, list, load_listed,
    load_rows, media_uses, note_turns, parts, path_of_slug, public, related_ids, roster, shown_media, totals,
};
pub use wire::{AdjacentOut, ArticleCard, CommentsState, Crumb, LegacyOut, ShareLinks, breadcrumbs, share_links};
