//! A bare actix-web server that answers given addresses with given bytes and headers: the ceiling that
//! the load driver measures against. It asks another server for each address once, keeps what it said,
//! and then serves that from memory, 304 included.
//!
//! `bare UPSTREAM LISTEN FILE`: FILE holds an address (path and query) a line.
#![expect(clippy::expect_used, reason = "a measuring tool that cannot go on has failed")]

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;

struct Fixed {
    headers: Vec<(HeaderName, HeaderValue)>,
    tag: HeaderValue,
    body: Bytes,
}

type All = Arc<HashMap<String, Fixed>>;

fn fetch(upstream: &str, address: &str) -> Fixed {
    let agent = ureq::Agent::new_with_defaults();
    let mut answer = agent.get(format!("{upstream}{address}")).call().expect("an answer");
    let skipped = [header::CONTENT_LENGTH, header::DATE, header::CONNECTION, header::TRANSFER_ENCODING];
    let named = |name: &str| HeaderName::from_bytes(name.as_bytes()).expect("a name");
    let headers: Vec<(HeaderName, HeaderValue)> = answer
        .headers()
        .iter()
        .map(|(name, value)| (named(name.as_str()), HeaderValue::from_bytes(value.as_bytes()).expect("a value")))
        .filter(|(name, _)| !skipped.contains(name))
        .collect();
    let tag = headers.iter().find(|(name, _)| name == header::ETAG).map(|(_, value)| value.clone());
    let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a body");
    Fixed { headers, tag: tag.unwrap_or(HeaderValue::from_static("")), body: body.into() }
}

async fn answer(req: HttpRequest, all: web::Data<All>) -> HttpResponse {
    let address = req.uri().path_and_query().map_or("", |both| both.as_str());
    let Some(fixed) = all.get(address) else { return HttpResponse::NotFound().finish() };
    let same = req.headers().get(header::IF_NONE_MATCH) == Some(&fixed.tag);
    let mut answer = HttpResponse::new(if same { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    let headers: &mut HeaderMap = answer.headers_mut();
    for (name, value) in &fixed.headers {
        headers.append(name.clone(), value.clone());
    }
    if same { answer } else { answer.set_body(actix_web::body::BoxBody::new(fixed.body.clone())) }
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let given: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [upstream, listen, file] = given.as_slice() else {
        // `cargo bench` runs every bench target; without addresses there is nothing to serve.
        println!("usage: bare UPSTREAM LISTEN FILE");
        return Ok(());
    };
    let addresses = std::fs::read_to_string(file)?;
    let upstream = upstream.clone();
    let fetched = std::thread::spawn(move || {
        addresses.lines().map(|address| (address.to_owned(), fetch(&upstream, address))).collect::<HashMap<_, _>>()
    });
    let all: All = Arc::new(fetched.join().expect("every address answers"));
    println!("serving {} addresses on {listen}", all.len());
    HttpServer::new(move || App::new().app_data(web::Data::new(all.clone())).default_service(web::to(answer)))
        .workers(std::thread::available_parallelism().map_or(2, usize::from))
        .bind(listen.as_str())?
        .run()
        .await
}
