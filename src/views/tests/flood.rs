//! A thousand readers at once: some read here and now, some tell of it later, many tell of it twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;

use actix_web::test::TestRequest;
use diesel::prelude::*;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{FIREFOX, reader};
use crate::db::schema::{article_views, articles};
use crate::db::{Id, Time};
use crate::testing::{NOW, Server, time};
use crate::views::jobs;
use crate::views::routes::routes;

const ARTICLES: usize = 100;
/// Those who read while they are online, each every article.
const ONLINE: usize = 850;
/// Those who report what they read, each every article.
const OFFLINE: usize = 150;
const THREADS: usize = 6;

/// A request of a reader of a number, from their own address.
fn request(uri: &str, n: usize) -> TestRequest {
    let address = reader(n).address;
    TestRequest::post().uri(uri).insert_header(("user-agent", FIREFOX)).peer_addr((address, 4711).into())
}

/// When a reader was offline: up to six days ago.
fn moment(n: usize) -> Time {
    time(NOW).plus_seconds(-3_600 * i64::try_from(12 * (n % 13)).unwrap())
}

fn report(n: usize, all: &[Id]) -> Value {
    let view =
        |(at, article): (usize, &Id)| json!({"article": article, "view_id": format!("{n}-{at}"), "at": moment(n)});
    json!({"views": all.iter().enumerate().map(view).collect::<Vec<Value>>()})
}

impl Server {
    async fn report(&self, n: usize, all: &[Id]) {
        let got = self.send(routes, request("/v1/views", n).set_json(report(n, all))).await;
        assert_eq!((got.status, got.body), (202, json!({"accepted": ARTICLES})));
    }

    async fn counters(&self, all: &[Id]) -> Vec<i64> {
        let ids: Vec<String> = all.iter().map(Id::to_string).collect();
        let got = self.get(routes, &format!("/v1/counters?ids={}", ids.join(","))).await;
        got.body["data"].as_array().unwrap().iter().map(|one| one["views"].as_i64().unwrap()).collect()
    }

    fn totals(&self) -> Vec<i64> {
        self.write(|conn| articles::table.order(articles::number).select(articles::view_count).load(conn))
    }
}

#[actix_web::test]
async fn a_hundred_thousand_views_of_a_thousand_readers_are_summed_exactly() {
    let every_view = vec![i64::try_from(ONLINE + OFFLINE).unwrap(); ARTICLES];
    for server in Server::each() {
        let slugs = (0..ARTICLES).map(|n| &*Box::leak(format!("article-{n}").into_boxed_str()));
        let all: Arc<Vec<Id>> = Arc::new(slugs.map(|slug| server.article(slug, 200)).collect());
        let job = jobs::start(server.db.clone(), server.views.clone(), server.clock.clone());
        let online = |thread: usize| {
            let (views, all) = (server.views.clone(), all.clone());
            move || {
                // Some are counted by two threads, so that their views come twice, from two sides at once.
                let twice = |n: usize| n.is_multiple_of(5) && (n + 1) % THREADS == thread;
                let readers = (0..ONLINE).filter(|n| n % THREADS == thread || twice(*n));
                for n in readers {
                    for article in all.iter() {
                        views.record(&reader(n), *article, time(NOW));
                    }
                }
            }
        };
        let reading: Vec<_> = (0..THREADS).map(|n| thread::spawn(online(n))).collect();
        let mut reported = (ONLINE..ONLINE + OFFLINE).collect::<Vec<usize>>();
        // Some did not hear the answer and report again.
        reported.extend((ONLINE..ONLINE + OFFLINE).step_by(10));
        for some in reported.chunks(55) {
            join_all(some.iter().map(|n| server.report(*n, &all))).await;
            jobs::flush(&server.db, &server.views).await.unwrap();
        }
        reading.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(server.counters(&all).await, every_view, "before they are stored");
        job.stop().await;
        assert_eq!(server.views.unstored(), 0);
        assert_eq!(server.totals(), every_view);
        assert_eq!(server.counters(&all).await, every_view, "after they are stored");

        let mut hours: HashMap<Time, i64> = HashMap::new();
        *hours.entry(time(NOW)).or_default() += i64::try_from(ONLINE).unwrap();
        (ONLINE..ONLINE + OFFLINE).for_each(|n| *hours.entry(moment(n)).or_default() += 1);
        let columns = (article_views::article_id, article_views::hour, article_views::views);
        let stored: Vec<(Id, Time, i64)> = server.write(move |conn| article_views::table.select(columns).load(conn));
        assert_eq!(stored.len(), hours.len() * ARTICLES);
        assert!(stored.iter().all(|(_, hour, views)| hours[hour] == *views));
    }
}

#[actix_web::test]
async fn views_that_come_by_requests_at_once_are_each_counted_once() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let views = (0..120).map(|n| server.post_view(request("/v1/articles/tunnel/views", n % 60)));
        join_all(views).await;
        assert_eq!(server.counter(article).await, 60);
        jobs::flush(&server.db, &server.views).await.unwrap();
        assert_eq!(server.stored(article), (60, vec![(time(NOW), 60)]));
    }
}
