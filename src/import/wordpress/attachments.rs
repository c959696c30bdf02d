//! Attachments become media: links to where the files are, or the files themselves where a copy of the
//! uploads folder is at hand.

mod uploads;

use std::sync::Arc;

use super::decide::{Decision, Memory};
use super::meta::{AttachmentMetadata, PostMeta};
use super::model::Item;
use super::run::{Context, ImportError, SYSTEM};
use super::survey::looks_like_picture;
use crate::body::{plain_text, title_text};
use crate::db::{Conn, Id, Json, Time};
use crate::import::store::{self, Known};
use crate::import::{Ledger, Report};
use crate::media::{self, MediaKind, NewMedia, Width};
use crate::redirects::{self, Kind, Target};

const KIND: &str = "attachment";

/// Imports a batch of attachments.
///
/// # Errors
/// The database.
pub fn import(
    context: &Arc<Context>,
    batch: Vec<Item>,
    ledger: &mut Ledger<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let context = context.clone();
    let part = ledger.write(move |conn| -> Result<Report, ImportError> {
        let identities: Vec<String> = batch.iter().map(|item| context.survey.identity(item)).collect();
        let ids: Vec<i64> = batch.iter().filter_map(|item| item.post_id).collect();
        let mut work = Work {
            memory: Memory::of(conn, &context, KIND, &identities)?,
            taken: store::taken_numbers(conn, KIND, &ids)?,
            context: &context,
            report: Report::default(),
            remembered: Vec::new(),
            new: Vec::new(),
            addresses: Vec::new(),
        };
        for (item, identity) in batch.iter().zip(identities) {
            work.one(conn, item, identity)?;
        }
        work.store(conn)?;
        Ok(work.report)
    })?;
    report.add(part);
    Ok(())
}

struct Work<'a> {
    context: &'a Context,
    memory: Memory,
    taken: Vec<i64>,
    report: Report,
    remembered: Vec<Known>,
    new: Vec<NewMedia>,
    addresses: Vec<(String, Target)>,
}

impl Work<'_> {
    fn one(&mut self, conn: &mut Conn, item: &Item, identity: String) -> Result<(), ImportError> {
        if address(item).is_empty() {
            self.report.left_out(KIND, "no_address");
            return Ok(());
        }
        super::comments::leave_out(item, &mut self.report);
        if self.context.stood_before(item) {
            self.report.left_out(KIND, "duplicate");
            return Ok(());
        }
        let digest = item.digest().to_string();
        let mut reasons = Vec::new();
        match self.memory.decide(&identity, &digest) {
            Decision::Unchanged(_) => self.report.unchanged += 1,
            Decision::EditedHere(_) => reasons.push("edited_here"),
            Decision::Create => {
                let new = self.media(item, Id::at(published(item, self.context)), &mut reasons);
                self.remembered.push(Known { identity, target_id: new.id, digest, revision: 1 });
                let lead = Target::imported(Kind::Media, new.id);
                let paths = self.paths(item);
                self.addresses.extend(paths.into_iter().map(|path| (path, lead.clone())));
                self.new.push(new);
                self.report.created += 1;
            }
            Decision::Update(id) => {
                let new = self.media(item, id, &mut reasons);
                let revision = media::update(conn, self.context.now, &new)?;
                self.remembered.push(Known { identity, target_id: id, digest, revision });
                self.report.updated += 1;
            }
        }
        self.report.kept(KIND, &reasons);
        Ok(())
    }

    fn media(&mut self, item: &Item, id: Id, reasons: &mut Vec<&'static str>) -> NewMedia {
        let meta = PostMeta::of(item);
        let url = address(item);
        let filename = url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let known = meta.attachment_metadata().unwrap_or_default();
        let whole = |n: u32| i32::try_from(n).ok();
        let number = item.post_id.filter(|n| *n > 0 && !self.taken.contains(n)).unwrap_or(0);
        self.taken.push(number);
        let mime = mime_of(filename);
        let kind = if looks_like_picture(url) { MediaKind::Image } else { MediaKind::of_mime(mime) };
        let mut new = NewMedia::blank(id, kind, filename, published(item, self.context));
        new.number = number;
        new.source_url = Some(url.to_owned());
        mime.clone_into(&mut new.mime);
        new.title = title_text(&item.title);
        new.width = known.width.and_then(whole);
        new.height = known.height.and_then(whole);
        new.widths = Json(linked_widths(url, &known));
        new.alt = meta.image_alt().map(title_text).unwrap_or_default();
        new.caption = Some(plain_text(&item.excerpt)).filter(|text| !text.is_empty());
        new.credit = meta.credit().map(title_text);
        new.duration_seconds = known.seconds.and_then(whole);
        new.legacy_source = Some(SYSTEM.to_owned());
        new.legacy_kind = Some(KIND.to_owned());
        new.legacy_id = item.post_id.map(|id| id.to_string());
        if let (Some(uploads), Some(file)) = (&self.context.options.uploads, meta.attached_file()) {
            reasons.extend(uploads::take(uploads, file, &self.context.files, &mut new).err());
        }
        new
    }

    /// The addresses under which readers knew the attachment.
    fn paths(&self, item: &Item) -> Vec<String> {
        let base = &self.context.survey.base;
        let known = [&item.link, &item.attachment_url].into_iter().filter_map(|link| base.path_of(link));
        let mut paths: Vec<String> =
            known.filter(|path| path.query.is_none() && path.path != "/").map(|path| path.path).collect();
        paths.dedup();
        paths
    }

    fn store(&mut self, conn: &mut Conn) -> Result<(), ImportError> {
        media::insert_many(conn, self.context.now, std::mem::take(&mut self.new))?;
        redirects::remember_many(conn, self.context.now, &self.addresses)?;
        store::remember(conn, &self.context.source, KIND, &self.remembered)?;
        Ok(())
    }
}

fn address(item: &Item) -> &str {
    if item.attachment_url.is_empty() { &item.guid } else { &item.attachment_url }
}

fn published(item: &Item, context: &Context) -> Time {
    let zone = context.addresses.zone;
    let found = super::dates::published_moment(item, zone, context.survey.channel.pub_date.at());
    found.map_or(context.now, |(moment, _)| Time(moment)).whole_seconds()
}

/// The widths that the old server has of a picture.
fn linked_widths(url: &str, known: &AttachmentMetadata) -> Vec<Width> {
    let folder = url.rsplit_once('/').map_or("", |(folder, _)| folder);
    let one = |width: u32, url: String| i32::try_from(width).ok().map(|w| Width { w, url: Some(url) });
    let mut widths: Vec<Width> =
        known.sizes.iter().filter_map(|size| one(size.width, format!("{folder}/{}", size.file))).collect();
    widths.extend(known.width.and_then(|width| one(width, url.to_owned())));
    widths.sort_by_key(|width| width.w);
    widths.dedup_by_key(|width| width.w);
    widths
}

/// The media type that a file's name speaks of.
fn mime_of(filename: &str) -> &'static str {
    match filename.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).as_deref() {
        Some("jpg" | "jpeg" | "jpe") => "image/jpeg",
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("svg") => "image/svg+xml",
        Some("bmp") => "image/bmp",
        Some("mp3") => "audio/mpeg",
        Some("m4a") => "audio/mp4",
        Some("ogg" | "oga") => "audio/ogg",
        Some("wav") => "audio/wav",
        Some("mp4" | "m4v") => "video/mp4",
        Some("mov") => "video/quicktime",
        Some("webm") => "video/webm",
        Some("ogv") => "video/ogg",
        Some("pdf") => "application/pdf",
        Some("zip") => "application/zip",
        Some("doc") => "application/msword",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    }
}
