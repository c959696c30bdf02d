//! How well search finds what readers look for in the demo newsroom. `benches/quality.rs` measures more of it.

use super::{search, slugs};
use crate::support::{Backend, TestServer, postgres};

#[path = "../../../benches/judged/mod.rs"]
mod judged;

searching! { demo_with fn readers_find_what_they_look_for(server: TestServer) {
    let mut known = Vec::new();
    let mut gains = Vec::new();
    for judged in judged::read(judged::DEMO) {
        let answer = search(&server, &judged.query, &format!("&limit={}", judged::PLACES));
        let ranking: Vec<String> = slugs(&answer).into_iter().map(str::to_owned).collect();
        gains.push(judged.ndcg(&ranking));
        if judged.kind == "known item" {
            known.push(judged.reciprocal_rank(&ranking));
        }
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    assert!(known.len() >= 20 && gains.len() >= 60);
    assert!(mean(&known) >= 0.8, "known items stand too low: {:.3}", mean(&known));
    assert!(mean(&gains) >= 0.8, "the gain of all queries is too small: {:.3}", mean(&gains));
}}
