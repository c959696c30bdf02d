//! Every export of the shared data folder, held against the figures that an independent script
//! took of it. The folder is named by NEWSWIRE_SHARED_DATA; without it the test says so and rests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_dir;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::model::{Approval, CommentKind, PostKind};
use super::super::tests::{Failure, folder, read, truth};
use super::*;

#[test]
fn the_shared_exports_give_the_figures_of_truth_json() -> Result<(), Failure> {
    let Some(folder) = folder("the shared WordPress exports")? else {
        return Ok(());
    };
    let truth = truth(&folder)?;
    let files = truth.as_object().ok_or("truth.json has files")?;
    let mut present = BTreeSet::new();
    for entry in read_dir(folder.join("wxr"))? {
        present.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    let known: BTreeSet<String> = files.keys().cloned().collect();
    assert_eq!(present, known, "truth.json names the files that are there");
    for (name, expected) in files {
        check(&folder.join("wxr").join(name), name, expected)?;
    }
    Ok(())
}

fn check(path: &Path, name: &str, expected: &Value) -> Result<(), Failure> {
    let found = read(path);
    if expected["well_formed"] == json!(false) {
        let error = found.err().ok_or(format!("{name} was accepted"))?;
        let line = error.downcast::<XmlError>()?.line;
        assert_eq!(json!(line), expected["error"]["line"], "{name}: the line of the fault");
        return Ok(());
    }
    let (channel, items) = found.map_err(|error| format!("{name}: {error}"))?;
    check_channel(name, &channel, expected);
    check_totals(name, &items, expected);
    check_references(name, &channel, &items, expected);
    check_comments(name, &items, &expected["comments"]);
    check_items(name, &items, &expected["item_list"]);
    Ok(())
}

fn check_channel(name: &str, channel: &Channel, expected: &Value) {
    let is = &expected["channel"];
    for (field, value) in [
        ("title", json!(channel.title)),
        ("link", json!(channel.link)),
        ("language", json!(channel.language)),
        ("generator", json!(channel.generator)),
        ("wxr_version", json!(channel.wxr_version)),
        ("base_site_url", json!(channel.base_site_url)),
        ("base_blog_url", json!(channel.base_blog_url)),
    ] {
        assert_eq!(value, is[field], "{name}: the channel's {field}");
    }
    let logins: Vec<&str> = channel.authors.iter().map(|a| a.login.as_str()).collect();
    assert_eq!(json!(logins), expected["authors"]["logins"], "{name}: authors");
    let categories: Vec<&Term> = channel.declared("category").collect();
    check_categories(name, &categories, &expected["categories"]);
    let slugs = channel.declared("post_tag").map(|t| t.slug.as_str());
    let slugs: Vec<&str> = slugs.collect();
    assert_eq!(json!(slugs), expected["tags"]["slugs"], "{name}: tags");
    let by_taxonomy = counted(channel.terms.iter().map(|t| t.taxonomy.clone()));
    assert_eq!(json!(by_taxonomy), expected["terms"]["by_taxonomy"], "{name}: terms");
}

fn check_categories(name: &str, categories: &[&Term], is: &Value) {
    assert_eq!(json!(categories.len()), is["count"], "{name}: categories");
    let list = is["list"].as_array().into_iter().flatten();
    for (category, is) in categories.iter().zip(list) {
        let Term { slug, name: n, parent, .. } = category;
        let found = json!({"slug": slug, "name": n, "parent": parent});
        assert_eq!(&found, is, "{name}: a category");
    }
}

fn counted(words: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn check_totals(name: &str, items: &[Item], expected: &Value) {
    let is = &expected["items"];
    let kinds = counted(items.iter().map(|i| i.post_type.as_str().to_owned()));
    let states = counted(items.iter().map(|i| i.status.as_str().to_owned()));
    let both = |i: &Item| format!("{}/{}", i.post_type.as_str(), i.status.as_str());
    assert_eq!(json!(items.len()), is["count"], "{name}: items");
    assert_eq!(json!(kinds), is["by_type"], "{name}: items by type");
    assert_eq!(json!(states), is["by_status"], "{name}: items by status");
    let both = counted(items.iter().map(both));
    assert_eq!(json!(both), is["by_type_and_status"], "{name}: by both");
    let files = items.iter().filter(|i| i.post_type == PostKind::Attachment);
    let addresses: BTreeSet<&str> = files.clone().map(|i| i.attachment_url.as_str()).collect();
    let is = &expected["attachments"];
    assert_eq!(json!(files.count()), is["count"], "{name}: attachments");
    let filled = addresses.iter().filter(|a| !a.is_empty()).count();
    assert_eq!(json!(filled), is["distinct_urls"], "{name}: addresses of attachments");
}

/// What items say they are filed under, and what of it the channel does not declare.
fn check_references(name: &str, channel: &Channel, items: &[Item], expected: &Value) {
    let mut slugs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for term in items.iter().flat_map(|item| &item.terms) {
        slugs.entry(&term.domain).or_default().push(term.key());
    }
    let distinct = |slugs: &[&str]| slugs.iter().collect::<BTreeSet<_>>().len();
    let count = |slugs: &[&str]| json!({"elements": slugs.len(), "distinct_slugs": distinct(slugs)});
    let found: BTreeMap<&str, Value> = slugs.iter().map(|(domain, slugs)| (*domain, count(slugs))).collect();
    assert_eq!(json!(found), expected["item_refs"], "{name}: references of items");
    for domain in ["category", "post_tag"] {
        let declared: BTreeSet<&str> = channel.declared(domain).map(|term| term.slug.as_str()).collect();
        let undeclared: BTreeSet<&str> =
            slugs.get(domain).into_iter().flatten().copied().filter(|slug| !declared.contains(slug)).collect();
        assert_eq!(json!(undeclared), expected["refs_undeclared"][domain], "{name}: undeclared {domain}");
    }
}

fn check_comments(name: &str, items: &[Item], is: &Value) {
    let comments = || items.iter().flat_map(|item| &item.comments);
    assert_eq!(json!(comments().count()), is["count"], "{name}: comments");
    let approved = counted(comments().map(|c| c.approved.as_str().to_owned()));
    assert_eq!(json!(approved), is["by_approved"], "{name}: comments by state");
    let ordinary = comments().filter(|c| c.kind == CommentKind::Comment && c.approved == Approval::Approved).count();
    assert_eq!(json!(ordinary), is["approved_ordinary"], "{name}: approved comments");
    let replies = comments().filter(|c| c.parent != 0).count();
    assert_eq!(json!(replies), is["replies"], "{name}: replies");
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for (kind, count) in is["by_type"].as_object().into_iter().flatten() {
        let kind = if kind.is_empty() { "comment" } else { kind };
        *kinds.entry(kind).or_default() += count.as_u64().unwrap_or_default();
    }
    let found = counted(comments().map(|c| c.kind.as_str().to_owned()));
    assert_eq!(json!(found), json!(kinds), "{name}: comments by kind");
}

/// The list has posts, pages and attachments; other kinds of items are only counted.
fn check_items(name: &str, items: &[Item], list: &Value) {
    use PostKind::{Attachment, Page, Post};
    let listed = |item: &&Item| matches!(item.post_type, Post | Page | Attachment);
    let items: Vec<&Item> = items.iter().filter(listed).collect();
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    assert_eq!(items.len(), list.len(), "{name}: the list of items");
    for (at, (item, is)) in items.iter().zip(list).enumerate() {
        let slugs = |taxonomy: &str| -> Vec<&str> {
            let of = item.terms.iter().filter(|t| t.taxonomy() == taxonomy);
            of.filter(|t| !t.domain.is_empty()).map(|t| t.key()).collect()
        };
        let ids: Vec<Option<i64>> = item.comments.iter().map(|c| c.id).collect();
        for (field, value) in [
            ("id", json!(item.post_id)),
            ("type", json!(item.post_type.as_str())),
            ("status", json!(item.status.as_str())),
            ("slug", json!(item.post_name)),
            ("title", json!(item.title)),
            ("creator", json!(item.creator)),
            ("comment_status", json!(item.comment_status.as_str())),
            ("parent", json!(item.post_parent)),
            ("sticky", json!(item.is_sticky)),
            ("password", json!(!item.post_password.is_empty())),
            ("attachment_url", json!(item.attachment_url)),
            ("content_len", json!(item.content.chars().count())),
            ("content_sha256", json!(format!("{:x}", Sha256::digest(&item.content)))),
            ("categories", json!(slugs("category"))),
            ("tags", json!(slugs("post_tag"))),
            ("comment_ids", json!(ids)),
        ] {
            assert_eq!(value, is[field], "{name}: {field} of item {at}");
        }
        let date = item.post_date.at().map(|d| d.to_string());
        let expected = is["date"].as_str().filter(|d| !d.starts_with("0000") && !d.is_empty());
        assert_eq!(date.as_deref(), expected, "{name}: the date of item {at}");
    }
}
