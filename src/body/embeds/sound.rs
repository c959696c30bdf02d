//! The addresses of sounds and of maps.

use super::{Address, Embed, is_id, is_name, is_number, recognise as recognise_address};

/// The sound or the map that an address is.
pub(super) fn recognise(address: &Address) -> Option<Embed> {
    match address.host.as_str() {
        "open.spotify.com" | "embed.spotify.com" => spotify(address),
        "soundcloud.com" => soundcloud(address),
        "w.soundcloud.com" => recognise_address(&address.query("url")?).filter(|embed| embed.provider == "soundcloud"),
        "api.soundcloud.com" => soundcloud_number(address),
        "maps.app.goo.gl" | "goo.gl" => short_map(address),
        host if host.starts_with("google.") || host.starts_with("maps.google.") => map(address),
        _ => None,
    }
}

fn spotify(address: &Address) -> Option<Embed> {
    let mut path = address.path();
    path.retain(|part| !part.starts_with("embed") && !part.starts_with("intl-"));
    let [kind @ ("track" | "album" | "playlist" | "episode" | "show" | "artist"), id] = path.as_slice() else {
        return None;
    };
    is_id(id).then(|| Embed::new("spotify", Some(id), format!("https://open.spotify.com/{kind}/{id}")))
}

fn soundcloud(address: &Address) -> Option<Embed> {
    let path = address.path();
    let is_track = matches!(path.as_slice(), [_, _] | [_, "sets", _] | [_, _, _]);
    let named =
        path.iter().all(|part| is_name(part)) && !matches!(path.first(), Some(&"you" | &"discover" | &"search"));
    (is_track && named).then(|| Embed::new("soundcloud", None, format!("https://soundcloud.com/{}", path.join("/"))))
}

fn soundcloud_number(address: &Address) -> Option<Embed> {
    let path = address.path();
    let [kind @ ("tracks" | "playlists"), id] = path.as_slice() else {
        return None;
    };
    let url = format!("https://api.soundcloud.com/{kind}/{id}");
    is_number(id).then(|| Embed::new("soundcloud", Some(id), url))
}

fn short_map(address: &Address) -> Option<Embed> {
    let is_map = address.host != "goo.gl" || address.path().first() == Some(&"maps");
    is_map.then(|| Embed::new("google-maps", None, address.url.to_string()))
}

/// A map as a page of its own where its address allows that, else the frame's address.
fn map(address: &Address) -> Option<Embed> {
    let is_map = address.path().first() == Some(&"maps") || address.host.starts_with("maps.");
    let place = address.query("q").filter(|_| address.query("output").is_some() || address.host.starts_with("maps."));
    let url = match place {
        Some(place) => {
            let query: String = url::form_urlencoded::byte_serialize(place.as_bytes()).collect();
            format!("https://www.google.com/maps?q={query}")
        }
        None => address.url.to_string(),
    };
    is_map.then(|| Embed::new("google-maps", None, url))
}
