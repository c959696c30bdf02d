//! `newswire import verify`: whether the addresses that readers and search engines know still lead
//! somewhere.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Failure, open};
use crate::config::Settings;
use crate::db::{DatabaseError, Time};
use crate::resolve::{self, Asked, Resolution};
use crate::site::{Here, Snapshot};

/// How many unknown addresses are named.
const NAMED: usize = 20;

/// How many addresses are looked up together.
const AT_ONCE: usize = 1000;

/// Replays a list of addresses and counts where they lead.
///
/// # Errors
/// The file or the database.
pub fn run(settings: &Settings, urls: &Path) -> Result<(), Failure> {
    let text = std::fs::read_to_string(urls).map_err(|err| Failure::of(&format!("read {}", urls.display()), err))?;
    let addresses = addresses(&text);
    if addresses.is_empty() {
        return Err(Failure::Other(format!("{} holds no addresses: one a line, or a sitemap", urls.display())));
    }
    let (db, _) = open(settings)?;
    let public_url = settings.public_url.clone();
    let (counts, unknown) = db.read_blocking(move |conn| -> Result<_, DatabaseError> {
        let here =
            Here { site: Snapshot::load(conn, &public_url)?.into(), now: Time::now(), trace: Default::default() };
        let mut counts: BTreeMap<&str, u64> = ["found", "redirect", "gone", "not_found"].map(|name| (name, 0)).into();
        let mut unknown = Vec::new();
        for some in addresses.chunks(AT_ONCE) {
            let read: Vec<Option<Asked>> = some.iter().map(|address| Asked::parse(address).ok()).collect();
            let asked: Vec<Asked> = read.iter().flatten().cloned().collect();
            let mut found = resolve::resolve_all(conn, &here, &asked)?.into_iter();
            for (address, read) in some.iter().zip(read) {
                let name = outcome(&read.and_then(|_| found.next()).unwrap_or(Resolution::NotFound));
                *counts.entry(name).or_default() += 1;
                if name == "not_found" && unknown.len() < NAMED {
                    unknown.push(address.clone());
                }
            }
        }
        Ok((counts, unknown))
    })?;
    let line: Vec<String> = counts.iter().map(|(name, n)| format!("{n} {name}")).collect();
    println!("{}", line.join(", "));
    unknown.iter().for_each(|address| println!("not found: {address}"));
    Ok(())
}

fn outcome(found: &Resolution) -> &'static str {
    match found {
        Resolution::Found(_) => "found",
        Resolution::Redirect(..) => "redirect",
        Resolution::Gone => "gone",
        Resolution::NotFound => "not_found",
    }
}

/// The addresses of a list or of a sitemap's `<loc>` elements.
fn addresses(text: &str) -> Vec<String> {
    let locs: Vec<String> = text
        .split("<loc>")
        .skip(1)
        .filter_map(|part| part.split("</loc>").next())
        .map(|address| crate::body::plain_text(address).trim().to_owned())
        .collect();
    if !locs.is_empty() {
        return locs;
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_from_lists_and_sitemaps() {
        assert_eq!(addresses("# old\nhttp://a.example/x\n\n /y \n"), ["http://a.example/x", "/y"]);
        let sitemap = "<urlset><url><loc>http://a.example/?p=1&amp;x=2</loc></url></urlset>";
        assert_eq!(addresses(sitemap), ["http://a.example/?p=1&x=2"]);
    }
}
