//! Signing: the digest is taken over the very octets that the writer wrote.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::SigningKey;
use crate::{
    rules::signature::ENVELOPED,
    xml::{IllegalCharacter, Writer, ns},
};

/// The `Signature` of the element with this `id` whose canonical form, without the signature, is
/// `canonical_octets`; to be inserted right after its Issuer.
///
/// It is in canonical form itself and declares its own default namespace, so that what it is inserted into stays
/// canonical; and its prefixes are nobody's, so that it can stand anywhere.
pub(crate) fn enveloped_signature(
    canonical_octets: &[u8],
    id: &str,
    key: &SigningKey,
) -> Result<String, IllegalCharacter> {
    let digest_algorithm = key.algorithm().digest();
    let digest = STANDARD.encode(digest_algorithm.digest(canonical_octets));
    let mut xml = Writer::new();
    xml.start("SignedInfo").namespace("", ns::DSIG);
    xml.start("CanonicalizationMethod")
        .attribute("Algorithm", ns::EXC_C14N)
        .end();
    xml.start("SignatureMethod")
        .attribute("Algorithm", key.algorithm().uri())
        .end();
    xml.start("Reference").attribute("URI", &format!("#{id}"));
    xml.start("Transforms");
    xml.start("Transform").attribute("Algorithm", ENVELOPED).end();
    xml.start("Transform").attribute("Algorithm", ns::EXC_C14N).end();
    xml.end();
    xml.start("DigestMethod")
        .attribute("Algorithm", digest_algorithm.uri())
        .end();
    xml.leaf("DigestValue", &digest);
    xml.end().end();
    // Standing alone, SignedInfo declares the namespace that it inherits from Signature in place.
    let signed_info = xml.finish()?;
    let value = STANDARD.encode(key.sign_octets(signed_info.as_bytes()));
    let inherited = signed_info.replacen(&format!("<SignedInfo xmlns=\"{}\">", ns::DSIG), "<SignedInfo>", 1);

    let mut xml = Writer::new();
    xml.start("Signature").namespace("", ns::DSIG);
    xml.markup(&inherited);
    xml.leaf("SignatureValue", &value);
    xml.start("KeyInfo")
        .start("X509Data")
        .leaf("X509Certificate", key.certificate_base64());
    xml.end().end().end();
    xml.finish()
}
