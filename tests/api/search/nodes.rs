//! Several nodes on one database, each with an index of its own.

use serde_json::json;

use super::{Writer, encoded, slugs};
use crate::support::{Backend, TestServer, postgres, until};

/// Waits until each node's index holds all that was written and it finds these, in any order.
fn every_node_finds(nodes: [&TestServer; 2], q: &str, wanted: &[&str]) {
    for node in nodes {
        let path = format!("/v1/search?q={}", encoded(q));
        until(
            || node.client.json(&path),
            |answer| {
                let mut found = slugs(answer);
                found.sort_unstable();
                answer["index"] == json!({"state": "ready", "behind_by": 0})
                    && found == wanted
                    && answer["page"]["total"] == wanted.len()
            },
        );
    }
}

searching! { empty_with fn what_one_node_publishes_and_takes_away_the_other_finds_and_forgets(server: TestServer) {
    let node = server.another_with(&["--search", "on"]);
    assert_ne!(node.settings.data, server.settings.data, "each has an index of its own");
    let both = [&server, &node];
    every_node_finds(both, "harbour ", &[]);
    let writer = Writer::new(&server);
    let ferry = writer.text("Ferries return", "The night ferry sails past the harbour wall.");
    let tunnel = writer.text("Harbour tunnel opens", "The first cars drove through at noon.");
    every_node_finds(both, "harbour ", &["ferries-return", "harbour-tunnel-opens"]);
    let steps = [
        (format!("{ferry}/steps/unpublish"), json!({}), vec!["harbour-tunnel-opens"]),
        (format!("{tunnel}/takedown"), json!({"reason_code": "court_order"}), vec![]),
    ];
    for (step, body, left) in steps {
        let done = writer.desk.change("POST", &format!("/v1/admin/articles/{step}"), &body);
        assert_eq!(done.status / 100, 2, "{}", done.text());
        every_node_finds(both, "harbour ", &left);
    }
    for one in both {
        until(|| one.client.json("/v1/search/suggest?q=harb"), |suggested| *suggested == json!({"data": []}));
    }
    // The other way round: what is written on the one with the second index is found on the first.
    Writer { server: &node, desk: node.sign_in(writer.desk.user, &writer.desk.email) }.text("Harbour bridge", "Planned.");
    every_node_finds(both, "harbour ", &["harbour-bridge"]);
}}
