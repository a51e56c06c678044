use super::*;

fn session(authenticated_at: &str, last_used_at: &str, is_kept: bool) -> Session {
    Session {
        id: "1".to_owned(),
        tenant_id: "1".to_owned(),
        user_id: "1".to_owned(),
        authenticated_at: authenticated_at.parse().unwrap(),
        last_used_at: last_used_at.parse().unwrap(),
        is_kept,
        source: "192.0.2.1".to_owned(),
        user_agent: None,
    }
}

#[test]
fn a_session_ends_by_rest_or_by_age_whichever_comes_first() {
    for (last_used_at, is_kept, expected) in [
        ("2025-01-01T00:00:00Z", false, "2025-01-02T00:00:00Z"),
        ("2025-01-07T12:00:00Z", false, "2025-01-08T00:00:00Z"),
        ("2025-01-01T00:00:00Z", true, "2025-04-01T00:00:00Z"),
        ("2025-12-31T00:00:00Z", true, "2026-01-01T00:00:00Z"),
    ] {
        let session = session("2025-01-01T00:00:00Z", last_used_at, is_kept);
        assert_eq!(
            session.expires_at().to_string(),
            expected,
            "{last_used_at} {is_kept}"
        );
    }
}

#[test]
fn a_token_is_stored_as_its_sha_256() {
    assert_eq!(token_hash("abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
}
