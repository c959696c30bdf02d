//! Newswire: a headless JSON content API for news publishers.

pub mod addresses;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod http;
pub mod jobs;
pub mod openapi;
pub mod text;
