//! An import of a WordPress export, from the file to the report: the survey, then people and terms,
//! then files, then posts and pages with their comments, then the menus. Each batch is one
//! transaction, and what it made is remembered in it: a killed run is simply run again.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;
use parking_lot::Mutex;

use super::model::{Channel, Item, PostKind};
use super::survey::{self, Survey};
use super::wxr::Reader;
use super::xml::XmlError;
use super::{attachments, menus, posts, terms};
use crate::addresses::{Addresses, Permalinks};
use crate::db::{DatabaseError, Id, Time};
use crate::import::store::runs;
use crate::import::{Ledger, Report};
use crate::media::files::Files;
use crate::redirects;
use crate::site::{self, SiteSettings};

/// How many items are written in one transaction.
const BATCH: usize = 500;

/// The system that everything comes from.
pub const SYSTEM: &str = "wordpress";

/// What an import is told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Post types that become articles besides `post`.
    pub as_article: Vec<String>,
    /// Whether what was edited here gives way to a newer source.
    pub overwrite: bool,
    /// The site's zone, where the file's dates do not tell.
    pub timezone: Option<Tz>,
    /// A copy of `wp-content/uploads`.
    pub uploads: Option<PathBuf>,
    /// The public site; none: where the old one stood.
    pub home_url: Option<String>,
}

/// A file to import, and what is needed for it.
pub struct Job<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its name in the report.
    pub shown: &'a str,
    /// What the import is told.
    pub options: Options,
    /// Where media files are kept.
    pub files: Files,
    /// This service, as clients reach it.
    pub public_url: &'a str,
    /// The moment of the import.
    pub now: Time,
    /// The run that it is, where it was written down before.
    pub run: Option<Id>,
    /// Told how many bytes were read in this pass; says whether to go on.
    pub progress: &'a dyn Fn(u64) -> bool,
}

/// Why an import failed.
#[derive(Debug)]
pub enum ImportError {
    /// The file is not well-formed, or no export.
    File(XmlError),
    /// The file cannot be read.
    Disk(io::Error),
    /// The database.
    Database(DatabaseError),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(err) => err.fmt(f),
            Self::Disk(err) => write!(f, "failed to read the file: {err}"),
            Self::Database(err) => err.fmt(f),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<XmlError> for ImportError {
    fn from(err: XmlError) -> Self {
        Self::File(err)
    }
}

impl From<io::Error> for ImportError {
    fn from(err: io::Error) -> Self {
        Self::Disk(err)
    }
}

impl From<DatabaseError> for ImportError {
    fn from(err: DatabaseError) -> Self {
        Self::Database(err)
    }
}

impl From<diesel::result::Error> for ImportError {
    fn from(err: diesel::result::Error) -> Self {
        Self::Database(err.into())
    }
}

/// What every batch of an import knows.
#[derive(Debug)]
pub struct Context {
    /// What the file says as a whole.
    pub survey: Survey,
    /// What the import was told.
    pub options: Options,
    /// The name of the source, by which its items are remembered.
    pub source: String,
    /// The moment of the import.
    pub now: Time,
    /// How addresses are made here.
    pub addresses: Addresses,
    /// The site's language.
    pub language: String,
    /// Where files are kept.
    pub files: Files,
    seen: Mutex<HashSet<String>>,
}

impl Context {
    /// Whether the very same item stood in the file before.
    pub fn stood_before(&self, item: &Item) -> bool {
        self.survey.is_ambiguous(item) && !self.seen.lock().insert(self.survey.identity(item))
    }
}

/// Imports a file.
///
/// # Errors
/// A file that is not well-formed: nothing is stored then. The database or the disk: run it again.
pub fn import(job: Job<'_>, ledger: &mut Ledger<'_>) -> Result<Report, ImportError> {
    let mut survey = survey::survey(counted(&job)?)?;
    survey::find_gallery_images(File::open(job.path)?, &mut survey)?;
    let context = Arc::new(prepare(survey, &job, ledger)?);
    let run = begin(&context, job.run, ledger)?;
    let mut report = Report::new(job.shown);
    report.timezone = context.addresses.zone.name().to_owned();
    report.permalink.clone_from(&context.addresses.permalinks.article);
    let found = Arc::new(terms::import(&context, ledger, &mut report)?);
    let attachment = |item: &Item| item.post_type == PostKind::Attachment;
    each_batch(&job, attachment, |batch| attachments::import(&context, batch, ledger, &mut report))?;
    let other = |item: &Item| !matches!(item.post_type, PostKind::Attachment | PostKind::NavMenuItem);
    each_batch(&job, other, |batch| posts::import(&context, &found, batch, ledger, &mut report))?;
    posts::settle_parents(&context, ledger)?;
    menus::import(&context, &found, ledger, &mut report)?;
    finish(&context, run, ledger, &report)?;
    Ok(report)
}

fn begin(context: &Context, run: Option<Id>, ledger: &mut Ledger<'_>) -> Result<Id, ImportError> {
    let (now, source) = (context.now, context.source.clone());
    ledger.write(move |conn| runs::begin(conn, now, run, &source).map_err(ImportError::from))
}

fn finish(context: &Context, run: Id, ledger: &mut Ledger<'_>, report: &Report) -> Result<(), ImportError> {
    let (now, report) = (context.now, report.clone());
    ledger.write(move |conn| runs::end(conn, now, run, &report).map_err(ImportError::from))
}

/// Reads the file once more and hands over what is wanted, some hundred items at a time.
fn each_batch(
    job: &Job<'_>,
    wanted: impl Fn(&Item) -> bool,
    mut take: impl FnMut(Vec<Item>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut reader = Reader::new(counted(job)?)?;
    let mut channel = Channel::default();
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(entry) = reader.next_entry()? {
        let Some(item) = channel.take(entry).filter(|item| wanted(item)) else { continue };
        batch.push(*item);
        if batch.len() == BATCH {
            take(std::mem::take(&mut batch))?;
        }
    }
    if batch.is_empty() { Ok(()) } else { take(batch) }
}

/// A file that tells how far it was read.
struct Counted<'a> {
    file: File,
    read: u64,
    progress: &'a dyn Fn(u64) -> bool,
}

fn counted<'a>(job: &Job<'a>) -> io::Result<Counted<'a>> {
    Ok(Counted { file: File::open(job.path)?, read: 0, progress: job.progress })
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.read += u64::try_from(n).unwrap_or(0);
        if (self.progress)(self.read) { Ok(n) } else { Err(io::Error::other("the import was ended")) }
    }
}

/// Decides what the site is here: what editors set stays; a new one is as the old one was.
fn prepare(survey: Survey, job: &Job<'_>, ledger: &mut Ledger<'_>) -> Result<Context, ImportError> {
    let (now, fresh) = (job.now, settings(&survey, &job.options));
    let channel = &survey.channel;
    let base = [&channel.base_blog_url, &channel.link].into_iter().find(|url| !url.is_empty()).cloned();
    let kept = base.clone();
    let site = ledger.write(move |conn| -> Result<SiteSettings, ImportError> {
        if let Some(base) = &kept {
            redirects::remember_base(conn, base)?;
        }
        let row = site::load(conn)?;
        if row.version > 0 {
            return Ok(row.settings.0);
        }
        site::save(conn, now, &fresh, None, None)?;
        Ok(fresh)
    })?;
    Ok(Context {
        source: base.map_or_else(|| channel.title.clone(), |url| url.trim_end_matches('/').to_lowercase()),
        addresses: Addresses {
            public_url: job.public_url.to_owned(),
            home_url: site.home_url.clone().unwrap_or_else(|| job.public_url.to_owned()),
            permalinks: site.permalinks.clone(),
            zone: site.timezone.parse().unwrap_or(Tz::UTC),
        },
        language: site.language,
        survey,
        options: job.options.clone(),
        now,
        files: job.files.clone(),
        seen: Mutex::default(),
    })
}

/// The settings of a site that is new here.
fn settings(survey: &Survey, options: &Options) -> SiteSettings {
    let channel = &survey.channel;
    let zone = options.timezone.unwrap_or(survey.zone);
    let base =
        [&channel.base_blog_url, &channel.link].into_iter().find_map(|url| crate::config::base_url("", url).ok());
    let language = if channel.language.trim().is_empty() { "en" } else { channel.language.trim() };
    let name = crate::body::title_text(&channel.title);
    SiteSettings {
        name: if name.is_empty() { "WordPress".to_owned() } else { name },
        tagline: crate::body::title_text(&channel.description),
        home_url: options.home_url.clone().or(base),
        language: language.to_owned(),
        languages: vec![language.to_owned()],
        timezone: zone.name().to_owned(),
        permalinks: Permalinks {
            article: survey.pattern.clone().unwrap_or_else(|| "/{slug}".to_owned()),
            category: "/category/{path}".to_owned(),
            tag: "/tag/{slug}".to_owned(),
            author: "/author/{slug}".to_owned(),
            page: "/{path}".to_owned(),
        },
        ..SiteSettings::default()
    }
}
