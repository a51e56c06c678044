//! The way of a sign-in: at each step the wish is judged anew, then it is decided what comes next.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use http::header;
use i18n_embed_fl::fl;
use maud::html;
use vestibule_directory::sign_in::{self, Facts, Granted, Looking};
use vestibule_directory::sign_ins::Start;
use vestibule_directory::value::WebUrl;
use vestibule_directory::{Failure, Refusal};
use vestibule_web::answer::with_cookie;
use vestibule_web::cookie::SIGN_IN_COUNT;
use vestibule_web::ui::button;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::{FormFields, Href};

use super::plan::{Judge, Plan, Planned};
use super::state::{SignInState, Wish};
use super::step::{self, KnownAccount, Step};
use super::unusable;
use crate::refusal::{Refused, Stop, conclude, stop};
use crate::routes;
use crate::saml2::entry::{self, Entry, Wanted};
use crate::saml2::sso::refusal_of_length;
use crate::saml2::{answer, issue};
use crate::visit::Visit;

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
pub(crate) async fn proceed(visit: &Visit, state: SignInState, arrival: Arrival) -> Result<Response, Stop> {
    // A large future: put away once, it is not carried through every layer of the router.
    Box::pin(judged(visit, state, arrival)).await
}

async fn judged(visit: &Visit, state: SignInState, arrival: Arrival) -> Result<Response, Stop> {
    let decoded = entry::decoded(&state.wish);
    let Some(wanted) = Wanted::of(&state.wish, decoded.as_ref(), state.received_at) else {
        return to_own_page(visit, state).await;
    };
    // One token, which is the rule, is looked up with the facts.
    let present = match visit.browser.held() {
        [] | [_] => Vec::new(),
        _ => visit.present().await?,
    };
    let judge = Judge {
        visit,
        state: &state,
        wanted: &wanted,
        present: &present,
    };
    let token = visit.browser.held().first().map(|held| held.token.as_str());
    let plan = judge.sign_on(token).await?;
    // The facts were read for the last chosen account, which mostly is the one that goes on; else they are read for
    // the one that does.
    let plan = match plan {
        Plan::ReadAs(token) => judge.sign_on(Some(&token)).await?,
        plan => plan,
    };
    match plan {
        Plan::Ask { path, state, facts } => sealed_step(visit, path, &state)
            .map_err(|refusal| Refused::new(refusal, wanted.start).knowing(&facts).into()),
        Plan::Forward(granted) => forward(visit, &granted, arrival),
        Plan::Issue(planned) => answered(visit, &planned).await,
        Plan::Stop(stop) => Err(stop),
        // The second time the facts are those of the account.
        Plan::ReadAs(_) => Err(Stop::Failed(Failure::Unavailable(
            "the account changed twice".into(),
        ))),
    }
}

/// Signs what is in the log by now, and answers.
async fn answered(visit: &Visit, planned: &Planned) -> Result<Response, Stop> {
    let signed = issue::respond(visit, planned).await?;
    let response = answer::response(visit, &planned.entry, &signed);
    Ok(match &planned.count {
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

/// Sends the browser to the application's own start.
fn forward(visit: &Visit, granted: &Granted, arrival: Arrival) -> Result<Response, Stop> {
    let sign_on_url = granted.application().sign_on_url.as_ref().map(WebUrl::as_str);
    let href = Href::external(sign_on_url.unwrap_or_default())
        .map_err(|error| Stop::Failed(Failure::Unavailable(Box::new(error))))?;
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

/// Portal and admin center are our own pages: they show whoever is signed in, or this browser is asked.
async fn to_own_page(visit: &Visit, state: SignInState) -> Result<Response, Stop> {
    let present = visit.present().await?;
    let known: Vec<KnownAccount> = present.iter().map(KnownAccount::of).collect();
    let wanted = step::Wanted {
        account: state.account.as_deref(),
        picked: state.picked.as_deref(),
        proved: state.proved.as_deref(),
        ..step::Wanted::default()
    };
    let path = match step::next(&known, wanted) {
        Step::GoOn(_) => {
            let page = match &state.wish {
                // It was sealed, and is a path of ours all the same.
                Wish::Admin { path } => Href::local(path).ok(),
                _ => None,
            };
            return Ok(visit
                .page
                .see_other(&page.unwrap_or(Href::fixed(routes::MY_APPS))));
        }
        Step::AskPassword(_) => routes::PASSWORD,
        Step::AskAccount | Step::Pick | Step::NoPassive => routes::ACCOUNT,
    };
    sealed_step(visit, path, &state).map_err(|refusal| Refused::new(refusal, Start::OwnPages).into())
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
        Wish::MyApps | Wish::Admin { .. } => Start::OwnPages,
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
        let entry = Entry::of(visit, &state.wish, state.received_at).await?;
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
