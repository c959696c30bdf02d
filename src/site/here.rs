//! What a handler starts from. The site is asked for by every answer and changes by hand a few times
//! a year, so a node keeps it and looks at its version twice a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use parking_lot::Mutex;

use super::model::SiteSettings;
use super::store::{self, SiteRow};
use crate::addresses::Addresses;
use crate::clock::Clock;
use crate::db::{Conn, Database, Time};
use crate::error::Problem;
use crate::media::{self, Media};

/// How long the kept site is believed without a look.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The site as it was at the last look.
#[derive(Debug)]
pub struct Snapshot {
    /// Its settings.
    pub settings: SiteSettings,
    /// How addresses are made.
    pub addresses: Addresses,
    /// Its logo.
    pub logo: Option<Media>,
    /// Its icon.
    pub icon: Option<Media>,
    version: i64,
}

/// Keeps the site between requests; clones share it.
#[derive(Clone)]
pub struct SiteCache(Arc<Kept>);

struct Kept {
    public_url: String,
    snapshot: ArcSwapOption<Snapshot>,
    looked: Mutex<Option<Instant>>,
}

impl SiteCache {
    /// With nothing kept yet.
    pub fn new(public_url: &str) -> Self {
        let kept =
            Kept { public_url: public_url.to_owned(), snapshot: ArcSwapOption::empty(), looked: Mutex::default() };
        Self(Arc::new(kept))
    }

    /// The site, at most half a second old.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn get(&self, db: &Database) -> Result<Arc<Snapshot>, Problem> {
        let due = {
            let mut looked = self.0.looked.lock();
            let due = looked.is_none_or(|at| at.elapsed() > LOOK_EVERY);
            if due {
                *looked = Some(Instant::now());
            }
            due
        };
        match self.0.snapshot.load_full() {
            Some(snapshot) if !due => Ok(snapshot),
            kept => self.look(db, kept).await,
        }
    }

    async fn look(&self, db: &Database, kept: Option<Arc<Snapshot>>) -> Result<Arc<Snapshot>, Problem> {
        let public_url = self.0.public_url.clone();
        let fresh = db
            .read(move |conn| -> Result<_, Problem> {
                let version = store::version(conn)?;
                match kept {
                    Some(snapshot) if snapshot.version == version => Ok(snapshot),
                    _ => Ok(Arc::new(Snapshot::load(conn, &public_url)?)),
                }
            })
            .await?;
        self.0.snapshot.store(Some(fresh.clone()));
        Ok(fresh)
    }

    /// Forgets the site, after it was changed here.
    pub fn forget(&self) {
        *self.0.looked.lock() = None;
        self.0.snapshot.store(None);
    }
}

impl Snapshot {
    /// Reads the site.
    ///
    /// # Errors
    /// What the database said.
    pub fn load(conn: &mut Conn, public_url: &str) -> diesel::result::QueryResult<Self> {
        let SiteRow { settings, logo_id, icon_id, version } = store::load(conn)?;
        let ids: Vec<_> = logo_id.into_iter().chain(icon_id).collect();
        let pictures = media::load(conn, &ids)?;
        let of = |id: Option<_>| id.and_then(|id| pictures.get(&id)).cloned();
        let settings = settings.0;
        let addresses = Addresses {
            public_url: public_url.to_owned(),
            home_url: settings.home_url.clone().unwrap_or_else(|| public_url.to_owned()),
            permalinks: settings.permalinks.clone(),
            zone: settings.timezone.parse().unwrap_or(chrono_tz::UTC),
        };
        Ok(Self { addresses, logo: of(logo_id), icon: of(icon_id), settings, version })
    }
}

/// Where and when a request is answered. Clones are cheap and go into the database's threads.
#[derive(Clone)]
pub struct Here {
    /// The site.
    pub site: Arc<Snapshot>,
    /// The moment that counts for the whole answer.
    pub now: Time,
}

impl Here {
    /// The site at this moment.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn at(db: &Database, cache: &SiteCache, clock: &Clock) -> Result<Self, Problem> {
        Ok(Self { site: cache.get(db).await?, now: clock.now() })
    }

    /// How addresses are made.
    pub fn addresses(&self) -> &Addresses {
        &self.site.addresses
    }

    /// The site's settings.
    pub fn settings(&self) -> &SiteSettings {
        &self.site.settings
    }

    /// Comments on what was published before this moment are closed by age; none: no age closes.
    pub fn comments_close_before(&self) -> Option<Time> {
        let days = self.settings().comments.close_after_days?;
        Some(self.now.plus_seconds(-i64::from(days) * 86_400))
    }
}
