//! Digests of what the file says of a thing, by which a second import sees what has changed.
//! They cover the values and not the XML around them, so that another order of elements, other
//! prefixes or CDATA instead of references change nothing. An item's digest leaves its comments
//! out: each comment has its own.

use std::fmt;

use super::{Author, Comment, Item, Moment, Term};

/// A BLAKE3 digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Post meta that moves without anyone having edited the post.
const RESTLESS: [&str; 4] = ["_edit_lock", "_edit_last", "_pingme", "_encloseme"];

/// Values written one after the other, each with its length, so that no two lists look alike.
struct Canon(blake3::Hasher);

impl Canon {
    /// The domain keeps a term's digest from ever being an author's.
    fn new(domain: &str) -> Self {
        let mut canon = Canon(blake3::Hasher::new());
        canon.text(domain);
        canon
    }

    fn text(&mut self, value: &str) -> &mut Self {
        self.0.update(&(value.len() as u64).to_le_bytes());
        self.0.update(value.as_bytes());
        self
    }

    fn number(&mut self, value: i64) -> &mut Self {
        self.0.update(&value.to_le_bytes());
        self
    }

    fn id(&mut self, value: Option<i64>) -> &mut Self {
        self.number(value.is_some().into()).number(value.unwrap_or_default())
    }

    fn moment<T: fmt::Display>(&mut self, value: &Moment<T>) -> &mut Self {
        match value {
            Moment::Absent => self.text(""),
            Moment::At(at) => self.text(&at.to_string()),
            Moment::Unreadable(text) => self.text(text),
        }
    }

    fn pairs<'a>(&mut self, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> &mut Self {
        let mut count = 0;
        for (key, value) in pairs {
            self.text(key).text(value);
            count += 1;
        }
        self.number(count)
    }

    fn finish(&self) -> Digest {
        Digest(*self.0.finalize().as_bytes())
    }
}

fn borrowed(meta: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    meta.iter().map(|(key, value)| (key.as_str(), value.as_str()))
}

impl Author {
    /// The digest of all that the file says of this author.
    pub fn digest(&self) -> Digest {
        Canon::new("wxr author 1")
            .id(self.id)
            .text(&self.login)
            .text(&self.email)
            .text(&self.display_name)
            .text(&self.first_name)
            .text(&self.last_name)
            .finish()
    }
}

impl Term {
    /// The digest of all that the file says of this term.
    pub fn digest(&self) -> Digest {
        Canon::new("wxr term 1")
            .id(self.id)
            .text(&self.taxonomy)
            .text(&self.slug)
            .text(&self.name)
            .text(&self.parent)
            .text(&self.description)
            .pairs(borrowed(&self.meta))
            .finish()
    }
}

impl Item {
    /// The digest of all that the file says of this item, its comments left out.
    pub fn digest(&self) -> Digest {
        let mut canon = Canon::new("wxr item 1");
        canon
            .text(&self.title)
            .text(&self.link)
            .text(&self.creator)
            .text(&self.guid)
            .number(self.guid_is_permalink.into())
            .text(&self.description)
            .text(&self.content)
            .text(&self.excerpt)
            .id(self.post_id)
            .moment(&self.pub_date)
            .moment(&self.post_date)
            .moment(&self.post_date_gmt)
            .moment(&self.post_modified)
            .moment(&self.post_modified_gmt);
        self.digest_state(&mut canon);
        canon.finish()
    }

    fn digest_state(&self, canon: &mut Canon) {
        let meta = borrowed(&self.meta).filter(|(key, _)| !RESTLESS.contains(key));
        canon
            .text(self.comment_status.as_str())
            .text(self.ping_status.as_str())
            .text(&self.post_name)
            .text(self.status.as_str())
            .number(self.post_parent)
            .number(self.menu_order)
            .text(self.post_type.as_str())
            .text(&self.post_password)
            .number(self.is_sticky.into())
            .text(&self.attachment_url)
            .pairs(meta);
        for term in &self.terms {
            canon.text(&term.domain).text(&term.nicename).text(&term.name);
        }
    }
}

impl Comment {
    /// The digest of all that the file says of this comment.
    pub fn digest(&self) -> Digest {
        Canon::new("wxr comment 1")
            .id(self.id)
            .text(&self.author)
            .text(&self.author_email)
            .text(&self.author_url)
            .text(&self.author_ip)
            .moment(&self.date)
            .moment(&self.date_gmt)
            .text(&self.content)
            .text(self.approved.as_str())
            .text(self.kind.as_str())
            .number(self.parent)
            .number(self.user_id)
            .pairs(borrowed(&self.meta))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ItemTerm;
    use super::*;

    #[test]
    fn values_do_not_run_into_each_other() {
        let author =
            |login: &str, email: &str| Author { login: login.to_owned(), email: email.to_owned(), ..Author::default() };
        assert_ne!(author("ab", "c").digest(), author("a", "bc").digest());
        assert_eq!(author("ab", "c").digest(), author("ab", "c").digest());
        assert_eq!(author("a", "b").digest().to_string().len(), 64);
    }

    #[test]
    fn a_new_comment_or_lock_leaves_an_items_digest_alone() {
        let mut item = Item::default();
        let before = item.digest();
        item.comments.push(Comment::default());
        item.meta.push(("_edit_lock".to_owned(), "1:2".to_owned()));
        assert_eq!(item.digest(), before);
        item.terms.push(ItemTerm::default());
        assert_ne!(item.digest(), before);
    }
}
