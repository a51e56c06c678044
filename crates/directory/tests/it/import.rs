//! Keys that were made elsewhere. The files are OpenSSL's, made by `fixtures/make`.

use jiff::SignedDuration;
use vestibule_directory::audit::{self, AuditFilter};
use vestibule_directory::certificates::{self, Certificate, ForeignKey};
use vestibule_directory::{Conflict, DirectoryRole, Failure, PageRequest, Permission, Problem};
use vestibule_store::store_test;

use crate::SCHEMA;
use crate::world::{World, secret, system};

const PASSWORD: &str = "correct horse";
const AES: &[u8] = include_bytes!("fixtures/aes.pfx");
const LEGACY: &[u8] = include_bytes!("fixtures/legacy.pfx");
const WITHOUT_PASSWORD: &[u8] = include_bytes!("fixtures/no-password.pfx");
const CURVE: &[u8] = include_bytes!("fixtures/curve.pfx");
const WITHOUT_KEY: &[u8] = include_bytes!("fixtures/no-key.pfx");
const BOTH: &[u8] = include_bytes!("fixtures/both.pem");
const TRADITIONAL: &[u8] = include_bytes!("fixtures/traditional.pem");
const ENCRYPTED: &[u8] = include_bytes!("fixtures/encrypted.pem");
const CERTIFICATE: &[u8] = include_bytes!("fixtures/certificate.der");
const OTHER: &[u8] = include_bytes!("fixtures/other.pem");

fn pfx(octets: &[u8], password: &str) -> Result<ForeignKey, Problem> {
    ForeignKey::from_pfx(octets, &secret(password))
}

#[test]
fn what_cannot_be_imported_says_why() {
    let refused = |read: Result<ForeignKey, Problem>| read.map_or_else(|problem| problem.id, |_| "read");
    let cases = [
        ("import-password", pfx(AES, "another")),
        ("import-password", pfx(LEGACY, "")),
        ("import-pfx", pfx(CERTIFICATE, PASSWORD)),
        ("import-pfx", pfx(&AES[..AES.len() / 2], PASSWORD)),
        ("import-size", pfx(&vec![0x30; 300_000], PASSWORD)),
        ("import-key", pfx(WITHOUT_KEY, PASSWORD)),
        ("import-key-kind", pfx(CURVE, PASSWORD)),
        ("import-key", ForeignKey::from_pem(CERTIFICATE, CERTIFICATE)),
        ("import-key", ForeignKey::from_pem(&[BOTH, BOTH].concat(), BOTH)),
        ("import-encrypted", ForeignKey::from_pem(ENCRYPTED, CERTIFICATE)),
        ("import-certificate", ForeignKey::from_pem(TRADITIONAL, OTHER)),
        (
            "import-certificate",
            ForeignKey::from_pem(TRADITIONAL, TRADITIONAL),
        ),
    ];
    for (expected, read) in cases {
        assert_eq!(refused(read), expected);
    }
}

async fn import(world: &World, application_id: &str, key: &ForeignKey) -> Result<Certificate, Failure> {
    certificates::import(
        &world.directory,
        &system(),
        world.tenant_id(),
        application_id,
        key,
    )
    .await
}

store_test! {
    async fn one_key_is_read_from_every_kind_of_file(world: World) {
        let keys = [
            pfx(AES, PASSWORD).unwrap(),
            pfx(LEGACY, PASSWORD).unwrap(),
            pfx(WITHOUT_PASSWORD, "").unwrap(),
            ForeignKey::from_pem(BOTH, BOTH).unwrap(),
            ForeignKey::from_pem(TRADITIONAL, CERTIFICATE).unwrap(),
            ForeignKey::from_pem(TRADITIONAL, &[OTHER, BOTH].concat()).unwrap(),
        ];
        let mut made = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            let new = world.new_application(&format!("Application {at}"), &format!("https://{at}.example/"));
            let application = vestibule_directory::applications::create(&world.directory, &system(), new).await.unwrap();
            let imported = import(&world, &application.id, key).await.unwrap();
            assert_eq!((imported.is_imported, imported.is_active), (true, false));
            assert_eq!(imported.der, CERTIFICATE);
            assert_eq!(imported.subject, "O=Contoso, CN=sso.contoso.example");
            made.push(imported.thumbprint);
        }
        made.dedup();
        assert_eq!(made.len(), 1, "one certificate may serve several applications where it was imported");
    }

    async fn an_imported_key_signs_once_it_is_active_and_stays_marked(world: World) {
        // The fixtures begin later than the test's clock.
        world.clock.advance(SignedDuration::from_hours(24 * 700));
        let application = world.application().await;
        let imported = import(&world, &application.id, &pfx(AES, PASSWORD).unwrap()).await.unwrap();
        let (directory, tenant_id) = (&world.directory, world.tenant_id());
        certificates::activate(directory, &system(), tenant_id, &application.id, &imported.thumbprint).await.unwrap();
        let facts = world.facts(None).await;
        let material = directory.signing_material(&facts).await.unwrap();
        assert_eq!(material.der, CERTIFICATE);
        let key = aws_lc_rs::signature::RsaKeyPair::from_pkcs8(material.pkcs8.expose()).unwrap();
        let public = aws_lc_rs::signature::KeyPair::public_key(&key).as_ref().to_vec();
        assert!(CERTIFICATE.windows(public.len()).any(|window| window == public), "the key of that certificate");
        let listed = certificates::list(directory, &system(), tenant_id, &application.id).await.unwrap();
        assert_eq!(listed.iter().map(|one| (one.is_active, one.is_imported)).collect::<Vec<_>>(), [(true, true), (false, false)]);
        let published = certificates::published(directory, tenant_id, &application.app_id).await.unwrap().unwrap();
        assert_eq!(published.len(), 2);
    }

    async fn an_import_is_written_down_as_one_and_never_with_the_key(world: World) {
        let application = world.application().await;
        import(&world, &application.id, &pfx(AES, PASSWORD).unwrap()).await.unwrap();
        let filter = AuditFilter { target_id: Some(application.id.clone()), ..AuditFilter::default() };
        let entries = audit::list(&world.directory, &system(), world.tenant_id(), &filter, &PageRequest::default()).await.unwrap();
        let after: Vec<serde_json::Value> =
            entries.items.iter().filter_map(|entry| serde_json::from_str(entry.after.as_deref()?).ok()).collect();
        let written = after.iter().find(|after| after["change"] == "imported").unwrap();
        assert_eq!(written["isImported"], true);
        let made_here = after.iter().find(|after| after["change"] == "added").unwrap();
        assert_eq!(made_here["isImported"], false);
    }

    async fn only_the_roles_that_manage_every_application_import_keys(world: World) {
        let application = world.application().await;
        let key = pfx(AES, PASSWORD).unwrap();
        for role in DirectoryRole::ALL {
            let person = world.administrator(&role.name().replace(' ', ""), role).await;
            let caller = world.caller(&person).await;
            let imported = certificates::import(&world.directory, &caller, world.tenant_id(), &application.id, &key).await;
            if Permission::ImportCertificates.roles().contains(&role) {
                let thumbprint = imported.unwrap().thumbprint;
                certificates::delete(&world.directory, &system(), world.tenant_id(), &application.id, &thumbprint).await.unwrap();
            } else {
                assert!(matches!(imported, Err(Failure::Forbidden(Permission::ImportCertificates))), "{}", role.name());
            }
        }
    }

    async fn a_certificate_is_imported_once_and_not_after_its_end(world: World) {
        let application = world.application().await;
        let key = pfx(AES, PASSWORD).unwrap();
        import(&world, &application.id, &key).await.unwrap();
        let again = import(&world, &application.id, &key).await;
        assert!(matches!(again, Err(Failure::Conflict(Conflict::Taken { field: "thumbprint", .. }))));
        let after = key.not_after().duration_since(world.directory.environment().now());
        world.clock.advance(after);
        let late = import(&world, &application.id, &key).await;
        assert!(matches!(late, Err(Failure::Invalid(problems)) if problems[0].id == "import-expired"));
    }

    async fn active_certificates_that_end_soon_are_named(world: World) {
        let application = world.application().await;
        let now = || world.directory.environment().now();
        let day = SignedDuration::from_hours(24);
        let ending = async || certificates::ending(&world.directory, &system(), now() + day * 60).await.unwrap();
        certificates::create(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap();
        assert!(ending().await.is_empty());
        world.clock.advance(day * (3 * 365));
        let found = ending().await;
        assert_eq!(found.len(), 1, "the inactive one signs nothing");
        assert_eq!((found[0].application.as_str(), found[0].app_id.as_str()), ("ISM", application.app_id.as_str()));
        assert!(found[0].certificate.is_active);
        vestibule_directory::applications::delete(&world.directory, &system(), world.tenant_id(), &application.id).await.unwrap();
        assert!(ending().await.is_empty());
    }
}
