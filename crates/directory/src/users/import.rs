//! Many people at once.

use vestibule_store::Tx;

use super::{ImportedUser, User, operations, rows};
use crate::audit::Activity;
use crate::bulk::{Batch, Fate, Writing};
use crate::directory::Act;
use crate::failure::Problem;
use crate::passwords::PasswordHash;
use crate::value::PersonalName;
use crate::{Caller, Directory, Failure, Permission};

/// Creates those people who are not there, all in one change, with one entry of the audit log. Nobody who is there is
/// changed: one with other values is refused. To do it again costs little. Give some thousand at a time.
///
/// # Errors
///
/// `Forbidden`; `Unavailable`. What is wrong with a single person is his fate, in the order in which they were given.
pub async fn import(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    people: &[ImportedUser],
    writing: Writing,
) -> Result<Vec<Fate>, Failure> {
    caller.require(Permission::ManageUsers, tenant_id)?;
    let act = directory.act(caller);
    let users: Vec<User> = people
        .iter()
        .map(|person| new_user(act, tenant_id, person))
        .collect();
    if are_there(directory, &users).await? {
        return Ok(users.iter().map(|_| Fate::Unchanged).collect());
    }
    directory
        .change_or_rehearse(writing, async |mut tx| {
            let mut batch = Batch::new(Activity::ImportUsers, people.len());
            for (user, person) in users.iter().zip(people) {
                let phc = person.password_hash.as_ref().map(PasswordHash::as_phc);
                let fate = one(&mut tx, act, user, phc).await;
                batch.push(&user.user_principal_name, fate)?;
            }
            batch.end(&mut tx, act, tenant_id).await
        })
        .await
}

/// Whether an earlier run got this far, found without waiting for the others who write.
async fn are_there(directory: &Directory, users: &[User]) -> Result<bool, Failure> {
    directory
        .db
        .read(async |mut tx| {
            for user in users {
                let there = rows::find_by_upn(&mut tx, &user.tenant_id, &user.user_principal_name).await?;
                if there.is_none_or(|there| there.deleted_at.is_some() || difference(&there, user).is_some())
                {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await
}

async fn one(tx: &mut Tx, act: Act<'_>, user: &User, phc: Option<&str>) -> Result<Fate, Failure> {
    let there = rows::find_by_upn(tx, &user.tenant_id, &user.user_principal_name).await?;
    if let Some(there) = there.filter(|there| there.deleted_at.is_none()) {
        return difference(&there, user).map_or(Ok(Fate::Unchanged), |problem| Err(problem.into()));
    }
    operations::insert(tx, act.now, user, phc).await?;
    Ok(Fate::Created(Some(user.id.clone())))
}

fn new_user(act: Act<'_>, tenant_id: &str, person: &ImportedUser) -> User {
    let text = |value: &Option<PersonalName>| value.as_ref().map(ToString::to_string);
    let has_password = person.password_hash.is_some();
    User {
        id: act.environment.id(),
        tenant_id: tenant_id.to_owned(),
        user_principal_name: person.user_principal_name.to_string(),
        display_name: person.display_name.to_string(),
        given_name: text(&person.given_name),
        surname: text(&person.surname),
        mail: person.mail.as_ref().map(ToString::to_string),
        job_title: text(&person.job_title),
        department: text(&person.department),
        is_enabled: person.is_enabled,
        must_change_password: person.must_change_password && has_password,
        password_changed_at: has_password.then_some(act.now),
        sessions_valid_from: act.now,
        created_at: act.now,
        deleted_at: None,
        version: 1,
    }
}

/// The first value in which somebody who is there differs. The password is his own business.
fn difference(there: &User, given: &User) -> Option<Problem> {
    let values = |user: &User| {
        let enabled = if user.is_enabled { "true" } else { "false" };
        [
            ("displayName", Some(user.display_name.clone())),
            ("givenName", user.given_name.clone()),
            ("surname", user.surname.clone()),
            ("mail", user.mail.clone()),
            ("jobTitle", user.job_title.clone()),
            ("department", user.department.clone()),
            ("accountEnabled", Some(enabled.to_owned())),
        ]
    };
    let mut pairs = values(there).into_iter().zip(values(given));
    let ((field, expected), (_, received)) = pairs.find(|(there, given)| there != given)?;
    let message = "the person is there with another value, and an import changes nobody";
    let shown = |value: Option<String>| value.unwrap_or_else(|| "no value".to_owned());
    Some(Problem::new(
        field,
        "import-differs",
        message,
        shown(expected),
        &shown(received),
    ))
}
