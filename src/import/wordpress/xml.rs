//! A strict, streaming pull reader of XML 1.0 with namespaces, over quick-xml.
//! It needs memory for one tag or text at a time and refuses, with line and column, what is not
//! well-formed, every DOCTYPE, and whatever is too deep or too long to be an export.
//! `wxr.rs` reads WordPress's vocabulary through it.

mod attributes;
mod encoding;
mod event;
mod fault;
mod names;
mod namespaces;
mod position;
mod prolog;
mod refusal;
mod source;
#[cfg(test)]
mod tests;

use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::Event as Piece;

pub use event::Event;
use fault::Fault;
use namespaces::Scopes;
pub use namespaces::{Attribute, Name};
pub use position::{Position, XmlError};
use prolog::{check_declaration, check_instruction};
use refusal::{DOCTYPE, OUTSIDE, refusal};
use source::Source;

const DEEPEST: usize = 200;
const LONGEST_TEXT: usize = 64 * 1024 * 1024;
/// A buffer that one long text made larger than this is given back.
const KEPT_BUFFER: usize = 1024 * 1024;

struct Open {
    name: String,
    line: u64,
}

/// A reader of one document.
pub struct XmlReader<R: Read> {
    reader: Reader<Source<R>>,
    buffer: Vec<u8>,
    text: String,
    held: Option<Event>,
    open: Vec<Open>,
    scopes: Scopes,
    longest_text: usize,
    mark: Position,
    started: bool,
    rooted: bool,
}

impl<R: Read> XmlReader<R> {
    /// Prepares to read `input`, whose encoding is found out from its start.
    pub fn new(input: R) -> Result<Self, XmlError> {
        Self::with_longest_text(input, LONGEST_TEXT)
    }

    fn with_longest_text(input: R, longest_text: usize) -> Result<Self, XmlError> {
        let source = Source::new(input, longest_text).map_err(|error| cannot_read(&error))?;
        let mut reader = Reader::from_reader(source);
        let config = reader.config_mut();
        config.check_comments = true;
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Ok(XmlReader {
            reader,
            buffer: Vec::new(),
            text: String::new(),
            held: None,
            open: Vec::new(),
            scopes: Scopes::default(),
            longest_text,
            mark: Position::START,
            started: false,
            rooted: false,
        })
    }

    /// The next event. After an error or `Finished` nothing more is to be asked.
    pub fn next_event(&mut self) -> Result<Event, XmlError> {
        if let Some(event) = self.held.take() {
            return Ok(event);
        }
        loop {
            let Some(event) = self.step()? else { continue };
            if self.text.is_empty() {
                return Ok(event);
            }
            self.held = Some(event);
            return Ok(Event::Text(std::mem::take(&mut self.text)));
        }
    }

    /// An error at the tag that was read last.
    pub fn error(&self, message: impl Into<String>) -> XmlError {
        self.mark.error(message)
    }

    fn step(&mut self) -> Result<Option<Event>, XmlError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        if buffer.capacity() > KEPT_BUFFER {
            buffer = Vec::new();
        }
        let mark = self.reader.get_ref().position();
        self.reader.get_mut().start_piece();
        let piece = self.reader.read_event_into(&mut buffer);
        let outcome = match piece {
            Ok(piece) => self.take(&piece, mark),
            Err(error) => Err(refusal(&error, self.reader.get_ref(), mark)),
        };
        self.buffer = buffer;
        outcome
    }

    fn take(&mut self, piece: &Piece<'_>, mark: Position) -> Result<Option<Event>, XmlError> {
        let first = !std::mem::replace(&mut self.started, true);
        match piece {
            Piece::Text(text) => {
                self.started = !(first && text.trim_ascii().is_empty());
                self.take_text(text, mark)?;
            }
            Piece::CData(text) => self.take_cdata(text, mark)?,
            Piece::GeneralRef(reference) => self.take_reference(reference, mark)?,
            Piece::Start(tag) | Piece::Empty(tag) => return self.take_start(tag, mark).map(Some),
            Piece::End(tag) => return self.take_end(tag, mark).map(Some),
            Piece::Eof => return self.take_eof(mark).map(Some),
            Piece::Decl(declaration) => {
                let fault = self.reader.get_ref().encoding_fault();
                check_declaration(declaration, first, fault).map_err(|m| mark.error(m))?;
            }
            Piece::PI(instruction) => {
                check_instruction(instruction.target()).map_err(|m| mark.error(m))?;
            }
            Piece::DocType(_) => return Err(mark.error(DOCTYPE)),
            Piece::Comment(_) => {}
        }
        Ok(None)
    }

    fn take_text(&mut self, text: &str, mark: Position) -> Result<(), XmlError> {
        let at = |offset: usize| mark.after(&text.as_bytes()[..offset]);
        if let Some(offset) = text.find("]]>") {
            return Err(at(offset).error("\"]]>\" may not stand in text"));
        }
        if self.open.is_empty() {
            let offset = text.find(|c| !matches!(c, ' ' | '\t' | '\n'));
            return offset.map_or(Ok(()), |offset| Err(at(offset).error(OUTSIDE)));
        }
        self.append(text, mark)
    }

    fn take_cdata(&mut self, text: &str, mark: Position) -> Result<(), XmlError> {
        if self.open.is_empty() {
            return Err(mark.error(OUTSIDE));
        }
        self.append(text, mark)
    }

    fn take_reference(&mut self, reference: &str, mark: Position) -> Result<(), XmlError> {
        if self.open.is_empty() {
            return Err(mark.error(OUTSIDE));
        }
        let c = names::resolve(reference).map_err(|message| mark.error(message))?;
        self.append(c.encode_utf8(&mut [0; 4]), mark)
    }

    fn append(&mut self, text: &str, mark: Position) -> Result<(), XmlError> {
        if self.text.len() + text.len() > self.longest_text {
            return Err(mark.error(Fault::TooLong.to_string()));
        }
        self.text.push_str(text);
        Ok(())
    }

    fn take_start(&mut self, tag: &str, mark: Position) -> Result<Event, XmlError> {
        if self.open.is_empty() && self.rooted {
            return Err(mark.error("a document has one root element, and a second one starts"));
        }
        if self.open.len() == DEEPEST {
            return Err(mark.error(format!("elements are nested more than {DEEPEST} deep")));
        }
        self.rooted = true;
        self.mark = mark;
        let (name, attributes) = attributes::parse(tag).map_err(|(offset, message)| {
            let inside = mark.after(b"<").after(&tag.as_bytes()[..offset]);
            inside.error(message)
        })?;
        self.open.push(Open { name: name.to_owned(), line: mark.line });
        let (name, attributes) = self.scopes.open(name, attributes).map_err(|message| mark.error(message))?;
        Ok(Event::Start { name, attributes })
    }

    fn take_end(&mut self, tag: &str, mark: Position) -> Result<Event, XmlError> {
        let tag = tag.trim_ascii_end();
        let shown = names::shown(tag);
        match self.open.pop() {
            Some(open) if open.name == tag => {}
            Some(Open { name, line }) => {
                let name = names::shown(&name);
                return Err(mark.error(format!("the end tag \"{shown}\" does not match \"{name}\" of line {line}")));
            }
            None => return Err(mark.error(format!("the end tag \"{shown}\" has no start tag"))),
        }
        self.scopes.close();
        Ok(Event::End)
    }

    fn take_eof(&mut self, mark: Position) -> Result<Event, XmlError> {
        if let Some(Open { name, line }) = self.open.last() {
            let name = names::shown(name);
            return Err(mark.error(format!("the file ends, and \"{name}\" of line {line} is not closed")));
        }
        if !self.rooted {
            return Err(mark.error("the file holds no element"));
        }
        Ok(Event::Finished)
    }
}

fn cannot_read(error: &std::io::Error) -> XmlError {
    Position::START.error(format!("the file cannot be read: {error}"))
}
