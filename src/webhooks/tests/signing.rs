//! What is sent, and that receivers can tell who sent it: by a library that is not ours.

use standardwebhooks::Webhook as Verifier;
use ureq::http::HeaderMap;

use super::receiver::{Got, Receiver};
use crate::changes;
use crate::db::Time;
use crate::http::cursor::Cursors;
use crate::testing::Server;
use crate::webhooks::model::BOTH_SIGN_FOR;
use crate::webhooks::store;

fn headers(got: &Got) -> HeaderMap {
    let wanted = got.headers.iter().filter(|(name, _)| name.starts_with("webhook-"));
    wanted.map(|(name, value)| (name.parse::<ureq::http::HeaderName>().unwrap(), value.parse().unwrap())).collect()
}

fn verifies(secret: &str, got: &Got) -> bool {
    Verifier::new(secret).unwrap().verify(got.body.as_bytes(), &headers(got)).is_ok()
}

#[actix_web::test]
async fn a_delivery_is_the_event_signed_by_standard_webhooks() {
    for server in Server::each() {
        // The library compares the time of the signature with the machine's.
        server.clock.set(Time::now());
        let mut receiver = Receiver::new().await;
        let courier = server.courier(&[&receiver]);
        let webhook = server.webhook(&receiver, &[]);
        server.change("article.published", "tunnel");
        assert_eq!(courier.step().await.unwrap(), 1);
        let got = receiver.next().await;
        let secret = courier.secret(&webhook);
        assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
        assert!(verifies(&secret, &got));

        let mut changed = got.clone();
        changed.body = changed.body.replace("tunnel", "funnel");
        assert!(!verifies(&secret, &changed), "another body");
        let other = server.webhook(&receiver, &[]);
        assert_ne!(courier.secret(&other), secret, "each has its own");
        assert!(!verifies(&courier.secret(&other), &got), "another secret");

        let entry = server.write(|conn| changes::beyond(conn, 0, 1)).remove(0);
        let event = changes::event(&entry, &Cursors::new(super::SECRET));
        assert_eq!(got.body, serde_json::to_string(&event).unwrap(), "the same as /v1/events sends");
        let delivery = server.deliveries(&webhook).remove(0);
        assert_eq!(got.headers["webhook-id"], delivery.id.to_string());
        assert_eq!(got.headers["webhook-timestamp"], server.clock.now().timestamp().to_string());
        assert_eq!(got.headers["content-type"], "application/json");
        assert!(got.headers["user-agent"].starts_with("Newswire/"));
        assert_eq!(delivery.event_id, event.id);
    }
}

#[actix_web::test]
async fn both_secrets_are_good_for_a_day_after_a_rotation() {
    for server in Server::each() {
        let mut receiver = Receiver::new().await;
        let courier = server.courier(&[&receiver]);
        let before = server.webhook(&receiver, &[]);
        // A day before the machine's time, which the library looks at.
        server.clock.set(Time::now().plus_seconds(-BOTH_SIGN_FOR - 2));
        let (now, row) = (server.clock.now(), server.now_is(&before));
        let after = server.write(move |conn| store::rotate(conn, now, row));
        assert_eq!((after.generation, after.revision), (2, 2));
        let (old, new) = (courier.secret(&before), courier.secret(&after));
        assert_ne!(old, new);

        server.clock.set(now.plus_seconds(BOTH_SIGN_FOR - 1));
        server.change("article.published", "both");
        courier.step().await.unwrap();
        let got = receiver.next().await;
        assert!(verifies(&old, &got) && verifies(&new, &got));
        assert_eq!(got.headers["webhook-signature"].split(' ').count(), 2);

        server.clock.set(now.plus_seconds(BOTH_SIGN_FOR));
        server.change("article.published", "one");
        courier.step().await.unwrap();
        let got = receiver.next().await;
        assert!(!verifies(&old, &got) && verifies(&new, &got));
    }
}
