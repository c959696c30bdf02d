//! What paging promises while a list is walked and articles are published, changed and removed: random
//! lists, walked forwards to their end or backwards to their start, with editors at work between any
//! two pages.

use std::collections::{BTreeMap, HashMap, HashSet};

use newswire::articles::{NewArticle, Status};
use newswire::authors::{self, NewAuthor};
use newswire::categories::{self, NewCategory};
use newswire::db::{DatabaseError, Id, Statement, Time};
use newswire::tags::{self, NewTag};
use newswire::text::sort_key;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::support::{Backend, TestServer, newsroom, postgres};

const SORTS: [&str; 5] = ["-published_at", "published_at", "-updated_at", "title", "-views"];
const FORMATS: [&str; 2] = ["standard", "video"];

/// What an editor does between two pages.
#[derive(Debug, Clone)]
enum Deed {
    Publish(u32),
    Withdraw(usize),
    Restore(usize),
    Retitle(usize, u32),
    Update(usize),
    Refile(usize, u32),
    View(usize),
}

/// One walk of one list.
#[derive(Debug, Clone)]
struct Walk {
    sort: usize,
    filter: usize,
    limit: usize,
    back: bool,
    deeds: Vec<Vec<Deed>>,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => any::<u32>().prop_map(Deed::Publish),
        2 => any::<usize>().prop_map(Deed::Withdraw),
        2 => any::<usize>().prop_map(Deed::Restore),
        2 => (any::<usize>(), any::<u32>()).prop_map(|(n, seed)| Deed::Retitle(n, seed)),
        3 => any::<usize>().prop_map(Deed::Update),
        2 => (any::<usize>(), any::<u32>()).prop_map(|(n, seed)| Deed::Refile(n, seed)),
        2 => any::<usize>().prop_map(Deed::View),
    ]
}

fn walk() -> impl Strategy<Value = Walk> {
    let deeds = prop::collection::vec(prop::collection::vec(deed(), 0..3), 1..8);
    (0..SORTS.len(), 0..FILTERS.len(), 1..9_usize, any::<bool>(), deeds)
        .prop_map(|(sort, filter, limit, back, deeds)| Walk { sort, filter, limit, back, deeds })
}

type Holds = fn(&Article, &Terms) -> bool;

/// Filters, and whether they hold an article that is public.
const FILTERS: [(&str, Holds); 14] = [
    ("", |_, _| true),
    ("&category=top", |a, t| a.is_in(t.top) || a.is_in(t.below)),
    ("&category_exact=top", |a, t| a.is_in(t.top)),
    ("&category=below", |a, t| a.is_in(t.below)),
    ("&category=below,top", |a, t| a.is_in(t.top) || a.is_in(t.below)),
    ("&tag=one", |a, t| a.has(t.one)),
    ("&tag=one,two", |a, t| a.has(t.one) || a.has(t.two)),
    ("&tag_all=one,two", |a, t| a.has(t.one) && a.has(t.two)),
    ("&tag_all=one&tag=two,unknown", |a, t| a.has(t.one) && a.has(t.two)),
    ("&author=ada&tag=two", |a, t| a.is_by(t.ada) && a.has(t.two)),
    ("&category=top&author=ada", |a, t| (a.is_in(t.top) || a.is_in(t.below)) && a.is_by(t.ada)),
    ("&category_exact=top&exclude_category=below&format=video", |a, t| {
        a.is_in(t.top) && !a.is_in(t.below) && a.new.row.format == "video"
    }),
    ("&format=video&featured=true", |a, _| a.new.row.format == "video" && a.new.row.featured_until.is_some()),
    ("&tag=unknown", |_, _| false),
];

/// What articles are filed under.
#[derive(Clone, Copy)]
struct Terms {
    top: Id,
    below: Id,
    one: Id,
    two: Id,
    ada: Id,
}

/// An article as editors have it.
struct Article {
    new: NewArticle,
    public: bool,
    views: u64,
}

impl Article {
    fn is_in(&self, category: Id) -> bool {
        self.new.categories.contains(&category)
    }

    fn has(&self, tag: Id) -> bool {
        self.new.tags.contains(&tag)
    }

    fn is_by(&self, author: Id) -> bool {
        self.new.authors.iter().any(|(id, _)| *id == author)
    }
}

struct World {
    server: TestServer,
    terms: Terms,
    articles: Vec<Article>,
    by_id: HashMap<String, usize>,
    deeds: usize,
    pages: usize,
}

impl World {
    fn new(backend: Backend) -> Self {
        let server = TestServer::empty(backend);
        let now = server.clock.now();
        let (one, two, ada, top, below) = (Id::new(), Id::new(), Id::new(), Id::new(), Id::new());
        let terms = Terms { top, below, one, two, ada };
        server
            .db
            .write_blocking(move |conn| -> Result<(), DatabaseError> {
                tags::create(conn, now, NewTag::new(one, "one", "One", now))?;
                tags::create(conn, now, NewTag::new(two, "two", "Two", now))?;
                authors::create(conn, now, NewAuthor::new(ada, "ada", "Ada", now))?;
                categories::create(conn, now, NewCategory::new(top, "top", "Top", now))?;
                let below = NewCategory { parent_id: Some(top), ..NewCategory::new(below, "below", "Below", now) };
                categories::create(conn, now, below)?;
                Ok(())
            })
            .unwrap();
        let mut world = Self { server, terms, articles: Vec::new(), by_id: HashMap::new(), deeds: 0, pages: 0 };
        let first = (0..40_u32).map(|n| world.manuscript(n.wrapping_mul(2_654_435_761))).collect::<Vec<_>>();
        newsroom::publish(&world.server.db, now, first.clone());
        first.into_iter().for_each(|new| world.keep(new));
        world
    }

    fn keep(&mut self, new: NewArticle) {
        self.by_id.insert(new.row.id.to_string(), self.articles.len());
        self.articles.push(Article { new, public: true, views: 0 });
    }

    /// An article whose times and title are those of a few others.
    fn manuscript(&self, seed: u32) -> NewArticle {
        let now = self.server.clock.now();
        let n = self.articles.len() + usize::try_from(seed % 1000).unwrap() * 1000;
        let published = now.plus_seconds(-3600 * i64::from(seed % 17));
        let mut new = newsroom::article(&format!("a{n}-{}", Id::new()), published, now);
        new.row.format = FORMATS[usize::try_from(seed / 7 % 2).unwrap()].to_owned();
        new.row.featured_until = (seed / 14).is_multiple_of(2).then(Time::forever);
        self.refile(&mut new, seed / 28);
        retitle(&mut new, seed / 5);
        new
    }

    fn refile(&self, new: &mut NewArticle, seed: u32) {
        let Terms { top, below, one, two, ada } = self.terms;
        let some = |ids: [Id; 2], bits: u32| {
            ids.into_iter().enumerate().filter(|(n, _)| bits & (1 << n) != 0).map(|(_, id)| id).collect::<Vec<_>>()
        };
        new.categories = some([top, below], seed);
        new.tags = some([one, two], seed / 4);
        new.authors = if (seed / 16).is_multiple_of(2) { Vec::new() } else { vec![(ada, "author".to_owned())] };
    }

    /// Does what an editor does, a second later; which article that touched, and whether its place in
    /// the order of `sort` may be another now.
    fn do_one(&mut self, deed: &Deed, sort: &str) -> Option<(usize, bool)> {
        self.deeds += 1;
        self.server.clock.set(self.server.clock.now().plus_seconds(1));
        let now = self.server.clock.now();
        let db = self.server.db.clone();
        let pick = |n: usize| n % self.articles.len();
        let (at, moves) = match deed {
            Deed::Publish(seed) => {
                let new = self.manuscript(*seed);
                newsroom::publish(&db, now, vec![new.clone()]);
                self.keep(new);
                return None;
            }
            Deed::Withdraw(n) | Deed::Restore(n) => {
                let (at, public) = (pick(*n), matches!(deed, Deed::Restore(_)));
                let article = &mut self.articles[at];
                if article.public == public {
                    return None;
                }
                article.public = public;
                let new = article.new.clone();
                if public {
                    newsroom::replace(&db, now, new)
                } else {
                    newsroom::withdraw(&db, now, new)
                }
                return Some((at, false));
            }
            Deed::View(n) => {
                let at = pick(*n);
                let id = self.articles[at].new.row.id;
                self.articles[at].views += 1;
                let mut view = Statement::<()>::new("UPDATE articles SET view_count = view_count + 1 WHERE id = ");
                view.id(id);
                db.write_blocking(|conn| diesel::RunQueryDsl::execute(view, conn).map_err(DatabaseError::from))
                    .unwrap();
                return Some((at, sort == "-views"));
            }
            Deed::Retitle(n, seed) => {
                let at = pick(*n);
                retitle(&mut self.articles[at].new, *seed);
                (at, sort == "title")
            }
            Deed::Update(n) => {
                let at = pick(*n);
                self.articles[at].new.row.updated_at = now.whole_seconds();
                (at, sort == "-updated_at")
            }
            Deed::Refile(n, seed) => {
                let at = pick(*n);
                let mut new = self.articles[at].new.clone();
                self.refile(&mut new, *seed);
                self.articles[at].new = new;
                (at, false)
            }
        };
        if self.articles[at].public {
            newsroom::replace(&db, now, self.articles[at].new.clone());
        }
        Some((at, moves))
    }

    fn members(&self, holds: Holds) -> HashSet<usize> {
        let inside = self.articles.iter().enumerate().filter(|(_, one)| one.public && holds(one, &self.terms));
        inside.map(|(n, _)| n).collect()
    }

    /// A page of a list: the articles on it, and the page's own words.
    fn page(&mut self, path: &str) -> (Vec<usize>, Value) {
        self.pages += 1;
        let answer = self.server.client.json(path);
        let ids = answer["data"].as_array().unwrap().iter();
        (ids.map(|row| self.by_id[row["id"].as_str().unwrap()]).collect(), answer["page"].clone())
    }

    fn walk(&mut self, walk: &Walk) -> Result<(), TestCaseError> {
        let (sort, (query, holds)) = (SORTS[walk.sort], FILTERS[walk.filter]);
        let path = format!("/v1/articles?sort={sort}&limit={}&total=true{query}", walk.limit);
        let onward = if walk.back { "previous_cursor" } else { "next_cursor" };
        let (mut seen, mut page) = self.page(&path);
        if walk.back {
            while let Some(cursor) = page["next_cursor"].as_str() {
                (seen, page) = self.page(&format!("{path}&cursor={cursor}"));
            }
            seen.reverse();
        }
        let mut steady = self.members(holds);
        let mut moved: HashSet<usize> = HashSet::new();
        let mut turn = 0;
        // Editors rest in the end, or a walk by update would follow them for ever.
        while let Some(cursor) = page[onward].as_str().map(str::to_owned) {
            for deed in walk.deeds.get(turn).into_iter().flatten() {
                if let Some((at, moves)) = self.do_one(deed, sort)
                    && moves
                {
                    moved.insert(at);
                }
                let members = self.members(holds);
                steady.retain(|at| members.contains(at));
            }
            turn += 1;
            let (mut rows, next) = self.page(&format!("{path}&cursor={cursor}"));
            prop_assert!(rows.len() <= walk.limit);
            prop_assert_eq!(&next["total"], self.members(holds).len(), "the total agrees with the list");
            if walk.back {
                rows.reverse();
            }
            seen.extend(rows);
            page = next;
            prop_assert!(turn < 1000, "a walk ends");
        }
        self.judge(walk, &seen, &steady, &moved)
    }

    /// Holds a walk to the promise of its sort.
    fn judge(
        &self,
        walk: &Walk,
        seen: &[usize],
        steady: &HashSet<usize>,
        moved: &HashSet<usize>,
    ) -> Result<(), TestCaseError> {
        let sort = SORTS[walk.sort];
        let mut times: BTreeMap<usize, usize> = BTreeMap::new();
        seen.iter().for_each(|at| *times.entry(*at).or_default() += 1);
        for (at, n) in &times {
            let may_repeat = sort == "-updated_at" || moved.contains(at);
            prop_assert!(*n == 1 || may_repeat, "{} comes {} times by {}", self.articles[*at].new.row.slug, n, sort);
        }
        for at in steady {
            let may_miss = sort != "-updated_at" && moved.contains(at);
            prop_assert!(
                times.contains_key(at) || may_miss,
                "{} is missed by {}",
                self.articles[*at].new.row.slug,
                sort
            );
        }
        if moved.is_empty() && sort != "-updated_at" {
            let mut order: Vec<usize> = seen.to_vec();
            if walk.back {
                order.reverse();
            }
            prop_assert!(
                order.is_sorted_by(|a, b| self.key(sort, *a) < self.key(sort, *b)),
                "in the order of {}",
                sort
            );
        }
        Ok(())
    }

    /// Numbered pages, asked twice and out of order, against the walk by cursors.
    fn turn_the_pages(&mut self, sort: &str, query: &str) {
        let path = format!("/v1/articles?sort={sort}&limit=20{query}");
        let (mut whole, mut page) = self.page(&path);
        while let Some(cursor) = page["next_cursor"].as_str() {
            let rows;
            (rows, page) = self.page(&format!("{path}&cursor={cursor}"));
            whole.extend(rows);
        }
        let last = whole.len() / 20 + 1;
        for number in [last, 2, last / 2 + 1, 3, last, last / 2 + 2, 1, last / 2, last + 1] {
            let (rows, page) = self.page(&format!("{path}&page={number}"));
            let begin = (20 * (number - 1)).min(whole.len());
            assert_eq!(rows, whole[begin..(begin + 20).min(whole.len())], "page {number} of {path}");
            assert_eq!(page["total"], whole.len(), "page {number} of {path}");
        }
    }

    /// An article that the clock publishes, and the moment after; nobody announces it.
    fn let_the_clock_publish(&mut self) {
        let now = self.server.clock.now();
        let mut new = self.manuscript(3);
        new.row.published_at = now.plus_seconds(60);
        new.row.public_from = now.plus_seconds(60);
        Status::Scheduled.as_str().clone_into(&mut new.row.status);
        newsroom::publish(&self.server.db, now, vec![new.clone()]);
        self.keep(new);
        self.server.clock.set(now.plus_seconds(61));
    }

    /// Small where an article comes early.
    fn key(&self, sort: &str, at: usize) -> (i64, String, u128) {
        let Article { new, views, .. } = &self.articles[at];
        let (time, id) = (new.row.published_at.timestamp(), new.row.id.0.as_u128());
        match sort {
            "-published_at" => (-time, String::new(), !id),
            "published_at" => (time, String::new(), id),
            "title" => (0, new.row.title_key.clone(), id),
            _ => (-i64::try_from(*views).unwrap(), String::new(), !id),
        }
    }
}

fn retitle(new: &mut NewArticle, seed: u32) {
    new.row.title =
        ["Ẹ̀bùn", "alpha", "Alpha", "", "β and more", "zebra"][usize::try_from(seed % 6).unwrap()].to_owned();
    new.row.title_key = sort_key(&new.row.title);
}

/// More newsrooms are walked with `PAGING_CASES`.
fn hold(backend: Backend, usual: u32) {
    let cases = std::env::var("PAGING_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let config = Config { cases, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    let (mut deeds, mut pages) = (0, 0);
    let walks = prop::collection::vec(walk(), 12..24);
    let held = TestRunner::new(config).run(&walks, |walks| {
        let mut world = World::new(backend);
        let all = walks.iter().try_for_each(|walk| world.walk(walk));
        // The counters say the same as the rows after all of it.
        newswire::commands::check::run(&world.server.settings).unwrap();
        TOLD.with_borrow_mut(|told| {
            told.0 += world.deeds;
            told.1 += world.pages;
        });
        all
    });
    TOLD.with_borrow(|told| (deeds, pages) = *told);
    println!("{backend:?}: {cases} newsrooms, {pages} pages, {deeds} deeds of editors between them");
    held.unwrap();
}

thread_local! {
    static TOLD: std::cell::RefCell<(usize, usize)> = const { std::cell::RefCell::new((0, 0)) };
}

/// Pages deep in a list are walked to from rows that the server remembers of it.
fn turn(backend: Backend) {
    let mut world = World::new(backend);
    let more = (0..240_u32).map(|n| world.manuscript(n.wrapping_mul(2_246_822_519))).collect::<Vec<_>>();
    newsroom::publish(&world.server.db, world.server.clock.now(), more.clone());
    more.into_iter().for_each(|new| world.keep(new));
    let deeds = [
        None,
        Some(Deed::Publish(1)),
        Some(Deed::View(250)),
        Some(Deed::Withdraw(7)),
        Some(Deed::Retitle(200, 5)),
        Some(Deed::Refile(100, 29)),
    ];
    for deed in deeds {
        if let Some(deed) = deed {
            world.do_one(&deed, "");
        }
        for sort in SORTS {
            world.turn_the_pages(sort, "");
        }
        world.turn_the_pages("-published_at", "&category=top");
        world.turn_the_pages("published_at", "&tag=one");
    }
    world.let_the_clock_publish();
    world.turn_the_pages("-published_at", "");
    world.turn_the_pages("published_at", "");
}

#[test]
fn numbered_pages_are_the_walk_whatever_the_server_remembers_sqlite() {
    turn(Backend::Sqlite);
}

#[test]
fn numbered_pages_are_the_walk_whatever_the_server_remembers_postgres() {
    if postgres::server().is_some() {
        turn(Backend::Postgres);
    }
}

#[test]
fn every_sort_keeps_its_promise_while_editors_work_sqlite() {
    hold(Backend::Sqlite, 4);
}

#[test]
fn every_sort_keeps_its_promise_while_editors_work_postgres() {
    if postgres::server().is_some() {
        hold(Backend::Postgres, 4);
    }
}
