//! An author as the newsroom reads and writes one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::authors::model::{Author, NewAuthor, Private};
use crate::db::{Id, Json, Time};
use crate::http::PageOut;
use crate::http::checks::Checks;
use crate::seo::{SeoIn, SeoSettings};
use crate::site::{Here, SocialIn, SocialOut};
use crate::text::{Slug, plain, sort_key};

const LONGEST_NAME: usize = 200;
const LONGEST_BIO: usize = 5_000;
const LONGEST_EMAIL: usize = 254;
const MOST_PROFILES: usize = 30;

/// An author as an editor writes one. Only the name is needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorIn {
    /// Their name.
    #[schema(min_length = 1, max_length = 200, example = "Ada Okoye")]
    pub name: String,
    /// Their name in addresses; without one it is made of the name. It must be free. Where it changes, the address
    /// before leads to the new one.
    #[serde(default)]
    #[schema(max_length = 200, example = "ada-okoye")]
    pub slug: Option<String>,
    /// What they do at the paper.
    #[serde(default)]
    #[schema(max_length = 200, example = "City reporter")]
    pub job_title: Option<String>,
    /// A few lines about them, as plain text.
    #[serde(default)]
    #[schema(max_length = 5000, example = "Ada covers the council and the harbour.")]
    pub bio: Option<String>,
    /// Their portrait.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub portrait_id: Option<Id>,
    /// Their profiles elsewhere.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub social: Vec<SocialIn>,
    /// What search engines shall read instead of what follows from the profile.
    #[serde(default)]
    pub seo: SeoIn,
    /// Their e-mail address, which readers never see.
    #[serde(default)]
    #[schema(max_length = 254, example = json!(null))]
    pub email: Option<String>,
}

/// What of an author shall be another: the properties of `AuthorIn`, each of them optional.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
pub struct AuthorPatch(pub Map<String, Value>);

impl From<AuthorPatch> for Map<String, Value> {
    fn from(patch: AuthorPatch) -> Self {
        patch.0
    }
}

impl AuthorIn {
    /// What is stored, as it would be written: the ground of a `PATCH`.
    pub fn of(author: &Author, private: &Private) -> Self {
        Self {
            name: author.name.clone(),
            slug: Some(author.slug.clone()),
            job_title: author.job_title.clone(),
            bio: author.bio.clone(),
            portrait_id: author.portrait_id,
            social: author.social.0.iter().map(SocialIn::of).collect(),
            seo: SeoIn::of(&author.seo.0),
            email: private.email.clone(),
        }
    }

    /// What is wrong with what was written.
    pub fn check(&self) -> Checks {
        let mut checks = Checks::default();
        checks.text("/name", &self.name, 1, LONGEST_NAME);
        checks.slug("/slug", self.slug.as_deref());
        checks.optional("/job_title", self.job_title.as_ref(), LONGEST_NAME);
        checks.optional("/bio", self.bio.as_ref(), LONGEST_BIO);
        checks.optional("/email", self.email.as_ref(), LONGEST_EMAIL);
        if self.email.as_deref().is_some_and(|email| !email.is_empty() && !email.contains('@')) {
            checks.fault("/email", "invalid", "This is no e-mail address.");
        }
        SocialIn::check_all(&self.social, MOST_PROFILES, &mut checks);
        self.seo.check(&mut checks);
        checks
    }

    /// What was written in place of what was there, with a slug that is free.
    pub fn over(self, before: NewAuthor, slug: &Slug) -> NewAuthor {
        let name = self.name.trim().to_owned();
        NewAuthor {
            slug: slug.to_string(),
            name_key: sort_key(&name),
            name,
            job_title: plain(self.job_title),
            bio: plain(self.bio),
            portrait_id: self.portrait_id,
            social: Json(self.social.into_iter().map(SocialIn::stored).collect()),
            seo: Json(self.seo.stored()),
            email: plain(self.email),
            ..before
        }
    }
}

/// An author as the newsroom sees one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomAuthor {
    /// Their id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// Counts every write; the `ETag` of this author.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Their name.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// Their name in addresses.
    #[schema(example = "ada-okoye")]
    pub slug: String,
    /// The path of their page on the public site.
    #[schema(example = "/authors/ada-okoye")]
    pub path: String,
    /// What they do at the paper.
    #[schema(required, example = "City reporter")]
    pub job_title: Option<String>,
    /// A few lines about them, as plain text.
    #[schema(required, example = "Ada covers the council and the harbour.")]
    pub bio: Option<String>,
    /// Their portrait.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub portrait_id: Option<Id>,
    /// Their profiles elsewhere.
    pub social: Vec<SocialOut>,
    /// What an editor says to search engines.
    pub seo: SeoSettings,
    /// Their e-mail address.
    #[schema(required, example = json!(null))]
    pub email: Option<String>,
    /// How many public articles they have.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 31)]
    pub article_count: i64,
    /// When they were made.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
}

impl NewsroomAuthor {
    /// A stored author.
    pub fn new(author: &Author, private: &Private, here: &Here) -> Self {
        Self {
            id: author.id,
            revision: author.revision,
            name: author.name.clone(),
            slug: author.slug.clone(),
            path: here.addresses().author(&author.slug),
            job_title: author.job_title.clone(),
            bio: author.bio.clone(),
            portrait_id: author.portrait_id,
            social: author.social.0.iter().map(SocialOut::new).collect(),
            seo: SeoSettings::new(&author.seo.0),
            email: private.email.clone(),
            article_count: author.article_count,
            created_at: private.created_at,
        }
    }
}

/// A page of the newsroom's authors.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomAuthorList {
    /// The authors, by name.
    pub data: Vec<NewsroomAuthor>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
