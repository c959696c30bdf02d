//! SQL types that are native on PostgreSQL and text on SQLite, and their Rust values: [`Id`],
//! [`Time`] and [`Json`].

use std::fmt;
use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, NaiveDateTime, SubsecRound, Timelike, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{HasSqlType, SqlType};
use diesel::sqlite::Sqlite;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::MultiBackend;

/// A UUID: `uuid` on PostgreSQL, 36 lower-case characters on SQLite.
#[derive(SqlType, QueryId, Clone, Copy, Debug, Default)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Uuid;

/// A moment: `timestamptz` on PostgreSQL; on SQLite RFC 3339 in UTC with six decimals, so that the
/// order of the text is the order of time.
#[derive(SqlType, QueryId, Clone, Copy, Debug, Default)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Moment;

/// A JSON document: `jsonb` on PostgreSQL, compact text on SQLite.
#[derive(SqlType, QueryId, Clone, Copy, Debug, Default)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Jsonb;

/// The identity of anything: a UUID, version 7 where it was made here.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow, Serialize, Deserialize,
)]
#[diesel(sql_type = Uuid)]
#[serde(transparent)]
pub struct Id(pub uuid::Uuid);

impl Id {
    /// A new identity, later than all made before it on this machine.
    pub fn new() -> Self {
        Self(uuid::Uuid::now_v7())
    }

    /// An identity that starts with the given moment, so that things imported from the past sort
    /// by their own age.
    pub fn at(moment: Time) -> Self {
        let since = moment.0.timestamp_millis().max(0).unsigned_abs();
        let stamp = uuid::Timestamp::from_unix(
            uuid::NoContext,
            since / 1000,
            u32::try_from(since % 1000).unwrap_or(0) * 1_000_000,
        );
        Self(uuid::Uuid::new_v7(stamp))
    }

    /// Reads the 36-character form; nothing else is an id.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 36).then(|| uuid::Uuid::parse_str(text).ok().map(Self)).flatten()
    }
}

impl Default for Id {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A moment in UTC, kept to microseconds; on the wire `YYYY-MM-DDTHH:MM:SSZ`, whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Moment)]
pub struct Time(pub DateTime<Utc>);

/// The last moment that is ever used: "without end".
pub const FOREVER: &str = "9999-12-31T23:59:59Z";

impl Time {
    /// The moment that this clock shows now.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        Self(DateTime::from_timestamp(seconds, since.subsec_micros() * 1_000).unwrap_or_default())
    }

    /// "Without end", where a column needs an end.
    pub fn forever() -> Self {
        Self::parse(FOREVER).unwrap_or(Self(DateTime::<Utc>::MAX_UTC))
    }

    /// The same moment without its fraction of a second, as editorial times are stored.
    pub fn whole_seconds(self) -> Self {
        Self(self.0.trunc_subsecs(0).min(self.0))
    }

    /// The start of the stretch of so many seconds that this moment is in.
    pub fn floor(self, seconds: i64) -> Self {
        let whole = self.whole_seconds();
        whole.plus_seconds(-whole.timestamp().rem_euclid(seconds.max(1)))
    }

    /// Reads RFC 3339 with any offset; what leaves the years 1 to 9999 in UTC could not be written down.
    pub fn parse(text: &str) -> Option<Self> {
        let bounded = text.len() <= 40;
        let read = bounded.then(|| DateTime::parse_from_rfc3339(text).ok()).flatten()?;
        Some(Self(read.to_utc().trunc_subsecs(6))).filter(|time| (1..=9999).contains(&time.0.year()))
    }

    /// Reads a date of HTTP (RFC 9110, 5.6.7) in the form that is sent today.
    pub fn parse_http(text: &str) -> Option<Self> {
        let read = (text.len() == 29).then(|| NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok());
        read.flatten().map(|at| Self(at.and_utc()))
    }

    /// This moment and so many seconds.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        chrono::TimeDelta::try_seconds(seconds).and_then(|d| self.0.checked_add_signed(d)).map_or(self, Self)
    }

    /// This moment and so many milliseconds.
    pub fn plus_milliseconds(self, milliseconds: i64) -> Self {
        let span = chrono::TimeDelta::try_milliseconds(milliseconds);
        span.and_then(|span| self.0.checked_add_signed(span)).map_or(self, Self)
    }

    /// The moment after this one: a microsecond later, the finest that is stored.
    pub fn next_instant(self) -> Self {
        self.0.checked_add_signed(chrono::TimeDelta::microseconds(1)).map_or(self, Self)
    }

    /// Microseconds since 1970: the finest that is stored.
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// The moment of so many microseconds since 1970.
    pub fn of_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(Self)
    }

    /// Whole seconds since 1970.
    pub fn timestamp(self) -> i64 {
        self.0.timestamp()
    }

    fn stored(self) -> String {
        format!("{}.{:06}Z", Seconds(self), self.0.timestamp_subsec_micros().min(999_999))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", Seconds(*self))
    }
}

/// `YYYY-MM-DDTHH:MM:SS`, digit by digit: every answer holds dozens of times, and to read a pattern anew
/// for each costs more than the rest of its row.
struct Seconds(Time);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Time(at) = self.0;
        let year = match u32::try_from(at.year()) {
            Ok(year) if year <= 9999 => year,
            _ => return write!(f, "{}", at.format("%Y-%m-%dT%H:%M:%S")),
        };
        let mut text = *b"0000-00-00T00:00:00";
        let parts = [
            (0, year / 100),
            (2, year % 100),
            (5, at.month()),
            (8, at.day()),
            (11, at.hour()),
            (14, at.minute()),
            (17, at.second()),
        ];
        for (place, number) in parts {
            let digit = |n: u32| b'0' + u8::try_from(n % 10).unwrap_or(0);
            (text[place], text[place + 1]) = (digit(number / 10), digit(number));
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected a time such as 2026-11-15T09:02:00Z"))
    }
}

/// A value kept as a JSON document.
#[derive(Clone, Debug, Default, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub struct Json<T: fmt::Debug>(pub T);

macro_rules! on_both {
    ($sql:ty, $rust:ty $(, $($generics:tt)*)?) => {
        impl$(<$($generics)*>)? FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
    };
}

macro_rules! known_to_both {
    ($($sql:ident),*) => {$(
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql>(lookup)
            }
        }
    )*};
}

known_to_both!(Uuid, Moment, Jsonb);
on_both!(Uuid, Id);
on_both!(Moment, Time);
on_both!(Jsonb, Json<T>, T: fmt::Debug + DeserializeOwned);

impl ToSql<Uuid, MultiBackend> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Uuid, self));
        Ok(IsNull::No)
    }
}

impl ToSql<Moment, MultiBackend> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Moment, self));
        Ok(IsNull::No)
    }
}

impl<T: fmt::Debug + Serialize + Send + Sync + 'static> ToSql<Jsonb, MultiBackend> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Jsonb, self));
        Ok(IsNull::No)
    }
}

impl FromSql<Uuid, Pg> for Id {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <uuid::Uuid as FromSql<diesel::sql_types::Uuid, Pg>>::from_sql(value).map(Self)
    }
}

impl ToSql<Uuid, Pg> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Uuid, Sqlite> for Id {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(uuid::Uuid::parse_str(value.read_text())?))
    }
}

impl ToSql<Uuid, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.hyphenated().to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<Moment, Pg> for Time {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<diesel::sql_types::Timestamptz, Pg>>::from_sql(value).map(Self)
    }
}

impl ToSql<Moment, Pg> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <DateTime<Utc> as ToSql<diesel::sql_types::Timestamptz, Pg>>::to_sql(&self.0, &mut out.reborrow())
    }
}

impl FromSql<Moment, Sqlite> for Time {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = value.read_text();
        Self::parse(text).ok_or_else(|| format!("`{text}` is no stored time").into())
    }
}

impl ToSql<Moment, Sqlite> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.stored());
        Ok(IsNull::No)
    }
}

impl<T: fmt::Debug + DeserializeOwned> FromSql<Jsonb, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        // The first byte of the binary form is its version, 1.
        let bytes = value.as_bytes().get(1..).unwrap_or_default();
        Ok(Self(serde_json::from_slice(bytes)?))
    }
}

impl<T: fmt::Debug + Serialize> ToSql<Jsonb, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[1])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: fmt::Debug + DeserializeOwned> FromSql<Jsonb, Sqlite> for Json<T> {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_str(value.read_text())?))
    }
}

impl<T: fmt::Debug + Serialize> ToSql<Jsonb, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_time_is_written_as_its_pattern_says(micros in -62_200_000_000_000_000_i64..253_500_000_000_000_000) {
            let time = Time(DateTime::from_timestamp_micros(micros).unwrap());
            prop_assert_eq!(time.to_string(), time.0.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            prop_assert_eq!(time.stored(), time.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
        }
    }
}
