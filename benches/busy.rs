//! The server with a newsroom that never rests: the key of all articles is touched every so many
//! milliseconds, as a publication touches it. The load driver measures what that costs readers.
//!
//! `busy DATA LISTEN MILLISECONDS`
#![expect(clippy::expect_used, reason = "a measuring tool that cannot go on has failed")]

use std::net::TcpListener;
use std::time::Duration;

use clap::Parser;
use newswire::app::Server;
use newswire::clock::Clock;
use newswire::commands;
use newswire::config::Options;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [data, listen, millis] = given.as_slice() else {
        // `cargo bench` runs every bench target; without a folder there is nothing to serve.
        println!("usage: busy DATA LISTEN MILLISECONDS");
        return;
    };
    let every = Duration::from_millis(millis.parse().expect("a number of milliseconds"));
    let line = Line::parse_from(["newswire", "--data", data, "--listen", listen]);
    let settings = line.options.check().expect("settings that are right");
    let (db, secret) = commands::open(&settings).expect("a database");
    let listener = TcpListener::bind(listen).expect("an address that is free");
    let server = Server::new(db, settings, Clock::system(), &secret).expect("a server");
    let generations = server.cache.generations().clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(every);
            generations.touch(["articles"]);
        }
    });
    let served = commands::serve::serve(server, listener, std::future::pending());
    actix_web::rt::System::new().block_on(served).expect("the server serves");
}
