//! `newswire serve`: the server, its background jobs, and a stop that loses nothing.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer};
use tokio::sync::watch;

use super::{Failure, open};
use crate::app::Server;
use crate::clock::Clock;
use crate::config::Settings;
use crate::http::edge::edge;
use crate::{changes, jobs, privacy, views};

/// How often the clock's work is done.
const ANNOUNCE_EVERY: Duration = Duration::from_secs(1);

/// How often the log of changes is made shorter, and what is kept no longer is forgotten.
const COMPACT_EVERY: Duration = Duration::from_secs(3600);

/// How often files that no medium has are looked for.
const CLEAR_EVERY: Duration = Duration::from_secs(600);

/// Serves until it is told to stop.
///
/// # Errors
/// The database or the port.
pub async fn run(settings: Settings) -> Result<(), Failure> {
    let (db, secret) = open(&settings)?;
    let listener = bind(&settings)?;
    let line = format!("Newswire serves {} from {}", settings.public_url, settings.database.shown());
    let reader = settings.reader.then(|| format!("Look at the site at {}/", settings.public_url));
    let server = Server::new(db, settings, Clock::system(), &secret)?;
    println!("{line}");
    if let Some(line) = reader {
        println!("{line}");
    }
    serve(server, listener, std::future::pending()).await
}

/// Takes the port, before anything else is begun.
///
/// # Errors
/// The port is taken or may not be used.
pub fn bind(settings: &Settings) -> Result<TcpListener, Failure> {
    TcpListener::bind(settings.listen).map_err(|err| match err.kind() {
        std::io::ErrorKind::AddrInUse => Failure::Other(format!(
            "the port {} on {} is taken by another program: stop it, or choose another with --listen {}:{}",
            settings.listen.port(),
            settings.listen.ip(),
            settings.listen.ip(),
            settings.listen.port().checked_add(1).unwrap_or(8080),
        )),
        _ => Failure::of(&format!("listen on {}", settings.listen), err),
    })
}

/// Serves on a port that is taken already, until a signal or the end of `until`; requests in flight
/// are finished first.
///
/// # Errors
/// What the server said.
pub async fn serve(server: Server, listener: TcpListener, until: impl Future<Output = ()>) -> Result<(), Failure> {
    let (stop, stopped) = watch::channel(false);
    server.tick().await.map_err(|err| Failure::of("announce what is due", err))?;
    let counting = views::jobs::start(server.db.clone(), server.views.clone(), server.clock.clone());
    let work = tokio::join!(
        http(server.clone(), listener, stop, until),
        announcing(&server, stopped.clone()),
        compacting(&server, stopped.clone()),
        server.courier.run(&server.log, stopped.clone()),
        searching(&server, stopped.clone()),
        server.announcer.run(&server.log, stopped.clone()),
        server.importer.run(stopped.clone()),
        server.maker.run(stopped.clone()),
        clearing(&server, stopped.clone()),
        rehanging(&server, stopped.clone()),
        server.log.run(stopped),
    );
    // Whatever was counted until the last request is written down before the process ends.
    counting.stop().await;
    work.0
}

async fn http(
    server: Server,
    listener: TcpListener,
    stop: watch::Sender<bool>,
    until: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let (workers, patience) = (server.settings.workers, server.settings.shutdown_timeout);
    let log = server.log.clone();
    let made = HttpServer::new(move || {
        let server = server.clone();
        App::new().wrap(from_fn(edge)).configure(move |config| server.configure(config))
    })
    .workers(workers)
    .shutdown_timeout(patience)
    .disable_signals()
    .listen(listener)
    .map_err(|err| Failure::of("listen", err))?;
    let mut running = made.run();
    let handle = running.handle();
    let served = tokio::select! {
        served = &mut running => served,
        () = told_to_stop(until) => {
            // Streams have no end of their own that the stop could wait for.
            log.end();
            tokio::join!(handle.stop(true), running).1
        }
    };
    let served = served.map_err(|err| Failure::of("serve", err));
    // Nobody may be left to hear it.
    let _ = stop.send(true);
    served
}

/// Waits for the first of: a signal of the system, the end of `until`.
async fn told_to_stop(until: impl Future<Output = ()>) {
    tokio::select! {
        () = until => {}
        () = signalled() => {}
    }
}

#[cfg(unix)]
async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be heard: the server stops only when it is killed");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signalled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

async fn announcing(server: &Server, stop: watch::Receiver<bool>) {
    jobs::every(ANNOUNCE_EVERY, "announce what is due", stop, || async { server.tick().await }).await;
}

async fn searching(server: &Server, stop: watch::Receiver<bool>) {
    if server.settings.search {
        server.search.run(&server.log, stop).await;
    }
}

async fn compacting(server: &Server, stop: watch::Receiver<bool>) {
    jobs::every(COMPACT_EVERY, "forget what is kept no longer", stop, || async {
        changes::jobs::compact(&server.db, server.clock.now()).await?;
        server.courier.forget_old().await?;
        privacy::jobs::forget(&server.db, server.clock.now()).await.map(drop)
    })
    .await;
}

async fn rehanging(server: &Server, stop: watch::Receiver<bool>) {
    let work = || async { server.rehang().await };
    jobs::every(ANNOUNCE_EVERY, "tell bodies where files are", stop, work).await;
}

async fn clearing(server: &Server, stop: watch::Receiver<bool>) {
    jobs::every(CLEAR_EVERY, "remove files that no medium has", stop, || async { server.maker.clear().await }).await;
}
