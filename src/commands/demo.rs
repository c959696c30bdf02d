//! `newswire demo`: a newsroom to try everything on, made on the first start and kept after it.

use clap::Args;

use super::serve::{bind, serve};
use super::{Failure, open};
use crate::app::Server;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Database, DatabaseError, Time, facts, migrate};
use crate::demo::{self, desk};
use crate::site;

/// What the demo is told.
#[derive(Debug, Clone, Args)]
pub struct DemoOptions {
    /// Throw the demo newsroom away and make a new one, its dates ending today
    #[arg(long)]
    pub fresh: bool,
    /// The public site that links lead to [default: this service]
    #[arg(long, value_name = "URL")]
    pub home_url: Option<String>,
}

/// Makes the demo newsroom where there is none, and serves it.
///
/// # Errors
/// A data folder that holds another site; the database, the disk or the port.
pub async fn run(mut settings: Settings, options: DemoOptions) -> Result<(), Failure> {
    settings.reader = true;
    let listener = bind(&settings)?;
    let home_url = options.home_url.map(|url| crate::config::base_url("--home-url", &url)).transpose()?;
    let (db, secret) = open(&settings)?;
    let work = (db.clone(), settings.clone());
    // Drawing takes seconds and uses every core: not on a thread that serves.
    let made = actix_web::web::block(move || newsroom(&work.0, &work.1, options.fresh, home_url));
    made.await.map_err(|err| Failure::of("make the demo newsroom", err))??;
    let password = desk::sign_in(&db, &secret).await?;
    welcome(&settings, &password);
    let server = Server::new(db, settings, Clock::system(), &secret)?;
    serve(server, listener, std::future::pending()).await
}

fn newsroom(db: &Database, settings: &Settings, fresh: bool, home_url: Option<String>) -> Result<(), Failure> {
    let (demo, empty) = db.read_blocking(|conn| -> Result<_, DatabaseError> {
        Ok((facts::get(conn, facts::DEMO)?.is_some(), site::load(conn)?.version == 0))
    })?;
    if !demo && !empty {
        return Err(Failure::Other(format!(
            "{} holds a site that is no demo: choose another folder with --data DIR",
            settings.database.shown()
        )));
    }
    if demo && fresh {
        clear(db)?;
    }
    if fresh || !demo {
        println!("Making the demo newsroom: drawing its pictures takes a few seconds …");
        let made = demo::seed(db, settings, Time::now()).map_err(|err| Failure::of("make the demo newsroom", err))?;
        println!(
            "Made {} public articles, {} pictures and sounds, {} comments.",
            made.articles, made.media, made.comments
        );
    }
    match home_url {
        Some(url) => set_home(db, url),
        None => Ok(()),
    }
}

fn clear(db: &Database) -> Result<(), Failure> {
    db.maintain(|conn| -> Result<(), Failure> {
        let print = facts::get(conn, facts::SECRET).map_err(|err| Failure::of("read the database", err))?;
        migrate::down(conn).map_err(|err| Failure::of("clear the database", err))?;
        migrate::up(conn).map_err(|err| Failure::of("migrate the database", err))?;
        let kept = print.map(|print| facts::set(conn, facts::SECRET, &print)).transpose();
        kept.map(drop).map_err(|err| Failure::of("write to the database", err))
    })
}

fn set_home(db: &Database, url: String) -> Result<(), Failure> {
    db.write_blocking(move |conn| -> Result<(), DatabaseError> {
        let row = site::load(conn)?;
        let mut settings = row.settings.0;
        settings.home_url = Some(url);
        Ok(site::save(conn, Time::now(), &settings, row.logo_id, row.icon_id)?)
    })?;
    Ok(())
}

fn welcome(settings: &Settings, password: &str) {
    let url = &settings.public_url;
    println!(
        "The Bay Courier, a news site made from the API alone: open {url}/ in a browser (its data is in {}).\n\
         It holds articles in 20 categories by 12 authors, pages, menus, a front page, galleries, comments and views.\n\
         Try it:\n\
         \x20 curl '{url}/v1/site?include=navigation'\n\
         \x20 curl '{url}/v1/articles/harbour-tunnel-opens'\n\
         \x20 curl '{url}/v1/articles?category=business&limit=3'\n\
         \x20 curl '{url}/v1/home'\n\
         \x20 curl '{url}/v1/resolve?path=/city/harbour-tunnel-opens'\n\
         Sign in: {} {password}\n\
         Read the contract at {url}/docs and the guides at {url}/docs/guides. Stop with Ctrl-C; run it again to go on, or with --fresh to start anew.",
        settings.database.shown(),
        desk::EMAIL,
    );
}
