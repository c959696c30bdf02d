//! The bytes of a file as a parser may read them: decoded to UTF-8 piece by piece, line ends
//! made one, characters that XML forbids refused, and every consumed byte counted as line and
//! column. Nothing is read ahead of an error: what stands before it is handed out first.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::{SNIFFED, sniff};
use super::fault::Fault;
use super::position::Position;

const RAW: usize = 64 * 1024;

/// A reader of decoded, normalised, checked text.
pub(super) struct Source<R> {
    input: R,
    decoder: Decoder,
    encoding_fault: Option<String>,
    raw: Vec<u8>,
    raw_start: usize,
    input_ended: bool,
    decoder_ended: bool,
    decoded: String,
    text: Vec<u8>,
    text_start: usize,
    after_return: bool,
    fault: Option<Fault>,
    position: Position,
    piece: usize,
    longest_piece: usize,
}

impl<R: Read> Source<R> {
    /// Looks at the start of `input` and prepares to decode it.
    pub(super) fn new(mut input: R, longest_piece: usize) -> io::Result<Self> {
        let mut raw = Vec::with_capacity(RAW);
        let read = (&mut input).take(SNIFFED as u64).read_to_end(&mut raw)?;
        let sniffed = sniff(&raw);
        Ok(Source {
            input,
            decoder: sniffed.encoding.new_decoder_without_bom_handling(),
            encoding_fault: sniffed.fault,
            raw,
            raw_start: sniffed.mark,
            input_ended: read < SNIFFED,
            decoder_ended: false,
            decoded: String::with_capacity(RAW),
            text: Vec::with_capacity(RAW),
            text_start: 0,
            after_return: false,
            fault: None,
            position: Position::START,
            piece: 0,
            longest_piece,
        })
    }

    /// The place of the next byte that the parser will consume.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// Starts the count of a new piece (tag, text, comment), which has a greatest length.
    pub(super) fn start_piece(&mut self) {
        self.piece = 0;
    }

    /// What made reading stop, where it was not the input itself.
    pub(super) fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// What is wrong with the encoding that the declaration names.
    pub(super) fn encoding_fault(&self) -> Option<&str> {
        self.encoding_fault.as_deref()
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.raw_start == self.raw.len() && !self.input_ended {
            self.read_raw()?;
        }
        self.decoded.clear();
        let (result, read) = self.decoder.decode_to_string_without_replacement(
            &self.raw[self.raw_start..],
            &mut self.decoded,
            self.input_ended,
        );
        self.raw_start += read;
        match result {
            DecoderResult::Malformed(..) => {
                self.fault = Some(Fault::Encoding(self.decoder.encoding().name()));
            }
            DecoderResult::InputEmpty => self.decoder_ended = self.input_ended,
            DecoderResult::OutputFull => {}
        }
        self.take_decoded();
        Ok(())
    }

    fn read_raw(&mut self) -> io::Result<()> {
        self.raw.resize(RAW, 0);
        self.raw_start = 0;
        let read = loop {
            match self.input.read(&mut self.raw) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        self.raw.truncate(*read.as_ref().unwrap_or(&0));
        self.input_ended = read? == 0;
        Ok(())
    }

    /// Copies `decoded` to `text`, with one line feed for every line end.
    fn take_decoded(&mut self) {
        self.text.clear();
        self.text_start = 0;
        let bytes = self.decoded.as_bytes();
        let mut copied = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                copied = at + 1;
            } else if byte == b'\r' {
                self.text.extend_from_slice(&bytes[copied..at]);
                self.text.push(b'\n');
                self.after_return = true;
                copied = at + 1;
            } else if let Some(forbidden) = forbidden(&bytes[at..]) {
                self.text.extend_from_slice(&bytes[copied..at]);
                self.fault = Some(Fault::Character(forbidden));
                return;
            }
        }
        self.text.extend_from_slice(&bytes[copied..]);
    }
}

/// The character at the start of `bytes`, where XML 1.0 forbids it.
#[inline]
fn forbidden(bytes: &[u8]) -> Option<char> {
    match bytes {
        [b'\t' | b'\n', ..] => None,
        [control @ ..0x20, ..] => Some(char::from(*control)),
        [0xEF, 0xBF, 0xBE, ..] => Some('\u{FFFE}'),
        [0xEF, 0xBF, 0xBF, ..] => Some('\u{FFFF}'),
        _ => None,
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece > self.longest_piece {
            self.fault = Some(Fault::TooLong);
            return Err(io::Error::other(Fault::TooLong));
        }
        while self.text_start == self.text.len() {
            if let Some(fault) = &self.fault {
                return Err(io::Error::other(fault.clone()));
            }
            if self.decoder_ended {
                break;
            }
            self.refill()?;
        }
        Ok(&self.text[self.text_start..])
    }

    fn consume(&mut self, amount: usize) {
        let end = (self.text_start + amount).min(self.text.len());
        let consumed = &self.text[self.text_start..end];
        self.piece += consumed.len();
        self.position = self.position.after(consumed);
        self.text_start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Position, Option<Fault>) {
        let mut text = String::new();
        let Ok(mut source) = Source::new(bytes, usize::MAX) else {
            return (text, Position::START, None);
        };
        loop {
            let length = match source.fill_buf() {
                Ok([]) | Err(_) => break,
                Ok(piece) => {
                    text.push_str(&String::from_utf8_lossy(piece));
                    piece.len()
                }
            };
            source.consume(length);
        }
        (text, source.position(), source.fault().cloned())
    }

    #[test]
    fn line_ends_become_line_feeds() {
        let (text, at, fault) = read(b"a\r\nb\rc\r\r\n\nd");
        assert_eq!(text, "a\nb\nc\n\n\nd");
        assert_eq!((at.line, at.column, fault), (6, 2, None));
    }

    #[test]
    fn text_before_a_bad_byte_is_handed_out_and_the_place_is_exact() {
        let (text, at, fault) = read(b"<a>\nol\xE9");
        assert_eq!(text, "<a>\nol");
        assert_eq!((at.line, at.column), (2, 3));
        assert_eq!(fault, Some(Fault::Encoding("UTF-8")));
    }

    #[test]
    fn control_characters_and_noncharacters_are_refused() {
        assert_eq!(read(b"ab\x0Bc").2, Some(Fault::Character('\u{B}')));
        assert_eq!(read(b"\0").2, Some(Fault::Character('\0')));
        assert_eq!(read("x\u{FFFF}".as_bytes()).2, Some(Fault::Character('\u{FFFF}')));
        assert_eq!(read("\u{FFFD}\u{85}\u{7F}".as_bytes()).2, None);
    }

    #[test]
    fn long_input_in_many_pieces_stays_whole() {
        let line = "₦1,000 – ọjà 😀\r\n";
        let utf16: Vec<u8> = line.repeat(20_000).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (text, at, fault) = read(&[&[0xFF, 0xFE], utf16.as_slice()].concat());
        assert_eq!(fault, None);
        assert_eq!(text, line.replace('\r', "").repeat(20_000));
        assert_eq!(at.line, 20_001);
    }
}
