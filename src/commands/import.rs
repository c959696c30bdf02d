//! `newswire import wxr FILE|-` and `newswire import verify --urls FILE`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, open};
use crate::config::{SettingError, Settings, base_url};
use crate::db::{Database, Time};
use crate::import::wordpress::run::{ImportError, Job, Options, import};
use crate::import::{Ledger, Report};

/// What `import` is told.
#[derive(Debug, Clone, Args)]
pub struct ImportOptions {
    #[command(subcommand)]
    command: ImportCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum ImportCommand {
    /// A WordPress export (WXR); run it again with a newer one for the difference
    Wxr(WxrOptions),
    /// Replay old addresses and count which are found, redirected, gone or unknown
    Verify {
        /// A list of addresses, one a line, or a sitemap in XML
        #[arg(long, value_name = "FILE")]
        urls: PathBuf,
    },
}

/// What an import of a WordPress export is told.
#[derive(Debug, Clone, Args)]
pub struct WxrOptions {
    /// The export; `-` is standard input
    pub file: PathBuf,
    /// Say what would be done, and store nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
    /// A copy of wp-content/uploads; without it pictures stay links to the old site
    #[arg(long, value_name = "DIR")]
    pub uploads: Option<PathBuf>,
    /// Make articles of this post type too; may be given several times
    #[arg(long, value_name = "TYPE")]
    pub as_article: Vec<String>,
    /// Let a newer source win over what was edited here
    #[arg(long)]
    pub overwrite: bool,
    /// The site's time zone (IANA) [default: found from the dates]
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<chrono_tz::Tz>,
    /// The public site that links lead to [default: where the old one stood]
    #[arg(long, value_name = "URL")]
    pub home_url: Option<String>,
}

/// Imports, or verifies.
///
/// # Errors
/// A file that is refused; the database or the disk.
pub fn run(settings: &Settings, options: ImportOptions) -> Result<(), Failure> {
    match options.command {
        ImportCommand::Wxr(options) => wxr(settings, &options),
        ImportCommand::Verify { urls } => super::verify::run(settings, &urls),
    }
}

fn wxr(settings: &Settings, options: &WxrOptions) -> Result<(), Failure> {
    let home_url = options.home_url.as_deref().map(|url| base_url("--home-url", url)).transpose()?;
    if let Some(dir) = options.uploads.as_ref().filter(|dir| !dir.is_dir()) {
        return Err(SettingError(format!("--uploads: {} is no folder.", dir.display())).into());
    }
    let (db, _) = open(settings)?;
    let spooled = if options.file == Path::new("-") { Some(spool(settings)?) } else { None };
    let path = spooled.as_ref().map_or(options.file.as_path(), |file| file.0.as_path());
    let size = std::fs::metadata(path).map_err(|err| Failure::of(&format!("read {}", path.display()), err))?.len();
    let bar = bar(size, options.json);
    let progress = |read: u64| {
        bar.set_position(read);
        true
    };
    let job = Job {
        path,
        shown: &options.file.display().to_string(),
        options: Options {
            as_article: options.as_article.clone(),
            overwrite: options.overwrite,
            timezone: options.timezone,
            uploads: options.uploads.clone(),
            home_url,
        },
        files: super::files(settings)?,
        public_url: &settings.public_url,
        now: Time::now(),
        run: None,
        progress: &progress,
    };
    let done = if options.dry_run { rehearse(&db, job) } else { import(job, &mut Ledger::Live(&db)) };
    bar.finish_and_clear();
    let report = done.map_err(|err| refused(&options.file, &err))?;
    print(&report, options)
}

fn refused(file: &Path, err: &ImportError) -> Failure {
    match err {
        ImportError::File(err) => {
            Failure::Other(format!("{} is refused, and nothing was stored: {err}", file.display()))
        }
        err => Failure::Other(format!("the import of {} stopped: {err}. Run it again to continue.", file.display())),
    }
}

fn print(report: &Report, options: &WxrOptions) -> Result<(), Failure> {
    let text = match options.json {
        true => serde_json::to_string_pretty(report).map_err(|err| Failure::of("write the report", err))?,
        false => report.to_string(),
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").map_err(|err| Failure::of("write the report", err))?;
    if options.dry_run && !options.json {
        writeln!(out, "Nothing was stored.").map_err(|err| Failure::of("write the report", err))?;
    }
    Ok(())
}

/// Does the whole import in one transaction and takes it back.
fn rehearse(db: &Database, job: Job<'_>) -> Result<Report, ImportError> {
    db.rehearse(|conn| import(job, &mut Ledger::Dry(conn)))
}

fn bar(size: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {elapsed}");
    ProgressBar::new(size).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Standard input as a file, which is gone when the import is.
struct Spooled(PathBuf);

impl Drop for Spooled {
    fn drop(&mut self) {
        // Best effort: the next start has nothing to do with it.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The file is read more than once, so standard input is written down first.
fn spool(settings: &Settings) -> Result<Spooled, Failure> {
    let path = settings.data.join(format!(".import-{}.xml", std::process::id()));
    let failed = |err: std::io::Error| Failure::of("keep standard input", err);
    let mut file = std::fs::File::create(&path).map_err(failed)?;
    let spooled = Spooled(path);
    let read = std::io::copy(&mut std::io::stdin().lock(), &mut file).map_err(failed)?;
    if read == 0 {
        return Err(Failure::Other("standard input is empty".to_owned()));
    }
    Ok(spooled)
}
