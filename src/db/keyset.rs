//! The place in an ordered list, as a row value: `(a, id) < (?, ?)`. Written as
//! `a < ? OR (a = ? AND id < ?)` it would walk the whole index.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

/// Which way a list is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Small values first.
    Ascending,
    /// Large values first.
    Descending,
}

impl Direction {
    /// The other one.
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }

    /// As `ORDER BY` says it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Ascending => " ASC",
            Self::Descending => " DESC",
        }
    }

    /// What a later row's key is to an earlier one's.
    pub fn beyond(self) -> &'static str {
        match self {
            Self::Ascending => " > ",
            Self::Descending => " < ",
        }
    }
}

/// Rows beyond a key of two columns.
#[derive(Debug, Clone)]
pub struct Keyset<A, B, V, W> {
    columns: (A, B),
    values: (V, W),
    direction: Direction,
}

/// Rows that come after `values` when walking in `direction`.
pub fn keyset<A, B, V, W>(
    columns: (A, B),
    values: (V, W),
    direction: Direction,
) -> Keyset<A, B, V::Expression, W::Expression>
where
    A: Expression,
    B: Expression,
    A::SqlType: diesel::sql_types::SqlType,
    B::SqlType: diesel::sql_types::SqlType,
    V: diesel::expression::AsExpression<A::SqlType>,
    W: diesel::expression::AsExpression<B::SqlType>,
{
    Keyset { columns, values: (values.0.as_expression(), values.1.as_expression()), direction }
}

impl<A, B, V, W> Expression for Keyset<A, B, V, W> {
    type SqlType = Bool;
}

// Two directions are two statements, so the type alone does not name one.
impl<A, B, V, W> QueryId for Keyset<A, B, V, W> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<A, B, V, W, QS> SelectableExpression<QS> for Keyset<A, B, V, W>
where
    A: SelectableExpression<QS>,
    B: SelectableExpression<QS>,
    V: SelectableExpression<QS>,
    W: SelectableExpression<QS>,
{
}
impl<A, B, V, W, QS> AppearsOnTable<QS> for Keyset<A, B, V, W>
where
    A: AppearsOnTable<QS>,
    B: AppearsOnTable<QS>,
    V: AppearsOnTable<QS>,
    W: AppearsOnTable<QS>,
{
}
impl<A, B, V, W> ValidGrouping<()> for Keyset<A, B, V, W> {
    type IsAggregate = is_aggregate::No;
}

impl<A, B, V, W, DB> QueryFragment<DB> for Keyset<A, B, V, W>
where
    DB: diesel::backend::Backend,
    A: QueryFragment<DB>,
    B: QueryFragment<DB>,
    V: QueryFragment<DB>,
    W: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.columns.0.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.columns.1.walk_ast(out.reborrow())?;
        out.push_sql(")");
        out.push_sql(self.direction.beyond());
        out.push_sql("(");
        self.values.0.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.values.1.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
