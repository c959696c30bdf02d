//! What every test needs: a server of its own on a database of its own, and a client that is an actor.

pub mod client;
pub mod cluster;
pub mod desk;
pub mod editor;
pub mod newsroom;
pub mod postgres;
pub mod receiver;
pub mod s3;
pub mod server;
pub mod upload;

use std::time::{Duration, Instant};

use serde_json::Value;

pub use client::Client;
pub use server::{Backend, TestServer};

/// The databases that there are.
pub fn backends() -> impl Iterator<Item = Backend> {
    [Backend::Sqlite].into_iter().chain(postgres::server().map(|_| Backend::Postgres))
}

/// What is asked for again and again until it is as it will be, for a minute at most.
pub fn until(ask: impl Fn() -> Value, is: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let found = ask();
        if is(&found) {
            return found;
        }
        assert!(Instant::now() < deadline, "{found}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Runs a test on each database that is there, each time on a fresh demo newsroom.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($server:ident: TestServer) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            #[test]
            fn sqlite() {
                run($crate::support::TestServer::demo($crate::support::Backend::Sqlite));
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                if $crate::support::postgres::server().is_some() {
                    run($crate::support::TestServer::demo($crate::support::Backend::Postgres));
                }
            }

            fn run($server: TestServer) $body
        }
    )*};
}

/// The same on an empty database.
#[macro_export]
macro_rules! on_both_empty {
    ($(fn $name:ident($server:ident: TestServer) $body:block)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                run($crate::support::TestServer::empty($crate::support::Backend::Sqlite));
            }

            #[test]
            fn postgres() {
                if $crate::support::postgres::server().is_some() {
                    run($crate::support::TestServer::empty($crate::support::Backend::Postgres));
                }
            }

            fn run($server: TestServer) $body
        }
    )*};
}
