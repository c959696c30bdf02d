//! Keeping the index: it follows the log, and is made anew where it cannot. All of it is done on one thread that
//! may wait, beside the requests.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use parking_lot::Mutex;
use tantivy::collector::DocSetCollector;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{IndexWriter, Searcher, TantivyDocument, TantivyError, Term};
use tokio::sync::watch;

use super::index::{Fields, Kind, Named, Opened, Paper, Place, Shelf, document, halves, term_document};
use super::store;
use crate::changes::{self, Entry, jobs::Log};
use crate::clock::Clock;
use crate::db::{Database, DatabaseError, Id, Time};

/// Articles that are read at once.
const BATCH: i64 = 500;
/// How often it is looked for another process's index, and for what a wake did not tell.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// What comes in so short a time is committed together.
const TOGETHER: Duration = Duration::from_millis(200);

/// Why the index cannot be kept at the moment.
#[derive(Debug)]
pub enum Failure {
    /// The database.
    Database(DatabaseError),
    /// The index.
    Index(TantivyError),
    /// The program stops.
    Stopped,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(err) => err.fmt(f),
            Self::Index(err) => err.fmt(f),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

impl From<DatabaseError> for Failure {
    fn from(err: DatabaseError) -> Self {
        Self::Database(err)
    }
}

impl From<TantivyError> for Failure {
    fn from(err: TantivyError) -> Self {
        Self::Index(err)
    }
}

/// The index of this node; clones are the same.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    db: Database,
    clock: Clock,
    shelf: Shelf,
    open: ArcSwapOption<Opened>,
    seq: AtomicI64,
    damaged: AtomicBool,
    stopped: AtomicBool,
    writer: Mutex<Option<Writer>>,
}

/// The writer of the generation of this name.
struct Writer {
    name: String,
    writer: IndexWriter<TantivyDocument>,
}

/// An index as it is at a moment.
pub struct View {
    /// What is searched.
    pub searcher: Searcher,
    /// Its fields.
    pub fields: Fields,
    /// The row of the log up to which it holds everything.
    pub seq: i64,
}

/// What was made.
pub struct Built {
    /// The name of its folder.
    pub name: String,
    /// How many articles it holds.
    pub articles: usize,
    /// Its bytes on the disk.
    pub bytes: u64,
}

impl Search {
    /// In a data folder; nothing is read before it [runs](Self::run).
    pub fn new(db: &Database, clock: &Clock, data: &std::path::Path) -> Self {
        Self(Arc::new(Inner {
            db: db.clone(),
            clock: clock.clone(),
            shelf: Shelf::new(data),
            open: ArcSwapOption::empty(),
            seq: AtomicI64::new(-1),
            damaged: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            writer: Mutex::default(),
        }))
    }

    /// The index as it is now; none as long as it is being made.
    pub fn view(&self) -> Option<View> {
        let open = self.0.open.load_full()?;
        Some(View { searcher: open.reader.searcher(), fields: open.fields, seq: self.0.seq.load(Ordering::Acquire) })
    }

    /// Notes that the index could not be read: it is made anew.
    pub fn note_damage(&self) {
        self.0.damaged.store(true, Ordering::Release);
    }

    /// Brings the index to the end of the log where that stands at `head` or further, making it where there is none.
    ///
    /// # Errors
    /// The database or the disk; what was not done is done by the next step.
    fn step(&self, head: i64) -> Result<(), Failure> {
        let mut writer = self.0.writer.lock();
        if self.0.damaged.swap(false, Ordering::AcqRel) {
            self.rebuild(&mut writer)?;
        }
        let current = self.0.shelf.current();
        let open = self.0.open.load_full();
        if open.as_ref().map(|open| &open.name) != current.as_ref() || open.is_none() {
            *writer = None;
            let opened = current.as_deref().map(|name| self.open(name));
            match opened {
                Some(Ok(true)) => {}
                Some(Err(Failure::Database(err))) => return Err(err.into()),
                Some(Ok(false) | Err(_)) | None => self.rebuild(&mut writer)?,
            }
            self.0.shelf.clear();
        }
        // Nothing is asked of the database where nothing was written.
        if self.0.seq.load(Ordering::Acquire) >= head {
            return Ok(());
        }
        match self.follow(&mut writer) {
            Err(Failure::Index(err)) if self.is_damaged() => {
                tracing::warn!(cause = %err, "the search index is damaged");
                self.rebuild(&mut writer)
            }
            done => done,
        }
    }

    /// Whether the files of the index are not what was written; a full disk is no damage.
    fn is_damaged(&self) -> bool {
        self.0.open.load_full().is_some_and(|open| self.0.shelf.open(&open.name).is_err())
    }

    /// Opens a generation, where it belongs to this database and the log still tells what it lacks.
    fn open(&self, name: &str) -> Result<bool, Failure> {
        let (opened, place) = self.0.shelf.open(name)?;
        let (seq, at) = (place.seq, place.at.clone());
        let fits = self.0.db.read_blocking(move |conn| -> Result<bool, DatabaseError> {
            let row = changes::beyond(conn, seq - 1, 1)?.into_iter().find(|row| row.seq == seq);
            let same = row.is_none_or(|row| Some(row.at.to_string()) == at);
            Ok(same && changes::head(conn)? >= seq && changes::horizon(conn)? <= seq)
        })?;
        if fits {
            self.show(opened, place.seq);
        }
        Ok(fits)
    }

    fn show(&self, opened: Opened, seq: i64) {
        self.0.seq.store(seq, Ordering::Release);
        self.0.open.store(Some(Arc::new(opened)));
    }

    fn rebuild(&self, writer: &mut Option<Writer>) -> Result<(), Failure> {
        *writer = None;
        self.0.open.store(None);
        let built = self.build()?;
        tracing::info!(articles = built.articles, bytes = built.bytes, "made the search index");
        let (opened, place) = self.0.shelf.open(&built.name)?;
        self.show(opened, place.seq);
        Ok(())
    }

    /// Makes an index of everything that is public now, beside the one that counts, and makes it that one.
    ///
    /// # Errors
    /// The database or the disk; the program stops.
    pub fn build(&self) -> Result<Built, Failure> {
        let (name, index, fields) = self.0.shelf.begin()?;
        let made = self.fill(&index, &fields);
        if made.is_err() {
            self.0.shelf.abandon(&name);
        }
        let articles = made?;
        self.0.shelf.finish(&name).map_err(TantivyError::from)?;
        Ok(Built { articles, bytes: self.0.shelf.bytes(&name), name })
    }

    fn fill(&self, index: &tantivy::Index, fields: &Fields) -> Result<usize, Failure> {
        let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().min(4));
        let mut writer = Opened::writer(index, threads)?;
        // All parts become one at the end: merged on the way, most of it would be written several times.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let (seq, at) = self.0.db.read_blocking(|conn| -> Result<_, DatabaseError> {
            let head = changes::head(conn)?;
            let row = changes::beyond(conn, head - 1, 1)?.pop();
            Ok((head, row.map(|row| row.at.to_string())))
        })?;
        for kind in [Kind::Category, Kind::Tag, Kind::Author] {
            self.fill_terms(&writer, fields, kind)?;
        }
        let (mut after, mut articles) = (Id(uuid::Uuid::nil()), 0);
        loop {
            if self.0.stopped.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            let now = self.0.clock.now();
            let (last, papers) = self.0.db.read_blocking(move |conn| -> Result<_, DatabaseError> {
                let ids = store::public_beyond(conn, now, after, BATCH)?;
                Ok((ids.last().copied(), store::papers(conn, now, &ids)?))
            })?;
            let Some(last) = last else { break };
            after = last;
            articles += papers.len();
            for document in documents(fields, &papers, threads) {
                writer.add_document(document)?;
            }
        }
        commit(&mut writer, &Place::new(seq, at))?;
        let parts = index.searchable_segment_ids()?;
        if parts.len() > 1 {
            writer.merge(&parts).wait()?;
            writer.garbage_collect_files().wait()?;
        }
        writer.wait_merging_threads()?;
        Ok(articles)
    }

    fn fill_terms(&self, writer: &IndexWriter, fields: &Fields, kind: Kind) -> Result<(), Failure> {
        let mut after = Id(uuid::Uuid::nil());
        loop {
            let all = self.0.db.read_blocking(move |conn| {
                store::named_beyond(conn, kind, after, BATCH).map_err(DatabaseError::from)
            })?;
            let Some(last) = all.last() else { return Ok(()) };
            after = last.id;
            for term in &all {
                writer.add_document(term_document(fields, term))?;
            }
        }
    }

    /// Takes what the log holds beyond the index.
    fn follow(&self, writer: &mut Option<Writer>) -> Result<(), Failure> {
        let Some(open) = self.0.open.load_full() else { return Ok(()) };
        loop {
            let seq = self.0.seq.load(Ordering::Acquire);
            let rows =
                self.0.db.read_blocking(move |conn| changes::beyond(conn, seq, BATCH).map_err(DatabaseError::from))?;
            let Some(last) = rows.last() else { return Ok(()) };
            if self.0.stopped.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            let place = Place::new(last.seq, Some(last.at.to_string()));
            let ours = match writer {
                Some(kept) if kept.name == open.name => kept,
                _ => writer.insert(Writer { name: open.name.clone(), writer: Opened::writer(&open.index, 1)? }),
            };
            let done = self.take(&open, &mut ours.writer, &rows).and_then(|()| {
                commit(&mut ours.writer, &place)?;
                open.reader.reload().map_err(Failure::from)
            });
            if done.is_err() {
                // What was half taken is taken again, by another writer.
                *writer = None;
                return done;
            }
            self.0.seq.store(place.seq, Ordering::Release);
            if rows.iter().any(|row| row.reason.as_deref() == Some("takedown")) {
                expunge(&open, &mut ours.writer)?;
            }
        }
    }

    fn take(&self, open: &Opened, writer: &mut IndexWriter, rows: &[Entry]) -> Result<(), Failure> {
        let mut articles: HashSet<Id> = HashSet::new();
        let mut terms: HashMap<&str, HashSet<Id>> = HashMap::new();
        for row in rows {
            match row.kind.as_str() {
                "article" => {
                    articles.insert(row.id);
                }
                kind => {
                    terms.entry(kind).or_default().insert(row.id);
                }
            }
        }
        for (kind, name) in [(Kind::Category, "category"), (Kind::Tag, "tag"), (Kind::Author, "author")] {
            let ids: Vec<Id> = terms.remove(name).unwrap_or_default().into_iter().collect();
            if !ids.is_empty() {
                articles.extend(self.take_terms(open, writer, kind, ids)?);
            }
        }
        let articles: Vec<Id> = articles.into_iter().collect();
        for some in articles.chunks(usize::try_from(BATCH).unwrap_or(usize::MAX)) {
            let (ids, now): (Vec<Id>, Time) = (some.to_vec(), self.0.clock.now());
            let papers =
                self.0.db.read_blocking(move |conn| store::papers(conn, now, &ids).map_err(DatabaseError::from))?;
            for id in some {
                writer.delete_term(by_id(&open.fields, *id));
            }
            for paper in &papers {
                writer.add_document(document(&open.fields, paper))?;
            }
        }
        Ok(())
    }

    /// Takes categories, tags or authors; the articles that are under another name since.
    fn take_terms(
        &self,
        open: &Opened,
        writer: &IndexWriter,
        kind: Kind,
        ids: Vec<Id>,
    ) -> Result<HashSet<Id>, Failure> {
        let searcher = open.reader.searcher();
        let (fields, asked) = (&open.fields, ids.clone());
        let now: Vec<Named> =
            self.0.db.read_blocking(move |conn| store::named(conn, kind, &asked).map_err(DatabaseError::from))?;
        let mut under = HashSet::new();
        for id in ids {
            let new = now.iter().find(|term| term.id == id);
            let old = known(&searcher, fields, kind, id)?;
            if new == old.as_ref() {
                continue;
            }
            if let Some(old) = &old {
                under.extend(articles_under(&searcher, fields, old)?);
            }
            writer.delete_term(by_id(fields, id));
            if let Some(new) = new {
                writer.add_document(term_document(fields, new))?;
            }
        }
        Ok(under)
    }

    /// Follows the log until the stop is called: at once after each change, and again and again.
    pub async fn run(&self, log: &Log, mut stop: watch::Receiver<bool>) {
        let mut signals = log.subscribe();
        loop {
            let (search, head) = (self.clone(), log.seen());
            let mut work = tokio::task::spawn_blocking(move || search.step(head));
            let done = tokio::select! {
                done = &mut work => done,
                _ = stop.changed() => {
                    self.0.stopped.store(true, Ordering::Relaxed);
                    let _ = work.await;
                    break;
                }
            };
            if let Ok(Err(err)) = done {
                tracing::error!(cause = %err, "failed to keep the search index");
                tokio::time::sleep(LOOK_EVERY).await;
            }
            tokio::select! {
                _ = signals.recv() => tokio::time::sleep(TOGETHER).await,
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stop.changed() => break,
            }
            while signals.try_recv().is_ok() {}
        }
    }
}

/// The documents of articles; cutting texts into words is the dearest part, so several threads share it.
fn documents(fields: &Fields, papers: &[Paper], threads: usize) -> Vec<TantivyDocument> {
    let each = papers.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = papers
            .chunks(each)
            .map(|some| scope.spawn(move || some.iter().map(|paper| document(fields, paper)).collect::<Vec<_>>()));
        let work: Vec<_> = work.collect();
        work.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    })
}

fn commit(writer: &mut IndexWriter, place: &Place) -> Result<(), Failure> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&serde_json::to_string(place).unwrap_or_default());
    commit.commit()?;
    Ok(())
}

/// Writes the parts of the index anew from which something was taken out, so that the files forget it too.
fn expunge(open: &Opened, writer: &mut IndexWriter) -> Result<(), Failure> {
    for part in open.index.searchable_segment_metas()? {
        if part.num_deleted_docs() > 0 {
            // One that is being merged already forgets by that.
            let _ = writer.merge(&[part.id()]).wait();
        }
    }
    open.reader.reload()?;
    writer.garbage_collect_files().wait()?;
    Ok(())
}

fn by_id(fields: &Fields, id: Id) -> Term {
    Term::from_field_u64(fields.low, halves(id).1)
}

/// A category, tag or author as the index has it.
fn known(searcher: &Searcher, fields: &Fields, kind: Kind, id: Id) -> Result<Option<Named>, TantivyError> {
    let query = TermQuery::new(by_id(fields, id), IndexRecordOption::Basic);
    let Some(address) = searcher.search(&query, &DocSetCollector)?.into_iter().next() else { return Ok(None) };
    let document: TantivyDocument = searcher.doc(address)?;
    let name = document.get_first(fields.name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let number = searcher.segment_reader(address.segment_ord).fast_fields().u64("number")?.first(address.doc_id);
    let number = number.and_then(|number| i64::try_from(number).ok()).unwrap_or_default();
    Ok(Some(Named { kind, id, number, name }))
}

/// The articles that the index has under a category, tag or author.
fn articles_under(searcher: &Searcher, fields: &Fields, term: &Named) -> Result<Vec<Id>, TantivyError> {
    let field = match term.kind {
        Kind::Category => fields.category,
        Kind::Tag => fields.tag,
        Kind::Author | Kind::Article => fields.author,
    };
    let query = TermQuery::new(Term::from_field_u64(field, term.number.unsigned_abs()), IndexRecordOption::Basic);
    let mut found = Vec::new();
    for address in searcher.search(&query, &DocSetCollector)? {
        let columns = searcher.segment_reader(address.segment_ord).fast_fields();
        let half = |name| columns.u64(name).map(|column| column.first(address.doc_id).unwrap_or_default());
        found.push(Id(uuid::Uuid::from_u64_pair(half("high")?, half("low")?)));
    }
    Ok(found)
}
