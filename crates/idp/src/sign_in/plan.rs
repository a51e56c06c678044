//! What comes of a wish, judged on the facts of one moment: pure, so that it can be judged while the transaction lasts
//! that read them and will write it down.

use vestibule_directory::sign_in::{self, Facts, Granted, Judgement, SessionFact};
use vestibule_directory::sign_ins::Success;
use vestibule_directory::{Failure, Refusal, failure::code};
use vestibule_web::cookie::SIGN_IN_COUNT;

use super::state::{SignInState, Wish};
use super::step::{self, KnownAccount, Step};
use crate::refusal::{Refused, Stop};
use crate::routes;
use crate::saml2::entry::{Entry, Wanted};
use crate::saml2::issue::Answer;
use crate::saml2::loops::RecentSignIns;
use crate::visit::{Present, Visit};

/// What is to be done.
pub(super) enum Plan {
    /// Somebody has to be asked something.
    Ask {
        path: &'static str,
        state: SignInState,
        facts: Facts,
    },
    /// The application begins sign-ons by itself.
    Forward(Granted),
    /// The answer is granted, and in the log when the transaction ends.
    Issue(Box<Planned>),
    /// The facts are wanted of the session that this token names.
    ReadAs(String),
    /// It ends here.
    Stop(Stop),
}

/// A sign-on that is to be answered.
pub(crate) struct Planned {
    pub(crate) entry: Entry,
    pub(crate) granted: Granted,
    pub(crate) answer: Answer,
    /// Sign-ins that nobody had a hand in, to be kept by the browser.
    pub(super) count: Option<RecentSignIns>,
}

impl Judgement for Plan {
    fn success(&self) -> Option<(&Granted, &Success)> {
        match self {
            Self::Issue(planned) => Some((&planned.granted, &planned.answer.success)),
            _ => None,
        }
    }
}

/// Who judges, with all that is known before the facts are.
pub(super) struct Judge<'a> {
    pub(super) visit: &'a Visit,
    pub(super) state: &'a SignInState,
    pub(super) wanted: &'a Wanted<'a>,
    /// Everybody who is signed in, if there are several.
    pub(super) present: &'a [Present],
}

impl Judge<'_> {
    /// Judges on the facts of this session.
    pub(super) async fn sign_on(&self, token: Option<&str>) -> Result<Plan, Stop> {
        let (tenant, looking) = (self.wanted.tenant, self.wanted.looking());
        let judge = |facts| self.plan(facts).unwrap_or_else(Plan::Stop);
        sign_in::sign_on(self.visit.directory(), tenant, looking, token, judge)
            .await
            .map_err(|failure: Failure| self.wanted.failed(failure))
    }

    fn plan(&self, facts: Facts) -> Result<Plan, Stop> {
        let entry = Entry::judge(self.visit, self.wanted, facts)?;
        let known = self.known(&entry.facts);
        let state = filled_in(self.state.clone(), &known, &entry.facts);
        let ask = |path, state| {
            Ok(Plan::Ask {
                path,
                state,
                facts: entry.facts.clone(),
            })
        };
        match step::next(&known, wanted(&state, &entry)) {
            Step::GoOn(account) => match self.token_of(account, &entry.facts) {
                Some(token) => Ok(Plan::ReadAs(token)),
                None => self.decide(entry),
            },
            Step::AskAccount | Step::Pick => ask(routes::ACCOUNT, state),
            Step::AskPassword(name) => {
                let account = Some(name.to_owned());
                ask(
                    routes::PASSWORD,
                    SignInState {
                        account,
                        ..state.clone()
                    },
                )
            }
            Step::NoPassive => Err(no_passive(&entry, &known).into()),
        }
    }

    /// The accounts that this browser is signed in with, as far as they matter.
    fn known(&self, facts: &Facts) -> Vec<KnownAccount> {
        if !self.present.is_empty() {
            return self.present.iter().map(KnownAccount::of).collect();
        }
        match facts.session() {
            SessionFact::Live { session, person } => vec![KnownAccount {
                session_id: session.id.clone(),
                tenant_id: session.tenant_id.clone(),
                user_principal_name: person.user_principal_name.clone(),
                display_name: person.display_name.clone(),
            }],
            SessionFact::Over { .. } | SessionFact::None => Vec::new(),
        }
    }

    /// The token of the account that goes on, if the facts are another's.
    fn token_of(&self, account: &KnownAccount, facts: &Facts) -> Option<String> {
        let is_read =
            matches!(facts.session(), SessionFact::Live { session, .. } if session.id == account.session_id);
        if is_read {
            return None;
        }
        self.present
            .iter()
            .find(|present| present.resumed.session().id == account.session_id)
            .map(|present| present.token.clone())
    }

    /// Decides, and plans the answer or the way on.
    fn decide(&self, entry: Entry) -> Result<Plan, Stop> {
        let is_interactive = self.state.proved.is_some() || self.state.picked.is_some();
        let refused = |refusal| {
            Refused::new(refusal, entry.start)
                .knowing(&entry.facts)
                .interactive(is_interactive)
        };
        let granted = sign_in::decide(&entry.facts, self.visit.page.now).map_err(refused)?;
        let is_launch = matches!(self.state.wish, Wish::Launch { .. });
        if is_launch && granted.application().sign_on_url.is_some() {
            return Ok(Plan::Forward(granted));
        }
        let count = if is_interactive {
            None
        } else {
            self.count(&granted).map_err(refused)?
        };
        let answer = Answer::to(self.visit, &entry, &granted, is_interactive);
        Ok(Plan::Issue(Box::new(Planned {
            entry,
            granted,
            answer,
            count,
        })))
    }

    /// Counts sign-ins that an application asked for and nobody had a hand in. (`request_replay`)
    fn count(&self, granted: &Granted) -> Result<Option<RecentSignIns>, Refusal> {
        if !matches!(self.state.wish, Wish::Request { .. }) {
            return Ok(None);
        }
        let (sealer, now) = (self.visit.services.sealer(), self.visit.page.now);
        let mut recent = RecentSignIns::open(self.visit.page.cookies.get(&SIGN_IN_COUNT), sealer, now);
        match recent.count(&granted.application().app_id, now) {
            Ok(()) => Ok(Some(recent)),
            Err(number) => {
                let expected = "fewer than 10 sign-ins to one application within a minute";
                Err(Refusal::new(code::LOOP_DETECTED, expected, &number.to_string()))
            }
        }
    }
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

fn wanted<'a>(state: &'a SignInState, entry: &'a Entry) -> step::Wanted<'a> {
    step::Wanted {
        tenant_id: Some(&entry.facts.tenant().id),
        is_forced: entry.accepted.force_authn(),
        is_passive: entry.accepted.is_passive(),
        account: state.account.as_deref(),
        picked: state.picked.as_deref(),
        proved: state.proved.as_deref(),
    }
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
