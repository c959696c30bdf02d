//! Members of a patch (RFC 7396) that can be absent, null, or a value.

use serde::{Deserialize, Deserializer};

/// Tells null from what was left out, for a member with `#[serde(default, deserialize_with = "given")]`.
///
/// # Errors
/// Not of this type.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Reads a member that may be left out and that null does not take away.
///
/// # Errors
/// Not of this type; null.
pub fn filled<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
