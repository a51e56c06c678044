use std::sync::Arc;

use jiff::Timestamp;

use super::CertificateFact;
use super::load::chosen;

fn certificate(id: &str, not_before: &str, not_after: &str, is_active: bool) -> CertificateFact {
    CertificateFact {
        id: id.to_owned(),
        thumbprint: id.to_owned(),
        not_before: format!("{not_before}-01-01T00:00:00Z").parse().unwrap(),
        not_after: format!("{not_after}-01-01T00:00:00Z").parse().unwrap(),
        is_active,
    }
}

#[test]
fn the_active_certificate_signs_and_a_valid_one_stands_in_for_an_expired_one() {
    let now: Timestamp = "2025-04-01T08:00:00Z".parse().unwrap();
    let active = || certificate("active", "2024", "2027", true);
    let expired = || certificate("expired", "2020", "2023", true);
    let next = || certificate("next", "2025", "2028", false);
    let later = || certificate("later", "2025", "2029", false);
    let future = || certificate("future", "2026", "2031", false);
    let old = || certificate("old", "2019", "2022", false);
    for (certificates, expected) in [
        (vec![next(), active()], Some("active")),
        (vec![next(), expired(), later(), future(), old()], Some("later")),
        (vec![expired(), old(), future()], Some("expired")),
        (vec![next()], None),
        (vec![], None),
    ] {
        let certificates: Vec<_> = certificates.into_iter().map(Arc::new).collect();
        let chosen = chosen(&certificates, now);
        assert_eq!(chosen.as_ref().map(|chosen| chosen.id.as_str()), expected);
    }
}
