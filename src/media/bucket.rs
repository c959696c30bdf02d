//! Files on a store that speaks S3. Its calls are made on threads of their own, so that whoever needs a file may
//! wait for it wherever they are.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ClientOptions, GetOptions, GetRange, ObjectStore, PutOptions, RetryConfig};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{Receiver, channel};

use crate::config::S3Place;

/// How long a call that fails is tried again.
const PATIENCE: Duration = Duration::from_secs(10);
/// Parts of a file that wait for a slow reader.
const AHEAD: usize = 4;

/// A bucket, or a folder in one; clones are the same.
#[derive(Debug, Clone)]
pub struct Bucket(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: AmazonS3,
    prefix: String,
    threads: Threads,
}

/// The threads of the calls; they end without being waited for.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A file as it is told of before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Its size in bytes.
    pub length: u64,
    /// When it was put there.
    pub at: SystemTime,
}

impl Bucket {
    /// The bucket at a place.
    ///
    /// # Errors
    /// The place makes no sense; no threads can be had.
    pub fn open(place: &S3Place) -> io::Result<Self> {
        // Whoever was first has chosen the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let plain = place.endpoint.as_deref().is_some_and(|url| url.starts_with("http://"));
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&place.bucket)
            .with_region(&place.region)
            .with_access_key_id(&place.key_id)
            .with_secret_access_key(&place.secret)
            .with_retry(RetryConfig { max_retries: 2, retry_timeout: PATIENCE, ..RetryConfig::default() })
            .with_client_options(ClientOptions::new().with_allow_http(plain));
        if let Some(endpoint) = &place.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(io::Error::other)?;
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("media-store").enable_all().build()?;
        Ok(Self(Arc::new(Parts { store, prefix: place.prefix.clone(), threads: Threads(Some(runtime)) })))
    }

    fn path(&self, key: &str) -> Path {
        Path::from(format!("{}/{key}", self.0.prefix))
    }

    /// Does work on the threads of the calls and waits for it on this one.
    fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = object_store::Result<T>> + Send + 'static,
    ) -> io::Result<T> {
        let runtime = self.0.threads.0.as_ref().ok_or(io::ErrorKind::BrokenPipe)?;
        let (answer, result) = std::sync::mpsc::sync_channel(1);
        // Who asked waits for as long as this works.
        runtime.spawn(async move { drop(answer.send(work.await)) });
        result.recv().map_err(io::Error::other)?.map_err(failure)
    }

    /// What is told of a file.
    ///
    /// # Errors
    /// The store; there is none.
    pub fn told(&self, key: &str) -> io::Result<Told> {
        let (bucket, path) = (self.clone(), self.path(key));
        let meta =
            self.wait(async move { bucket.0.store.get_opts(&path, GetOptions::new().with_head(true)).await })?.meta;
        Ok(Told { length: meta.size, at: meta.last_modified.into() })
    }

    /// Whether a file is there.
    ///
    /// # Errors
    /// The store.
    pub fn has(&self, key: &str) -> io::Result<bool> {
        match self.told(key) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(false),
            told => told.map(|_| true),
        }
    }

    /// A whole file.
    ///
    /// # Errors
    /// The store; there is none.
    pub fn get(&self, key: &str) -> io::Result<Vec<u8>> {
        let (bucket, path) = (self.clone(), self.path(key));
        self.wait(async move { bucket.0.store.get_opts(&path, GetOptions::new()).await?.bytes().await }).map(Vec::from)
    }

    /// Puts a file, whole or not at all.
    ///
    /// # Errors
    /// The store.
    pub fn put(&self, key: &str, bytes: Vec<u8>) -> io::Result<()> {
        let (bucket, path) = (self.clone(), self.path(key));
        self.wait(async move { bucket.0.store.put_opts(&path, bytes.into(), PutOptions::default()).await }).map(drop)
    }

    /// Removes every file below a key.
    ///
    /// # Errors
    /// The store.
    pub fn remove(&self, key: &str) -> io::Result<()> {
        let (bucket, path) = (self.clone(), self.path(key));
        self.wait(async move {
            let all = bucket.0.store.list(Some(&path)).map_ok(|meta| meta.location).boxed();
            bucket.0.store.delete_stream(all).try_for_each(|_| async { Ok(()) }).await
        })
    }

    /// A part of a file, as it arrives.
    pub fn read(&self, key: &str, part: Range<u64>) -> Receiver<io::Result<Bytes>> {
        let (bucket, path) = (self.clone(), self.path(key));
        let (give, take) = channel(AHEAD);
        let read = async move {
            let options = GetOptions { range: Some(GetRange::Bounded(part)), ..GetOptions::default() };
            let mut parts = match bucket.0.store.get_opts(&path, options).await {
                Ok(got) => got.into_stream(),
                Err(err) => return drop(give.send(Err(failure(err))).await),
            };
            while let Some(part) = parts.next().await {
                // The reader may have gone away.
                if give.send(part.map_err(failure)).await.is_err() {
                    return;
                }
            }
        };
        if let Some(runtime) = self.0.threads.0.as_ref() {
            runtime.spawn(read);
        }
        take
    }
}

fn failure(err: object_store::Error) -> io::Error {
    match err {
        object_store::Error::NotFound { .. } => io::ErrorKind::NotFound.into(),
        err => io::Error::new(io::ErrorKind::HostUnreachable, err),
    }
}
