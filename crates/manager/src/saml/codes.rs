//! From a rule of the SAML library to a row of the catalogue.

use jiff::Timestamp;
use vestibule_saml::{Rejected, instant};

use crate::catalogue::{self, Code};
use crate::failure::{ClockDifference, Failure, Refusal};

/// The refusal that a rejected message comes to.
pub(super) fn refusal(rejected: &Rejected, now: Timestamp) -> Refusal {
    let theirs = time_received(rejected);
    Refusal {
        code: code(rejected, theirs, now),
        rule: Some(rejected.rule.id),
        expected: rejected.expected.clone(),
        received: rejected.received.clone(),
        clock: theirs.map(|theirs| ClockDifference { ours: now, theirs }),
    }
}

/// The same as a failure.
pub(super) fn failure(rejected: &Rejected, now: Timestamp) -> Failure {
    refusal(rejected, now).into()
}

/// The row for the rule that refused.
fn code(rejected: &Rejected, theirs: Option<Timestamp>, now: Timestamp) -> &'static Code {
    let id = rejected.rule.id;
    match id {
        "SP-TIM-04" | "SP-RSP-01" | "SP-XSW-01" => &catalogue::MALFORMED,
        "SP-XSW-02" if rejected.received.contains("Encrypted") => &catalogue::ENCRYPTED,
        "SP-RSP-02" | "SP-RSP-03" => &catalogue::STATUS,
        "SP-RSP-04" | "SP-SUB-03" => &catalogue::RECIPIENT,
        "SP-RSP-05" if theirs.is_some_and(|theirs| theirs > now) => &catalogue::NOT_YET_VALID,
        "SP-RSP-05" | "SP-TIM-02" | "SP-TIM-06" | "SP-SUB-04" => &catalogue::EXPIRED,
        "SP-TIM-01" => &catalogue::NOT_YET_VALID,
        "SP-RPL-03" | "SP-SUB-06" | "SP-LGO-04" => &catalogue::UNKNOWN_REQUEST,
        "SP-RPL-05" => &catalogue::UNSOLICITED,
        "SP-LGO-01" => &catalogue::SIGNATURE,
        "SP-SUB-01" | "SP-ACC-11" | "SP-LGO-03" => &catalogue::NO_SUBJECT,
        "SP-ACC-07" => &catalogue::BAD_VALUE,
        "SP-TRA-01" | "SP-TRA-02" | "SP-TRA-05" => &catalogue::TRANSPORT,
        _ => by_family(id),
    }
}

fn by_family(id: &str) -> &'static Code {
    match id.get(..6).unwrap_or_default() {
        "SP-SIG" | "SP-REF" | "SP-TRF" | "SP-ALG" | "SP-KEY" | "SP-CAN" => &catalogue::SIGNATURE,
        "SP-ENC" => &catalogue::ENCRYPTED,
        "SP-ISS" => &catalogue::ISSUER,
        "SP-AUD" => &catalogue::AUDIENCE,
        "SP-CND" | "SP-SUB" | "SP-TIM" => &catalogue::CONDITIONS,
        _ => &catalogue::MALFORMED,
    }
}

/// The time that a refusal of a time received: rules put it first.
fn time_received(rejected: &Rejected) -> Option<Timestamp> {
    let is_of_time = matches!(
        rejected.rule.id,
        "SP-RSP-05" | "SP-TIM-01" | "SP-TIM-02" | "SP-TIM-06" | "SP-SUB-04"
    );
    let first = rejected.received.split(' ').next().filter(|_| is_of_time)?;
    instant::parse(first).ok()
}
