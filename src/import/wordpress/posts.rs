//! Posts and pages with their comments, batch by batch.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::content::{self, ContentContext, Converted};
use super::dates::{modified_moment, published_moment};
use super::decide::{Decision, Memory};
use super::meta::{PostMeta, SeoContext};
use super::model::{Item, PostKind, PostStatus, Switch};
use super::paths::decoded;
use super::run::{Context, ImportError, SYSTEM};
use super::terms::Found;
use super::{comments, pages};
use crate::addresses::ArticleParts;
use crate::articles::{self, ArticleRow, BodyFormat, Details, Filing, Location, NewArticle, SourceCredit, Status};
use crate::body::{self, Body, Picture, Pictures};
use crate::db::{Conn, Id, Time};
use crate::import::store::{self, Known, MediaRef};
use crate::import::{Ledger, Report};
use crate::redirects::{self, Kind, Target};
use crate::seo::SeoOverrides;
use crate::text::Slug;

/// How many characters of the text an excerpt has where the editor wrote none.
const EXCERPT: usize = 200;

/// Imports a batch of posts, pages and whatever else the file holds.
///
/// # Errors
/// The database.
pub fn import(
    context: &Arc<Context>,
    found: &Arc<Found>,
    batch: Vec<Item>,
    ledger: &mut Ledger<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let (context, found) = (context.clone(), found.clone());
    let part = ledger.write(move |conn| -> Result<Report, ImportError> {
        let mut batch = Batch::new(conn, &context, &found, &batch)?;
        batch.run(conn)?;
        Ok(batch.report)
    })?;
    report.add(part);
    Ok(())
}

/// Gives pages their parents, which may stand later in the file than they do.
///
/// # Errors
/// The database.
pub fn settle_parents(context: &Arc<Context>, ledger: &mut Ledger<'_>) -> Result<(), ImportError> {
    let context = context.clone();
    ledger.write(move |conn| pages::settle_parents(conn, &context))
}

/// What an item becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    Article,
    Page,
}

struct Batch<'a> {
    context: &'a Context,
    found: &'a Found,
    items: &'a [Item],
    memory: HashMap<&'static str, Memory>,
    filing: Filing,
    slugs: HashSet<String>,
    numbers: HashMap<&'static str, Vec<i64>>,
    report: Report,
    new: Vec<NewArticle>,
    old_addresses: Vec<(String, Target)>,
    old_slugs: Vec<(String, Id)>,
    remembered: BTreeMap<&'static str, Vec<Known>>,
    comments: Vec<(usize, comments::Under)>,
}

impl<'a> Batch<'a> {
    fn new(conn: &mut Conn, context: &'a Context, found: &'a Found, items: &'a [Item]) -> Result<Self, ImportError> {
        let identities: Vec<String> = items.iter().map(|item| context.survey.identity(item)).collect();
        let ids: Vec<i64> = items.iter().filter_map(|item| item.post_id).collect();
        let wanted: Vec<String> = items.iter().filter_map(wanted_slug).map(|slug| slug.to_string()).collect();
        let (mut memory, mut numbers) = (HashMap::new(), HashMap::new());
        for kind in ["post", "page"] {
            memory.insert(kind, Memory::of(conn, context, kind, &identities)?);
            numbers.insert(kind, store::taken_numbers(conn, kind, &ids)?);
        }
        Ok(Self {
            slugs: store::taken_slugs(conn, &wanted)?.into_iter().collect(),
            filing: Filing::load(conn)?,
            context,
            found,
            items,
            memory,
            numbers,
            report: Report::default(),
            new: Vec::new(),
            old_addresses: Vec::new(),
            old_slugs: Vec::new(),
            remembered: BTreeMap::new(),
            comments: Vec::new(),
        })
    }

    fn run(&mut self, conn: &mut Conn) -> Result<(), ImportError> {
        for (at, item) in self.items.iter().enumerate() {
            match self.becomes(item) {
                Ok(Becomes::Article) => self.article(conn, at, item)?,
                Ok(Becomes::Page) => self.page(conn, at, item)?,
                Err(reason) => {
                    self.report.left_out(item.post_type.as_str(), &reason);
                    comments::leave_out(item, &mut self.report);
                }
            }
        }
        self.store(conn)
    }

    /// What an item becomes, or why it is left out.
    fn becomes(&self, item: &Item) -> Result<Becomes, String> {
        if item.status == PostStatus::AutoDraft {
            return Err("auto_draft".to_owned());
        }
        if self.context.stood_before(item) {
            return Err("duplicate".to_owned());
        }
        match &item.post_type {
            PostKind::Post => Ok(Becomes::Article),
            PostKind::Page => Ok(Becomes::Page),
            PostKind::Unsaid => Ok(Becomes::Article),
            other if self.context.options.as_article.iter().any(|kind| kind == other.as_str()) => Ok(Becomes::Article),
            PostKind::Revision => Err("revision".to_owned()),
            other => Err(format!("type:{}", other.as_str())),
        }
    }

    fn article(&mut self, conn: &mut Conn, at: usize, item: &Item) -> Result<(), ImportError> {
        let identity = self.context.survey.identity(item);
        let digest = item.digest().to_string();
        let mut reasons = Vec::new();
        let decision = self.memory["post"].decide(&identity, &digest);
        let id = match decision {
            Decision::Unchanged(id) => {
                self.report.unchanged += 1;
                id
            }
            Decision::EditedHere(id) => {
                reasons.push("edited_here");
                id
            }
            Decision::Create => {
                let new = self.build(conn, item, None, &mut reasons)?;
                let id = new.row.id;
                self.remember("post", Known { identity, target_id: id, digest, revision: new.row.revision });
                self.addresses(conn, item, &new)?;
                self.new.push(new);
                self.report.created += 1;
                id
            }
            Decision::Update(id) => {
                let old = articles::find(conn, id)?.ok_or(diesel::result::Error::NotFound)?;
                let new = self.build(conn, item, Some(&old.article.row), &mut reasons)?;
                self.addresses(conn, item, &new)?;
                articles::replace(conn, self.context.now, &self.filing, &old, new, &old.picks)?;
                let revision = old.article.row.revision + 1;
                self.remember("post", Known { identity, target_id: id, digest, revision });
                self.report.updated += 1;
                id
            }
        };
        self.report.kept(kind_name(item), &reasons);
        self.comments.push((at, comments::Under::Article(id)));
        Ok(())
    }

    fn page(&mut self, conn: &mut Conn, at: usize, item: &Item) -> Result<(), ImportError> {
        let identity = self.context.survey.identity(item);
        let digest = item.digest().to_string();
        let mut reasons = Vec::new();
        let id = match self.memory["page"].decide(&identity, &digest) {
            Decision::Unchanged(id) => {
                self.report.unchanged += 1;
                id
            }
            Decision::EditedHere(id) => {
                reasons.push("edited_here");
                id
            }
            decision => {
                let state = State::of(item, self.context, &mut reasons);
                let converted = self.convert(conn, item);
                let number = self.number("page", item);
                let written =
                    pages::write(conn, self.context, item, &state, converted.0, number, decision, &mut reasons)?;
                match decision {
                    Decision::Create => self.report.created += 1,
                    _ => self.report.updated += 1,
                }
                let path = self.context.survey.base.path_of(&item.link).filter(|path| path.query.is_none());
                if let Some(path) = path.filter(|path| path.path != "/") {
                    self.old_addresses.push((path.path, Target::imported(Kind::Page, written.id)));
                }
                self.remember("page", Known { identity, target_id: written.id, digest, revision: written.revision });
                written.id
            }
        };
        self.report.kept("page", &reasons);
        self.comments.push((at, comments::Under::Page(id)));
        Ok(())
    }

    fn remember(&mut self, kind: &'static str, known: Known) {
        self.remembered.entry(kind).or_default().push(known);
    }

    fn number(&mut self, kind: &'static str, item: &Item) -> i64 {
        let taken = self.numbers.entry(kind).or_default();
        let number = item.post_id.filter(|n| *n > 0 && !taken.contains(n)).unwrap_or(0);
        taken.push(number);
        number
    }

    fn convert(&mut self, conn: &mut Conn, item: &Item) -> (Body, Converted) {
        let refers =
            Refers { context: self.context, conn: RefCell::new(conn), seen: RefCell::default(), item: item.post_id };
        let converted = content::to_html(&item.content, &refers);
        let made = body::from_html(&converted.html, &refers);
        for (name, n) in &converted.shortcodes_unknown {
            *self.report.shortcodes.entry(name.clone()).or_default() += u64::from(*n);
        }
        (made, converted)
    }

    fn build(
        &mut self,
        conn: &mut Conn,
        item: &Item,
        old: Option<&ArticleRow>,
        reasons: &mut Vec<&'static str>,
    ) -> Result<NewArticle, ImportError> {
        let context = self.context;
        let meta = PostMeta::of(item);
        let state = State::of(item, context, reasons);
        let (made, converted) = self.convert(conn, item);
        let id = old.map_or_else(|| Id::at(state.published_at), |old| old.id);
        let slug = self.slug(conn, item, old, reasons)?;
        let title = body::title_text(&item.title);
        let mut row = ArticleRow::draft(id, &slug, &title, &context.language, context.now)
            .with_status(state.status, state.published_at);
        row.number = old.map_or_else(|| self.number("post", item), |old| old.number);
        row.updated_at = state.updated_at;
        row.legacy_status = state.legacy_status;
        row.trashed_at = (item.status == PostStatus::Trash).then_some(context.now);
        row.publishable = row.publishable && row.trashed_at.is_none();
        row.excerpt = excerpt(item, &made);
        row.format = format(item).to_owned();
        row.featured_until = item.is_sticky.then(Time::forever);
        row.comments_open = item.comment_status == Switch::Open;
        row.subtitle = meta.subtitle().map(body::title_text);
        row.word_count = i32::try_from(made.word_count).unwrap_or(i32::MAX);
        row.view_count = meta.views().and_then(|views| i64::try_from(views.count).ok()).unwrap_or(0);
        row.legacy_source = Some(SYSTEM.to_owned());
        row.legacy_kind = Some(kind_name(item).to_owned());
        row.legacy_id = item.post_id.map(|id| id.to_string());
        row.guid = Some(item.guid.clone()).filter(|guid| !guid.is_empty());
        row.created_at = state.published_at.min(context.now);
        row.featured_media_id = media_of(conn, meta.thumbnail_id())?;
        if meta.thumbnail_id().is_some() && row.featured_media_id.is_none() {
            reasons.push("featured_media_missing");
        }
        let categories = self.categories(item);
        row.primary_category_id = self.primary(&meta, &categories);
        let seo = self.seo(&meta, &row, &categories);
        let mut new = NewArticle::new(row, made, BodyFormat::WordPress, item.content.clone(), "WordPress import");
        new.authors = self.authors(item);
        new.tags = self.tags(item);
        new.gallery = gallery(conn, &converted)?;
        new.categories = categories;
        new.details = Details { seo, sources: sources(&meta), location: location(&meta), ..Details::default() };
        Ok(new)
    }

    /// The slug: as it was, readable; a number is added where another article has it.
    fn slug(
        &mut self,
        conn: &mut Conn,
        item: &Item,
        old: Option<&ArticleRow>,
        reasons: &mut Vec<&'static str>,
    ) -> Result<String, ImportError> {
        if let Some(old) = old {
            return Ok(old.slug.clone());
        }
        let made = wanted_slug(item);
        if item.post_name.is_empty() || made.is_none() {
            reasons.push("slug_made");
        }
        let id = item.post_id.unwrap_or(0);
        let wanted = made.or_else(|| Slug::parse(&format!("post-{id}"))).unwrap_or_else(Slug::nameless);
        let mut slug = wanted.clone();
        if self.slugs.contains(slug.as_str()) {
            reasons.push("slug_taken");
            for n in 2.. {
                slug = wanted.numbered(n);
                let free = !self.slugs.contains(slug.as_str());
                if free && articles::take_slug(conn, &slug)? == slug {
                    break;
                }
            }
        }
        self.slugs.insert(slug.as_str().to_owned());
        Ok(slug.as_str().to_owned())
    }

    fn categories(&self, item: &Item) -> Vec<Id> {
        let all =
            item.mentions("category").into_iter().filter_map(|term| self.found.categories.get(term.key()).copied());
        once_each(all)
    }

    /// The category that an SEO plugin names, else the first; what stands in the link of an item is
    /// the one that WordPress put there.
    fn primary(&self, meta: &PostMeta<'_>, categories: &[Id]) -> Option<Id> {
        let named = meta.primary_category_id().and_then(|id| self.found.by_term_id.get(&("category".to_owned(), id)));
        named.copied().filter(|id| categories.contains(id)).or_else(|| categories.first().copied())
    }

    fn tags(&self, item: &Item) -> Vec<Id> {
        once_each(item.mentions("post_tag").into_iter().filter_map(|term| self.found.tags.get(term.key()).copied()))
    }

    fn authors(&self, item: &Item) -> Vec<(Id, String)> {
        let co_authors = item.mentions("author");
        let by_term = co_authors.iter().filter_map(|term| {
            let key = term.key();
            let names = [key.strip_prefix("cap-").unwrap_or(key), key, term.name.as_str()];
            names.into_iter().find_map(|name| self.found.authors.get(name)).copied()
        });
        let mut all = once_each(by_term);
        if all.is_empty() {
            all.extend(self.found.authors.get(&item.creator).copied());
        }
        all.into_iter().map(|id| (id, "author".to_owned())).collect()
    }

    fn seo(&self, meta: &PostMeta<'_>, row: &ArticleRow, categories: &[Id]) -> SeoOverrides {
        let category = categories.first().and_then(|id| self.found.category_paths.get(id)).map_or("", String::as_str);
        let of = SeoContext {
            title: &row.title,
            site_name: &self.context.survey.channel.title,
            tagline: &self.context.survey.channel.description,
            excerpt: &row.excerpt,
            category,
            separator: "-",
        };
        let found = meta.seo(&of);
        SeoOverrides {
            title: found.title,
            description: found.description,
            canonical_url: found.canonical,
            noindex: found.noindex,
        }
    }

    /// Remembers the addresses under which readers knew an article, where they are not its own here.
    fn addresses(&mut self, conn: &mut Conn, item: &Item, new: &NewArticle) -> Result<(), ImportError> {
        let id = new.row.id.to_string();
        let category = new.row.primary_category_id.and_then(|id| self.found.category_paths.get(&id));
        let author = new.authors.first().and_then(|(id, _)| self.found.author_slugs.get(id));
        let number = if new.row.number > 0 { new.row.number } else { articles::next_number(conn)? };
        let own = self.context.addresses.article(ArticleParts {
            slug: &new.row.slug,
            id: &id,
            number,
            published_at: new.row.published_at,
            category: category.map(String::as_str),
            author: author.map(String::as_str),
        });
        let link = self.context.survey.base.path_of(&item.link).filter(|path| path.query.is_none() && path.path != "/");
        if let Some(path) = link.filter(|path| path.path != own) {
            self.old_addresses.push((path.path, Target::imported(Kind::Article, new.row.id)));
        }
        let meta = PostMeta::of(item);
        let old = meta.old_slugs().map(decoded).filter(|slug| *slug != new.row.slug);
        self.old_slugs.extend(old.map(|slug| (slug, new.row.id)));
        Ok(())
    }

    fn store(&mut self, conn: &mut Conn) -> Result<(), ImportError> {
        let context = self.context;
        articles::create_many(conn, context.now, &self.filing, std::mem::take(&mut self.new))?;
        redirects::remember_many(conn, context.now, &self.old_addresses)?;
        for (slug, id) in &self.old_slugs {
            redirects::remember_slug(conn, context.now, slug, *id)?;
        }
        for (kind, known) in &self.remembered {
            store::remember(conn, &context.source, kind, known)?;
        }
        let places: Vec<(&Item, comments::Under)> =
            self.comments.iter().map(|(at, under)| (&self.items[*at], *under)).collect();
        comments::import(conn, context, self.found, &places, &mut self.report)
    }
}

fn kind_name(item: &Item) -> &str {
    if item.post_type == PostKind::Unsaid { "post" } else { item.post_type.as_str() }
}

fn once_each(ids: impl Iterator<Item = Id>) -> Vec<Id> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

/// The slug that an item asks for: its own, readable, else one of its title.
pub fn wanted_slug(item: &Item) -> Option<Slug> {
    Slug::parse(&decoded(&item.post_name)).or_else(|| Slug::from_title(&body::title_text(&item.title)))
}

/// The status and the times of an item here.
#[derive(Debug, Clone)]
pub struct State {
    /// Its status.
    pub status: Status,
    /// Its status there, where ours is another.
    pub legacy_status: Option<String>,
    /// When it was or will be public.
    pub published_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

impl State {
    /// By the rules: what readers could not see there, they do not see here.
    pub fn of(item: &Item, context: &Context, reasons: &mut Vec<&'static str>) -> Self {
        let zone = context.addresses.zone;
        let found = published_moment(item, zone, context.survey.channel.pub_date.at());
        let published_at = found.map_or(context.now, |(moment, _)| Time(moment)).whole_seconds();
        let changed = modified_moment(item, zone).map_or(published_at, |moment| Time(moment).whole_seconds());
        let (status, legacy_status) = Self::status(item, published_at, context.now, reasons);
        if status.is_publishable() {
            match found {
                None => reasons.push("date_missing"),
                Some((_, source)) => reasons.extend(source.reason()),
            }
        }
        Self { status, legacy_status, published_at, updated_at: changed.max(published_at) }
    }

    fn status(item: &Item, at: Time, now: Time, reasons: &mut Vec<&'static str>) -> (Status, Option<String>) {
        let legacy = Some(item.status.as_str().to_owned());
        if !item.post_password.is_empty() {
            reasons.push("password");
            return (Status::Draft, Some("password".to_owned()));
        }
        match &item.status {
            PostStatus::Publish | PostStatus::Inherit if at > now => (Status::Scheduled, None),
            PostStatus::Publish => (Status::Published, None),
            PostStatus::Future if at > now => (Status::Scheduled, None),
            PostStatus::Future => {
                reasons.push("missed_schedule");
                (Status::Draft, legacy)
            }
            PostStatus::Pending => (Status::InReview, legacy),
            PostStatus::Draft => (Status::Draft, None),
            PostStatus::Private => {
                reasons.push("private");
                (Status::Draft, legacy)
            }
            _ => (Status::Draft, legacy),
        }
    }
}

/// The editor's excerpt, else the beginning of the text.
pub fn excerpt(item: &Item, made: &Body) -> String {
    let own = body::plain_text(&item.excerpt);
    if own.is_empty() { body::excerpt(&made.text, EXCERPT) } else { own }
}

fn format(item: &Item) -> &'static str {
    let named = item
        .mentions("post_format")
        .into_iter()
        .next()
        .map(|term| term.key().trim_start_matches("post-format-").to_owned());
    match named.as_deref() {
        Some("gallery") => "gallery",
        Some("video") => "video",
        Some("audio") => "audio",
        _ => "standard",
    }
}

fn sources(meta: &PostMeta<'_>) -> Vec<SourceCredit> {
    let found = meta.source().into_iter();
    let named = |source: super::meta::Source| {
        let url = Some(source.url).filter(|url| url.starts_with("http"));
        let name =
            if source.name.is_empty() { url.clone().unwrap_or_default() } else { body::title_text(&source.name) };
        SourceCredit { name, url }
    };
    found.map(named).filter(|source| !source.name.is_empty()).collect()
}

fn location(meta: &PostMeta<'_>) -> Option<Location> {
    let place = meta.place()?;
    Some(Location { name: place.address, latitude: Some(place.latitude), longitude: Some(place.longitude) })
}

fn media_of(conn: &mut Conn, id: Option<i64>) -> Result<Option<Id>, ImportError> {
    let Some(id) = id else { return Ok(None) };
    Ok(store::media_by_legacy_id(conn, SYSTEM, &id.to_string())?.map(|found| found.id))
}

fn gallery(conn: &mut Conn, converted: &Converted) -> Result<Vec<Id>, ImportError> {
    let names: Vec<String> = converted.galleries.iter().flatten().map(ToString::to_string).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::media_by_legacy_ids(conn, SYSTEM, &names)?;
    Ok(once_each(names.iter().filter_map(|name| found.get(name).copied())))
}

/// What a body refers to, asked of the database while it is read.
struct Refers<'a> {
    context: &'a Context,
    conn: RefCell<&'a mut Conn>,
    seen: RefCell<HashMap<i64, Option<MediaRef>>>,
    item: Option<i64>,
}

impl Refers<'_> {
    fn medium(&self, id: i64) -> Option<MediaRef> {
        if let Some(known) = self.seen.borrow().get(&id) {
            return known.clone();
        }
        // A body is read with what can be found; a database that fails ends the batch at its next write.
        let found = store::media_by_legacy_id(&mut self.conn.borrow_mut(), SYSTEM, &id.to_string()).ok().flatten();
        self.seen.borrow_mut().insert(id, found.clone());
        found
    }
}

impl ContentContext for Refers<'_> {
    fn attachment_url(&self, id: i64) -> Option<String> {
        self.medium(id)?.source_url
    }

    fn attachment_alt(&self, id: i64) -> Option<String> {
        self.medium(id).map(|medium| medium.alt).filter(|alt| !alt.is_empty())
    }

    fn attachment_caption(&self, id: i64) -> Option<String> {
        self.medium(id)?.caption
    }

    fn images_of(&self, item: Option<i64>) -> Vec<i64> {
        item.or(self.item).and_then(|id| self.context.survey.galleries.get(&id)).cloned().unwrap_or_default()
    }

    fn shared_block(&self, id: i64) -> Option<String> {
        self.context.survey.shared_blocks.get(&id).cloned()
    }
}

impl Pictures for Refers<'_> {
    fn find(&self, src: &str) -> Option<Picture> {
        let found = store::media_by_address(&mut self.conn.borrow_mut(), src).ok().flatten()?;
        let whole = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
        let own = found.hash.as_ref().map(|hash| format!("/media/{hash}"));
        let src = match (&own, found.picture_kind(), found.widths.0.last()) {
            (Some(base), Some(kind), Some(width)) => format!("{base}/{}.{}", width.w, kind.extension()),
            (Some(base), ..) => format!("{base}/{}", found.original_name()),
            _ => src.to_owned(),
        };
        Some(Picture {
            id: found.id.0,
            src,
            width: whole(found.width),
            height: whole(found.height),
            alt: Some(found.alt.clone()).filter(|alt| !alt.is_empty()),
            srcset: None,
        })
    }
}
