//! The data of schema.org: what the pages of all resources have in common. Each resource puts its own together of
//! these; `null`, empty texts and empty lists are left out at the end.

use serde_json::{Map, Value, json};

use crate::addresses::Addresses;
use crate::db::Time;
use crate::media::{MediaCrop, MediaOut};
use crate::site::{Address, Here, Social};

/// The steps from the home page to a resource, itself the last one: what each is called, and its address.
pub type Trail = Vec<(String, String)>;

/// The steps to something on the public site, the first of them home; each by its name and its path.
pub fn trail<'a>(steps: impl IntoIterator<Item = (&'a str, &'a str)>, at: &Addresses) -> Trail {
    let home = ("Home".to_owned(), at.url("/"));
    std::iter::once(home).chain(steps.into_iter().map(|(name, path)| (name.to_owned(), at.url(path)))).collect()
}

/// A moment as the site's clock shows it, with its offset.
pub fn local(at: &Addresses, moment: Time) -> String {
    at.local(moment).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

/// What a page is, whatever it is about.
#[derive(Debug)]
pub struct WebPage<'a> {
    /// `WebPage` or a kind of it.
    pub kind: &'static str,
    /// What it is called.
    pub name: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// Its address.
    pub url: &'a str,
    /// The way to it.
    pub trail: Trail,
    /// Its picture.
    pub picture: Option<&'a MediaOut>,
}

/// A page of the site, to which its resource may add; see [`script_text`].
pub fn web_page(page: WebPage<'_>, here: &Here) -> Map<String, Value> {
    let whole = json!({
        "@context": "https://schema.org",
        "@type": page.kind,
        "@id": page.url,
        "url": page.url,
        "name": page.name,
        "description": page.description,
        "inLanguage": here.settings().language,
        "image": page.picture.map(images),
        "breadcrumb": breadcrumb(&page.trail),
        "isPartOf": website(here),
        "publisher": publisher(here),
    });
    match whole {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The way to a page.
pub fn breadcrumb(trail: &Trail) -> Value {
    let step = |(n, (name, url)): (usize, &(String, String))| json!({"@type": "ListItem", "position": n + 1, "name": name, "item": url});
    json!({"@type": "BreadcrumbList", "itemListElement": trail.iter().enumerate().map(step).collect::<Vec<_>>()})
}

/// The site, as its pages name it.
pub fn website(here: &Here) -> Value {
    let at = here.addresses();
    json!({"@type": "WebSite", "@id": at.url("/") + "#website", "name": here.settings().name, "url": at.url("/")})
}

/// Who publishes, as pages and articles name it.
pub fn publisher(here: &Here) -> Value {
    let (at, site) = (here.addresses(), here.settings());
    let mark = here.site.logo.as_ref().or(here.site.icon.as_ref()).map(|row| MediaOut::new(row, None, at));
    json!({
        "@type": "NewsMediaOrganization",
        "@id": organization_id(at),
        "name": site.name,
        "url": at.url("/"),
        "logo": mark.as_ref().map(|mark| picture(&mark.url, mark.width.zip(mark.height))),
        "sameAs": addresses_of(&site.social),
    })
}

fn organization_id(at: &Addresses) -> String {
    at.url("/") + "#organization"
}

/// What the front page says: who publishes, whole, and what the site is.
pub fn site_graph(here: &Here) -> Value {
    let (at, site) = (here.addresses(), here.settings());
    let mut organization = publisher(here);
    organization["legalName"] = json!(site.publisher.legal_name);
    organization["description"] = json!(site.tagline);
    organization["address"] = postal(&site.publisher.address);
    organization["telephone"] = json!(site.publisher.phones.first());
    organization["email"] = json!(site.publisher.emails.first());
    let mut whole = website(here);
    whole["description"] = json!(site.tagline);
    whole["inLanguage"] = json!(site.languages);
    whole["publisher"] = json!({"@id": organization_id(at)});
    json!({"@context": "https://schema.org", "@graph": [organization, whole]})
}

fn postal(address: &Address) -> Value {
    let known = json!({
        "streetAddress": address.street,
        "addressLocality": address.locality,
        "addressRegion": address.region,
        "postalCode": address.postal_code,
        "addressCountry": address.country,
    });
    let mut known = pruned(known);
    if known.as_object().is_some_and(|known| !known.is_empty()) {
        known["@type"] = json!("PostalAddress");
    }
    known
}

/// Somebody who writes, as their articles and their own page name them.
#[derive(Debug)]
pub struct Profile<'a> {
    /// Their name.
    pub name: &'a str,
    /// The address of their page.
    pub url: &'a str,
    /// What they do at the paper.
    pub job_title: Option<&'a str>,
    /// Their profiles elsewhere.
    pub social: &'a [Social],
    /// Their portrait.
    pub portrait: Option<&'a MediaOut>,
}

/// A person.
pub fn person(profile: &Profile<'_>) -> Value {
    json!({
        "@type": "Person",
        "@id": format!("{}#person", profile.url),
        "name": profile.name,
        "url": profile.url,
        "jobTitle": profile.job_title,
        "sameAs": addresses_of(profile.social),
        "image": profile.portrait.map(|portrait| portrait.url.as_str()),
    })
}

fn addresses_of(social: &[Social]) -> Vec<&str> {
    social.iter().map(|profile| profile.url.as_str()).collect()
}

/// A medium in the ratios that search engines want, with what is said of it; of a film or a sound its poster.
pub fn images(media: &MediaOut) -> Vec<Value> {
    if media.kind != "image" {
        return media.poster.iter().map(|poster| picture(poster, None)).collect();
    }
    let crop = |crop: &MediaCrop| picture(&crop.url, Some((crop.width, crop.height)));
    let mut all = match &media.crops {
        Some(crops) => vec![crop(&crops.wide), crop(&crops.classic), crop(&crops.square)],
        None => vec![picture(&media.url, media.width.zip(media.height))],
    };
    for one in &mut all {
        one["caption"] = json!(media.caption);
        one["creditText"] = json!(media.credit);
        one["license"] = json!(media.license.as_ref().filter(|text| text.starts_with("https://")));
    }
    all
}

fn picture(url: &str, size: Option<(i32, i32)>) -> Value {
    let pixels = |n: i32| format!("{n} px");
    let (width, height) = (size.map(|size| pixels(size.0)), size.map(|size| pixels(size.1)));
    json!({"@type": "ImageObject", "url": url, "contentUrl": url, "width": width, "height": height})
}

/// The kind of page that its slug says it is.
pub fn page_kind(slug: &str) -> &'static str {
    let first = slug.split('-').next().unwrap_or_default();
    match first {
        "about" => "AboutPage",
        "contact" => "ContactPage",
        _ => "WebPage",
    }
}

/// The same without `null`, empty texts, lists and objects: of what is not known nothing is said.
fn pruned(data: Value) -> Value {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    match data {
        Value::Object(map) => Value::Object(
            map.into_iter().map(|(name, value)| (name, pruned(value))).filter(|one| says(&one.1)).collect(),
        ),
        Value::Array(all) => Value::Array(all.into_iter().map(pruned).filter(says).collect()),
        other => other,
    }
}

/// schema.org data as text that may stand inside a `<script>`: no `<`, no line separators. The `@` of
/// its keys is written as an escape, which every reader of JSON undoes, so that nothing in an answer
/// looks like a mail address to those who collect them.
pub fn script_text(data: Value) -> String {
    let text = pruned(data).to_string();
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('@', "\\u0040")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_org_data_cannot_end_its_script() {
        let text = script_text(json!({"headline": "</script><b>&\u{2028}"}));
        assert!(!text.contains('<') && !text.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["headline"], "</script><b>&\u{2028}");
    }

    #[test]
    fn of_what_is_not_known_nothing_is_said() {
        let data = json!({"a": null, "b": "", "c": [null, ""], "d": {"e": []}, "f": 0, "g": false});
        assert_eq!(script_text(data), r#"{"f":0,"g":false}"#);
    }

    #[test]
    fn the_slug_of_a_page_says_what_it_is() {
        assert_eq!(
            [page_kind("about"), page_kind("about-us"), page_kind("contact"), page_kind("aboutness")],
            ["AboutPage", "AboutPage", "ContactPage", "WebPage"]
        );
    }
}
