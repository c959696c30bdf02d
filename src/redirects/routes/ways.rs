//! Whether a redirect fits among what stands on the site and among its like: it hides nothing, and it is one
//! hop long.

use crate::db::Conn;
use crate::error::{Code, Problem};
use crate::http::checks::Checks;
use crate::http::keys::named;
use crate::redirects::model::{Lead, Row, Wanted};
use crate::redirects::store::desk as store;
use crate::resolve::{self, Asked, Resolution};
use crate::site::Here;

/// Refuses a redirect that does not fit; `before` is the one that it takes the place of.
///
/// # Errors
/// 409 where there is another one of its path; 422 with everything that does not fit.
pub fn fits(conn: &mut Conn, here: &Here, wanted: &Wanted, before: Option<&Row>) -> Result<(), Problem> {
    if let Some(other) = store::at(conn, &wanted.from)?.filter(|row| before.is_none_or(|before| before.id != row.id)) {
        let detail = format!("There is a redirect of `{}` already: `{}`.", other.path, other.id);
        return Err(Problem::new(Code::Duplicate, detail));
    }
    let mut checks = Checks::default();
    if let Resolution::Found(place) = resolved(conn, here, &wanted.from)? {
        let detail = format!("On `{}` stands a living {}: move that first.", wanted.from, place.kind.as_str());
        checks.fault("/from", "taken", detail);
    }
    if let Lead::Path(path) = &wanted.lead {
        one_hop(conn, here, &wanted.from, path, before, &mut checks)?;
    }
    let leading: Vec<String> = store::leading_to(conn, &wanted.from)?;
    let others: Vec<&String> = leading.iter().filter(|path| before.is_none_or(|row| row.path != **path)).collect();
    if let Some(first) = others.first() {
        let detail = format!("`{first}` leads to `{}`, and would be led on: change that first.", wanted.from);
        checks.fault("/from", "chain", detail);
    }
    checks.finish()
}

/// What a redirect leads to is not itself redirected, gone, or where it began.
fn one_hop(
    conn: &mut Conn,
    here: &Here,
    from: &str,
    to: &str,
    before: Option<&Row>,
    checks: &mut Checks,
) -> Result<(), Problem> {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let clean = Asked::parse(path).map(|asked| asked.clean).unwrap_or_default();
    if clean == from {
        checks.fault("/to", "loop", format!("`{from}` would lead to itself."));
        return Ok(());
    }
    if before.is_some_and(|row| row.path == clean) {
        // The one whose place it takes leads nowhere any more.
        return Ok(());
    }
    match resolved(conn, here, path)? {
        Resolution::Redirect(location, _) => {
            let detail = format!("`{from}` would lead to `{path}`, and that leads to {location}: lead there at once.");
            checks.fault("/to", "chain", detail);
        }
        Resolution::Gone => checks.fault("/to", "gone", format!("What stood on `{path}` is gone.")),
        Resolution::Found(_) | Resolution::NotFound => {}
    }
    Ok(())
}

fn resolved(conn: &mut Conn, here: &Here, path: &str) -> Result<Resolution, Problem> {
    match Asked::parse(path) {
        Ok(asked) => Ok(resolve::resolve(conn, here, &asked)?),
        Err(_) => Ok(Resolution::NotFound),
    }
}

/// What depends on where these paths lead: the answers of `resolve` about them, with what may hang at the end.
pub fn keys(paths: &[&String]) -> Vec<String> {
    let ends = ["", "/amp", "/feed", "/page/2"];
    let each = paths.iter().flat_map(|path| ends.map(|end| named("page", &format!("{}{end}", path.trim_matches('/')))));
    let mut keys: Vec<String> = each.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
