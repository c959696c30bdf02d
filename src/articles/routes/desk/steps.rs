//! The steps on an article's way, each a call of its own.

use actix_web::{HttpRequest, web};

use super::{Hand, rewrite};
use crate::articles::model::{Step, Stored};
use crate::articles::wire::desk::{NewsroomArticle, StepIn};
use crate::auth::rights::{EditArticles, Permission, PublishArticles, Right, WriteArticles};
use crate::auth::{Actor, May, Reach};
use crate::db::{Conn, Time};
use crate::error::{Code, Fault, Problem, ProblemOut};
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// The right that a step needs beside that of writing.
fn right(step: Step) -> &'static Right {
    match step {
        Step::Submit => &WriteArticles::RIGHT,
        Step::Return => &EditArticles::RIGHT,
        Step::Schedule | Step::Publish | Step::Unpublish | Step::Archive => &PublishArticles::RIGHT,
    }
}

/// Move an article on its way
///
/// `submit` hands a draft in for review, `return` sends it back; `publish` makes it public now, `schedule` at a time to
/// come (`at`); what was published elsewhere before can be published with that moment (`at`) as its `published_at`; `unpublish` takes it back to a draft, `archive` takes it from the public's sight for good. Each can be
/// taken from some statuses only: the article's `steps` name those of today. `return` needs the right
/// `articles:edit`, the last four `articles:publish`.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/steps/{step}", tag = "newsroom",
    params(
        ("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"),
        ("step" = String, Path, description = "`submit`, `return`, `schedule`, `publish`, `unpublish` or `archive`.", example = "publish"),
        IfMatchHeader,
    ),
    request_body(description = "When, and what the revision says of it; the body may be empty.", content((StepIn = "application/json"))),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 409, description = "The step cannot be taken from this status, or the embargo has not ended; `detail` says what can be done.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn move_article(
    may: May<WriteArticles>,
    ask: Ask,
    path: web::Path<(String, String)>,
    state: IfMatch,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let (name, step) = path.into_inner();
    let step = Step::ALL.into_iter().find(|known| known.as_str() == step);
    let step = step.ok_or_else(|| Problem::new(Code::NotFound, "There is no such step."))?;
    may_step(&may, step)?;
    let given: StepIn = body::optional_json(&req, payload, 16 * 1024).await?.unwrap_or_default();
    let at = check(step, &given, ask.here.now)?;
    let now = ask.here.now;
    let change = move |_: &mut Conn, _: &Hand, before: &Stored| stepped(before, step, at, now);
    rewrite(&ask, Hand::of(&may), (name, state), (action(step), given.note), change).await
}

/// Refuses those who may not take a step.
pub(super) fn may_step(actor: &Actor, step: Step) -> Result<(), Problem> {
    if actor.reach(right(step)) == Reach::None {
        return Err(Problem::new(Code::Forbidden, format!("This step needs the right `{}`.", right(step).name)));
    }
    Ok(())
}

pub(super) fn action(step: Step) -> &'static str {
    match step {
        Step::Submit => "article.submit",
        Step::Return => "article.return",
        Step::Schedule => "article.schedule",
        Step::Publish => "article.publish",
        Step::Unpublish => "article.unpublish",
        Step::Archive => "article.archive",
    }
}

/// The moment that a step is about.
pub(super) fn check(step: Step, given: &StepIn, now: Time) -> Result<Time, Problem> {
    let mut checks = Checks::default();
    checks.optional("/note", given.note.as_ref(), 500);
    match (step, given.at) {
        (Step::Schedule, None) => checks.fault("/at", "required", "A time is needed to schedule."),
        (Step::Schedule, Some(at)) if at.whole_seconds() <= now => {
            checks.fault("/at", "out_of_range", "This moment has passed: publish instead.");
        }
        (Step::Publish, Some(at)) if at > now => {
            checks.fault("/at", "out_of_range", "This moment is to come: schedule instead.");
        }
        (Step::Schedule | Step::Publish, Some(_)) | (_, None) => {}
        (_, Some(_)) => checks.fault("/at", "invalid", "Only `schedule` and `publish` take a time."),
    }
    checks.finish()?;
    Ok(given.at.unwrap_or(now).whole_seconds())
}

/// The article after a step that is about a moment: to come where it is scheduled, and where it is published now
/// or, of what was public elsewhere, in the past.
pub(super) fn stepped(before: &Stored, step: Step, at: Time, now: Time) -> Result<Stored, Problem> {
    let status = before.status(now);
    if before.article.row.trashed_at.is_some() {
        return Err(Problem::conflict("It is in the trash: restore it first."));
    }
    let Some(next) = step.leads(status) else {
        let can: Vec<String> = Step::from(status).map(|step| format!("`{}`", step.as_str())).collect();
        let detail =
            format!("`{}` cannot be taken from `{}`. Possible: {}.", step.as_str(), status.as_str(), can.join(", "));
        return Err(Problem {
            errors: vec![Fault::parameter("step", "conflict", detail.clone())],
            ..Problem::conflict(detail)
        });
    };
    let from = at.max(now.whole_seconds());
    if next.is_publishable()
        && let Some(until) = before.embargo_until.filter(|until| *until > from)
    {
        return Err(Problem::conflict(format!("It is under embargo until {until}.")));
    }
    let ends = before.article.row.public_until;
    if step == Step::Schedule
        && let Some(end) = ends.filter(|end| *end > now && *end <= at)
    {
        return Err(Problem::conflict(format!("It ends at {end}: move `unpublish_at` behind its start first.")));
    }
    if step == Step::Publish && at < from && before.article.row.version > 0 {
        let detail = format!("It was published at {}, which stays.", before.article.row.published_at);
        return Err(Problem::content(vec![Fault::pointer("/at", "conflict", detail)]));
    }
    let mut after = before.clone();
    let row = &mut after.article.row;
    next.as_str().clone_into(&mut row.status);
    row.publishable = next.is_publishable();
    if next.is_publishable() {
        row.public_from = from;
        // The first public moment stays what it was.
        if row.version == 0 {
            (row.published_at, row.updated_at) = (at, at);
        }
        row.public_until = row.public_until.filter(|until| *until > from);
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_schedule_takes_a_time_and_it_is_to_come() {
        let now = Time::parse("2026-11-24T08:00:00.5Z").unwrap();
        let given = |at: Option<i64>| StepIn { at: at.map(|seconds| now.plus_seconds(seconds)), note: None };
        assert!(check(Step::Schedule, &given(Some(60)), now).is_ok());
        assert!(check(Step::Schedule, &given(Some(0)), now).is_err());
        assert!(check(Step::Schedule, &given(None), now).is_err());
        assert!(check(Step::Publish, &given(Some(60)), now).is_err());
        assert!(check(Step::Archive, &given(Some(-60)), now).is_err());
        assert_eq!(check(Step::Publish, &given(Some(-60)), now).unwrap(), now.plus_seconds(-60).whole_seconds());
        assert_eq!(check(Step::Publish, &given(None), now).unwrap(), now.whole_seconds());
    }
}
