//! The same done to many articles: each is judged and stored as its own call would be, and the failure of
//! one is no other's.

use actix_web::{HttpRequest, web};

use super::ends::{restored, trashed};
use super::lists::card;
use super::{Hand, Said, applied, steps};
use crate::articles::model::Stored;
use crate::articles::store::desk::{self, DeskRow, Named};
use crate::articles::wire::desk::{BulkAction, BulkIn, BulkOut, BulkResult, NewsroomCard};
use crate::auth::May;
use crate::auth::rights::WriteArticles;
use crate::db::{Conn, Id, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::checks::Checks;
use crate::http::conditions::IfMatch;
use crate::http::{Answer, body, query};
use crate::site::{Ask, Here};

/// Change many articles
///
/// Does one thing to up to 100 articles: a step on their way, into the trash and out of it, more or fewer categories or
/// tags. Each is judged by the rights and stored as its own call would be: the answer is a 200 with one entry for each,
/// with the status and the problem that its own call would have had. What failed changed nothing, and nothing for the
/// others.
#[utoipa::path(
    post, path = "/v1/admin/articles/bulk", tag = "newsroom",
    request_body(description = "What shall be done, and to which.", content((BulkIn = "application/json"))),
    responses(
        (status = 200, description = "What became of each.", body = BulkOut),
        (status = 422, description = "Something in the body cannot be taken; nothing was changed.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn change_articles(
    may: May<WriteArticles>,
    ask: Ask,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: BulkIn = body::json(&body::object(&req, payload, 64 * 1024).await?)?;
    given.check()?;
    let at = given.action.step().map(|step| steps::check(step, &given.said(), ask.here.now)).transpose()?;
    let work = Work {
        action: given.action,
        at: at.unwrap_or(ask.here.now),
        note: given.note,
        categories: given.category_ids,
        tags: given.tag_ids,
    };
    let mut data = Vec::with_capacity(given.articles.len());
    for item in given.articles {
        let (work, hand, here) = (work.clone(), Hand::of(&may), ask.here.clone());
        let state = item.revision.map_or(IfMatch::Any, IfMatch::Revision);
        let done = ask.db.write(move |conn| work.done(conn, &here, &hand, item.id, state)).await;
        data.push(result(&ask, &may.request_id, item.id, done));
    }
    Answer::json(&BulkOut { data })
}

fn result(ask: &Ask, request_id: &str, id: Id, done: Result<NewsroomCard, Problem>) -> BulkResult {
    let wire = |problem: Problem| problem.to_wire(request_id, &ask.here.addresses().public_url);
    match done {
        Ok(article) => BulkResult { id, status: 200, article: Some(article), problem: None },
        Err(problem) => {
            let problem = wire(problem);
            BulkResult { id, status: problem.status, article: None, problem: Some(problem) }
        }
    }
}

/// What is done to each.
#[derive(Clone)]
struct Work {
    action: BulkAction,
    at: Time,
    note: Option<String>,
    categories: Vec<Id>,
    tags: Vec<Id>,
}

impl Work {
    fn done(self, conn: &mut Conn, here: &Here, hand: &Hand, id: Id, state: IfMatch) -> Result<NewsroomCard, Problem> {
        let change = |conn: &mut Conn, hand: &Hand, before: &Stored| self.changed(conn, hand, before, here.now);
        let after = applied(conn, here, hand, (id.to_string(), state), self.said(), change)?;
        Ok(card(DeskRow { row: after.article.row, owner: after.owner }, here.now))
    }

    fn said(&self) -> Said {
        match self.action {
            BulkAction::Trash => ("article.trash", None),
            BulkAction::Restore => ("article.restore", None),
            action => (action.step().map_or("article.update", steps::action), self.note.clone()),
        }
    }

    fn changed(&self, conn: &mut Conn, hand: &Hand, before: &Stored, now: Time) -> Result<Option<Stored>, Problem> {
        if let Some(step) = self.action.step() {
            steps::may_step(&hand.actor, step)?;
            return steps::stepped(before, step, self.at, now).map(Some);
        }
        match self.action {
            BulkAction::Trash => trashed(hand, before, now).map(Some),
            BulkAction::Restore => restored(before).map(Some),
            _ => {
                hand.may_touch(before, now)?;
                self.check_names(conn)?;
                Ok(self.filed(before))
            }
        }
    }

    /// What is to be added must be there; what is to go may be gone already.
    fn check_names(&self, conn: &mut Conn) -> Result<(), Problem> {
        let (pointer, named, ids) = match self.action {
            BulkAction::AddCategories => ("/category_ids", Named::Category, &self.categories),
            BulkAction::AddTags => ("/tag_ids", Named::Tag, &self.tags),
            _ => return Ok(()),
        };
        let mut checks = Checks::default();
        for id in desk::missing(conn, named, ids)? {
            checks.fault(pointer, "unknown_value", format!("There is nothing under the id `{id}`."));
        }
        checks.finish()
    }

    /// The article with more or fewer categories or tags; none where it has and lacks them already.
    fn filed(&self, before: &Stored) -> Option<Stored> {
        let mut after = before.clone();
        let article = &mut after.article;
        match self.action {
            BulkAction::AddCategories => add(&mut article.categories, &self.categories),
            BulkAction::RemoveCategories => article.categories.retain(|id| !self.categories.contains(id)),
            BulkAction::AddTags => add(&mut article.tags, &self.tags),
            _ => article.tags.retain(|id| !self.tags.contains(id)),
        }
        let primary = article.row.primary_category_id.filter(|id| article.categories.contains(id));
        article.row.primary_category_id = primary.or(article.categories.first().copied());
        let same = article.categories == before.article.categories && article.tags == before.article.tags;
        (!same).then_some(after)
    }
}

fn add(ids: &mut Vec<Id>, more: &[Id]) {
    for id in more {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
}
