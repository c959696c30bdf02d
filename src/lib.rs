//! Newswire: a headless JSON content API for news publishers.

pub mod addresses;
pub mod body;
pub mod changes;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod http;
pub mod jobs;
pub mod media;
pub mod openapi;
pub mod refs;
pub mod seo;
pub mod site;
pub mod text;
