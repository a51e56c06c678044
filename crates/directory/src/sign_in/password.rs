//! The first factor: a password.

use std::net::IpAddr;

use jiff::Timestamp;
use vestibule_store::Secret;

use crate::audit::Activity;
use crate::caller::PersonCaller;
use crate::failure::{Refusal, code};
use crate::passwords::rows::Candidate;
use crate::passwords::{
    self, Brake, Counter, Locked, PersonalWords, account_key, check_rules, source_key, tenant_key,
};
use crate::users::{self, User};
use crate::value::{Upn, name_key};
use crate::{Caller, Directory, Failure};

/// Proof that somebody has just shown his password. [`verify_password`] and [`change_password`] alone make it.
#[derive(Debug)]
pub struct Authenticated {
    user: User,
    shown_at: Timestamp,
    session_epoch: i64,
}

impl Authenticated {
    /// The person.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// The tenant.
    pub fn tenant_id(&self) -> &str {
        &self.user.tenant_id
    }

    /// The person's object id.
    pub fn user_id(&self) -> &str {
        &self.user.id
    }

    /// The person's user principal name as stored.
    pub fn user_principal_name(&self) -> &str {
        &self.user.user_principal_name
    }

    /// Whether a new password is due before a session can begin.
    pub fn must_change_password(&self) -> bool {
        self.user.must_change_password
    }

    /// When the password was shown.
    pub fn authenticated_at(&self) -> Timestamp {
        self.shown_at
    }

    /// The number under which the person's sessions live since then.
    pub(crate) fn session_epoch(&self) -> i64 {
        self.session_epoch
    }
}

/// Checks a password, with the brakes on guessing.
///
/// An unknown name and a wrong password look the same from outside, also in time: the answer is 50126 for both, and
/// [`Refusal::detail`] `reason` tells the log which it was: `unknown`, `no password`, `too long` or `wrong`. A disabled
/// account is told after the right password alone.
///
/// # Errors
///
/// `Refused` with 50126, 50053 (too many attempts; detail `retry_after_seconds`), 50057 (disabled, right password) or 90033 (too
/// many checks under way); `Unavailable`.
pub async fn verify_password(
    directory: &Directory,
    tenant_id: &str,
    user_principal_name: &str,
    password: &Secret<String>,
    source: IpAddr,
) -> Result<Authenticated, Failure> {
    let now = directory.environment().now();
    let attempt = Attempt {
        directory,
        tenant_id,
        typed: user_principal_name,
        source: passwords::place(source),
        now,
    };
    let situation = attempt.look().await?;
    if password.expose().len() > passwords::LONGEST {
        attempt.count_failure(situation.brake).await?;
        return Err(attempt.wrong("too long"));
    }
    let account = attempt.count_attempt(&situation, password).await?;
    let candidate = situation.candidate;
    let phc = candidate.as_ref().and_then(|candidate| candidate.phc.as_deref());
    let fits = directory.hasher.verify(password, phc).await?;
    let reason = match &candidate {
        None => "unknown",
        Some(candidate) if candidate.phc.is_none() => "no password",
        Some(_) => "wrong",
    };
    let Some(candidate) = candidate.filter(|_| fits) else {
        attempt.count_failure(situation.brake).await?;
        return Err(attempt.wrong(reason));
    };
    attempt.forget(account.as_deref(), &candidate).await?;
    if !candidate.user.is_enabled {
        let received = format!("{}: disabled", candidate.user.user_principal_name);
        return Err(Refusal::new(code::USER_DISABLED, "an enabled account", &received).into());
    }
    Ok(Authenticated {
        session_epoch: candidate.session_epoch,
        user: candidate.user,
        shown_at: now,
    })
}

/// Changes one's own password: checks the present one with the brakes of [`verify_password`], then the rules for new ones. All
/// sessions end; the proof that is returned begins a new one.
///
/// # Errors
///
/// As [`verify_password`], with 120000 in place of 50126; `Refused` with 120002, 120003 or 120018 when the new one breaks a
/// rule, with 50133 when the account was changed meanwhile.
pub async fn change_password(
    directory: &Directory,
    tenant_id: &str,
    user_principal_name: &str,
    present: &Secret<String>,
    new: &Secret<String>,
    source: IpAddr,
) -> Result<Authenticated, Failure> {
    let shown = verify_password(directory, tenant_id, user_principal_name, present, source).await;
    let shown = shown.map_err(|failure| match failure {
        Failure::Refused(refusal) if refusal.code == code::WRONG_PASSWORD => Refusal {
            code: code::CURRENT_PASSWORD_WRONG,
            ..*refusal
        }
        .into(),
        other => other,
    })?;
    check_rules(new, &PersonalWords::of(&shown.user))?;
    if new.expose() == present.expose() {
        let refusal = Refusal::new(
            code::PASSWORD_TOO_WEAK,
            "another password than the present one",
            "the same",
        );
        return Err(refusal.with("rule", "history").into());
    }
    let phc = directory.hasher.hash(new, directory.environment()).await?;
    let user = &shown.user;
    let himself = PersonCaller::new(
        tenant_id.to_owned(),
        user.id.clone(),
        user.user_principal_name.clone(),
        Vec::new(),
    );
    let caller = Caller::Person(himself);
    let act = directory.act(&caller);
    let user = directory
        .change(async |mut tx| {
            if super::rows::session_epoch(&mut tx, &user.id).await? != Some(shown.session_epoch) {
                return Err(
                    Refusal::new(code::SESSION_REVOKED, "an unchanged account", "a changed one").into(),
                );
            }
            passwords::rows::set(&mut tx, &user.id, &phc).await?;
            passwords::rows::note_change(&mut tx, &user.id, false, act.now).await?;
            users::rows::revoke_sessions(&mut tx, &user.id, act.now).await?;
            let recorded = users::recorded(&mut tx, act, Activity::ChangePassword, user).await?;
            Ok((users::rows::get(&mut tx, tenant_id, &user.id).await?, recorded))
        })
        .await?;
    Ok(Authenticated {
        user,
        shown_at: shown.shown_at,
        session_epoch: shown.session_epoch + 1,
    })
}

/// One attempt, as it came.
struct Attempt<'a> {
    directory: &'a Directory,
    tenant_id: &'a str,
    typed: &'a str,
    source: String,
    now: Timestamp,
}

/// What is known before the password is looked at.
struct Situation {
    candidate: Option<Candidate>,
    brake: Brake,
}

impl Attempt<'_> {
    /// Reads who it might be and how hard the brake is drawn; refuses a source that has to wait.
    async fn look(&self) -> Result<Situation, Failure> {
        let (candidate, source, tenant) = self
            .directory
            .db
            .read(async |mut tx| {
                Ok::<_, Failure>((
                    passwords::rows::candidate(&mut tx, self.tenant_id, self.typed, &self.source).await?,
                    passwords::rows::counter(&mut tx, &source_key(&self.source)).await?,
                    passwords::rows::counter(&mut tx, &tenant_key(self.tenant_id)).await?,
                ))
            })
            .await?;
        if let Some(source) = source {
            source
                .refuse_locked(self.now)
                .map_err(|locked| self.locked(locked))?;
        }
        Ok(Situation {
            candidate,
            brake: Brake::under(tenant.as_ref(), self.now),
        })
    }

    /// Counts the attempt against the account before the password is looked at. What cannot be a name has no account.
    async fn count_attempt(
        &self,
        situation: &Situation,
        password: &Secret<String>,
    ) -> Result<Option<String>, Failure> {
        // Judged in the form in which names are looked up: what finds an account counts against it.
        let upn_key = name_key(self.typed);
        if Upn::parse(&upn_key).is_err() {
            return Ok(None);
        }
        let is_familiar = situation
            .candidate
            .as_ref()
            .is_some_and(|candidate| candidate.is_familiar_source);
        let key = account_key(self.tenant_id, &upn_key, is_familiar);
        let guess = self.directory.hasher.guess(&key, password);
        self.directory
            .db
            .write(async |mut tx| {
                let counter = passwords::rows::counter(&mut tx, &key).await?;
                let counted = situation
                    .brake
                    .attempt(counter, &guess, self.now)
                    .map_err(|locked| self.locked(locked))?;
                Ok::<_, Failure>(passwords::rows::set_counter(&mut tx, &key, &counted).await?)
            })
            .await?;
        Ok(Some(key))
    }

    /// The password was right: forgets the attempts on the account, and remembers the place.
    async fn forget(&self, account: Option<&str>, candidate: &Candidate) -> Result<(), Failure> {
        self.directory
            .db
            .write(async |mut tx| {
                if let Some(key) = account {
                    passwords::rows::forget_counter(&mut tx, key).await?;
                }
                let user_id = &candidate.user.id;
                Ok(passwords::rows::note_familiar_source(&mut tx, user_id, &self.source, self.now).await?)
            })
            .await
    }

    /// The password was wrong: counts it against the source and the tenant.
    async fn count_failure(&self, brake: Brake) -> Result<(), Failure> {
        let (source, tenant) = (source_key(&self.source), tenant_key(self.tenant_id));
        self.directory
            .db
            .write(async |mut tx| {
                let counter = passwords::rows::counter(&mut tx, &source).await?;
                let counter = brake.source_failure(counter, self.now);
                passwords::rows::set_counter(&mut tx, &source, &counter).await?;
                let counter = passwords::rows::counter(&mut tx, &tenant).await?;
                let counter = Counter::tenant_failure(counter, self.now);
                Ok(passwords::rows::set_counter(&mut tx, &tenant, &counter).await?)
            })
            .await
    }

    fn locked(&self, locked: Locked) -> Failure {
        let seconds = locked.seconds().to_string();
        Refusal::new(
            code::LOCKED,
            format!("no attempt for {seconds} seconds"),
            self.typed,
        )
        .with("retry_after_seconds", &seconds)
        .into()
    }

    /// What is received is the name alone: nothing of the password, and nothing of whether the name is known.
    fn wrong(&self, reason: &str) -> Failure {
        Refusal::new(code::WRONG_PASSWORD, "a user name and its password", self.typed)
            .with("reason", reason)
            .into()
    }
}
