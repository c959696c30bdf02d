//! Webhooks: who is told of public changes by a call, and what each was told. Deliveries are made from
//! the log, each webhook with its own place in it, in the transaction that moves the place on; so none
//! is lost and none is made twice, whatever stops in between. They are sent by the rules of Standard
//! Webhooks (standardwebhooks.com), and tried again until they arrive, the receiver is gone (410), or three
//! days' patience ends. A delivery may arrive twice: `webhook-id` is the same then.

pub mod jobs;
mod model;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;
mod wire;

pub use model::{Delivery, Webhook};
pub use store::forget_about;
