use super::{KnownAccount, Step, Wanted, next};

fn account(session: &str, tenant: &str, name: &str) -> KnownAccount {
    KnownAccount {
        session_id: session.to_owned(),
        tenant_id: tenant.to_owned(),
        user_principal_name: format!("{name}@{tenant}.example"),
        display_name: name.to_owned(),
    }
}

fn contoso(wanted: Wanted<'_>) -> Wanted<'_> {
    Wanted {
        tenant_id: Some("contoso"),
        ..wanted
    }
}

#[test]
fn nobody_is_asked_for_an_account() {
    assert_eq!(next(&[], contoso(Wanted::default())), Step::AskAccount);
}

#[test]
fn the_only_account_goes_on_without_a_page() {
    let known = [account("s1", "contoso", "b.simon")];
    assert_eq!(next(&known, contoso(Wanted::default())), Step::GoOn(&known[0]));
}

#[test]
fn an_account_of_another_tenant_is_never_used() {
    let known = [account("s1", "fabrikam", "b.simon")];
    for wanted in [
        Wanted::default(),
        Wanted {
            picked: Some("s1"),
            ..Wanted::default()
        },
    ] {
        assert_eq!(next(&known, contoso(wanted)), Step::AskAccount);
    }
    let proved = Wanted {
        proved: Some("s1"),
        ..Wanted::default()
    };
    assert_eq!(next(&known, contoso(proved)), Step::AskAccount);
}

#[test]
fn several_accounts_are_never_guessed_among() {
    let known = [
        account("s1", "contoso", "b.simon"),
        account("s2", "contoso", "a.other"),
    ];
    assert_eq!(next(&known, contoso(Wanted::default())), Step::Pick);
    let passive = Wanted {
        is_passive: true,
        ..Wanted::default()
    };
    assert_eq!(next(&known, contoso(passive)), Step::NoPassive);
    let picked = Wanted {
        picked: Some("s2"),
        ..Wanted::default()
    };
    assert_eq!(next(&known, contoso(picked)), Step::GoOn(&known[1]));
}

#[test]
fn a_suggested_name_chooses_among_accounts_or_asks_for_its_password() {
    let known = [
        account("s1", "contoso", "b.simon"),
        account("s2", "contoso", "a.other"),
    ];
    let known_name = Wanted {
        account: Some("A.Other@contoso.example"),
        ..Wanted::default()
    };
    assert_eq!(next(&known, contoso(known_name)), Step::GoOn(&known[1]));
    let new_name = Wanted {
        account: Some("c.new@contoso.example"),
        ..Wanted::default()
    };
    assert_eq!(
        next(&known, contoso(new_name)),
        Step::AskPassword("c.new@contoso.example")
    );
    let passive = Wanted {
        is_passive: true,
        ..new_name
    };
    assert_eq!(next(&known, contoso(passive)), Step::NoPassive);
}

#[test]
fn a_forced_sign_in_is_only_satisfied_by_credentials_of_its_own() {
    let known = [account("s1", "contoso", "b.simon")];
    let forced = Wanted {
        is_forced: true,
        ..Wanted::default()
    };
    assert_eq!(
        next(&known, contoso(forced)),
        Step::AskPassword("b.simon@contoso.example")
    );
    let picked = Wanted {
        picked: Some("s1"),
        ..forced
    };
    assert_eq!(
        next(&known, contoso(picked)),
        Step::AskPassword("b.simon@contoso.example")
    );
    let proved_by_a_session_that_is_gone = Wanted {
        proved: Some("s0"),
        ..forced
    };
    assert_eq!(
        next(&known, contoso(proved_by_a_session_that_is_gone)),
        Step::AskPassword("b.simon@contoso.example")
    );
    let proved = Wanted {
        proved: Some("s1"),
        ..forced
    };
    assert_eq!(next(&known, contoso(proved)), Step::GoOn(&known[0]));
    assert_eq!(next(&[], contoso(forced)), Step::AskAccount);
}

#[test]
fn a_forced_sign_in_with_several_accounts_lets_one_be_picked() {
    let known = [
        account("s1", "contoso", "b.simon"),
        account("s2", "contoso", "a.other"),
    ];
    let forced = Wanted {
        is_forced: true,
        ..Wanted::default()
    };
    assert_eq!(next(&known, contoso(forced)), Step::Pick);
    let picked = Wanted {
        picked: Some("s2"),
        ..forced
    };
    assert_eq!(
        next(&known, contoso(picked)),
        Step::AskPassword("a.other@contoso.example")
    );
}

#[test]
fn a_passive_sign_in_never_shows_a_page() {
    let passive = Wanted {
        is_passive: true,
        ..Wanted::default()
    };
    assert_eq!(next(&[], contoso(passive)), Step::NoPassive);
    let known = [account("s1", "contoso", "b.simon")];
    assert_eq!(next(&known, contoso(passive)), Step::GoOn(&known[0]));
    let both = Wanted {
        is_forced: true,
        ..passive
    };
    assert_eq!(next(&known, contoso(both)), Step::NoPassive);
}
