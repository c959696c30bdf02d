//! The addresses of films.

use super::{Address, Embed, is_id, is_number};

/// The film that an address is.
pub(super) fn recognise(address: &Address) -> Option<Embed> {
    match address.host.as_str() {
        "youtube.com" | "youtu.be" | "youtube-nocookie.com" | "music.youtube.com" => youtube(address),
        "vimeo.com" | "player.vimeo.com" => vimeo(address),
        "dailymotion.com" | "geo.dailymotion.com" | "dai.ly" => dailymotion(address),
        "tiktok.com" | "vm.tiktok.com" | "vt.tiktok.com" => tiktok(address),
        "ted.com" | "embed.ted.com" => ted(address),
        "videopress.com" | "video.wordpress.com" => videopress(address),
        _ => None,
    }
}

fn youtube(address: &Address) -> Option<Embed> {
    let path = address.path();
    let id = match path.as_slice() {
        ["playlist"] | ["embed", "videoseries"] => return youtube_list(&address.query("list")?),
        ["watch"] => address.query("v")?,
        [id, ..] if address.host == "youtu.be" => (*id).to_owned(),
        ["embed" | "v" | "e" | "shorts" | "live", id, ..] => (*id).to_owned(),
        _ => return None,
    };
    // Old embed codes go on with parameters after an `&`.
    let id = id.split('&').next().filter(|id| id.len() == 11 && is_id(id))?;
    let url = format!("https://www.youtube.com/watch?v={id}");
    let thumbnail = Some(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg"));
    Some(Embed { thumbnail, ..Embed::new("youtube", Some(id), url).shaped("16:9") })
}

fn youtube_list(id: &str) -> Option<Embed> {
    let url = format!("https://www.youtube.com/playlist?list={id}");
    is_id(id).then(|| Embed::new("youtube", Some(id), url).shaped("16:9"))
}

fn vimeo(address: &Address) -> Option<Embed> {
    let path = address.path();
    let (id, secret) = match path.as_slice() {
        ["video", id] => (*id, address.query("h")),
        [id] => (*id, None),
        [id, secret] if is_number(id) => (*id, Some((*secret).to_owned())),
        ["channels", _, id] | ["groups", _, "videos", id] => (*id, None),
        _ => return None,
    };
    let secret = secret.filter(|secret| is_id(secret)).map(|secret| format!("/{secret}")).unwrap_or_default();
    is_number(id).then(|| Embed::new("vimeo", Some(id), format!("https://vimeo.com/{id}{secret}")).shaped("16:9"))
}

fn dailymotion(address: &Address) -> Option<Embed> {
    let path = address.path();
    let id = match path.as_slice() {
        [id] if address.host == "dai.ly" => (*id).to_owned(),
        ["video", id] | ["embed", "video", id] => (*id).to_owned(),
        ["player.html"] | ["player", _] => address.query("video")?,
        _ => return None,
    };
    // Titles stand behind the id, as in x8abc_some-title.
    let id = id.split('_').next().filter(|id| is_id(id))?;
    Some(Embed::new("dailymotion", Some(id), format!("https://www.dailymotion.com/video/{id}")).shaped("16:9"))
}

fn tiktok(address: &Address) -> Option<Embed> {
    let path = address.path();
    let (id, url) = match path.as_slice() {
        [user, "video" | "photo", id] if user.starts_with('@') && is_number(id) && super::is_name(user) => {
            (*id, format!("https://www.tiktok.com/{user}/video/{id}"))
        }
        ["embed", id] | ["embed" | "player", _, id] if is_number(id) => {
            (*id, format!("https://www.tiktok.com/embed/v2/{id}"))
        }
        [id] if address.host != "tiktok.com" && is_id(id) => (*id, format!("https://{}/{id}/", address.host)),
        _ => return None,
    };
    Some(Embed::new("tiktok", Some(id), url).shaped("9:16"))
}

fn ted(address: &Address) -> Option<Embed> {
    let path = address.path();
    let (["talks", id] | ["talks", "lang", _, id]) = path.as_slice() else {
        return None;
    };
    let id = id.trim_end_matches(".html");
    is_id(id).then(|| Embed::new("ted", Some(id), format!("https://www.ted.com/talks/{id}")).shaped("16:9"))
}

fn videopress(address: &Address) -> Option<Embed> {
    let path = address.path();
    let ["v" | "embed", id] = path.as_slice() else {
        return None;
    };
    is_id(id).then(|| Embed::new("videopress", Some(id), format!("https://videopress.com/v/{id}")).shaped("16:9"))
}
