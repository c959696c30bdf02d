//! The response cache, in front of routing. An answer is kept with what it depends on and served until
//! something touches that or the clock does; misses of one address wait for one build. Nothing else in
//! the program empties it: a write touches keys, and what depends on them is stale from that moment.

mod entry;
mod flight;
mod key;
mod pack;
mod timetable;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

pub use entry::Entry;
pub use flight::{Landed, Lead, Lost};
pub use pack::Coding;
pub use timetable::Timetable;

use self::flight::{Flights, Seat};
use super::generations::Generations;
use crate::db::{Commit, Time};

/// Rows of our own that are remembered until they are followed; a forgotten one costs a reload.
const MOST_OWN: usize = 65_536;

/// Kept answers, and what makes them stale; clones are the same.
#[derive(Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    kept: Option<moka::sync::Cache<Arc<str>, Arc<Entry>>>,
    flights: Flights,
    generations: Generations,
    timetable: Timetable,
    /// Rows of the log that were written here and not followed yet.
    own: Mutex<HashSet<i64>>,
}

/// The one form of a query; none where it has none, and is not kept.
pub fn normal_query(raw: &str) -> Option<String> {
    key::normal("", raw).map(|key| key.trim_start_matches('?').to_owned())
}

/// How a request is answered.
pub enum Way {
    /// From what is kept.
    Kept(Arc<Entry>),
    /// By another request's build, once it has landed.
    Wait(Landed),
    /// By a build of its own, which others may wait for.
    Lead(Lead),
    /// By a build of its own.
    Alone,
}

impl Cache {
    /// Keeps so many bytes of answers at most; 0 keeps none.
    pub fn new(bytes: u64, generations: Generations) -> Self {
        let weigh = |key: &Arc<str>, entry: &Arc<Entry>| u32::try_from(key.len() + entry.weight()).unwrap_or(u32::MAX);
        let kept = (bytes > 0).then(|| moka::sync::Cache::builder().max_capacity(bytes).weigher(weigh).build());
        let (flights, timetable, own) = Default::default();
        Self(Arc::new(Inner { kept, flights, generations, timetable, own }))
    }

    /// The generations that it believes.
    pub fn generations(&self) -> &Generations {
        &self.0.generations
    }

    /// When the clock changes what is public.
    pub fn timetable(&self) -> &Timetable {
        &self.0.timetable
    }

    /// The address under which an answer is kept; none where it is not.
    pub fn key<'a>(&self, path: &'a str, query: &'a str) -> Option<Cow<'a, str>> {
        self.0.kept.as_ref().and_then(|_| key::normal(path, query))
    }

    /// How to answer a request for an address.
    pub fn way(&self, key: &str, now: Time) -> Way {
        let Inner { kept: Some(kept), flights, generations, timetable, .. } = &*self.0 else { return Way::Alone };
        // What was made before is not announced as changed yet: until it is, only what is younger is believed.
        let due = timetable.due(now);
        // Loaded before anything is looked at: what is joined or built may not be older than this request.
        let epoch = generations.epoch();
        let holds = |entry: &Arc<Entry>| entry.holds(generations, epoch, now) && entry.was_made_since(due);
        if let Some(entry) = kept.get(key).filter(holds) {
            return Way::Kept(entry);
        }
        match flights.board(key, (epoch, due)) {
            Seat::Passenger(landed) => Way::Wait(landed),
            Seat::Pilot(lead) => Way::Lead(lead),
        }
    }

    /// Keeps what was built, and gives it to those who wait.
    pub fn land(&self, lead: Lead, entry: &Arc<Entry>) {
        if let Some(kept) = self.0.kept.as_ref().filter(|_| entry.may_be_kept()) {
            kept.insert(lead.key().into(), entry.clone());
        }
        lead.land(Some(entry.clone()));
    }

    /// A write of this process was committed.
    pub fn committed(&self, commit: &Commit) {
        if !commit.logged.is_empty() {
            let keys = commit.logged.iter().flat_map(|row| row.keys.iter().map(String::as_str));
            self.0.generations.touch(keys);
            let mut own = self.0.own.lock();
            let room = MOST_OWN.saturating_sub(own.len());
            own.extend(commit.logged.iter().map(|row| row.seq).take(room));
        }
        if let Some(at) = commit.due {
            self.0.timetable.note(at);
        }
    }

    /// A row of the log was read: what another node or process wrote touches its keys here too.
    pub fn followed(&self, seq: i64, keys: &[String]) {
        if !self.0.own.lock().remove(&seq) {
            self.0.generations.touch(keys.iter().map(String::as_str));
        }
    }

    /// How many of these addresses (path and query) are kept and hold.
    pub fn holding<'a>(&self, addresses: impl IntoIterator<Item = &'a str>, now: Time) -> usize {
        let Inner { kept: Some(kept), generations, .. } = &*self.0 else { return 0 };
        let holds = |address: &&str| {
            let (path, query) = address.split_once('?').unwrap_or((address, ""));
            let key = key::normal(path, query);
            let entry = key.and_then(|key| kept.get(&*key));
            entry.is_some_and(|entry| entry.holds(generations, generations.epoch(), now))
        };
        addresses.into_iter().filter(holds).count()
    }
}
