//! Which pictures the demo newsroom needs: a cover for each article that has one, its gallery, the
//! pictures inside of its text, a portrait of each author, and the paper's mark.

use super::manuscript::{ArticleHead, Manuscript, Picture};
use super::newsroom::Newsroom;
use super::pictures::{Scene, Sketch};
use super::seed::{cover, id};
use crate::media::probe::PictureKind;

/// A lead picture, in pixels.
const LEAD: (u32, u32) = (1600, 900);
/// A picture of a gallery or inside of a text.
const INSIDE: (u32, u32) = (1200, 800);

/// Every sketch.
pub fn all(newsroom: &Newsroom, articles: &[Manuscript<ArticleHead>]) -> Vec<Sketch> {
    let mut all: Vec<Sketch> = articles.iter().flat_map(of_article).collect();
    all.extend(newsroom.authors.iter().map(|author| {
        let key = format!("portrait/{}", author.slug);
        mark(
            &key,
            Scene::Portrait { seed: author.slug.clone() },
            PictureKind::Jpeg,
            &format!("Portrait of {}", author.name),
        )
    }));
    let name = &newsroom.site.name;
    all.push(mark("logo", Scene::Logo, PictureKind::Png, name));
    all.push(mark("icon", Scene::Icon, PictureKind::Png, name));
    all
}

fn mark(key: &str, scene: Scene, kind: PictureKind, alt: &str) -> Sketch {
    Sketch {
        id: id("media", key),
        scene,
        kind,
        alt: alt.to_owned(),
        caption: None,
        credit: None,
        focal: (0.5, 0.5),
        filename: format!("{}.{}", key.replace('/', "-"), kind.extension()),
    }
}

fn of_article(text: &Manuscript<ArticleHead>) -> Vec<Sketch> {
    let section = &text.head.category;
    let mut all: Vec<Sketch> =
        text.head.picture.iter().map(|picture| cover(&text.slug, section, picture, LEAD)).collect();
    all.extend(
        text.head
            .gallery
            .iter()
            .enumerate()
            .map(|(n, picture)| cover(&format!("{}/gallery/{n}", text.slug), section, picture, INSIDE)),
    );
    all.extend(
        inside(&text.text)
            .map(|(name, picture)| cover(&format!("{}/art:{name}", text.slug), section, &picture, INSIDE)),
    );
    all
}

/// The pictures of a text: `![alt](art:name "Caption. Credit")`.
fn inside(text: &str) -> impl Iterator<Item = (String, Picture)> {
    text.lines().filter_map(|line| {
        let (alt, rest) = line.trim().strip_prefix("![")?.split_once("](art:")?;
        let name = rest.split([' ', ')']).next()?.to_owned();
        let title = rest.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map_or("", |(title, _)| title);
        let (caption, credit) = match title.rsplit_once(". ") {
            Some((caption, credit)) => (Some(format!("{caption}.")), Some(credit.to_owned())),
            None => (Some(title.to_owned()).filter(|title| !title.is_empty()), None),
        };
        Some((name, Picture { alt: alt.to_owned(), caption, credit, kind: None, focal: None }))
    })
}
