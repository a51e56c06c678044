use super::{BadForm, FIELD_LIMIT, FieldErrors, FormFields};

fn with_fields(count: usize) -> String {
    (0..count)
        .map(|place| format!("f{place}=v"))
        .collect::<Vec<_>>()
        .join("&")
}

#[test]
fn fields_are_read_as_a_browser_sends_them() {
    let fields = FormFields::parse(b"a=1&b=%C3%BC+%26&a=2&empty=&=x").unwrap();
    assert_eq!(fields.get("a"), "1");
    assert_eq!(fields.get("b"), "ü &");
    assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2"]);
    assert!(fields.has("empty"));
    assert_eq!(fields.find("absent"), None);
    assert_eq!(fields.get("absent"), "");
}

#[test]
fn sixty_four_fields_are_the_most() {
    assert!(FormFields::parse(with_fields(FIELD_LIMIT).as_bytes()).is_ok());
    assert_eq!(
        FormFields::parse(with_fields(FIELD_LIMIT + 1).as_bytes()),
        Err(BadForm::TooManyFields(65))
    );
}

#[test]
fn the_first_error_of_a_field_stays() {
    let mut errors = FieldErrors::default();
    assert!(errors.is_empty());
    errors.add("reply", "first");
    errors.add("reply", "second");
    assert_eq!(errors.of("reply"), Some("first"));
    assert_eq!(errors.of("other"), None);
    assert!(!errors.is_empty());
}
