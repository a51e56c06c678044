//! Trusted keys and KeyInfo.

use super::*;

pub(super) fn trust() -> Vec<Row> {
    const RULE: &str = "SP-KEY-01";
    let stranger = || Recipe {
        key: &STRANGER,
        ..Recipe::default()
    };
    let shown = move |key_info: String| {
        move || {
            let key_info = key_info.clone();
            let after = move |text: String| {
                let start = text.find("<ds:KeyInfo>").unwrap();
                text[..start].to_owned() + &key_info + "</ds:Signature>"
            };
            Recipe {
                after: Box::new(after),
                ..stranger()
            }
            .on_assertion(RESPONSE)
        }
    };
    vec![
        attack(RULE, "a stranger who shows his certificate (A0)", &LOGIN, move || stranger().on_assertion(RESPONSE), &[]),
        attack(RULE, "a stranger without KeyInfo", &LOGIN, shown(String::new()), &[]),
        attack(
            RULE,
            "a stranger who shows the provider's certificate",
            &LOGIN,
            move || Recipe { shown: Some(RSA.certificate.clone()), ..stranger() }.on_assertion(RESPONSE),
            &[],
        ),
        attack(RULE, "a stranger who shows a key value", &LOGIN, shown("<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>".to_owned()), &[]),
        attack(RULE, "a random value of the right length", &LOGIN, with_value(|_| vec![0x5a; 256]), &[]),
        legal(RULE, "no KeyInfo", &LOGIN, without_key_info),
        legal(RULE, "another certificate around a genuine signature", &LOGIN, || {
            Recipe { shown: Some(STRANGER.certificate.clone()), ..Recipe::default() }.on_assertion(RESPONSE)
        }),
        attack_with(
            "SP-KEY-04",
            "a fifth key",
            || keys(4),
            || keys(5),
            &[],
        ),
        legal_with("SP-KEY-04", "the old and the new key, both good", || {
            let keys = [&STRANGER, &RSA].map(|key| certificate(&key.certificate).verification_key().unwrap());
            let trusted = TrustedKeys::new(keys.to_vec()).unwrap();
            for key in [&*STRANGER, &*RSA] {
                let recipe = Recipe { key, ..Recipe::default() };
                let accepted = accept_with(&recipe.on_assertion(RESPONSE), &trusted)?;
                assert_eq!(accepted.verified_by(), certificate(&key.certificate).thumbprint());
            }
            Ok(())
        }),
        kept("SP-KEY-07", "same names, another key: refused; expired: accepted", certificates_are_pins),
    ]
}

fn keys(count: usize) -> Outcome {
    let key = certificate(&RSA.certificate).verification_key().unwrap();
    TrustedKeys::new(vec![key; count]).map(drop).map_err(self::count)
}

fn certificates_are_pins() {
    assert_eq!(
        certificate(&RSA.certificate).subject(),
        certificate(&STRANGER.certificate).subject()
    );
    let xml = Recipe {
        key: &STRANGER,
        ..Recipe::default()
    }
    .on_assertion(RESPONSE);
    assert_eq!(accept(&xml).unwrap_err().rule.name, "signed_by_trusted_key");
    let expired = world::expired(&RSA);
    assert!(certificate(&expired).not_after() < world::NOW.parse().unwrap());
    let key = certificate(&expired).verification_key().unwrap();
    accept_with(&signed(RESPONSE), &TrustedKeys::new(vec![key]).unwrap()).unwrap();
}

pub(super) fn key_info() -> Vec<Row> {
    const RULE: &str = "SP-KEY-03";
    vec![
        attack(
            RULE,
            "an assertion inside",
            &LOGIN,
            afterwards(
                "<ds:KeyInfo>",
                "<ds:KeyInfo><saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>",
            ),
            &["SP-XSW-02"],
        )
        .refused_by("SP-XSW-02"),
        attack(
            RULE,
            "a RetrievalMethod",
            &LOGIN,
            afterwards(
                "<ds:KeyInfo>",
                "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://127.0.0.1:9/\"/>",
            ),
            &[],
        ),
        attack(
            RULE,
            "a foreign element",
            &LOGIN,
            afterwards("<ds:KeyInfo>", "<ds:KeyInfo><x xmlns=\"urn:x\"/>"),
            &[],
        ),
        attack(
            RULE,
            "a foreign element deep inside",
            &LOGIN,
            afterwards("<ds:X509Data>", "<ds:X509Data><x xmlns=\"urn:x\"/>"),
            &[],
        ),
        legal(
            RULE,
            "a key name and several certificates",
            &LOGIN,
            afterwards(
                "<ds:KeyInfo><ds:X509Data>",
                "<ds:KeyInfo><ds:KeyName>k</ds:KeyName><ds:X509Data><ds:X509Certificate>AA==</ds:X509Certificate>",
            ),
        ),
        kept(
            RULE,
            "a listener that a RetrievalMethod names hears nothing",
            nothing_is_retrieved,
        ),
    ]
}

fn nothing_is_retrieved() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let method = format!(
        "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://{}/\"/>",
        listener.local_addr().unwrap()
    );
    let xml =
        Recipe::afterwards(move |text| text.replacen("<ds:KeyInfo>", &method, 1)).on_assertion(RESPONSE);
    assert_eq!(accept(&xml).unwrap_err().rule.name, "keyinfo_inert");
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}
