//! The client: looks a name up once, checks every address, and connects to what it checked.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use super::{Allowed, Target, Wrong};

/// How long a whole call may take: looking up, connecting, sending, and reading the answer.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);
/// The most redirects that a call can ask for.
const MOST_HOPS: u8 = 3;
/// The media type of JSON.
pub const JSON: &str = "application/json";
/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";
const AGENT: &str = concat!("Newswire/", env!("CARGO_PKG_VERSION"));

/// How a name becomes addresses.
pub type Lookup = Arc<dyn Fn(String, u16) -> LookedUp + Send + Sync>;
type LookedUp = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// TLS could not be set up.
#[derive(Debug)]
pub struct TlsError(rustls::Error);

impl std::fmt::Display for TlsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TLS for calls to others cannot be set up: {}", self.0)
    }
}

impl std::error::Error for TlsError {}

/// Calls others; clones are the same client.
#[derive(Clone)]
pub struct Outbound {
    allowed: Allowed,
    lookup: Lookup,
    limit: Duration,
    tls: ClientConfig,
}

/// A call, about to be made.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// Whom.
    pub target: &'a Target,
    /// What is sent by `POST`; none is a `GET`.
    pub body: Option<String>,
    /// The media type of what is sent: [`JSON`] or [`FORM`].
    pub kind: &'static str,
    /// Headers beside those of the client.
    pub headers: Vec<(&'static str, String)>,
    /// The most bytes of the answer's body that are kept.
    pub most: usize,
    /// Whether an answer beyond that is cut there; else it is a failure.
    pub cut: bool,
    /// How many redirects of a `GET` are followed: 3 at most, whatever stands here.
    pub hops: u8,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`, where there is one that is text.
    pub content_type: Option<String>,
    /// `Retry-After`, where there is one that is text.
    pub retry_after: Option<String>,
    /// The body, as far as it was wanted.
    pub body: Vec<u8>,
}

/// An answer that is read part by part.
pub struct Download {
    response: Response,
    ends: Instant,
    left: usize,
}

impl Download {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The next part; none at the end.
    ///
    /// # Errors
    /// It breaks off, takes too long, or is too large.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let part = within(self.ends, self.response.chunk()).await.ok_or(Failure::TooSlow)?;
        let part = part.map_err(|_| Failure::Unreachable)?;
        let length = part.as_ref().map_or(0, Bytes::len);
        self.left = self.left.checked_sub(length).ok_or(Failure::TooLarge)?;
        Ok(part)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The address, or one that it redirected to, may not be called.
    Wrong(Wrong),
    /// The name leads nowhere.
    UnknownHost,
    /// The name leads to an address that may not be called.
    Forbidden,
    /// No connection, a broken one, or a certificate that is not to be trusted.
    Unreachable,
    /// It took too long.
    TooSlow,
    /// The answer is too large.
    TooLarge,
    /// It redirects on and on.
    TooManyRedirects,
}

impl Failure {
    /// Its name for those who look after what is called.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wrong(_) | Self::Forbidden => "address_refused",
            Self::UnknownHost => "unknown_host",
            Self::Unreachable => "unreachable",
            Self::TooSlow => "timeout",
            Self::TooLarge => "too_large",
            Self::TooManyRedirects => "too_many_redirects",
        }
    }
}

/// The resolver of the library, which has nothing to resolve.
struct Nowhere;

impl Resolve for Nowhere {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(async { Err("every name was looked up before".into()) })
    }
}

impl Outbound {
    /// A client that may call what is public and what is allowed beyond.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(allowed: Allowed) -> Result<Self, TlsError> {
        let lookup: Lookup =
            Arc::new(|host, port| Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) }));
        Ok(Self { allowed, lookup, limit: TIME_LIMIT, tls: tls().map_err(TlsError)? })
    }

    /// The same with another time limit for a call.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// The same with another way to look names up.
    #[must_use]
    pub fn with_lookup(self, lookup: Lookup) -> Self {
        Self { lookup, ..self }
    }

    /// Reads an address by this client's rules.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn target(&self, text: &str) -> Result<Target, Wrong> {
        Target::parse(text, &self.allowed)
    }

    /// Makes a call.
    ///
    /// # Errors
    /// Why there is no answer; an answer of any status is none.
    pub async fn call(&self, call: Call<'_>) -> Result<Answer, Failure> {
        let ends = Instant::now() + self.limit;
        let response = self.open(&call, ends).await?;
        read(response, &call, ends).await
    }

    /// Gets what is at an address, to be read part by part, of at most so many bytes.
    ///
    /// # Errors
    /// Why there is no answer; an answer of any status is none.
    pub async fn download(&self, target: &Target, most: usize) -> Result<Download, Failure> {
        let ends = Instant::now() + self.limit;
        let call = Call { target, body: None, kind: JSON, headers: Vec::new(), most, cut: false, hops: MOST_HOPS };
        Ok(Download { response: self.open(&call, ends).await?, ends, left: most })
    }

    /// The answer's head, after the redirects that are followed.
    async fn open(&self, call: &Call<'_>, ends: Instant) -> Result<Response, Failure> {
        let mut target = call.target.clone();
        let hops = if call.body.is_some() { 0 } else { call.hops.min(MOST_HOPS) };
        for left in (0..=hops).rev() {
            let response = within(ends, self.send(&target, call)).await.ok_or(Failure::TooSlow)??;
            match location(&response).filter(|_| hops > 0) {
                Some(_) if left == 0 => break,
                Some(next) => target = target.redirected(&next, &self.allowed).map_err(Failure::Wrong)?,
                None => return Ok(response),
            }
        }
        Err(Failure::TooManyRedirects)
    }

    async fn send(&self, target: &Target, call: &Call<'_>) -> Result<Response, Failure> {
        let client = self.client(target, &self.addresses(target).await?)?;
        let method = if call.body.is_some() { Method::POST } else { Method::GET };
        let mut request = client.request(method, target.as_str());
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, call.kind).body(body.clone());
        }
        request.send().await.map_err(|_| Failure::Unreachable)
    }

    /// Where the connection may go: what the name leads to now, if all of it may be called.
    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Failure> {
        let (host, port) = (target.host(), target.port());
        if let Some(address) = target.literal() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let found = (self.lookup)(host.to_owned(), port).await.map_err(|_| Failure::UnknownHost)?;
        if found.is_empty() {
            return Err(Failure::UnknownHost);
        }
        let fine = found.iter().all(|at| at.port() == port && self.allowed.address(host, port, at.ip()));
        if fine { Ok(found) } else { Err(Failure::Forbidden) }
    }

    /// A client of one call: it knows this host and these addresses, and keeps no connection for a later
    /// call, when the name may lead elsewhere.
    fn client(&self, target: &Target, addresses: &[SocketAddr]) -> Result<Client, Failure> {
        let client = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .dns_resolver(Nowhere)
            .resolve_to_addrs(target.host(), addresses)
            .pool_max_idle_per_host(0)
            .user_agent(AGENT)
            .build();
        client.map_err(|err| {
            tracing::error!(cause = %err, "failed to make a client for a call");
            Failure::Unreachable
        })
    }
}

/// The system's certificate authorities; where there are none, nothing is trusted and https fails.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    match builder.clone().with_platform_verifier() {
        Ok(trusting) => Ok(trusting.with_no_client_auth()),
        Err(err) => {
            tracing::warn!(cause = %err, "the system has no certificate authorities: no https address can be called");
            Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
        }
    }
}

async fn within<T>(ends: Instant, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(ends.saturating_duration_since(Instant::now()), work).await.ok()
}

fn text(headers: &HeaderMap, name: reqwest::header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn location(response: &Response) -> Option<String> {
    let redirects = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    text(response.headers(), LOCATION).filter(|_| redirects)
}

async fn read(mut response: Response, call: &Call<'_>, ends: Instant) -> Result<Answer, Failure> {
    let (status, content_type) = (response.status().as_u16(), text(response.headers(), CONTENT_TYPE));
    let retry_after = text(response.headers(), RETRY_AFTER);
    let mut body = Vec::new();
    loop {
        let failure = match within(ends, response.chunk()).await {
            Some(Ok(None)) => break,
            Some(Ok(Some(chunk))) if body.len() + chunk.len() <= call.most => {
                body.extend_from_slice(&chunk);
                continue;
            }
            Some(Ok(Some(chunk))) => {
                body.extend_from_slice(&chunk[..call.most - body.len()]);
                Failure::TooLarge
            }
            Some(Err(_)) => Failure::Unreachable,
            None => Failure::TooSlow,
        };
        // Who wants the beginning alone has the status, which is what counts.
        if call.cut {
            break;
        }
        return Err(failure);
    }
    Ok(Answer { status, content_type, retry_after, body })
}
