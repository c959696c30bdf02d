//! Imports as such: begun, on their way, and ended.

use diesel::prelude::*;

use crate::db::schema::import_runs;
use crate::db::{Conn, Direction, Id, Json, Time, keyset};
use crate::http::Paging;
use crate::import::Report;
use crate::import::model::{Run, RunOptions, State};

/// Writes down that an import has read its source and begins to write; `run` is one that was written down
/// when it was asked for.
///
/// # Errors
/// What the database said.
pub fn begin(conn: &mut Conn, now: Time, run: Option<Id>, source: &str) -> QueryResult<Id> {
    if let Some(id) = run {
        diesel::update(import_runs::table.find(id)).set(import_runs::source.eq(source)).execute(conn)?;
        return Ok(id);
    }
    let id = Id::new();
    diesel::insert_into(import_runs::table)
        .values((
            import_runs::id.eq(id),
            import_runs::source.eq(source),
            import_runs::digest.eq(""),
            import_runs::state.eq(State::Running.as_str()),
            import_runs::started_at.eq(now),
            import_runs::report.eq(Json(Report::default())),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Writes down that an import has done everything.
///
/// # Errors
/// What the database said.
pub fn end(conn: &mut Conn, now: Time, id: Id, report: &Report) -> QueryResult<()> {
    diesel::update(import_runs::table.find(id))
        .set((
            import_runs::state.eq(State::Done.as_str()),
            import_runs::finished_at.eq(now),
            import_runs::progress.eq(100),
            import_runs::report.eq(Json(report.clone())),
        ))
        .execute(conn)?;
    Ok(())
}

/// An import that was asked for by an upload, to be written down.
#[derive(Debug)]
pub struct NewRun<'a> {
    /// Its identity, which its file has too.
    pub id: Id,
    /// The file's name.
    pub file: &'a str,
    /// The file's size, in bytes.
    pub size: i64,
    /// What the import is told.
    pub options: RunOptions,
    /// Who asked for it.
    pub created_by: &'a str,
}

/// Writes down that an import is asked for; how it is then.
///
/// # Errors
/// What the database said.
pub fn create(conn: &mut Conn, now: Time, new: NewRun<'_>) -> QueryResult<Run> {
    diesel::insert_into(import_runs::table)
        .values((
            import_runs::id.eq(new.id),
            import_runs::source.eq(""),
            import_runs::digest.eq(""),
            import_runs::state.eq(State::Waiting.as_str()),
            import_runs::started_at.eq(now.whole_seconds()),
            import_runs::report.eq(Json(Report::default())),
            import_runs::file.eq(new.file),
            import_runs::size.eq(new.size),
            import_runs::options.eq(Json(new.options)),
            import_runs::created_by.eq(new.created_by),
        ))
        .execute(conn)?;
    import_runs::table.find(new.id).select(Run::as_select()).first(conn)
}

/// A page of the imports that uploads asked for, the newest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging) -> QueryResult<Vec<Run>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = import_runs::table.filter(import_runs::size.is_not_null()).select(Run::as_select()).into_boxed();
    if let Some(cursor) = paging.beyond() {
        let place = (Time::parse(&cursor.value).unwrap_or(Time::forever()), cursor.id);
        query = query.filter(keyset((import_runs::started_at, import_runs::id), place, direction));
    }
    query = match direction {
        Direction::Ascending => query.order((import_runs::started_at.asc(), import_runs::id.asc())),
        Direction::Descending => query.order((import_runs::started_at.desc(), import_runs::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// One import that an upload asked for.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<Run>> {
    import_runs::table.find(id).filter(import_runs::size.is_not_null()).select(Run::as_select()).first(conn).optional()
}

/// The imports that uploads asked for and that have not ended, the oldest first.
///
/// # Errors
/// What the database said.
pub fn open(conn: &mut Conn) -> QueryResult<Vec<Run>> {
    let is_open = import_runs::state.eq(State::Waiting.as_str()).or(import_runs::state.eq(State::Running.as_str()));
    import_runs::table
        .filter(import_runs::size.is_not_null())
        .filter(is_open)
        .order((import_runs::started_at, import_runs::id))
        .select(Run::as_select())
        .load(conn)
}

/// Writes down that an import is being done.
///
/// # Errors
/// What the database said.
pub fn start(conn: &mut Conn, id: Id) -> QueryResult<()> {
    let state = import_runs::state.eq(State::Running.as_str());
    diesel::update(import_runs::table.find(id)).set(state).execute(conn).map(drop)
}

/// Writes down how far an import is; whether it is to go on.
///
/// # Errors
/// What the database said.
pub fn advance(conn: &mut Conn, id: Id, progress: i32) -> QueryResult<bool> {
    diesel::update(import_runs::table.find(id)).set(import_runs::progress.eq(progress)).execute(conn)?;
    import_runs::table.find(id).select(import_runs::cancelled).first(conn).map(|cancelled: bool| !cancelled)
}

/// Ends an import that did not do everything.
///
/// # Errors
/// What the database said.
pub fn stop(conn: &mut Conn, now: Time, id: Id, state: State, error: Option<&str>) -> QueryResult<()> {
    diesel::update(import_runs::table.find(id))
        .set((
            import_runs::state.eq(state.as_str()),
            import_runs::finished_at.eq(now.whole_seconds()),
            import_runs::error.eq(error),
        ))
        .execute(conn)
        .map(drop)
}

/// Asks for the end of an import; one that nobody has begun ends at once. How it is then.
///
/// # Errors
/// What the database said.
pub fn cancel(conn: &mut Conn, now: Time, run: &Run) -> QueryResult<Run> {
    diesel::update(import_runs::table.find(run.id)).set(import_runs::cancelled.eq(true)).execute(conn)?;
    if run.state() == State::Waiting {
        stop(conn, now, run.id, State::Cancelled, None)?;
    }
    import_runs::table.find(run.id).select(Run::as_select()).first(conn)
}
