//! Makes cards of rows: in a fixed number of statements, whatever the number of articles and of
//! includes.

use std::collections::{HashMap, HashSet};

use super::ld::Story;
use super::model::{CardRow, CommentState, Includes, Part, Source, comment_state};
use super::store::{self, BodyRow, Correction, Person, Section};
use super::wire::{AdjacentOut, ArticleCard, CommentsState, LegacyOut, breadcrumbs, share_links};
use crate::addresses::ArticleParts;
use crate::body::{self, BodyOut};
use crate::db::{Conn, Id, Time};
use crate::media::{self, Media, MediaOut};
use crate::refs::{Byline, CategoryRef, TagRef};
use crate::seo::{Picture, SeoAlternate, SeoOut, StoryFacts, Subject, head_html};
use crate::site::{FeedOut, Here, SocialOut};
use diesel::result::QueryResult;

/// The cards of these articles, in this order; what is not public is left out.
///
/// # Errors
/// What the database said.
pub fn cards(conn: &mut Conn, here: &Here, ids: &[Id], includes: &Includes) -> QueryResult<Vec<ArticleCard>> {
    let rows = store::load_rows(conn, here, ids)?;
    load_cards(conn, here, rows, includes, false)
}

/// The cards of rows that are known to be public; `complete` adds what a byline says on an article's
/// own page.
///
/// # Errors
/// What the database said.
pub fn load_cards(
    conn: &mut Conn,
    here: &Here,
    rows: Vec<CardRow>,
    includes: &Includes,
    complete: bool,
) -> QueryResult<Vec<ArticleCard>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let around = Around::load(conn, here, &rows, includes)?;
    let mut made = assemble(conn, here, &rows, &around.bodies, includes, complete)?;
    around.attach(conn, here, &mut made)?;
    Ok(made)
}

fn assemble(
    conn: &mut Conn,
    here: &Here,
    rows: &[CardRow],
    bodies: &HashMap<Id, BodyRow>,
    includes: &Includes,
    complete: bool,
) -> QueryResult<Vec<ArticleCard>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    here.trace.shows(ids.iter().copied());
    let people = store::people(conn, &ids)?;
    let sections = store::sections(conn, here, &ids)?;
    let labels = store::labels(conn, here, &ids)?;
    let pictures = pictures(conn, rows, &people, bodies, includes)?;
    let papers = Papers::load(conn, here, &ids, includes)?;
    let parts = Parts { here, people, sections, labels, pictures, bodies, papers, includes, complete };
    Ok(rows.iter().map(|row| parts.card(row)).collect())
}

fn pictures(
    conn: &mut Conn,
    rows: &[CardRow],
    people: &HashMap<Id, Vec<Person>>,
    bodies: &HashMap<Id, BodyRow>,
    includes: &Includes,
) -> QueryResult<HashMap<Id, Media>> {
    let mut wanted: HashSet<Id> = rows.iter().filter_map(|row| row.featured_media_id).collect();
    wanted.extend(people.values().flatten().filter_map(|person| person.portrait_id));
    if includes.body_blocks {
        wanted.extend(bodies.values().flat_map(|row| body::media_of(&row.blocks.0)));
    }
    media::load(conn, &wanted.into_iter().collect::<Vec<_>>())
}

/// What search engines are told of articles, as far as it was asked for.
#[derive(Default)]
struct Papers {
    corrections: HashMap<Id, Vec<Correction>>,
    translations: HashMap<Id, Vec<SeoAlternate>>,
    feeds: Vec<FeedOut>,
}

impl Papers {
    fn load(conn: &mut Conn, here: &Here, ids: &[Id], includes: &Includes) -> QueryResult<Self> {
        let mut papers = Self::default();
        if includes.asks_for_data() {
            papers.corrections = store::corrections(conn, ids)?;
        }
        if includes.asks_for_seo() {
            papers.translations = store::translations(conn, here, ids)?;
        }
        if includes.head_html {
            papers.feeds = FeedOut::all(&here.settings().name, "/feeds", here.addresses());
        }
        Ok(papers)
    }
}

/// Everything that was loaded for a set of cards.
struct Parts<'a> {
    here: &'a Here,
    people: HashMap<Id, Vec<Person>>,
    sections: HashMap<Id, Vec<Section>>,
    labels: HashMap<Id, Vec<TagRef>>,
    pictures: HashMap<Id, Media>,
    bodies: &'a HashMap<Id, BodyRow>,
    papers: Papers,
    includes: &'a Includes,
    complete: bool,
}

impl Parts<'_> {
    fn card(&self, row: &CardRow) -> ArticleCard {
        let here = self.here;
        let sections = self.sections.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let primary = sections.iter().find(|section| Some(section.reference.id) == row.primary_category_id);
        let path = self.path(row, primary);
        let url = here.addresses().url(&path);
        let words = u32::try_from(row.word_count).unwrap_or(0);
        let minutes = body::reading_minutes(words, here.settings().words_per_minute);
        let legacy = LegacyOut::new(row.legacy_source.as_deref(), row.legacy_kind.as_deref(), row.legacy_id.as_deref());
        turns(row, here).into_iter().flatten().for_each(|at| here.trace.ends_at(at));
        let mut card = ArticleCard {
            id: row.id,
            slug: row.slug.clone(),
            title: row.title.clone(),
            short_title: row.short_title.clone(),
            kicker: row.kicker.clone(),
            subtitle: row.subtitle.clone(),
            excerpt: row.excerpt.clone(),
            language: row.language.clone(),
            direction: row.direction.clone(),
            format: row.format.clone(),
            featured: row.featured_until.is_some_and(|until| until > here.now),
            breaking: row.breaking_until.is_some_and(|until| until > here.now),
            sponsored: row.sponsored,
            published_at: row.published_at,
            updated_at: row.updated_at,
            authors: self.bylines(row.id),
            primary_category: primary.map(|section| section.reference.clone()),
            categories: sections.iter().map(|section| section.reference.clone()).collect(),
            tags: self.labels.get(&row.id).cloned().unwrap_or_default(),
            featured_media: self.picture(row.featured_media_id),
            reading_time_minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
            word_count: row.word_count,
            view_count: row.view_count,
            comments: CommentsState::new(comment_state(row.comments_open, row.published_at, here), row.comment_count),
            version: row.version,
            legacy,
            path,
            url,
            body: None,
            related: None,
            adjacent: None,
            read_also: None,
            breadcrumbs: None,
            share: None,
            seo: None,
            json_ld: None,
            head_html: None,
        };
        self.include(&mut card, primary);
        card
    }

    fn path(&self, row: &CardRow, primary: Option<&Section>) -> String {
        let id = row.id.to_string();
        self.here.addresses().article(ArticleParts {
            slug: &row.slug,
            id: &id,
            number: row.number,
            published_at: row.published_at,
            category: primary.map(|section| section.tree_path.as_str()),
            author: self.people.get(&row.id).and_then(|all| all.first()).map(|person| person.slug.as_str()),
        })
    }

    fn picture(&self, id: Option<Id>) -> Option<MediaOut> {
        let row = self.pictures.get(&id?)?;
        let poster = row.poster_id.and_then(|id| self.pictures.get(&id));
        Some(MediaOut::new(row, poster, self.here.addresses()))
    }

    fn bylines(&self, id: Id) -> Vec<Byline> {
        let people = self.people.get(&id).map(Vec::as_slice).unwrap_or_default();
        let byline = |person: &Person| Byline {
            id: person.id,
            slug: person.slug.clone(),
            name: person.name.clone(),
            path: self.here.addresses().author(&person.slug),
            role: person.role.clone(),
            portrait: self.picture(person.portrait_id),
            job_title: self.complete.then(|| person.job_title.clone()),
            bio: self.complete.then(|| person.bio.clone()),
            social: self.complete.then(|| person.social.0.iter().map(SocialOut::new).collect()),
        };
        people.iter().map(byline).collect()
    }

    fn include(&self, card: &mut ArticleCard, primary: Option<&Section>) {
        let body = self.bodies.get(&card.id);
        let includes = self.includes;
        if includes.body() {
            card.body = body.map(|row| self.body(row));
        }
        if includes.breadcrumbs {
            let way: Vec<CategoryRef> = primary.map(|section| section.reference.clone()).into_iter().collect();
            card.breadcrumbs = Some(breadcrumbs("Home", &way, &card.title, &card.path));
        }
        if includes.share {
            let picture = card.featured_media.as_ref().and_then(Picture::of).map(|picture| picture.url);
            card.share = Some(share_links(&card.url, &card.title, picture.as_deref()));
        }
        self.include_papers(card, body);
    }

    fn include_papers(&self, card: &mut ArticleCard, body: Option<&BodyRow>) {
        let includes = self.includes;
        let seo = includes.asks_for_seo().then(|| self.seo(card, body));
        let data = includes.asks_for_data().then(|| self.data(card, body));
        if let (true, Some(seo), Some(data)) = (includes.head_html, &seo, &data) {
            card.head_html = Some(head_html(seo, data, &self.papers.feeds));
        }
        card.seo = seo.filter(|_| includes.seo);
        card.json_ld = data.filter(|_| includes.json_ld);
    }

    fn body(&self, row: &BodyRow) -> BodyOut {
        let at = self.here.addresses();
        BodyOut {
            html: self.includes.body_html.then(|| body::absolute(&row.html, at)),
            text: self.includes.body_text.then(|| row.text.clone()),
            blocks: self.includes.body_blocks.then(|| body::blocks_out(&row.blocks.0, &self.pictures, at)),
        }
    }

    fn seo(&self, card: &ArticleCard, body: Option<&BodyRow>) -> SeoOut {
        let at = self.here.addresses();
        let people = self.people.get(&card.id).map(Vec::as_slice).unwrap_or_default();
        let story = StoryFacts {
            published: Some(card.published_at),
            modified: Some(card.updated_at),
            section: card.primary_category.as_ref().map(|category| category.name.clone()),
            tags: card.tags.iter().map(|tag| tag.name.clone()).collect(),
            authors: card.authors.iter().map(|by| at.url(&by.path)).collect(),
            translations: self.papers.translations.get(&card.id).cloned().unwrap_or_default(),
        };
        let subject = Subject {
            og_type: "article",
            title: &card.title,
            description: &card.excerpt,
            url: &card.url,
            picture: card.featured_media.as_ref().and_then(Picture::of),
            language: &card.language,
            creator: people.iter().map(|one| one.social.0.as_slice()).find(|all| !all.is_empty()).unwrap_or_default(),
            story: Some(story),
        };
        let overrides = body.map(|row| row.seo.0.clone()).unwrap_or_default();
        SeoOut::new(subject, &overrides, self.here)
    }

    fn data(&self, card: &ArticleCard, body: Option<&BodyRow>) -> String {
        let story = Story {
            card,
            people: self.people.get(&card.id).map(Vec::as_slice).unwrap_or_default(),
            corrections: self.papers.corrections.get(&card.id).map(Vec::as_slice).unwrap_or_default(),
            blocks: body.map(|row| row.blocks.0.as_slice()).unwrap_or_default(),
            here: self.here,
        };
        story.script()
    }
}

/// The moments at which the clock alone changes what a card says.
fn turns(row: &CardRow, here: &Here) -> [Option<Time>; 3] {
    let open = comment_state(row.comments_open, row.published_at, here) == CommentState::Open;
    let closing = here.comments_close_after(row.published_at).filter(|_| open);
    let ahead = |at: Option<Time>| at.filter(|at| *at > here.now);
    [ahead(row.featured_until), ahead(row.breaking_until), closing]
}

/// What stands around articles: their neighbours, relatives and picks, which are cards themselves.
struct Around {
    includes: Includes,
    bodies: HashMap<Id, BodyRow>,
    related: HashMap<Id, Vec<Id>>,
    previous: HashMap<Id, Id>,
    next: HashMap<Id, Id>,
    picks: HashMap<Id, Vec<Id>>,
}

impl Around {
    fn load(conn: &mut Conn, here: &Here, rows: &[CardRow], includes: &Includes) -> QueryResult<Self> {
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let (previous, next) =
            if includes.adjacent { store::neighbours(conn, here, rows)? } else { Default::default() };
        Ok(Self {
            includes: *includes,
            bodies: store::bodies(conn, &ids, includes)?,
            related: if includes.related { store::related_ids(conn, here, &ids)? } else { HashMap::new() },
            previous,
            next,
            picks: if includes.read_also { store::picks(conn, &ids)? } else { HashMap::new() },
        })
    }

    fn attach(&self, conn: &mut Conn, here: &Here, made: &mut [ArticleCard]) -> QueryResult<()> {
        let mut wanted: Vec<Id> = self.related.values().chain(self.picks.values()).flatten().copied().collect();
        wanted.extend(self.previous.values().chain(self.next.values()));
        wanted.sort_unstable();
        wanted.dedup();
        let rows = store::load_rows(conn, here, &wanted)?;
        let plain = if rows.is_empty() {
            Vec::new()
        } else {
            assemble(conn, here, &rows, &HashMap::new(), &Includes::default(), false)?
        };
        let by_id: HashMap<Id, ArticleCard> = plain.into_iter().map(|card| (card.id, card)).collect();
        for card in made {
            self.attach_one(card, &by_id);
        }
        Ok(())
    }

    fn attach_one(&self, card: &mut ArticleCard, by_id: &HashMap<Id, ArticleCard>) {
        let of = |ids: Option<&Vec<Id>>| ids.into_iter().flatten().filter_map(|id| by_id.get(id).cloned()).collect();
        let one = |id: Option<&Id>| id.and_then(|id| by_id.get(id).cloned());
        if self.includes.related {
            card.related = Some(of(self.related.get(&card.id)));
        }
        if self.includes.read_also {
            card.read_also = Some(of(self.picks.get(&card.id)));
        }
        if self.includes.adjacent {
            let (previous, next) = (one(self.previous.get(&card.id)), one(self.next.get(&card.id)));
            card.adjacent = Some(Box::new(AdjacentOut { previous, next }));
        }
    }
}

/// How many articles `include=recent` shows of each list.
const RECENT: i64 = 6;

/// The newest articles of each of these lists, by two sets of statements whatever their number.
///
/// # Errors
/// What the database said.
pub fn recent(conn: &mut Conn, here: &Here, sources: &[Source]) -> QueryResult<Vec<Vec<ArticleCard>>> {
    let wanted: Vec<Part> = (0..).zip(sources).map(|(label, source)| Part::newest(label, *source, RECENT)).collect();
    let rows = store::parts(conn, here.now, &wanted)?;
    grouped_cards(conn, here, sources.len(), &rows)
}

/// The cards of labelled ids, one list for each label below `groups`.
///
/// # Errors
/// What the database said.
pub fn grouped_cards(
    conn: &mut Conn,
    here: &Here,
    groups: usize,
    rows: &[(i64, Id)],
) -> QueryResult<Vec<Vec<ArticleCard>>> {
    let ids: HashSet<Id> = rows.iter().map(|(_, id)| *id).collect();
    let made = cards(conn, here, &ids.into_iter().collect::<Vec<_>>(), &Includes::default())?;
    let by_id: HashMap<Id, ArticleCard> = made.into_iter().map(|card| (card.id, card)).collect();
    let mut all = vec![Vec::new(); groups];
    for (label, id) in rows {
        let group = usize::try_from(*label).ok().and_then(|n| all.get_mut(n));
        if let (Some(group), Some(card)) = (group, by_id.get(id)) {
            group.push(card.clone());
        }
    }
    Ok(all)
}
