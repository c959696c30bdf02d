//! What the site says about itself, on the wire. The whole of it, with its menus, is put together in
//! `frame`.

pub mod desk;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Address, CommentRules, Credit, Office, Person, Publisher, Social};
use crate::addresses::Addresses;
use crate::http::checks::Checks;

/// A profile on another network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Social)]
pub struct SocialOut {
    /// The network, in lower case.
    #[schema(example = "facebook")]
    pub network: String,
    /// What a link says.
    #[schema(example = "Facebook")]
    pub label: String,
    /// Its address.
    #[schema(example = "https://www.facebook.com/thebaycourier.example")]
    pub url: String,
}

/// A profile on another network, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SocialIn {
    /// The network, in lower case.
    #[schema(min_length = 1, max_length = 50, example = "facebook")]
    pub network: String,
    /// What a link says.
    #[schema(min_length = 1, max_length = 200, example = "Facebook")]
    pub label: String,
    /// Its address, http or https.
    #[schema(min_length = 1, max_length = 2000, example = "https://www.facebook.com/thebaycourier.example")]
    pub url: String,
}

impl SocialIn {
    /// What is stored, as it would be written.
    pub fn of(stored: &Social) -> Self {
        Self { network: stored.network.clone(), label: stored.label.clone(), url: stored.url.clone() }
    }

    /// As it is stored.
    pub fn stored(self) -> Social {
        Social { network: self.network.trim().to_lowercase(), label: self.label.trim().to_owned(), url: self.url }
    }

    /// Notes what is wrong with profiles.
    pub fn check_all(all: &[Self], most: usize, checks: &mut Checks) {
        if all.len() > most {
            checks.fault("/social", "too_long", format!("At most {most}."));
        }
        for (n, one) in all.iter().enumerate().take(most) {
            checks.text(&format!("/social/{n}/network"), &one.network, 1, 50);
            checks.text(&format!("/social/{n}/label"), &one.label, 1, 200);
            checks.text(&format!("/social/{n}/url"), &one.url, 1, 2_000);
            checks.web_address(&format!("/social/{n}/url"), Some(&one.url));
        }
    }
}

/// Who publishes the site.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Publisher)]
pub struct PublisherOut {
    /// The name readers know.
    #[schema(example = "The Bay Courier")]
    pub name: String,
    /// The name in the register.
    #[schema(example = "Bay Courier Press Limited")]
    pub legal_name: String,
    /// Where it is.
    pub address: AddressOut,
    /// Mail addresses.
    #[schema(example = json!(["newsdesk@baycourier.example"]))]
    pub emails: Vec<String>,
    /// Telephone numbers.
    #[schema(example = json!(["+234 800 555 0110"]))]
    pub phones: Vec<String>,
    /// WhatsApp numbers.
    #[schema(example = json!(["+234 800 555 0111"]))]
    pub whatsapp: Vec<String>,
    /// The people a reader may want to reach.
    pub people: Vec<PersonOut>,
}

/// A postal address.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PostalAddress)]
pub struct AddressOut {
    /// Street and house.
    #[schema(example = "14 Old Customs Road")]
    pub street: String,
    /// Town.
    #[schema(example = "Olokun Bay")]
    pub locality: String,
    /// State or county.
    #[schema(example = "Bay State")]
    pub region: String,
    /// Postal code.
    #[schema(required, example = "104201")]
    pub postal_code: Option<String>,
    /// Country (ISO 3166-1 alpha-2).
    #[schema(example = "NG")]
    pub country: String,
}

/// A person of the publisher or of an office.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonOut {
    /// What they are there.
    #[schema(example = "Managing editor")]
    pub role: String,
    /// Their name.
    #[schema(example = "Folake Durojaye")]
    pub name: String,
    /// Their mail address.
    #[schema(required, example = "editor@baycourier.example")]
    pub email: Option<String>,
    /// Their telephone.
    #[schema(required, example = "+234 800 555 0112")]
    pub phone: Option<String>,
    /// The slug of their author's page.
    #[schema(required, example = json!(null))]
    pub author: Option<String>,
}

/// An office.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Office)]
pub struct OfficeOut {
    /// Its name.
    #[schema(example = "Capital office")]
    pub name: String,
    /// Where it is.
    pub address: AddressOut,
    /// Who is there.
    pub people: Vec<PersonOut>,
    /// Telephone numbers.
    #[schema(example = json!(["+234 800 555 0121"]))]
    pub phones: Vec<String>,
    /// Mail addresses.
    #[schema(example = json!(["capital@baycourier.example"]))]
    pub emails: Vec<String>,
}

/// Who made the site.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Credit)]
pub struct CreditOut {
    /// What they did.
    #[schema(example = "Designed by")]
    pub label: String,
    /// Their name.
    #[schema(example = "Tidewater Studio")]
    pub name: String,
    /// Their address.
    #[schema(required, example = "https://tidewater.example")]
    pub url: Option<String>,
}

/// The files of a feed, each with its media type.
pub const FEED_FILES: &[(&str, &str)] =
    &[("rss.xml", "application/rss+xml"), ("atom.xml", "application/atom+xml"), ("feed.json", "application/feed+json")];

/// The folder of the feeds of searches.
pub const SEARCH_FEEDS: &str = "/feeds/search";

/// A feed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Feed)]
pub struct FeedOut {
    /// What it holds.
    #[schema(example = "The Bay Courier")]
    pub title: String,
    /// Its media type.
    #[schema(example = "application/rss+xml")]
    pub r#type: String,
    /// Its address.
    #[schema(example = "http://127.0.0.1:8080/feeds/rss.xml")]
    pub url: String,
}

/// What readers' comments are held to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CommentRules)]
pub struct CommentRulesOut {
    /// Whether there are comments at all.
    #[schema(example = true)]
    pub enabled: bool,
    /// Days after publication when they close; null: they stay open.
    #[schema(required, example = 30)]
    pub close_after_days: Option<i32>,
    /// Which comments wait for an editor.
    #[schema(example = "first_comment", extensions(("x-extensible-enum" = json!(["all", "first_comment", "none"]))))]
    pub moderation: String,
}

impl FeedOut {
    /// The feeds of a list, whose files stand in a folder of this service such as `/feeds/category/city`.
    pub fn all(title: &str, folder: &str, at: &Addresses) -> Vec<Self> {
        let of = |(file, kind): &(&str, &str)| Self {
            title: title.to_owned(),
            r#type: (*kind).to_owned(),
            url: at.service(&format!("{folder}/{file}")),
        };
        FEED_FILES.iter().map(of).collect()
    }

    /// The feeds of a search, by its words as they were typed.
    pub fn of_search(words: &str, at: &Addresses) -> Vec<Self> {
        let of = |one: Self| Self { url: format!("{}?{}", one.url, Self::search_query(words)), ..one };
        Self::all(words, SEARCH_FEEDS, at).into_iter().map(of).collect()
    }

    /// The query of a search's feed.
    pub fn search_query(words: &str) -> String {
        format!("q={}", utf8_percent_encode(words, NON_ALPHANUMERIC))
    }
}

impl SocialOut {
    /// A stored profile.
    pub fn new(stored: &Social) -> Self {
        Self { network: stored.network.clone(), label: stored.label.clone(), url: stored.url.clone() }
    }
}

impl PublisherOut {
    /// A stored publisher.
    pub fn new(stored: &Publisher) -> Self {
        Self {
            name: stored.name.clone(),
            legal_name: stored.legal_name.clone(),
            address: AddressOut::new(&stored.address),
            emails: stored.emails.clone(),
            phones: stored.phones.clone(),
            whatsapp: stored.whatsapp.clone(),
            people: stored.people.iter().map(PersonOut::new).collect(),
        }
    }
}

impl AddressOut {
    fn new(stored: &Address) -> Self {
        Self {
            street: stored.street.clone(),
            locality: stored.locality.clone(),
            region: stored.region.clone(),
            postal_code: stored.postal_code.clone(),
            country: stored.country.clone(),
        }
    }
}

impl PersonOut {
    fn new(stored: &Person) -> Self {
        Self {
            role: stored.role.clone(),
            name: stored.name.clone(),
            email: stored.email.clone(),
            phone: stored.phone.clone(),
            author: stored.author.clone(),
        }
    }
}

impl OfficeOut {
    /// A stored office.
    pub fn new(stored: &Office) -> Self {
        Self {
            name: stored.name.clone(),
            address: AddressOut::new(&stored.address),
            people: stored.people.iter().map(PersonOut::new).collect(),
            phones: stored.phones.clone(),
            emails: stored.emails.clone(),
        }
    }
}

impl CreditOut {
    /// A stored credit.
    pub fn new(stored: &Credit) -> Self {
        Self { label: stored.label.clone(), name: stored.name.clone(), url: stored.url.clone() }
    }
}

impl CommentRulesOut {
    /// Stored rules.
    pub fn new(stored: &CommentRules) -> Self {
        Self {
            enabled: stored.enabled,
            close_after_days: stored.close_after_days.and_then(|days| i32::try_from(days).ok()),
            moderation: stored.moderation.as_str().to_owned(),
        }
    }
}
