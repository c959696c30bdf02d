//! The reader as its users see it: documents in, events or one refusal out.

use super::*;

fn events(document: &[u8]) -> Result<Vec<String>, XmlError> {
    let mut reader = XmlReader::new(document)?;
    let mut found = Vec::new();
    loop {
        found.push(match reader.next_event()? {
            Event::Start { name, attributes } => {
                let namespace = name.namespace.map(|n| format!("{{{n}}}"));
                let attributes =
                    attributes.iter().map(|a| format!(" {}={}", a.name.local, a.value)).collect::<String>();
                format!("<{}{}{attributes}", namespace.unwrap_or_default(), name.local)
            }
            Event::Text(text) => text,
            Event::End => ">".to_owned(),
            Event::Finished => return Ok(found),
        });
    }
}

fn refused(document: &str) -> (u64, u64, String) {
    match events(document.as_bytes()) {
        Ok(found) => (0, 0, format!("accepted as {found:?}")),
        Err(error) => (error.line, error.column, error.message),
    }
}

#[test]
fn text_cdata_and_references_join() {
    let document = "<a>x<![CDATA[<y>]]]]><![CDATA[>]]>&amp;<!-- c -->&#x41;<?pi?> z<b/></a>";
    assert_eq!(events(document.as_bytes()), Ok(["<a", "x<y>]]>&A z", "<b", ">", ">"].map(String::from).to_vec()));
}

#[test]
fn namespaces_count_and_not_prefixes() {
    let document = "<r xmlns='u:0' xmlns:p='u:1'><p:a x='1' p:x='2'/><a xmlns:p='u:2'><p:a/></a></r>";
    let expected = ["<{u:0}r", "<{u:1}a x=1 x=2", ">", "<{u:0}a", "<{u:2}a", ">", ">", ">"];
    assert_eq!(events(document.as_bytes()), Ok(expected.map(String::from).to_vec()));
}

#[test]
fn blank_lines_before_the_declaration_are_tolerated() {
    let document = "\n \n<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<!-- c -->\n<a></a>\n<!-- d -->\n";
    assert!(events(document.as_bytes()).is_ok());
    assert_eq!(refused("<!-- c --><?xml version='1.0'?><a/>").1, 11);
    assert_eq!(refused("<a><?xml version='1.0'?></a>").1, 4);
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    for (document, line, column, word) in [
        ("<a>\n<b></a>", 2, 4, "does not match"),
        ("<a>\n<b>", 2, 4, "not closed"),
        ("</a>", 1, 1, "no start tag"),
        ("<a/>\n<b/>", 2, 1, "second"),
        ("<a/>x", 1, 5, "outside"),
        ("x<a/>", 1, 1, "outside"),
        ("<a/><![CDATA[x]]>", 1, 5, "outside"),
        ("<a/>&amp;", 1, 5, "outside"),
        ("", 1, 1, "no element"),
        (" \n", 2, 1, "no element"),
        ("<p:a/>", 1, 1, "prefix"),
        ("<a p:x='1'/>", 1, 1, "prefix"),
        ("<a>ñ]]></a>", 1, 5, "]]>"),
        ("<a>&nbsp;</a>", 1, 4, "not known"),
        ("<a>x & y</a>", 1, 6, "&amp;"),
        ("<a>x & y; z</a>", 1, 6, "&amp;"),
        ("<a>&#8;</a>", 1, 4, "does not allow"),
        ("<a>o\u{1}</a>", 1, 5, "U+0001"),
        ("<a x='\u{1}'/>", 1, 7, "U+0001"),
        ("<a x='1' x='2'/>", 1, 10, "twice"),
        ("<a\nx='<'/>", 2, 4, "<"),
        ("<a x=1/>", 1, 6, "quotes"),
        ("<a><1/></a>", 1, 5, "not a name"),
        ("<a><!-- a -- b --></a>", 1, 4, "--"),
        ("<a><!-- a ---></a>", 1, 4, "--"),
        ("<a><!-- a </a>", 1, 4, "not closed"),
        ("<a><![CDATA[ a </a>", 1, 4, "not closed"),
        ("<a><?XML x?></a>", 1, 4, "processing"),
        ("<a><!ELEMENT b></a>", 1, 4, ""),
        ("<?xml encoding='UTF-8'?><a/>", 1, 1, "version"),
        ("<?xml version='1.0' colour='red'?><a/>", 1, 1, "colour"),
        ("<?xml version='1.0' encoding='x-y'?><a/>", 1, 1, "x-y"),
        ("<a", 1, 1, "not closed"),
        ("<a></a", 1, 4, "not closed"),
    ] {
        let (l, c, message) = refused(document);
        assert_eq!((l, c), (line, column), "{document:?}: {message}");
        assert!(message.contains(word), "{document:?}: {message}");
    }
}

#[test]
fn every_doctype_is_refused() {
    for document in [
        "<!DOCTYPE rss><rss/>",
        "<!doctype rss><rss/>",
        "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [ <!ENTITY x 'never closed",
        "<!DOCTYPE>",
        "<a><!DOCTYPE a></a>",
    ] {
        assert!(refused(document).2.contains("DOCTYPE"), "{document}");
    }
}

#[test]
fn depth_has_an_end() {
    let nested = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
    assert!(events(nested(200).as_bytes()).is_ok());
    let (_, column, message) = refused(&nested(201));
    assert_eq!(column, 601);
    assert!(message.contains("200"), "{message}");
}

#[test]
fn encodings_are_read_and_wrong_bytes_refused() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9t\xE9</a>";
    assert_eq!(events(latin).map(|e| e[1].clone()), Ok("été".to_owned()));
    let utf16: Vec<u8> =
        "\u{FEFF}<?xml version='1.0' encoding='UTF-16'?><a>ọ😀</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(events(&utf16).map(|e| e[1].clone()), Ok("ọ😀".to_owned()));
    let error = events(b"<a>\n  \xFF</a>").map_err(|e| (e.line, e.column));
    assert_eq!(error, Err((2, 3)));
}

#[test]
fn a_text_that_is_too_long_is_refused_without_reading_on() {
    for piece in ["<![CDATA[x", "x", "<![CDATA[xxxxxxxxxxxxxxxxxxxx]]>", "&lt;", "<x a='"] {
        let start = "<a>\n".as_bytes();
        let endless = start.chain(Endless(piece.bytes().cycle()));
        let Ok(mut reader) = XmlReader::with_longest_text(endless, 100_000) else {
            panic!("the start is right");
        };
        assert!(matches!(reader.next_event(), Ok(Event::Start { .. })));
        let error = reader.next_event().map_err(|e| e.message);
        assert!(error.is_err_and(|m| m.contains("64 MB")), "{piece}");
    }
}

/// The same bytes again and again.
struct Endless(std::iter::Cycle<std::str::Bytes<'static>>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let filled = buffer.iter_mut().zip(&mut self.0);
        Ok(filled.map(|(place, byte)| *place = byte).count())
    }
}
