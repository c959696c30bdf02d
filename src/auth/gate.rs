//! The gate in front of the Admin API: who is not known gets a 401 before anything else is looked at,
//! be it the body, the parameters or whether there is such a path.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, ResponseError};

use super::actor::{Actor, Who};
use super::rights::Role;
use super::store;
use super::tokens::{KeyText, Tokens, same};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Database, DatabaseError, Time};
use crate::error::{Code, Problem};
use crate::http::private::{ADMIN, RequestId};
use crate::http::{client, state};

/// Where one comes in without a token: the path of a sign-in and of its refreshing, by `POST`.
pub const SIGN_IN: [&str; 2] = ["/v1/admin/session", "/v1/admin/session/refresh"];

/// How old `last_used_at` of a key may be, in seconds, before it is written anew.
const USED_WITHIN: i64 = 60;

/// Lets through who is known, and takes them along in the request; all others get their 401.
///
/// # Errors
/// Those of what stands behind the gate.
pub async fn gate(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let opens = *req.method() == Method::POST && SIGN_IN.contains(&req.path());
    if !opens {
        match actor(req.request()).await {
            Ok(actor) => drop(req.extensions_mut().insert(Arc::new(actor))),
            Err(problem) => return Ok(req.into_response(problem.error_response())),
        }
    }
    Ok(next.call(req).await?.map_into_boxed_body())
}

async fn actor(req: &HttpRequest) -> Result<Actor, Problem> {
    // Another spelling of the path would pass by whatever else goes by the path.
    if !req.path().starts_with(ADMIN) {
        return Err(Problem::new(Code::NotFound, "There is nothing at this address."));
    }
    let (db, tokens, clock): (Database, Tokens, Clock) = (state(req)?, state(req)?, state(req)?);
    let settings: Settings = state(req)?;
    let address = client::address(req, &settings.trusted_proxies);
    let request_id = req.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let token =
        bearer(req).ok_or_else(|| Problem::unauthorized("This call needs `Authorization: Bearer` and a token."))?;
    let known = match tokens.open_key(&token) {
        Some(key) => by_key(&db, &clock, key, address).await?,
        None => by_session(&db, &tokens, clock.now(), &token).await?,
    };
    let (who, name) = known.ok_or_else(|| Problem::unauthorized("The token is not, or no longer, good."))?;
    Ok(Actor { who, name, address, request_id })
}

/// The one token of the one `Authorization` header. Tokens are taken from nowhere else.
fn bearer(req: &HttpRequest) -> Option<String> {
    let mut given = req.headers().get_all(header::AUTHORIZATION);
    let value = given.next().filter(|_| given.next().is_none())?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

async fn by_session(db: &Database, tokens: &Tokens, now: Time, token: &str) -> Result<Option<(Who, String)>, Problem> {
    let Some(access) = tokens.open_access(token, now) else { return Ok(None) };
    let asked = access.clone();
    let found = db
        .read(move |conn| {
            store::signed_in(conn, now, asked.user, asked.session, asked.version).map_err(DatabaseError::from)
        })
        .await?;
    let role = found.as_ref().and_then(|user| Role::parse(&user.role));
    Ok(found.zip(role).map(|(user, role)| {
        let who = Who::User { id: access.user, role, session: access.session, author: user.author };
        (who, user.name)
    }))
}

async fn by_key(db: &Database, clock: &Clock, key: KeyText, address: IpAddr) -> Result<Option<(Who, String)>, Problem> {
    let now = clock.now();
    let prefix = key.prefix.clone();
    let found = db.read(move |conn| store::key(conn, now, &prefix).map_err(DatabaseError::from)).await?;
    let good = |stored: &store::StoredKey| {
        same(stored.secret_hash.as_bytes(), key.hash.as_bytes()) && is_within(address, &stored.networks.0)
    };
    let Some(stored) = found.filter(good) else { return Ok(None) };
    let id = stored.id;
    if stored.last_used_at.is_none_or(|at| at.plus_seconds(USED_WITHIN) <= now) {
        // A figure for administrators: what cannot be written down is no reason to refuse a key that is good.
        if let Err(err) = db.write(move |conn| store::touch_key(conn, now, id).map_err(DatabaseError::from)).await {
            tracing::warn!(cause = %err, key = %id, "failed to note that a key was used");
        }
    }
    Ok(Some((Who::Key { id, scopes: stored.scopes.0 }, stored.name)))
}

/// Whether an address lies in one of these networks; where none is named, every one does.
fn is_within(address: IpAddr, networks: &[String]) -> bool {
    let address = address.to_canonical();
    let holds = |network: &String| network.parse::<ipnet::IpNet>().is_ok_and(|network| network.contains(&address));
    networks.is_empty() || networks.iter().any(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_good_in_its_networks_alone() {
        let within = |address: &str, networks: &[&str]| {
            let networks: Vec<String> = networks.iter().map(|one| (*one).to_owned()).collect();
            is_within(address.parse().unwrap(), &networks)
        };
        assert!(within("203.0.113.9", &[]));
        assert!(within("203.0.113.9", &["10.0.0.0/8", "203.0.113.0/24"]));
        assert!(within("::ffff:203.0.113.9", &["203.0.113.0/24"]));
        assert!(!within("203.0.114.9", &["203.0.113.0/24"]));
        assert!(!within("203.0.113.9", &["nonsense"]));
    }
}
