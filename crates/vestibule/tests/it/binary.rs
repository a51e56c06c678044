//! The binary as people and scripts start it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use vestibule_manager::DatabaseUrl;
use vestibule_store::{Db, Migration, Schema};

/// The binary in a directory of its own, without what the tester's environment says.
pub(crate) fn vestibule(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("VESTIBULE_MASTER_KEY_FILE")
        .stdin(Stdio::null());
    command
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    vestibule(folder, arguments).output().unwrap()
}

/// Runs a command that must succeed; its JSON.
pub(crate) fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs a command that must fail with a sentence; the sentence.
pub(crate) fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{arguments:?}: {}",
        text(&output.stdout)
    );
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    let sentence = text(&output.stderr);
    assert!(
        sentence.starts_with("vestibule: ") && sentence.lines().count() == 1,
        "{sentence}"
    );
    sentence
}

pub(crate) fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

/// A demo that is ready.
pub(crate) struct Demo {
    child: Child,
    ready: Value,
    pub(crate) port: u16,
}

impl Demo {
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_logging_to(Stdio::inherit(), folder, arguments)
    }

    fn start_logging_to(log: Stdio, folder: &Path, arguments: &[&str]) -> Self {
        let mut command = vestibule(folder, &[&["demo", "--json"], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let port = ready["identityProvider"]
            .as_str()
            .unwrap()
            .rsplit(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        Self { child, ready, port }
    }

    /// Asks it to stop, and waits until it has.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }

    fn password(&self, beginning: &str) -> &Value {
        let people = self.ready["people"].as_array().unwrap();
        let person = people.iter().find(|person| {
            person["userPrincipalName"]
                .as_str()
                .unwrap()
                .starts_with(beginning)
        });
        &person.unwrap()["password"]
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // After a failed assertion; `stop` has waited already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Sends octets and reads until the server closes.
fn exchange(port: u16, request: &[u8]) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    // A refused request may be cut off before all of it was read.
    drop(stream.read_to_end(&mut answer));
    text(&answer)
}

pub(crate) fn get(port: u16, host: &str, path: &str) -> String {
    exchange(
        port,
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes(),
    )
}

#[test]
fn bare_it_prints_help_and_misuse_is_status_two() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &[]);
    assert!(help.status.success());
    assert!(text(&help.stdout).contains("vestibule demo"));
    assert_eq!(run(folder.path(), &["--colour"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["user", "create"]).status.code(), Some(2));
    assert!(
        std::fs::read_dir(folder.path()).unwrap().next().is_none(),
        "nothing was made"
    );
}

#[test]
fn what_is_not_there_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    assert!(refused(folder.path(), &["user", "list"]).contains("there is no data directory"));
    assert!(refused(folder.path(), &["serve"]).contains("--config"));
    assert!(refused(folder.path(), &["serve", "--config", "none.toml"]).contains("none.toml"));
}

#[test]
fn the_demo_says_in_one_line_what_it_made_and_a_second_start_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    let ready = demo.ready.clone();
    let port = demo.port.to_string();
    for key in [
        "identityProvider",
        "adminCenter",
        "myApps",
        "tenantId",
        "domain",
        "customers",
        "people",
        "applications",
    ] {
        assert!(!ready[key].is_null(), "{key} in {ready}");
    }
    assert_eq!(
        ready["customers"][0]["url"],
        format!("http://contoso.saasit.localhost:{port}/")
    );
    assert!(get(demo.port, "localhost", "/readyz").starts_with("HTTP/1.1 200"));
    let sign_in = get(demo.port, &format!("localhost:{port}"), "/myapps");
    assert!(
        sign_in.starts_with("HTTP/1.1 303") || sign_in.starts_with("HTTP/1.1 302"),
        "{sign_in}"
    );
    assert!(refused(folder.path(), &["demo"]).contains("already running"));
    demo.stop();

    let again = Demo::start(folder.path(), &[]);
    assert_eq!(again.ready, ready);
    again.stop();
    let other_port = refused(folder.path(), &["demo", "--port", "1"]);
    assert!(
        other_port.contains("--reset") && other_port.contains(&port),
        "{other_port}"
    );
    assert!(refused(folder.path(), &["demo", "--tls"]).contains("--reset"));
}

#[cfg(unix)]
#[test]
fn the_log_names_the_correlation_id_that_the_page_shows() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).unwrap();
    let demo = Demo::start_logging_to(Stdio::from(file), folder.path(), &["--port", "0"]);
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, demo.port)).unwrap();
    let port = demo.port;
    let forged = "Connection: close\r\nContent-Length: 0";
    write!(
        stream,
        "POST /login HTTP/1.1\r\nHost: localhost:{port}\r\n{forged}\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, rest) = answer.split_once("x-correlation-id: ").unwrap();
    let id = rest.lines().next().unwrap();
    demo.stop();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains(id), "{id} is not in {log}");
}

#[test]
fn the_demos_secrets_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    Demo::start(folder.path(), &["--port", "0"]).stop();
    for name in ["master.key", "demo.json"] {
        let mode = folder
            .path()
            .join("vestibule-data")
            .join(name)
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_changed_password_is_not_shown_and_a_command_acts_while_the_demo_runs() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    assert!(demo.password("B.Simon").is_string());
    let reset = json(
        folder.path(),
        &["user", "reset-password", "--upn", "b.simon@contoso.example"],
    );
    assert!(reset["password"].is_string(), "{reset}");
    demo.stop();
    let again = Demo::start(folder.path(), &[]);
    assert!(again.password("B.Simon").is_null());
    assert!(again.password("A.Vance").is_string());
    let people = again.ready["people"].as_array().unwrap();
    assert!(
        people[0]["note"].as_str().unwrap().contains("changed"),
        "{people:?}"
    );
    again.stop();
}

#[test]
fn reset_begins_anew_but_never_under_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    let tenant = demo.ready["tenantId"].clone();
    assert!(refused(folder.path(), &["demo", "--reset"]).contains("already running"));
    demo.stop();
    let kept = folder.path().join("vestibule-data/letter.txt");
    std::fs::write(&kept, "mine").unwrap();
    let again = Demo::start(folder.path(), &["--reset", "--port", "0"]);
    assert_ne!(again.ready["tenantId"], tenant);
    again.stop();
    assert!(kept.exists(), "what is not the demo's stays");
}

#[test]
fn a_port_that_is_taken_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let sentence = refused(folder.path(), &["demo", "--port", &port]);
    assert!(
        sentence.contains(&port) && sentence.contains("taken"),
        "{sentence}"
    );
    assert!(
        !folder.path().join("vestibule-data/directory.db").exists(),
        "nothing was made before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    Demo::start(folder.path(), &["--port", "0"]).stop();
    let mut migrations = vestibule_manager::SCHEMA.migrations.to_vec();
    let newest = migrations
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap();
    migrations.push(Migration {
        version: newest + 1,
        name: "from_the_future",
        sql: "CREATE TABLE from_the_future (id TEXT PRIMARY KEY) STRICT;",
    });
    let schema = Schema {
        name: vestibule_manager::SCHEMA.name,
        migrations: migrations.leak(),
    };
    let url = DatabaseUrl::Sqlite(folder.path().join("vestibule-data/manager.db"));
    drop(Db::open(&url, &schema).await.unwrap());
    assert!(refused(folder.path(), &["demo"]).contains("newer version"));
    assert!(
        refused(
            folder.path(),
            &["manager", "sso", "show", "--customer", "contoso"]
        )
        .contains("newer version")
    );
}

/// A configuration on loopback with a key outside of the data directory.
pub(crate) fn configure(folder: &Path) -> u16 {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    std::fs::write(folder.join("master.key"), "0123456789abcdef".repeat(4)).unwrap();
    let config = format!(
        "[server]\naddresses = [\"127.0.0.1:{port}\"]\n[database]\nurl = \"sqlite:data\"\n\
         [keys]\nmaster_key_file = \"master.key\"\n[identity_provider]\nbase_url = \"http://localhost:{port}\"\n\
         [manager]\nhosts = [\"*.desk.localhost\"]\n"
    );
    std::fs::write(folder.join("vestibule.toml"), config).unwrap();
    port
}

#[test]
fn a_production_set_up_begins_with_nothing_and_serves() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let port = configure(folder);
    let with = |line: &str, more: &[&str]| {
        let mut arguments: Vec<&str> = line.split_whitespace().collect();
        arguments.extend(more);
        arguments.extend(["--config", "vestibule.toml"]);
        json(folder, &arguments)
    };
    assert_eq!(with("config check", &[])["isValid"], true);
    let tenant = with(
        "tenant create --domain fabrikam.example --display-name Fabrikam",
        &[],
    );
    let role = ["--role", "Global Administrator"];
    let admin = with(
        "user create --upn admin@fabrikam.example --display-name Administrator",
        &role,
    );
    assert_eq!(admin["roles"][0], role[1]);
    assert!(admin["password"].is_string(), "{admin}");
    assert_eq!(admin["forceChangePasswordNextSignIn"], true);
    with(
        "manager customer create --name fabrikam --host fabrikam.desk.localhost",
        &[],
    );
    with(
        "manager user create --customer fabrikam --login breakglass --role Admin",
        &[],
    );
    let unlocked = with("manager user unlock --customer fabrikam --login breakglass", &[]);
    assert_eq!(unlocked["loginId"], "breakglass");
    let sso = with("manager sso show --customer fabrikam", &[]);
    let (entity, acs) = (
        sso["spEntityId"].as_str().unwrap(),
        sso["acsUrl"].as_str().unwrap(),
    );
    let app = with(
        "app create --name Desk",
        &["--identifier", entity, "--reply-url", acs],
    );
    let login = app["loginUrl"].as_str().unwrap();
    let tenant_id = tenant["id"].as_str().unwrap();
    assert_eq!(login, format!("http://localhost:{port}/{tenant_id}/saml2"));
    let download = "app certificate download --app Desk --format raw --out desk.cer --config vestibule.toml";
    let download = run(folder, &download.split(' ').collect::<Vec<_>>());
    assert!(download.status.success(), "{}", text(&download.stderr));
    let issuer = app["entraIdentifier"].as_str().unwrap();
    let copied = ["--issuer", issuer, "--login-url", login];
    let set = with(
        "manager sso set --customer fabrikam --certificate desk.cer",
        &copied,
    );
    assert_eq!(
        set["certificates"][0]["thumbprint"],
        app["certificates"][0]["thumbprint"]
    );
    assert_eq!(set["accountKey"], "name-id");
    provider_is_pinned(&with, &copied, tenant_id);
    serves(folder, port);
}

/// What a record is narrowed down to stays until it is taken away by name, one of it at a time.
fn provider_is_pinned(with: &impl Fn(&str, &[&str]) -> serde_json::Value, copied: &[&str], tenant_id: &str) {
    let set = |options: &[&str]| {
        with(
            "manager sso set --customer fabrikam --certificate desk.cer",
            &[copied, options].concat(),
        )
    };
    let email = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    set(&["--tenant-id", tenant_id, "--name-id-format", email]);
    set(&["--name-id-format", email, "--name-id-format", "urn:example:badge"]);
    set(&[
        "--allowed-domain",
        "fabrikam.example",
        "--allowed-domain",
        "fabrikam.test",
    ]);
    let shown = with("manager sso show --customer fabrikam", &[]);
    assert_eq!(shown["tenantId"], tenant_id);
    assert_eq!(
        shown["nameIdFormats"],
        serde_json::json!([email, "urn:example:badge"])
    );
    assert_eq!(
        shown["allowedDomains"],
        serde_json::json!(["fabrikam.example", "fabrikam.test"])
    );
    let without_tenant = set(&["--tenant-id", "any"]);
    assert!(without_tenant["tenantId"].is_null());
    assert_eq!(without_tenant["nameIdFormats"], shown["nameIdFormats"]);
    let without_any = set(&["--name-id-format", "any", "--allowed-domain", "any"]);
    assert_eq!(without_any["nameIdFormats"], serde_json::json!([]));
    assert_eq!(without_any["allowedDomains"], serde_json::json!([]));
}

/// The server starts on what was set up, keeps its port for itself and stops when asked.
fn serves(folder: &Path, port: u16) {
    let serve = ["serve", "--config", "vestibule.toml"];
    let mut server = vestibule(folder, &serve).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut log = BufReader::new(server.stderr.take().unwrap());
    log.read_line(&mut line).unwrap();
    assert!(line.contains("listening"), "{line}");
    assert!(get(port, "fabrikam.desk.localhost", "/readyz").starts_with("HTTP/1.1 200"));
    assert!(refused(folder, &serve).contains("taken"));
    // Another port does not make it another data directory; commands are not held up.
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let other = free.local_addr().unwrap().port();
    drop(free);
    let config = std::fs::read_to_string(folder.join("vestibule.toml")).unwrap();
    std::fs::write(
        folder.join("second.toml"),
        config.replace(&port.to_string(), &other.to_string()),
    )
    .unwrap();
    let second = refused(folder, &["serve", "--config", "second.toml"]);
    assert!(second.contains("another server is running on"), "{second}");
    assert!(
        run(folder, &["user", "list", "--config", "second.toml"])
            .status
            .success()
    );
    let pid = server.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(server.wait().unwrap().code(), Some(0));
    killed_server_leaves_nothing_behind(folder);
}

/// A server that was killed does not keep the next one out.
fn killed_server_leaves_nothing_behind(folder: &Path) {
    for _ in 0..2 {
        let mut command = vestibule(folder, &["serve", "--config", "vestibule.toml"]);
        let mut server = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stderr.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
        assert!(line.contains("listening"), "{line}");
    }
}

#[test]
fn behind_a_proxy_only_the_proxy_is_answered_and_only_over_https() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let port = configure(folder);
    let behind = |proxy: &str| {
        let config = std::fs::read_to_string(folder.join("vestibule.toml")).unwrap();
        let base = format!("base_url = \"http://localhost:{port}\"");
        let config = config.replace(&base, "base_url = \"https://login.example.com\"");
        std::fs::write(
            folder.join("proxied.toml"),
            format!("{config}[proxy]\ntrusted = [{proxy:?}]\n"),
        )
        .unwrap();
        let mut server = vestibule(folder, &["serve", "--config", "proxied.toml"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(server.stderr.take().unwrap());
        log.read_line(&mut String::new()).unwrap();
        Server {
            child: server,
            _log: log,
        }
    };
    let ask = |forwarded: &str| {
        let head = format!(
            "GET /myapps HTTP/1.1\r\nHost: login.example.com\r\nConnection: close\r\n{forwarded}\r\n"
        );
        exchange(port, head.as_bytes())
    };
    let server = behind("127.0.0.1");
    let secure = ask("X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n");
    assert!(secure.starts_with("HTTP/1.1 303"), "{secure}");
    assert!(
        secure.contains("set-cookie: __Host-") && secure.contains("; Secure"),
        "{secure}"
    );
    let plain = ask("X-Forwarded-Proto: http\r\n");
    assert!(plain.starts_with("HTTP/1.1 308"), "{plain}");
    assert!(
        plain.contains("location: https://login.example.com/myapps\r\n"),
        "{plain}"
    );
    drop(server);
    let server = behind("192.0.2.0/24");
    let stranger = ask("X-Forwarded-Proto: https\r\n");
    assert!(stranger.starts_with("HTTP/1.1 403"), "{stranger}");
    assert!(get(port, "anything", "/healthz").starts_with("HTTP/1.1 200"));
    drop(server);
}

/// A server that ends with the test.
struct Server {
    child: Child,
    /// Read by nobody, but a closed pipe would stop the log.
    _log: BufReader<std::process::ChildStderr>,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_master_key_in_the_data_directory_is_refused_in_production() {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path());
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::copy(
        folder.path().join("master.key"),
        folder.path().join("data/master.key"),
    )
    .unwrap();
    let sentence = refused(
        folder.path(),
        &[
            "serve",
            "--config",
            "vestibule.toml",
            "--master-key-file",
            "data/master.key",
        ],
    );
    assert!(sentence.contains("lies in the data directory"), "{sentence}");
}

#[test]
fn a_request_under_way_is_answered_after_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path(), &["--port", "0"]);
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, demo.port)).unwrap();
    let head = "POST /contoso.example/saml2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 13\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    // The answer to Expect says that the body is being waited for.
    let mut answer = [0; 25];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(text(&answer), "HTTP/1.1 100 Continue\r\n\r\n");
    let pid = demo.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    while TcpStream::connect((Ipv4Addr::LOCALHOST, demo.port)).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(b"SAMLRequest=x").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(text(&answer).starts_with("HTTP/1.1 4"), "{}", text(&answer));
    assert_eq!(demo.child.wait().unwrap().code(), Some(0));
}

#[test]
fn headers_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    let request = |headers: &str| {
        exchange(
            demo.port,
            format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
                .as_bytes(),
        )
    };
    assert!(request("").starts_with("HTTP/1.1 200"));
    let many = (0..101)
        .map(|number| format!("x-{number}: 1"))
        .collect::<Vec<_>>()
        .join("\r\n")
        + "\r\n";
    assert!(request(&many).starts_with("HTTP/1.1 431"), "{}", request(&many));
    let long = format!("x: {}\r\n", "a".repeat(40 * 1024));
    assert!(request(&long).starts_with("HTTP/1.1 431"), "{}", request(&long));
    let smuggled = exchange(
        demo.port,
        b"GET http://a.localhost/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    assert!(smuggled.starts_with("HTTP/1.1 400"), "{smuggled}");
    demo.stop();
}

#[test]
fn a_request_behind_a_body_is_answered_unless_the_body_was_chunked() {
    const INNER: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    let head = "POST /login HTTP/1.1\r\nHost: localhost\r\n";
    for body in ["", "\n\n", "a\nb\r\n\r\nGET / HTTP/1.1\n"] {
        let two = format!("{head}Content-Length: {}\r\n\r\n{body}\r\n{INNER}", body.len());
        let answer = exchange(demo.port, two.as_bytes());
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 2, "{answer}");
        assert!(answer.contains("HTTP/1.1 200"), "{answer}");
    }
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{INNER}");
    let answer = exchange(demo.port, chunked.as_bytes());
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");
    demo.stop();
}

#[test]
fn what_two_programs_could_read_as_two_requests_is_refused_and_the_connection_closed() {
    const INNER: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    let head = "POST /login HTTP/1.1\r\nHost: localhost\r\n";
    let odd = [
        (
            "chunked and a length",
            format!("{head}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{INNER}"),
        ),
        (
            "a length and chunked",
            format!("{head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{INNER}"),
        ),
        (
            "two lengths",
            format!("{head}Content-Length: 0\r\nContent-Length: 5\r\n\r\n{INNER}"),
        ),
        (
            "a length with a sign",
            format!("{head}Content-Length: +5\r\n\r\n{INNER}"),
        ),
        (
            "chunked is not last",
            format!("{head}Transfer-Encoding: chunked, identity\r\n\r\n{INNER}"),
        ),
        (
            "a folded line",
            format!("{head}X: a\r\n b\r\nContent-Length: 0\r\n\r\n{INNER}"),
        ),
        (
            "a blank before the colon",
            format!("{head}Content-Length : 0\r\n\r\n{INNER}"),
        ),
        ("bare line feeds", format!("{head}Content-Length: 0\n\n{INNER}")),
        (
            "a bad chunk",
            format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{INNER}"),
        ),
    ];
    for (what, octets) in odd {
        let answer = exchange(demo.port, octets.as_bytes());
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{what}: {answer}"
        );
        assert!(!answer.contains("HTTP/1.1 200"), "{what}: {answer}");
        assert_eq!(
            answer.matches("HTTP/1.1").count(),
            usize::from(!answer.is_empty()),
            "{what}: {answer}"
        );
    }
    demo.stop();
}

#[test]
fn a_bare_line_feed_in_a_head_is_refused_and_the_connection_closed() {
    const HEAD: &str = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n";
    const INNER: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0"]);
    for (at, _) in INNER.match_indices("\r\n") {
        let odd = format!("{}{}", &INNER[..at], &INNER[at + 1..]);
        let answer = exchange(demo.port, odd.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400"), "{at}: {answer}");
        // The same after a request that is in order, sent with it and later, on the connection that was kept.
        let answer = exchange(demo.port, format!("{HEAD}\n\n{odd}").as_bytes());
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 2, "{at}: {answer}");
        assert!(
            answer.contains("HTTP/1.1 400 Bad Request\r\n") && !answer.contains("HTTP/1.1 200"),
            "{at}: {answer}"
        );
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, demo.port)).unwrap();
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        let mut first = [0; 15];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        for octet in odd.as_bytes() {
            // The server may have refused it and closed before all of it was sent.
            if stream.write_all(&[*octet]).is_err() {
                break;
            }
        }
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest));
        let rest = text(&rest);
        assert!(!rest.contains("HTTP/1.1 200"), "{at}: {rest}");
    }
    let answer = exchange(demo.port, format!("\n{INNER}").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    demo.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_authority_vouches_for_loopback_names_alone() {
    use rustls_pki_types::pem::PemObject as _;
    use rustls_pki_types::{CertificateDer, ServerName};
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--port", "0", "--tls"]);
    assert!(
        demo.ready["identityProvider"]
            .as_str()
            .unwrap()
            .starts_with("https://localhost:")
    );
    let mut roots = rustls::RootCertStore::empty();
    let authority = folder.path().join("vestibule-data/tls/authority.pem");
    roots
        .add(CertificateDer::from_pem_file(authority).unwrap())
        .unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    for (name, is_vouched_for) in [
        ("localhost", true),
        ("contoso.saasit.localhost", true),
        ("contoso.saasit.mcas.localhost", true),
        ("evil.example", false),
    ] {
        let stream = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, demo.port))
            .await
            .unwrap();
        let outcome = connector
            .connect(ServerName::try_from(name).unwrap(), stream)
            .await;
        assert_eq!(outcome.is_ok(), is_vouched_for, "{name}: {:?}", outcome.err());
    }
    demo.stop();
}
