use super::*;

#[test]
fn every_code_is_there_once_and_has_its_sentences() {
    let mut numbers: Vec<u32> = ALL.iter().map(|code| code.number).collect();
    numbers.sort_unstable();
    let count = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "a number is there twice");
    for code in ALL {
        assert_eq!(Code::find(code.number), Some(*code));
        assert_eq!(code.what_happened_id, format!("aadsts-{}-happened", code.number));
        assert_eq!(code.what_to_change_id, format!("aadsts-{}-change", code.number));
        for sentence in [code.what_happened, code.what_to_change] {
            assert!(
                sentence.ends_with('.') && sentence.starts_with(char::is_uppercase),
                "{sentence}"
            );
        }
        assert!(!code.name.is_empty());
    }
}

#[test]
fn a_refusal_that_a_page_shows_is_a_4xx_unless_it_is_ours() {
    for code in ALL {
        let is_ours = code.level == LogLevel::Error;
        assert_eq!(code.http_status >= 500, is_ours, "{}", code.label());
        assert!((400..600).contains(&code.http_status), "{}", code.label());
    }
}

#[test]
fn refusals_of_the_protocol_alone_are_answered_to_the_application() {
    let answered: Vec<u32> = ALL
        .iter()
        .filter(|code| code.saml_status.is_some())
        .map(|code| code.number)
        .collect();
    assert_eq!(answered, [75011, 75016, 900_235, 900_236, 50058]);
}

#[test]
fn what_was_received_is_cut_and_its_control_characters_are_written_out() {
    let refusal = Refusal::new(
        code::SAML_MESSAGE_INVALID,
        "x",
        &format!("a\u{0}\n{}", "b".repeat(500)),
    );
    assert!(refusal.received.starts_with("a\\u{0}\\nb"));
    assert!(refusal.received.ends_with('…'));
    assert!(refusal.received.chars().count() < 220);
}

#[test]
fn what_was_received_neither_hides_nor_turns_text_round() {
    let refusal = Refusal::new(
        code::SAML_MESSAGE_INVALID,
        "x",
        "a\u{202E}b\u{2066}c\u{200B}d\u{E0041}é",
    );
    assert_eq!(refusal.received, r"a\u{202e}b\u{2066}c\u{200b}d\u{e0041}é");
    let problem = Problem::new("displayName", "x", "x", "x", "\u{202E}nimda");
    assert_eq!(problem.received, r"\u{202e}nimda");
}

#[test]
fn a_cause_is_in_the_chain_and_not_in_the_sentence() {
    let failure = Failure::broken("disk on fire");
    assert_eq!(failure.to_string(), "the directory is unavailable");
    assert_eq!(
        std::error::Error::source(&failure)
            .map(ToString::to_string)
            .as_deref(),
        Some("disk on fire")
    );
}
