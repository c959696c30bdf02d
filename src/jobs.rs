//! The background loop: what has to be done again and again beside the requests. The work itself
//! lives in its slice.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;

/// Does `work` every so often until the stop is called; a failure is logged and tried again.
pub async fn every<F, E>(
    period: Duration,
    what: &'static str,
    mut stop: watch::Receiver<bool>,
    mut work: impl FnMut() -> F,
) where
    F: Future<Output = Result<(), E>>,
    E: std::fmt::Display,
{
    loop {
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = stop.changed() => return,
        }
        if let Err(err) = work().await {
            tracing::error!(cause = %err, "failed to {what}");
        }
    }
}
