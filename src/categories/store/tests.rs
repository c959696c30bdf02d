//! Moving categories, held against lists that are made anew after each move.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::categories::model::{CategoryError, NewCategory};
use crate::db::Time;
use crate::db::schema::{article_categories, articles, category_feed};
use crate::testing::Server;

/// Whether a category's list holds an article because that is filed in the category itself.
type Feed = BTreeMap<(Id, Id), bool>;

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    fn one_of(&mut self, ids: &[Id]) -> Id {
        ids[self.below(ids.len())]
    }
}

fn file_article(conn: &mut Conn, number: i64, announced: bool, filed: &BTreeSet<Id>) -> QueryResult<()> {
    let (id, at) = (Id::new(), Time::now().whole_seconds().plus_seconds(-number));
    let texts = (
        articles::slug.eq(format!("a{number}")),
        articles::title.eq(format!("A {number}")),
        articles::title_key.eq(format!("a {number}")),
        articles::excerpt.eq(""),
        articles::language.eq("en"),
        articles::direction.eq("ltr"),
        articles::format.eq("standard"),
        articles::status.eq("published"),
    );
    let times = (
        articles::public_from.eq(at),
        articles::published_at.eq(at),
        articles::updated_at.eq(at),
        articles::created_at.eq(at),
        articles::changed_at.eq(at),
        articles::announced_at.eq(announced.then_some(at)),
    );
    let counts = (
        articles::number.eq(number),
        articles::word_count.eq(1),
        articles::view_count.eq(0),
        articles::comment_count.eq(0),
        articles::version.eq(1),
        articles::revision.eq(1),
    );
    let flags = (articles::publishable.eq(true), articles::sponsored.eq(false), articles::comments_open.eq(true));
    diesel::insert_into(articles::table).values((articles::id.eq(id), texts, times, counts, flags)).execute(conn)?;
    for (position, category) in (0..).zip(filed) {
        let row = (
            article_categories::article_id.eq(id),
            article_categories::position.eq(position),
            article_categories::category_id.eq(*category),
        );
        diesel::insert_into(article_categories::table).values(row).execute(conn)?;
    }
    let wanted = wanted_feed(conn)?.into_iter().filter(|((_, article), _)| *article == id);
    for ((category, article), direct) in wanted.collect::<Vec<_>>() {
        let row = (
            category_feed::category_id.eq(category),
            category_feed::published_at.eq(at),
            category_feed::article_id.eq(article),
            category_feed::direct.eq(direct),
        );
        diesel::insert_into(category_feed::table).values(row).execute(conn)?;
        count(conn, &[(category, i64::from(direct && announced), i64::from(announced))])?;
    }
    Ok(())
}

/// The lists as they follow from what is filed where and from the tree as it is now.
fn wanted_feed(conn: &mut Conn) -> QueryResult<Feed> {
    let tree = load_tree(conn)?;
    let filed: Vec<(Id, Id)> = article_categories::table
        .select((article_categories::article_id, article_categories::category_id))
        .load(conn)?;
    let mut feed = Feed::new();
    for (article, category) in filed {
        for above in tree.lineage(category) {
            *feed.entry((above, article)).or_default() |= above == category;
        }
    }
    Ok(feed)
}

fn assert_lists_are_right(conn: &mut Conn) -> QueryResult<()> {
    let wanted = wanted_feed(conn)?;
    let columns = (category_feed::category_id, category_feed::article_id, category_feed::direct);
    let kept: Vec<(Id, Id, bool)> = category_feed::table.select(columns).load(conn)?;
    assert_eq!(
        kept.into_iter().map(|(category, article, direct)| ((category, article), direct)).collect::<Feed>(),
        wanted
    );

    let announced: BTreeSet<Id> = articles::table
        .filter(articles::announced_at.is_not_null())
        .select(articles::id)
        .load(conn)?
        .into_iter()
        .collect();
    for row in load_all(conn)? {
        let lists = wanted.iter().filter(|((category, article), _)| *category == row.id && announced.contains(article));
        let (own, all) = lists.fold((0, 0), |(own, all), (_, direct)| (own + i64::from(*direct), all + 1));
        assert_eq!((row.article_count, row.article_count_with_descendants), (own, all), "{}", row.path);
    }
    Ok(())
}

fn load_all(conn: &mut Conn) -> QueryResult<Vec<Category>> {
    let order = load_tree(conn)?.walk();
    load(conn, &order)
}

fn newsroom(conn: &mut Conn, dice: &mut Dice) -> QueryResult<Vec<Id>> {
    let mut ids: Vec<Id> = Vec::new();
    for n in 0..12 {
        let mut new = NewCategory::new(Id::new(), &format!("c{n}"), &format!("C{n}"), Time::now());
        new.parent_id = (n > 2).then(|| dice.one_of(&ids));
        ids.push(create(conn, Time::now(), new)?);
    }
    for number in 1..40 {
        let filed = (0..=dice.below(3)).map(|_| dice.one_of(&ids)).collect();
        file_article(conn, number, dice.below(4) > 0, &filed)?;
    }
    Ok(ids)
}

#[test]
fn a_moved_category_takes_its_articles_to_the_lists_above_its_new_place() {
    for server in Server::each() {
        let moves = server.db.write_blocking(|conn| -> Result<usize, CategoryError> {
            let mut dice = Dice(88_172_645_463_325_252);
            let ids = newsroom(conn, &mut dice)?;
            assert_lists_are_right(conn)?;
            let mut moves = 0;
            for _ in 0..60 {
                let id = dice.one_of(&ids);
                let Some(row) = find(conn, &Name::Id(id))? else { continue };
                let mut new = NewCategory::new(id, &row.slug, &row.name, Time::now());
                new.parent_id = (dice.below(5) > 0).then(|| dice.one_of(&ids));
                match update(conn, Time::now(), id, &new) {
                    Err(CategoryError::Cycle) => continue,
                    done => done?,
                }
                moves += 1;
                assert_lists_are_right(conn)?;
            }
            Ok(moves)
        });
        assert!(moves.unwrap() > 30);
    }
}
