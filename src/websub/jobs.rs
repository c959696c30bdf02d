//! The background work of WebSub: follows the log for each hub apart, so that none waits for another.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{model, store};
use crate::changes::jobs::Log;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Database, DatabaseError};
use crate::outbound::{Call, FORM, Outbound};

/// How often is looked for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Tells hubs; clones are the same.
#[derive(Clone)]
pub struct Announcer(Arc<Parts>);

struct Parts {
    db: Database,
    clock: Clock,
    outbound: Outbound,
    public_url: String,
    hubs: Vec<String>,
    /// The place in the log from which hubs are told that were not known before.
    since: i64,
}

impl Announcer {
    /// One for a database and the hubs of the settings, which are told of what happens from now on.
    pub fn new(db: &Database, clock: &Clock, outbound: Outbound, settings: &Settings, log: &Log) -> Self {
        let (db, clock, since) = (db.clone(), clock.clone(), log.seen());
        let (public_url, hubs) = (settings.public_url.clone(), settings.websub_hubs.clone());
        Self(Arc::new(Parts { db, clock, outbound, public_url, hubs, since }))
    }

    /// Follows the log until the stop is called.
    pub async fn run(&self, log: &Log, stop: watch::Receiver<bool>) {
        let mut all = JoinSet::new();
        for hub in &self.0.hubs {
            all.spawn(self.clone().follow(hub.clone(), log.clone(), stop.clone()));
        }
        all.join_all().await;
    }

    async fn follow(self, hub: String, log: Log, mut stop: watch::Receiver<bool>) {
        let mut signals = log.subscribe();
        loop {
            tokio::select! {
                // A call that is cut off is made again after its claim.
                done = self.tell(&hub) => if let Err(err) = done {
                    tracing::error!(cause = %err, %hub, "failed to follow the log for a hub");
                },
                _ = stop.changed() => return,
            }
            tokio::select! {
                _ = signals.recv() => while signals.try_recv().is_ok() {},
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stop.changed() => return,
            }
        }
    }

    /// Tells a hub what it is to be told now.
    async fn tell(&self, hub: &str) -> Result<(), DatabaseError> {
        let Parts { db, clock, .. } = &*self.0;
        let (now, name, since) = (clock.now(), hub.to_owned(), self.0.since);
        if !db.read(move |conn| store::has_work(conn, &name, now).map_err(DatabaseError::from)).await? {
            return Ok(());
        }
        let name = hub.to_owned();
        let told = db.write(move |conn| store::take(conn, &name, now, since).map_err(DatabaseError::from)).await?;
        if told.is_empty() {
            return Ok(());
        }
        let worked = self.call(hub, &told).await;
        let (now, name) = (clock.now(), hub.to_owned());
        let settled = move |conn: &mut _| store::settle(conn, &name, now, &told, worked).map_err(DatabaseError::from);
        if db.write(settled).await? {
            tracing::warn!(%hub, "a hub has not answered for a day: what it was to be told is given up");
        }
        Ok(())
    }

    async fn call(&self, hub: &str, told: &[String]) -> bool {
        let Ok(target) = self.0.outbound.target(hub) else { return false };
        let body = Some(model::form(&self.0.public_url, told));
        let call = Call { target: &target, body, kind: FORM, headers: Vec::new(), most: 1024, cut: true, hops: 0 };
        match self.0.outbound.call(call).await {
            Ok(answer) if (200..300).contains(&answer.status) => true,
            Ok(answer) => {
                tracing::warn!(%hub, status = answer.status, "a hub refused to be told of feeds");
                false
            }
            Err(failure) => {
                tracing::warn!(%hub, cause = failure.as_str(), "a hub cannot be told of feeds");
                false
            }
        }
    }
}
