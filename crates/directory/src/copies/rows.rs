//! SQL of what a backup must not bring back as it was.

use jiff::Timestamp;
use vestibule_store::{AfterRestore, Parameter};

/// What runs at the end of restoring. A server remembers applications by their versions: each gets one that is higher than any
/// it can have had, which the microseconds of `now` are, since nothing is changed as often as that.
pub(super) fn afterwards(now: Timestamp) -> Vec<AfterRestore> {
    let plain = |sql| AfterRestore {
        sql,
        parameters: Vec::new(),
    };
    let versions = AfterRestore {
        sql: "UPDATE applications SET version = CASE WHEN version >= $1 THEN version + 1 ELSE $1 END, \
              certificates_version = CASE WHEN certificates_version >= $1 THEN certificates_version + 1 ELSE $1 END",
        parameters: vec![Parameter::Integer(now.as_microsecond())],
    };
    vec![
        versions,
        plain("DELETE FROM sessions"),
        plain("DELETE FROM sign_out_session_indexes"),
        plain("DELETE FROM sign_out_parties"),
        plain("DELETE FROM sign_outs"),
    ]
}
