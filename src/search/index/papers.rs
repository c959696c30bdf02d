//! What the index holds of an article, and of a category, tag or author.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token as Indexed};

use crate::db::{Id, Time};
use crate::search::model::{Stems, tokens};

/// What a document is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An article.
    Article,
    /// A category.
    Category,
    /// A tag.
    Tag,
    /// An author.
    Author,
}

impl Kind {
    /// As the index has it.
    pub fn code(self) -> u64 {
        match self {
            Self::Article => 0,
            Self::Category => 1,
            Self::Tag => 2,
            Self::Author => 3,
        }
    }

    /// Of a code.
    pub fn of_code(code: u64) -> Self {
        match code {
            1 => Self::Category,
            2 => Self::Tag,
            3 => Self::Author,
            _ => Self::Article,
        }
    }
}

/// An article, as far as the index knows it.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its id.
    pub id: Id,
    /// Its title, and the short one.
    pub title: String,
    /// What stands over the text.
    pub lead: String,
    /// Its text.
    pub body: String,
    /// The names of its authors, tags and categories.
    pub names: String,
    /// Its language.
    pub language: String,
    /// Its format, by its place among the formats.
    pub format: u64,
    /// When it was published.
    pub published_at: Time,
    /// When an editor changed it last.
    pub updated_at: Time,
    /// Until when it is public.
    pub until: Option<Time>,
    /// Until when it is featured.
    pub featured_until: Option<Time>,
    /// Until when it is breaking news.
    pub breaking_until: Option<Time>,
    /// Whether its editor lets readers comment.
    pub comments_open: bool,
    /// The numbers of the categories that it is filed under itself.
    pub categories: Vec<i64>,
    /// The numbers of its tags.
    pub tags: Vec<i64>,
    /// The numbers of its authors.
    pub authors: Vec<i64>,
}

/// A category, tag or author, as far as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
}

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    pub kind: Field,
    /// An id's upper half.
    pub high: Field,
    /// An id's lower half, which is random: it alone finds a document.
    pub low: Field,
    pub number: Field,
    pub title: Field,
    pub lead: Field,
    pub body: Field,
    pub names: Field,
    pub name: Field,
    pub language: Field,
    pub format: Field,
    pub published: Field,
    pub updated: Field,
    pub until: Field,
    pub featured: Field,
    pub breaking: Field,
    pub open: Field,
    pub category: Field,
    pub tag: Field,
    pub author: Field,
}

impl Fields {
    /// The fields, and the schema that has them.
    pub fn make() -> (Self, Schema) {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing);
        let fields = Self {
            kind: schema.add_u64_field("kind", INDEXED | FAST),
            high: schema.add_u64_field("high", FAST),
            low: schema.add_u64_field("low", INDEXED | FAST),
            number: schema.add_u64_field("number", FAST),
            title: schema.add_text_field("title", text.clone()),
            lead: schema.add_text_field("lead", text.clone()),
            body: schema.add_text_field("body", text.clone()),
            names: schema.add_text_field("names", text.clone()),
            name: schema.add_text_field("name", text | STORED),
            language: schema.add_text_field("language", STRING),
            format: schema.add_u64_field("format", INDEXED | FAST),
            published: schema.add_i64_field("published", FAST),
            updated: schema.add_i64_field("updated", FAST),
            until: schema.add_i64_field("until", FAST),
            featured: schema.add_i64_field("featured", FAST),
            breaking: schema.add_i64_field("breaking", FAST),
            open: schema.add_u64_field("open", FAST),
            category: schema.add_u64_field("category", INDEXED | FAST),
            tag: schema.add_u64_field("tag", INDEXED | FAST),
            author: schema.add_u64_field("author", INDEXED | FAST),
        };
        (fields, schema.build())
    }
}

/// The two halves of an id.
pub fn halves(id: Id) -> (u64, u64) {
    id.0.as_u64_pair()
}

/// The document of an article.
pub fn document(fields: &Fields, paper: &Paper) -> TantivyDocument {
    let mut made = TantivyDocument::new();
    identify(fields, &mut made, Kind::Article, paper.id);
    let stems = Stems::of(&paper.language);
    text(&mut made, fields.title, &paper.title, stems);
    text(&mut made, fields.lead, &paper.lead, stems);
    text(&mut made, fields.body, &paper.body, stems);
    text(&mut made, fields.names, &paper.names, stems);
    for tag in languages(&paper.language) {
        made.add_text(fields.language, tag);
    }
    made.add_u64(fields.format, paper.format);
    made.add_i64(fields.published, seconds(paper.published_at));
    made.add_i64(fields.updated, seconds(paper.updated_at));
    made.add_i64(fields.until, paper.until.map_or(i64::MAX, |time| time.0.timestamp_micros()));
    made.add_i64(fields.featured, paper.featured_until.map_or(i64::MIN, |time| time.0.timestamp_micros()));
    made.add_i64(fields.breaking, paper.breaking_until.map_or(i64::MIN, |time| time.0.timestamp_micros()));
    made.add_u64(fields.open, u64::from(paper.comments_open));
    for (field, numbers) in
        [(fields.category, &paper.categories), (fields.tag, &paper.tags), (fields.author, &paper.authors)]
    {
        numbers.iter().for_each(|number| made.add_u64(field, number.unsigned_abs()));
    }
    made
}

/// The document of a category, tag or author.
pub fn term_document(fields: &Fields, term: &Term) -> TantivyDocument {
    let mut made = TantivyDocument::new();
    identify(fields, &mut made, term.kind, term.id);
    made.add_u64(fields.number, term.number.unsigned_abs());
    // A column that every document has is read without looking for those that lack it.
    for field in [fields.published, fields.updated, fields.until] {
        made.add_i64(field, 0);
    }
    for field in [fields.featured, fields.breaking] {
        made.add_i64(field, i64::MIN);
    }
    made.add_u64(fields.open, 0);
    text(&mut made, fields.name, &term.name, Stems::of(""));
    made
}

fn identify(fields: &Fields, made: &mut TantivyDocument, kind: Kind, id: Id) {
    let (high, low) = halves(id);
    made.add_u64(fields.kind, kind.code());
    made.add_u64(fields.high, high);
    made.add_u64(fields.low, low);
}

/// A language's tag and what it begins with: `en` is also `en-GB`.
fn languages(tag: &str) -> Vec<String> {
    let lower = tag.to_lowercase();
    let ends = lower.match_indices('-').map(|(at, _)| at).chain([lower.len()]);
    ends.map(|end| lower[..end].to_owned()).collect()
}

fn seconds(time: Time) -> i64 {
    time.0.timestamp()
}

fn text(made: &mut TantivyDocument, field: Field, text: &str, stems: Stems) {
    let of = |token: crate::search::model::Token| Indexed {
        text: token.text,
        position: token.place,
        position_length: 1,
        offset_from: 0,
        offset_to: 0,
    };
    let tokens: Vec<Indexed> = tokens(text, stems).into_iter().map(of).collect();
    if !tokens.is_empty() {
        made.add_pre_tokenized_text(field, PreTokenizedString { text: text.to_owned(), tokens });
    }
}
