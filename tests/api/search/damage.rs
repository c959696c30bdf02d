//! What happens to the files of the index: it is made anew, and lists go on meanwhile.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Writer, search, slugs};
use crate::support::{Backend, TestServer, postgres, until};

searching! { empty_with fn a_damaged_index_is_made_anew_and_lists_go_on(server: TestServer) {
    let writer = Writer::new(&server);
    writer.text("Harbour tunnel opens", "At noon.");
    assert_eq!(writer.found("tunnel").len(), 1);
    let folder = server.settings.data.join("search");
    let current = std::fs::read_to_string(folder.join("current")).unwrap();
    std::fs::write(folder.join("current"), "").unwrap();
    assert_eq!(server.client.get("/v1/articles").status, 200);
    let named = || json!(std::fs::read_to_string(folder.join("current")).unwrap_or_default());
    until(named, |name| name.as_str().is_some_and(|name| !name.is_empty() && name != current));
    assert_eq!(writer.found("tunnel").len(), 1);
    until(|| json!(folder.join(&current).exists()), |there| *there == json!(false));
}}

/// The files of the generation that counts.
fn files(data: &Path) -> Vec<PathBuf> {
    let folder = data.join("search");
    let current = std::fs::read_to_string(folder.join("current")).unwrap();
    let entries = std::fs::read_dir(folder.join(current)).unwrap().map(|entry| entry.unwrap());
    let mut found: Vec<PathBuf> =
        entries.filter(|entry| entry.metadata().unwrap().len() > 0).map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// A way in which a file can be damaged: what it is called, and what does it.
type Way = (&'static str, fn(&Path));

const WAYS: [Way; 4] = [
    ("a bit is turned", |file| {
        let mut bytes = std::fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        std::fs::write(file, bytes).unwrap();
    }),
    ("the second half is lost", |file| {
        let bytes = std::fs::read(file).unwrap();
        std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
    }),
    ("all is zero", |file| std::fs::write(file, vec![0; std::fs::read(file).unwrap().len()]).unwrap()),
    ("it is gone", |file| std::fs::remove_file(file).unwrap()),
];

searching! { empty_with fn whatever_file_is_damaged_the_index_is_made_anew(server: TestServer) {
    let mut server = server;
    let writer = Writer::new(&server);
    writer.text("Harbour tunnel opens", "The first cars drove through at noon.");
    writer.text("Ferries return", "The night ferry sails past the harbour wall.");
    assert_eq!(writer.found("harbour").len(), 2);
    let count = files(&server.settings.data).len();
    assert!(count >= 6, "{count} files");
    // Each file in one of the ways, and each of the ways with several files.
    for (place, (way, damage)) in (0..count).zip(WAYS.into_iter().cycle()) {
        let mut name = PathBuf::new();
        server.restart(&["--search", "on"], |data| {
            // An index that was made anew may have a file less.
            let all = files(data);
            name = all[place.min(all.len() - 1)].clone();
            damage(&name);
        });
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 2, "{way}: {}", name.display());
        let found = search(&server, "harbour", "");
        assert_eq!(slugs(&found), ["harbour-tunnel-opens", "ferries-return"], "{way}: {}", name.display());
    }
}}

searching! { empty_with fn an_index_whose_files_are_taken_away_while_it_runs_is_made_anew(server: TestServer) {
    let writer = Writer::new(&server);
    writer.text("Harbour tunnel opens", "The first cars drove through at noon.");
    assert_eq!(writer.found("harbour").len(), 1);
    for file in files(&server.settings.data) {
        std::fs::remove_file(file).unwrap();
    }
    assert_eq!(server.client.get("/v1/search?q=harbour").status, 200);
    writer.text("Ferries return", "The night ferry sails past the harbour wall.");
    assert_eq!(server.client.json("/v1/articles")["page"]["total"], 2);
    assert_eq!(writer.found("harbour"), ["harbour-tunnel-opens", "ferries-return"]);
    std::fs::remove_dir_all(server.settings.data.join("search")).unwrap();
    writer.text("Harbour bridge", "It is planned.");
    assert_eq!(writer.found("harbour").len(), 3);
}}
