//! A client without a token: a reader, or a stranger.

use std::time::Duration;

use serde_json::Value;

/// Calls one server.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    base: String,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    /// A client of a server.
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), base: base.to_owned() }
    }

    /// Sends a request.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        request = request.header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = match body {
            [] => self.agent.run(request.body(()).expect("a request")),
            body => self.agent.run(request.body(body).expect("a request")),
        };
        let mut answer = sent.unwrap_or_else(|err| panic!("{method} {path}: {err}"));
        let headers = answer.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("?").to_owned())).collect();
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a body");
        Answer { status, headers, body }
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &[])
    }

    /// The status of a `GET`, if anything answers.
    pub fn try_get(&self, path: &str) -> Option<u16> {
        self.agent.get(format!("{}{path}", self.base)).call().ok().map(|answer| answer.status().as_u16())
    }

    /// The JSON of a 200.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "GET {path}: {}", answer.text());
        answer.json()
    }

    /// `POST` with a JSON body.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[("Content-Type", "application/json")], body.to_string().as_bytes())
    }

    /// All rows of a list, by its cursors.
    pub fn walk(&self, path: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut at = path.to_owned();
        loop {
            let page = self.json(&at);
            rows.extend(page["data"].as_array().expect("a list").iter().cloned());
            let Some(cursor) = page["page"]["next_cursor"].as_str() else { return rows };
            let glue = if path.contains('?') { '&' } else { '?' };
            at = format!("{path}{glue}cursor={cursor}");
        }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|err| panic!("{err}: {}", self.text()))
    }

    /// A header's value; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The problem that this answer is, with the request's id taken out, for it differs each time.
    pub fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let mut problem = self.json();
        let id = problem.as_object_mut().expect("an object").remove("request_id").expect("a request id");
        assert_eq!(id, self.header("x-request-id"));
        let current = problem.as_object_mut().expect("an object").remove("current").expect("what is there now");
        if !current.is_null() {
            problem["current"] = current;
        }
        problem
    }
}
