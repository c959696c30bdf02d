//! The counting of views, in memory and without I/O. A view counts when its reader was not counted for
//! the article within half an hour, and their house not too often within the hour. Readers are told
//! apart by a keyed hash; its key is random, changes each day (a reader may count again at midnight,
//! UTC) and is kept nowhere. Sums wait here until `jobs` brings them to the database.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard, RwLock};

use super::model::{Batch, Sum, day_of, hour_of};
use super::recent::{Ceiling, Recent};
use super::visit::Visit;
use crate::db::{Id, Time};

/// A reader counts once for an article in so many seconds.
const SPAN: i64 = 30 * 60;
/// A view that an app reports later counts once by its id, as long as that is remembered: this many seconds.
const REPORTED_SPAN: i64 = 24 * 60 * 60;
/// So many views of an article are counted for one address in an hour.
pub const CEILING: u32 = 120;
/// Locks that share the work.
const SHARDS: usize = 64;
/// What each shard remembers at most, for each of its purposes: together some 130 MB in the worst flood.
const MOST: usize = 16_384;

/// Counts views; clones count together.
#[derive(Clone)]
pub struct Views(Arc<Inner>);

struct Inner {
    /// What batches of this process are told from others' by.
    node: Id,
    /// The day that the key is for, and the key.
    key: RwLock<(Time, [u8; 32])>,
    readers: Sharded<Recent>,
    reported: Sharded<Recent>,
    houses: Sharded<Ceiling>,
    sums: Sharded<HashMap<Id, Vec<Sum>>>,
    flight: Mutex<Option<Batch>>,
}

/// What is in memory of some articles' views.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    flight: Option<Id>,
    /// What is in flight, and what is not.
    views: HashMap<Id, (i64, i64)>,
}

impl Waiting {
    /// What is to be added to an article's stored total; `last` is the
    /// batch that this node stored last.
    pub fn of(&self, article: Id, last: Option<Id>) -> i64 {
        let (flying, waiting) = self.views.get(&article).copied().unwrap_or_default();
        let stored = self.flight.is_some() && self.flight == last;
        waiting + if stored { 0 } else { flying }
    }
}

impl Views {
    /// With nothing counted yet.
    ///
    /// # Errors
    /// The system has no random bytes.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self(Arc::new(Inner {
            node: Id::new(),
            key: RwLock::new((day_of(Time::now()), key)),
            readers: Sharded::new(|| Recent::new(SPAN, MOST)),
            reported: Sharded::new(|| Recent::new(REPORTED_SPAN, MOST / 4)),
            houses: Sharded::new(|| Ceiling::new(CEILING, MOST)),
            sums: Sharded::new(HashMap::new),
            flight: Mutex::default(),
        })))
    }

    /// Counts a visit to an article that is public, if it counts; whether it did.
    pub fn record(&self, visit: &Visit, article: Id, now: Time) -> bool {
        let key = self.key_of(now);
        let (reader, house) = (mark(&key, &visit.reader(article)), mark(&key, &visit.house(article)));
        let counts = visit.is_a_reader() && self.has_room(&self.0.readers, reader, house, now);
        if counts {
            self.add(article, hour_of(now));
        }
        counts
    }

    /// Counts a view that an app had offline at the moment `at`; `view_id` is the app's name for it.
    pub fn record_reported(&self, visit: &Visit, article: Id, view_id: &str, at: Time, now: Time) -> bool {
        // Without the day's key: a report that is sent again after midnight is the same report.
        let view = mark(&[0; 32], &[article.0.as_bytes(), view_id.as_bytes()].concat());
        let house = mark(&self.key_of(now), &visit.house(article));
        let counts = visit.is_a_reader() && self.has_room(&self.0.reported, view, house, now);
        if counts {
            self.add(article, hour_of(at));
        }
        counts
    }

    /// Whether this is the first time, in a house that is not above the ceiling. The ceiling is asked
    /// first, so that who is above it does not fill the memory of readers either.
    fn has_room(&self, seen: &Sharded<Recent>, who: u64, house: u64, now: Time) -> bool {
        let (houses, now) = (&self.0.houses, now.timestamp());
        houses.of(house).has_room(house, now) && seen.of(who).is_first(who, now) && houses.of(house).take(house, now)
    }

    fn add(&self, article: Id, hour: Time) {
        let mut sums = self.0.sums.of(shard_of(article));
        let sums = sums.entry(article).or_default();
        match sums.iter_mut().find(|sum| sum.hour == hour) {
            Some(sum) => sum.views += 1,
            None => sums.push(Sum { article, hour, views: 1 }),
        }
    }

    /// The key of the day.
    fn key_of(&self, now: Time) -> [u8; 32] {
        let today = day_of(now);
        let (day, key) = *self.0.key.read();
        if day >= today {
            return key;
        }
        let mut held = self.0.key.write();
        if held.0 < today {
            let mut fresh = [0; 32];
            // Without random bytes the old key makes the new one: nobody kept the old one.
            if getrandom::fill(&mut fresh).is_err() {
                fresh = *blake3::hash(&held.1).as_bytes();
            }
            *held = (today, fresh);
        }
        held.1
    }

    /// Takes what was counted, to be stored; again the same until [`Views::stored`] names it. None
    /// where there is nothing to store.
    pub(super) fn take(&self) -> Option<Batch> {
        let mut flight = self.0.flight.lock();
        if flight.is_none() {
            let sums: Vec<Sum> =
                self.0.sums.all().flat_map(|mut sums| std::mem::take(&mut *sums)).flat_map(|(_, sums)| sums).collect();
            *flight = (!sums.is_empty()).then(|| Batch { id: Id::new(), node: self.0.node, sums });
        }
        flight.clone()
    }

    /// What batches of this process are told from others' by.
    pub(super) fn node(&self) -> Id {
        self.0.node
    }

    /// Forgets a batch that is stored now.
    pub(super) fn stored(&self, batch: Id) {
        let mut flight = self.0.flight.lock();
        if flight.as_ref().is_some_and(|flying| flying.id == batch) {
            *flight = None;
        }
    }

    /// What is in memory of these articles. Read it before the stored totals: what is stored in
    /// between is then told by its batch.
    pub fn waiting(&self, articles: &[Id]) -> Waiting {
        let flight = self.0.flight.lock();
        let mut views: HashMap<Id, (i64, i64)> = HashMap::with_capacity(articles.len());
        for article in articles {
            let sums = self.0.sums.of(shard_of(*article));
            views.insert(*article, (0, sums.get(article).into_iter().flatten().map(|sum| sum.views).sum()));
        }
        for sum in flight.iter().flat_map(|batch| &batch.sums) {
            if let Some((flying, _)) = views.get_mut(&sum.article) {
                *flying += sum.views;
            }
        }
        Waiting { flight: flight.as_ref().map(|batch| batch.id), views }
    }

    /// How many views are not stored yet.
    pub fn unstored(&self) -> i64 {
        let flight = self.0.flight.lock();
        let flying: i64 = flight.iter().flat_map(|batch| &batch.sums).map(|sum| sum.views).sum();
        let waiting =
            |sums: MutexGuard<'_, HashMap<Id, Vec<Sum>>>| sums.values().flatten().map(|sum| sum.views).sum::<i64>();
        flying + self.0.sums.all().map(waiting).sum::<i64>()
    }

    /// Gives back the memory of readers that no longer matter.
    pub(super) fn sweep(&self, now: Time) {
        let now = now.timestamp();
        self.0.readers.all().for_each(|mut recent| recent.sweep(now));
        self.0.reported.all().for_each(|mut recent| recent.sweep(now));
        self.0.houses.all().for_each(|mut ceiling| ceiling.sweep(now));
    }
}

/// A keyed hash: what it was made of cannot be found from it without the key.
fn mark(key: &[u8; 32], bytes: &[u8]) -> u64 {
    let hash = blake3::keyed_hash(key, bytes);
    hash.as_bytes().iter().take(8).fold(0, |mark, byte| mark << 8 | u64::from(*byte))
}

/// The last bytes of an id are random.
fn shard_of(article: Id) -> u64 {
    article.0.as_u64_pair().1
}

/// Parts of one thing, each behind its own lock.
struct Sharded<T>(Vec<Mutex<T>>);

impl<T> Sharded<T> {
    fn new(make: impl Fn() -> T) -> Self {
        Self((0..SHARDS).map(|_| Mutex::new(make())).collect())
    }

    fn of(&self, key: u64) -> MutexGuard<'_, T> {
        let shard = key % self.0.len() as u64;
        self.0[usize::try_from(shard).unwrap_or(0)].lock()
    }

    fn all(&self) -> impl Iterator<Item = MutexGuard<'_, T>> {
        self.0.iter().map(Mutex::lock)
    }
}
