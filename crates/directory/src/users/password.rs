//! An administrator sets somebody's password.

use vestibule_store::Secret;

use super::rows;
use crate::audit::Activity;
use crate::failure::{Conflict, Noun};
use crate::passwords::{self, PersonalWords};
use crate::users::operations::recorded;
use crate::{Caller, Directory, Failure, Permission, roles};

/// A new password for somebody.
#[derive(Debug)]
pub struct Reset {
    /// The new password; one is generated if there is none.
    pub password: Option<Secret<String>>,
    /// Whether the next sign-in asks for another one.
    pub must_change_password: bool,
}

/// Sets a password, ends all sessions and lifts a lock. Yields the password if it was generated.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`; `Conflict::Oneself` for oneself, who changes it instead; `Refused` when
/// the password breaks the rules.
pub async fn reset_password(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    reset: Reset,
) -> Result<Option<Secret<String>>, Failure> {
    caller.require(Permission::ResetPasswords, tenant_id)?;
    if caller.is_person(user_id) {
        return Err(Conflict::Oneself.into());
    }
    let act = directory.act(caller);
    let user = directory
        .db
        .read(async |mut tx| rows::get(&mut tx, tenant_id, user_id).await)
        .await?;
    let (password, generated) = passwords::given_or_generated(reset.password, act.environment);
    passwords::check_rules(&password, &PersonalWords::of(&user))?;
    let phc = directory.hasher.hash(&password, act.environment).await?;
    directory
        .change(async |mut tx| {
            let user = rows::get(&mut tx, tenant_id, user_id).await?;
            if user.deleted_at.is_some() {
                return Err(Failure::not_found(Noun::User, user_id));
            }
            let roles = roles::rows::of(&mut tx, user_id).await?;
            caller.require_not_stronger(Permission::ResetPasswords, &roles)?;
            passwords::rows::set(&mut tx, user_id, &phc).await?;
            passwords::rows::note_change(&mut tx, user_id, reset.must_change_password, act.now).await?;
            rows::revoke_sessions(&mut tx, user_id, act.now).await?;
            passwords::rows::lift_lock(&mut tx, &user).await?;
            Ok(((), recorded(&mut tx, act, Activity::ResetPassword, &user).await?))
        })
        .await?;
    Ok(generated)
}
