//! Builds in flight. Of all requests that miss one address at one epoch, the first builds and the rest
//! wait for it. A request never joins a build that began before a change it may know of.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::watch;

use super::entry::Entry;

type Board = Arc<Mutex<HashMap<Box<str>, Flight>>>;
type Arrival = Option<Arc<Entry>>;

struct Flight {
    epoch: u64,
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

/// The answer of another's build, once it is there.
pub struct Landed(watch::Receiver<Arrival>);

impl Flights {
    /// A seat in the build of an address at an epoch.
    pub fn board(&self, key: &str, epoch: u64) -> Seat {
        let mut board = self.board.lock();
        if let Some(flight) = board.get(key).filter(|flight| flight.epoch == epoch) {
            return Seat::Passenger(Landed(flight.arrival.clone()));
        }
        let (tell, arrival) = watch::channel(None);
        let mut numbers = self.numbers.lock();
        *numbers += 1;
        board.insert(key.into(), Flight { epoch, number: *numbers, arrival });
        Seat::Pilot(Lead { key: key.into(), epoch, number: *numbers, tell, board: self.board.clone() })
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

    /// Gives the answer to those who wait.
    pub fn land(self, entry: Arc<Entry>) {
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
    /// The answer; none where there is nothing to share, or the builder went away.
    pub async fn wait(mut self) -> Option<Arc<Entry>> {
        self.0.wait_for(Option::is_some).await.ok()?.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_builds_and_the_rest_wait_at_one_epoch_only() {
        let flights = Flights::default();
        let Seat::Pilot(first) = flights.board("/v1/site", 7) else { panic!("the first builds") };
        assert!(matches!(flights.board("/v1/site", 7), Seat::Passenger(_)));
        let Seat::Pilot(later) = flights.board("/v1/site", 8) else { panic!("a later epoch builds anew") };
        drop(first);
        assert!(matches!(flights.board("/v1/site", 8), Seat::Passenger(_)), "the later build is still in flight");
        drop(later);
        assert!(matches!(flights.board("/v1/site", 8), Seat::Pilot(_)));
    }
}
