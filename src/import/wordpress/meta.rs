//! What is known of the keys and values that WordPress and common plugins keep with an item.
//! `media.rs` beside this reads attachments, `menu.rs` menu items, `seo.rs` titles for search
//! engines; here are the views, the picture and the other single values.

mod keys;
mod media;
mod menu;
mod seo;

use super::model::Item;
use keys::{CREDIT_KEYS, PRIMARY_CATEGORY_KEYS, SOURCE_NAME_KEYS, SOURCE_URL_KEYS, SUBTITLE_KEYS, VIEW_KEYS};

pub use media::{AttachmentMetadata, ImageSize};
pub use menu::{MenuItem, MenuTarget};
pub use seo::{SeoContext, SeoOverrides};

/// Numbers of the interface fit 53 bits.
const MOST_VIEWS: u64 = (1 << 53) - 1;

/// A view counter that a plugin kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Views {
    /// The number.
    pub count: u64,
    /// The key that it stands under.
    pub key: String,
}

/// A place on the map that is declared public.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The latitude in degrees.
    pub latitude: f64,
    /// The longitude in degrees.
    pub longitude: f64,
    /// What the place is called, or empty.
    pub address: String,
}

/// A source that an item names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The name, or empty.
    pub name: String,
    /// The address, or empty.
    pub url: String,
}

/// The keys and values of one item, read by their meaning.
#[derive(Debug, Clone, Copy)]
pub struct PostMeta<'a>(&'a [(String, String)]);

impl<'a> PostMeta<'a> {
    /// The meta of `item`.
    pub fn of(item: &'a Item) -> Self {
        PostMeta(&item.meta)
    }

    /// Meta by itself.
    pub fn new(pairs: &'a [(String, String)]) -> Self {
        PostMeta(pairs)
    }

    /// The first value of `key` that is not blank, without the white space around it.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.all(key).next()
    }

    /// Every value of `key` that is not blank.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &'a str> {
        let values = self.0.iter().filter(move |(k, _)| k == key);
        values.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    fn first_of(&self, keys: &[&str]) -> Option<&'a str> {
        keys.iter().find_map(|key| self.get(key))
    }

    fn id(&self, key: &str) -> Option<i64> {
        self.get(key)?.parse().ok().filter(|id| *id > 0)
    }

    /// The greatest of the view counters: sites change plugins and keep both numbers.
    pub fn views(&self) -> Option<Views> {
        let views = VIEW_KEYS.iter().filter_map(|key| {
            let digits: String = self.get(key)?.replace([',', ' ', '\u{a0}'], "");
            let count = digits.parse::<u64>().ok()?.min(MOST_VIEWS);
            Some((count, *key))
        });
        let (count, key) = views.max_by_key(|(count, _)| *count)?;
        Some(Views { count, key: key.to_owned() })
    }

    /// The id of the featured image.
    pub fn thumbnail_id(&self) -> Option<i64> {
        self.id("_thumbnail_id")
    }

    /// The id of the category that an SEO plugin holds to be the first.
    pub fn primary_category_id(&self) -> Option<i64> {
        PRIMARY_CATEGORY_KEYS.iter().find_map(|key| self.id(key))
    }

    /// The slugs that the item had before.
    pub fn old_slugs(&self) -> impl Iterator<Item = &'a str> {
        self.all("_wp_old_slug")
    }

    /// The name that a picture is to be credited to.
    pub fn credit(&self) -> Option<&'a str> {
        self.first_of(&CREDIT_KEYS)
    }

    /// The subtitle of an article.
    pub fn subtitle(&self) -> Option<&'a str> {
        self.first_of(&SUBTITLE_KEYS)
    }

    /// The source that an article or picture names.
    pub fn source(&self) -> Option<Source> {
        let word = |keys| self.first_of(keys).unwrap_or_default().to_owned();
        let (name, url): (String, String) = (word(&SOURCE_NAME_KEYS), word(&SOURCE_URL_KEYS));
        (!name.is_empty() || !url.is_empty()).then_some(Source { name, url })
    }

    /// The place that an item belongs to, unless it is declared private.
    pub fn place(&self) -> Option<Place> {
        if self.get("geo_public") == Some("0") {
            return None;
        }
        let degrees = |key, most: f64| {
            let value = self.get(key)?.parse::<f64>().ok()?;
            (value.abs() <= most).then_some(value)
        };
        Some(Place {
            latitude: degrees("geo_latitude", 90.0)?,
            longitude: degrees("geo_longitude", 180.0)?,
            address: self.get("geo_address").unwrap_or_default().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn the_greatest_view_counter_counts() {
        let meta = pairs(&[("views", "7"), ("post_views_count", "1,234"), ("tie_views", "x")]);
        let views = PostMeta::new(&meta).views();
        assert_eq!(views.map(|v| (v.count, v.key)), Some((1234, "post_views_count".to_owned())));
        assert_eq!(PostMeta::new(&pairs(&[("views", "-1")])).views(), None);
        assert_eq!(PostMeta::new(&[]).views(), None);
    }

    #[test]
    fn single_values_are_found() {
        let meta = pairs(&[
            ("_thumbnail_id", " 25 "),
            ("_yoast_wpseo_primary_category", ""),
            ("rank_math_primary_category", "3"),
            ("_wp_old_slug", "a"),
            ("_wp_old_slug", "b"),
            ("_media_credit", "NAN"),
            ("jnews_source_url", "http://x"),
        ]);
        let meta = PostMeta::new(&meta);
        assert_eq!(meta.thumbnail_id(), Some(25));
        assert_eq!(meta.primary_category_id(), Some(3));
        assert_eq!(meta.old_slugs().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(meta.credit(), Some("NAN"));
        assert_eq!(meta.source().map(|s| s.url).as_deref(), Some("http://x"));
        assert_eq!(meta.subtitle(), None);
    }

    #[test]
    fn a_private_or_impossible_place_is_none() {
        let place = |public, latitude| {
            let meta = pairs(&[("geo_public", public), ("geo_latitude", latitude), ("geo_longitude", "3.4")]);
            PostMeta::new(&meta).place().map(|p| p.latitude)
        };
        assert_eq!(place("1", "6.5"), Some(6.5));
        assert_eq!(place("0", "6.5"), None);
        assert_eq!(place("1", "96.5"), None);
        assert_eq!(place("1", "NaN"), None);
    }
}
