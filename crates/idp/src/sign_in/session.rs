//! Credentials were right: a session begins, and the browser goes on with a new token.

use axum::response::Response;
use vestibule_directory::sessions::{self, Keep};
use vestibule_directory::sign_in::Authenticated;
use vestibule_web::answer::with_cookie;

use super::flow::{Subject, sealed_step, stopped};
use super::state::SignInState;
use crate::refusal::Stop;
use crate::routes;
use crate::visit::Visit;

/// Begins a session of its own for these credentials; the one that the same person had in this browser ends.
/// (`sign_in_session_renewed`)
///
/// Who chose to stay signed in before is not asked again.
pub(super) async fn begin(
    visit: &Visit,
    subject: &Subject,
    state: SignInState,
    authenticated: &Authenticated,
) -> Result<Response, Stop> {
    let directory = visit.directory();
    let present = visit.present().await?;
    let former: Vec<_> = present
        .iter()
        .filter(|present| present.resumed.person().id == authenticated.user_id())
        .collect();
    let is_kept = former.iter().any(|present| present.resumed.session().is_kept);
    let keep = if is_kept { Keep::Yes } else { Keep::No };
    let started = sessions::start(directory, authenticated, keep, visit.source(), visit.user_agent())
        .await
        .map_err(stopped(subject, &state))?;
    for former in &former {
        sessions::end(directory, &former.token).await?;
    }
    let ended: Vec<&str> = former.iter().map(|former| former.token.as_str()).collect();
    let cookies = visit
        .browser
        .chosen(started.token.expose(), is_kept, &ended, visit.page.now);
    let state = SignInState {
        account: None,
        picked: None,
        proved: Some(started.session.id),
        ..state
    };
    let path = if is_kept { routes::CONTINUE } else { routes::KEEP };
    let response = sealed_step(visit, path, &state).map_err(|refusal| subject.refused(refusal, &state))?;
    Ok(cookies.into_iter().fold(response, with_cookie))
}
