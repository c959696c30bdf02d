//! The parts that every answer passes: cursors, the sanitiser, the fields of an answer, the look-up of a
//! kept answer.
//!
//! `cargo bench --bench parts`
#![expect(clippy::unwrap_used, reason = "a measuring tool that cannot go on has failed")]

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use newswire::body;
use newswire::config::freshness;
use newswire::db::{Id, Time};
use newswire::http::Keys;
use newswire::http::answer::Meta;
use newswire::http::cache::{Cache, Entry, Way};
use newswire::http::cursor::{Cursor, Cursors};
use newswire::http::fields::Fields;
use newswire::http::generations::Generations;
use newswire::http::trace::Trace;

const SCOPE: &str = "articles -published_at []";
const ADDRESS: &str = "/v1/articles?limit=10&include=body.html&page=7";

fn cursors(c: &mut Criterion) {
    let cursors = Cursors::new(b"secret");
    let cursor = Cursor { value: Time::now().to_string(), id: Id::new(), back: false };
    let text = cursors.seal(SCOPE, &cursor);
    c.bench_function("cursor: seal", |b| b.iter(|| cursors.seal(SCOPE, black_box(&cursor))));
    c.bench_function("cursor: open", |b| b.iter(|| cursors.open(SCOPE, black_box(&text)).unwrap()));
}

/// A body of some 6 KB, as news have them.
fn article() -> String {
    (0..16).fold(String::new(), |mut html, n| {
        write!(html, "<h2>Part {n}</h2><p>The first buses ran through the <a href=\"https://news.example/{n}\">harbour tunnel</a> on Friday, two years late, while ferries <em>halved</em> their sailings.</p><figure><img src=\"/media/x/{n}.jpg\" alt=\"\"><figcaption>Western mouth</figcaption></figure><ul><li>One</li><li>Two</li></ul>").unwrap();
        html
    })
}

fn sanitiser(c: &mut Criterion) {
    let html = article();
    c.bench_function("body: HTML to HTML, text and blocks", |b| b.iter(|| body::from_html(black_box(&html), &())));
}

/// What a list of ten articles looks like.
fn list() -> serde_json::Value {
    let row = serde_json::json!({
        "id": Id::new(), "slug": "harbour-tunnel-opens", "title": "Harbour tunnel opens two years late",
        "authors": [{"id": Id::new(), "name": "Ada Okoye", "role": "author"}],
        "body": {"html": article()}, "published_at": Time::now(), "view_count": 140,
    });
    serde_json::json!({"data": vec![row; 10], "page": {"limit": 10, "total": 10_000}})
}

fn serialisation(c: &mut Criterion) {
    let list = list();
    let json = serde_json::to_vec(&list).unwrap();
    let fields = Fields::of(["id", "title", "authors.name"]).of_rows();
    c.bench_function("JSON: ten articles written", |b| b.iter(|| serde_json::to_vec(black_box(&list)).unwrap()));
    c.bench_function("fields: ten articles cut down", |b| b.iter(|| fields.trim(black_box(&json))));
}

fn look_up(c: &mut Criterion) {
    let generations = Generations::default();
    let cache = Cache::new(64 << 20, generations.clone());
    let keys = (0..20).fold(Keys::new(), |keys, n| keys.named("category", &n.to_string()));
    let trace = Trace::new(generations.epoch());
    trace.shows((0..10).map(|_| Id::new()));
    let now = Time::now();
    let meta = Meta { freshness: freshness::LIST, keys };
    let entry = Arc::new(Entry::new(&HeaderMap::new(), &meta, &trace, Bytes::from(vec![b' '; 45_000]), now));
    let (path, query) = ADDRESS.split_once('?').unwrap();
    let key = cache.key(path, query).unwrap();
    let Way::Lead(lead) = cache.way(&key, now) else { unreachable!("nothing is kept yet") };
    cache.land(lead, &entry);
    let find = || match cache.way(&cache.key(path, query).unwrap(), now) {
        Way::Kept(entry) => entry,
        _ => unreachable!("it is kept"),
    };
    c.bench_function("cache: found, nothing changed since", |b| b.iter(find));
    c.bench_function("cache: found, something else changed since", |b| {
        b.iter(|| {
            generations.touch(["article:another"]);
            find()
        })
    });
}

criterion_group!(parts, cursors, sanitiser, serialisation, look_up);
criterion_main!(parts);
