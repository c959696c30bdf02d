//! Content encodings (RFC 9110, 8.4): which one a client takes, and packing.

use std::io::Write;

use bytes::Bytes;

/// A way to pack a body, the one we like best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Zstandard (RFC 8878).
    Zstd,
    /// Gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// Every one, in the order in which we like them.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// Its name in headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// Its place in [`Coding::ALL`].
    pub fn place(self) -> usize {
        self as usize
    }

    /// The one that an `Accept-Encoding` (RFC 9110, 12.5.3) likes best; none: send it as it is.
    pub fn choose(accepted: &str) -> Option<Self> {
        let weight = |coding: Self| weight(accepted, coding.as_str());
        let best = Self::ALL.into_iter().fold(None, |best: Option<(Self, u16)>, coding| match (best, weight(coding)) {
            (Some((_, known)), weight) if weight <= known => best,
            (None, 0) => None,
            (_, weight) => Some((coding, weight)),
        });
        let plain = named(accepted, "identity").unwrap_or(0);
        best.filter(|(_, weight)| *weight >= plain).map(|(coding, _)| coding)
    }

    /// Packs a body: well enough for its being made once for each version of an answer.
    pub fn pack(self, body: &[u8]) -> std::io::Result<Bytes> {
        let mut packed = Vec::with_capacity(body.len() / 2);
        match self {
            Self::Brotli => {
                let params = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
                brotli::BrotliCompress(&mut &*body, &mut packed, &params)?;
            }
            Self::Zstd => packed = zstd::bulk::compress(body, 3)?,
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(packed, flate2::Compression::new(6));
                encoder.write_all(body)?;
                packed = encoder.finish()?;
            }
        }
        Ok(packed.into())
    }
}

/// How much a client likes a coding, in thousandths: by its name, else by `*`, else not at all.
fn weight(accepted: &str, name: &str) -> u16 {
    named(accepted, name).or_else(|| named(accepted, "*")).unwrap_or(0)
}

fn named(accepted: &str, name: &str) -> Option<u16> {
    accepted.split(',').find_map(|one| {
        let mut parts = one.split(';').map(str::trim);
        let known = parts.next()?;
        (known.eq_ignore_ascii_case(name) || (name == "gzip" && known.eq_ignore_ascii_case("x-gzip"))).then(|| {
            let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            quality.map_or(1000, thousandths)
        })
    })
}

fn thousandths(quality: &str) -> u16 {
    let value = quality.parse::<f32>().ok().filter(|value| (0.0..=1.0).contains(value));
    value.map_or(0, |value| (value * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_chooses_and_we_break_ties() {
        let chosen = |accepted| Coding::choose(accepted).map_or("", Coding::as_str);
        assert_eq!(chosen("gzip, deflate, br, zstd"), "br");
        assert_eq!(chosen("gzip"), "gzip");
        assert_eq!(chosen("br;q=0, gzip"), "gzip");
        assert_eq!(chosen("br;q=0.5, zstd;q=0.9"), "zstd");
        assert_eq!(chosen("*"), "br");
        assert_eq!(chosen("*;q=0"), "");
        assert_eq!(chosen("identity, br;q=0.2"), "");
        assert_eq!(chosen("nonsense"), "");
        assert_eq!(chosen(""), "");
        assert_eq!(chosen("gzip;q=nonsense"), "");
    }

    #[test]
    fn every_packing_is_smaller() {
        let body = "the quick brown fox ".repeat(200);
        for coding in Coding::ALL {
            assert!(coding.pack(body.as_bytes()).unwrap().len() < body.len() / 4, "{coding:?}");
        }
    }
}
