//! What schema.org knows of an article: a `NewsArticle`, or a `LiveBlogPosting` where it is live.

use serde_json::{Value, json};

use super::store::{Correction, Person};
use super::wire::ArticleCard;
use crate::addresses::Addresses;
use crate::body::{Block, Embed, Recording};
use crate::seo::{self, Profile};
use crate::site::Here;

/// What an article's data are made of.
pub struct Story<'a> {
    /// Its card.
    pub card: &'a ArticleCard,
    /// Who made it, in order.
    pub people: &'a [Person],
    /// Its corrections, the newest first.
    pub corrections: &'a [Correction],
    /// Its body.
    pub blocks: &'a [Block],
    /// The site.
    pub here: &'a Here,
}

impl Story<'_> {
    /// The data, as text for a `<script>`.
    pub fn script(&self) -> String {
        let (card, here) = (self.card, self.here);
        let at = here.addresses();
        let is_live = card.format == "live";
        let mut data = json!({
            "@context": "https://schema.org",
            "@type": if is_live { "LiveBlogPosting" } else { "NewsArticle" },
            "@id": format!("{}#article", card.url),
            "url": card.url,
            "mainEntityOfPage": self.page(),
            "headline": card.title,
            "alternativeHeadline": card.subtitle,
            "description": card.excerpt,
            "inLanguage": card.language,
            "datePublished": seo::local(at, card.published_at),
            "dateModified": seo::local(at, card.updated_at),
            "articleSection": card.primary_category.as_ref().map(|category| category.name.as_str()),
            "keywords": card.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
            "wordCount": card.word_count,
            "isAccessibleForFree": true,
            "image": card.featured_media.as_ref().map(seo::images),
            "video": self.video(),
            "correction": self.corrections.iter().map(|one| one.data(at)).collect::<Vec<_>>(),
            "publisher": seo::publisher(here),
        });
        if is_live {
            data["coverageStartTime"] = json!(seo::local(at, card.published_at));
        }
        self.add_people(&mut data);
        seo::script_text(data)
    }

    fn page(&self) -> Value {
        let section = self.card.primary_category.iter().map(|section| (section.name.as_str(), section.path.as_str()));
        let own = (self.card.title.as_str(), self.card.path.as_str());
        let trail = seo::trail(section.chain([own]), self.here.addresses());
        json!({"@type": "WebPage", "@id": self.card.url, "breadcrumb": seo::breadcrumb(&trail)})
    }

    /// Who wrote it is its author; others have a property of their own. What nobody signed is the paper's.
    fn add_people(&self, data: &mut Value) {
        let at = self.here.addresses();
        let mut all: Vec<(&'static str, Value)> =
            self.people.iter().map(|one| (property(&one.role), one.data(at))).collect();
        if !all.iter().any(|(property, _)| *property == "author") {
            all.push(("author", seo::publisher(self.here)));
        }
        for name in ["author", "contributor", "editor", "translator"] {
            let of = all.iter().filter(|(property, _)| *property == name).map(|(_, person)| person.clone());
            data[name] = Value::Array(of.collect());
        }
    }

    /// Its film: the lead medium, else the first one of its body, where there is a picture of it.
    fn video(&self) -> Option<Value> {
        let (card, at) = (self.card, self.here.addresses());
        let lead = card.featured_media.as_ref().filter(|media| media.kind == "video");
        let (own, duration) = match lead {
            Some(media) => (Film { content: Some(&media.url), ..Film::default() }, media.duration_seconds),
            None if card.format == "video" => (self.blocks.iter().find_map(Film::of)?, None),
            None => return None,
        };
        let picture = seo::Picture::of(card.featured_media.as_ref()?).map(|picture| picture.url);
        let thumbnail = own.picture.map(str::to_owned).or(picture)?;
        Some(json!({
            "@type": "VideoObject",
            "name": own.title.unwrap_or(&card.title),
            "description": card.excerpt,
            "uploadDate": seo::local(at, card.published_at),
            "thumbnailUrl": thumbnail,
            "contentUrl": own.content,
            "embedUrl": own.embed,
            "duration": duration.map(|seconds| format!("PT{seconds}S")),
        }))
    }
}

/// The property of an article that people of a role stand in.
fn property(role: &str) -> &'static str {
    match role {
        "editor" => "editor",
        "translator" => "translator",
        "photographer" => "contributor",
        _ => "author",
    }
}

impl Person {
    fn data(&self, at: &Addresses) -> Value {
        seo::person(&Profile {
            name: &self.name,
            url: &at.url(&at.author(&self.slug)),
            job_title: self.job_title.as_deref(),
            social: &self.social.0,
            portrait: None,
        })
    }
}

impl Correction {
    fn data(&self, at: &Addresses) -> Value {
        json!({"@type": "CorrectionComment", "text": self.text, "datePublished": seo::local(at, self.at)})
    }
}

/// What is known of a film.
#[derive(Default)]
struct Film<'a> {
    title: Option<&'a str>,
    picture: Option<&'a str>,
    content: Option<&'a str>,
    embed: Option<String>,
}

impl<'a> Film<'a> {
    fn of(block: &'a Block) -> Option<Self> {
        let film = block.video.as_deref().and_then(Self::recorded);
        film.or_else(|| block.embed.as_deref().and_then(Self::shown))
    }

    fn recorded(film: &'a Recording) -> Option<Self> {
        let content = film.url.as_deref().unwrap_or(&film.src);
        let is_address = content.starts_with("https://") || content.starts_with("http://");
        is_address.then(|| Self { picture: film.poster.as_deref(), content: Some(content), ..Self::default() })
    }

    /// One that another site plays; what it is called there is known at times.
    fn shown(embed: &'a Embed) -> Option<Self> {
        let id = embed.id.as_deref()?;
        let player = match embed.provider.as_str() {
            "youtube" => format!("https://www.youtube.com/embed/{id}"),
            "vimeo" => format!("https://player.vimeo.com/video/{id}"),
            "dailymotion" => format!("https://www.dailymotion.com/embed/video/{id}"),
            _ => return None,
        };
        let (title, picture) = (embed.title.as_deref(), embed.thumbnail.as_deref());
        Some(Self { title, picture, content: None, embed: Some(player) })
    }
}
