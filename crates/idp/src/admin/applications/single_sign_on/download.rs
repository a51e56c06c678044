//! The downloads of the signing certificate, each as an attachment.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use vestibule_directory::{Failure, Noun, certificates};

use crate::admin::applications::frame;
use crate::admin::visit::AdminVisit;
use crate::saml2::metadata::federation_metadata;

/// What the other side may want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// PEM.
    Base64,
    /// DER.
    Raw,
    /// Federation Metadata XML.
    Metadata,
}

impl Format {
    const ALL: [Self; 3] = [Self::Base64, Self::Raw, Self::Metadata];

    /// As addresses name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Raw => "raw",
            Self::Metadata => "metadata",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Base64 => "application/x-pem-file",
            Self::Raw => "application/pkix-cert",
            Self::Metadata => "application/samlmetadata+xml",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Base64 | Self::Raw => "cer",
            Self::Metadata => "xml",
        }
    }
}

/// `GET …/single-sign-on/saml/download/{format}`.
pub(crate) async fn send(visit: AdminVisit, Path((id, format)): Path<(String, String)>) -> Response {
    let result = sent(&visit, &id, &format).await;
    visit.conclude(result)
}

async fn sent(visit: &AdminVisit, id: &str, format: &str) -> Result<Response, Failure> {
    let format = Format::ALL
        .into_iter()
        .find(|known| known.name() == format)
        .ok_or_else(|| Failure::not_found(Noun::Certificate, format))?;
    let application = frame::find(visit, id).await?;
    let (directory, tenant_id) = (visit.directory(), visit.tenant_id());
    let content = if format == Format::Metadata {
        let settings = visit.services().settings();
        federation_metadata(directory, settings, tenant_id, &application.app_id)
            .await?
            .into_bytes()
    } else {
        let active = certificates::active(directory, &visit.caller, tenant_id, id).await?;
        let der = active
            .ok_or_else(|| Failure::not_found(Noun::Certificate, id))?
            .der;
        if format == Format::Raw {
            der
        } else {
            pem(&der).into_bytes()
        }
    };
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            disposition(&application.display_name, format.ending()),
        ),
    ];
    Ok((headers, content).into_response())
}

/// RFC 7468, in lines of 64 characters.
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
    for (at, character) in text.chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}

/// RFC 6266: the application's name in ASCII for all, and as it is for those who read that.
fn disposition(name: &str, ending: &str) -> String {
    let plain: String = name
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() || " .-_()".contains(character) {
                character
            } else {
                '_'
            }
        })
        .collect();
    let exact = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{exact}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::{disposition, pem};

    #[test]
    fn a_file_is_named_after_its_application_whatever_that_is_called() {
        assert_eq!(
            disposition("A \"b\"\r\nß", "cer"),
            "attachment; filename=\"A _b____.cer\"; filename*=UTF-8''A%20%22b%22%0D%0A%C3%9F.cer"
        );
    }

    #[test]
    fn a_certificate_is_written_in_lines_of_64_characters() {
        let pem = pem(&[7; 100]);
        let lines: Vec<&str> = pem.lines().collect();
        assert_eq!(lines.first(), Some(&"-----BEGIN CERTIFICATE-----"));
        assert_eq!(lines.get(1).map(|line| line.len()), Some(64));
        assert_eq!(lines.last(), Some(&"-----END CERTIFICATE-----"));
    }
}
