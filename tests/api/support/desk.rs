//! Somebody at a desk of the newsroom: a user who is signed in, or a machine with a key.

use std::sync::LazyLock;

use newswire::auth::{Passwords, Role};
use newswire::db::{DatabaseError, Id};
use newswire::users::{self, Email, NewUser};
use serde_json::{Value, json};

use super::client::Answer;
use super::{Client, TestServer};

/// The password of every user of the tests; hashing takes its time.
pub const PASSWORD: &str = "a sentence of the tests";

static HASH: LazyLock<String> = LazyLock::new(|| {
    let system = actix_web::rt::System::new();
    system.block_on(Passwords::default().hash(PASSWORD.to_owned())).expect("a hash")
});

/// The hash of [`PASSWORD`].
pub fn password_hash() -> String {
    std::thread::spawn(|| HASH.clone()).join().expect("a hash")
}

/// Calls the Admin API with a token.
#[derive(Clone)]
pub struct Desk {
    pub client: Client,
    pub token: String,
    pub refresh_token: String,
    pub user: Id,
    pub email: String,
}

impl TestServer {
    /// Makes a user of a role.
    pub fn user(&self, name: &str, role: Role) -> (Id, String) {
        let email = format!("{name}@desk.example");
        let new = NewUser {
            email: Email::parse(&email).expect("an address"),
            name: name.to_owned(),
            role,
            password_hash: password_hash(),
            author_id: None,
            active: true,
        };
        let now = self.clock.now();
        let made = self.db.write_blocking(move |conn| users::create(conn, now, &new).map_err(DatabaseError::from));
        (made.expect("a user"), email)
    }

    /// Makes a user of a role and signs them in.
    pub fn desk(&self, name: &str, role: Role) -> Desk {
        let (user, email) = self.user(name, role);
        self.sign_in(user, &email)
    }

    /// Signs a user in.
    pub fn sign_in(&self, user: Id, email: &str) -> Desk {
        let answer = self.client.post("/v1/admin/session", &json!({"email": email, "password": PASSWORD}));
        assert_eq!(answer.status, 201, "{}", answer.text());
        let tokens = answer.json();
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let (token, refresh_token) = (text("access_token"), text("refresh_token"));
        Desk { client: self.client.clone(), token, refresh_token, user, email: email.to_owned() }
    }
}

impl Desk {
    /// The same with another token.
    pub fn with(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// Sends a request.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let all: Vec<(&str, &str)> =
            [("Authorization", bearer.as_str())].into_iter().chain(headers.iter().copied()).collect();
        self.client.send(method, path, &all, body)
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &[])
    }

    /// The JSON of a 200.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "GET {path}: {}", answer.text());
        answer.json()
    }

    /// A request with a JSON body.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let all: Vec<(&str, &str)> =
            [("Content-Type", "application/json")].into_iter().chain(headers.iter().copied()).collect();
        self.send(method, path, &all, body.to_string().as_bytes())
    }

    /// `POST` with a JSON body.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, &[], body)
    }

    /// The JSON of what a `POST` made.
    pub fn made(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body);
        assert_eq!(answer.status, 201, "POST {path}: {}", answer.text());
        answer.json()
    }

    /// A change of whatever is there.
    pub fn change(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.call(method, path, &[("If-Match", "*")], body)
    }

    /// `DELETE` of whatever is there.
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[("If-Match", "*")], &[])
    }
}
