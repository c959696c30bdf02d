//! Migrations: reversible on both databases, the same names, and what `schema.rs` says.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use newswire::db::{Address, Conn, Database, DatabaseError, Statement, migrate};

use crate::support::{Backend, postgres, server};

fn database(backend: Backend) -> (Database, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let address = Address::parse(&server::empty_database(backend, dir.path())).unwrap();
    (Database::open(&address).unwrap(), dir)
}

/// Every table's columns, as the database has them; the migrations' own table apart.
fn columns(conn: &mut Conn) -> Vec<(String, String)> {
    let sql = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '__diesel_schema_migrations' ORDER BY m.name, c.name"
        }
        Conn::Postgres(_) => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations' ORDER BY table_name, column_name"
        }
    };
    let mut rows: Vec<(String, String)> = Statement::<(Text, Text)>::new(sql).load(conn).unwrap();
    rows.sort();
    rows
}

/// The tables and columns that `schema.rs` names.
fn written() -> Vec<(String, String)> {
    let text = include_str!("../../src/db/schema.rs");
    let mut rows = Vec::new();
    for part in text.split("diesel::table! {").skip(1) {
        let inside = part.split("\n    }\n}").next().unwrap();
        let table = inside.lines().find_map(|line| line.trim().strip_suffix(" {")).unwrap();
        let table = table.split(" (").next().unwrap().trim();
        let columns = inside.lines().filter_map(|line| line.trim().split_once(" -> "));
        rows.extend(columns.map(|(column, _)| (table.to_owned(), column.to_owned())));
    }
    rows.sort();
    rows
}

fn up_down_up(backend: Backend) {
    let (db, _dir) = database(backend);
    db.maintain(|conn| -> Result<(), DatabaseError> {
        let done = migrate::up(conn).unwrap();
        assert!(done.len() >= 7);
        let first = columns(conn);
        assert_eq!(first, written(), "schema.rs says what the migrations make");
        assert_eq!(migrate::down(conn).unwrap().len(), done.len());
        assert!(columns(conn).is_empty(), "nothing is left: {:?}", columns(conn));
        migrate::up(conn).unwrap();
        assert_eq!(columns(conn), first);
        assert!(migrate::pending(conn).unwrap().is_empty());
        Ok(())
    })
    .unwrap();
}

#[test]
fn migrations_go_up_down_and_up_on_sqlite() {
    up_down_up(Backend::Sqlite);
}

#[test]
fn migrations_go_up_down_and_up_on_postgres() {
    if postgres::server().is_some() {
        up_down_up(Backend::Postgres);
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |kind: &str| {
        let dir = format!("{}/migrations/{kind}", env!("CARGO_MANIFEST_DIR"));
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let both = path.join("up.sql").exists() && path.join("down.sql").exists();
            files.insert(path.file_name().unwrap().to_string_lossy().into_owned(), both);
        }
        files
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(names("sqlite").values().all(|both| *both), "each goes both ways");
}
