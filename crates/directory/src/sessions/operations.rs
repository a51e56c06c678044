//! Begin, resume and end sessions.

use std::net::IpAddr;

use jiff::Timestamp;
use vestibule_store::Secret;

use super::{Keep, Lookup, Session, Started, TOUCH_INTERVAL, rows, token_hash, worth};
use crate::audit::Activity;
use crate::failure::{Noun, Refusal, code};
use crate::sign_in::{self, Authenticated};
use crate::{Caller, Directory, Failure, Permission, roles, users};

/// Begins a session for somebody who has just proved who he is.
///
/// # Errors
///
/// `Refused` with 50055 when the password has to be changed first, with 50057 or 50133 when the account was changed since
/// the password was checked.
pub async fn start(
    directory: &Directory,
    authenticated: &Authenticated,
    keep: Keep,
    source: IpAddr,
    user_agent: Option<&str>,
) -> Result<Started, Failure> {
    let user = authenticated.user();
    if authenticated.must_change_password() {
        let expected = "a password of the person's own choice";
        return Err(Refusal::new(code::PASSWORD_MUST_CHANGE, expected, &user.user_principal_name).into());
    }
    let environment = directory.environment();
    let token = Secret::new(environment.token());
    let hash = token_hash(token.expose());
    let session = Session {
        id: environment.id(),
        tenant_id: user.tenant_id.clone(),
        user_id: user.id.clone(),
        authenticated_at: authenticated.authenticated_at(),
        last_used_at: environment.now(),
        is_kept: keep == Keep::Yes,
        source: source.to_string(),
        user_agent: user_agent.map(|text| text.chars().take(LONGEST_USER_AGENT).collect()),
    };
    directory
        .db
        .write(async |mut tx| {
            let epoch = sign_in::session_epoch(&mut tx, &user.id).await?;
            if epoch != Some(authenticated.session_epoch()) {
                let received = format!("{}: changed since", user.user_principal_name);
                return Err(Refusal::new(code::SESSION_REVOKED, "an unchanged account", &received).into());
            }
            Ok::<_, Failure>(rows::insert(&mut tx, &session, &hash, authenticated.session_epoch()).await?)
        })
        .await?;
    Ok(Started { session, token })
}

/// What the token is worth now, for the whole of one request. Notes the use of the session at most once a minute.
///
/// # Errors
///
/// `Unavailable`.
pub async fn resume(directory: &Directory, token: &str) -> Result<Lookup, Failure> {
    let now = directory.environment().now();
    let hash = token_hash(token);
    let lookup = directory
        .db
        .read(async |mut tx| {
            let found = sign_in::session_and_person(&mut tx, &hash).await?;
            let mut lookup = worth(found, now);
            if let Lookup::Live(resumed) = &mut lookup {
                if !resumed.person.is_enabled {
                    let user_principal_name = resumed.person.user_principal_name.clone();
                    return Ok(Lookup::Over {
                        code: code::SESSION_REVOKED,
                        user_principal_name,
                    });
                }
                resumed.roles = roles::rows::of(&mut tx, &resumed.person.id).await?;
            }
            Ok::<_, Failure>(lookup)
        })
        .await?;
    if let Lookup::Live(resumed) = &lookup {
        touch(directory, resumed.session(), now).await?;
    }
    Ok(lookup)
}

/// Writes down the answer to *Stay signed in?*.
///
/// # Errors
///
/// `NotFound` when there is no such session.
pub async fn keep(directory: &Directory, token: &str, keep: Keep) -> Result<(), Failure> {
    let hash = token_hash(token);
    let is_known = directory
        .db
        .write(async |mut tx| Ok::<_, Failure>(rows::set_kept(&mut tx, &hash, keep == Keep::Yes).await?))
        .await?;
    if is_known {
        Ok(())
    } else {
        Err(Failure::not_found(Noun::Session, "of this browser"))
    }
}

/// A person's live sessions, the last used first.
///
/// # Errors
///
/// `Forbidden`, except for oneself.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<Vec<Session>, Failure> {
    caller.require_or_self(Permission::ReadUsers, tenant_id, user_id)?;
    let now = directory.environment().now();
    let mut sessions = directory
        .db
        .read(async |mut tx| {
            users::rows::get(&mut tx, tenant_id, user_id).await?;
            Ok::<_, Failure>(rows::list(&mut tx, tenant_id, user_id).await?)
        })
        .await?;
    sessions.retain(|session| now < session.expires_at());
    Ok(sessions)
}

/// Signs out: ends the session of this token. An unknown one is no error.
///
/// # Errors
///
/// `Unavailable`.
pub async fn end(directory: &Directory, token: &str) -> Result<(), Failure> {
    let hash = token_hash(token);
    directory
        .db
        .write(async |mut tx| Ok(rows::delete_by_token(&mut tx, &hash).await?))
        .await
}

/// Ends one session of a person by the session's id.
///
/// # Errors
///
/// `Forbidden`, except for oneself; `NotFound`.
pub async fn end_one(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    session_id: &str,
) -> Result<(), Failure> {
    caller.require_or_self(Permission::RevokeSessions, tenant_id, user_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let user = users::rows::get(&mut tx, tenant_id, user_id).await?;
            if !caller.is_person(user_id) {
                let roles = roles::rows::of(&mut tx, user_id).await?;
                caller.require_not_stronger(Permission::RevokeSessions, &roles)?;
            }
            if !rows::delete(&mut tx, tenant_id, user_id, session_id).await? {
                return Err(Failure::not_found(Noun::Session, session_id));
            }
            Ok((
                (),
                users::recorded(&mut tx, act, Activity::RevokeSessions, &user).await?,
            ))
        })
        .await
}

/// Ends all sessions of a person at once, everywhere.
///
/// # Errors
///
/// `Forbidden`, except for oneself, also for stronger people; `NotFound`.
pub async fn revoke_all(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<(), Failure> {
    caller.require_or_self(Permission::RevokeSessions, tenant_id, user_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let user = users::rows::get(&mut tx, tenant_id, user_id).await?;
            if !caller.is_person(user_id) {
                let roles = roles::rows::of(&mut tx, user_id).await?;
                caller.require_not_stronger(Permission::RevokeSessions, &roles)?;
            }
            users::rows::revoke_sessions(&mut tx, user_id, act.now).await?;
            Ok((
                (),
                users::recorded(&mut tx, act, Activity::RevokeSessions, &user).await?,
            ))
        })
        .await
}

/// Notes the use of a session if the last note is old enough: parallel requests of one person do not meet at a row.
async fn touch(directory: &Directory, session: &Session, now: Timestamp) -> Result<(), Failure> {
    if now.duration_since(session.last_used_at) < TOUCH_INTERVAL {
        return Ok(());
    }
    let unless_since = minute_before(now);
    directory
        .db
        .write(async |mut tx| Ok(rows::touch(&mut tx, &session.id, now, unless_since).await?))
        .await
}

/// Uses noted after this instant are recent enough.
pub(crate) fn minute_before(now: Timestamp) -> Timestamp {
    now.checked_sub(TOUCH_INTERVAL).unwrap_or(Timestamp::MIN)
}

/// Of a browser's own name this much is kept, in characters.
const LONGEST_USER_AGENT: usize = 400;
