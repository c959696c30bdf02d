//! An editor, until there is an Admin API: changes things through the stores, at the server's moment.

use newswire::articles::{self, ArticleRow, BodyFormat, Filing, NewArticle, Status};
use newswire::clock::Clock;
use newswire::db::{Conn, Database, DatabaseError, Id, Time};
use newswire::{authors, body, categories, media, pages, tags};

use super::TestServer;

/// Writes to one database.
#[derive(Clone)]
pub struct Editor {
    pub db: Database,
    pub clock: Clock,
}

impl TestServer {
    /// An editor of this server.
    pub fn editor(&self) -> Editor {
        Editor { db: self.db.clone(), clock: self.clock.clone() }
    }
}

/// The id of a thing of a name: the same each time.
pub fn id(kind: &str, slug: &str) -> Id {
    let hash = blake3::hash(format!("{kind} {slug}").as_bytes());
    let random: [u8; 10] = std::array::from_fn(|n| hash.as_bytes()[n]);
    Id(uuid::Builder::from_unix_timestamp_millis(1_767_225_600_000, &random).into_uuid())
}

fn one(kind: &str, slug: &str) -> Vec<Id> {
    if slug.is_empty() { Vec::new() } else { vec![id(kind, slug)] }
}

/// What an article is filed under; empty names nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Under {
    pub category: &'static str,
    pub tag: &'static str,
    pub author: &'static str,
    /// A picture that the body shows.
    pub picture: &'static str,
}

/// The one picture that a body shows.
struct Shown(Option<Id>);

impl body::Pictures for Shown {
    fn find(&self, src: &str) -> Option<body::Picture> {
        self.0.map(|id| body::Picture { id: id.0, src: src.to_owned(), ..body::Picture::default() })
    }
}

impl Editor {
    /// A write in a transaction of its own, at the server's moment.
    pub fn write<T, E>(&self, work: impl FnOnce(&mut Conn, Time) -> Result<T, E> + Send + 'static) -> T
    where
        T: Send + 'static,
        E: std::fmt::Display + From<DatabaseError> + From<diesel::result::Error> + Send + 'static,
    {
        let now = self.clock.now();
        self.db.write_blocking(move |conn| work(conn, now)).unwrap_or_else(|err| panic!("{err}"))
    }

    /// Stores an article; `change` makes of the row that is there, or of a draft, what it shall be.
    pub fn article(&self, slug: &str, under: Under, change: impl FnOnce(&mut ArticleRow, Time) + Send + 'static) {
        let slug = slug.to_owned();
        self.write(move |conn, now| article(conn, now, &slug, under, change));
    }

    /// Publishes an article now, or once more.
    pub fn publish(&self, slug: &str, under: Under) {
        self.article(slug, under, |row, now| *row = row.clone().with_status(Status::Published, now));
    }

    /// Takes an article from the public's sight.
    pub fn unpublish(&self, slug: &str) {
        self.article(slug, Under::default(), |row, _| {
            let at = row.published_at;
            *row = row.clone().with_status(Status::Draft, at);
        });
    }

    /// Stores a category, or renames it.
    pub fn category(&self, key: &str, slug: &str, name: &str) {
        let (id, slug, name) = (id("category", key), slug.to_owned(), name.to_owned());
        self.write(move |conn, now| -> Result<(), Failed> {
            let new = categories::NewCategory::new(id, &slug, &name, now);
            match categories::load(conn, &[id])?.is_empty() {
                true => drop(categories::create(conn, now, new)?),
                false => categories::update(conn, now, id, &new).map_err(|err| Failed(err.to_string()))?,
            }
            Ok(())
        });
    }

    /// Stores a tag, or renames it.
    pub fn tag(&self, key: &str, slug: &str, name: &str) {
        let (id, slug, name) = (id("tag", key), slug.to_owned(), name.to_owned());
        self.write(move |conn, now| {
            let new = tags::NewTag::new(id, &slug, &name, now);
            match tags::find(conn, &newswire::text::Name::Id(id))?.is_none() {
                true => tags::create(conn, now, new).map(drop),
                false => tags::update(conn, now, id, &new),
            }
            .map_err(DatabaseError::from)
        });
    }

    /// Stores an author, or renames them.
    pub fn author(&self, key: &str, slug: &str, name: &str) {
        let (id, slug, name) = (id("author", key), slug.to_owned(), name.to_owned());
        self.write(move |conn, now| {
            let new = authors::NewAuthor::new(id, &slug, &name, now);
            match authors::find(conn, &newswire::text::Name::Id(id))?.is_none() {
                true => authors::create(conn, now, new).map(drop),
                false => authors::update(conn, now, id, &new),
            }
            .map_err(DatabaseError::from)
        });
    }

    /// Stores a page, public from a moment and until one, in place of what is there.
    pub fn page(&self, slug: &str, status: Status, from: Time, until: Option<Time>) {
        let (id, slug) = (id("page", slug), slug.to_owned());
        self.write(move |conn, now| -> Result<(), Failed> {
            let mut new = pages::NewPage::new(id, &slug, &format!("Page {now}"), body::from_html("<p>x</p>", &()), now);
            (new.status, new.public_from, new.public_until) = (status, from, until);
            match pages::find(conn, id)?.is_none() {
                true => drop(pages::create(conn, now, new)?),
                false => pages::update(conn, now, id, &new).map_err(|err| Failed(err.to_string()))?,
            }
            Ok(())
        });
    }

    /// Stores a picture of which nothing but its address is known.
    pub fn picture(&self, key: &str) {
        let id = id("media", key);
        self.write(move |conn, now| {
            let mut new = media::NewMedia::blank(id, media::MediaKind::Image, "x.jpg", now);
            new.source_url = Some(format!("https://old.example/{id}.jpg"));
            match media::find(conn, id)?.is_none() {
                true => media::insert_many(conn, now, vec![new]),
                false => media::update(conn, now, &new).map(drop),
            }
            .map_err(DatabaseError::from)
        });
    }
}

/// Stores an article in a transaction that is open already.
pub fn article(
    conn: &mut Conn,
    now: Time,
    slug: &str,
    under: Under,
    change: impl FnOnce(&mut ArticleRow, Time),
) -> Result<(), DatabaseError> {
    let id = id("article", slug);
    let filing = Filing::load(conn)?;
    let known = articles::find_row(conn, id)?;
    let (is_new, mut row) = match known {
        Some(row) => (false, row),
        None => (true, ArticleRow::draft(id, slug, slug, "en", now)),
    };
    change(&mut row, now);
    row.primary_category_id = one("category", under.category).pop();
    let picture = one("media", under.picture).pop();
    let figure = picture.map(|id| format!("<figure><img src=\"https://old.example/{id}.jpg\"></figure>"));
    let html = format!("<p>{}</p>{}", row.title, figure.unwrap_or_default());
    let made = body::from_html(&html, &Shown(picture));
    let mut new = NewArticle::new(row, made, BodyFormat::Html, String::new(), "A test");
    new.categories = one("category", under.category);
    new.tags = one("tag", under.tag);
    new.authors = one("author", under.author).into_iter().map(|id| (id, "author".to_owned())).collect();
    match is_new {
        true => articles::create(conn, now, &filing, new).map(drop)?,
        false => {
            let before = articles::find(conn, id)?.unwrap();
            articles::replace(conn, now, &filing, &before, new, &before.picks)?;
        }
    }
    Ok(())
}

/// A failure of a store, as text.
#[derive(Debug)]
pub struct Failed(String);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<DatabaseError> for Failed {
    fn from(err: DatabaseError) -> Self {
        Self(err.to_string())
    }
}

impl From<diesel::result::Error> for Failed {
    fn from(err: diesel::result::Error) -> Self {
        Self(err.to_string())
    }
}
