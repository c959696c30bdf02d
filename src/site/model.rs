//! The site's settings as editors have them, and their rules.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::addresses::{Permalinks, TOKENS};
use crate::changes;

/// Everything that the site says about itself. Stored as one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteSettings {
    /// Its name.
    pub name: String,
    /// A line under the name.
    pub tagline: String,
    /// The public site, without a slash at its end; none: the address of this service.
    pub home_url: Option<String>,
    /// The main language (BCP 47).
    pub language: String,
    /// Every language that it publishes in.
    pub languages: Vec<String>,
    /// The time zone (IANA).
    pub timezone: String,
    /// The permalink patterns.
    pub permalinks: Permalinks,
    /// Where a frontend shows drafts.
    pub preview_url: Option<String>,
    /// Profiles elsewhere.
    pub social: Vec<Social>,
    /// Who publishes it.
    pub publisher: Publisher,
    /// Its offices.
    pub offices: Vec<Office>,
    /// The copyright line; `{year}` is the year now.
    pub copyright: String,
    /// Who made the site.
    pub credits: Vec<Credit>,
    /// What readers' comments are held to.
    pub comments: CommentRules,
    /// Words that a reader reads in a minute.
    pub words_per_minute: u32,
    /// What else the publisher declared public.
    pub extra: Map<String, Value>,
}

impl SiteSettings {
    /// The names of what differs in other settings.
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        changes::differing([
            ("name", self.name != other.name),
            ("tagline", self.tagline != other.tagline),
            ("home_url", self.home_url != other.home_url),
            ("language", self.language != other.language),
            ("languages", self.languages != other.languages),
            ("timezone", self.timezone != other.timezone),
            ("permalinks", self.permalinks != other.permalinks),
            ("preview_url", self.preview_url != other.preview_url),
            ("social", self.social != other.social),
            ("publisher", self.publisher != other.publisher),
            ("offices", self.offices != other.offices),
            ("copyright", self.copyright != other.copyright),
            ("credits", self.credits != other.credits),
            ("comments", self.comments != other.comments),
            ("words_per_minute", self.words_per_minute != other.words_per_minute),
            ("extra", self.extra != other.extra),
        ])
    }
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            name: "Newswire".into(),
            tagline: String::new(),
            home_url: None,
            language: "en".into(),
            languages: vec!["en".into()],
            timezone: "UTC".into(),
            permalinks: Permalinks::default(),
            preview_url: None,
            social: Vec::new(),
            publisher: Publisher::default(),
            offices: Vec::new(),
            copyright: String::new(),
            credits: Vec::new(),
            comments: CommentRules::default(),
            words_per_minute: 220,
            extra: Map::new(),
        }
    }
}

/// A profile on another network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Social {
    /// The network, in lower case.
    pub network: String,
    /// What a link says.
    pub label: String,
    /// Its address.
    pub url: String,
}

/// A company or a person that publishes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Publisher {
    /// The name readers know.
    pub name: String,
    /// The name in the register.
    pub legal_name: String,
    /// Where it is.
    pub address: Address,
    /// Mail addresses, the first one first.
    pub emails: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// WhatsApp numbers.
    pub whatsapp: Vec<String>,
    /// The people a reader may want to reach.
    pub people: Vec<Person>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// Street and house.
    pub street: String,
    /// Town.
    pub locality: String,
    /// State or county.
    pub region: String,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country (ISO 3166-1 alpha-2).
    pub country: String,
}

/// A person of the publisher or of an office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// What they are there.
    pub role: String,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: Option<String>,
    /// Their telephone.
    pub phone: Option<String>,
    /// The slug of their author's page.
    pub author: Option<String>,
}

/// An office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Office {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Who is there.
    pub people: Vec<Person>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
}

/// Who made the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// What they did.
    pub label: String,
    /// Their name.
    pub name: String,
    /// Their address.
    #[serde(default)]
    pub url: Option<String>,
}

/// What readers' comments are held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CommentRules {
    /// Whether there are comments at all.
    pub enabled: bool,
    /// Days after publication; none: they stay open.
    pub close_after_days: Option<u32>,
    /// Which comments wait for an editor.
    pub moderation: Moderation,
}

impl Default for CommentRules {
    fn default() -> Self {
        Self { enabled: true, close_after_days: None, moderation: Moderation::FirstComment }
    }
}

/// Which comments wait for an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// All of them.
    All,
    /// The first of each reader.
    FirstComment,
    /// None.
    None,
}

impl Moderation {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::FirstComment => "first_comment",
            Self::None => "none",
        }
    }
}

/// Checks what the types alone do not say.
///
/// # Errors
/// Each wrong setting in a sentence.
pub fn check_settings(settings: &SiteSettings) -> Result<(), Vec<String>> {
    let mut wrong = Vec::new();
    if settings.name.trim().is_empty() {
        wrong.push("`name` is empty.".to_owned());
    }
    if settings.timezone.parse::<chrono_tz::Tz>().is_err() {
        wrong.push(format!("`timezone`: `{}` is no IANA zone, such as Africa/Lagos.", settings.timezone));
    }
    if !(60..=1000).contains(&settings.words_per_minute) {
        wrong.push("`words_per_minute` is a number from 60 to 1000.".to_owned());
    }
    if let Some(url) = &settings.home_url
        && let Err(err) = crate::config::base_url("home_url", url)
    {
        wrong.push(err.to_string());
    }
    let patterns = &settings.permalinks;
    wrong.extend(pattern_fault("article", &patterns.article, &["{slug}", "{id}", "{number}"]));
    wrong.extend(pattern_fault("category", &patterns.category, &["{path}", "{slug}"]));
    wrong.extend(pattern_fault("tag", &patterns.tag, &["{slug}"]));
    wrong.extend(pattern_fault("author", &patterns.author, &["{slug}"]));
    wrong.extend(pattern_fault("page", &patterns.page, &["{path}"]));
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn pattern_fault(name: &str, pattern: &str, one_of: &[&str]) -> Option<String> {
    let tokens = pattern.split('{').skip(1).map(|part| part.split('}').next().unwrap_or_default());
    if let Some(unknown) = tokens.into_iter().find(|token| !TOKENS.contains(token)) {
        return Some(format!("`permalinks.{name}`: `{{{unknown}}}` is no token. Allowed: {}.", TOKENS.join(", ")));
    }
    let fine = pattern.starts_with('/') && one_of.iter().any(|token| pattern.contains(token));
    (!fine).then(|| format!("`permalinks.{name}` starts with `/` and holds {}.", one_of.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_are_named_all_at_once() {
        let mut settings = SiteSettings { name: " ".into(), timezone: "Mars/Base".into(), ..SiteSettings::default() };
        settings.permalinks.article = "/{nope}".into();
        settings.permalinks.tag = "tags/{slug}".into();
        assert_eq!(check_settings(&settings).unwrap_err().len(), 4);
        assert_eq!(check_settings(&SiteSettings::default()), Ok(()));
    }
}
