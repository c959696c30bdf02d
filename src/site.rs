//! The site: who publishes it, where it is, in which zone and language, and how its addresses are
//! made. [`Here`] is what every handler starts from: the database, the site as it is now, the moment.

mod here;
mod model;
pub mod routes;
mod store;
mod wire;

pub use here::{Here, SiteCache, Snapshot};
pub use model::{
    Address, CommentRules, Credit, Moderation, Office, Person, Publisher, SiteSettings, Social, check_settings,
};
pub use routes::Ask;
pub use store::{load, paths, save};
pub use wire::{
    AddressOut, CommentRulesOut, CreditOut, FEED_FILES, FeedOut, OfficeOut, PersonOut, PublisherOut, SEARCH_FEEDS,
    SocialIn, SocialOut,
};
