//! Writing sitemaps (sitemaps.org, protocol 0.9), with Google's extensions for pictures and news.

use std::io::Result;

use super::model::{News, Sheet, Shown};
use crate::addresses::Addresses;
use crate::http::xml::{self, Xml, document};

const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const IMAGE: (&str, &str) = ("xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1");
const NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");

/// The index: the address of each file.
///
/// # Errors
/// Never, into memory.
pub fn index(sheets: &[Sheet], at: &Addresses) -> Result<Vec<u8>> {
    whole("sitemapindex", &[SITEMAP], |xml| {
        sheets.iter().try_for_each(|sheet| {
            within(xml, "sitemap", |xml| xml::text(xml, "loc", &at.url(&format!("/sitemaps/{}", sheet.file()))))
        })
    })
}

/// A file of addresses; `home` is the front page's, where it stands in this one.
///
/// # Errors
/// Never, into memory.
pub fn sheet(home: Option<&str>, shown: &[Shown], at: &Addresses) -> Result<Vec<u8>> {
    whole("urlset", &[SITEMAP, IMAGE], |xml| {
        home.iter().try_for_each(|home| within(xml, "url", |xml| xml::text(xml, "loc", home)))?;
        shown.iter().try_for_each(|Shown { entry, picture }| {
            within(xml, "url", |xml| {
                xml::text(xml, "loc", &at.url(&entry.path))?;
                xml::text(xml, "lastmod", &entry.updated_at.to_string())?;
                picture.iter().try_for_each(|url| within(xml, "image:image", |xml| xml::text(xml, "image:loc", url)))
            })
        })
    })
}

/// The news sitemap of a publication.
///
/// # Errors
/// Never, into memory.
pub fn news(name: &str, all: &[News], at: &Addresses) -> Result<Vec<u8>> {
    whole("urlset", &[SITEMAP, NEWS], |xml| {
        all.iter().try_for_each(|one| {
            within(xml, "url", |xml| {
                xml::text(xml, "loc", &at.url(&one.path))?;
                within(xml, "news:news", |xml| {
                    within(xml, "news:publication", |xml| {
                        xml::text(xml, "news:name", name)?;
                        xml::text(xml, "news:language", &language(&one.language))
                    })?;
                    xml::text(xml, "news:publication_date", &one.published_at.to_string())?;
                    xml::text(xml, "news:title", &one.title)
                })
            })
        })
    })
}

/// A language as the extension has it: ISO 639, and `zh-cn` or `zh-tw` for Chinese.
fn language(tag: &str) -> String {
    let tag = tag.to_lowercase();
    let mut parts = tag.split('-');
    match parts.next().unwrap_or_default() {
        "zh" if parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo")) => "zh-tw".to_owned(),
        "zh" => "zh-cn".to_owned(),
        own => own.to_owned(),
    }
}

fn whole(name: &str, spaces: &[(&str, &str)], fill: impl FnOnce(&mut Xml) -> Result<()>) -> Result<Vec<u8>> {
    let mut xml = document()?;
    xml.create_element(name).with_attributes(spaces.iter().copied()).write_inner_content(fill)?;
    Ok(xml.into_inner())
}

fn within(xml: &mut Xml, name: &str, fill: impl FnOnce(&mut Xml) -> Result<()>) -> Result<()> {
    xml.create_element(name).write_inner_content(fill).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_two_letters_or_a_chinese_script() {
        let cases = [
            ("en-GB", "en"),
            ("pt-BR", "pt"),
            ("zh", "zh-cn"),
            ("zh-Hant-HK", "zh-tw"),
            ("zh-TW", "zh-tw"),
            ("yo", "yo"),
        ];
        for (tag, wanted) in cases {
            assert_eq!(language(tag), wanted);
        }
    }
}
