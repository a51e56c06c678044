//! Imports from tables, by the binary.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::binary::{run, text};
use crate::commands::Place;

/// Runs an import: exit code, the lines of its report, and what it said on standard error.
fn import(place: &Place, line: &str, table: &str) -> (Option<i32>, Vec<Value>, String) {
    let file = place.folder().join("table.csv");
    std::fs::write(&file, table).unwrap();
    let words = line.split_whitespace();
    let mut arguments: Vec<&str> = words
        .map(|word| if word == "FILE" { "table.csv" } else { word })
        .collect();
    arguments.extend(["--config", "vestibule.toml", "--json"]);
    let output = run(place.folder(), &arguments);
    let report = text(&output.stdout);
    let lines = report
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (output.status.code(), lines, text(&output.stderr))
}

fn fates(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["fate"].as_str()).collect()
}

#[test]
fn each_row_of_a_table_of_people_is_told_with_line_and_column() {
    let place = Place::new();
    let table = "\u{feff}displayName,userPrincipalName,accountEnabled,mail\r\n\
        \"Simon, B.\",b.simon@fabrikam.example,,\r\n\
        \"Two\r\nlines\",two@fabrikam.example,,\r\n\
        Ann,ann@elsewhere.example,no,\r\n\
        ,nobody@fabrikam.example,,\r\n\
        Eve,eve@fabrikam.example,perhaps,\r\n\
        Max,max@fabrikam.example,no,max@mail.example\r\n\
        More,more@fabrikam.example,no,,,\r\n";
    let (code, lines, said) = import(&place, "user import FILE --dry-run", table);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(place.json("user list", &[]), json!([]));
    let (code, again, said) = import(&place, "user import FILE", table);
    assert_eq!((code, fates(&again)), (Some(1), fates(&lines)));
    assert!(said.contains("5 of 7 rows were refused"), "{said}");
    let row = |at: usize| {
        (
            again[at]["line"].as_u64().unwrap(),
            again[at]["problems"][0]["column"].as_str(),
        )
    };
    assert_eq!(
        fates(&again),
        [
            "created", "refused", "refused", "refused", "refused", "created", "refused"
        ]
    );
    assert_eq!(
        [row(0), row(1), row(2), row(3), row(4), row(5), row(6)],
        [
            (2, None),
            (3, Some("displayName")),
            (5, Some("userPrincipalName")),
            (6, Some("displayName")),
            (7, Some("accountEnabled")),
            (8, None),
            (9, Some("row")),
        ]
    );
    assert_eq!(again[2]["problems"][0]["expected"], "fabrikam.example");
    assert_eq!(again[2]["problems"][0]["received"], "elsewhere.example");
    assert_eq!(
        again[7],
        json!({"summary": {"created": 2, "unchanged": 0, "refused": 5}, "dryRun": false})
    );
    let people = place.json("user list", &[]);
    assert_eq!(people[0]["displayName"], "Max");
    assert_eq!(
        (&people[0]["accountEnabled"], &people[1]["accountEnabled"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(people[1]["displayName"], "Simon, B.");
}

#[test]
fn the_portals_template_is_read_as_it_is() {
    let place = Place::new();
    let table = "version:v1.0\n\
        Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,\
        Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Department [department]\n\
        Ann,ann@fabrikam.example,secret,No,Ann,Sales\n\
        Bob,bob@fabrikam.example,secret,Yes,,\n";
    let (code, lines, said) = import(&place, "user import FILE", table);
    assert_eq!(
        (code, fates(&lines)),
        (Some(0), vec!["created", "created"]),
        "{said}"
    );
    assert!(
        said.contains("Initial password [passwordProfile] Required' is not imported"),
        "{said}"
    );
    let people = place.json("user list", &[]);
    assert_eq!(
        (&people[0]["accountEnabled"], &people[1]["accountEnabled"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(people[0]["givenName"], "Ann");
}

#[test]
fn a_table_that_cannot_be_meant_is_refused_before_anything_is_written() {
    let place = Place::new();
    for (table, expected) in [
        ("", "no header row"),
        (
            "userPrincipalName\na@fabrikam.example\n",
            "the column 'displayName' is missing",
        ),
        ("userPrincipalName,displayName,displayname\n", "is there twice"),
        ("userPrincipalName;displayName\n", "expected commas"),
        (
            "userPrincipalName,displayName,pasword\n",
            "there is no column 'pasword'",
        ),
    ] {
        let (code, lines, said) = import(&place, "user import FILE", table);
        assert_eq!((code, lines), (Some(1), vec![]), "{table}");
        assert!(said.contains(expected), "{table}: {said}");
    }
    let endless = format!("userPrincipalName,displayName\n\"{}", "a".repeat(3 << 20));
    let (code, _, said) = import(&place, "user import FILE", &endless);
    assert!(
        code == Some(1) && said.contains("is a quotation mark not closed"),
        "{said}"
    );
}

#[test]
fn an_import_goes_on_where_it_was_interrupted() {
    let place = Place::new();
    let mut table = "userPrincipalName,displayName\n".to_owned();
    for nth in 0..2500 {
        writeln!(table, "p{nth}@fabrikam.example,Person {nth}").unwrap();
    }
    let first: String = table.lines().take(1201).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(import(&place, "user import FILE", &first).0, Some(0));
    let (code, lines, _) = import(&place, "user import FILE", &table);
    assert_eq!(code, Some(0));
    assert_eq!(
        lines.last().unwrap()["summary"],
        json!({"created": 1300, "unchanged": 1200, "refused": 0})
    );
}

#[test]
fn groups_members_and_assignments_come_from_tables_too() {
    let place = Place::new();
    place.wiki();
    let people = "userPrincipalName,displayName\nann@fabrikam.example,Ann\n";
    for (line, table, expected) in [
        ("user import FILE", people, vec!["created"]),
        (
            "group import FILE",
            "displayName,description\nStaff,Everybody\nSales,\n",
            vec!["created", "created"],
        ),
        (
            "group import-members FILE",
            "group,memberUser,memberGroup\nSales,ann@fabrikam.example,\nStaff,,Sales\nStaff,,Staff\nStaff,a,b\nStaff,,\n",
            vec!["created", "created", "refused", "refused", "refused"],
        ),
        (
            "app import-assignments FILE",
            "application,user,group\nWiki,ann@fabrikam.example,\nWiki,,Staff\nWiki,,Nobody\n",
            vec!["created", "created", "refused"],
        ),
    ] {
        let (_, lines, said) = import(&place, line, table);
        assert_eq!(fates(&lines), expected, "{line}: {said}");
    }
    let ann = place.json("user show --upn ann@fabrikam.example", &[]);
    assert_eq!(ann["groups"].as_array().map_or(0, Vec::len), 2, "{ann}");
}
