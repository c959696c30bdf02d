//! Webhooks from the log to a receiver, on each database that there is.

mod carrying;
mod receiver;
mod signing;

use self::receiver::Receiver;
use super::jobs::Courier;
use super::model::{Delivery, Said, Webhook};
use super::store;
use crate::changes::{self, Change, Kind};
use crate::db::{Id, Time};
use crate::http::{Paging, paging::Place};
use crate::outbound::{Allowed, Outbound};
use crate::testing::Server;

const SECRET: &[u8] = b"a secret of the tests alone, forty bytes";
const ALL: Paging = Paging { limit: 1000, place: Place::Start, total: false };

impl Server {
    /// A node that may call these receivers.
    fn courier(&self, receivers: &[&Receiver]) -> Courier {
        let allowed: Vec<String> = receivers.iter().map(|receiver| receiver.at.to_string()).collect();
        let allowed = Allowed::parse(allowed.iter().map(String::as_str)).unwrap();
        Courier::new(&self.db, &self.clock, Outbound::new(allowed).unwrap(), SECRET)
    }

    fn webhook(&self, receiver: &Receiver, events: &[&str]) -> Webhook {
        self.webhook_at(&format!("http://{}/hook", receiver.at), events)
    }

    fn webhook_at(&self, url: &str, events: &[&str]) -> Webhook {
        let events = events.iter().map(|event| (*event).to_owned()).collect();
        let said = Said { url: url.to_owned(), description: String::new(), events, active: true };
        let now = self.clock.now();
        self.write(move |conn| store::create(conn, now, said, "Ada Okoye"))
    }

    /// A row of the log.
    fn change(&self, event: &'static str, slug: &'static str) {
        let (now, id) = (self.clock.now(), Id::new());
        self.write(move |conn| {
            let keys = vec![format!("article:{slug}")];
            changes::append(conn, now, &Change::upsert(Kind::Article, id, event, 1, keys).slug(slug))
        });
    }

    fn changes(&self, slugs: &[&'static str]) {
        slugs.iter().for_each(|slug| self.change("article.published", slug));
    }

    /// The deliveries of a webhook, the first first.
    fn deliveries(&self, webhook: &Webhook) -> Vec<Delivery> {
        let id = webhook.id;
        let mut all = self.write(move |conn| store::list_deliveries(conn, id, None, &ALL));
        all.sort_by_key(|delivery| delivery.seq);
        all
    }

    fn now_is(&self, webhook: &Webhook) -> Webhook {
        let id = webhook.id;
        self.write(move |conn| store::find(conn, id)).unwrap()
    }

    fn pass(&self, seconds: i64) -> Time {
        let now = self.clock.now().plus_seconds(seconds);
        self.clock.set(now);
        now
    }
}
