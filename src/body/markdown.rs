//! Markdown (CommonMark with tables, strikethrough and footnotes) as HTML, which then goes the way of all HTML:
//! nothing here is trusted to be safe. Footnotes become a list at the end.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::{embeds, text};

type Events<'a> = Vec<Event<'a>>;

/// The HTML of a Markdown text, not yet safe.
pub(super) fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut reader = Reader { markdown, events: Vec::new(), in_address: false, last_break: None, has_notes: false };
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        reader.take(event, range);
    }
    let events = if reader.has_notes { with_notes_at_end(reader.events) } else { reader.events };
    let mut out = String::with_capacity(2 * markdown.len());
    html::push_html(&mut out, events.into_iter());
    out
}

/// Takes what the parser finds, and mends it where news is written another way than Markdown expects.
struct Reader<'a> {
    markdown: &'a str,
    events: Events<'a>,
    /// Whether this paragraph is an address that was taken whole already.
    in_address: bool,
    /// Where the last line of this paragraph begins, if it has several.
    last_break: Option<usize>,
    has_notes: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        match &event {
            Event::Start(Tag::Paragraph) => return self.begin_paragraph(range),
            Event::End(TagEnd::Paragraph) => self.in_address = false,
            _ if self.in_address => return,
            Event::SoftBreak | Event::HardBreak => self.last_break = Some(self.events.len()),
            Event::End(TagEnd::BlockQuote(_)) => part_at(self.last_break.take(), &mut self.events),
            Event::End(end) if !is_inline_end(*end) => self.last_break = None,
            Event::Start(Tag::FootnoteDefinition(_)) => self.has_notes = true,
            _ => {}
        }
        self.events.push(event);
    }

    /// A paragraph that is one known address is taken as it is written: `_` in it is no emphasis.
    fn begin_paragraph(&mut self, range: Range<usize>) {
        let source = self.markdown[range].trim();
        self.last_break = None;
        self.in_address = embeds::is_address(source) && embeds::recognise(source).is_some();
        self.events.push(Event::Start(Tag::Paragraph));
        if self.in_address {
            self.events.push(Event::Text(CowStr::Borrowed(source)));
        }
    }
}

/// Makes a paragraph of the last line of a quotation if it begins with a dash: it says who is quoted.
fn part_at(last_break: Option<usize>, events: &mut Events<'_>) {
    let Some(at) = last_break else { return };
    let is_cite = matches!(events.get(at + 1), Some(Event::Text(text)) if text.starts_with(text::is_dash));
    let open = events[at..].iter().fold(0_i32, |open, event| match event {
        Event::Start(_) => open + 1,
        Event::End(_) => open - 1,
        _ => open,
    });
    // Only its paragraph ends after the break: then it is in nothing else.
    if is_cite && open == -1 {
        events.splice(at..=at, [Event::End(TagEnd::Paragraph), Event::Start(Tag::Paragraph)]);
    }
}

fn is_inline_end(end: TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// Footnotes: what they say, and their names in the order in which the text refers to them.
#[derive(Default)]
struct Notes<'a> {
    texts: HashMap<CowStr<'a>, Events<'a>>,
    order: Vec<CowStr<'a>>,
    numbers: HashMap<CowStr<'a>, usize>,
}

/// Puts the footnotes into a list at the end, numbered in the order in which the text refers to them.
fn with_notes_at_end(events: Events<'_>) -> Events<'_> {
    let (mut main, mut notes) = parted_notes(events);
    if notes.texts.is_empty() {
        return main;
    }
    notes.number_references(&mut main);
    main.push(Event::Html("<ol>".into()));
    let mut next = 0;
    // A footnote may refer to another one, so the order can grow on the way.
    while let Some(name) = notes.order.get(next).cloned() {
        next += 1;
        let mut note = notes.texts.remove(&name).unwrap_or_default();
        notes.number_references(&mut note);
        main.push(Event::Html(format!("<li id=\"fn-{next}\">").into()));
        main.append(&mut note);
        main.push(Event::Html("</li>".into()));
    }
    main.push(Event::Html("</ol>".into()));
    main
}

/// The text without its footnotes, and those.
fn parted_notes(events: Events<'_>) -> (Events<'_>, Notes<'_>) {
    let (mut main, mut notes) = (Vec::with_capacity(events.len()), Notes::default());
    let mut current: Option<(CowStr<'_>, Events<'_>)> = None;
    for event in events {
        match (event, current.take()) {
            (Event::Start(Tag::FootnoteDefinition(name)), _) => current = Some((name, Vec::new())),
            (Event::End(TagEnd::FootnoteDefinition), Some((name, note))) => {
                notes.texts.entry(name).or_insert(note);
            }
            (event, Some((name, mut note))) => {
                note.push(event);
                current = Some((name, note));
            }
            (event, None) => main.push(event),
        }
    }
    (main, notes)
}

impl<'a> Notes<'a> {
    fn number_references(&mut self, events: &mut Events<'a>) {
        for event in events {
            if let Event::FootnoteReference(name) = event {
                let reference = match self.number(name) {
                    Some(number) => format!("<sup><a href=\"#fn-{number}\">{number}</a></sup>"),
                    None => String::new(),
                };
                *event = Event::InlineHtml(reference.into());
            }
        }
    }

    /// The number of a footnote that there is.
    fn number(&mut self, name: &CowStr<'a>) -> Option<usize> {
        if let Some(number) = self.numbers.get(name) {
            return Some(*number);
        }
        self.texts.get(name)?;
        self.order.push(name.clone());
        self.numbers.insert(name.clone(), self.order.len());
        Some(self.order.len())
    }
}
