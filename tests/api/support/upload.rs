//! Files that are brought: forms, pictures, and a shelf on this machine that others' files lie on.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::{SocketAddr, TcpListener};

use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::Value;

use super::client::Answer;
use super::desk::Desk;
use super::until;

const BOUNDARY: &str = "----a-boundary-of-the-tests";

/// A part of a form: its name, its file's name, its bytes.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A form's media type.
pub fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A form's bytes.
pub fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, filename, bytes) in parts {
        let file = filename.map_or(String::new(), |filename| format!("; filename=\"{filename}\""));
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
        );
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// A picture of a size, of which no two places are alike.
pub fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixel = |x: u32, y: u32| image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, ((x ^ y) % 256) as u8]);
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, pixel)).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A JPEG as a camera writes it: with how it was held (6: on its side; 1: upright) and the place where it stood.
pub fn photographed(width: u32, height: u32, held: u8) -> Vec<u8> {
    let plain = drawn(width, height, ImageFormat::Jpeg);
    // One entry, how it was held; behind it the place.
    let exif =
        [&b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"[..], &[held], b"\0\0\0\0\0\0\0", PLACE].concat();
    let length = u16::try_from(exif.len() + 2).expect("a length").to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..], PLACE].concat()
}

/// The place where the camera stood.
pub const PLACE: &[u8] = b"GPSLatitude 6.4541 GPSLongitude 3.3947";

impl Desk {
    /// Sends a form.
    pub fn form(&self, method: &str, path: &str, headers: &[(&str, &str)], parts: &[Part<'_>]) -> Answer {
        let kind = form_type();
        let all: Vec<(&str, &str)> =
            [("Content-Type", kind.as_str())].into_iter().chain(headers.iter().copied()).collect();
        self.send(method, path, &all, &form(parts))
    }

    /// Brings a file; the medium as it was answered.
    pub fn upload(&self, filename: &str, bytes: &[u8]) -> Value {
        let answer = self.form("POST", "/v1/admin/media", &[], &[("file", Some(filename), bytes)]);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    /// The medium as soon as its widths are made.
    pub fn ready(&self, id: &str) -> Value {
        until(|| self.json(&format!("/v1/admin/media/{id}")), |media| media["state"] != "rendering")
    }
}

/// Files of somebody else, served as they are; the thread ends with the process.
pub struct Shelf {
    /// Where it listens.
    pub at: SocketAddr,
}

impl Shelf {
    /// With files by their paths; what begins with `->` redirects there.
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address");
        let files: HashMap<String, Vec<u8>> =
            files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.expect("a connection"));
                let (mut first, mut line) = (String::new(), String::new());
                // A client may go away before it has asked.
                let _ = stream.read_line(&mut first);
                while stream.read_line(&mut line).is_ok_and(|length| length > 2) {
                    line.clear();
                }
                let path = first.split(' ').nth(1).unwrap_or_default();
                let (head, body) = match files.get(path) {
                    Some(bytes) if bytes.starts_with(b"->") => {
                        (format!("302 X\r\nLocation: {}", String::from_utf8_lossy(&bytes[2..])), &[][..])
                    }
                    Some(bytes) => ("200 X".to_owned(), &bytes[..]),
                    None => ("404 X".to_owned(), &b"nothing"[..]),
                };
                let length = body.len();
                let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                // Nor need it hear the end.
                let _ = stream.get_mut().write_all(head.as_bytes()).and_then(|()| stream.get_mut().write_all(body));
            }
        });
        Self { at }
    }

    /// The address of a file.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }
}
