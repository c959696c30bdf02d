//! The two lists that one call answers: the threads of an article, and the further replies of one
//! thread. A cursor tells which: each list seals its own.

use std::collections::HashMap;

use crate::comments::model::Comment;
use crate::comments::store;
use crate::comments::wire::{CommentList, Writers};
use crate::db::{Conn, Direction, Id, Time};
use crate::error::Problem;
use crate::http::cursor::{Cursor, Cursors};
use crate::http::paging::{Key, Total};
use crate::http::{Page, Paging, RawPaging};
use crate::site::Here;

/// How many replies a thread brings along.
const REPLIES: usize = 100;

/// The lists of an article's comments.
pub struct Lists<'a> {
    /// The article.
    pub article: Id,
    /// The order of threads.
    pub order: Direction,
    /// Seals and opens cursors.
    pub cursors: &'a Cursors,
}

impl Lists<'_> {
    /// What the cursor of a request belongs to; that of threads where it has none.
    pub fn scope_of(&self, raw: &RawPaging) -> String {
        let replies = self.replies_scope();
        if raw.is_within(&replies, self.cursors) { replies } else { self.threads_scope() }
    }

    fn threads_scope(&self) -> String {
        format!("comments:{}:{:?}", self.article, self.order)
    }

    fn replies_scope(&self) -> String {
        format!("comments:{}:replies", self.article)
    }

    /// The page that a request asks for.
    ///
    /// # Errors
    /// What the database said.
    pub fn read(&self, conn: &mut Conn, here: &Here, scope: &str, paging: &Paging) -> Result<CommentList, Problem> {
        match paging.beyond().filter(|_| scope == self.replies_scope()) {
            Some(cursor) => self.replies(conn, here, cursor, paging),
            None => self.threads(conn, here, paging),
        }
    }

    fn threads(&self, conn: &mut Conn, here: &Here, paging: &Paging) -> Result<CommentList, Problem> {
        let total = paging.total.then(|| store::count_roots(conn, self.article)).transpose()?.map(exactly);
        let rows = store::roots(conn, self.article, self.order, paging)?;
        let seal = |cursor: &_| self.cursors.seal(&self.threads_scope(), cursor);
        let page = Page::new(rows, paging, total, seal, |row| Key { value: row.created_at.to_string(), id: row.id });
        let roots: Vec<Id> = page.rows.iter().map(|row| row.id).collect();
        let mut replies = store::replies(conn, &roots, REPLIES + 1)?;
        let further = self.cut(&mut replies);
        let writers = writers(conn, here, page.rows.iter().chain(replies.values().flatten()))?;
        let mut data = writers.threads(&page.rows, &replies);
        for thread in &mut data {
            thread.replies_cursor = further.get(&thread.id).cloned();
        }
        Ok(CommentList { data, page: page.page })
    }

    /// Leaves each thread as many replies as it brings along; where it had more, the cursor to go on with.
    fn cut(&self, replies: &mut HashMap<Id, Vec<Comment>>) -> HashMap<Id, String> {
        let mut further = HashMap::new();
        for (root, rows) in replies.iter_mut().filter(|(_, rows)| rows.len() > REPLIES) {
            rows.truncate(REPLIES);
            if let Some(last) = rows.last() {
                let Key { value, id } = reply_key(last);
                let cursor = Cursor { value, id, back: false };
                further.insert(*root, self.cursors.seal(&self.replies_scope(), &cursor));
            }
        }
        further
    }

    fn replies(&self, conn: &mut Conn, here: &Here, at: &Cursor, paging: &Paging) -> Result<CommentList, Problem> {
        let (root, time) = reply_place(at)?;
        let total = paging.total.then(|| store::count_replies(conn, self.article, root)).transpose()?.map(exactly);
        let rows = store::replies_beyond(conn, self.article, root, (time, at.id), paging)?;
        let seal = |cursor: &_| self.cursors.seal(&self.replies_scope(), cursor);
        let page = Page::new(rows, paging, total, seal, reply_key);
        let data = writers(conn, here, page.rows.iter())?.flat(&page.rows);
        Ok(CommentList { data, page: page.page })
    }
}

/// A reply's place among all of its thread; the cursor of a reply names the thread too.
fn reply_key(row: &Comment) -> Key {
    Key { value: format!("{} {}", row.shown_root_id, row.created_at), id: row.id }
}

fn reply_place(cursor: &Cursor) -> Result<(Id, Time), Problem> {
    let parts = cursor.value.split_once(' ');
    parts
        .and_then(|(root, time)| Some((Id::parse(root)?, Time::parse(time)?)))
        .ok_or_else(|| Problem::internal("a sealed cursor of replies names no thread"))
}

fn writers<'a>(conn: &mut Conn, here: &Here, rows: impl Iterator<Item = &'a Comment>) -> Result<Writers, Problem> {
    let mut ids: Vec<Id> = rows.filter_map(|row| row.author_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(Writers::new(store::staff(conn, &ids)?, here.addresses()))
}

fn exactly(count: i64) -> Total {
    Total::Exactly(u64::try_from(count).unwrap_or(0))
}
