//! How deliveries are made, sent, tried again and ended.

use super::receiver::{Answers, Receiver};
use crate::db::Database;
use crate::outbound::{Allowed, Outbound};
use crate::testing::Server;
use crate::webhooks::jobs::Courier;
use crate::webhooks::model::{Delivery, LONGEST_EXCERPT};
use crate::webhooks::store;

fn slugs(receiver: &mut Receiver) -> Vec<String> {
    receiver.all().iter().map(super::receiver::Got::slug).collect()
}

fn states(all: &[Delivery]) -> Vec<(&str, i64)> {
    all.iter().map(|delivery| (delivery.status.as_str(), delivery.attempt)).collect()
}

#[actix_web::test]
async fn a_webhook_is_told_of_what_it_wants_from_the_moment_it_is_made() {
    for server in Server::each() {
        let (mut all, mut some) = (Receiver::new().await, Receiver::new().await);
        let courier = server.courier(&[&all, &some]);
        server.changes(&["before"]);
        let (one, _) = (server.webhook(&all, &[]), server.webhook(&some, &["article.unpublished"]));
        server.changes(&["a", "b"]);
        server.change("article.unpublished", "a");
        assert_eq!(courier.step().await.unwrap(), 4);
        assert_eq!(slugs(&mut all), ["a", "b", "a"]);
        assert_eq!(slugs(&mut some), ["a"]);
        assert_eq!(courier.step().await.unwrap(), 0, "each is told once");
        let first = server.deliveries(&one).remove(0);
        assert_eq!((first.status.as_str(), first.attempt, first.response_status), ("delivered", 1, Some(204)));
        assert_eq!((first.error, first.response_body.as_deref()), (None, Some("")));
        assert_eq!((first.attempted_at, first.delivered_at), (Some(server.clock.now()), Some(server.clock.now())));
        assert!(first.duration_ms.is_some() && first.next_at.is_none());
    }
}

#[actix_web::test]
async fn several_nodes_send_each_delivery_once_and_in_the_order_of_the_log() {
    for server in Server::each() {
        let mut receiver = Receiver::new().await;
        let webhook = server.webhook(&receiver, &[]);
        let names: Vec<&'static str> = (0..25).map(|n| &*format!("a{n:02}").leak()).collect();
        server.changes(&names);
        let elsewhere = Database::open(server.db.address()).unwrap();
        let allowed = Allowed::parse([receiver.at.to_string().as_str()]).unwrap();
        let other = Courier::new(&elsewhere, &server.clock, Outbound::new(allowed).unwrap(), super::SECRET);
        let one = server.courier(&[&receiver]);
        let (here, there) = tokio::join!(one.step(), other.step());
        // A node that finds the webhook taken leaves it to the other one.
        assert_eq!(here.unwrap() + there.unwrap(), 25);
        assert_eq!(slugs(&mut receiver), names);
        assert!(states(&server.deliveries(&webhook)).iter().all(|state| *state == ("delivered", 1)));
    }
}

#[actix_web::test]
async fn what_failed_is_tried_again_by_the_clock_and_then_no_more() {
    for server in Server::each() {
        let mut receiver = Receiver::in_turn(&[500; 12]).await;
        let webhook = server.webhook(&receiver, &[]);
        server.changes(&["a"]);
        assert_eq!(server.courier(&[&receiver]).step().await.unwrap(), 1);
        for (n, pause) in (1..).zip([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]) {
            let row = server.deliveries(&webhook).remove(0);
            assert_eq!((row.status.as_str(), row.attempt, row.response_status), ("pending", n, Some(500)));
            // A program that was started anew goes on where the one before was.
            let courier = server.courier(&[&receiver]);
            server.pass(pause * 9 / 10 - 1);
            assert_eq!(courier.step().await.unwrap(), 0, "not before {pause} seconds");
            server.pass(pause / 5 + 2);
            assert_eq!(courier.step().await.unwrap(), 1, "after {pause} seconds");
        }
        let row = server.deliveries(&webhook).remove(0);
        assert_eq!((row.status.as_str(), row.attempt, row.next_at), ("failed", 10, None));
        assert_eq!(server.now_is(&webhook).failures, 10);
        let got = receiver.all();
        assert_eq!(got.len(), 10);
        assert!(got.iter().all(|one| one.body == got[0].body && one.headers["webhook-id"] == row.id.to_string()));
        server.pass(30 * 86_400);
        assert_eq!(server.courier(&[&receiver]).step().await.unwrap(), 0);
    }
}

#[actix_web::test]
async fn a_receiver_that_is_back_is_told_everything() {
    for server in Server::each() {
        let mut receiver = Receiver::in_turn(&[503, 302]).await;
        let webhook = server.webhook(&receiver, &[]);
        let courier = server.courier(&[&receiver]);
        server.changes(&["a", "b", "c"]);
        assert_eq!(courier.step().await.unwrap(), 3);
        assert_eq!(states(&server.deliveries(&webhook)), [("pending", 1), ("pending", 1), ("delivered", 1)]);
        server.pass(6);
        assert_eq!(courier.step().await.unwrap(), 2);
        let mut told = slugs(&mut receiver);
        told.sort();
        assert_eq!(told, ["a", "a", "b", "b", "c"]);
        assert_eq!(server.now_is(&webhook).failures, 0);
    }
}

#[actix_web::test]
async fn a_410_ends_the_webhook_and_what_was_still_to_be_sent() {
    for server in Server::each() {
        let mut receiver = Receiver::in_turn(&[410]).await;
        let webhook = server.webhook(&receiver, &[]);
        let courier = server.courier(&[&receiver]);
        server.changes(&["a", "b"]);
        assert_eq!(courier.step().await.unwrap(), 1);
        assert_eq!(states(&server.deliveries(&webhook)), [("ended", 1), ("ended", 0)]);
        let ended = server.now_is(&webhook);
        assert_eq!((ended.active, ended.ended.as_deref(), ended.revision), (false, Some("gone"), 2));
        server.changes(&["unheard"]);
        assert_eq!(courier.step().await.unwrap(), 0);

        let again = server.write(move |conn| {
            let said = crate::webhooks::model::Said { active: true, ..ended.said() };
            store::update(conn, ended, said)
        });
        assert_eq!((again.ended.as_deref(), again.failures, again.revision), (None, 0, 3));
        server.changes(&["heard"]);
        assert_eq!(courier.step().await.unwrap(), 1);
        assert_eq!(slugs(&mut receiver), ["a", "heard"]);
    }
}

#[actix_web::test]
async fn a_receiver_that_never_answers_delays_no_other_and_a_killed_program_goes_on() {
    for server in Server::each() {
        let (mut dead, mut good) = (Receiver::answering(Answers::Never).await, Receiver::new().await);
        let (silent, quick) = (server.webhook(&dead, &[]), server.webhook(&good, &[]));
        let courier = server.courier(&[&dead, &good]);
        server.changes(&["a", "b", "c"]);
        let step = tokio::spawn(async move { courier.step().await });
        for slug in ["a", "b", "c"] {
            assert_eq!(good.next().await.slug(), slug);
        }
        assert_eq!(dead.next().await.slug(), "a");
        // What arrived and was not written down yet would be sent again.
        while states(&server.deliveries(&quick)) != [("delivered", 1); 3] {
            tokio::task::yield_now().await;
        }
        assert!(!step.is_finished(), "it waits for the one that does not answer");
        step.abort();
        assert!(step.await.is_err());

        assert_eq!(states(&server.deliveries(&silent)), [("pending", 0); 3]);
        let hasty = |limit| {
            let allowed = Allowed::parse([dead.at.to_string().as_str(), good.at.to_string().as_str()]).unwrap();
            let outbound = Outbound::new(allowed).unwrap().with_limit(std::time::Duration::from_millis(limit));
            Courier::new(&server.db, &server.clock, outbound, super::SECRET)
        };
        assert_eq!(hasty(50).step().await.unwrap(), 0, "the claim of the node that is gone");
        server.pass(30);
        assert_eq!(hasty(50).step().await.unwrap(), 3);
        let row = server.deliveries(&silent).remove(0);
        assert_eq!((row.attempt, row.error.as_deref(), row.response_status), (1, Some("timeout"), None));
        assert!(good.all().is_empty(), "and nothing twice");
    }
}

#[actix_web::test]
async fn threat_42_one_kilobyte_of_an_answer_is_kept() {
    for server in Server::each() {
        let body = format!("SECRET=1\0{}", "é".repeat(100_000));
        let receiver = Receiver::answering(Answers::With(500, body)).await;
        let webhook = server.webhook(&receiver, &[]);
        server.changes(&["a"]);
        server.courier(&[&receiver]).step().await.unwrap();
        let kept = server.deliveries(&webhook).remove(0).response_body.unwrap();
        assert!(kept.starts_with("SECRET=1\u{fffd}é") && kept.ends_with('é'), "{kept}");
        assert!((LONGEST_EXCERPT - 3..=LONGEST_EXCERPT).contains(&kept.len()), "{}", kept.len());
    }
}

#[actix_web::test]
async fn threat_38_a_webhook_does_not_reach_into_the_network() {
    for server in Server::each() {
        let mut receiver = Receiver::new().await;
        let named = server.webhook_at("http://localhost/hook", &[]);
        let literal = server.webhook(&receiver, &[]);
        server.changes(&["a"]);
        let courier =
            Courier::new(&server.db, &server.clock, Outbound::new(Allowed::default()).unwrap(), super::SECRET);
        assert_eq!(courier.step().await.unwrap(), 2);
        assert!(receiver.all().is_empty());
        let error = |webhook| server.deliveries(webhook).remove(0).error.unwrap();
        assert_eq!(error(&literal), "address_refused");
        assert!(["address_refused", "unknown_host"].contains(&error(&named).as_str()));
    }
}

#[actix_web::test]
async fn a_delivery_is_sent_anew_and_a_test_once() {
    for server in Server::each() {
        let mut receiver = Receiver::in_turn(&[200, 200, 204, 500]).await;
        let webhook = server.webhook(&receiver, &[]);
        let courier = server.courier(&[&receiver]);
        server.changes(&["a"]);
        courier.step().await.unwrap();
        let (now, row) = (server.pass(60), server.deliveries(&webhook).remove(0));
        let again = server.write(move |conn| store::replay(conn, now, row));
        assert_eq!((again.status.as_str(), again.attempt, again.delivered_at), ("pending", 0, None));
        assert_eq!(courier.step().await.unwrap(), 1);
        assert_eq!(states(&server.deliveries(&webhook)), [("delivered", 1)]);
        let got = receiver.all();
        assert_eq!(got[0].headers["webhook-id"], got[1].headers["webhook-id"]);

        let tested = courier.test(&webhook).await.unwrap();
        assert_eq!((tested.status.as_str(), tested.attempt, tested.response_status), ("delivered", 1, Some(204)));
        let got = receiver.next().await.json();
        assert_eq!(
            (got["type"].as_str(), got["resource"]["id"].as_str()),
            (Some("webhook.test"), Some(&*webhook.id.to_string()))
        );
        let failed = courier.test(&webhook).await.unwrap();
        assert_eq!((failed.status.as_str(), failed.next_at, failed.response_status), ("failed", None, Some(500)));
        assert_eq!(server.deliveries(&webhook).len(), 3);
        assert_eq!(server.now_is(&webhook).failures, 0, "a test tells nothing of what was sent");
    }
}

#[actix_web::test]
async fn what_is_not_active_waits_and_what_is_old_is_forgotten() {
    for server in Server::each() {
        let mut receiver = Receiver::in_turn(&[500]).await;
        let webhook = server.webhook(&receiver, &[]);
        let courier = server.courier(&[&receiver]);
        server.changes(&["a"]);
        courier.step().await.unwrap();
        let set = |active| {
            let row = server.now_is(&webhook);
            let said = crate::webhooks::model::Said { active, ..row.said() };
            server.write(move |conn| store::update(conn, row, said));
        };
        set(false);
        server.pass(60);
        server.changes(&["b"]);
        assert_eq!(courier.step().await.unwrap(), 0);
        set(true);
        assert_eq!(courier.step().await.unwrap(), 1);
        assert_eq!(slugs(&mut receiver), ["a", "a"]);

        server.pass(30 * 86_400 - 120);
        server.changes(&["c"]);
        courier.step().await.unwrap();
        server.pass(60);
        courier.forget_old().await.unwrap();
        assert_eq!(server.deliveries(&webhook).len(), 2);
        server.pass(1);
        courier.forget_old().await.unwrap();
        assert_eq!(server.deliveries(&webhook).len(), 1);
        let id = webhook.id;
        assert!(server.write(move |conn| store::delete(conn, id)));
        assert!(server.deliveries(&webhook).is_empty());
    }
}
