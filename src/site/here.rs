//! What a handler starts from. The site is asked for by every answer and changes by hand a few times
//! a year, so a node keeps it until the log says that it changed.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::model::SiteSettings;
use super::store::{self, SiteRow};
use crate::addresses::Addresses;
use crate::clock::Clock;
use crate::db::{Conn, Database, Time};
use crate::error::Problem;
use crate::http::generations::{Generations, Slot};
use crate::http::trace::Trace;
use crate::media::{self, Media};

/// The site as it was when it was read.
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
}

/// Keeps the site between requests; clones share it.
#[derive(Clone)]
pub struct SiteCache(Arc<Kept>);

struct Kept {
    public_url: String,
    generations: Generations,
    /// What the site is made from: itself and the pictures it names.
    slots: [Slot; 2],
    /// With the epoch before it was read.
    snapshot: ArcSwapOption<(u64, Arc<Snapshot>)>,
}

impl SiteCache {
    /// With nothing kept yet.
    pub fn new(public_url: &str, generations: Generations) -> Self {
        Self(Arc::new(Kept {
            public_url: public_url.to_owned(),
            generations,
            slots: [Slot::of("site"), Slot::of("refs")],
            snapshot: ArcSwapOption::empty(),
        }))
    }

    /// The site, as it is after every change that this process knows of.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn get(&self, db: &Database) -> Result<Arc<Snapshot>, Problem> {
        let kept = self.0.snapshot.load_full();
        match kept.filter(|kept| self.0.generations.hold(&self.0.slots, kept.0)) {
            Some(kept) => Ok(kept.1.clone()),
            None => self.load(db).await,
        }
    }

    async fn load(&self, db: &Database) -> Result<Arc<Snapshot>, Problem> {
        let epoch = self.0.generations.epoch();
        let public_url = self.0.public_url.clone();
        let fresh = db.read(move |conn| Ok::<_, Problem>(Arc::new(Snapshot::load(conn, &public_url)?))).await?;
        // An older one that is stored late is seen to be stale by its epoch.
        self.0.snapshot.store(Some(Arc::new((epoch, fresh.clone()))));
        Ok(fresh)
    }
}

impl Snapshot {
    /// Reads the site.
    ///
    /// # Errors
    /// What the database said.
    pub fn load(conn: &mut Conn, public_url: &str) -> diesel::result::QueryResult<Self> {
        let SiteRow { settings, logo_id, icon_id, .. } = store::load(conn)?;
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
        Ok(Self { addresses, logo: of(logo_id), icon: of(icon_id), settings })
    }
}

/// Where and when a request is answered. Clones are cheap and go into the database's threads.
#[derive(Clone)]
pub struct Here {
    /// The site.
    pub site: Arc<Snapshot>,
    /// The moment that counts for the whole answer.
    pub now: Time,
    /// What the making of the answer finds out about it.
    pub trace: Arc<Trace>,
}

impl Here {
    /// The site at this moment.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn at(db: &Database, cache: &SiteCache, clock: &Clock, trace: Arc<Trace>) -> Result<Self, Problem> {
        Ok(Self { site: cache.get(db).await?, now: clock.now(), trace })
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

    /// The first moment at which comments on what was published then are closed by age; none: no age closes.
    pub fn comments_close_after(&self, published_at: Time) -> Option<Time> {
        let days = self.settings().comments.close_after_days?;
        Some(published_at.plus_seconds(i64::from(days) * 86_400).next_instant())
    }
}
