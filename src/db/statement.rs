//! A statement put together from parts, for lists whose filters come and go. Its text is made of
//! constants of this program alone; whatever a request said is bound.

use std::marker::PhantomData;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;

use super::types::{Moment, Uuid};
use super::{Conn, Id, MultiBackend, Time};

#[derive(Debug, Clone)]
enum Piece {
    Sql(&'static str),
    Id(Id),
    Time(Time),
    Text(String),
    Number(i64),
    /// A JSON array of ids or texts, compared as a set.
    IdsOf(String),
    TextsOf(String),
}

/// A statement whose rows have the SQL types `ST`.
#[derive(Debug, Clone)]
pub struct Statement<ST> {
    pieces: Vec<Piece>,
    rows: PhantomData<ST>,
}

impl<ST> Default for Statement<ST> {
    fn default() -> Self {
        Self { pieces: Vec::with_capacity(32), rows: PhantomData }
    }
}

impl<ST> Statement<ST> {
    /// Starts with a text.
    pub fn new(sql: &'static str) -> Self {
        let mut statement = Self::default();
        statement.sql(sql);
        statement
    }

    /// Adds text.
    pub fn sql(&mut self, sql: &'static str) -> &mut Self {
        self.pieces.push(Piece::Sql(sql));
        self
    }

    /// Binds an id.
    pub fn id(&mut self, id: Id) -> &mut Self {
        self.pieces.push(Piece::Id(id));
        self
    }

    /// Binds a moment.
    pub fn time(&mut self, time: Time) -> &mut Self {
        self.pieces.push(Piece::Time(time));
        self
    }

    /// Binds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.pieces.push(Piece::Text(text.to_owned()));
        self
    }

    /// Binds a number.
    pub fn number(&mut self, number: i64) -> &mut Self {
        self.pieces.push(Piece::Number(number));
        self
    }

    /// Completes `column …` to "is one of these ids", one bound value for any number of them.
    pub fn is_among(&mut self, ids: &[Id]) -> &mut Self {
        let json = serde_json::to_string(ids).unwrap_or_else(|_| "[]".to_owned());
        self.pieces.push(Piece::IdsOf(json));
        self
    }

    /// Completes `column …` to "is one of these texts".
    pub fn is_among_texts(&mut self, texts: &[String]) -> &mut Self {
        let json = serde_json::to_string(texts).unwrap_or_else(|_| "[]".to_owned());
        self.pieces.push(Piece::TextsOf(json));
        self
    }
}

impl<ST> Query for Statement<ST> {
    type SqlType = ST;
}

impl<ST> RunQueryDsl<Conn> for Statement<ST> {}
impl<ST> RunQueryDsl<diesel::SqliteConnection> for Statement<ST> {}
impl<ST> RunQueryDsl<diesel::PgConnection> for Statement<ST> {}

// Statements of one type differ in text, so they are kept by their text.
impl<ST> QueryId for Statement<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

macro_rules! walks {
    ($backend:ty, $ids:literal $ids_end:literal, $texts:literal $texts_end:literal) => {
        impl<ST> QueryFragment<$backend> for Statement<ST> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, $backend>) -> QueryResult<()> {
                for piece in &self.pieces {
                    match piece {
                        Piece::Sql(sql) => out.push_sql(sql),
                        Piece::Id(id) => out.push_bind_param::<Uuid, _>(id)?,
                        Piece::Time(time) => out.push_bind_param::<Moment, _>(time)?,
                        Piece::Text(text) => out.push_bind_param::<Text, _>(text)?,
                        Piece::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                        Piece::IdsOf(json) => {
                            out.push_sql($ids);
                            out.push_bind_param::<Text, _>(json)?;
                            out.push_sql($ids_end);
                        }
                        Piece::TextsOf(json) => {
                            out.push_sql($texts);
                            out.push_bind_param::<Text, _>(json)?;
                            out.push_sql($texts_end);
                        }
                    }
                }
                Ok(())
            }
        }
    };
}

walks!(Sqlite, " IN (SELECT value FROM json_each(" "))", " IN (SELECT value FROM json_each(" "))");
walks!(
    Pg,
    " = ANY(ARRAY(SELECT json_array_elements_text(" "::json))::uuid[])",
    " = ANY(ARRAY(SELECT json_array_elements_text(" "::json)))"
);

impl<ST> QueryFragment<MultiBackend> for Statement<ST> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}
