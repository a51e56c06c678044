//! What comes next in a sign-in: pure, over the sessions that this browser knows.

/// A session that this browser holds and that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownAccount {
    /// The session's public id; never its token.
    pub(crate) session_id: String,
    /// The tenant of the person.
    pub(crate) tenant_id: String,
    /// The person's user principal name.
    pub(crate) user_principal_name: String,
    /// The person's display name.
    pub(crate) display_name: String,
}

/// What the sign-in is for, as far as it decides about pages.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// The tenant that the application belongs to; `None` if any will do.
    pub(crate) tenant_id: Option<&'a str>,
    /// Credentials must be given in this sign-in, `ForceAuthn`.
    pub(crate) is_forced: bool,
    /// No page may be shown, `IsPassive`.
    pub(crate) is_passive: bool,
    /// The user name that was suggested or typed.
    pub(crate) account: Option<&'a str>,
    /// The session that was picked.
    pub(crate) picked: Option<&'a str>,
    /// The session that credentials were given for in this sign-in.
    pub(crate) proved: Option<&'a str>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// Go on as this person.
    GoOn(&'a KnownAccount),
    /// Ask for the account.
    AskAccount,
    /// Ask for the password of this account.
    AskPassword(&'a str),
    /// Ask which of the accounts it is to be.
    Pick,
    /// A page would be needed, and none may be shown.
    NoPassive,
}

/// Decides what comes next.
///
/// The order matters: `IsPassive` wins over `ForceAuthn` (both at once can never be met, `[saml-core] 3.4.1`), a
/// session that was proved or picked in this sign-in wins over a suggestion, and nothing is ever guessed among several.
pub(crate) fn next<'a>(known: &'a [KnownAccount], wanted: Wanted<'a>) -> Step<'a> {
    let usable = || {
        known
            .iter()
            .filter(|account| wanted.tenant_id.is_none_or(|tenant| account.tenant_id == tenant))
    };
    let find =
        |session_id: Option<&str>| usable().find(|account| Some(account.session_id.as_str()) == session_id);

    if let Some(proved) = find(wanted.proved) {
        return Step::GoOn(proved);
    }
    if wanted.is_forced {
        return if wanted.is_passive {
            Step::NoPassive
        } else {
            ask_again(find(wanted.picked), wanted.account, &usable)
        };
    }
    if let Some(picked) = find(wanted.picked) {
        return Step::GoOn(picked);
    }
    let only = if let Some(name) = wanted.account {
        usable().find(|account| account.user_principal_name.eq_ignore_ascii_case(name))
    } else {
        single(usable())
    };
    match (only, wanted.is_passive, wanted.account) {
        (Some(account), _, _) => Step::GoOn(account),
        (None, true, _) => Step::NoPassive,
        (None, false, Some(name)) => Step::AskPassword(name),
        (None, false, None) if usable().next().is_some() => Step::Pick,
        (None, false, None) => Step::AskAccount,
    }
}

/// Credentials are needed whatever sessions there are; those that there are save typing the name.
fn ask_again<'a, I: Iterator<Item = &'a KnownAccount>>(
    picked: Option<&'a KnownAccount>,
    name: Option<&'a str>,
    usable: &impl Fn() -> I,
) -> Step<'a> {
    if let Some(name) = picked
        .map(|account| account.user_principal_name.as_str())
        .or(name)
    {
        return Step::AskPassword(name);
    }
    match single(usable()) {
        Some(account) => Step::AskPassword(&account.user_principal_name),
        None if usable().next().is_some() => Step::Pick,
        None => Step::AskAccount,
    }
}

fn single<'a>(mut accounts: impl Iterator<Item = &'a KnownAccount>) -> Option<&'a KnownAccount> {
    let first = accounts.next()?;
    accounts.next().is_none().then_some(first)
}

#[cfg(test)]
#[path = "step_tests.rs"]
mod tests;
