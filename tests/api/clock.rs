//! What the clock does: scheduled articles become public at their time, comments close by age.

use newswire::articles::jobs::announce_due;
use newswire::articles::{NewArticle, Status};
use newswire::db::Time;

use crate::on_both;
use crate::support::{TestServer, newsroom};

on_both! {
    fn a_scheduled_article_is_public_at_its_time_and_counted_before_it_is_announced(server: TestServer) {
        let client = &server.client;
        let before = client.json("/v1/articles")["page"]["total"].as_u64().unwrap();
        server.clock.set(Time::parse("2026-11-27T12:00:00Z").unwrap());
        let after = client.json("/v1/articles");
        assert_eq!(after["page"]["total"], before + 3, "the three scheduled ones");
        assert_eq!(client.walk("/v1/articles?limit=100").len() as u64, before + 3, "the total agrees with the walk");
        let newest = after["data"][0].clone();
        let category = newest["primary_category"]["slug"].as_str().unwrap().to_owned();
        let counted = |path: &str| client.json(path)["article_count"].as_u64().unwrap();
        let walked = client.walk(&format!("/v1/articles?limit=100&category_exact={category}")).len() as u64;
        assert_eq!(counted(&format!("/v1/categories/{category}")), walked);

        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let announced = runtime.block_on(announce_due(&server.db, server.clock.now())).unwrap();
        // The server's own job may have been faster; between them each is announced once.
        assert!(announced <= 3);
        let again = runtime.block_on(announce_due(&server.db, server.clock.now())).unwrap();
        assert_eq!(again, 0, "nothing is announced twice");
        assert_eq!(client.json("/v1/articles")["page"]["total"], before + 3);
        assert_eq!(counted(&format!("/v1/categories/{category}")), walked);
    }

    fn comments_close_by_age(server: TestServer) {
        let client = &server.client;
        let state = || client.json("/v1/articles/harbour-tunnel-opens")["comments"].clone();
        assert_eq!(state()["status"], "open");
        server.clock.set(Time::parse("2026-12-31T12:00:00Z").unwrap());
        assert_eq!((&state()["status"], &state()["closed_reason"]), (&"closed".into(), &"age".into()));
    }

    fn what_was_public_stays_gone_while_it_waits_to_be_public_again(server: TestServer) {
        let (client, now) = (&server.client, server.clock.now());
        let story = newsroom::article("withdrawn-and-scheduled", now.plus_seconds(-60), now);
        newsroom::publish(&server.db, now, vec![story.clone()]);
        let path = client.json("/v1/articles/withdrawn-and-scheduled")["path"].as_str().unwrap().to_owned();
        let outcome = || client.json(&format!("/v1/resolve?path={path}"))["outcome"].clone();
        assert_eq!(outcome(), "found");
        newsroom::withdraw(&server.db, now, story.clone());
        assert_eq!(outcome(), "gone");
        let row = story.row.clone().with_status(Status::Scheduled, now.plus_seconds(3_600));
        newsroom::replace(&server.db, now, NewArticle { row, ..story });
        assert_eq!(outcome(), "gone");
        assert_eq!(client.get("/v1/articles/withdrawn-and-scheduled").status, 410);
        server.clock.set(now.plus_seconds(3_601));
        assert_eq!(client.get("/v1/articles/withdrawn-and-scheduled").status, 200);
    }
}
