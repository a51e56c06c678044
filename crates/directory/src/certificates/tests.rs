use super::generate::thumbprint;

#[test]
fn a_thumbprint_is_the_sha_1_in_capital_hexadecimal() {
    assert_eq!(thumbprint(b"abc"), "A9993E364706816ABA3E25717850C26C9CD0D89D");
}
