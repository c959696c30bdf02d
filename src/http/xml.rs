//! Elements of XML 1.0.

use std::borrow::Cow;
use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// What is written into.
pub type Xml = Writer<Vec<u8>>;

/// A document that begins with its declaration.
pub fn document() -> Result<Xml> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    Ok(xml)
}

/// An element with a text.
pub fn text(xml: &mut Xml, name: &str, text: &str) -> Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&plain(text)))?;
    Ok(())
}

/// An element with attributes and a text.
pub fn with(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
    let cleaned: Vec<(&str, Cow<'_, str>)> = attributes.iter().map(|(name, value)| (*name, plain(value))).collect();
    let attributes = cleaned.iter().map(|(name, value)| (*name, value.as_ref()));
    xml.create_element(name).with_attributes(attributes).write_text_content(BytesText::new(&plain(text)))?;
    Ok(())
}

/// An element with attributes alone.
pub fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
    let cleaned: Vec<(&str, Cow<'_, str>)> = attributes.iter().map(|(name, value)| (*name, plain(value))).collect();
    xml.create_element(name)
        .with_attributes(cleaned.iter().map(|(name, value)| (*name, value.as_ref())))
        .write_empty()?;
    Ok(())
}

/// Without the characters that XML 1.0 cannot hold.
fn plain(text: &str) -> Cow<'_, str> {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(fits) { Cow::Borrowed(text) } else { Cow::Owned(text.chars().filter(|c| fits(*c)).collect()) }
}
