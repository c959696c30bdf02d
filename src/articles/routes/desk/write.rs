//! Writing articles: made, read, replaced and changed.

use actix_web::{HttpRequest, web};
use serde_json::{Map, Value};

use super::{Hand, Said, answer, places, rewrite, signed, stored};
use crate::articles::model::{ArticleRow, BodyFormat, Manuscript, NewArticle, Source, Status, Stored};
use crate::articles::store::{self, Filing, desk, desk::Named, editing};
use crate::articles::wire::desk::{ArticleIn, ArticlePatch, BodyIn, LARGEST_BODY, NewsroomArticle};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{ReadArticles, WriteArticles};
use crate::body::{self as text_body, Body, Posted};
use crate::db::{Conn, Id, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::once::{self, Made, Once, OnceHeader, Running};
use crate::http::{Answer, body, patch, query};
use crate::site::{Ask, Here};
use crate::text::{Slug, direction, sort_key};

/// The largest request, in bytes: every character of a body may be written as an escape.
pub(super) const LARGEST: usize = 6 * LARGEST_BODY + 256 * 1024;

/// Make an article
///
/// Makes a draft, which belongs to who made it. Only the title is needed. What is not safe in the body is cleaned
/// away; the original stays in the revision.
#[utoipa::path(
    post, path = "/v1/admin/articles", tag = "newsroom", params(OnceHeader),
    request_body(description = "The article.", content((ArticleIn = "application/json"))),
    responses(
        (status = 201, description = "The draft was made.", body = NewsroomArticle, headers(
            ("Location" = String, description = "The article's address."), ("ETag" = String, description = "The article's tag, for `If-Match`."),
        )),
        (status = 409, description = "A request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn create_article(
    may: May<WriteArticles>,
    ask: Ask,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let bytes = body::object(&req, payload, LARGEST).await?;
    let once = Once::begin(&running, &req, may.id(), "POST /v1/admin/articles", &bytes)?;
    let manuscript = body::json::<ArticleIn>(&bytes)?.check(ask.here.now)?;
    let (hand, here) = (Hand::of(&may), ask.here.clone());
    let read = cleaned(&ask, manuscript.body.clone()).await?;
    let made = ask
        .db
        .write(move |conn| {
            once::made(conn, here.now, once.as_ref(), |conn| {
                let id = create(conn, &here, &hand, &manuscript, read)?;
                let out = NewsroomArticle::new(&stored(conn, id)?, &here);
                Made::created(&out, &format!("/v1/admin/articles/{id}"), out.revision)
            })
        })
        .await?;
    Ok(made.answer())
}

/// The cleaned body of what was written, made off the threads that answer and before the writer's turn.
///
/// # Errors
/// The work was cut off; the database cannot be read.
pub async fn cleaned(ask: &Ask, source: Option<Source>) -> Result<Option<Body>, Problem> {
    let Some(Source { format, text }) = source else { return Ok(None) };
    let posted = Posted { text, is_markdown: format == BodyFormat::Markdown };
    Ok(Some(posted.read(&ask.db, &ask.here.addresses().public_url).await?))
}

fn create(conn: &mut Conn, here: &Here, hand: &Hand, text: &Manuscript, read: Option<Body>) -> Result<Id, Problem> {
    let (id, now) = (Id::new(), here.now);
    check_names(conn, text, id)?;
    let row = ArticleRow::draft(id, "", &text.title, &here.settings().language, now);
    let row = ArticleRow { number: store::next_number(conn)?, ..row };
    let blank = NewArticle::new(row, Body::default(), BodyFormat::Html, String::new(), "");
    let before =
        Stored { article: blank, picks: Vec::new(), owner: hand.actor.user(), embargo_until: None, lock: None };
    check_plan(&before, here, text)?;
    let mut after = rewritten(&before, here, text, read);
    name(conn, here, text, &mut after.article)?;
    let new = signed(hand, after, None);
    let filing = Filing::load(conn)?;
    store::create(conn, now, &filing, new)?;
    store::set_picks(conn, id, &text.picks)?;
    desk::keep(conn, id, hand.actor.user(), text.embargo_until)?;
    let deed = Deed::new("article.create", "article", id).after(&serde_json::json!({"title": text.title}));
    audit::note(conn, now, Doer::Actor(&hand.actor), deed)?;
    Ok(id)
}

/// Gives a new article the slug that it asks for, or else the first one of its title that is free and leads nowhere.
fn name(conn: &mut Conn, here: &Here, text: &Manuscript, article: &mut NewArticle) -> Result<(), Problem> {
    if let Some(slug) = &text.slug {
        free(conn, slug, None)?.as_str().clone_into(&mut article.row.slug);
        return places::in_the_way(conn, here, article)?.map_or(Ok(()), |taken| Err(taken.fault()));
    }
    let titled = Slug::from_title(&text.title).unwrap_or_else(Slug::nameless);
    let mut wanted = titled.clone();
    let mut n = 2;
    loop {
        store::take_slug(conn, &wanted)?.as_str().clone_into(&mut article.row.slug);
        if places::in_the_way(conn, here, article)?.is_none() {
            return Ok(());
        }
        wanted = titled.numbered(n);
        n += 1;
    }
}

fn free(conn: &mut Conn, slug: &Slug, own: Option<Id>) -> Result<Slug, Problem> {
    if !store::is_taken(conn, slug, own)? {
        return Ok(slug.clone());
    }
    let mut checks = Checks::default();
    checks.fault("/slug", "taken", format!("Another article has or had the slug `{slug}`; its old links lead there."));
    checks.finish().map(|()| slug.clone())
}

/// Whether everything that is named is there.
fn check_names(conn: &mut Conn, text: &Manuscript, own: Id) -> Result<(), Problem> {
    let people: Vec<Id> = text.authors.iter().map(|(id, _)| *id).collect();
    let pictures: Vec<Id> = text.featured_media.into_iter().collect();
    let named: [(&str, Named, &[Id]); 6] = [
        ("/authors", Named::Author, &people),
        ("/category_ids", Named::Category, &text.categories),
        ("/tag_ids", Named::Tag, &text.tags),
        ("/featured_media_id", Named::Media, &pictures),
        ("/gallery_ids", Named::Media, &text.gallery),
        ("/read_also_ids", Named::Article, &text.picks),
    ];
    let mut checks = Checks::default();
    for (pointer, of, ids) in named {
        for id in desk::missing(conn, of, ids)? {
            checks.fault(pointer, "unknown_value", format!("There is nothing under the id `{id}`."));
        }
    }
    if text.picks.contains(&own) {
        checks.fault("/read_also_ids", "invalid", "An article does not stand beside itself.");
    }
    checks.finish()
}

/// What is planned stays possible: it ends after it has begun, and begins after its embargo.
fn check_plan(before: &Stored, here: &Here, text: &Manuscript) -> Result<(), Problem> {
    let mut checks = Checks::default();
    let from = before.article.row.public_from;
    let planned = before.status(here.now) == Status::Scheduled;
    if planned && text.unpublish_at.is_some_and(|end| end <= from) {
        checks.fault("/unpublish_at", "out_of_range", format!("It becomes public at {from}, and ends after that."));
    }
    if planned && text.embargo_until.is_some_and(|until| until > from) {
        checks.fault(
            "/embargo_until",
            "out_of_range",
            format!("It becomes public at {from}: schedule it later first."),
        );
    }
    let row = &before.article.row;
    match text.updated_at {
        Some(_) if row.version == 0 => {
            checks.fault("/updated_at", "invalid", "Readers have not seen it: there is nothing to update.");
        }
        Some(at) if at < row.published_at => {
            let detail = format!("It was published at {}, and is updated after that.", row.published_at);
            checks.fault("/updated_at", "out_of_range", detail);
        }
        _ => {}
    }
    checks.finish()
}

/// The article with what was written in place of what was there.
fn rewritten(before: &Stored, here: &Here, text: &Manuscript, read: Option<Body>) -> Stored {
    let mut after = before.clone();
    let article = &mut after.article;
    if let (Some(source), Some(body)) = (&text.body, read) {
        (article.body, article.body_format) = (body, source.format);
        article.body_source.clone_from(&source.text);
    }
    let row = &mut article.row;
    row.title.clone_from(&text.title);
    row.title_key = sort_key(&text.title);
    row.short_title.clone_from(&text.short_title);
    row.kicker.clone_from(&text.kicker);
    row.subtitle.clone_from(&text.subtitle);
    row.excerpt = text.excerpt.clone().unwrap_or_else(|| text_body::excerpt(&article.body.text, 200));
    row.language = text.language.clone().unwrap_or_else(|| here.settings().language.clone());
    direction(&row.language).clone_into(&mut row.direction);
    row.format.clone_from(&text.format);
    row.featured_until = text.featured_until;
    row.breaking_until = text.breaking_until;
    row.public_until = text.unpublish_at;
    row.updated_at = text.updated_at.unwrap_or(row.updated_at);
    row.sponsored = text.sponsored;
    row.comments_open = text.comments_open;
    row.primary_category_id = text.primary_category;
    row.featured_media_id = text.featured_media;
    row.word_count = i32::try_from(article.body.word_count).unwrap_or(i32::MAX);
    article.details.dateline.clone_from(&text.dateline);
    article.details.location.clone_from(&text.location);
    article.details.sources.clone_from(&text.sources);
    article.details.seo.clone_from(&text.seo);
    article.details.extra.clone_from(&text.extra);
    article.authors.clone_from(&text.authors);
    article.categories.clone_from(&text.categories);
    article.tags.clone_from(&text.tags);
    article.gallery.clone_from(&text.gallery);
    after.picks.clone_from(&text.picks);
    after.embargo_until = text.embargo_until;
    after
}

/// Get an article as the newsroom sees it
///
/// One article of any status, with what was written and where it is on its way.
#[utoipa::path(
    get, path = "/v1/admin/articles/{article}", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")),
    responses((status = 200, description = "The article.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`.")))),
    security(("session" = ["articles:read"]), ("key" = ["articles:read"]))
)]
pub async fn get_newsroom_article(
    may: May<ReadArticles>,
    ask: Ask,
    name: web::Path<String>,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let hand = Hand::of(&may);
    let article = ask.read(move |conn, here| Ok(NewsroomArticle::new(&hand.find(conn, &name)?, here))).await?;
    answer(&article)
}

/// Replace an article
///
/// What the body leaves out becomes what a new draft has; only the body of the article stays where none is given, and
/// the slug. A slug that readers knew keeps leading to the article. The status does not move: the steps do that.
#[utoipa::path(
    put, path = "/v1/admin/articles/{article}", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), IfMatchHeader),
    request_body(description = "The article.", content((ArticleIn = "application/json"))),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn replace_article(
    may: May<WriteArticles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: ArticleIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    change(&ask, Hand::of(&may), (name.into_inner(), state), given, UPDATE).await
}

/// Change an article
///
/// A JSON Merge Patch (RFC 7396) of what `PUT` takes: what the body names is changed, null takes a thing away, the rest
/// stays; a list is replaced as a whole.
#[utoipa::path(
    patch, path = "/v1/admin/articles/{article}", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), IfMatchHeader),
    request_body(description = "What shall be another, as in `ArticleIn`.", content((ArticlePatch = "application/json", example = json!({"title": "Harbour tunnel opens"})))),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn patch_article(
    may: May<WriteArticles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let ArticlePatch(patch): ArticlePatch = body::json(&body::object(&req, payload, LARGEST).await?)?;
    amend(&ask, Hand::of(&may), (name.into_inner(), state), patch, UPDATE).await
}

/// Makes of the article that is there what a patch of it says. What is slow is done before the writer's turn.
pub(super) async fn amend(
    ask: &Ask,
    hand: Hand,
    which: (String, IfMatch),
    patch: Map<String, Value>,
    said: Said,
) -> Result<Answer, Problem> {
    let body = patch.get("body").and_then(|body| serde_json::from_value::<BodyIn>(body.clone()).ok());
    let read = cleaned(ask, body.and_then(BodyIn::written)).await?;
    let here = ask.here.clone();
    let change = move |conn: &mut Conn, hand: &Hand, before: &Stored| {
        let given = patched(ArticleIn::of(before), patch, here.now)?;
        written(conn, hand, &here, before, &given.check(here.now)?, read)
    };
    rewrite(ask, hand, which, said, change).await
}

fn patched(mut written: ArticleIn, patch: Map<String, Value>, now: Time) -> Result<ArticleIn, Problem> {
    let keeps_body = patch.get("body").is_none_or(Value::is_null);
    let keeps_end = patch.get("unpublish_at").is_none();
    // A body is one thing, and large: half of it is not merged with the other half.
    written.body = None;
    let mut given: ArticleIn = patch::patched(&written, patch)?;
    if keeps_body {
        given.body = None;
    }
    // An end that has passed is no fault of this change.
    if keeps_end && given.unpublish_at.is_some_and(|at| at <= now) {
        given.unpublish_at = None;
    }
    Ok(given)
}

const UPDATE: Said = ("article.update", None);

async fn change(
    ask: &Ask,
    hand: Hand,
    which: (String, IfMatch),
    given: ArticleIn,
    said: Said,
) -> Result<Answer, Problem> {
    let text = given.check(ask.here.now)?;
    let read = cleaned(ask, text.body.clone()).await?;
    let here = ask.here.clone();
    let change = move |conn: &mut Conn, hand: &Hand, before: &Stored| written(conn, hand, &here, before, &text, read);
    rewrite(ask, hand, which, said, change).await
}

/// The article as it was written, in place of what was there.
fn written(
    conn: &mut Conn,
    hand: &Hand,
    here: &Here,
    before: &Stored,
    text: &Manuscript,
    read: Option<Body>,
) -> Result<Stored, Problem> {
    hand.may_touch(before, here.now)?;
    let id = before.article.row.id;
    check_names(conn, text, id)?;
    check_plan(before, here, text)?;
    let mut after = rewritten(before, here, text, read);
    if let Some(slug) = &text.slug {
        free(conn, slug, Some(id))?.as_str().clone_into(&mut after.article.row.slug);
    }
    // What was typed is saved with it, or was given up.
    editing::drop_own(conn, id, hand.actor.id())?;
    Ok(after)
}
