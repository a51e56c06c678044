//! What the demo says when it is ready.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;
use vestibule_directory::{Caller, Directory, Failure, users};

use super::cast;
use super::state::{DemoState, RememberedApplication, RememberedPerson};

/// The one line of `demo --json`, and what the text is made of.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    identity_provider: String,
    admin_center: String,
    my_apps: String,
    tenant_id: String,
    domain: &'static str,
    customers: Vec<CustomerSummary>,
    people: Vec<PersonSummary>,
    applications: Vec<RememberedApplication>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerSummary {
    name: String,
    url: String,
    #[serde(skip)]
    host: String,
    is_set_up: bool,
    local_login: String,
    local_password: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonSummary {
    user_principal_name: String,
    display_name: String,
    password: Option<String>,
    note: String,
}

impl Summary {
    /// Tells what is remembered, as far as it still holds.
    pub(crate) async fn new(state: &DemoState, directory: &Directory) -> anyhow::Result<Self> {
        let base = state.base_url()?;
        let base = base.as_str().trim_end_matches('/');
        let mut people = Vec::new();
        for person in &state.people {
            people.push(still_holds(person, &state.tenant_id, directory).await?);
        }
        let customers = state
            .customers
            .iter()
            .map(|customer| CustomerSummary {
                name: customer.name.clone(),
                url: format!("{}://{}:{}/", state.scheme.name(), customer.host, state.port),
                host: customer.host.clone(),
                is_set_up: customer.is_set_up,
                local_login: customer.local_login.clone(),
                local_password: customer.local_password.clone(),
            })
            .collect();
        Ok(Self {
            identity_provider: base.to_owned(),
            admin_center: format!("{base}/admin"),
            my_apps: format!("{base}/myapps"),
            tenant_id: state.tenant_id.clone(),
            domain: cast::DOMAIN,
            customers,
            people,
            applications: state.applications.clone(),
        })
    }

    /// The text for people.
    pub(crate) fn text(&self, data: &Path, authority: Option<&Path>, paint: Paint) -> String {
        let mut text = String::new();
        self.push_addresses(&mut text, paint);
        self.push_people(&mut text, paint);
        self.push_first_steps(&mut text, paint);
        push_line(&mut text, &paint.heading("Where it is"));
        push_line(
            &mut text,
            &format!(
                "  {}  {}",
                data.display(),
                paint.note("data, kept for the next start; --reset begins anew")
            ),
        );
        if let Some(authority) = authority {
            let hint = "certificate authority: let your browser trust it, or accept its warning";
            push_line(
                &mut text,
                &format!("  {}  {}", authority.display(), paint.note(hint)),
            );
        }
        let hosts = self
            .customers
            .iter()
            .map(|customer| customer.host.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        push_line(
            &mut text,
            &paint
                .note("  Browsers find *.localhost by themselves; for other programs add to the hosts file:"),
        );
        push_line(&mut text, &format!("  127.0.0.1 {hosts}\n  ::1 {hosts}\n"));
        push_line(&mut text, "Ctrl+C stops it.");
        text
    }

    fn push_addresses(&self, text: &mut String, paint: Paint) {
        push_line(text, &format!("{}\n", paint.heading("Vestibule is ready")));
        push_line(
            text,
            &format!("  Identity provider  {}", paint.address(&self.identity_provider)),
        );
        push_line(
            text,
            &format!("  My Apps            {}", paint.address(&self.my_apps)),
        );
        let widest = self
            .customers
            .iter()
            .map(|customer| customer.url.len())
            .max()
            .unwrap_or(0);
        for (index, customer) in self.customers.iter().enumerate() {
            let label = if index == 0 { "Service manager" } else { "" };
            let state = if customer.is_set_up {
                "single sign-on is set up"
            } else {
                "not set up: follow the tutorial with it"
            };
            let padding = " ".repeat(widest.saturating_sub(customer.url.len()));
            let line = format!(
                "  {label:17}  {}{padding}  {}",
                paint.address(&customer.url),
                paint.note(state)
            );
            push_line(text, &line);
        }
        text.push('\n');
    }

    fn push_people(&self, text: &mut String, paint: Paint) {
        push_line(text, &paint.heading("Who can sign in"));
        let names = self
            .people
            .iter()
            .map(|person| person.user_principal_name.len())
            .max()
            .unwrap_or(0);
        let locals = self
            .customers
            .iter()
            .map(|customer| customer.local_password.len());
        let own = self
            .people
            .iter()
            .map(|person| person.password.as_ref().map_or(1, String::len));
        let passwords = own.chain(locals).max().unwrap_or(0);
        for person in &self.people {
            let password = person.password.as_deref().unwrap_or("–");
            let name = &person.user_principal_name;
            push_line(
                text,
                &format!(
                    "  {name:names$}  {password:passwords$}  {}",
                    paint.note(&person.note)
                ),
            );
        }
        for customer in &self.customers {
            let (login, password) = (&customer.local_login, &customer.local_password);
            let note = format!(
                "local to {}, at {}sign-in/local, for when single sign-on is out of order",
                customer.name, customer.url
            );
            push_line(
                text,
                &format!("  {login:names$}  {password:passwords$}  {}", paint.note(&note)),
            );
        }
        text.push('\n');
    }

    fn push_first_steps(&self, text: &mut String, paint: Paint) {
        push_line(text, &paint.heading("What to click first"));
        let name = self
            .people
            .first()
            .map_or("B.Simon", |person| person.display_name.as_str());
        if let Some(customer) = self.customers.iter().find(|customer| customer.is_set_up) {
            push_line(
                text,
                &format!(
                    "  1. Open {} and sign in as {name}: an account is made on the way in.",
                    paint.address(&customer.url)
                ),
            );
        }
        push_line(
            text,
            &format!(
                "  2. Open {} and click the tile: the same from the other end.",
                paint.address(&self.my_apps)
            ),
        );
        if let Some(stranger) = self.people.get(1) {
            push_line(
                text,
                &format!(
                    "  3. Do either as {} and read why it is refused.\n",
                    stranger.display_name
                ),
            );
        }
    }
}

/// A password that was changed, or a person who is gone, is said instead of shown.
async fn still_holds(
    person: &RememberedPerson,
    tenant_id: &str,
    directory: &Directory,
) -> anyhow::Result<PersonSummary> {
    let caller = Caller::system("demo");
    let (password, note) = match users::get(directory, &caller, tenant_id, &person.id).await {
        Ok(user) if user.deleted_at.is_some() => (None, "deleted".to_owned()),
        Ok(user) if user.password_changed_at.map(Timestamp::as_microsecond) != person.password_set_at => {
            (None, format!("{}; the password was changed", person.note))
        }
        Ok(_) => (Some(person.password.clone()), person.note.clone()),
        Err(Failure::NotFound { .. }) => (None, "deleted".to_owned()),
        Err(failure) => return Err(failure.into()),
    };
    Ok(PersonSummary {
        user_principal_name: person.user_principal_name.clone(),
        display_name: person.display_name.clone(),
        password,
        note,
    })
}

fn push_line(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    let _infallible = writeln!(text, "{}", line.trim_end_matches(' '));
}

/// Colour, where there is a terminal that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    Ansi,
}

impl Paint {
    fn heading(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn address(self, text: &str) -> String {
        self.paint("36", text)
    }

    fn note(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}
