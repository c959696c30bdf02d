//! The URL map: every scope, what goes before and after a handler, and the state that handlers use.

use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use serde_json::Value;
use utoipa::OpenApi;

use crate::changes::jobs::Log;
use crate::clock::Clock;
use crate::commands::Failure;
use crate::config::Settings;
use crate::db::{Database, DatabaseError, Time};
use crate::http::cache::Cache;
use crate::http::cursor::Cursors;
use crate::http::fallback::Contract;
use crate::http::generations::Generations;
use crate::http::once::Running;
use crate::http::private::ADMIN;
use crate::import::jobs::Importer;
use crate::media::darkroom::Darkroom;
use crate::media::files::Files;
use crate::media::jobs::Maker;
use crate::outbound::Outbound;
use crate::search::Search;
use crate::site::SiteCache;
use crate::views::Views;
use crate::webhooks::jobs::Courier;
use crate::websub::jobs::Announcer;
use crate::{
    archive, articles, audit, auth, authors, body, cards, categories, changes, comments, docs, feeds, files, frame,
    home, import, keys, media, menus, openapi, pages, paths, previews, privacy, reader, redirects, resolve, search,
    site, tags, users, views, webhooks,
};

/// Everything that handlers share; clones share the same.
#[derive(Clone)]
pub struct Server {
    /// The database.
    pub db: Database,
    /// The settings.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
    /// The site, kept between requests.
    pub site: SiteCache,
    /// The log of changes, being followed.
    pub log: Log,
    /// Views that are still to be written down.
    pub views: Views,
    /// Answers that are kept.
    pub cache: Cache,
    /// Carries what webhooks are told.
    pub courier: Courier,
    /// Tells hubs which feeds changed.
    pub announcer: Announcer,
    /// Does the imports that uploads ask for.
    pub importer: Importer,
    /// Makes the widths of pictures.
    pub maker: Maker,
    /// Compares passwords, a few at a time.
    pub passwords: auth::Passwords,
    /// The index that searches read.
    pub search: Search,
    commenting: comments::Guard,
    tokens: auth::Tokens,
    running: Running,
    cursors: Cursors,
    darkroom: Darkroom,
    contract: Contract,
    document: docs::Document,
}

/// Tells bodies the addresses of media that got another file; `public_url` is where our files are.
///
/// # Errors
/// What the database said.
pub async fn rehang(db: &Database, public_url: &str, now: Time) -> Result<(), DatabaseError> {
    while let Some((medium, turn)) = db.read(|conn| media::next_move(conn).map_err(DatabaseError::from)).await? {
        body::rehang(db, public_url, (medium, now), (articles::showing, articles::rehang)).await?;
        body::rehang(db, public_url, (medium, now), (pages::showing, pages::rehang)).await?;
        db.write(move |conn| media::moved(conn, medium, turn).map_err(DatabaseError::from)).await?;
    }
    Ok(())
}

impl Server {
    /// A server on a database, with the root secret of the installation.
    ///
    /// # Errors
    /// The machine gives no random numbers; the log cannot be read; TLS cannot be set up.
    pub fn new(db: Database, settings: Settings, clock: Clock, secret: &[u8]) -> Result<Self, Failure> {
        let document = contract();
        let generations = Generations::default();
        let cache = Cache::new(settings.cache_size, generations.clone());
        let log = follow(&db, &cache)?;
        let outbound = Outbound::new(settings.outbound_allow.clone());
        let outbound = outbound.map_err(|err| Failure::of("prepare calls to others", err))?;
        let files = Files::open(&settings).map_err(|err| Failure::of("reach the store of media files", err))?;
        let darkroom = Darkroom::new(files.clone());
        Ok(Self {
            maker: Maker::new(&db, &clock, &darkroom, outbound.clone()),
            announcer: Announcer::new(&db, &clock, outbound.clone(), &settings, &log),
            courier: Courier::new(&db, &clock, outbound, secret),
            search: Search::new(&db, &clock, &settings.data),
            importer: Importer::new(&db, &clock, &settings, &files),
            site: SiteCache::new(&settings.public_url, generations),
            cache,
            views: Views::new().map_err(|err| Failure::of("make random numbers", err))?,
            commenting: comments::Guard::new(secret),
            log,
            tokens: auth::Tokens::new(secret),
            passwords: auth::Passwords::default(),
            running: Running::default(),
            cursors: Cursors::new(secret).remembering(settings.list_memory),
            darkroom,
            contract: Contract::of(&document),
            document: docs::Document::new(&document),
            db,
            settings,
            clock,
        })
    }

    /// Does the clock's work: what became public or ended is announced, and the cache knows when the
    /// clock has something to do next.
    ///
    /// # Errors
    /// What the database said.
    pub async fn tick(&self) -> Result<(), DatabaseError> {
        let now = self.clock.now();
        let next = self.look_ahead().await?;
        // Nearly always there is nothing to do, and one look has told so.
        if next.is_some_and(|at| at <= now) {
            articles::jobs::announce_due(&self.db, now).await?;
            pages::jobs::announce_due(&self.db, now).await?;
            self.look_ahead().await?;
        }
        Ok(())
    }

    /// Tells bodies the addresses of media that got another file.
    ///
    /// # Errors
    /// What the database said.
    pub async fn rehang(&self) -> Result<(), DatabaseError> {
        rehang(&self.db, &self.settings.public_url, self.clock.now()).await
    }

    /// Finds out when the clock has something to do next: no answer is promised to be true for longer.
    ///
    /// # Errors
    /// What the database said.
    pub async fn look_ahead(&self) -> Result<Option<Time>, DatabaseError> {
        let look = self.cache.timetable().look();
        let next = cards::jobs::next_due(&self.db).await?;
        self.cache.timetable().looked(look, next);
        Ok(next)
    }

    /// Binds state and routes.
    pub fn configure(&self, config: &mut ServiceConfig) {
        config
            .app_data(web::Data::new(self.db.clone()))
            .app_data(web::Data::new(self.settings.clone()))
            .app_data(web::Data::new(self.clock.clone()))
            .app_data(web::Data::new(self.site.clone()))
            .app_data(web::Data::new(self.log.clone()))
            .app_data(web::Data::new(self.views.clone()))
            .app_data(web::Data::new(self.cache.clone()))
            .app_data(web::Data::new(self.courier.clone()))
            .app_data(web::Data::new(self.importer.clone()))
            .app_data(web::Data::new(self.maker.clone()))
            .app_data(web::Data::new(self.search.clone()))
            .app_data(web::Data::new(self.commenting.clone()))
            .app_data(web::Data::new(self.tokens.clone()))
            .app_data(web::Data::new(self.passwords.clone()))
            .app_data(web::Data::new(self.running.clone()))
            .app_data(web::Data::new(self.cursors.clone()))
            .app_data(web::Data::new(self.darkroom.clone()))
            .app_data(web::Data::new(self.contract.clone()))
            .app_data(web::Data::new(self.document.clone()))
            .service(web::scope(ADMIN).wrap(from_fn(auth::gate)).configure(newsroom))
            .service(web::scope("/v1").configure(content))
            .configure(media::routes::file_routes)
            .configure(feeds::routes::routes)
            .configure(paths::routes::sitemap_routes)
            .configure(files::routes::public::routes)
            .configure(docs::routes)
            .configure(|config| reader::routes::routes(&self.settings, config));
    }
}

/// Follows the log for the cache: a write of this process tells of its rows itself, those of other
/// nodes and processes come by the log.
fn follow(db: &Database, cache: &Cache) -> Result<Log, Failure> {
    let told = cache.clone();
    let log = Log::new(db, Arc::new(move |rows| rows.iter().for_each(|row| told.followed(row.seq, &row.keys.0))))?;
    let (told, woken) = (cache.clone(), log.clone());
    db.on_commit(move |commit| {
        told.committed(commit);
        woken.wake();
    });
    Ok(log)
}

/// The Content API, what is called most first.
fn content(config: &mut ServiceConfig) {
    config
        .configure(articles::routes::routes)
        .configure(frame::routes::routes)
        .configure(menus::routes::routes)
        .configure(home::routes::routes)
        .configure(views::routes::routes)
        .configure(comments::routes::routes)
        .configure(categories::routes::routes)
        .configure(tags::routes::routes)
        .configure(authors::routes::routes)
        .configure(pages::routes::routes)
        .configure(media::routes::routes)
        .configure(resolve::routes::routes)
        .configure(search::routes::routes)
        .configure(archive::routes::routes)
        .configure(paths::routes::routes)
        .configure(changes::routes::routes)
        .configure(previews::routes::routes)
        .configure(docs::handshake);
}

/// The Admin API, behind its gate.
fn newsroom(config: &mut ServiceConfig) {
    config
        .configure(articles::routes::desk_routes)
        .configure(authors::routes::desk_routes)
        .configure(categories::routes::desk_routes)
        .configure(tags::routes::desk_routes)
        .configure(pages::routes::desk_routes)
        .configure(menus::routes::desk_routes)
        .configure(home::routes::desk_routes)
        .configure(site::routes::desk_routes)
        .configure(previews::routes::desk_routes)
        .configure(privacy::routes::routes)
        .configure(comments::routes::desk_routes)
        .configure(redirects::routes::routes)
        .configure(files::routes::routes)
        .configure(media::routes::desk_routes)
        .configure(users::routes::routes)
        .configure(keys::routes::routes)
        .configure(webhooks::routes::routes)
        .configure(import::routes::routes)
        .configure(audit::routes::routes);
}

/// The OpenAPI document of all slices.
pub fn contract() -> Value {
    openapi::document([
        articles::routes::Contract::openapi(),
        frame::routes::Contract::openapi(),
        menus::routes::Contract::openapi(),
        home::routes::Contract::openapi(),
        categories::routes::Contract::openapi(),
        tags::routes::Contract::openapi(),
        authors::routes::Contract::openapi(),
        pages::routes::Contract::openapi(),
        media::routes::Contract::openapi(),
        views::routes::Contract::openapi(),
        comments::routes::Contract::openapi(),
        resolve::routes::Contract::openapi(),
        search::routes::Contract::openapi(),
        archive::routes::Contract::openapi(),
        paths::routes::Contract::openapi(),
        changes::routes::Contract::openapi(),
        previews::routes::Contract::openapi(),
        feeds::routes::Contract::openapi(),
        articles::routes::DeskContract::openapi(),
        authors::routes::DeskContract::openapi(),
        categories::routes::DeskContract::openapi(),
        tags::routes::DeskContract::openapi(),
        pages::routes::DeskContract::openapi(),
        menus::routes::DeskContract::openapi(),
        home::routes::DeskContract::openapi(),
        site::routes::DeskContract::openapi(),
        previews::routes::DeskContract::openapi(),
        privacy::routes::Contract::openapi(),
        comments::routes::DeskContract::openapi(),
        redirects::routes::Contract::openapi(),
        files::routes::Contract::openapi(),
        files::routes::public::Contract::openapi(),
        media::routes::DeskContract::openapi(),
        users::routes::Contract::openapi(),
        keys::routes::Contract::openapi(),
        webhooks::routes::Contract::openapi(),
        import::routes::Contract::openapi(),
        audit::routes::Contract::openapi(),
        docs::Contract::openapi(),
    ])
}
