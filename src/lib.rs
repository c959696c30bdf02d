//! Newswire: a headless JSON content API for news publishers.

pub mod addresses;
pub mod app;
pub mod archive;
pub mod articles;
pub mod audit;
pub mod auth;
pub mod authors;
pub mod body;
pub mod cards;
pub mod categories;
pub mod changes;
pub mod clock;
pub mod commands;
pub mod comments;
pub mod config;
pub mod db;
pub mod demo;
pub mod docs;
pub mod error;
pub mod files;
pub mod frame;
pub mod home;
pub mod http;
pub mod import;
pub mod jobs;
pub mod keys;
pub mod media;
pub mod menus;
pub mod openapi;
pub mod outbound;
pub mod pages;
pub mod paths;
#[cfg(test)]
mod plan_tests;
pub mod redirects;
pub mod refs;
pub mod resolve;
pub mod seo;
pub mod site;
pub mod tags;
pub mod terms;
#[cfg(test)]
mod testing;
pub mod text;
pub mod users;
pub mod views;
pub mod webhooks;
