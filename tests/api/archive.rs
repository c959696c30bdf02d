//! The archive: a month's count never disagrees with the walk of its list, whatever comes, changes,
//! goes, or is made public or ended by the clock.

use newswire::articles::jobs::announce_due;
use newswire::commands::check;
use newswire::db::{DatabaseError, Statement, Time};
use newswire::frame::{Marks, SiteFile, site_set};
use serde_json::json;

use crate::on_both;
use crate::support::{TestServer, newsroom};

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// The archive agrees with the lists; its months, the newest first.
fn agrees(server: &TestServer) -> Vec<(String, u64)> {
    let archive = server.client.json("/v1/archive");
    let (mut all, mut months) = (0, Vec::new());
    for year in archive["data"].as_array().unwrap() {
        let mut sum = 0;
        for month in year["months"].as_array().unwrap() {
            let (date, n) = (month["date"].as_str().unwrap().to_owned(), month["article_count"].as_u64().unwrap());
            assert_eq!(date, format!("{}-{:02}", year["year"], month["month"].as_i64().unwrap()));
            assert_eq!(month["path"], format!("/{}", date.replace('-', "/")));
            let path = format!("/v1/articles?limit=100&date={date}");
            assert_eq!(server.client.walk(&path).len() as u64, n, "{date}");
            assert_eq!(server.client.json(&path)["page"]["total"], n, "{date}");
            sum += n;
            months.push((date, n));
        }
        assert_eq!(year["article_count"], sum);
        assert_eq!(
            (&year["date"], &year["path"]),
            (&json!(year["year"].to_string()), &json!(format!("/{}", year["year"])))
        );
        all += sum;
    }
    assert_eq!(server.client.json("/v1/articles")["page"]["total"], all);
    assert!(months.is_sorted_by(|a, b| a.0 > b.0) && months.iter().all(|(_, n)| *n > 0));
    months
}

fn announce(server: &TestServer) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(announce_due(&server.db, server.clock.now())).unwrap();
}

on_both! {
    fn months_agree_with_their_lists(server: TestServer) {
        let zone = server.client.json("/v1/site")["timezone"].clone();
        assert_eq!(zone, "Africa/Lagos");
        agrees(&server);
        let now = server.clock.now();
        let of = |months: Vec<(String, u64)>, month: &str| months.iter().find(|(date, _)| date == month).map_or(0, |(_, n)| *n);

        let first = newsroom::article("new-year", time("2019-12-31T23:30:00Z"), now);
        let second = newsroom::article("old-year", time("2019-12-31T22:30:00Z"), now);
        newsroom::publish(&server.db, now, vec![first.clone(), second.clone()]);
        let months = agrees(&server);
        assert_eq!(months[months.len() - 2..], [("2020-01".to_owned(), 1), ("2019-12".to_owned(), 1)]);

        let mut moved = first.clone();
        (moved.row.published_at, moved.row.public_from) = (time("2019-12-01T00:00:00Z"), time("2019-12-01T00:00:00Z"));
        newsroom::replace(&server.db, now, moved);
        assert_eq!(of(agrees(&server), "2019-12"), 2);
        newsroom::withdraw(&server.db, now, second);
        assert_eq!(of(agrees(&server), "2019-12"), 1);

        let mut short = newsroom::article("short", time("2018-05-01T00:00:00Z"), now);
        short.row.public_until = Some(now.plus_seconds(60));
        let later = newsroom::article("later", now.plus_seconds(90 * 86_400), now);
        newsroom::publish(&server.db, now, vec![short, later]);
        assert_eq!(of(agrees(&server), "2018-05"), 1);
        server.clock.set(now.plus_seconds(91 * 86_400));
        let months = agrees(&server);
        assert_eq!((of(months.clone(), "2018-05"), of(months.clone(), "2027-02")), (0, 1), "before it is announced");
        announce(&server);
        assert_eq!(agrees(&server), months, "and after");
        check::run(&server.settings).unwrap();
    }

    fn another_zone_counts_anew(server: TestServer) {
        let now = server.clock.now();
        newsroom::publish(&server.db, now, vec![newsroom::article("eve", time("2019-12-31T22:30:00Z"), now)]);
        assert_eq!(agrees(&server).last().unwrap().0, "2019-12");
        let file = SiteFile::parse(&json!({"timezone": "Pacific/Auckland"}).to_string()).unwrap();
        server.db.write_blocking(move |conn| site_set(conn, now, &file, Marks::default())).unwrap();
        while server.client.json("/v1/site")["timezone"] != "Pacific/Auckland" {
            std::thread::yield_now();
        }
        assert_eq!(agrees(&server).last().unwrap().0, "2020-01");
        check::run(&server.settings).unwrap();
    }

    fn a_counter_that_is_wrong_is_found(server: TestServer) {
        let wrong = "UPDATE article_months SET article_count = article_count + 1 WHERE month = '2026-11'";
        server.db.write_blocking(move |conn| diesel::RunQueryDsl::execute(Statement::<()>::new(wrong), conn).map_err(DatabaseError::from)).unwrap();
        assert_eq!(check::run(&server.settings).unwrap_err().to_string(), "1 faults");
    }
}
