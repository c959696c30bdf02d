//! The program as its users meet it: through HTTP and the command line, on both databases.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod addresses;
mod archive;
mod article;
mod changes;
mod client;
mod clock;
mod commands;
mod comments;
mod contract;
mod cost;
mod events;
mod filing;
mod follow;
mod freshness;
mod furniture;
mod import;
mod lists;
mod log;
mod matrix;
mod media;
mod media_desk;
mod navigation;
mod newsroom;
mod paging;
mod problems;
mod schema;
mod sessions;
mod support;
mod taxonomy;
mod unseen;
mod views;
mod walkthrough;
mod webhooks;
