//! "One of these", with one statement for any number of ids: diesel's own `eq_any` is parsed and
//! planned anew on every call on SQLite, which costs more than running it.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;

use super::types::Uuid;
use super::{Id, MultiBackend};

/// `column IN (…)`: the values' JSON array is the one bound value.
#[derive(Debug, Clone)]
pub struct Among<C> {
    column: C,
    values: String,
    /// How PostgreSQL makes an array of the column's type of them.
    array: &'static str,
}

/// Rows whose `column` is one of `ids`. No id, no row.
pub fn among<C>(column: C, ids: &[Id]) -> Among<C>
where
    C: Expression<SqlType = Uuid>,
{
    let mut json = String::with_capacity(2 + ids.len() * 39);
    json.push('[');
    for (n, id) in ids.iter().enumerate() {
        if n > 0 {
            json.push(',');
        }
        json.push('"');
        json.push_str(&id.to_string());
        json.push('"');
    }
    json.push(']');
    Among { column, values: json, array: "::json))::uuid[])" }
}

/// Rows whose `column` is one of `texts`. No text, no row.
pub fn among_texts<C>(column: C, texts: &[String]) -> Among<C>
where
    C: Expression<SqlType = Text>,
{
    let values = serde_json::to_string(texts).unwrap_or_else(|_| "[]".to_owned());
    Among { column, values, array: "::json)))" }
}

impl<C> Expression for Among<C> {
    type SqlType = Bool;
}

// A column has one type, so one statement, whichever of the two made it.
impl<C: QueryId + 'static> QueryId for Among<C> {
    type QueryId = Among<C::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}

impl<C, QS> SelectableExpression<QS> for Among<C> where C: SelectableExpression<QS> {}
impl<C, QS> AppearsOnTable<QS> for Among<C> where C: AppearsOnTable<QS> {}
impl<C> ValidGrouping<()> for Among<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Among<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(&self.values)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Among<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(ARRAY(SELECT json_array_elements_text(");
        out.push_bind_param::<Text, _>(&self.values)?;
        out.push_sql(self.array);
        Ok(())
    }
}

impl<C> QueryFragment<MultiBackend> for Among<C>
where
    C: QueryFragment<Sqlite> + QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}
