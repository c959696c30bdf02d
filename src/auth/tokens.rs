//! The texts that prove who asks. An access token is a JWT (RFC 7519) of a quarter of an hour; a
//! refresh token opens its session once and is followed by the next; an API key is shown once. All keys
//! derive from the root secret, so that every node reads what another one wrote.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::db::{Id, Time};
use crate::error::Problem;
use crate::text::digest;

/// How long an access token is good, in seconds.
pub const ACCESS_FOR: i64 = 15 * 60;
/// How long a session lasts without being refreshed, in seconds.
pub const SESSION_FOR: i64 = 14 * 24 * 60 * 60;
/// A signing key serves so many seconds, and is believed for as many more.
const KEY_FOR: i64 = 30 * 24 * 60 * 60;
/// How far the clocks of two nodes may stand apart, in seconds.
const LEEWAY: i64 = 60;
/// No token of ours is longer, in bytes.
const LONGEST: usize = 2_048;
const ISSUER: &str = "newswire";
const AUDIENCE: &str = "newswire-admin";
const KIND: &str = "access";
const KEY_MARK: &str = "nwk_";
const REFRESH_MARK: &str = "nwr_";
const PREVIEW_MARK: &str = "nwp_";

/// Makes and reads tokens.
#[derive(Clone)]
pub struct Tokens {
    signing: [u8; 32],
    naming: [u8; 32],
}

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The user.
    pub user: Id,
    /// The sign-in that it belongs to.
    pub session: Id,
    /// The user's token version when it was made.
    pub version: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: uuid::Uuid,
    sid: uuid::Uuid,
    ver: i64,
    kind: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

/// A refresh token that is one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    /// Its session.
    pub session: Id,
    /// Its hash, as it is stored.
    pub hash: String,
}

/// A secret that is shown once, and what is stored of it.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// The whole text.
    pub text: String,
    /// Its hash.
    pub hash: String,
}

/// An API key as it came in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyText {
    /// The part that names it.
    pub prefix: String,
    /// The hash of the whole.
    pub hash: String,
}

impl Tokens {
    /// With the root secret of this installation.
    pub fn new(secret: &[u8]) -> Self {
        Self {
            signing: blake3::derive_key("newswire 2026 access tokens", secret),
            naming: blake3::derive_key("newswire 2026 tokens and keys", secret),
        }
    }

    /// The name of something for a purpose: nothing is found from it without the key.
    pub fn name(&self, purpose: &str, parts: &[&[u8]]) -> String {
        digest(blake3::Hasher::new_keyed(&self.naming), &[&[purpose.as_bytes()], parts].concat())
    }

    /// An access token, good from now on.
    ///
    /// # Errors
    /// It cannot be signed, which is a fault of ours.
    pub fn access(&self, access: &Access, now: Time) -> Result<String, Problem> {
        let period = now.timestamp().div_euclid(KEY_FOR);
        let header = Header { kid: Some(period.to_string()), ..Header::new(Algorithm::HS256) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: access.user.0,
            sid: access.session.0,
            ver: access.version,
            kind: KIND.to_owned(),
            iat: now.timestamp(),
            exp: now.timestamp() + ACCESS_FOR,
            nbf: None,
        };
        let key = EncodingKey::from_secret(&self.signing_key(period));
        jsonwebtoken::encode(&header, &claims, &key).map_err(Problem::internal)
    }

    /// What an access token says, where it is one of ours and its time has come and not passed.
    pub fn open_access(&self, text: &str, now: Time) -> Option<Access> {
        let known = (text.len() <= LONGEST).then(|| jsonwebtoken::decode_header(text).ok()).flatten()?;
        let current = now.timestamp().div_euclid(KEY_FOR);
        let period: i64 = known.kid.as_deref()?.parse().ok()?;
        if known.alg != Algorithm::HS256 || !(current - 1..=current + 1).contains(&period) {
            return None;
        }
        let key = DecodingKey::from_secret(&self.signing_key(period));
        let claims = jsonwebtoken::decode::<Claims>(text, &key, &validation()).ok()?.claims;
        let now = now.timestamp();
        let is_time = claims.exp > now && claims.iat <= now + LEEWAY && claims.nbf.is_none_or(|at| at <= now + LEEWAY);
        let fits = is_time && claims.kind == KIND && claims.exp - claims.iat <= ACCESS_FOR;
        fits.then_some(Access { user: Id(claims.sub), session: Id(claims.sid), version: claims.ver })
    }

    /// The key of a period; two of them are believed at any time, and the next one, should another
    /// node's clock be ahead.
    fn signing_key(&self, period: i64) -> [u8; 32] {
        *blake3::keyed_hash(&self.signing, &period.to_le_bytes()).as_bytes()
    }

    /// The next refresh token of a session.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn refresh(&self, session: Id) -> Result<Fresh, Problem> {
        let mut bytes = session.0.as_bytes().to_vec();
        bytes.extend_from_slice(&random::<24>()?);
        bytes.extend_from_slice(&self.seal(&bytes));
        let text = format!("{REFRESH_MARK}{}", URL_SAFE_NO_PAD.encode(bytes));
        Ok(Fresh { hash: self.name("refresh", &[text.as_bytes()]), text })
    }

    /// The session of a refresh token that was made here, be it the newest one or not.
    pub fn open_refresh(&self, text: &str) -> Option<Refresh> {
        let rest = text.strip_prefix(REFRESH_MARK).filter(|rest| rest.len() <= 128)?;
        let bytes = URL_SAFE_NO_PAD.decode(rest).ok()?;
        let (body, seal) = bytes.split_at_checked(16 + 24)?;
        if !same(&self.seal(body), seal) {
            return None;
        }
        let session = uuid::Uuid::from_slice(&body[..16]).ok().map(Id)?;
        Some(Refresh { session, hash: self.name("refresh", &[text.as_bytes()]) })
    }

    fn seal(&self, bytes: &[u8]) -> [u8; 16] {
        let hash = blake3::keyed_hash(&self.naming, bytes);
        std::array::from_fn(|n| hash.as_bytes()[n])
    }

    /// A new API key: the part that names it, and the whole.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn api_key(&self) -> Result<(String, Fresh), Problem> {
        let prefix: String = random::<6>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = format!("{KEY_MARK}{prefix}_{}", URL_SAFE_NO_PAD.encode(random::<32>()?));
        Ok((prefix, Fresh { hash: self.name("key", &[text.as_bytes()]), text }))
    }

    /// A new token that opens one document.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn preview(&self) -> Result<Fresh, Problem> {
        let text = format!("{PREVIEW_MARK}{}", URL_SAFE_NO_PAD.encode(random::<32>()?));
        Ok(Fresh { hash: self.preview_hash(&text), text })
    }

    /// The hash of a text that may open a document, as it is stored.
    pub fn preview_hash(&self, text: &str) -> String {
        self.name("preview", &[text.as_bytes()])
    }

    /// The parts of a text that may be an API key.
    pub fn open_key(&self, text: &str) -> Option<KeyText> {
        let rest = text.strip_prefix(KEY_MARK).filter(|rest| rest.len() <= 128)?;
        let (prefix, _) = rest.split_once('_')?;
        let fits = prefix.len() == 12 && prefix.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| KeyText { prefix: prefix.to_owned(), hash: self.name("key", &[text.as_bytes()]) })
    }
}

/// Times are judged by the server's own clock, not by this library's.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation
}

/// Compares without telling by its time where two texts differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(one, other).into()
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|err| Problem::internal(format!("no random numbers: {err}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tokens() -> Tokens {
        Tokens::new(b"a secret of this test")
    }

    fn now() -> Time {
        Time::parse("2026-11-24T08:00:00Z").unwrap()
    }

    fn claims() -> serde_json::Value {
        let at = now().timestamp();
        json!({"iss": ISSUER, "aud": AUDIENCE, "sub": Id::new(), "sid": Id::new(), "ver": 1, "kind": KIND, "iat": at, "exp": at + 60})
    }

    fn signed(header: &serde_json::Value, claims: &serde_json::Value, key: &[u8]) -> String {
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let body = format!("{}.{}", part(header), part(claims));
        let key = EncodingKey::from_secret(key);
        let seal = jsonwebtoken::crypto::sign(body.as_bytes(), &key, Algorithm::HS256).unwrap();
        format!("{body}.{seal}")
    }

    fn kid() -> i64 {
        now().timestamp().div_euclid(KEY_FOR)
    }

    #[test]
    fn a_token_says_what_it_was_made_of_until_it_ends() {
        let access = Access { user: Id::new(), session: Id::new(), version: 3 };
        let text = tokens().access(&access, now()).unwrap();
        assert_eq!(tokens().open_access(&text, now()), Some(access.clone()));
        assert_eq!(tokens().open_access(&text, now().plus_seconds(ACCESS_FOR - 1)), Some(access));
        assert_eq!(tokens().open_access(&text, now().plus_seconds(ACCESS_FOR)), None);
        assert_eq!(tokens().open_access(&text, now().plus_seconds(-LEEWAY - 1)), None);
        assert_eq!(Tokens::new(b"another").open_access(&text, now()), None);
    }

    #[test]
    fn two_keys_are_good_while_one_follows_the_other() {
        let end = Time(chrono::DateTime::from_timestamp((kid() + 1) * KEY_FOR - 1, 0).unwrap());
        let access = Access { user: Id::new(), session: Id::new(), version: 1 };
        let text = tokens().access(&access, end).unwrap();
        assert_eq!(tokens().open_access(&text, end.plus_seconds(60)), Some(access));
    }

    #[test]
    fn threat_26_only_our_own_algorithm_and_key_are_believed() {
        let key = tokens().signing_key(kid());
        let good = json!({"alg": "HS256", "typ": "JWT", "kid": kid().to_string()});
        assert!(tokens().open_access(&signed(&good, &claims(), &key), now()).is_some());
        for alg in ["none", "None", "HS384", "HS512", "RS256", ""] {
            let header = json!({"alg": alg, "typ": "JWT", "kid": kid().to_string()});
            let text = signed(&header, &claims(), &key);
            assert_eq!(tokens().open_access(&text, now()), None, "{alg}");
            let unsigned = format!("{}.", text.rsplit_once('.').unwrap().0);
            assert_eq!(tokens().open_access(&unsigned, now()), None, "{alg}, not signed");
        }
        for kid in ["../../etc/passwd", "' OR 1=1", "", "0", "99999999999999999999", "-1"] {
            let header = json!({"alg": "HS256", "kid": kid, "jku": "https://evil.example/keys"});
            assert_eq!(tokens().open_access(&signed(&header, &claims(), &key), now()), None, "{kid}");
        }
        let text = signed(&good, &claims(), &key);
        for bad in [format!("{text}.x.y"), format!(".{text}"), "a".repeat(1 << 20), String::new(), "..".to_owned()] {
            assert_eq!(tokens().open_access(&bad, now()), None);
        }
    }

    #[test]
    fn threat_27_claims_of_another_kind_are_no_claims() {
        let key = tokens().signing_key(kid());
        let header = json!({"alg": "HS256", "kid": kid().to_string()});
        let at = now().timestamp();
        let with = |name: &str, value: serde_json::Value| {
            let mut claims = claims();
            claims[name] = value;
            tokens().open_access(&signed(&header, &claims, &key), now())
        };
        assert!(with("exp", json!(at + 30)).is_some());
        for exp in [json!("x"), json!(-1), json!(null), json!(1.5), json!(at), json!(at + 10_000)] {
            assert_eq!(with("exp", exp.clone()), None, "exp {exp}");
        }
        let without = |name: &str| {
            let mut claims = claims();
            claims.as_object_mut().unwrap().remove(name);
            tokens().open_access(&signed(&header, &claims, &key), now())
        };
        for name in ["exp", "iat", "iss", "aud", "sub", "sid", "ver", "kind"] {
            assert_eq!(without(name), None, "without {name}");
        }
        assert_eq!(with("nbf", json!(at + 3_600)), None);
        assert_eq!(with("iat", json!(at + 3_600)), None);
        assert_eq!(with("aud", json!("another")), None);
        assert_eq!(with("iss", json!("another")), None);
        assert_eq!(with("kind", json!("refresh")), None);
        let huge = r#"{"iss":"newswire","aud":"newswire-admin","exp":1e400}"#;
        let body = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(huge));
        let seal =
            jsonwebtoken::crypto::sign(body.as_bytes(), &EncodingKey::from_secret(&key), Algorithm::HS256).unwrap();
        assert_eq!(tokens().open_access(&format!("{body}.{seal}"), now()), None);
    }

    #[test]
    fn a_refresh_token_names_its_session_and_cannot_be_made_up() {
        let session = Id::new();
        let one = tokens().refresh(session).unwrap();
        let other = tokens().refresh(session).unwrap();
        assert_ne!(one.text, other.text);
        let opened = tokens().open_refresh(&one.text).unwrap();
        assert_eq!((opened.session, &opened.hash), (session, &one.hash));
        for bad in ["", "nwr_", "nwr_AAAA", &one.text[..one.text.len() - 2], &one.text.to_lowercase()] {
            assert_eq!(tokens().open_refresh(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_api_key_is_found_by_its_first_part() {
        let (prefix, fresh) = tokens().api_key().unwrap();
        let opened = tokens().open_key(&fresh.text).unwrap();
        assert_eq!((opened.prefix, opened.hash), (prefix, fresh.hash));
        assert_eq!(tokens().open_key("nwk_short_x"), None);
        assert_eq!(tokens().open_key("nwk_zzzzzzzzzzzz_x"), None);
    }
}
