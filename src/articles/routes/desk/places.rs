//! An article's path must be its own: of what stands at one path, pages come first, then categories, tags and
//! authors, and an article that came later would be seen by nobody.

use crate::addresses::{ArticleParts, match_pattern};
use crate::articles::model::{NewArticle, Stored};
use crate::articles::store::places::{self, Named};
use crate::db::{Conn, Id};
use crate::error::{Fault, Problem};
use crate::site::Here;

/// Something that has the path which an article would have.
pub(super) struct Taken {
    path: String,
    by: &'static str,
}

/// The path that an article has, or would have if it became public now.
fn path_of(conn: &mut Conn, here: &Here, article: &NewArticle) -> Result<String, Problem> {
    let (category, author) = places::around(conn, article)?;
    let row = &article.row;
    let id = row.id.to_string();
    Ok(here.addresses().article(ArticleParts {
        slug: &row.slug,
        id: &id,
        number: row.number,
        published_at: if row.version == 0 && !row.publishable { here.now } else { row.published_at },
        category: category.as_deref(),
        author: author.as_deref(),
    }))
}

/// What has a path already, other than an article.
fn taken(conn: &mut Conn, here: &Here, path: String) -> Result<Option<Taken>, Problem> {
    let patterns = &here.addresses().permalinks;
    let find = |pattern: &str, name: &str| {
        let found = match_pattern(pattern, &path)?;
        found.into_iter().find(|(token, _)| token == name).map(|(_, value)| value.to_owned())
    };
    let (page, category) = (find(&patterns.page, "path"), find(&patterns.category, "path"));
    let (own, tag) = (find(&patterns.category, "slug"), find(&patterns.tag, "slug"));
    let author = find(&patterns.author, "slug");
    let looks = [
        ("page", page.as_deref().map(Named::Page)),
        ("category", category.as_deref().map(Named::CategoryPath)),
        ("category", own.as_deref().map(Named::Category)),
        ("tag", tag.as_deref().map(Named::Tag)),
        ("author", author.as_deref().map(Named::Author)),
    ];
    for (by, named) in looks {
        if let Some(named) = named
            && places::stands(conn, &named)?
        {
            return Ok(Some(Taken { path, by }));
        }
    }
    Ok(None)
}

/// What has the path already that a new article would have.
pub(super) fn in_the_way(conn: &mut Conn, here: &Here, article: &NewArticle) -> Result<Option<Taken>, Problem> {
    let path = path_of(conn, here, article)?;
    taken(conn, here, path)
}

/// Refuses a change by which an article would come to stand, or to be seen, where something else does.
pub(super) fn check(conn: &mut Conn, here: &Here, before: &Stored, after: &Stored) -> Result<(), Problem> {
    let moves = named_by(after) != named_by(before);
    let shows = after.article.row.publishable && !before.article.row.publishable;
    if !moves && !shows {
        return Ok(());
    }
    match in_the_way(conn, here, &after.article)? {
        Some(taken) if moves => Err(taken.fault()),
        Some(taken) => Err(Problem::conflict(format!("{} Give the article another slug first.", taken.sentence()))),
        None => Ok(()),
    }
}

/// What an editor says of an article that its path is made of.
fn named_by(stored: &Stored) -> (&str, Option<Id>, Option<Id>) {
    let Stored { article, .. } = stored;
    (&article.row.slug, article.row.primary_category_id, article.authors.first().map(|(id, _)| *id))
}

impl Taken {
    fn sentence(&self) -> String {
        let article = if self.by == "author" { "An" } else { "A" };
        format!("{article} {} has the path `{}` already.", self.by, self.path)
    }

    /// The fault of a slug that leads there.
    pub fn fault(&self) -> Problem {
        Problem::content(vec![Fault::pointer("/slug", "taken", self.sentence())])
    }
}
