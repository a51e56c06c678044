use super::*;

const SCHEMA: Schema = Schema {
    name: "example",
    migrations: &[
        Migration {
            version: 1,
            name: "one",
            sql: "A",
        },
        Migration {
            version: 2,
            name: "two",
            sql: "B",
        },
    ],
};

fn applied(migrations: &[Migration]) -> Vec<Applied> {
    migrations
        .iter()
        .map(|migration| Applied {
            version: migration.version,
            name: migration.name.into(),
            checksum: checksum(migration),
        })
        .collect()
}

#[test]
fn each_database_gets_its_own_words() {
    let sql = "CREATE TABLE t (a BYTES, b KEYTEXT NOT NULL, c BIGINT, d BOOLEAN) STRICT;";
    assert_eq!(
        Dialect::Sqlite.translate(sql),
        "CREATE TABLE t (a BLOB, b TEXT NOT NULL, c INTEGER, d INTEGER) STRICT;"
    );
    assert_eq!(
        Dialect::Postgres.translate(sql),
        "CREATE TABLE t (a BYTEA, b TEXT COLLATE \"C\" NOT NULL, c BIGINT, d BOOLEAN) ;"
    );
    let sql = "CREATE TABLE t (a BIGINT PRIMARY KEY) CLUSTERED;";
    assert_eq!(
        Dialect::Sqlite.translate(sql),
        "CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT, WITHOUT ROWID;"
    );
    assert_eq!(
        Dialect::Postgres.translate(sql),
        "CREATE TABLE t (a BIGINT PRIMARY KEY) ;"
    );
}

#[test]
fn words_within_names_quotes_and_comments_stay() {
    for sql in [
        "BYTES_TOTAL MY_BYTES BYTES2 bytes ßBYTES",
        "'BYTES' \"BYTES\"",
        "'it''s BYTES'",
        "-- BYTES\n",
        "-- BYTES",
        "/* BYTES\n */",
        "/* BYTES",
        "'BYTES",
    ] {
        assert_eq!(Dialect::Sqlite.translate(sql), sql);
    }
    assert_eq!(
        Dialect::Sqlite.translate("'x'BYTES--y\nBYTES"),
        "'x'BLOB--y\nBLOB"
    );
}

#[test]
fn what_was_run_is_not_run_again() {
    let versions = |applied: &[Applied]| {
        outstanding(&SCHEMA, applied)
            .unwrap()
            .iter()
            .map(|migration| migration.version)
            .collect::<Vec<_>>()
    };
    assert_eq!(versions(&[]), [1, 2]);
    assert_eq!(versions(&applied(&SCHEMA.migrations[..1])), [2]);
    assert_eq!(versions(&applied(SCHEMA.migrations)), []);
}

#[test]
fn a_newer_database_is_told_from_a_foreign_one() {
    let newer = [
        SCHEMA.migrations,
        &[Migration {
            version: 3,
            name: "three",
            sql: "C",
        }],
    ]
    .concat();
    let error = outstanding(&SCHEMA, &applied(&newer)).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::Newer {
                found: 3,
                known: 2,
                ..
            }
        ),
        "{error:?}"
    );
    for foreign in [
        Migration {
            version: 1,
            name: "one",
            sql: "A changed",
        },
        Migration {
            version: 1,
            name: "renamed",
            sql: "A",
        },
        Migration {
            version: 2,
            name: "two",
            sql: "B",
        },
    ] {
        let error = outstanding(&SCHEMA, &applied(&[foreign])).unwrap_err();
        assert!(matches!(error, OpenError::Diverged { .. }), "{error:?}");
    }
}
