//! Passwords: Argon2id with the figures of OWASP's Password Storage Cheat Sheet (19 MiB, two passes,
//! one lane), off the threads that answer and only a few at a time, for each takes memory and a core.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::{Code, Problem};

/// The shortest password, in characters (NIST SP 800-63B asks for 8 at least).
pub const SHORTEST_PASSWORD: usize = 10;
/// The longest password, in bytes: the whole of it counts.
pub const LONGEST_PASSWORD: usize = 1_024;
/// How many are hashed at a time, and how many may wait for their turn.
const AT_A_TIME: usize = 2;
const WAITING: usize = 64;

/// What is compared where there is no such user, so that it takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("a password that nobody has").unwrap_or_default());

/// Hashes and compares passwords; clones share the limit.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    seats: Arc<Semaphore>,
    compared: Arc<AtomicU64>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
            seats: Arc::new(Semaphore::new(AT_A_TIME + WAITING)),
            compared: Arc::default(),
        }
    }
}

impl Passwords {
    /// The hash of a password, in PHC string format.
    ///
    /// # Errors
    /// Too many wait already; the machine gives no random numbers.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        self.work(move || hash(&password)).await?.map_err(Problem::internal)
    }

    /// Whether a password is the one of a hash; none, for an unknown user, takes as long and is not.
    ///
    /// # Errors
    /// Too many wait already.
    pub async fn is(&self, password: String, known: Option<String>) -> Result<bool, Problem> {
        let compared = self.compared.clone();
        self.work(move || {
            let fits = verify(&password, known.as_deref().unwrap_or(&NOBODY), &compared);
            fits && known.is_some()
        })
        .await
    }

    /// How many passwords were hashed to be compared: what a sign-in costs, whoever it is for.
    pub fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let _seat = self.seats.try_acquire().map_err(|_| busy())?;
        let _turn = self.turns.acquire().await.map_err(Problem::internal)?;
        actix_web::web::block(work).await.map_err(Problem::internal)
    }
}

fn busy() -> Problem {
    Problem {
        retry_after: Some(2),
        ..Problem::new(Code::Unavailable, "Too many sign-ins are being checked at the moment.")
    }
}

/// The hash of a password, on this thread.
///
/// # Errors
/// The machine gives no random numbers.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
}

/// Only a hash that can be read makes anyone hash, so that is what is counted.
fn verify(password: &str, known: &str, compared: &AtomicU64) -> bool {
    PasswordHash::new(known).is_ok_and(|known| {
        compared.fetch_add(1, Ordering::Relaxed);
        Argon2::default().verify_password(password.as_bytes(), &known).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_owasps() {
        let hash = hash("ten letters").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[test]
    fn threat_30_every_byte_of_a_password_counts() {
        let long = "x".repeat(85);
        let known = hash(&long).unwrap();
        let fits = |password: &str, known: &str| verify(password, known, &AtomicU64::new(0));
        assert!(fits(&long, &known));
        assert!(!fits(&long[..72], &known));
        assert!(!fits(&long, "no hash") && !fits("", &known));
    }

    #[test]
    fn threat_33_nobody_has_a_hash_of_the_same_figures() {
        let of = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(of(&NOBODY), of(&hash("ten letters").unwrap()));
        assert!(NOBODY.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", *NOBODY);
    }
}
