//! Alerts on the wire.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::Problem;
use crate::http::checks::Checks;

/// The most topics of an alert.
const MOST: usize = 20;

/// An alert to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertIn {
    /// Its title.
    #[schema(min_length = 1, max_length = 200, example = "Harbour tunnel opens")]
    pub title: String,
    /// Its text.
    #[schema(min_length = 1, max_length = 1000, example = "The first buses run from six o'clock.")]
    pub body: String,
    /// To whom it goes, in the words of the publisher's own push service; none: whatever that takes it for.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["breaking", "city"]))]
    pub topics: Vec<String>,
}

impl AlertIn {
    /// Checks what was written.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(&self) -> Result<(), Problem> {
        let mut checks = Checks::default();
        checks.text("/title", &self.title, 1, 200);
        checks.text("/body", &self.body, 1, 1_000);
        if self.topics.len() > MOST {
            checks.fault("/topics", "too_long", format!("At most {MOST}."));
        }
        for (n, topic) in self.topics.iter().enumerate().take(MOST) {
            checks.text(&format!("/topics/{n}"), topic, 1, 100);
        }
        checks.finish()
    }
}
