//! Articles: the list, one complete article, and how one is stored. What lists show of an article is
//! in `cards`; this slice adds what only an article's own page needs, and every write.

pub mod jobs;
mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{ArticleRow, BodyFormat, Details, Location, NewArticle, NewCorrection, Source, SourceCredit, Status};
pub use routes::desk::within_reach;
pub use routes::{FilterParams, RawFilter, carry_all, carry_rest, cleaned, complete, limit_bodies, list_page, preview};
pub use store::desk::{Named, find, missing};
pub use store::editing::drop_before as drop_autosaves_before;
pub use store::{
    Axis, Carrying, Filing, create, create_many, delete, filed_under, find_row, forget_revisions, forget_writer,
    in_trash_since, next_number, rehang, replace, set_picks, showing, take_slug,
};
pub use wire::desk::{BodyIn, BodySource, LARGEST_BODY};
pub use wire::{Article, ArticleList};
