//! The addresses of posts and pictures.

use super::{Address, Embed, is_id, is_name, is_number, recognise as recognise_address};

/// The post that an address is.
pub(super) fn recognise(address: &Address) -> Option<Embed> {
    match address.host.as_str() {
        "x.com" | "twitter.com" | "platform.twitter.com" => x(address),
        "instagram.com" => instagram(address),
        "facebook.com" | "web.facebook.com" | "fb.watch" => facebook(address),
        "reddit.com" | "old.reddit.com" | "embed.reddit.com" | "redditmedia.com" => reddit(address),
        "bsky.app" | "embed.bsky.app" => bluesky(address),
        "flickr.com" | "flic.kr" => flickr(address),
        "assets.pinterest.com" => pin(&address.query("id")?),
        host if host.starts_with("pinterest.") || host.contains(".pinterest.") => pinterest(address),
        _ => None,
    }
}

fn x(address: &Address) -> Option<Embed> {
    let path = address.path();
    let (user, id) = match path.as_slice() {
        ["embed", _] => ("i", address.query("id")?),
        ["i", "web", "status", id] => ("i", (*id).to_owned()),
        [user, "status" | "statuses", id, ..] => (*user, (*id).to_owned()),
        _ => return None,
    };
    let valid = is_id(user) && is_number(&id);
    valid.then(|| Embed::new("x", Some(&id), format!("https://x.com/{user}/status/{id}")))
}

fn instagram(address: &Address) -> Option<Embed> {
    let path = address.path();
    let kind = path.iter().position(|part| matches!(*part, "p" | "reel" | "reels" | "tv")).filter(|at| *at <= 1)?;
    let id = path.get(kind + 1).filter(|id| is_id(id))?;
    let (kind, aspect) = if path[kind] == "p" { ("p", "1:1") } else { ("reel", "9:16") };
    Some(Embed::new("instagram", Some(id), format!("https://www.instagram.com/{kind}/{id}/")).shaped(aspect))
}

fn facebook(address: &Address) -> Option<Embed> {
    let path = address.path();
    let host = "https://www.facebook.com";
    match path.as_slice() {
        ["plugins", _] => recognise_address(&address.query("href")?).filter(|embed| embed.provider == "facebook"),
        [id] if address.host == "fb.watch" && is_id(id) => Some(film(id, format!("https://fb.watch/{id}/"))),
        ["watch"] | ["video.php"] => {
            let id = address.query("v").filter(|id| is_number(id))?;
            Some(film(&id, format!("{host}/watch?v={id}")))
        }
        ["reel", id] if is_number(id) => Some(Embed { ..film(id, format!("{host}/reel/{id}")) }.shaped("9:16")),
        [user, "videos", .., id] | [user, "videos", id] if is_number(id) && is_name(user) => {
            Some(film(id, format!("{host}/{user}/videos/{id}")))
        }
        [user, "posts", .., id] if is_id(id) && is_name(user) => Some(post(id, format!("{host}/{user}/posts/{id}"))),
        ["photo.php" | "photo"] => {
            let id = address.query("fbid").filter(|id| is_number(id))?;
            Some(post(&id, format!("{host}/photo?fbid={id}")))
        }
        ["permalink.php" | "story.php"] => {
            let (story, page) = (address.query("story_fbid")?, address.query("id").filter(|id| is_number(id))?);
            is_id(&story).then(|| post(&story, format!("{host}/permalink.php?story_fbid={story}&id={page}")))
        }
        _ => None,
    }
}

fn film(id: &str, url: String) -> Embed {
    post(id, url).shaped("16:9")
}

fn post(id: &str, url: String) -> Embed {
    Embed::new("facebook", Some(id), url)
}

fn reddit(address: &Address) -> Option<Embed> {
    let path = address.path();
    let (place, id, rest) = match path.as_slice() {
        ["r", group, "comments", id, rest @ ..] if is_name(group) => (format!("r/{group}"), id, rest),
        ["user", user, "comments", id, rest @ ..] if is_name(user) => (format!("user/{user}"), id, rest),
        _ => return None,
    };
    let title = rest.first().filter(|title| is_name(title)).map(|title| format!("{title}/")).unwrap_or_default();
    let url = format!("https://www.reddit.com/{place}/comments/{id}/{title}");
    is_id(id).then(|| Embed::new("reddit", Some(id), url))
}

fn bluesky(address: &Address) -> Option<Embed> {
    let path = address.path();
    let (["profile", user, "post", id] | ["embed", user, "app.bsky.feed.post", id]) = path.as_slice() else {
        return None;
    };
    let url = format!("https://bsky.app/profile/{user}/post/{id}");
    (is_name(user) && is_id(id)).then(|| Embed::new("bluesky", Some(id), url))
}

fn flickr(address: &Address) -> Option<Embed> {
    let path = address.path();
    match path.as_slice() {
        ["p", id] if address.host == "flic.kr" && is_id(id) => {
            Some(Embed::new("flickr", Some(id), format!("https://flic.kr/p/{id}")))
        }
        ["photos", user, id, ..] if is_number(id) && is_name(user) => {
            Some(Embed::new("flickr", Some(id), format!("https://www.flickr.com/photos/{user}/{id}/")))
        }
        _ => None,
    }
}

fn pinterest(address: &Address) -> Option<Embed> {
    match address.path().as_slice() {
        ["pin", id, ..] => pin(id),
        _ => None,
    }
}

fn pin(id: &str) -> Option<Embed> {
    is_id(id).then(|| Embed::new("pinterest", Some(id), format!("https://www.pinterest.com/pin/{id}/")))
}
