//! Views on their way to the database, and what becomes of them there.

use diesel::prelude::*;

use super::visit;
use crate::db::schema::facts;
use crate::db::{Id, Time};
use crate::testing::{NOW, Server, time};
use crate::views::{Views, jobs, record_history, set_opening_balance, store};

#[actix_web::test]
async fn a_batch_whose_commit_was_not_answered_is_not_added_twice() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        server.views.record(&visit("a"), article, time(NOW));
        let batch = server.views.take().unwrap();
        server.write(move |conn| store::store(conn, &batch));
        // The answer was lost: the batch is in flight still, and stored.
        assert_eq!(server.counter(article).await, 1);
        server.views.record(&visit("b"), article, time(NOW));
        assert_eq!(server.counter(article).await, 2);
        jobs::flush(&server.db, &server.views).await.unwrap();
        assert_eq!(server.stored(article).0, 2);
        assert_eq!(server.views.unstored(), 0);
    }
}

#[actix_web::test]
async fn two_nodes_add_each_batch_once() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let other = Views::new().unwrap();
        server.views.record(&visit("a"), article, time(NOW));
        let batch = server.views.take().unwrap();
        server.write(move |conn| store::store(conn, &batch));
        // The answer was lost, and another node stores before it is tried again.
        other.record(&visit("b"), article, time(NOW));
        jobs::flush(&server.db, &other).await.unwrap();
        assert_eq!(server.counter(article).await, 2);
        jobs::flush(&server.db, &server.views).await.unwrap();
        assert_eq!(server.stored(article).0, 2);
        let nodes = || server.write(|conn| facts::table.count().get_result::<i64>(conn));
        assert_eq!(nodes(), 2);
        jobs::compact(&server.db, Time::now().plus_seconds(6 * 86_400)).await.unwrap();
        assert_eq!(nodes(), 2);
        jobs::compact(&server.db, Time::now().plus_seconds(8 * 86_400)).await.unwrap();
        assert_eq!(nodes(), 0);
    }
}

#[actix_web::test]
async fn views_of_an_article_that_is_no_more_are_dropped() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        server.views.record(&visit("a"), article, time(NOW));
        server.views.record(&visit("a"), Id::new(), time(NOW));
        jobs::flush(&server.db, &server.views).await.unwrap();
        assert_eq!((server.stored(article).0, server.views.unstored()), (1, 0));
    }
}

#[actix_web::test]
async fn a_stop_loses_none() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let job = jobs::start(server.db.clone(), server.views.clone(), server.clock.clone());
        server.views.record(&visit("a"), article, time(NOW));
        job.stop().await;
        assert_eq!(server.stored(article).0, 1);
    }
}

#[actix_web::test]
async fn old_hours_become_days_and_nothing_is_lost() {
    for server in Server::each() {
        let (article, other) = (server.article("a", 3_000), server.article("b", 3_000));
        let hour = |hours: i64| time("2026-10-10T00:00:00Z").plus_seconds(hours * 3_600);
        let recent = time("2026-11-15T11:00:00Z");
        server.write(move |conn| {
            let hours: Vec<(Time, i64)> = (0..72).map(|n| (hour(n), n + 1)).collect();
            record_history(conn, article, &hours)?;
            record_history(conn, other, &[(hour(5), 7), (recent, 1)])
        });
        let before = server.stored(article).0;
        for _ in 0..2 {
            jobs::compact(&server.db, time(NOW)).await.unwrap();
            let (total, days) = server.stored(article);
            assert_eq!(total, before);
            assert_eq!(days, [(hour(0), 300), (hour(24), 876), (hour(48), 1_452)]);
            assert_eq!(server.stored(other), (8, vec![(hour(0), 7), (recent, 1)]));
        }
    }
}

#[test]
fn an_imported_total_is_kept_under_what_is_counted_here() {
    for server in Server::each() {
        let article = server.article("a", 3_000);
        server.write(move |conn| set_opening_balance(conn, article, 140));
        server.write(move |conn| record_history(conn, article, &[(time(NOW), 2)]));
        assert_eq!(server.stored(article).0, 142);
        server.write(move |conn| set_opening_balance(conn, article, 150));
        assert_eq!(server.stored(article).0, 152);
    }
}
