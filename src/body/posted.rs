//! A body that is posted: its pictures are looked up among our media, by what their `src` or their `data-media-id`
//! says.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use diesel::result::QueryResult;

use super::{Block, Body, Picture, Pictures, from_html, from_markdown};
use crate::db::{Conn, Database, DatabaseError, Id, Json, Time};
use crate::media::{self, Media};

/// The most pictures of a body that are looked up.
const MOST_PICTURES: usize = 1_000;

/// A text as it was posted.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The text.
    pub text: String,
    /// Whether it is Markdown; else it is HTML.
    pub is_markdown: bool,
}

/// Writes down what a body asks for.
#[derive(Default)]
struct Asked(RefCell<BTreeSet<String>>);

impl Pictures for Asked {
    fn find(&self, src: &str) -> Option<Picture> {
        let mut all = self.0.borrow_mut();
        if all.len() < MOST_PICTURES {
            all.insert(src.to_owned());
        }
        None
    }
}

/// Our media by what a body calls them.
struct Library(HashMap<String, Picture>);

impl Library {
    /// Those of our media that a body asked for.
    async fn of(db: &Database, public_url: &str, asked: BTreeSet<String>) -> Result<Self, DatabaseError> {
        let name = |src: String| Name::parse(&src, public_url).map(|name| (src, name));
        let names: Vec<(String, Name)> = asked.into_iter().filter_map(name).collect();
        if names.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        db.read(move |conn| library(conn, names).map_err(DatabaseError::from)).await
    }

    /// A block with these media in it.
    fn hang(&self, block: Block) -> Block {
        let Body { html, mut blocks, .. } = from_html(&block.html, self);
        if html == block.html {
            return block;
        }
        let same = blocks.len() == 1 && blocks[0].kind == block.kind;
        blocks.pop().filter(|_| same).unwrap_or(Block { html, ..block })
    }
}

impl Pictures for Library {
    fn find(&self, src: &str) -> Option<Picture> {
        self.0.get(src).cloned()
    }
}

impl Posted {
    /// The body that the text is, made off the threads that answer and before the writer's turn; `public_url` is
    /// where our files are.
    ///
    /// # Errors
    /// What the database said.
    pub async fn read(self, db: &Database, public_url: &str) -> Result<Body, DatabaseError> {
        let first = self.clone();
        let (body, asked) = aside(move || {
            let asked = Asked::default();
            (first.body(&asked), asked.0.into_inner())
        })
        .await?;
        let library = Library::of(db, public_url, asked).await?;
        if library.0.is_empty() {
            return Ok(body);
        }
        aside(move || self.body(&library)).await
    }

    fn body(&self, pictures: &dyn Pictures) -> Body {
        if self.is_markdown { from_markdown(&self.text, pictures) } else { from_html(&self.text, pictures) }
    }
}

/// How many stored bodies are looked at together.
const BATCH: i64 = 50;

/// Finds those whose stored bodies show a medium, beyond an id and at most so many.
pub type Showing = fn(&mut Conn, Id, Id, i64) -> QueryResult<Vec<(Id, Json<Vec<Block>>)>>;
/// Keeps the blocks of one, at a moment, in place of those that it had.
pub type Keep = fn(&mut Conn, Time, Id, &[Block], &[Block]) -> QueryResult<()>;

/// Tells stored bodies that show a medium the address that it has now; `public_url` is where our files are.
///
/// # Errors
/// What the database said.
pub async fn rehang(
    db: &Database,
    public_url: &str,
    (medium, now): (Id, Time),
    (showing, keep): (Showing, Keep),
) -> Result<(), DatabaseError> {
    let mut after = Id(uuid::Uuid::nil());
    loop {
        let batch = db.read(move |conn| showing(conn, medium, after, BATCH).map_err(DatabaseError::from)).await?;
        let Some((last, _)) = batch.last() else { return Ok(()) };
        after = *last;
        for (id, Json(was)) in batch {
            let hung = rehung(db, public_url, was.clone()).await?;
            if hung != was {
                db.write(move |conn| keep(conn, now, id, &was, &hung).map_err(DatabaseError::from)).await?;
            }
        }
    }
}

/// Blocks with the addresses that our media have now.
async fn rehung(db: &Database, public_url: &str, blocks: Vec<Block>) -> Result<Vec<Block>, DatabaseError> {
    let (blocks, asked) = aside(move || {
        let asked = Asked::default();
        blocks.iter().for_each(|block| drop(from_html(&block.html, &asked)));
        (blocks, asked.0.into_inner())
    })
    .await?;
    let library = Library::of(db, public_url, asked).await?;
    aside(move || blocks.into_iter().map(|block| library.hang(block)).collect()).await
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DatabaseError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DatabaseError::Lost)
}

/// What a body calls a medium.
#[derive(Debug, PartialEq, Eq)]
enum Name {
    Id(Id),
    Hash(String),
    Url(String),
}

impl Name {
    fn parse(src: &str, public_url: &str) -> Option<Self> {
        if let Some(id) = Id::parse(src) {
            return Some(Self::Id(id));
        }
        let path = src.strip_prefix(public_url).unwrap_or(src);
        if let Some(rest) = path.strip_prefix("/media/") {
            return media::files::hash_of(rest.split('/').next()?).map(|hash| Self::Hash(hash.to_owned()));
        }
        (src.starts_with("http://") || src.starts_with("https://")).then(|| Self::Url(src.to_owned()))
    }
}

fn library(conn: &mut Conn, names: Vec<(String, Name)>) -> QueryResult<Library> {
    let (mut ids, mut hashes, mut urls) = (Vec::new(), Vec::new(), Vec::new());
    for (_, name) in &names {
        match name {
            Name::Id(id) => ids.push(*id),
            Name::Hash(hash) => hashes.push(hash.clone()),
            Name::Url(url) => urls.push(url.clone()),
        }
    }
    let (rows, former) = media::by_names(conn, &ids, &hashes, &urls)?;
    let is = |row: &Media, name: &Name| match name {
        Name::Id(id) => row.id == *id,
        Name::Hash(hash) => row.hash.as_ref() == Some(hash),
        Name::Url(url) => row.source_url.as_ref() == Some(url),
    };
    let find = |name: &Name| {
        let was =
            || former.iter().find(|(hash, _)| matches!(name, Name::Hash(asked) if asked == hash)).map(|(_, row)| row);
        rows.iter().find(|row| is(row, name)).or_else(was)
    };
    Ok(Library(names.into_iter().filter_map(|(src, name)| Some((src, picture(find(&name)?)))).collect()))
}

/// A medium as a body shows it.
fn picture(media: &Media) -> Picture {
    let whole = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    let base = media.hash.as_ref().map(|hash| format!("/media/{hash}"));
    let planned = media.planned();
    let src = match (&base, media.picture_kind(), planned.last()) {
        (Some(base), Some(kind), Some(width)) => format!("{base}/{width}.{}", kind.extension()),
        (Some(base), ..) => format!("{base}/{}", media.original_name()),
        (None, ..) => media.source_url.clone().unwrap_or_default(),
    };
    let candidate =
        |base: &String| planned.iter().map(|w| format!("{base}/{w}.webp {w}w")).collect::<Vec<_>>().join(", ");
    Picture {
        id: media.id.0,
        src,
        width: whole(media.width),
        height: whole(media.height),
        alt: Some(media.alt.clone()).filter(|alt| !alt.is_empty()),
        srcset: base.as_ref().map(candidate).filter(|all| !all.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_is_named_by_its_id_its_address_or_the_one_it_had() {
        let of = |src: &str| Name::parse(src, "https://api.test");
        let hash = "0123456789abcdef0123456789abcdef";
        assert_eq!(of(&format!("/media/{hash}/480.webp")), Some(Name::Hash(hash.to_owned())));
        assert_eq!(of(&format!("https://api.test/media/{hash}-1x1-50x50/480.webp")), Some(Name::Hash(hash.to_owned())));
        assert_eq!(of("https://old.test/a.jpg"), Some(Name::Url("https://old.test/a.jpg".to_owned())));
        assert!(matches!(of("018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), Some(Name::Id(_))));
        assert_eq!(of("/media/../etc"), None);
        assert_eq!(of("javascript:alert(1)"), None);
    }
}
