//! Fresh counts, and what is read most.

use diesel::prelude::*;
use serde_json::json;

use super::visit;
use crate::db::schema::{articles, categories, category_feed};
use crate::db::{Conn, Id, Json, Time};
use crate::seo::SeoOverrides;
use crate::testing::{NOW, Server, time};
use crate::views::routes::routes;
use crate::views::{record_history, set_opening_balance};

#[actix_web::test]
async fn counters_come_in_the_order_asked() {
    for server in Server::each() {
        let (one, two) = (server.article("one", 5), server.article("two", 6));
        server.views.record(&visit("a"), two, time(NOW));
        let got = server.get(routes, &format!("/v1/counters?ids={two},{},{one}", Id::new())).await;
        assert_eq!(
            got.body,
            json!({"data": [{"id": two, "views": 1, "comments": 0}, {"id": one, "views": 0, "comments": 0}]})
        );
        assert!(got.header("cache-control").contains("max-age=5, s-maxage=5, stale-while-revalidate=5,"));
        assert!(got.header("surrogate-key").starts_with(&format!("article:{two} ")));
        for bad in ["", "?ids=", "?ids=x", &format!("?ids={}", vec![one.to_string(); 101].join(",x")), "?ids=a&zz=1"] {
            let got = server.get(routes, &format!("/v1/counters{bad}")).await;
            assert_eq!(got.status, 400, "{bad}");
            assert!(got.body["errors"].as_array().unwrap().iter().any(|fault| fault["parameter"] == "ids"));
        }
    }
}

#[actix_web::test]
async fn popular_articles_are_those_of_the_window() {
    for server in Server::each() {
        let (old, fresh, quiet) = (server.article("old", 900), server.article("fresh", 3), server.article("quiet", 2));
        let city = server.write(move |conn| insert_category(conn, fresh));
        server.write(move |conn| {
            set_opening_balance(conn, old, 5_000)?;
            record_history(conn, old, &[(time(NOW).plus_seconds(-2 * 86_400), 40)])?;
            record_history(conn, fresh, &[(time(NOW), 3), (time(NOW).plus_seconds(-3_600), 4)])?;
            record_history(conn, quiet, &[(time(NOW), 7)])
        });
        let slugs = async |query: &str| {
            let got = server.get(routes, &format!("/v1/popular{query}")).await;
            assert_eq!(got.status, 200);
            let data = got.body["data"].as_array().unwrap().clone();
            (data.iter().map(|card| card["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" "), got)
        };
        let (day, got) = slugs("").await;
        assert_eq!((day.as_str(), &got.body["window"]), ("quiet fresh", &json!("24h")));
        assert_eq!(got.header("surrogate-key"), "refs articles");
        assert_eq!(slugs("?window=7d").await.0, "old quiet fresh");
        assert_eq!(slugs("?window=all&limit=2").await.0, "old quiet");
        assert_eq!(slugs("?window=30d&limit=1").await.0, "old");
        let (of_city, got) = slugs("?window=all&category=city").await;
        assert_eq!(
            (of_city.as_str(), got.header("surrogate-key")),
            ("fresh", format!("refs category:city category:{city}").as_str())
        );
        assert_eq!(slugs(&format!("?window=7d&category={city}")).await.0, "fresh");
        assert_eq!(slugs("?category=nothing").await.0, "");
        for bad in ["?window=1h", "?limit=0", "?limit=101", "?category=", "?page=1"] {
            assert_eq!(server.get(routes, &format!("/v1/popular{bad}")).await.status, 400, "{bad}");
        }
    }
}

fn insert_category(conn: &mut Conn, article: Id) -> QueryResult<Id> {
    let id = Id::new();
    let seo = Json(SeoOverrides::default());
    diesel::insert_into(categories::table)
        .values((
            (categories::id.eq(id), categories::number.eq(1), categories::slug.eq("city"), categories::name.eq("City")),
            (
                categories::name_key.eq("city"),
                categories::position.eq(0),
                categories::path.eq("city"),
                categories::seo.eq(seo),
            ),
            (categories::article_count.eq(1), categories::article_count_with_descendants.eq(1)),
            (categories::created_at.eq(time(NOW)), categories::version.eq(1), categories::revision.eq(1)),
        ))
        .execute(conn)?;
    let published: Time = articles::table.find(article).select(articles::published_at).first(conn)?;
    diesel::insert_into(category_feed::table)
        .values((
            category_feed::category_id.eq(id),
            category_feed::published_at.eq(published),
            category_feed::article_id.eq(article),
            category_feed::direct.eq(true),
        ))
        .execute(conn)?;
    Ok(id)
}
