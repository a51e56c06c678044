//! SP-AUD, SP-CND: for whom, under what conditions, and on the strength of which sign-in.

use jiff::Timestamp;

use super::time::Clock;
use super::{AUDIENCE, AUTHN_CONTEXT, AUTHN_STATEMENT, CONDITION_KNOWN, CONDITIONS_PRESENT};
use crate::error::Rejected;
use crate::message::{Assertion, AuthnContextClass, AuthnStatement, Condition, Conditions};

/// There are conditions, and something in the assertion ends.
pub(crate) fn conditions_present(assertion: &Assertion) -> Result<(), Rejected> {
    if !CONDITIONS_PRESENT.is_on() {
        return Ok(());
    }
    let Some(conditions) = &assertion.conditions else {
        return CONDITIONS_PRESENT.reject("Conditions", "none");
    };
    let mut confirmations = assertion
        .subject
        .iter()
        .flat_map(|subject| &subject.confirmations);
    let ends = conditions.not_on_or_after.is_some()
        || confirmations.any(|confirmation| confirmation.not_on_or_after.is_some());
    if ends {
        Ok(())
    } else {
        CONDITIONS_PRESENT.reject("a NotOnOrAfter", "none")
    }
}

/// A condition that is not understood makes the assertion invalid; those of which there may be one come once.
pub(crate) fn condition_known(conditions: &Conditions) -> Result<(), Rejected> {
    if !CONDITION_KNOWN.is_on() {
        return Ok(());
    }
    let (mut uses, mut proxies) = (0, 0);
    for condition in &conditions.others {
        match condition {
            Condition::Unknown(name) => return CONDITION_KNOWN.reject(KNOWN, name.as_str()),
            Condition::OneTimeUse => uses += 1,
            Condition::ProxyRestriction { count } => {
                proxies += 1;
                match count {
                    Some(count) if count.parse::<u32>().is_err() => {
                        return CONDITION_KNOWN
                            .reject("ProxyRestriction with a Count of 0 or more", count.as_str());
                    }
                    _ => {}
                }
            }
        }
    }
    if uses > 1 || proxies > 1 {
        return CONDITION_KNOWN.reject(
            "OneTimeUse and ProxyRestriction once each",
            format!("{uses} OneTimeUse, {proxies} ProxyRestriction"),
        );
    }
    Ok(())
}

/// Every restriction names us: audiences are alternatives, restrictions are not.
pub(crate) fn audience(conditions: &Conditions, entity_id: &str) -> Result<(), Rejected> {
    let restrictions = &conditions.restrictions;
    let is_for_us = !restrictions.is_empty()
        && restrictions
            .iter()
            .all(|audiences| audiences.iter().any(|audience| audience == entity_id));
    if !AUDIENCE.is_on() || is_for_us {
        return Ok(());
    }
    let received: Vec<_> = restrictions
        .iter()
        .map(|audiences| audiences.join(" or "))
        .collect();
    AUDIENCE.reject(
        entity_id,
        if restrictions.is_empty() {
            String::from("no AudienceRestriction")
        } else {
            received.join(" and ")
        },
    )
}

/// Somebody signed in, somehow, and not in the future. How long ago does not matter: sessions are long.
pub(crate) fn authn_statement(statements: &[AuthnStatement], clock: Clock) -> Result<(), Rejected> {
    const EXPECTED: &str = "an AuthnStatement with AuthnContext and an AuthnInstant that is past";
    if !AUTHN_STATEMENT.is_on() {
        return Ok(());
    }
    if statements.is_empty() {
        return AUTHN_STATEMENT.reject(EXPECTED, "none");
    }
    for statement in statements {
        match statement.authn_instant {
            None => return AUTHN_STATEMENT.reject(EXPECTED, "no AuthnInstant"),
            Some(at) if clock.is_before(at) => return AUTHN_STATEMENT.reject(EXPECTED, clock.against(at)),
            Some(_) if !statement.has_context => return AUTHN_STATEMENT.reject(EXPECTED, "no AuthnContext"),
            Some(_) => {}
        }
    }
    Ok(())
}

/// What was asked for is what was done: the person may have taken the wish out of the (unsigned) request. Returns
/// the statement that satisfies it.
pub(crate) fn authn_context<'a>(
    statements: &'a [AuthnStatement],
    classes: &[AuthnContextClass],
    forced_since: Option<Timestamp>,
    clock: Clock,
) -> Result<Option<&'a AuthnStatement>, Rejected> {
    if classes.is_empty() && forced_since.is_none() {
        return Ok(statements.first());
    }
    let satisfies = |statement: &&AuthnStatement| {
        let performed = statement.class.as_deref().map(AuthnContextClass::from_uri);
        let is_listed = classes.is_empty()
            || performed.is_some_and(|performed| classes.iter().any(|class| class.is_met_by(&performed)));
        let is_new = forced_since.is_none_or(|since| {
            statement
                .authn_instant
                .is_some_and(|at| since.duration_since(at) <= clock.skew)
        });
        is_listed && is_new
    };
    let found = statements.iter().find(satisfies);
    if !AUTHN_CONTEXT.is_on() || found.is_some() {
        return Ok(found.or(statements.first()));
    }
    let mut asked: Vec<_> = classes.iter().map(|class| class.uri().to_owned()).collect();
    asked.extend(forced_since.map(|since| format!("a sign-in after {}", crate::instant::format(since))));
    let received: Vec<_> = statements
        .iter()
        .map(|statement| {
            let at = statement
                .authn_instant
                .map(crate::instant::format)
                .unwrap_or_default();
            format!("{} at {at}", statement.class.as_deref().unwrap_or("no class"))
        })
        .collect();
    AUTHN_CONTEXT.reject(asked.join(", "), received.join("; "))
}

const KNOWN: &str = "AudienceRestriction, OneTimeUse, ProxyRestriction";
