//! What readers left in the demo newsroom: comments in threads, and views with a long tail.

use std::collections::HashMap;

use super::manuscript::{ArticleHead, Manuscript};
use super::newsroom;
use super::seed::{SeedError, id};
use crate::comments::{self, NewComment, Status, Subject};
use crate::db::{Conn, Id, Time};
use crate::views;

/// Stores the comments; how many.
///
/// # Errors
/// The database.
pub fn comments(conn: &mut Conn, now: Time, articles: &[Manuscript<ArticleHead>]) -> Result<usize, SeedError> {
    let published: HashMap<&str, i64> = articles.iter().map(|text| (text.slug.as_str(), text.head.hours_ago)).collect();
    let all = newsroom::comments()?;
    let mut keys: HashMap<String, Id> = HashMap::new();
    for (number, comment) in (1_i64..).zip(&all) {
        let hours = published.get(comment.article.as_str()).copied().unwrap_or(0);
        let at = now.plus_seconds(-hours * 3600 + comment.minutes_after * 60).min(now);
        let own = id("comment", &number.to_string());
        let subject = Subject::Article(id("article", &comment.article));
        let mut new = NewComment::from_text(own, subject, &comment.author, &comment.text, at);
        new.number = number;
        new.author_id = comment.staff.as_deref().map(|slug| id("author", slug));
        new.parent_id = comment.reply_to.as_ref().and_then(|key| keys.get(key)).copied();
        new.status = match comment.status.as_deref() {
            Some("pending") => Status::Pending,
            Some("spam") => Status::Spam,
            Some("trash") => Status::Trash,
            _ => Status::Approved,
        };
        comments::create(conn, new)?;
        if let Some(key) = &comment.key {
            keys.insert(key.clone(), own);
        }
    }
    Ok(all.len())
}

/// Spreads each article's views over the hours since its publication: most of them soon after.
///
/// # Errors
/// The database.
pub fn views(conn: &mut Conn, now: Time, articles: &[Manuscript<ArticleHead>]) -> Result<(), SeedError> {
    for text in articles.iter().filter(|text| text.head.hours_ago > 0 && text.head.status.is_none()) {
        let article = id("article", &text.slug);
        let hours = spread(text.head.views, text.head.hours_ago);
        let dated: Vec<(Time, i64)> =
            hours.into_iter().map(|(ago, views)| (now.plus_seconds(-ago * 3600), views)).collect();
        let counted: i64 = dated.iter().map(|(_, views)| views).sum();
        views::set_opening_balance(conn, article, text.head.views - counted)?;
        views::record_history(conn, article, &dated)?;
    }
    Ok(())
}

/// How many hours back the demo knows single hours.
const KNOWN_HOURS: i64 = 30 * 24;

/// The views of single hours, by how long ago they were.
fn spread(views: i64, age: i64) -> Vec<(i64, i64)> {
    let mut hours = Vec::new();
    let mut left = views;
    for hour in 0..age {
        let share = left / if hour < 48 { 24 } else { 96 };
        left -= share;
        let ago = age - hour;
        if share > 0 && ago <= KNOWN_HOURS {
            hours.push((ago, share));
        }
    }
    hours
}
