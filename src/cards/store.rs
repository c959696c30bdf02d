//! The SQL of cards: which articles a list holds ([`list`], [`parts`]), the rows that cards are made
//! of, what stands around an article, and what a name leads to.

mod around;
mod clock;
mod lists;
mod names;
mod papers;
mod pictures;
mod plan;
mod references;
mod rosters;
mod rows;
mod totals;
mod turns;
mod uses;

pub use around::{neighbours, picks, related_ids};
pub use clock::{Clocked, due_ids, next_due};
pub use lists::{count, has_changed, list, parts, public};
pub use names::{GONE_ID, OLD_SLUG, find_each, find_public, is_public};
pub use papers::{Correction, corrections, translations};
pub use pictures::shown_media;
pub use references::{article_refs, path_of_slug};
pub use rosters::{has_roster, roster};
pub use rows::{BodyRow, Person, Section, bodies, labels, load_listed, load_rows, people, sections};
pub use totals::{ALL_ARTICLES, Due, DueRow, Glance, due, due_rows, glance, totals};
pub use turns::note_turns;
pub use uses::{Eyes, MOST_USES, MediaUse, media_uses};
