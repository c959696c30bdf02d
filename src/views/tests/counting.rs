//! What counts, without a server.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;

use super::{FIREFOX, reader, visit};
use crate::db::Id;
use crate::testing::{NOW, time};
use crate::views::{Views, Visit};

#[test]
fn many_threads_lose_no_view_and_count_none_twice() {
    let views = Views::new().unwrap();
    let all: Arc<Vec<Id>> = Arc::new((0..50).map(|_| Id::new()).collect());
    let work = |thread: usize| {
        let (views, all) = (views.clone(), all.clone());
        // Two threads bring the same readers; all of them read every article.
        move || {
            (0..100)
                .flat_map(|n| all.iter().map(move |id| (n, id)))
                .filter(|(n, id)| views.record(&reader(thread / 2 * 100 + n), **id, time(NOW)))
                .count()
        }
    };
    let counting: Vec<_> = (0..8).map(|n| thread::spawn(work(n))).collect();
    let mut stored: HashMap<Id, i64> = HashMap::new();
    let mut store = || {
        let Some(batch) = views.take() else { return };
        batch.sums.iter().for_each(|sum| *stored.entry(sum.article).or_default() += sum.views);
        views.stored(batch.id);
    };
    while counting.iter().any(|thread| !thread.is_finished()) {
        store();
    }
    let counted: usize = counting.into_iter().map(|thread| thread.join().unwrap()).sum();
    store();
    assert_eq!(counted, 50 * 400);
    assert!(all.iter().all(|id| stored[id] == 400));
    assert_eq!(views.unstored(), 0);
}

#[test]
fn a_reader_counts_once_in_half_an_hour() {
    let views = Views::new().unwrap();
    let (article, other) = (Id::new(), Id::new());
    let at = |minutes: i64| time(NOW).plus_seconds(minutes * 60);
    assert!(views.record(&visit("a"), article, at(0)));
    assert!(!views.record(&visit("a"), article, at(29)));
    assert!(views.record(&visit("b"), article, at(29)));
    assert!(views.record(&visit("a"), other, at(29)));
    assert!(views.record(&visit("a"), article, at(30)));
    let unnamed = Visit { visitor: None, ..visit("") };
    let another = Visit { agent: Some(format!("{FIREFOX} x")), ..unnamed.clone() };
    assert!(views.record(&unnamed, article, at(31)));
    assert!(!views.record(&unnamed, article, at(32)));
    assert!(views.record(&another, article, at(32)));
}

#[test]
fn threat_72_a_loop_of_made_up_readers_meets_a_ceiling() {
    let views = Views::new().unwrap();
    let (article, other) = (Id::new(), Id::new());
    let loops = |article, now| (0..1_000).filter(|n| views.record(&visit(&n.to_string()), article, now)).count();
    assert_eq!(loops(article, time(NOW)), 120);
    assert_eq!(loops(other, time(NOW)), 120);
    assert_eq!(loops(article, time("2026-11-15T13:00:00Z")), 120);
    let unnamed = Visit { visitor: None, address: "203.0.113.10".parse().unwrap(), ..visit("") };
    assert_eq!((0..1_000).filter(|_| views.record(&unnamed, article, time(NOW))).count(), 1);
}

#[test]
fn the_key_of_a_day_is_another() {
    let views = Views::new().unwrap();
    let article = Id::new();
    assert!(views.record(&visit("a"), article, time("2126-11-15T23:59:00Z")));
    assert!(!views.record(&visit("a"), article, time("2126-11-15T23:59:30Z")));
    assert!(views.record(&visit("a"), article, time("2126-11-16T00:00:01Z")), "nobody can tell any more");
    assert!(!views.record(&visit("a"), article, time("2126-11-16T00:00:02Z")));
}
