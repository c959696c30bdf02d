//! The background work of webhooks: follows the log, and sends what is due, to several receivers at once
//! and to each one delivery at a time. A receiver that failed last time shares half of the places with
//! its like, so that others always find one free.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::{Id as TaskId, JoinSet};

use super::model::{Delivery, LONGEST_EXCERPT, Outcome, Signer, Status, Webhook};
use super::store::{self, Claimed, Due};
use crate::changes::{self, jobs::Log};
use crate::clock::Clock;
use crate::db::{Database, DatabaseError, Id};
use crate::http::cursor::Cursors;
use crate::outbound::{Call, Failure, JSON, Outbound, Target};

/// How many receivers are called at once.
const MOST_AT_ONCE: usize = 8;
/// How many of them may be such that failed the last time.
const MOST_FAILING: usize = 4;
/// How long a node has a webhook to itself, in seconds: longer than any call takes.
const CLAIM: i64 = 30;
/// How often is looked for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long calls in flight are waited for at a stop; others are made again.
const LAST_CALLS: Duration = Duration::from_secs(2);
/// How long deliveries are kept, in seconds: 30 days.
const KEPT: i64 = 30 * 24 * 60 * 60;

/// Carries deliveries; clones are the same.
#[derive(Clone)]
pub struct Courier(Arc<Parts>);

struct Parts {
    db: Database,
    clock: Clock,
    outbound: Outbound,
    cursors: Cursors,
    signer: Signer,
}

impl Courier {
    /// One for a database, with the root secret of the installation.
    pub fn new(db: &Database, clock: &Clock, outbound: Outbound, secret: &[u8]) -> Self {
        let (db, clock) = (db.clone(), clock.clone());
        Self(Arc::new(Parts { db, clock, outbound, cursors: Cursors::new(secret), signer: Signer::new(secret) }))
    }

    /// The text of a webhook's secret, for its receiver.
    pub fn secret(&self, webhook: &Webhook) -> String {
        self.0.signer.shown(webhook)
    }

    /// Makes the deliveries of everything that the log holds now.
    ///
    /// # Errors
    /// What the database said.
    pub async fn follow(&self) -> Result<(), DatabaseError> {
        while self.0.db.read(|conn| store::is_behind(conn).map_err(DatabaseError::from)).await? {
            let (now, cursors) = (self.0.clock.now(), self.0.cursors.clone());
            let event = move |entry: &_| changes::event(entry, &cursors);
            self.0.db.write(move |conn| store::follow(conn, now, event).map_err(DatabaseError::from)).await?;
        }
        Ok(())
    }

    /// Follows the log and sends whatever is due, until nothing more is; how many attempts that were.
    ///
    /// # Errors
    /// What the database said.
    pub async fn step(&self) -> Result<usize, DatabaseError> {
        let (mut lanes, mut attempts) = (Lanes::new(self), 0);
        self.follow().await?;
        loop {
            attempts += lanes.fill().await?;
            if lanes.are_empty() {
                return Ok(attempts);
            }
            lanes.landed().await;
        }
    }

    /// Follows and sends until the stop is called: at once after each change, and again and again.
    pub async fn run(&self, log: &Log, mut stop: watch::Receiver<bool>) {
        let (mut lanes, mut signals) = (Lanes::new(self), log.subscribe());
        loop {
            if let Err(err) = self.look(&mut lanes).await {
                tracing::error!(cause = %err, "failed to carry deliveries");
            }
            tokio::select! {
                _ = signals.recv() => while signals.try_recv().is_ok() {},
                () = lanes.landed(), if !lanes.are_empty() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stop.changed() => break,
            }
        }
        // What does not end in time is sent again after its claim.
        let _ = tokio::time::timeout(LAST_CALLS, lanes.all_landed()).await;
    }

    async fn look(&self, lanes: &mut Lanes) -> Result<(), DatabaseError> {
        self.follow().await?;
        lanes.fill().await.map(drop)
    }

    /// Removes deliveries that are older than 30 days.
    ///
    /// # Errors
    /// What the database said.
    pub async fn forget_old(&self) -> Result<(), DatabaseError> {
        let before = self.0.clock.now().plus_seconds(-KEPT);
        while self.0.db.write(move |conn| store::forget_before(conn, before).map_err(DatabaseError::from)).await? {}
        Ok(())
    }

    /// Sends a test to a webhook, active or not, once and now, and keeps what came of it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn test(&self, webhook: &Webhook) -> Result<Delivery, DatabaseError> {
        let now = self.0.clock.now();
        let delivery = Delivery::test(webhook, now);
        let outcome = self.attempt(webhook, &delivery).await;
        let status = if outcome.is_delivered() { Status::Delivered } else { Status::Failed };
        let delivery = delivery.after(&outcome, now, status, None);
        self.0
            .db
            .write(move |conn| store::insert(conn, &delivery).map(|()| delivery).map_err(DatabaseError::from))
            .await
    }

    async fn carry(self, claimed: Claimed) {
        let outcome = self.attempt(&claimed.webhook, &claimed.delivery).await;
        let now = self.0.clock.now();
        let (webhook, mut chance) = (claimed.webhook.id, [0; 4]);
        // Without random numbers retries come at the same distance, which is no reason to lose them.
        let _ = getrandom::fill(&mut chance);
        let chance = u32::from_le_bytes(chance);
        let settled = self
            .0
            .db
            .write(move |conn| store::settle(conn, now, claimed, &outcome, chance).map_err(DatabaseError::from));
        if let Err(err) = settled.await {
            tracing::error!(cause = %err, %webhook, "failed to write down a delivery: it is sent again");
        }
    }

    async fn attempt(&self, webhook: &Webhook, delivery: &Delivery) -> Outcome {
        let began = Instant::now();
        let answer = match self.0.outbound.target(&webhook.url) {
            Ok(target) => self.0.outbound.call(self.call(webhook, delivery, &target)).await,
            Err(wrong) => Err(Failure::Wrong(wrong)),
        };
        Outcome::new(answer, began.elapsed())
    }

    fn call<'a>(&self, webhook: &Webhook, delivery: &Delivery, target: &'a Target) -> Call<'a> {
        let (at, id) = (self.0.clock.now(), delivery.id.to_string());
        let signatures = self.0.signer.signatures(webhook, &id, at, &delivery.body);
        let headers = vec![
            ("webhook-id", id),
            ("webhook-timestamp", at.timestamp().to_string()),
            ("webhook-signature", signatures),
        ];
        let body = Some(delivery.body.clone());
        Call { target, body, kind: JSON, headers, most: LONGEST_EXCERPT, cut: true, hops: 0 }
    }
}

/// The calls that are in flight.
struct Lanes {
    courier: Courier,
    flying: JoinSet<()>,
    /// Whether each is to a receiver that failed the last time.
    failing: HashMap<TaskId, bool>,
}

impl Lanes {
    fn new(courier: &Courier) -> Self {
        Self { courier: courier.clone(), flying: JoinSet::new(), failing: HashMap::new() }
    }

    fn are_empty(&self) -> bool {
        self.failing.is_empty()
    }

    /// Starts as many calls as there is room for; how many.
    async fn fill(&mut self) -> Result<usize, DatabaseError> {
        if self.failing.len() >= MOST_AT_ONCE {
            return Ok(0);
        }
        let Parts { db, clock, .. } = &*self.courier.0;
        let now = clock.now();
        let due = db.read(move |conn| store::due(conn, now).map_err(DatabaseError::from)).await?;
        let failing = self.failing.values().filter(|failing| **failing).count();
        let chosen = choose(self.failing.len(), failing, due);
        if chosen.is_empty() {
            return Ok(0);
        }
        let until = now.plus_seconds(CLAIM);
        let claimed =
            db.write(move |conn| store::claim(conn, now, until, &chosen).map_err(DatabaseError::from)).await?;
        let started = claimed.len();
        for one in claimed {
            let failing = one.webhook.failures > 0;
            let task = self.flying.spawn(self.courier.clone().carry(one));
            self.failing.insert(task.id(), failing);
        }
        Ok(started)
    }

    /// Waits for one call to end.
    async fn landed(&mut self) {
        let id = match self.flying.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(err)) => err.id(),
            None => return,
        };
        self.failing.remove(&id);
    }

    async fn all_landed(&mut self) {
        while !self.are_empty() {
            self.landed().await;
        }
    }
}

/// Whom to call besides those that are being called, so many of them failing ones.
fn choose(flying: usize, failing: usize, due: Vec<Due>) -> Vec<Id> {
    let (mut places, mut for_failing) = (MOST_AT_ONCE.saturating_sub(flying), MOST_FAILING.saturating_sub(failing));
    let mut chosen = Vec::new();
    for one in due {
        let room = if one.failing { for_failing.min(places) } else { places };
        if room > 0 {
            chosen.push(one.webhook);
            places -= 1;
            for_failing -= usize::from(one.failing);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_places_are_kept_for_those_that_answer() {
        let due = |count, failing| (0..count).map(move |_| Due { webhook: Id::new(), failing });
        assert_eq!(choose(0, 0, due(20, true).collect()).len(), MOST_FAILING);
        assert_eq!(choose(0, 0, due(20, false).collect()).len(), MOST_AT_ONCE);
        let good: Vec<Due> = due(3, false).collect();
        let chosen = choose(4, 4, due(20, true).chain(good.clone()).collect());
        assert_eq!(chosen, good.iter().map(|one| one.webhook).collect::<Vec<_>>());
        assert_eq!(choose(7, 0, due(20, true).collect()).len(), 1);
        assert!(choose(8, 4, good).is_empty());
    }
}
