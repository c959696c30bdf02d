//! Notifications of PostgreSQL: one connection of its own that waits for a word from another node.
//! A notification can be lost with its connection, so whoever listens must also look by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use diesel::{PgConnection, QueryResult, RunQueryDsl};

use super::threads::postgres;
use super::{Address, Conn};

/// How often the connection is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How many looks pass before a lost connection is made again.
const LOOKS_BETWEEN_TRIES: u32 = 20;

/// Listens on a thread of its own until `stop` is set; `heard` is called for each notification, and
/// after each new connection, since something may have been missed. On SQLite there is nothing to
/// listen to.
pub fn listen(address: &Address, stop: Arc<AtomicBool>, heard: impl Fn() + Send + 'static) -> Option<JoinHandle<()>> {
    let Address::Postgres(url) = address else { return None };
    let url = url.clone();
    let work = move || {
        let mut waited = LOOKS_BETWEEN_TRIES;
        while !stop.load(Ordering::Relaxed) {
            if waited >= LOOKS_BETWEEN_TRIES {
                waited = 0;
                if let Ok(mut conn) = connect(&url) {
                    heard();
                    hear(&mut conn, &stop, &heard);
                    tracing::debug!("stopped to listen to the database");
                }
            }
            waited += 1;
            thread::sleep(LOOK_EVERY);
        }
    };
    let started = thread::Builder::new().name("db-listen".to_owned()).spawn(work);
    started.inspect_err(|err| tracing::error!(cause = %err, "failed to listen to the database")).ok()
}

fn connect(url: &str) -> Result<PgConnection, String> {
    let mut conn = postgres(url).map_err(|err| err.to_string())?;
    diesel::sql_query("LISTEN newswire_changes").execute(&mut conn).map_err(|err| err.to_string())?;
    Ok(conn)
}

/// Tells all nodes that the log has grown, once this transaction is kept. On SQLite nobody listens.
///
/// # Errors
/// What the database said.
pub fn notify(conn: &mut Conn) -> QueryResult<()> {
    if let Conn::Postgres(conn) = conn {
        diesel::sql_query("NOTIFY newswire_changes").execute(conn)?;
    }
    Ok(())
}

fn hear(conn: &mut PgConnection, stop: &AtomicBool, heard: &impl Fn()) {
    while !stop.load(Ordering::Relaxed) {
        let mut any = false;
        for notification in conn.notifications_iter() {
            if notification.is_err() {
                return;
            }
            any = true;
        }
        if any {
            heard();
        }
        thread::sleep(LOOK_EVERY);
    }
}
