//! The attacks, one row each: which rule refuses it, and what else would.
//!
//! One runner walks all rows. For each attack: the good message is accepted; the attack is refused, by exactly the
//! rule named; with that rule switched off it is accepted, or refused by a rule that the row lists. An attack that
//! stays refused by an unlisted rule would prove nothing.

mod document;
mod encryption;
mod logout;
mod metadata;
mod request;
mod response;
mod signature;

use vestibule_saml::{
    Rejected,
    rules::{self, switch},
};

/// What a verification came to.
pub(crate) type Outcome = Result<(), Rejected>;

/// How messages of one kind are judged.
pub(crate) struct Judge {
    /// A message that is accepted.
    pub(crate) good: fn() -> Vec<u8>,
    /// The whole verification.
    pub(crate) decide: fn(&[u8]) -> Outcome,
}

/// One row of the table.
pub(crate) struct Row {
    rule: &'static str,
    name: &'static str,
    kind: Kind,
}

enum Kind {
    Attack {
        good: Box<dyn Fn() -> Outcome>,
        bad: Box<dyn Fn() -> Outcome>,
        refused_by: &'static str,
        also_stopped_by: &'static [&'static str],
    },
    Legal(Box<dyn Fn() -> Outcome>),
    Kept(fn()),
    Elsewhere,
}

/// An attack: `message` is refused by `rule`, and without that rule by one of `also_stopped_by` or not at all.
pub(crate) fn attack(
    rule: &'static str,
    name: &'static str,
    judge: &'static Judge,
    message: impl Fn() -> Vec<u8> + 'static,
    also_stopped_by: &'static [&'static str],
) -> Row {
    attack_with(
        rule,
        name,
        || (judge.decide)(&(judge.good)()),
        move || (judge.decide)(&message()),
        also_stopped_by,
    )
}

/// An attack that is not in the message alone: `good` is the same verification without it.
pub(crate) fn attack_with(
    rule: &'static str,
    name: &'static str,
    good: impl Fn() -> Outcome + 'static,
    bad: impl Fn() -> Outcome + 'static,
    also_stopped_by: &'static [&'static str],
) -> Row {
    Row {
        rule,
        name,
        kind: Kind::Attack {
            good: Box::new(good),
            bad: Box::new(bad),
            refused_by: rule,
            also_stopped_by,
        },
    }
}

impl Row {
    /// Another rule refuses first, or the rule has no refusal of its own: with it, `rule` refuses; without it, nothing
    /// or one of the listed ones does.
    pub(crate) fn refused_by(mut self, rule: &'static str) -> Self {
        if let Kind::Attack { refused_by, .. } = &mut self.kind {
            *refused_by = rule;
        }
        self
    }
}

/// A legal variation that `rule` could be tempted to refuse.
pub(crate) fn legal(
    rule: &'static str,
    name: &'static str,
    judge: &'static Judge,
    message: impl Fn() -> Vec<u8> + 'static,
) -> Row {
    legal_with(rule, name, move || (judge.decide)(&message()))
}

/// A legal variation that is not in the message alone.
pub(crate) fn legal_with(rule: &'static str, name: &'static str, run: impl Fn() -> Outcome + 'static) -> Row {
    Row {
        rule,
        name,
        kind: Kind::Legal(Box::new(run)),
    }
}

/// A rule that a type, a library or the order of the code keeps: a test that watches the behaviour.
pub(crate) fn kept(rule: &'static str, name: &'static str, test: fn()) -> Row {
    Row {
        rule,
        name,
        kind: Kind::Kept(test),
    }
}

/// The attack needs the inside of the crate: `test` is the path of the unit test that runs it, with and without the
/// rule.
pub(crate) fn elsewhere(rule: &'static str, test: &'static str) -> Row {
    Row {
        rule,
        name: test,
        kind: Kind::Elsewhere,
    }
}

fn rows() -> Vec<Row> {
    let mut rows = document::rows();
    rows.extend(signature::rows());
    rows.extend(request::rows());
    rows.extend(response::rows());
    rows.extend(encryption::rows());
    rows.extend(logout::rows());
    rows.extend(metadata::rows());
    rows
}

/// What is wrong with a row, if anything.
fn complaint(row: &Row) -> Option<String> {
    match &row.kind {
        Kind::Attack {
            good,
            bad,
            refused_by,
            also_stopped_by,
        } => {
            if let Err(rejected) = good() {
                return Some(format!(
                    "the good message is refused: {} {rejected}",
                    rejected.rule.id
                ));
            }
            match bad() {
                Ok(()) => return Some("accepted".to_owned()),
                Err(rejected) if rejected.rule.id != *refused_by => {
                    return Some(format!("refused by {} instead: {rejected}", rejected.rule.id));
                }
                Err(_) => {}
            }
            match switch::without(row.rule, bad) {
                Ok(()) if also_stopped_by.is_empty() => None,
                Ok(()) => Some(format!(
                    "without the rule accepted, though {also_stopped_by:?} should refuse"
                )),
                Err(rejected) if also_stopped_by.contains(&rejected.rule.id) => None,
                Err(rejected) => Some(format!(
                    "without the rule still refused by {}: {rejected}",
                    rejected.rule.id
                )),
            }
        }
        Kind::Legal(run) => run()
            .err()
            .map(|rejected| format!("refused by {}: {rejected}", rejected.rule.id)),
        Kind::Kept(test) => {
            test();
            None
        }
        Kind::Elsewhere => None,
    }
}

fn complaints(wanted: impl Fn(&Kind) -> bool) -> Vec<String> {
    rows()
        .iter()
        .filter(|row| wanted(&row.kind))
        .filter_map(|row| Some(format!("{} {}: {}", row.rule, row.name, complaint(row)?)))
        .collect()
}

fn assert_none(complaints: &[String]) {
    assert!(
        complaints.is_empty(),
        "{} rows:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[test]
fn every_attack_is_refused_by_its_rule_and_gets_through_without_it() {
    assert_none(&complaints(|kind| matches!(kind, Kind::Attack { .. })));
}

#[test]
fn every_legal_variation_is_accepted() {
    assert_none(&complaints(|kind| matches!(kind, Kind::Legal(_))));
}

#[test]
fn rules_kept_by_types_and_libraries_hold() {
    assert_none(&complaints(|kind| matches!(kind, Kind::Kept(_))));
}

#[test]
fn every_rule_has_an_attack_and_a_legal_variation() {
    let rows = rows();
    let mut missing = Vec::new();
    for rule in rules::all() {
        let of_rule = || rows.iter().filter(|row| row.rule == rule.id);
        let is_attacked =
            of_rule().any(|row| matches!(row.kind, Kind::Attack { .. } | Kind::Kept(_) | Kind::Elsewhere));
        let has_legal = of_rule().any(|row| matches!(row.kind, Kind::Legal(_)));
        if !is_attacked {
            missing.push(format!("{} {}: no attack", rule.id, rule.name));
        }
        if !has_legal && rule.kept_by.is_none() {
            missing.push(format!("{} {}: nothing legal", rule.id, rule.name));
        }
    }
    for row in &rows {
        if !rules::all().any(|rule| rule.id == row.rule) {
            missing.push(format!("{}: no such rule", row.rule));
        }
    }
    assert_none(&missing);
}

/// Says of every row whether it holds, on a line of its own: `scripts/rules` makes its table of them.
#[test]
#[ignore = "prints for scripts/rules"]
fn table_of_rules() {
    for row in rows() {
        let kind = match row.kind {
            Kind::Attack { .. } => "attack",
            Kind::Legal(_) => "legal",
            Kind::Kept(_) => "kept",
            Kind::Elsewhere => "elsewhere",
        };
        let wrong = match row.kind {
            Kind::Kept(test) => std::panic::catch_unwind(test)
                .err()
                .map(|_| "panicked".to_owned()),
            _ => complaint(&row),
        };
        let wrong = wrong.unwrap_or_default().replace(['\n', '\t'], " ");
        println!("row\t{}\t{kind}\t{}\t{wrong}", row.rule, row.name);
    }
}
