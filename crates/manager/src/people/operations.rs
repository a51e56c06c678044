//! What can be done with people.

use vestibule_store::Secret;

use super::{CreatedPerson, Employee, NewLocalPerson, Status, password, rows};
use crate::customers::Customer;
use crate::failure::{Failure, Problem, shown};
use crate::identities::names;
use crate::manager::Manager;
use crate::page::Page;

/// Makes a person with a password of this system: the way in when the provider is down.
///
/// # Errors
/// [`Failure::Invalid`] for a Login ID, name or password that cannot be taken; [`Failure::Conflict`] if the Login ID
/// is taken.
pub async fn create_local(
    manager: &Manager,
    customer: &Customer,
    new: NewLocalPerson,
) -> Result<CreatedPerson, Failure> {
    let login_id = new.login_id;
    let display_name = new.display_name.unwrap_or_else(|| login_id.clone());
    let problems = problems(&login_id, &display_name, new.password.as_ref());
    if !problems.is_empty() {
        return Err(Failure::Invalid(problems));
    }
    let environment = manager.environment();
    let (password, is_generated) = match new.password {
        Some(password) => (password, false),
        None => (password::generate(environment), true),
    };
    let generated_password = is_generated.then(|| Secret::new(password.expose().clone()));
    let hash = password::Hasher::new().hash(environment, password).await?;
    let employee = Employee {
        id: environment.id(),
        login_id,
        display_name,
        first_name: String::new(),
        last_name: String::new(),
        primary_email: String::new(),
        status: Status::Active,
        is_disabled: false,
        roles: vec![new.role],
    };
    let now = environment.now();
    manager
        .db()
        .write(async |mut tx| {
            if !rows::insert(&mut tx, &customer.id, &employee, Some(&hash), now).await? {
                return Err(Failure::Conflict(format!(
                    "the Login ID “{}” is taken",
                    shown(&employee.login_id)
                )));
            }
            rows::grant(&mut tx, &employee.id, new.role, "local", now).await?;
            Ok(())
        })
        .await?;
    Ok(CreatedPerson {
        employee,
        generated_password,
    })
}

/// People of the customer by Login ID.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn list(manager: &Manager, customer: &Customer, page: &Page) -> Result<Vec<Employee>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::list(&mut tx, &customer.id, page).await?))
        .await
}

/// The person with this Login ID, case aside.
///
/// # Errors
/// [`Failure::NotFound`] if there is none.
pub async fn get_by_login(
    manager: &Manager,
    customer: &Customer,
    login_id: &str,
) -> Result<Employee, Failure> {
    manager
        .db()
        .read(async |mut tx| {
            rows::find_local(&mut tx, &customer.id, login_id)
                .await?
                .map(|account| account.employee)
                .ok_or_else(|| nobody(login_id))
        })
        .await
}

/// Closes or opens sign-in for a person. Closing ends the person's sessions at once.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person.
pub async fn set_disabled(
    manager: &Manager,
    customer: &Customer,
    login_id: &str,
    is_disabled: bool,
) -> Result<(), Failure> {
    let now = manager.environment().now();
    manager
        .db()
        .write(async |mut tx| {
            if rows::set_disabled(&mut tx, &customer.id, login_id, is_disabled, now).await? {
                Ok(())
            } else {
                Err(nobody(login_id))
            }
        })
        .await
}

/// Opens an account that too many wrong passwords have locked.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such person.
pub async fn unlock(manager: &Manager, customer: &Customer, login_id: &str) -> Result<(), Failure> {
    manager
        .db()
        .write(async |mut tx| {
            let account = rows::find_local(&mut tx, &customer.id, login_id)
                .await?
                .ok_or_else(|| nobody(login_id))?;
            rows::forget_attempts(&mut tx, &customer.id, &account.employee.login_id).await?;
            Ok(())
        })
        .await
}

fn nobody(login_id: &str) -> Failure {
    Failure::NotFound(format!("person with the Login ID “{}”", shown(login_id)))
}

fn problems(login_id: &str, display_name: &str, password: Option<&Secret<String>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(reason) = names::unusable_as_key(login_id).or_else(|| names::unusable_as_field(login_id)) {
        problems.push(Problem::new(
            "login",
            format!("a Login ID people can type ({reason})"),
            login_id,
        ));
    }
    if let Some(reason) = names::unusable_as_field(display_name) {
        problems.push(Problem::new(
            "display_name",
            format!("a readable name ({reason})"),
            display_name,
        ));
    }
    if let Some(password) = password {
        let characters = password.expose().chars().count();
        if characters < password::SHORTEST || password.expose().len() > password::LONGEST {
            problems.push(Problem::new(
                "password",
                "12 characters or more, 256 octets at most",
                format!("{characters} characters"),
            ));
        }
    }
    problems
}
