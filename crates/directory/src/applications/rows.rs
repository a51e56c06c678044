//! SQL of applications and their parts.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SqlText, Tx, params};

use super::{
    AppRole, Application, NameIdSetting, SigningOption, VerificationCertificate, encryption,
    request_signatures,
};
use crate::Failure;
use crate::claims::{NameIdFormat, NameIdSource};
use crate::failure::Noun;
use crate::value::{ReplyUrl, WebUrl, name_key};

/// The columns of an application without its parts, named so that they can stand in a join.
macro_rules! application_columns {
    () => {
        "a.id AS a_id, a.app_id AS a_app_id, a.tenant_id AS a_tenant_id, a.display_name AS a_display_name, \
         a.sign_on_url AS a_sign_on_url, a.relay_state AS a_relay_state, a.logout_url AS a_logout_url, \
         a.signing_option AS a_signing_option, a.name_id_format AS a_name_id_format, \
         a.name_id_source AS a_name_id_source, a.assignment_required AS a_assignment_required, \
         a.visible_to_users AS a_visible_to_users, a.is_enabled AS a_is_enabled, a.template_id AS a_template_id, \
         a.created_at AS a_created_at, a.deleted_at AS a_deleted_at, a.version AS a_version, \
         a.encryption_certificate AS a_encryption_certificate, a.encryption_thumbprint AS a_encryption_thumbprint, \
         a.encryption_not_after AS a_encryption_not_after, a.encryption_algorithm AS a_encryption_algorithm, \
         a.encryption_key_transport AS a_encryption_key_transport, \
         a.requires_signed_requests AS a_requires_signed_requests, a.allows_weak_signatures AS a_allows_weak_signatures"
    };
}
pub(crate) use application_columns;

/// Identifiers, reply URLs and roles of the application `$1` in one statement; more kinds may follow by `UNION ALL`.
macro_rules! parts_statement {
    () => {
        "SELECT 1 AS kind, i.position AS position, i.identifier AS a, CAST(NULL AS TEXT) AS b, CAST(NULL AS TEXT) AS c, \
           CAST(NULL AS BIGINT) AS n1, CAST(NULL AS BIGINT) AS n2, CAST(NULL AS BOOLEAN) AS flag \
           FROM application_identifiers i WHERE i.application_id = $1 \
         UNION ALL SELECT 2, l.position, l.url, NULL, NULL, l.reply_index, NULL, l.is_default \
           FROM reply_urls l WHERE l.application_id = $1 \
         UNION ALL SELECT 3, o.position, o.id, o.display_name, o.value, NULL, NULL, o.is_enabled \
           FROM app_roles o WHERE o.application_id = $1 \
         UNION ALL SELECT 5, v.position, v.thumbprint, v.certificate, NULL, v.not_after, NULL, NULL \
           FROM verification_certificates v WHERE v.application_id = $1"
    };
}
pub(crate) use parts_statement;

/// What an application consists of besides its own row.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    identifiers: Vec<String>,
    reply_urls: Vec<ReplyUrl>,
    app_roles: Vec<AppRole>,
    verification_certificates: Vec<VerificationCertificate>,
}

impl Parts {
    /// The application with these parts, the default reply URL first.
    pub(crate) fn into(mut self, mut application: Application) -> Application {
        self.reply_urls.sort_by_key(|reply_url| !reply_url.is_default);
        application.identifiers = self.identifiers;
        application.reply_urls = self.reply_urls;
        application.app_roles = self.app_roles;
        application.request_signatures.certificates = self.verification_certificates;
        application
    }
}

/// Reads the rows of [`parts_statement`], in order; other kinds are left to the caller.
pub(crate) fn read_parts(rows: &[Row]) -> Result<Parts, Error> {
    let mut parts = Parts::default();
    for row in rows {
        match row.get::<i64>("kind")? {
            1 => parts.identifiers.push(row.get("a")?),
            2 => parts.reply_urls.push(ReplyUrl {
                url: WebUrl::stored(row.get("a")?),
                index: row
                    .get::<Option<i64>>("n1")?
                    .and_then(|index| u16::try_from(index).ok()),
                is_default: row.get("flag")?,
            }),
            3 => parts.app_roles.push(AppRole {
                id: row.get("a")?,
                display_name: row.get("b")?,
                value: row.get("c")?,
                is_enabled: row.get("flag")?,
            }),
            5 => parts
                .verification_certificates
                .push(request_signatures::rows::read_certificate(row)?),
            _ => {}
        }
    }
    Ok(parts)
}

/// Reads the columns of [`application_columns`]; the parts stay empty.
pub(crate) fn read_application(row: &Row) -> Result<Application, Error> {
    let name_id = match (
        row.get::<Option<&str>>("a_name_id_format")?,
        row.get::<Option<&str>>("a_name_id_source")?,
    ) {
        (Some(format), Some(source)) => NameIdFormat::from_uri(format)
            .zip(NameIdSource::find(source))
            .map(|(format, source)| NameIdSetting { format, source }),
        _ => None,
    };
    Ok(Application {
        id: row.get("a_id")?,
        app_id: row.get("a_app_id")?,
        tenant_id: row.get("a_tenant_id")?,
        display_name: row.get("a_display_name")?,
        identifiers: Vec::new(),
        reply_urls: Vec::new(),
        sign_on_url: row.get::<Option<String>>("a_sign_on_url")?.map(WebUrl::stored),
        relay_state: row.get("a_relay_state")?,
        logout_url: row.get::<Option<String>>("a_logout_url")?.map(WebUrl::stored),
        signing_option: SigningOption::find(row.get("a_signing_option")?).unwrap_or_default(),
        encryption: encryption::rows::read(row)?,
        request_signatures: request_signatures::rows::read(row)?,
        name_id,
        assignment_required: row.get("a_assignment_required")?,
        visible_to_users: row.get("a_visible_to_users")?,
        is_enabled: row.get("a_is_enabled")?,
        template_id: row.get("a_template_id")?,
        app_roles: Vec::new(),
        created_at: row.get("a_created_at")?,
        deleted_at: row.get("a_deleted_at")?,
        version: row.get("a_version")?,
    })
}

/// The application with its parts.
pub(super) async fn with_parts(tx: &mut Tx, application: Application) -> Result<Application, Error> {
    let rows = tx
        .all(
            concat!(parts_statement!(), " ORDER BY kind, position, a"),
            params![application.id],
        )
        .await?;
    Ok(read_parts(&rows)?.into(application))
}

/// The application with that object id in that tenant, deleted or not, without its parts.
pub(crate) async fn find_bare(
    tx: &mut Tx,
    tenant_id: &str,
    application_id: &str,
) -> Result<Option<Application>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            application_columns!(),
            " FROM applications a WHERE a.id = $1 AND a.tenant_id = $2"
        ),
        params![application_id, tenant_id],
    )
    .await?
    .map(|row| read_application(&row))
    .transpose()
}

/// As [`find_bare`], with its parts.
pub(crate) async fn get(tx: &mut Tx, tenant_id: &str, application_id: &str) -> Result<Application, Failure> {
    match find_bare(tx, tenant_id, application_id).await? {
        Some(application) => Ok(with_parts(tx, application).await?),
        None => Err(Failure::not_found(Noun::Application, application_id)),
    }
}

/// As [`find_bare`]; deleted ones are not found.
pub(crate) async fn get_present_bare(
    tx: &mut Tx,
    tenant_id: &str,
    application_id: &str,
) -> Result<Application, Failure> {
    find_bare(tx, tenant_id, application_id)
        .await?
        .filter(|application| application.deleted_at.is_none())
        .ok_or_else(|| Failure::not_found(Noun::Application, application_id))
}

/// Applications with that object id, application id or name, without their parts; three at most.
pub(super) async fn find_by_any(
    tx: &mut Tx,
    tenant_id: &str,
    id_or_name: &str,
    is_deleted: bool,
) -> Result<Vec<Application>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                application_columns!(),
                " FROM applications a WHERE a.tenant_id = $1 AND (a.id = $2 OR a.app_id = $2 OR a.display_name_key = $3) \
                 AND (a.deleted_at IS NOT NULL) = $4 ORDER BY a.id LIMIT 10"
            ),
            params![tenant_id, id_or_name.to_ascii_lowercase(), name_key(id_or_name), is_deleted],
        )
        .await?;
    rows.iter().map(read_application).collect()
}

/// Applications behind a position, by name, with their parts: present ones, or those deleted since an instant.
pub(super) async fn list(
    tx: &mut Tx,
    tenant_id: &str,
    deleted_since: Option<Timestamp>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Application>, Error> {
    let mut sql = SqlText::new(
        concat!(
            "SELECT ",
            application_columns!(),
            " FROM applications a WHERE a.tenant_id = $1 AND (a.display_name_key, a.id) > ($2, $3)"
        ),
        5,
    );
    sql.push(match deleted_since {
        Some(_) => " AND a.deleted_at > $4",
        None => " AND a.deleted_at IS NULL AND CAST($4 AS BIGINT) IS NULL",
    });
    sql.push(" ORDER BY a.display_name_key, a.id LIMIT $5");
    let rows = tx
        .all(&sql, params![tenant_id, after.0, after.1, deleted_since, limit])
        .await?;
    let mut applications = Vec::with_capacity(rows.len());
    for row in &rows {
        applications.push(with_parts(tx, read_application(row)?).await?);
    }
    Ok(applications)
}

pub(super) async fn insert(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO applications (id, app_id, tenant_id, display_name, display_name_key, sign_on_url, relay_state, \
         logout_url, signing_option, name_id_format, name_id_source, assignment_required, visible_to_users, is_enabled, \
         template_id, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        params![
            application.id,
            application.app_id,
            application.tenant_id,
            application.display_name,
            name_key(&application.display_name),
            application.sign_on_url.as_ref().map(WebUrl::as_str),
            application.relay_state,
            application.logout_url.as_ref().map(WebUrl::as_str),
            application.signing_option.name(),
            application.name_id.map(|setting| setting.format.uri()),
            application.name_id.map(|setting| setting.source.name()),
            application.assignment_required,
            application.visible_to_users,
            application.is_enabled,
            application.template_id,
            application.created_at,
            application.version,
        ],
    )
    .await?;
    if application.encryption.is_some() {
        encryption::rows::save(tx, application).await?;
    }
    if !application.request_signatures.certificates.is_empty() {
        request_signatures::rows::save(tx, application).await?;
    }
    insert_identifiers(tx, application).await?;
    insert_reply_urls(tx, application).await?;
    insert_roles(tx, application).await
}

/// Saves what [`super::ApplicationChange`] can change in the application's own row.
pub(super) async fn update(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    tx.execute(
        "UPDATE applications SET display_name = $2, display_name_key = $3, sign_on_url = $4, relay_state = $5, \
         logout_url = $6, signing_option = $7, name_id_format = $8, name_id_source = $9, assignment_required = $10, \
         visible_to_users = $11, is_enabled = $12, version = $13 WHERE id = $1",
        params![
            application.id,
            application.display_name,
            name_key(&application.display_name),
            application.sign_on_url.as_ref().map(WebUrl::as_str),
            application.relay_state,
            application.logout_url.as_ref().map(WebUrl::as_str),
            application.signing_option.name(),
            application.name_id.map(|setting| setting.format.uri()),
            application.name_id.map(|setting| setting.source.name()),
            application.assignment_required,
            application.visible_to_users,
            application.is_enabled,
            application.version,
        ],
    )
    .await?;
    Ok(())
}

/// Puts the application's identifiers in place of those it had.
pub(super) async fn replace_identifiers(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM application_identifiers WHERE application_id = $1",
        params![application.id],
    )
    .await?;
    insert_identifiers(tx, application).await
}

/// Puts the application's reply URLs in place of those it had.
pub(super) async fn replace_reply_urls(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM reply_urls WHERE application_id = $1",
        params![application.id],
    )
    .await?;
    insert_reply_urls(tx, application).await
}

async fn insert_identifiers(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    for (position, identifier) in (0_i64..).zip(&application.identifiers) {
        tx.execute(
            "INSERT INTO application_identifiers (tenant_id, identifier, application_id, position) \
             VALUES ($1, $2, $3, $4)",
            params![application.tenant_id, identifier, application.id, position],
        )
        .await?;
    }
    Ok(())
}

async fn insert_reply_urls(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    for (position, reply_url) in (0_i64..).zip(&application.reply_urls) {
        tx.execute(
            "INSERT INTO reply_urls (application_id, url, position, reply_index, is_default) VALUES ($1, $2, $3, $4, $5)",
            params![application.id, reply_url.url.as_str(), position, reply_url.index, reply_url.is_default],
        )
        .await?;
    }
    Ok(())
}

async fn insert_roles(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    for (position, role) in (0_i64..).zip(&application.app_roles) {
        tx.execute(
            "INSERT INTO app_roles (application_id, id, display_name, value, is_enabled, position) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                application.id,
                role.id,
                role.display_name,
                role.value,
                role.is_enabled,
                position
            ],
        )
        .await?;
    }
    Ok(())
}

/// Which other application of the tenant has the identifier: its name, and whether it is deleted.
pub(super) async fn holder_of_identifier(
    tx: &mut Tx,
    tenant_id: &str,
    identifier: &str,
    other_than: &str,
) -> Result<Option<(String, bool)>, Error> {
    tx.optional(
        "SELECT a.display_name, a.deleted_at FROM application_identifiers i JOIN applications a ON a.id = i.application_id \
         WHERE i.tenant_id = $1 AND i.identifier = $2 AND i.application_id <> $3",
        params![tenant_id, identifier, other_than],
    )
    .await?
    .map(|row| Ok((row.get("display_name")?, row.get::<Option<i64>>("deleted_at")?.is_some())))
    .transpose()
}

/// Marks as deleted or not, counting the version up.
pub(super) async fn set_deleted_at(
    tx: &mut Tx,
    application_id: &str,
    deleted_at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE applications SET deleted_at = $2, version = version + 1 WHERE id = $1",
        params![application_id, deleted_at],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, application_id: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM applications WHERE id = $1", params![application_id])
        .await?;
    Ok(())
}
