//! Views from the request to the database.

mod counting;
mod flood;
mod popular;
mod requests;
mod storing;

use actix_web::test::TestRequest;
use diesel::prelude::*;
use serde_json::json;

use super::Visit;
use super::routes::routes;
use crate::db::schema::{article_views, articles};
use crate::db::{Id, Time};
use crate::testing::{Answered, Server};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn visit(visitor: &str) -> Visit {
    Visit {
        address: "203.0.113.9".parse().unwrap(),
        agent: Some(FIREFOX.into()),
        prefetch: false,
        visitor: Some(visitor.into()),
    }
}

fn post(uri: &str) -> TestRequest {
    TestRequest::post().uri(uri).insert_header(("user-agent", FIREFOX)).peer_addr("203.0.113.9:4711".parse().unwrap())
}

impl Server {
    async fn counter(&self, article: Id) -> i64 {
        let got = self.get(routes, &format!("/v1/counters?ids={article}")).await;
        got.body["data"][0]["views"].as_i64().unwrap()
    }

    fn stored(&self, article: Id) -> (i64, Vec<(Time, i64)>) {
        self.write(move |conn| {
            let total = articles::table.find(article).select(articles::view_count).first(conn)?;
            let hours = article_views::table
                .filter(article_views::article_id.eq(article))
                .order(article_views::hour)
                .select((article_views::hour, article_views::views))
                .load(conn)?;
            Ok((total, hours))
        })
    }

    async fn post_view(&self, request: TestRequest) -> Answered {
        let answer = self.send(routes, request).await;
        assert_eq!((answer.status, &answer.body), (202, &json!({"accepted": true})));
        answer
    }
}

/// A reader of a number, at an address of their own.
fn reader(n: usize) -> Visit {
    Visit { address: std::net::Ipv4Addr::from_bits(u32::try_from(n).unwrap()).into(), ..visit(&n.to_string()) }
}
