//! Federation metadata of one application: every application has signing keys of its own.

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use i18n_embed_fl::fl;
use vestibule_directory::applications::{self, MetadataForm};
use vestibule_directory::certificates;
use vestibule_directory::failure::code;
use vestibule_directory::sign_in::{self, Looking};
use vestibule_directory::sign_ins::Start;
use vestibule_directory::{Caller, Directory, Failure, Noun, Refusal};
use vestibule_saml::metadata::{Binding, Endpoint, FederationContent, IdentityProviderMetadata, Key, KeyUse};
use vestibule_saml::signature::{Certificate, SigningKey};
use vestibule_web::FailurePage;

use crate::refusal::{Refused, Stop, conclude};
use crate::routes;
use crate::settings::Settings;
use crate::sign_in::flow::query_fields;
use crate::visit::Visit;

/// The federation metadata of the application `app_id`, `[saml-metadata] 2.4.3`: the active certificate first, then
/// the others that have not expired, signed with the active one.
///
/// `tenant` is the tenant's GUID or one of its verified domains.
///
/// # Errors
/// `Refused` with 90002 if there is no such tenant, with 50003 or 50146 without a usable key; `NotFound` if the tenant
/// has no such application; `Unavailable`.
pub async fn federation_metadata(
    directory: &Directory,
    settings: &Settings,
    tenant: &str,
    app_id: &str,
) -> Result<String, Failure> {
    let facts = sign_in::load(directory, tenant, Looking::ById(app_id), None).await?;
    let tenant_id = &facts.tenant().id;
    let Some(published) = certificates::published(directory, tenant_id, app_id).await? else {
        return Err(Failure::not_found(Noun::Application, app_id));
    };
    let material = directory.signing_material(&facts).await?;
    let key = SigningKey::from_pkcs8(material.pkcs8.expose(), &material.der).map_err(broken)?;
    let ders: Vec<&[u8]> = published
        .iter()
        .map(|certificate| certificate.der.as_slice())
        .collect();
    let saml_url = routes::login_url(settings, tenant_id);
    let caller = Caller::system("federation metadata");
    let profile = match facts.application() {
        Some(application) => {
            applications::compatibility_profile(directory, &caller, tenant_id, &application.id).await?
        }
        None => None,
    };
    if profile.is_some_and(|profile| profile.metadata() == MetadataForm::SamlAlone) {
        let id = format!("_{}", directory.environment().unguessable_id());
        return saml_alone(
            &routes::issuer(settings, tenant_id),
            &saml_url,
            &ders,
            (&id, &key),
        );
    }
    let content = FederationContent {
        id: &format!("_{}", directory.environment().unguessable_id()),
        entity_id: &routes::issuer(settings, tenant_id),
        saml_url: &saml_url,
        wsfed_url: &routes::wsfed_url(settings, tenant_id),
        certificates: &ders,
    };
    vestibule_saml::metadata::federation_metadata(&content, &key).map_err(broken)
}

/// The same without the roles of WS-Federation.
fn saml_alone(
    issuer: &str,
    saml_url: &str,
    certificates: &[&[u8]],
    signer: (&str, &SigningKey),
) -> Result<String, Failure> {
    let key = |der: &&[u8]| {
        Ok(Key {
            key_use: KeyUse::Signing,
            certificate: Certificate::from_der(der).map_err(broken)?,
            encryption_methods: Vec::new(),
        })
    };
    let metadata = IdentityProviderMetadata {
        entity_id: issuer.to_owned(),
        valid_until: None,
        cache_duration: None,
        keys: certificates.iter().map(key).collect::<Result<_, Failure>>()?,
        want_authn_requests_signed: false,
        single_sign_on: vec![
            Endpoint::new(Binding::HttpRedirect, saml_url),
            Endpoint::new(Binding::HttpPost, saml_url),
        ],
        single_logout: vec![Endpoint::new(Binding::HttpRedirect, saml_url)],
        name_id_formats: Vec::new(),
    };
    metadata.write(Some(signer)).map_err(broken)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}

/// `GET /{tenant}/federationmetadata/2007-06/federationmetadata.xml?appid=…`, in any case.
pub(crate) async fn show(
    visit: Visit,
    Path((tenant, folder, file)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    if !routes::is_metadata(&folder, &file) {
        return FailurePage::not_found(visit.page.language).into_response();
    }
    let fields = query_fields(query.as_deref());
    let app_id = fields.trimmed("appid");
    if app_id.is_empty() {
        return one_at_a_time(&visit).into_response();
    }
    let result = document(&visit, &tenant, app_id).await;
    conclude(&visit, result).await
}

async fn document(visit: &Visit, tenant: &str, app_id: &str) -> Result<Response, Stop> {
    let settings = visit.services.settings();
    match federation_metadata(visit.directory(), settings, tenant, app_id).await {
        Ok(xml) => Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], xml).into_response()),
        Err(Failure::NotFound { .. }) => {
            let refusal = Refusal::new(
                code::APPLICATION_NOT_FOUND,
                "an application of the tenant",
                app_id,
            );
            Err(Refused::new(refusal, Start::Application).into())
        }
        Err(failure) => Err(failure.into()),
    }
}

fn one_at_a_time(visit: &Visit) -> FailurePage {
    let loader = visit.texts.loader();
    FailurePage {
        status: StatusCode::BAD_REQUEST,
        code: code::MALFORMED_REQUEST.label(),
        title: fl!(loader, "metadata-title"),
        what_happened: fl!(loader, "metadata-happened"),
        expected: Some("appid".to_owned()),
        received: Some(fl!(loader, "metadata-received")),
        what_to_change: fl!(loader, "metadata-change"),
        ..FailurePage::default()
    }
}

/// `[saml-metadata]` registers `application/samlmetadata+xml`; browsers show this one.
const CONTENT_TYPE: &str = "application/xml; charset=utf-8";
