//! Items and their comments. Where an element stands twice, the first that says something counts.
//! `records.rs` has what is smaller.

use std::io::Read;

use super::super::dates::{gmt, local, rfc_2822};
use super::super::model::{Approval, Comment, CommentKind, Item, ItemTerm, PostKind, PostStatus, Switch};
use super::super::xml::XmlError;
use super::cursor::{Cursor, Space, Tag};
use super::records::pair;

/// Reads an `item` whose start tag has been read.
pub(super) fn read<R: Read>(cursor: &mut Cursor<R>) -> Result<Item, XmlError> {
    cursor.start_item();
    let mut item = Item::default();
    while let Some(tag) = cursor.child()? {
        match (tag.space, tag.local.as_str()) {
            (Space::Plain, "title") => cursor.word_into(&mut item.title)?,
            (Space::Plain, "link") => cursor.word_into(&mut item.link)?,
            (Space::Plain, "pubDate") => item.pub_date = rfc_2822(&cursor.word()?),
            (Space::Plain, "description") => cursor.text_into(&mut item.description)?,
            (Space::Plain, "category") => item.terms.push(mention(cursor, &tag)?),
            (Space::Plain, "guid") => {
                item.guid_is_permalink = tag.attribute("isPermaLink") != Some("false");
                cursor.word_into(&mut item.guid)?;
            }
            (Space::Dc, "creator") => cursor.word_into(&mut item.creator)?,
            (Space::Content, "encoded") => cursor.text_into(&mut item.content)?,
            (Space::Excerpt, "encoded") => cursor.text_into(&mut item.excerpt)?,
            (Space::Wp, _) => wordpress_field(cursor, &tag, &mut item)?,
            _ => cursor.skip(&tag)?,
        }
    }
    Ok(item)
}

fn wordpress_field<R: Read>(cursor: &mut Cursor<R>, tag: &Tag, item: &mut Item) -> Result<(), XmlError> {
    match tag.local.as_str() {
        "post_id" => item.post_id = cursor.number()?,
        "post_date" => item.post_date = local(&cursor.word()?),
        "post_date_gmt" => item.post_date_gmt = gmt(&cursor.word()?),
        "post_modified" => item.post_modified = local(&cursor.word()?),
        "post_modified_gmt" => item.post_modified_gmt = gmt(&cursor.word()?),
        "comment_status" => item.comment_status = Switch::read(&cursor.word()?),
        "ping_status" => item.ping_status = Switch::read(&cursor.word()?),
        "post_name" => cursor.word_into(&mut item.post_name)?,
        "status" => item.status = PostStatus::read(&cursor.word()?),
        "post_parent" => item.post_parent = cursor.number()?.unwrap_or_default(),
        "menu_order" => item.menu_order = cursor.number()?.unwrap_or_default(),
        "post_type" => item.post_type = PostKind::read(&cursor.word()?),
        "post_password" => cursor.word_into(&mut item.post_password)?,
        "is_sticky" => item.is_sticky = cursor.number()?.is_some_and(|n| n != 0),
        "attachment_url" => cursor.word_into(&mut item.attachment_url)?,
        "postmeta" => item.meta.extend(pair(cursor)?),
        "comment" => item.comments.push(comment(cursor)?),
        _ => cursor.skip(tag)?,
    }
    Ok(())
}

fn mention<R: Read>(cursor: &mut Cursor<R>, tag: &Tag) -> Result<ItemTerm, XmlError> {
    let attribute = |name| tag.attribute(name).unwrap_or_default().trim().to_owned();
    Ok(ItemTerm { domain: attribute("domain"), nicename: attribute("nicename"), name: cursor.word()? })
}

fn comment<R: Read>(cursor: &mut Cursor<R>) -> Result<Comment, XmlError> {
    let mut comment = Comment::default();
    while let Some(tag) = cursor.child()? {
        if tag.space != Space::Wp {
            cursor.skip(&tag)?;
            continue;
        }
        match tag.local.as_str() {
            "comment_id" => comment.id = cursor.number()?,
            "comment_author" => cursor.word_into(&mut comment.author)?,
            "comment_author_email" => cursor.word_into(&mut comment.author_email)?,
            "comment_author_url" => cursor.word_into(&mut comment.author_url)?,
            "comment_author_IP" => cursor.word_into(&mut comment.author_ip)?,
            "comment_date" => comment.date = local(&cursor.word()?),
            "comment_date_gmt" => comment.date_gmt = gmt(&cursor.word()?),
            "comment_content" => cursor.text_into(&mut comment.content)?,
            "comment_approved" => comment.approved = Approval::read(&cursor.word()?),
            "comment_type" => comment.kind = CommentKind::read(&cursor.word()?),
            "comment_parent" => comment.parent = cursor.number()?.unwrap_or_default(),
            "comment_user_id" => comment.user_id = cursor.number()?.unwrap_or_default(),
            "commentmeta" => comment.meta.extend(pair(cursor)?),
            _ => cursor.skip(&tag)?,
        }
    }
    Ok(comment)
}
