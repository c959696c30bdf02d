//! What is shown from elsewhere: which address belongs to which provider, in its one canonical form.
//! `embeds::video`, `embeds::social` and `embeds::sound` know the addresses; `embeds::markup` knows the HTML
//! that the providers hand out; `figures` writes the result.

mod markup;
mod social;
mod sound;
mod video;

use serde::{Deserialize, Serialize};
use url::Url;

pub(super) use markup::{alone, of_figure, of_frame, of_line, of_object, of_quote, of_wrapper};

use super::links;

/// Something shown from elsewhere. Its HTML is a link: whether to load the provider's script is the reader's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embed {
    /// One of [`PROVIDERS`], or the host of an address that belongs to none of them.
    pub provider: String,
    /// The canonical address, for a person to open.
    pub url: String,
    /// The provider's own id of it.
    pub id: Option<String>,
    /// What it is called, or what it says.
    pub title: Option<String>,
    /// The address of a picture of it.
    pub thumbnail: Option<String>,
    /// The shape in which it is shown, as `16:9`.
    pub aspect: Option<String>,
}

/// Every value that `data-embed` can have; `other` is a frame of any other host.
pub const PROVIDERS: &[&str] = &[
    "bluesky",
    "dailymotion",
    "facebook",
    "flickr",
    "google-maps",
    "instagram",
    "mastodon",
    "other",
    "pinterest",
    "reddit",
    "soundcloud",
    "spotify",
    "ted",
    "tiktok",
    "videopress",
    "vimeo",
    "x",
    "youtube",
];

impl Embed {
    fn new(provider: &str, id: Option<&str>, url: String) -> Self {
        Embed { provider: provider.to_owned(), url, id: id.map(str::to_owned), ..Embed::default() }
    }

    fn shaped(self, aspect: &str) -> Self {
        Embed { aspect: Some(aspect.to_owned()), ..self }
    }

    /// With a title, unless it is empty or says no more than the address.
    pub(super) fn titled(self, title: &str) -> Self {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let says_nothing = title.is_empty() || title == self.url || title == "YouTube video player";
        Embed { title: (!says_nothing).then_some(title), ..self }
    }

    /// The value of `data-embed`.
    pub(super) fn mark(&self) -> &'static str {
        PROVIDERS.iter().copied().find(|known| *known == self.provider).unwrap_or("other")
    }
}

/// The embed that an address is known to be.
pub(super) fn recognise(address: &str) -> Option<Embed> {
    let address = Address::parse(address)?;
    let known = [video::recognise, social::recognise, sound::recognise];
    known.iter().find_map(|recognise| recognise(&address))
}

/// The embed that any address on the web is, by its host if by nothing else.
pub(super) fn any(address: &str) -> Option<Embed> {
    recognise(address).or_else(|| {
        let address = Address::parse(address)?;
        Some(Embed::new(&address.host, None, address.url.to_string()))
    })
}

/// Whether a text is one address on the web and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace)
}

/// An address on the web, taken apart.
struct Address {
    url: Url,
    /// The host without `www.`, `m.` and `mobile.`.
    host: String,
}

impl Address {
    fn parse(address: &str) -> Option<Self> {
        let url = Url::parse(&links::web(address)?).ok()?;
        let host = url.host_str()?.trim_end_matches('.');
        let bare = ["www.", "m.", "mobile."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host);
        Some(Address { host: bare.to_owned(), url })
    }

    /// The parts of the path that are not empty.
    fn path(&self) -> Vec<&str> {
        self.url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect()
    }

    /// A value of the query, decoded.
    fn query(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// Whether it can be an id: letters, digits, `-` and `_`.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether it can be a number given as an id.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 24 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether it can be the name of an account.
fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.%@:".contains(&b);
    !text.is_empty() && text.len() <= 200 && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, provider: &str, id: &str, url: &str) {
        let embed = recognise(address).unwrap_or_else(|| panic!("{address} is not recognised"));
        assert_eq!((embed.provider.as_str(), embed.url.as_str()), (provider, url), "{address}");
        assert_eq!(embed.id.unwrap_or_default(), id, "{address}");
        let again = recognise(url).unwrap_or_else(|| panic!("{url} is not recognised again"));
        assert_eq!((again.provider.as_str(), again.url.as_str()), (provider, url), "not canonical");
        assert!(PROVIDERS.contains(&provider));
    }

    #[test]
    fn videos_have_one_address() {
        let watch = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
        for address in [
            "http://youtu.be/dQw4w9WgXcQ?t=3",
            "https://m.youtube.com/watch?feature=x&v=dQw4w9WgXcQ",
            "//www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
            "https://youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube.com/v/dQw4w9WgXcQ&hl=en",
            "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://www.youtube.com/live/dQw4w9WgXcQ",
        ] {
            check(address, "youtube", "dQw4w9WgXcQ", watch);
        }
        let list = "https://www.youtube.com/playlist?list=PLabc";
        check("https://www.youtube.com/embed/videoseries?list=PLabc", "youtube", "PLabc", list);
        check("https://player.vimeo.com/video/123?h=abc9", "vimeo", "123", "https://vimeo.com/123/abc9");
        check("https://vimeo.com/channels/staffpicks/123", "vimeo", "123", "https://vimeo.com/123");
        check("https://dai.ly/x8abc", "dailymotion", "x8abc", "https://www.dailymotion.com/video/x8abc");
        check(
            "https://geo.dailymotion.com/player.html?video=x8abc",
            "dailymotion",
            "x8abc",
            "https://www.dailymotion.com/video/x8abc",
        );
        check("https://embed.ted.com/talks/lang/fr/a_b", "ted", "a_b", "https://www.ted.com/talks/a_b");
        check("https://videopress.com/embed/AbC1?hd=1", "videopress", "AbC1", "https://videopress.com/v/AbC1");
        let tiktok = "https://www.tiktok.com/@a.b/video/712";
        check("https://www.tiktok.com/@a.b/video/712?lang=en", "tiktok", "712", tiktok);
        check("https://www.tiktok.com/player/v1/712", "tiktok", "712", "https://www.tiktok.com/embed/v2/712");
    }

    #[test]
    fn posts_have_one_address() {
        check("https://twitter.com/a_b/status/20?s=20", "x", "20", "https://x.com/a_b/status/20");
        check("https://platform.twitter.com/embed/Tweet.html?id=20", "x", "20", "https://x.com/i/status/20");
        check("https://instagram.com/p/Ab_-1/embed/", "instagram", "Ab_-1", "https://www.instagram.com/p/Ab_-1/");
        check("https://www.instagram.com/u/reel/Ab1/", "instagram", "Ab1", "https://www.instagram.com/reel/Ab1/");
        let post = "https://www.facebook.com/page/posts/123";
        let plugin =
            "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fposts%2F123";
        check(plugin, "facebook", "123", post);
        let watch = "https://www.facebook.com/watch?v=77";
        check("https://m.facebook.com/watch/?v=77&ref=share", "facebook", "77", watch);
        let reddit = "https://www.reddit.com/r/rust/comments/abc/title/";
        check("https://www.redditmedia.com/r/rust/comments/abc/title?embed=true", "reddit", "abc", reddit);
        check("https://www.pinterest.co.uk/pin/99--1/", "pinterest", "99--1", "https://www.pinterest.com/pin/99--1/");
        let sky = "https://bsky.app/profile/did:plc:ab/post/3k";
        check("https://embed.bsky.app/embed/did:plc:ab/app.bsky.feed.post/3k?id=1", "bluesky", "3k", sky);
        let flickr = "https://www.flickr.com/photos/a@N0/123/";
        check("https://www.flickr.com/photos/a@N0/123/in/photostream", "flickr", "123", flickr);
    }

    #[test]
    fn sounds_and_maps_have_one_address() {
        let spotify = "https://open.spotify.com/track/4uLU";
        check("https://open.spotify.com/embed/track/4uLU?theme=0", "spotify", "4uLU", spotify);
        check("https://open.spotify.com/intl-fr/track/4uLU?si=x", "spotify", "4uLU", spotify);
        check("https://soundcloud.com/a/b?utm=x", "soundcloud", "", "https://soundcloud.com/a/b");
        let player = "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/12&color=f";
        check(player, "soundcloud", "12", "https://api.soundcloud.com/tracks/12");
        let map = "https://www.google.com/maps/embed?pb=!1m1";
        check(map, "google-maps", "", map);
        check(
            "https://maps.google.co.uk/maps?q=Lagos&output=embed",
            "google-maps",
            "",
            "https://www.google.com/maps?q=Lagos",
        );
    }

    #[test]
    fn what_only_looks_like_it_is_none() {
        for address in [
            "https://youtube.com.evil.test/watch?v=dQw4w9WgXcQ",
            "https://www.youtube.com/@channel",
            "https://youtu.be/%22onload=x",
            "javascript:https://youtu.be/dQw4w9WgXcQ",
            "https://x.com/a",
            "/watch?v=1",
            "https://www.google.com/search?q=maps",
            "https://soundcloud.com/a",
            "https://vimeo.com/about",
        ] {
            assert_eq!(recognise(address), None, "{address}");
        }
        let other = any("https://charts.example.test/1?a=\"b").unwrap();
        assert_eq!((other.provider.as_str(), other.mark()), ("charts.example.test", "other"));
        assert_eq!(other.url, "https://charts.example.test/1?a=%22b");
    }
}
