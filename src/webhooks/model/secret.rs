//! Secrets of webhooks and what they sign. A secret is needed for each signature, so a hash of it would
//! not do; it is derived from the root secret anew each time, and no copy of the database tells it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::Webhook;
use crate::db::{Id, Time};

/// How the text of a secret begins, by the rules of Standard Webhooks.
const PREFIX: &str = "whsec_";
/// How a signature by HMAC-SHA256 begins.
const VERSION: &str = "v1,";
/// The bytes of a block of SHA-256: a shorter key of HMAC is filled up with zeros (RFC 2104).
const BLOCK: usize = 64;

/// Derives secrets and signs with them.
#[derive(Clone)]
pub struct Signer {
    key: [u8; 32],
}

impl Signer {
    /// With the root secret of this installation.
    pub fn new(secret: &[u8]) -> Self {
        Self { key: blake3::derive_key("newswire 2026 webhooks", secret) }
    }

    /// The text of a webhook's secret, for its receiver: 32 bytes in base64.
    pub fn shown(&self, webhook: &Webhook) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.secret(webhook.id, webhook.generation)))
    }

    /// The value of `webhook-signature`: one signature, and one more while the secret before is good too.
    pub fn signatures(&self, webhook: &Webhook, message: &str, at: Time, body: &str) -> String {
        let before = webhook.both_sign_until(at).map(|_| webhook.generation - 1);
        let generations = std::iter::once(webhook.generation).chain(before);
        let signed = format!("{message}.{}.{body}", at.timestamp());
        let all: Vec<String> = generations.map(|number| self.sign(webhook.id, number, &signed)).collect();
        all.join(" ")
    }

    fn secret(&self, webhook: Id, generation: i64) -> [u8; 32] {
        let mut hash = blake3::Hasher::new_keyed(&self.key);
        hash.update(webhook.0.as_bytes());
        hash.update(&generation.to_le_bytes());
        *hash.finalize().as_bytes()
    }

    fn sign(&self, webhook: Id, generation: i64, text: &str) -> String {
        let mut block = [0; BLOCK];
        let secret = self.secret(webhook, generation);
        block[..secret.len()].copy_from_slice(&secret);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(text.as_bytes());
        format!("{VERSION}{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}
