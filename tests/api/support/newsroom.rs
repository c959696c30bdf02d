//! Editors' work until they have an interface of their own: articles that come, change and go, through
//! the stores.

use newswire::articles::{self, ArticleRow, BodyFormat, Filing, NewArticle, Status};
use newswire::body::Body;
use newswire::db::{Database, DatabaseError, Id, Time};

/// An article about to be stored: published at a moment under a slug that is its title too.
pub fn article(slug: &str, published_at: Time, now: Time) -> NewArticle {
    let row = ArticleRow::draft(Id::new(), slug, slug, "en", now).with_status(Status::Published, published_at);
    let row = ArticleRow { updated_at: published_at, ..row };
    NewArticle::new(row, Body::default(), BodyFormat::Html, String::new(), "Ada")
}

/// Stores articles that are new.
pub fn publish(db: &Database, now: Time, all: Vec<NewArticle>) {
    write(db, move |conn| {
        let filing = Filing::load(conn)?;
        articles::create_many(conn, now, &filing, all)
    });
}

/// Stores an article in place of what it was.
pub fn replace(db: &Database, now: Time, new: NewArticle) {
    write(db, move |conn| {
        let filing = Filing::load(conn)?;
        let before = articles::find(conn, new.row.id)?.unwrap();
        articles::replace(conn, now, &filing, &before, new, &before.picks)
    });
}

/// Takes an article from the public's sight.
pub fn withdraw(db: &Database, now: Time, mut new: NewArticle) {
    new.row.publishable = false;
    Status::Archived.as_str().clone_into(&mut new.row.status);
    replace(db, now, new);
}

fn write(db: &Database, work: impl FnOnce(&mut newswire::db::Conn) -> diesel::QueryResult<()> + Send + 'static) {
    db.write_blocking(move |conn| work(conn).map_err(DatabaseError::from)).expect("a write");
}
