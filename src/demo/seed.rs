//! Makes the demo newsroom: pictures, people and sections, articles and pages, readers' comments and
//! views, menus and front page.

use std::collections::HashMap;

use super::files::FILES;
use super::manuscript::{self, ArticleHead, Manuscript, PageHead};
use super::newsroom::{self, Newsroom};
use super::pictures::{self, Scene, Sketch};
use super::{readers, sketches};
use crate::articles::{self, ArticleRow, BodyFormat, Details, Filing, NewArticle, NewCorrection, Status};
use crate::authors::{self, NewAuthor};
use crate::body::{self, Body, Picture, Pictures};
use crate::categories::{self, NewCategory};
use crate::config::Settings;
use crate::db::{Conn, Database, DatabaseError, Id, Json, Time, facts};
use crate::frame::{self, FileError, MenuFile};
use crate::media::files::Files;
use crate::media::probe::PictureKind;
use crate::media::{self, NewMedia};
use crate::pages::{self, NewPage};
use crate::tags::{self, NewTag};
use crate::{home, menus, site};

/// What was made, for the person who looks on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Made {
    /// Public articles.
    pub articles: usize,
    /// Pictures and sounds.
    pub media: usize,
    /// Readers' comments.
    pub comments: usize,
}

/// Why a demo newsroom could not be made.
#[derive(Debug)]
pub struct SeedError(pub String);

impl std::fmt::Display for SeedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<DatabaseError> for SeedError {
    fn from(err: DatabaseError) -> Self {
        Self(err.to_string())
    }
}

impl From<diesel::result::Error> for SeedError {
    fn from(err: diesel::result::Error) -> Self {
        Self(err.to_string())
    }
}

impl From<FileError> for SeedError {
    fn from(err: FileError) -> Self {
        Self(err.to_string())
    }
}

impl From<String> for SeedError {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<toml::de::Error> for SeedError {
    fn from(err: toml::de::Error) -> Self {
        Self(err.to_string())
    }
}

/// Makes the demo newsroom in an empty database, its dates ending at `now`.
///
/// # Errors
/// The disk or the database.
pub fn seed(db: &Database, settings: &Settings, now: Time) -> Result<Made, SeedError> {
    let files = Files::open(settings).map_err(|err| err.to_string())?;
    let newsroom = newsroom::newsroom()?;
    let articles = manuscript::articles()?;
    let sketches = sketches::all(&newsroom, &articles);
    let mut media = pictures::draw(&files, sketches, now)?;
    let mut sound = pictures::interview(&files, id("media", "audio:interview"), now)?;
    sound.number = i64::try_from(media.len()).unwrap_or(0) + 1;
    media.push(sound);
    let pages = manuscript::pages()?;
    db.write_blocking(move |conn| Seed { now, conn, media: by_id(&media) }.run(newsroom, articles, pages, media))
}

fn by_id(media: &[NewMedia]) -> HashMap<Id, NewMedia> {
    media.iter().map(|one| (one.id, one.clone())).collect()
}

/// The identity of a thing of the demo: the same on every machine.
pub fn id(kind: &str, key: &str) -> Id {
    let hash = blake3::hash(format!("newswire demo {kind} {key}").as_bytes());
    let random: [u8; 10] = std::array::from_fn(|n| hash.as_bytes()[n]);
    // The time in it is the first second of 2026.
    Id(uuid::Builder::from_unix_timestamp_millis(1_767_225_600_000, &random).into_uuid())
}

struct Seed<'a> {
    now: Time,
    conn: &'a mut Conn,
    media: HashMap<Id, NewMedia>,
}

/// The pictures that a body names by `art:NAME`, and the sound.
struct Named<'a> {
    slug: &'a str,
    media: &'a HashMap<Id, NewMedia>,
}

impl Pictures for Named<'_> {
    fn find(&self, src: &str) -> Option<Picture> {
        let key = if src == "audio:interview" { src.to_owned() } else { format!("{}/{src}", self.slug) };
        let found = self.media.get(&id("media", &key))?;
        let hash = found.hash.as_deref()?;
        let whole = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
        let extension = found.mime.rsplit('/').next().map_or("jpg", |kind| if kind == "png" { "png" } else { "jpg" });
        let own = match found.width {
            Some(width) => format!("/media/{hash}/{width}.{extension}"),
            None => format!("/media/{hash}/original.wav"),
        };
        let widths = found.widths.0.iter().map(|width| format!("/media/{hash}/{0}.webp {0}w", width.w));
        Some(Picture {
            id: found.id.0,
            src: own,
            width: whole(found.width),
            height: whole(found.height),
            alt: None,
            srcset: found.width.map(|_| widths.collect::<Vec<_>>().join(", ")),
        })
    }
}

impl Seed<'_> {
    fn run(
        mut self,
        newsroom: Newsroom,
        articles: Vec<Manuscript<ArticleHead>>,
        page_texts: Vec<Manuscript<PageHead>>,
        media: Vec<NewMedia>,
    ) -> Result<Made, SeedError> {
        let count = media.len();
        media::insert_many(self.conn, self.now, media)?;
        let logo = (Some(id("media", "logo")), Some(id("media", "icon")));
        site::save(self.conn, self.now, &newsroom.site, logo.0, logo.1)?;
        self.people(&newsroom)?;
        self.sections(&newsroom)?;
        let public = self.articles(&articles)?;
        self.pages(page_texts)?;
        let comments = readers::comments(self.conn, self.now, &articles)?;
        readers::views(self.conn, self.now, &articles)?;
        for menu in newsroom.menus {
            let file = MenuFile { title: Some(menu.title), items: menu.items };
            let new = frame::menu(self.conn, &menu.name, &file)?;
            menus::save(self.conn, self.now, &new)?;
        }
        let blocks = frame::home_blocks(self.conn, &newsroom.home)?;
        home::save(self.conn, self.now, &blocks)?;
        for (name, text) in FILES {
            crate::files::put(self.conn, self.now, name, None, Some(text.to_owned()))?;
        }
        facts::set(self.conn, facts::DEMO, "1")?;
        Ok(Made { articles: public, media: count, comments })
    }

    fn people(&mut self, newsroom: &Newsroom) -> Result<(), SeedError> {
        for (number, author) in (1..).zip(&newsroom.authors) {
            let mut new = NewAuthor::new(id("author", &author.slug), &author.slug, &author.name, self.now);
            new.number = number;
            new.job_title = Some(author.job_title.clone());
            new.bio = Some(author.bio.clone()).filter(|bio| !bio.is_empty());
            new.portrait_id = Some(id("media", &format!("portrait/{}", author.slug)));
            new.social = Json(author.social.clone());
            authors::create(self.conn, self.now, new)?;
        }
        Ok(())
    }

    fn sections(&mut self, newsroom: &Newsroom) -> Result<(), SeedError> {
        for (number, category) in (1..).zip(&newsroom.categories) {
            let mut new = NewCategory::new(id("category", &category.slug), &category.slug, &category.name, self.now);
            new.number = number;
            new.position = i32::try_from(number).unwrap_or(0);
            new.description = Some(category.description.clone());
            new.parent_id = category.parent.as_deref().map(|slug| id("category", slug));
            categories::create(self.conn, self.now, new)?;
        }
        for (number, (slug, name)) in (1..).zip(&newsroom.tags) {
            let mut new = NewTag::new(id("tag", slug), slug, name, self.now);
            new.number = number;
            tags::create(self.conn, self.now, new)?;
        }
        Ok(())
    }

    /// The oldest first, so that numbers grow with time.
    fn articles(&mut self, texts: &[Manuscript<ArticleHead>]) -> Result<usize, SeedError> {
        let mut ordered: Vec<&Manuscript<ArticleHead>> = texts.iter().collect();
        ordered.sort_by_key(|text| std::cmp::Reverse(text.head.hours_ago));
        let all: Vec<NewArticle> = ordered.iter().map(|text| self.article(text)).collect();
        let public = all.iter().filter(|new| new.row.is_public(self.now)).count();
        let filing = Filing::load(self.conn)?;
        articles::create_many(self.conn, self.now, &filing, all)?;
        for text in texts {
            let picks: Vec<Id> = text.head.read_also.iter().map(|slug| id("article", slug)).collect();
            articles::set_picks(self.conn, id("article", &text.slug), &picks)?;
        }
        Ok(public)
    }

    fn article(&self, text: &Manuscript<ArticleHead>) -> NewArticle {
        let head = &text.head;
        let made = self.body(&text.slug, &text.text);
        let row = self.row(text, &made);
        let mut new = NewArticle::new(row, made, BodyFormat::Markdown, text.text.clone(), "The Bay Courier");
        let named = |author: &manuscript::Author| {
            let (slug, role) = author.parts();
            (id("author", slug), role.to_owned())
        };
        new.authors = head.authors.iter().map(named).collect();
        new.categories =
            std::iter::once(&head.category).chain(&head.categories).map(|slug| id("category", slug)).collect();
        new.categories.dedup();
        new.tags = head.tags.iter().map(|slug| id("tag", slug)).collect();
        new.gallery = (0..head.gallery.len()).map(|n| id("media", &format!("{}/gallery/{n}", text.slug))).collect();
        new.corrections = head
            .corrections
            .iter()
            .map(|one| NewCorrection {
                id: Id::new(),
                kind: one.kind.clone(),
                text: one.text.clone(),
                at: self.ago(one.hours_ago),
            })
            .collect();
        new.details = Details {
            dateline: head.dateline.clone(),
            location: head.location.clone(),
            sources: head.sources.clone(),
            ..Details::default()
        };
        new
    }

    fn row(&self, text: &Manuscript<ArticleHead>, made: &Body) -> ArticleRow {
        let head = &text.head;
        let language = head.language.as_deref().unwrap_or("en");
        let at = self.ago(head.hours_ago);
        let status = match head.status.as_deref() {
            Some("scheduled") => Status::Scheduled,
            Some("draft") => Status::Draft,
            _ => Status::Published,
        };
        let mut row = ArticleRow::draft(id("article", &text.slug), &text.slug, &head.title, language, at);
        row.trashed_at = (head.status.as_deref() == Some("trashed")).then_some(self.now);
        let mut row = row.with_status(status, at);
        row.updated_at = head.updated_hours_ago.map_or(at, |hours| self.ago(hours));
        row.short_title.clone_from(&head.short_title);
        row.kicker.clone_from(&head.kicker);
        row.subtitle.clone_from(&head.subtitle);
        row.excerpt = head.excerpt.clone().unwrap_or_else(|| body::excerpt(&made.text, 200));
        row.format = head.format.clone().unwrap_or_else(|| "standard".to_owned());
        row.featured_until = head.featured.then(Time::forever);
        row.breaking_until = head.breaking.then(|| self.now.plus_seconds(30 * 86_400));
        row.sponsored = head.sponsored;
        row.comments_open = head.comments_open.unwrap_or(true);
        row.primary_category_id = Some(id("category", &head.category));
        row.featured_media_id = head.picture.as_ref().map(|_| id("media", &text.slug));
        row.word_count = i32::try_from(made.word_count).unwrap_or(i32::MAX);
        row
    }

    fn body(&self, slug: &str, text: &str) -> Body {
        // The one sound of the demo stands in its text by its name, as pictures do.
        let sound = "<audio controls src=\"audio:interview\"></audio>";
        let text = text
            .replace("`audio:interview`", "audio:interview")
            .replace("\naudio:interview\n", &format!("\n{sound}\n"));
        body::from_markdown(&text, &Named { slug, media: &self.media })
    }

    fn ago(&self, hours: i64) -> Time {
        self.now.plus_seconds(-hours * 3600).whole_seconds()
    }

    fn pages(&mut self, texts: Vec<Manuscript<PageHead>>) -> Result<(), SeedError> {
        for (number, text) in (1..).zip(texts) {
            let made = self.body(&text.slug, &text.text);
            let mut new = NewPage::new(id("page", &text.slug), &text.slug, &text.head.title, made, self.now);
            new.number = number;
            new.position = text.head.position;
            new.parent_id = text.head.parent.as_deref().map(|slug| id("page", slug));
            new.excerpt = text.head.excerpt;
            new.body_format = "markdown".to_owned();
            new.body_source = text.text;
            let at = self.ago(text.head.updated_hours_ago.unwrap_or(9600));
            (new.public_from, new.published_at, new.updated_at) = (at, at, at);
            pages::create(self.conn, self.now, new)?;
        }
        Ok(())
    }
}

/// A sketch of a cover.
pub fn cover(key: &str, section: &str, picture: &manuscript::Picture, size: (u32, u32)) -> Sketch {
    let kind = if picture.kind.as_deref() == Some("png") { PictureKind::Png } else { PictureKind::Jpeg };
    Sketch {
        id: id("media", key),
        scene: Scene::Cover { section: section.to_owned(), seed: key.to_owned(), width: size.0, height: size.1 },
        kind,
        alt: picture.alt.clone(),
        caption: picture.caption.clone(),
        credit: picture.credit.clone(),
        focal: picture.focal.unwrap_or((0.5, 0.5)),
        filename: format!("{}.{}", key.replace('/', "-"), kind.extension()),
    }
}
