//! The first pass: reads the whole file, so that one that is not well-formed is refused before
//! anything is stored, and learns what the second pass needs of the whole: the channel, its zone, its
//! permalinks, its menus, and which identities repeat. What it keeps grows with the number of terms
//! and pages, not of articles (but for eight bytes an item).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;

use chrono_tz::Tz;

use super::meta::PostMeta;
use super::model::{Channel, Item, PostKind, PostStatus};
use super::paths::SiteBase;
use super::permalinks::{Recogniser, Sample};
use super::wxr::Reader;
use super::xml::XmlError;
use super::zone::ZoneFinder;

/// What the file says as a whole.
#[derive(Debug, Default)]
pub struct Survey {
    /// The channel with its declared authors and terms.
    pub channel: Channel,
    /// Where the old site stood.
    pub base: SiteBase,
    /// The zone of its clock.
    pub zone: Tz,
    /// The pattern of its articles' addresses, where one is recognised.
    pub pattern: Option<String>,
    /// Terms that items mention: their names, by taxonomy and slug.
    pub mentioned: BTreeMap<(String, String), String>,
    /// Logins that items name as their creator, and how often.
    pub creators: BTreeMap<String, u64>,
    /// Items of menus, whole.
    pub menu_items: Vec<Item>,
    /// Blocks that posts share, by id.
    pub shared_blocks: HashMap<i64, String>,
    /// The image attachments of items with a gallery that names none, by the item's id.
    pub galleries: HashMap<i64, Vec<i64>>,
    /// The parents of pages, by id.
    pub page_parents: Vec<(i64, i64)>,
    /// How many items there are.
    pub items: u64,
    repeated: HashSet<u64>,
    repeated_places: HashSet<u64>,
}

/// Collects what a survey says.
#[derive(Default)]
struct Surveyor {
    zone: ZoneFinder,
    recogniser: Option<Recogniser>,
    tree: HashMap<String, String>,
    survey: Survey,
    guids: HashSet<u64>,
    places: HashSet<u64>,
}

/// Reads the whole file.
///
/// # Errors
/// Where it is not well-formed, or no WordPress export.
pub fn survey(input: impl Read) -> Result<Survey, XmlError> {
    let mut reader = Reader::new(input)?;
    let mut surveyor = Surveyor::default();
    while let Some(entry) = reader.next_entry()? {
        if let Some(item) = surveyor.survey.channel.take(entry) {
            surveyor.see(*item);
        }
    }
    Ok(surveyor.finish())
}

/// Reads the file again for the attachments of galleries that name none.
///
/// # Errors
/// Where it is not well-formed any more.
pub fn find_gallery_images(input: impl Read, survey: &mut Survey) -> Result<(), XmlError> {
    if survey.galleries.is_empty() {
        return Ok(());
    }
    let mut reader = Reader::new(input)?;
    let mut channel = Channel::default();
    while let Some(entry) = reader.next_entry()? {
        let Some(item) = channel.take(entry) else { continue };
        let picture = item.post_type == PostKind::Attachment && looks_like_picture(&item.attachment_url);
        if let (true, Some(images), Some(id)) = (picture, survey.galleries.get_mut(&item.post_parent), item.post_id) {
            images.push(id);
        }
    }
    Ok(())
}

/// Whether the address of a file ends as pictures do.
pub fn looks_like_picture(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "svg"].iter().any(|kind| path.ends_with(&format!(".{kind}")))
}

impl Survey {
    /// What an item is at every import: its guid, where that stands once in the file; else its type,
    /// id, slug and date; and its content besides, where even those stand twice.
    pub fn identity(&self, item: &Item) -> String {
        if !item.guid.is_empty() && !self.repeated.contains(&short(&item.guid)) {
            return item.guid.clone();
        }
        let place = place(item);
        if self.repeated_places.contains(&short(&place)) { format!("{place}:{}", item.digest()) } else { place }
    }

    /// Whether an item shares its guid, type, id, slug and date with another one.
    pub fn is_ambiguous(&self, item: &Item) -> bool {
        let own_guid = !item.guid.is_empty() && !self.repeated.contains(&short(&item.guid));
        !own_guid && self.repeated_places.contains(&short(&place(item)))
    }
}

fn place(item: &Item) -> String {
    let date = item.post_date.at().map(|date| date.to_string()).unwrap_or_default();
    format!("{}:{}:{}:{date}", item.post_type.as_str(), item.post_id.unwrap_or(0), item.post_name)
}

fn short(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    u64::from_le_bytes(std::array::from_fn(|n| hash.as_bytes()[n]))
}

impl Surveyor {
    fn see(&mut self, item: Item) {
        self.survey.items += 1;
        self.zone.add(&item);
        if !item.guid.is_empty() && !self.guids.insert(short(&item.guid)) {
            self.survey.repeated.insert(short(&item.guid));
        }
        let place = short(&place(&item));
        if !self.places.insert(place) {
            self.survey.repeated_places.insert(place);
        }
        self.mentions(&item);
        match &item.post_type {
            PostKind::Post => self.post(&item),
            PostKind::NavMenuItem => self.survey.menu_items.push(item),
            PostKind::Block => drop(item.post_id.map(|id| self.survey.shared_blocks.insert(id, item.content))),
            PostKind::Page => self.page(&item),
            _ => self.gallery(&item),
        }
    }

    fn mentions(&mut self, item: &Item) {
        for taxonomy in ["category", "post_tag", "author"] {
            for term in item.mentions(taxonomy) {
                let key = (taxonomy.to_owned(), term.key().to_owned());
                let name = self.survey.mentioned.entry(key).or_default();
                if name.is_empty() {
                    term.name.clone_into(name);
                }
            }
        }
        if !item.creator.is_empty() {
            *self.survey.creators.entry(item.creator.clone()).or_default() += 1;
        }
    }

    fn page(&mut self, item: &Item) {
        self.gallery(item);
        if let (Some(id), true) = (item.post_id, item.post_parent > 0) {
            self.survey.page_parents.push((id, item.post_parent));
        }
    }

    fn post(&mut self, item: &Item) {
        self.gallery(item);
        if item.status != PostStatus::Publish || item.link.is_empty() {
            return;
        }
        if self.recogniser.is_none() {
            self.begin_recognising();
        }
        let categories: Vec<String> =
            item.mentions("category").iter().map(|term| path_in(&self.tree, term.key())).collect();
        let sample = Sample {
            link: &item.link,
            slug: &item.post_name,
            id: item.post_id,
            date: item.post_date.at(),
            categories: &categories,
            author: &item.creator,
        };
        if let Some(recogniser) = &mut self.recogniser {
            recogniser.add(&sample);
        }
    }

    /// Terms stand before the items, so the tree is known when the first one comes.
    fn begin_recognising(&mut self) {
        let channel = &self.survey.channel;
        self.tree = channel.declared("category").map(|term| (term.slug.clone(), term.parent.clone())).collect();
        self.recogniser = Some(Recogniser::new(SiteBase::of(channel)));
    }

    fn gallery(&mut self, item: &Item) {
        let attachment = PostMeta::of(item).attached_file().is_some();
        if let Some(id) = item.post_id.filter(|_| !attachment && item.content.contains("[gallery")) {
            self.survey.galleries.insert(id, Vec::new());
        }
    }

    fn finish(self) -> Survey {
        let recognised = self.recogniser.map(|recogniser| recogniser.finish()).unwrap_or_default();
        Survey {
            base: SiteBase::of(&self.survey.channel),
            zone: self.zone.finish().zone,
            pattern: recognised.pattern,
            ..self.survey
        }
    }
}

/// A category's slugs from the root.
fn path_in(parents: &HashMap<String, String>, slug: &str) -> String {
    let mut path = vec![slug];
    while let Some(parent) = path.last().and_then(|last| parents.get(*last)).filter(|parent| !parent.is_empty()) {
        if path.contains(&parent.as_str()) {
            break;
        }
        path.push(parent);
    }
    path.reverse();
    path.join("/")
}
