//! Builds in flight. Of all requests that miss one address at one epoch, the first builds and the rest
//! wait for it. A request never joins a build that began before a change it may know of.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::watch;

use super::entry::Entry;

type Board = Arc<Mutex<HashMap<Box<str>, Flight>>>;
/// Nothing yet; then the answer, or that there is none to share.
type Arrival = Option<Option<Arc<Entry>>>;

/// What a request knows when it boards: the epoch, and the moment that is due and not announced.
type Known = (u64, i64);

struct Flight {
    known: Known,
    number: u64,
    arrival: watch::Receiver<Arrival>,
}

/// All builds in flight.
#[derive(Default)]
pub struct Flights {
    board: Board,
    numbers: Mutex<u64>,
}

/// Where a request sits.
pub enum Seat {
    /// It builds.
    Pilot(Lead),
    /// It waits.
    Passenger(Landed),
}

/// The duty to build; dropped without landing, one of those who wait takes over.
pub struct Lead {
    key: Box<str>,
    epoch: u64,
    number: u64,
    tell: watch::Sender<Arrival>,
    board: Board,
}

/// The builder of an answer went away before it was made.
#[derive(Debug)]
pub struct Lost;

/// The answer of another's build, once it is there.
pub struct Landed(watch::Receiver<Arrival>);

impl Flights {
    /// A seat in the build of an address by those who know the same.
    pub fn board(&self, key: &str, known: Known) -> Seat {
        let mut board = self.board.lock();
        if let Some(flight) = board.get(key).filter(|flight| flight.known == known) {
            return Seat::Passenger(Landed(flight.arrival.clone()));
        }
        let (tell, arrival) = watch::channel(None);
        let mut numbers = self.numbers.lock();
        *numbers += 1;
        board.insert(key.into(), Flight { known, number: *numbers, arrival });
        Seat::Pilot(Lead { key: key.into(), epoch: known.0, number: *numbers, tell, board: self.board.clone() })
    }
}

impl Lead {
    /// The address that is built.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The epoch at which it was begun.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Gives the answer to those who wait; none where there is nothing to share.
    pub fn land(self, entry: Option<Arc<Entry>>) {
        // Nobody may be waiting.
        let _ = self.tell.send(Some(entry));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let mut board = self.board.lock();
        // A later epoch may have begun a build of its own meanwhile.
        if board.get(&self.key).is_some_and(|flight| flight.number == self.number) {
            board.remove(&self.key);
        }
    }
}

impl Landed {
    /// What came of it: the answer, nothing to share, or an error where the builder went away.
    ///
    /// # Errors
    /// The builder went away; somebody else has to build.
    pub async fn wait(mut self) -> Result<Option<Arc<Entry>>, Lost> {
        let arrived = self.0.wait_for(Option::is_some).await.map_err(|_| Lost)?;
        Ok(arrived.clone().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_builds_and_the_rest_wait_at_one_epoch_only() {
        let flights = Flights::default();
        let Seat::Pilot(first) = flights.board("/v1/site", (7, 0)) else { panic!("the first builds") };
        assert!(matches!(flights.board("/v1/site", (7, 0)), Seat::Passenger(_)));
        let Seat::Pilot(later) = flights.board("/v1/site", (8, 0)) else { panic!("a later epoch builds anew") };
        drop(first);
        assert!(matches!(flights.board("/v1/site", (8, 0)), Seat::Passenger(_)), "the later build is still in flight");
        drop(later);
        assert!(matches!(flights.board("/v1/site", (8, 0)), Seat::Pilot(_)));
    }
}
