//! An author on the wire; as the newsroom knows them in `desk`.

pub mod desk;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::model::Author;
use crate::cards::{ArticleCard, Due};
use crate::db::{Id, Time};
use crate::http::PageOut;
use crate::media::MediaOut;
use crate::seo::{self, Picture, Profile, SeoOut, Subject, WebPage, head_html, script_text};
use crate::site::{FeedOut, Here, SocialOut};

/// An author's public profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Author)]
pub struct AuthorOut {
    /// Their id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// Their name in addresses.
    #[schema(example = "ada-okoye")]
    pub slug: String,
    /// Their name.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// The path of their page on the public site.
    #[schema(example = "/authors/ada-okoye")]
    pub path: String,
    /// The address of their page on the public site.
    #[schema(example = "https://baycourier.example/authors/ada-okoye")]
    pub url: String,
    /// What they do at the paper.
    #[schema(required, example = "City reporter")]
    pub job_title: Option<String>,
    /// A few lines about them, as plain text.
    #[schema(required, example = "Ada covers the council and the harbour.")]
    pub bio: Option<String>,
    /// Their portrait.
    #[schema(required)]
    pub portrait: Option<MediaOut>,
    /// Their profiles elsewhere.
    pub social: Vec<SocialOut>,
    /// What search engines and social networks read.
    pub seo: SeoOut,
    /// schema.org data as JSON text, ready for a `<script type="application/ld+json">`.
    #[schema(example = "{\"@context\":\"https://schema.org\",\"@type\":\"ProfilePage\"}")]
    pub json_ld: String,
    /// Their feeds.
    pub feeds: Vec<FeedOut>,
    /// How many public articles they have.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 31)]
    pub article_count: i64,
    /// All that search engines and social networks read, ready to be put into a page's `<head>`: the title, `seo`,
    /// `json_ld` and `feeds`. On the author's own answer; null in lists that do not
    /// `include=head_html`.
    #[schema(
        required,
        example = "<title>Ada Okoye</title>\n<link rel=\"canonical\" href=\"https://baycourier.example/authors/ada-okoye\">\n"
    )]
    pub head_html: Option<String>,
    /// Their newest articles, with `include=recent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub recent: Option<Vec<ArticleCard>>,
}

/// A page of authors.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorList {
    /// The authors, by name.
    pub data: Vec<AuthorOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

impl AuthorOut {
    /// A stored author, with their portrait; `changed` is when their profile was last changed.
    pub fn new(row: &Author, portrait: Option<MediaOut>, changed: Option<Time>, due: &Due, here: &Here) -> Self {
        let path = here.addresses().author(&row.slug);
        let url = here.addresses().url(&path);
        let article_count = row.article_count + due.authors.get(&row.id).copied().unwrap_or(0);
        Self {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            job_title: row.job_title.clone(),
            bio: row.bio.clone(),
            social: row.social.0.iter().map(SocialOut::new).collect(),
            seo: SeoOut::new(subject(row, &url, portrait.as_ref()), &row.seo.0, here),
            json_ld: json_ld(row, (&path, &url), portrait.as_ref(), (changed, article_count), here),
            feeds: FeedOut::all(&row.name, &format!("/feeds/author/{}", row.slug), here.addresses()),
            article_count,
            head_html: None,
            recent: None,
            portrait,
            path,
            url,
        }
    }

    /// The same with everything for a page's head as one string.
    #[must_use]
    pub fn with_head(self) -> Self {
        Self { head_html: Some(head_html(&self.seo, &self.json_ld, &self.feeds)), ..self }
    }
}

fn subject<'a>(row: &'a Author, url: &'a str, portrait: Option<&MediaOut>) -> Subject<'a> {
    Subject {
        og_type: "profile",
        title: &row.name,
        description: row.bio.as_deref().or(row.job_title.as_deref()).unwrap_or_default(),
        url,
        picture: portrait.and_then(Picture::of),
        creator: &row.social.0,
        ..Subject::default()
    }
}

fn json_ld(
    row: &Author,
    (path, url): (&str, &str),
    portrait: Option<&MediaOut>,
    (changed, articles): (Option<Time>, i64),
    here: &Here,
) -> String {
    let at = here.addresses();
    let mut person = seo::person(&Profile {
        name: &row.name,
        url,
        job_title: row.job_title.as_deref(),
        social: &row.social.0,
        portrait,
    });
    person["description"] = json!(row.bio);
    person["worksFor"] = seo::publisher(here);
    person["agentInteractionStatistic"] = json!({
        "@type": "InteractionCounter",
        "interactionType": {"@type": "WriteAction"},
        "userInteractionCount": articles,
    });
    let mut page = seo::web_page(
        WebPage {
            kind: "ProfilePage",
            name: &row.name,
            description: row.bio.as_deref(),
            url,
            trail: seo::trail([(row.name.as_str(), path)], at),
            picture: portrait,
        },
        here,
    );
    page.insert("mainEntity".to_owned(), person);
    page.insert("dateCreated".to_owned(), json!(seo::local(at, row.created_at)));
    page.insert("dateModified".to_owned(), json!(seo::local(at, changed.unwrap_or(row.created_at))));
    script_text(page.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_or_an_e_mail_address_is_no_property() {
        let schema = serde_json::to_value(<AuthorOut as utoipa::PartialSchema>::schema()).unwrap();
        let named: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert!(!named.iter().any(|name| ["login", "email"].contains(&name.as_str())), "{named:?}");
    }
}
