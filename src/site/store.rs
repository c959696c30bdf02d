//! The SQL of the site.

use diesel::prelude::*;

use super::model::SiteSettings;
use crate::addresses::Addresses;
use crate::changes::{self, Change, Kind};
use crate::db::schema::site;
use crate::db::{Conn, Id, Json, Time};

/// The site's row.
#[derive(Debug, Clone, Queryable)]
pub struct SiteRow {
    /// Its settings.
    pub settings: Json<SiteSettings>,
    /// Its logo.
    pub logo_id: Option<Id>,
    /// Its icon.
    pub icon_id: Option<Id>,
    /// Counts every public change; 0 where nobody has said anything yet.
    pub version: i64,
}

/// The site, or what a new installation starts with.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn) -> QueryResult<SiteRow> {
    let row = site::table
        .find(1)
        .select((site::settings, site::logo_id, site::icon_id, site::version))
        .first(conn)
        .optional()?;
    Ok(row.unwrap_or(SiteRow { settings: Json(SiteSettings::default()), logo_id: None, icon_id: None, version: 0 }))
}

/// How paths on the public site are made, as the database says it at this moment: what a writer tells the log.
/// It knows no host.
///
/// # Errors
/// What the database said.
pub fn paths(conn: &mut Conn) -> QueryResult<Addresses> {
    let Json(settings) = load(conn)?.settings;
    let zone = settings.timezone.parse().unwrap_or(chrono_tz::UTC);
    Ok(Addresses { public_url: String::new(), home_url: String::new(), permalinks: settings.permalinks, zone })
}

/// Stores the site's settings.
///
/// # Errors
/// What the database said.
pub fn save(
    conn: &mut Conn,
    now: Time,
    settings: &SiteSettings,
    logo_id: Option<Id>,
    icon_id: Option<Id>,
) -> QueryResult<()> {
    let before = load(conn)?;
    let version = before.version + 1;
    let values = (
        site::settings.eq(Json(settings.clone())),
        site::logo_id.eq(logo_id),
        site::icon_id.eq(icon_id),
        site::changed_at.eq(now),
        site::version.eq(version),
        site::revision.eq(version),
    );
    let known = diesel::update(site::table.find(1)).set(values.clone()).execute(conn)?;
    if known == 0 {
        diesel::insert_into(site::table).values((site::id.eq(1), values)).execute(conn)?;
    }
    let keys = vec!["site".to_owned(), "refs".to_owned(), "articles".to_owned()];
    let change = Change::upsert(Kind::Site, Id(uuid::Uuid::nil()), "site.updated", version, keys);
    let mut changed = before.settings.0.differing(settings);
    changed.extend(changes::differing([("logo", before.logo_id != logo_id), ("icon", before.icon_id != icon_id)]));
    changes::append(conn, now, &Change { changed, ..change })
}
