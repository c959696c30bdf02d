//! Imports that administrators start by an upload, and what becomes of them.

use std::process::Command;
use std::time::{Duration, Instant};

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::client::Answer;
use crate::support::desk::Desk;
use crate::support::{Backend, Client, TestServer, postgres, server, until};

const IMPORTS: &str = "/v1/admin/imports";

/// An export with so many posts.
fn export(posts: usize) -> String {
    let post = |n: usize| {
        format!(
            "<item><title>Post {n}</title><link>https://old.example/2024/05/post-{n}/</link><pubDate>Fri, 10 May 2024 10:00:00 +0000</pubDate>\
         <dc:creator>ada</dc:creator><guid isPermaLink=\"false\">https://old.example/?p={n}</guid><content:encoded><![CDATA[<p>Text {n}.</p>]]></content:encoded>\
         <excerpt:encoded></excerpt:encoded><wp:post_id>{n}</wp:post_id><wp:post_date>2024-05-10 10:00:00</wp:post_date><wp:post_date_gmt>2024-05-10 10:00:00</wp:post_date_gmt>\
         <wp:post_name>post-{n}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:comment_status>open</wp:comment_status></item>"
        )
    };
    let items: String = (1..=posts).map(post).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Old</title><link>https://old.example</link>\
         <language>en</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>{items}</channel></rss>"
    )
}

fn upload(desk: &Desk, query: &str, body: &str) -> Answer {
    desk.send("POST", &format!("{IMPORTS}{query}"), &[("Content-Type", "application/xml")], body.as_bytes())
}

fn path(run: &Value) -> String {
    format!("{IMPORTS}/{}", run["id"].as_str().unwrap())
}

/// How an import is once it has ended.
fn ended(desk: &Desk, run: &Value) -> Value {
    let began = Instant::now();
    loop {
        let now = desk.json(&path(run));
        if !["waiting", "running"].contains(&now["state"].as_str().unwrap()) {
            return now;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{now}");
        std::thread::yield_now();
    }
}

/// What is left in the folder of uploads beside its lock.
fn left(server: &TestServer) -> usize {
    let names = std::fs::read_dir(server.settings.data.join("imports")).unwrap();
    names.filter(|entry| entry.as_ref().unwrap().file_name() != "lock").count()
}

/// The file goes right after the end of its run is written down.
fn nothing_is_left(server: &TestServer) {
    until(|| json!(left(server)), |left| *left == 0);
}

/// The report that the command line gives on the same file.
fn told_by_the_command(body: &str) -> Value {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("old.xml");
    std::fs::write(&file, body).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_newswire"))
        .args(["import", "wxr", "--json", "--timezone", "Africa/Lagos", "--data"])
        .arg(dir.path())
        .arg(&file)
        .output()
        .unwrap();
    let mut report: Value = serde_json::from_slice(&done.stdout).unwrap();
    report["file"] = json!("old.xml");
    report
}

on_both_empty! {
    fn an_upload_is_imported_in_the_background_as_the_command_does(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let body = export(30);
        let started = upload(&root, "?file=old.xml&timezone=Africa/Lagos", &body);
        let run = started.json();
        assert_eq!((started.status, started.header("location")), (202, path(&run).as_str()));
        assert_eq!((&run["state"], &run["file"], &run["size"], &run["created_by"]), (&json!("waiting"), &json!("old.xml"), &json!(body.len()), &json!("root")));
        assert_eq!(run["options"], json!({"as_article": [], "overwrite": false, "timezone": "Africa/Lagos", "home_url": null}));
        let done = ended(&root, &run);
        assert_eq!((&done["state"], &done["progress"], &done["error"]), (&json!("done"), &json!(100), &Value::Null));
        assert_eq!(done["report"], told_by_the_command(&body));
        assert_eq!(done["report"]["kinds"]["post"]["kept"], 30);
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 30, "and readers see it at once");
        let again = ended(&root, &upload(&root, "", &body).json());
        assert_eq!((&again["report"]["created"], &again["report"]["file"]), (&json!(0), &json!("export.xml")));
        let list = root.json(IMPORTS);
        assert_eq!((list["data"].as_array().unwrap().len(), &list["data"][1]["id"]), (2, &run["id"]));
        nothing_is_left(&server);
        let deeds = root.json("/v1/admin/audit?resource_kind=import");
        assert_eq!(deeds["data"].as_array().unwrap().len(), 2);
    }

    fn what_is_no_export_is_refused_and_says_where(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        for (body, says) in [
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss>&a;</rss>", "Line 2, "),
            (&export(3)[..900], "Line 1, "),
            ("not at all", "Line 1, "),
        ] {
            let run = ended(&root, &upload(&root, "", body).json());
            assert_eq!((&run["state"], &run["report"]), (&json!("refused"), &Value::Null), "threat 54");
            assert!(run["error"].as_str().unwrap().starts_with(says), "{run}");
        }
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 0, "nothing was stored");
        assert_eq!(upload(&root, "", "").problem()["detail"], "The body is empty: send the export.");
        for (query, name) in [("?timezone=Mars/Base", "timezone"), ("?home_url=javascript:alert(1)", "home_url"), ("?file=a%0Ab", "file"), ("?uploads=/etc", "uploads"), ("?overwrite=1", "overwrite")] {
            let answer = upload(&root, query, "<rss/>");
            assert_eq!((answer.status, &answer.problem()["errors"][0]["parameter"]), (400, &json!(name)));
        }
        assert_eq!(root.post(IMPORTS, &json!({})).status, 415);
        let done = ended(&root, &root.json(IMPORTS)["data"][0]);
        assert_eq!(root.post(&format!("{}/cancel", path(&done)), &json!({})).problem()["detail"], "It has ended already: it is `refused`.");
        nothing_is_left(&server);
        assert_eq!(server.desk("ada", Role::Editor).get(IMPORTS).status, 403);
    }

    fn an_import_is_cancelled_and_there_is_one_at_a_time(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let run = upload(&root, "", &export(20_000)).json();
        let second = upload(&root, "", &export(1));
        let detail = format!("The import `{}` has not ended: wait for its end, or cancel it.", run["id"].as_str().unwrap());
        assert_eq!((second.status, &second.problem()["detail"]), (409, &json!(detail)));
        assert_eq!(root.send("POST", &format!("{}/cancel", path(&run)), &[], &[]).status, 202);
        let end = ended(&root, &run);
        assert_eq!((&end["state"], &end["report"]), (&json!("cancelled"), &Value::Null));
        assert!(!end["finished_at"].is_null());
        assert_eq!(ended(&root, &upload(&root, "", &export(1)).json())["state"], "done", "the next one has its turn");
        nothing_is_left(&server);
    }
}

fn goes_on(backend: Backend) {
    let dir = tempfile::tempdir().unwrap();
    let database = server::empty_database(backend, dir.path());
    let (data, body) = (dir.path().display().to_string(), export(3_000));
    let mut added = Command::new(env!("CARGO_BIN_EXE_newswire"))
        .args(["user", "add", "root@desk.example", "--data", &data, "--database", &database])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut added.stdin.take().unwrap(), b"a sentence of the tests\n").unwrap();
    assert!(added.wait().unwrap().success());
    let start = || {
        let listen = server::free_address();
        let mut child = Command::new(env!("CARGO_BIN_EXE_newswire"))
            .args(["serve", "--data", &data, "--database", &database, "--listen", &listen, "--log-level", "error"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let client = Client::new(&format!("http://{listen}"));
        server::wait_until_ready(&client, &mut child);
        let sign_in = json!({"email": "root@desk.example", "password": "a sentence of the tests"});
        let token = client.post("/v1/admin/session", &sign_in).json()["access_token"].as_str().unwrap().to_owned();
        let email = String::new();
        (child, Desk { client, token, refresh_token: String::new(), user: newswire::db::Id::new(), email })
    };
    let (mut child, desk) = start();
    let run = upload(&desk, "", &body).json();
    // Somewhere in the middle: something is there, and not everything.
    let total = |desk: &Desk| desk.client.json("/v1/articles")["page"]["total"].as_i64().unwrap();
    while total(&desk) == 0 {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, desk) = start();
    let done = ended(&desk, &run);
    assert_eq!((&done["state"], &done["report"]["kinds"]["post"]["kept"]), (&json!("done"), &json!(3_000)), "{done}");
    println!("{backend:?}: {} of 3000 were there when it was killed", done["report"]["unchanged"]);
    assert!(done["report"]["unchanged"].as_i64().unwrap() > 0, "it was killed before anything was stored");
    assert_eq!(desk.client.json("/v1/articles")["page"]["total"], 3_000, "each once");
    child.kill().unwrap();
    child.wait().unwrap();
    if backend == Backend::Postgres {
        postgres::remove(&database);
    }
}

#[test]
fn an_import_that_was_killed_goes_on_by_itself() {
    goes_on(Backend::Sqlite);
    if postgres::server().is_some() {
        goes_on(Backend::Postgres);
    }
}
