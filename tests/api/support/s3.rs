//! A store that speaks S3, in this process, on a folder; its thread ends with the process.

use std::net::SocketAddr;
use std::path::Path;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;

/// The key that it takes.
pub const KEY: (&str, &str) = ("id-of-the-tests", "secret-of-the-tests");

/// Starts one with a bucket `pictures`; where it listens.
pub fn start(root: &Path) -> SocketAddr {
    std::fs::create_dir_all(root.join("pictures")).expect("a bucket");
    let mut builder = S3ServiceBuilder::new(FileSystem::new(root).expect("a store"));
    builder.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
    let service = builder.build();
    let (told, at) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            told.send(listener.local_addr().expect("an address")).expect("a test that waits");
            let server = Builder::new(TokioExecutor::new());
            loop {
                let Ok((socket, _)) = listener.accept().await else { continue };
                let connection = server.serve_connection(TokioIo::new(socket), service.clone()).into_owned();
                tokio::spawn(async move { drop(connection.await) });
            }
        });
    });
    at.recv().expect("an address")
}
