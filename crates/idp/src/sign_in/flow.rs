//! The way of a sign-in: at each step the wish is judged anew, then it is decided what comes next.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use http::header;
use i18n_embed_fl::fl;
use maud::html;
use vestibule_directory::failure::code;
use vestibule_directory::sign_in::{self, Facts, Granted, Looking, SessionFact};
use vestibule_directory::sign_ins::Start;
use vestibule_directory::{Failure, Refusal};
use vestibule_web::answer::with_cookie;
use vestibule_web::cookie::SIGN_IN_COUNT;
use vestibule_web::ui::button;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::{FormFields, Href};

use super::state::{SignInState, Wish};
use super::step::{self, KnownAccount, Step, Wanted};
use super::unusable;
use crate::refusal::{Refused, Stop, conclude, stop};
use crate::routes;
use crate::saml2::entry::Entry;
use crate::saml2::loops::RecentSignIns;
use crate::saml2::sso::refusal_of_length;
use crate::saml2::{answer, issue};
use crate::visit::{Present, Visit};

/// How the browser came to a step. Browsers apply the policy of a form to every redirect that follows it, so a chain
/// that began with one of our forms never ends in a redirect to another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// By a link or an application's redirect.
    Directly,
    /// After a form.
    FromForm,
}

/// `GET /login/continue`: goes on once it is known who sits at the browser.
pub(crate) async fn go_on(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = match opened(&visit, &query_fields(query.as_deref())) {
        Ok(state) => proceed(&visit, state, Arrival::FromForm).await,
        Err(stop) => Err(stop),
    };
    conclude(&visit, result).await
}

/// Judges the wish and does what comes next.
///
/// Between the reading of the facts and the log entry somebody may change one of them: then all of it is done once
/// more, on what is there now.
pub(crate) async fn proceed(visit: &Visit, state: SignInState, arrival: Arrival) -> Result<Response, Stop> {
    match attempt(visit, state.clone(), arrival).await {
        Err(Stop::Refused(refused)) if refused.refusal.code == code::SESSION_INVALID => {
            attempt(visit, state, arrival).await
        }
        result => result,
    }
}

async fn attempt(visit: &Visit, state: SignInState, arrival: Arrival) -> Result<Response, Stop> {
    let token = visit.browser.held().first().map(|held| held.token.as_str());
    let entry = Entry::of(visit, &state.wish, token).await?;
    let Some(entry) = entry else {
        return to_my_apps(visit, state).await;
    };
    let (known, present) = known(visit, &entry.facts).await?;
    let state = filled_in(state, &known, &entry.facts);
    match step::next(&known, wanted(&state, &entry)) {
        Step::GoOn(account) => {
            let session_id = account.session_id.clone();
            let entry = entry_as(visit, &state, entry, &session_id, &present).await?;
            finish(visit, &state, &entry, arrival).await
        }
        Step::AskAccount | Step::Pick => ask(visit, routes::ACCOUNT, &state, &entry.facts),
        Step::AskPassword(name) => {
            let state = SignInState {
                account: Some(name.to_owned()),
                ..state.clone()
            };
            ask(visit, routes::PASSWORD, &state, &entry.facts)
        }
        Step::NoPassive => Err(no_passive(&entry, &known).into()),
    }
}

/// The accounts that this browser is signed in with, as far as they matter. One token, which is the rule, was looked
/// up with the facts.
async fn known(visit: &Visit, facts: &Facts) -> Result<(Vec<KnownAccount>, Vec<Present>), Failure> {
    if visit.browser.held().len() > 1 {
        let present = visit.present().await?;
        let known = present.iter().map(KnownAccount::of).collect();
        return Ok((known, present));
    }
    let known = match facts.session() {
        SessionFact::Live { session, person } => vec![KnownAccount {
            session_id: session.id.clone(),
            tenant_id: session.tenant_id.clone(),
            user_principal_name: person.user_principal_name.clone(),
            display_name: person.display_name.clone(),
        }],
        SessionFact::Over { .. } | SessionFact::None => Vec::new(),
    };
    Ok((known, Vec::new()))
}

impl KnownAccount {
    pub(super) fn of(present: &Present) -> Self {
        let person = present.resumed.person();
        Self {
            session_id: present.resumed.session().id.clone(),
            tenant_id: person.tenant_id.clone(),
            user_principal_name: person.user_principal_name.clone(),
            display_name: person.display_name.clone(),
        }
    }
}

/// Whose session is over need not type his name again.
fn filled_in(state: SignInState, known: &[KnownAccount], facts: &Facts) -> SignInState {
    match facts.session() {
        SessionFact::Over {
            user_principal_name, ..
        } if known.is_empty() && state.account.is_none() => SignInState {
            account: Some(user_principal_name.clone()),
            ..state
        },
        _ => state,
    }
}

pub(super) fn wanted<'a>(state: &'a SignInState, entry: &'a Entry) -> Wanted<'a> {
    Wanted {
        tenant_id: Some(&entry.facts.tenant().id),
        is_forced: entry.accepted.force_authn(),
        is_passive: entry.accepted.is_passive(),
        account: state.account.as_deref(),
        picked: state.picked.as_deref(),
        proved: state.proved.as_deref(),
    }
}

/// The entry with the facts of the account that goes on. They were read for the last chosen account, which mostly is
/// the one; else they are read again.
async fn entry_as(
    visit: &Visit,
    state: &SignInState,
    entry: Entry,
    session_id: &str,
    present: &[Present],
) -> Result<Entry, Stop> {
    let is_read =
        matches!(entry.facts.session(), SessionFact::Live { session, .. } if session.id == session_id);
    let token = present
        .iter()
        .find(|present| present.resumed.session().id == session_id);
    match token {
        Some(token) if !is_read => Ok(Entry::of(visit, &state.wish, Some(&token.token))
            .await?
            .unwrap_or(entry)),
        _ => Ok(entry),
    }
}

/// Decides, and issues or forwards.
async fn finish(
    visit: &Visit,
    state: &SignInState,
    entry: &Entry,
    arrival: Arrival,
) -> Result<Response, Stop> {
    let is_interactive = state.proved.is_some() || state.picked.is_some();
    let refused = |refusal| {
        Refused::new(refusal, entry.start)
            .knowing(&entry.facts)
            .interactive(is_interactive)
    };
    let granted = sign_in::decide(&entry.facts, visit.page.now).map_err(refused)?;
    if let (Wish::Launch { .. }, Some(sign_on_url)) = (&state.wish, &granted.application().sign_on_url) {
        return forward(visit, &granted, sign_on_url.as_str(), arrival);
    }
    let count = if is_interactive {
        None
    } else {
        count(visit, state, &granted).map_err(refused)?
    };
    let signed = issue::respond(visit, entry, &granted, is_interactive).await?;
    let response = answer::response(visit, entry, &signed);
    Ok(match count {
        Some(count) => with_cookie(
            response,
            visit
                .page
                .cookies
                .set(&SIGN_IN_COUNT, &count.seal(visit.services.sealer())),
        ),
        None => response,
    })
}

/// Counts sign-ins that an application asked for and nobody had a hand in. (`request_replay`)
fn count(visit: &Visit, state: &SignInState, granted: &Granted) -> Result<Option<RecentSignIns>, Refusal> {
    if !matches!(state.wish, Wish::Request { .. }) {
        return Ok(None);
    }
    let (sealer, now) = (visit.services.sealer(), visit.page.now);
    let mut recent = RecentSignIns::open(visit.page.cookies.get(&SIGN_IN_COUNT), sealer, now);
    match recent.count(&granted.application().app_id, now) {
        Ok(()) => Ok(Some(recent)),
        Err(number) => {
            let expected = "fewer than 10 sign-ins to one application within a minute";
            Err(Refusal::new(code::LOOP_DETECTED, expected, &number.to_string()))
        }
    }
}

/// Sends the browser to the application's own start.
fn forward(visit: &Visit, granted: &Granted, sign_on_url: &str, arrival: Arrival) -> Result<Response, Stop> {
    let href =
        Href::external(sign_on_url).map_err(|error| Stop::Failed(Failure::Unavailable(Box::new(error))))?;
    if arrival == Arrival::Directly {
        return Ok(visit.page.see_other(&href));
    }
    let loader = visit.texts.loader();
    let name = &granted.application().display_name;
    let title = fl!(loader, "answer-title", application = name.as_str());
    let lead = fl!(loader, "answer-lead", application = name.as_str());
    let frame = SignInPage {
        title: &title,
        lead: Some(&lead),
        organisation: Some(&granted.tenant().display_name),
        ..SignInPage::default()
    };
    let body = html! { (button::primary_link(&fl!(loader, "answer-continue"), &href).wide()) };
    let markup = layout::sign_in_page(&visit.page, &frame, &body);
    Ok(([(header::REFRESH, format!("0;url={href}"))], markup).into_response())
}

/// The portal is one of our own pages: it shows whoever is signed in, or this browser is asked.
async fn to_my_apps(visit: &Visit, state: SignInState) -> Result<Response, Stop> {
    let present = visit.present().await?;
    let known: Vec<KnownAccount> = present.iter().map(KnownAccount::of).collect();
    let wanted = Wanted {
        account: state.account.as_deref(),
        picked: state.picked.as_deref(),
        proved: state.proved.as_deref(),
        ..Wanted::default()
    };
    let path = match step::next(&known, wanted) {
        Step::GoOn(_) => return Ok(visit.page.see_other(&Href::fixed(routes::MY_APPS))),
        Step::AskPassword(_) => routes::PASSWORD,
        Step::AskAccount | Step::Pick | Step::NoPassive => routes::ACCOUNT,
    };
    sealed_step(visit, path, &state).map_err(|refusal| Refused::new(refusal, Start::OwnPages).into())
}

fn no_passive(entry: &Entry, known: &[KnownAccount]) -> Refused {
    let received = if known.len() > 1 {
        "several accounts are signed in"
    } else {
        "nobody is signed in"
    };
    let refusal = Refusal::new(
        code::NOT_SIGNED_IN,
        "one account that is signed in on this browser",
        received,
    );
    Refused::new(refusal, entry.start)
        .knowing(&entry.facts)
        .answerable(entry.accepted.answer_to())
}

fn ask(visit: &Visit, path: &'static str, state: &SignInState, facts: &Facts) -> Result<Response, Stop> {
    sealed_step(visit, path, state)
        .map_err(|refusal| Refused::new(refusal, start_of(&state.wish)).knowing(facts).into())
}

/// 303 to a step, with the state sealed for this browser.
pub(crate) fn sealed_step(
    visit: &Visit,
    path: &'static str,
    state: &SignInState,
) -> Result<Response, Refusal> {
    let (mark, cookie) = visit.browser.mark_or_new(visit.services.environment());
    let sealed = state
        .seal(visit.services.sealer(), &mark)
        .map_err(refusal_of_length)?;
    let response = visit.page.see_other(&routes::step(path, &sealed));
    Ok(match cookie {
        Some(cookie) => with_cookie(response, cookie),
        None => response,
    })
}

/// Opens the state that a step was given; a step without one starts at the portal.
pub(crate) fn opened(visit: &Visit, fields: &FormFields) -> Result<SignInState, Stop> {
    SignInState::open(
        fields.get(routes::STATE),
        visit.services.sealer(),
        visit.browser.mark(),
        visit.page.now,
    )
    .map_err(|reason| Refused::new(unusable(reason), Start::OwnPages).into())
}

/// The fields of a query; one with too many has none.
pub(crate) fn query_fields(query: Option<&str>) -> FormFields {
    FormFields::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default()
}

/// Where a wish began, for the log.
pub(crate) fn start_of(wish: &Wish) -> Start {
    match wish {
        Wish::Request { .. } => Start::Application,
        Wish::Launch { .. } => Start::IdentityProvider,
        Wish::MyApps => Start::OwnPages,
    }
}

/// For whom a page of the sign-in is: what it names, and in which tenant the account is looked for.
pub(crate) struct Subject {
    /// The facts, if the wish is for an application.
    pub(crate) entry: Option<Entry>,
}

impl Subject {
    /// Judges the wish anew, before any page is shown or credential is looked at.
    pub(crate) async fn of(visit: &Visit, state: &SignInState) -> Result<Self, Stop> {
        let entry = Entry::of(visit, &state.wish, None).await?;
        Ok(Self { entry })
    }

    /// The tenant in which `account` is looked for: the application's, or the one that the name's domain belongs to.
    pub(crate) async fn tenant(&self, visit: &Visit, account: &str) -> Result<Option<Facts>, Failure> {
        if let Some(entry) = &self.entry {
            return Ok(Some(entry.facts.clone()));
        }
        let domain = account.rsplit_once('@').map_or("", |(_, domain)| domain);
        match sign_in::load(visit.directory(), domain, Looking::Nothing, None).await {
            Ok(facts) => Ok(Some(facts)),
            Err(Failure::Refused(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The registered application.
    pub(crate) fn application(&self) -> Option<&str> {
        self.entry.as_ref().map(Entry::application_name)
    }

    /// The organization whose application it is.
    pub(crate) fn organisation(&self) -> Option<&str> {
        self.entry
            .as_ref()
            .map(|entry| entry.facts.tenant().display_name.as_str())
    }

    /// Whether credentials are asked for although there is a session.
    pub(crate) fn is_forced(&self) -> bool {
        self.entry
            .as_ref()
            .is_some_and(|entry| entry.accepted.force_authn())
    }

    /// A refusal with what is known.
    pub(crate) fn refused(&self, refusal: Refusal, state: &SignInState) -> Refused {
        let refused = Refused::new(refusal, start_of(&state.wish)).interactive(true);
        match &self.entry {
            Some(entry) => refused.knowing(&entry.facts),
            None => refused,
        }
    }
}

/// A failure of the directory as a reason to stop, with what is known about the sign-in.
pub(crate) fn stopped(subject: &Subject, state: &SignInState) -> impl FnOnce(Failure) -> Stop {
    move |failure| stop(failure, |refusal| subject.refused(refusal, state))
}
