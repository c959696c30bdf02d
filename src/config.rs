//! Every setting, documented here and nowhere else: its flag, its environment variable, its unit and
//! its default. Nothing else in the program reads the environment.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::db::Address;
use crate::http::Freshness;
use crate::outbound::{Allowed, Target};

/// Settings that every command takes.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The folder for the database, the media files and the secret
    #[arg(long, env = "NEWSWIRE_DATA", value_name = "DIR", default_value = "./newswire-data", global = true)]
    pub data: PathBuf,
    /// The database: a SQLite file, or postgres://USER@HOST/NAME [default: newswire.sqlite in the data folder]
    #[arg(long, env = "NEWSWIRE_DATABASE", value_name = "ADDRESS", global = true, hide_env_values = true)]
    pub database: Option<String>,
    /// The address and port to listen on
    #[arg(long, env = "NEWSWIRE_LISTEN", value_name = "ADDR:PORT", default_value = "127.0.0.1:8080", global = true)]
    pub listen: String,
    /// This service as clients reach it, without a path's end slash [default: http://LISTEN]
    #[arg(long, env = "NEWSWIRE_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,
    /// A file with the root secret, 32 bytes or more [default: made as `secret` in the data folder]
    #[arg(long, env = "NEWSWIRE_SECRET_FILE", value_name = "FILE", global = true)]
    pub secret_file: Option<PathBuf>,
    /// The root secret itself, 32 bytes or more; a file is safer
    #[arg(long, env = "NEWSWIRE_SECRET", value_name = "TEXT", global = true, hide_env_values = true)]
    pub secret: Option<String>,
    /// What may be called outside of the public internet's ports 80 and 443, separated by commas: HOST:PORT, or networks such as 10.1.0.0/16
    #[arg(long, env = "NEWSWIRE_OUTBOUND_ALLOW", value_name = "LIST", value_delimiter = ',', global = true)]
    pub outbound_allow: Vec<String>,
    /// A WebSub hub that is told which feeds changed, and that feeds name; may be given several times, or several with commas
    #[arg(long, env = "NEWSWIRE_WEBSUB_HUB", value_name = "URL", value_delimiter = ',', global = true)]
    pub websub_hub: Vec<String>,
    /// A store that speaks S3 for media files, as s3://BUCKET/FOLDER?region=REGION&endpoint=URL [default: the data folder]
    #[arg(long, env = "NEWSWIRE_MEDIA_STORE", value_name = "ADDRESS", global = true)]
    pub media_store: Option<String>,
    /// The id of the key to that store
    #[arg(long, env = "NEWSWIRE_MEDIA_STORE_KEY_ID", value_name = "TEXT", global = true, hide_env_values = true)]
    pub media_store_key_id: Option<String>,
    /// The secret of the key to that store; the environment is safer than the command line
    #[arg(long, env = "NEWSWIRE_MEDIA_STORE_SECRET", value_name = "TEXT", global = true, hide_env_values = true)]
    pub media_store_secret: Option<String>,
    /// How the log is written
    #[arg(long, env = "NEWSWIRE_LOG", value_name = "FORM", value_enum, default_value = "human", global = true)]
    pub log: LogForm,
    /// What is logged: error, warn, info, debug or trace
    #[arg(long, env = "NEWSWIRE_LOG_LEVEL", value_name = "LEVEL", default_value = "info", global = true)]
    pub log_level: LogLevel,
    /// Worker threads for HTTP, 1 to 256 [default: one per core]
    #[arg(long, env = "NEWSWIRE_WORKERS", value_name = "NUMBER", global = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: Option<u16>,
    /// Proxies whose X-Forwarded-For is believed, as addresses separated by commas
    #[arg(long, env = "NEWSWIRE_TRUSTED_PROXIES", value_name = "ADDRS", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Web pages that may call the Admin API from a browser, as origins separated by commas: scheme and host alone
    #[arg(long, env = "NEWSWIRE_ADMIN_ORIGINS", value_name = "ORIGINS", value_delimiter = ',', global = true)]
    pub admin_origins: Vec<String>,
    /// Hosts of other sites that redirects may lead to, separated by commas
    #[arg(long, env = "NEWSWIRE_REDIRECT_HOSTS", value_name = "HOSTS", value_delimiter = ',', global = true)]
    pub redirect_hosts: Vec<String>,
    /// Bytes of answers that are kept in memory; 0 makes every answer anew
    #[arg(long, env = "NEWSWIRE_CACHE_SIZE", value_name = "BYTES", default_value_t = 134_217_728, global = true)]
    pub cache_size: u64,
    /// Bytes for what is remembered of lists by several filters at once; 0 walks each anew
    #[arg(long, env = "NEWSWIRE_LIST_MEMORY", value_name = "BYTES", default_value_t = 33_554_432, global = true)]
    pub list_memory: u64,
    /// Serve a news site made from the API at / and below, for looking at what is there [the demo always does]
    #[arg(long, env = "NEWSWIRE_READER", global = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub reader: bool,
    /// Whether this machine keeps a search index in its data folder; without one, searches find nothing and say so
    #[arg(long, env = "NEWSWIRE_SEARCH", value_name = "ON|OFF", value_enum, default_value = "on", global = true)]
    pub search: Switch,
    /// Seconds that requests in flight may take after SIGTERM, 0 to 600
    #[arg(long, env = "NEWSWIRE_SHUTDOWN_TIMEOUT", value_name = "SECONDS", default_value_t = 8, global = true, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub shutdown_timeout: u64,
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// One line an event, for a person.
    Human,
    /// One JSON object an event, for a collector.
    Json,
}

/// What is logged, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Faults only.
    Error,
    /// And what may become one.
    Warn,
    /// And one line a request.
    Info,
    /// And how work goes.
    Debug,
    /// And everything.
    Trace,
}

impl LogLevel {
    /// The same for the log's writer.
    pub fn filter(self) -> tracing::level_filters::LevelFilter {
        use tracing::level_filters::LevelFilter;
        match self {
            Self::Error => LevelFilter::ERROR,
            Self::Warn => LevelFilter::WARN,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
            Self::Trace => LevelFilter::TRACE,
        }
    }
}

/// The settings, checked: what the program runs with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// The database.
    pub database: Address,
    /// Where to listen.
    pub listen: SocketAddr,
    /// This service as clients reach it, without a slash at its end.
    pub public_url: String,
    /// What may be called beyond the usual.
    pub outbound_allow: Allowed,
    /// The WebSub hubs that are told which feeds changed.
    pub websub_hubs: Vec<String>,
    /// The store for media files; none: the data folder.
    pub media_store: Option<S3Place>,
    /// The log's form.
    pub log: LogForm,
    /// The log's level.
    pub log_level: LogLevel,
    /// HTTP workers.
    pub workers: usize,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Origins whose pages may call the Admin API.
    pub admin_origins: Vec<String>,
    /// Hosts that redirects may lead to.
    pub redirect_hosts: Vec<String>,
    /// Bytes of kept answers.
    pub cache_size: u64,
    /// Bytes of remembered lists.
    pub list_memory: u64,
    /// Whether the reader's pages are served.
    pub reader: bool,
    /// Whether this machine keeps a search index.
    pub search: bool,
    /// Seconds for requests in flight at a stop.
    pub shutdown_timeout: u64,
    secret_file: Option<PathBuf>,
    secret: Option<String>,
}

/// A place on a store that speaks S3.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Place {
    /// The bucket.
    pub bucket: String,
    /// The folder in it; empty: all of it.
    pub prefix: String,
    /// The region.
    pub region: String,
    /// Where the store is; none: at Amazon.
    pub endpoint: Option<String>,
    /// The id of the key.
    pub key_id: String,
    /// Its secret.
    pub secret: String,
}

impl std::fmt::Debug for S3Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

impl S3Place {
    /// Reads `s3://BUCKET/FOLDER?region=REGION&endpoint=URL`.
    ///
    /// # Errors
    /// What is wrong or missing.
    fn parse(text: &str, key_id: Option<&str>, secret: Option<&str>) -> Result<Self, SettingError> {
        let wrong = || {
            SettingError(format!("--media-store: `{text}` is no address such as s3://pictures/news?region=eu-west-1."))
        };
        let url = url::Url::parse(text).ok().filter(|url| url.scheme() == "s3" && url.password().is_none());
        let url = url.ok_or_else(wrong)?;
        let bucket = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?.to_owned();
        let (mut region, mut endpoint) = ("us-east-1".to_owned(), None);
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "region" => region = value.into_owned(),
                "endpoint" => endpoint = Some(base_url("--media-store: endpoint", &value)?),
                _ => return Err(wrong()),
            }
        }
        let (Some(key_id), Some(secret)) = (key_id, secret) else {
            return Err(SettingError(
                "--media-store needs the key to the store: set NEWSWIRE_MEDIA_STORE_KEY_ID and NEWSWIRE_MEDIA_STORE_SECRET.".to_owned(),
            ));
        };
        let prefix = url.path().trim_matches('/').to_owned();
        Ok(Self { bucket, prefix, region, endpoint, key_id: key_id.to_owned(), secret: secret.to_owned() })
    }
}

/// A wrong setting: one sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError(pub String);

impl std::fmt::Display for SettingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingError {}

impl Options {
    /// Checks the settings.
    ///
    /// # Errors
    /// The first wrong one, named.
    pub fn check(self) -> Result<Settings, SettingError> {
        let listen = listen(&self.listen)?;
        let database = match &self.database {
            Some(text) => Address::parse(text).map_err(|err| SettingError(format!("--database: {err}.")))?,
            None => Address::Sqlite(self.data.join("newswire.sqlite")),
        };
        let public_url = match &self.public_url {
            Some(url) => base_url("--public-url", url)?,
            None => format!("http://{}", shown(listen)),
        };
        let outbound_allow = Allowed::parse(self.outbound_allow.iter().map(String::as_str))
            .map_err(|err| SettingError(format!("--outbound-allow: {err}.")))?;
        let websub_hubs = self.websub_hub.iter().map(|text| hub(text, &outbound_allow)).collect::<Result<_, _>>()?;
        let media_store = self
            .media_store
            .as_deref()
            .map(|text| S3Place::parse(text, self.media_store_key_id.as_deref(), self.media_store_secret.as_deref()));
        Ok(Settings {
            media_store: media_store.transpose()?,
            data: self.data,
            database,
            listen,
            public_url,
            outbound_allow,
            websub_hubs,
            log: self.log,
            log_level: self.log_level,
            workers: self.workers.map_or_else(cores, usize::from),
            trusted_proxies: self.trusted_proxies,
            admin_origins: self.admin_origins.iter().map(|text| origin(text)).collect::<Result<_, _>>()?,
            redirect_hosts: self.redirect_hosts.iter().map(|text| host(text)).collect::<Result<_, _>>()?,
            cache_size: self.cache_size,
            list_memory: self.list_memory,
            reader: self.reader,
            search: self.search == Switch::On,
            shutdown_timeout: self.shutdown_timeout,
            secret_file: self.secret_file,
            secret: self.secret,
        })
    }
}

fn listen(text: &str) -> Result<SocketAddr, SettingError> {
    let text = if text.starts_with(':') { format!("0.0.0.0{text}") } else { text.replace("localhost:", "127.0.0.1:") };
    text.parse().map_err(|_| {
        SettingError(format!("--listen: `{text}` is no address and port, such as 127.0.0.1:8080 or [::1]:8080."))
    })
}

fn shown(listen: SocketAddr) -> String {
    match listen.ip().is_unspecified() {
        true => format!("127.0.0.1:{}", listen.port()),
        false => listen.to_string(),
    }
}

/// Checks an origin, as a browser sends it: scheme and host alone.
fn origin(text: &str) -> Result<String, SettingError> {
    let base = base_url("--admin-origins", text)?;
    let alone = url::Url::parse(&base).is_ok_and(|url| url.origin().ascii_serialization() == base);
    if alone {
        Ok(base)
    } else {
        Err(SettingError(format!("--admin-origins: `{text}` is no origin such as https://desk.example.org.")))
    }
}

/// Checks the address of a hub, and gives it its normal form.
fn hub(text: &str, allowed: &Allowed) -> Result<String, SettingError> {
    let target = Target::parse(text.trim(), allowed);
    target
        .map(|target| target.as_str().to_owned())
        .map_err(|wrong| SettingError(format!("--websub-hub: `{text}` {wrong}.")))
}

/// Checks the name of a host, and gives it the form that it has in addresses.
fn host(text: &str) -> Result<String, SettingError> {
    let url = url::Url::parse(&format!("https://{text}/")).ok();
    let named = url
        .as_ref()
        .and_then(|url| url.host_str())
        .filter(|host| url.as_ref().is_some_and(|url| url.as_str() == format!("https://{host}/")));
    let wrong = || SettingError(format!("--redirect-hosts: `{text}` is no host such as shop.example.org."));
    named.map(str::to_owned).ok_or_else(wrong)
}

/// Checks a base address: http or https, a host, no query, no fragment; the slash at its end goes.
///
/// # Errors
/// Which setting is wrong, and how.
pub fn base_url(setting: &str, text: &str) -> Result<String, SettingError> {
    let wrong = || SettingError(format!("{setting}: `{text}` is no address such as https://news.example.org."));
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    let fine = matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none();
    if !fine || url.fragment().is_some() || !url.username().is_empty() {
        return Err(wrong());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// The least length of a root secret, in bytes.
const SHORTEST_SECRET: usize = 32;

impl Settings {
    /// The folder for media files.
    pub fn media_dir(&self) -> PathBuf {
        self.data.join("media")
    }

    /// The root secret, which must be there already.
    ///
    /// # Errors
    /// There is none, or it is too weak.
    pub fn existing_secret(&self) -> Result<Vec<u8>, SettingError> {
        let own = self.data.join("secret");
        if self.secret.is_none() && self.secret_file.is_none() && !own.exists() {
            return Err(SettingError(format!("there is no secret at {}", own.display())));
        }
        self.root_secret()
    }

    /// The root secret: from the setting, else from the file in the data folder, which is made when
    /// it is missing (32 random bytes in hex, readable by its owner only).
    ///
    /// # Errors
    /// A secret that is too short or known to everyone; a file that cannot be read or written.
    pub fn root_secret(&self) -> Result<Vec<u8>, SettingError> {
        if let Some(text) = &self.secret {
            return strong("NEWSWIRE_SECRET", text.as_bytes());
        }
        let own = self.data.join("secret");
        let path = self.secret_file.as_deref().unwrap_or(&own);
        if self.secret_file.is_none() && !path.exists() {
            make_secret(path)?;
        }
        let bytes = fs::read(path).map_err(|err| failed("read", path, &err))?;
        strong(&format!("the secret in {}", path.display()), bytes.trim_ascii())
    }
}

fn strong(what: &str, secret: &[u8]) -> Result<Vec<u8>, SettingError> {
    let plain = secret.iter().all(|byte| Some(byte) == secret.first());
    if secret.len() < SHORTEST_SECRET || plain {
        return Err(SettingError(format!(
            "{what} is too weak: it must be {SHORTEST_SECRET} bytes or more, and random. `openssl rand -hex 32` makes one."
        )));
    }
    Ok(secret.to_vec())
}

fn make_secret(path: &Path) -> Result<(), SettingError> {
    let mut bytes = [0_u8; SHORTEST_SECRET];
    getrandom::fill(&mut bytes).map_err(|err| SettingError(format!("failed to make a secret: {err}")))?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(hex.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|err| failed("write", path, &err))
}

fn failed(what: &str, path: &Path, err: &std::io::Error) -> SettingError {
    SettingError(format!("failed to {what} {}: {err}.", path.display()))
}

/// How long answers may be kept, by kind of resource: seconds in a browser, which nobody can purge, in
/// caches that are purged by keys, and in this process. Here an answer also ends with any change to
/// what it was made from; what else moves in it are counts, which are taken anew when its time is over.
pub mod freshness {
    use super::Freshness;

    const fn kind(browser: u32, shared: u32, kept: u32) -> Freshness {
        Freshness::For { browser, shared, kept }
    }

    /// The site, its menus and pages: they change by hand.
    pub const FRAME: Freshness = kind(60, 3600, 600);
    /// One article with its page.
    pub const ARTICLE: Freshness = kind(30, 600, 600);
    /// Lists, the front page and whatever embeds cards.
    pub const LIST: Freshness = kind(15, 300, 600);
    /// Comments under an article: they come without a word to any cache.
    pub const COMMENTS: Freshness = kind(10, 30, 0);
    /// Most viewed: counts move all the time.
    pub const POPULAR: Freshness = kind(30, 60, 60);
    /// Fresh counts.
    pub const COUNTERS: Freshness = kind(5, 5, 0);
    /// Where an old or new address leads.
    pub const RESOLVE: Freshness = kind(60, 600, 600);
    /// What a search finds: the index follows changes within a second, whatever caches are told before.
    pub const SEARCH: Freshness = kind(10, 10, 0);
    /// The publisher's own files: whatever stands in the query, so that none is kept here.
    pub const FILE: Freshness = kind(300, 3600, 0);
    /// The contract and its page.
    pub const DOCUMENT: Freshness = kind(300, 3600, 3600);
}

/// How long the database is waited for. A reader is told to come again (503, `Retry-After`) rather than kept; the
/// newsroom and the server's own work are given more time, and what commands, imports and maintenance have begun is
/// never cut.
pub mod patience {
    use std::time::Duration;

    /// How long a reader waits for a turn to read.
    pub const READER_TURN: Duration = Duration::from_secs(2);
    /// How long a reader waits for what has its turn. PostgreSQL stops a statement that takes longer; SQLite has no
    /// way to, so that such a read ends by itself, with nobody waiting for it.
    pub const READER_WORK: Duration = Duration::from_secs(5);
    /// How long the newsroom and the server's own work wait for a turn to read.
    pub const DESK_TURN: Duration = Duration::from_secs(5);
    /// How long a statement of theirs may take on PostgreSQL.
    pub const DESK_WORK: Duration = Duration::from_secs(30);
    /// How long anybody waits for a turn to write: an import writes in pieces of a second or two.
    pub const WRITE_TURN: Duration = Duration::from_secs(10);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_addresses_are_plain_and_end_without_a_slash() {
        assert_eq!(base_url("x", "https://a.example/").unwrap(), "https://a.example");
        assert_eq!(base_url("x", "https://a.example/sub/").unwrap(), "https://a.example/sub");
        for bad in
            ["a.example", "ftp://a.example", "https://a.example/?q=1", "https://u@a.example", "javascript:alert(1)"]
        {
            assert!(base_url("x", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_store_for_media_is_an_address_and_a_key() {
        let of = |text: &str| S3Place::parse(text, Some("id"), Some("secret"));
        let place = of("s3://pictures/news/?region=eu-west-1&endpoint=http%3A%2F%2F127.0.0.1%3A9000").unwrap();
        assert_eq!(
            (place.bucket.as_str(), place.prefix.as_str(), place.region.as_str()),
            ("pictures", "news", "eu-west-1")
        );
        assert_eq!(place.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!(format!("{place:?}"), "s3://pictures/news");
        for bad in ["pictures", "s3://", "http://pictures", "s3://a?zone=1", "s3://a?endpoint=x", "s3://u:p@a"] {
            assert!(of(bad).is_err(), "{bad}");
        }
        assert!(S3Place::parse("s3://a", None, Some("secret")).is_err());
    }

    #[test]
    fn the_guide_tells_how_long_answers_may_be_kept() {
        let guide = include_str!("../docs/guides/caching.md");
        let rows = [
            ("site, menus, pages", freshness::FRAME),
            ("one article", freshness::ARTICLE),
            ("lists, front page, sections, people", freshness::LIST),
            ("addresses (`resolve`)", freshness::RESOLVE),
            ("most viewed", freshness::POPULAR),
            ("comments", freshness::COMMENTS),
            ("counters", freshness::COUNTERS),
            ("search", freshness::SEARCH),
            ("the publisher's own files", freshness::FILE),
            ("the contract", freshness::DOCUMENT),
        ];
        for (name, kind) in rows {
            let Freshness::For { browser, shared, kept } = kind else { panic!("{name} is kept nowhere") };
            let here = match kept {
                0 => "not kept".to_owned(),
                60 => "60 s at most".to_owned(),
                3600 => "1 h".to_owned(),
                kept => format!("until a change, {} min at most", kept / 60),
            };
            let row = format!("| {name} | {browser} s | {shared} s | {here} |");
            assert!(guide.contains(&row), "the guide does not say: {row}");
        }
    }

    #[test]
    fn threat_37_weak_secrets_are_refused() {
        for weak in ["", "changeme", "secret", "0123456789abcdef0123456789abcde", &"a".repeat(64)] {
            assert!(strong("x", weak.as_bytes()).is_err(), "{weak}");
        }
        assert!(strong("x", b"0123456789abcdef0123456789abcdef").is_ok());
    }
}
