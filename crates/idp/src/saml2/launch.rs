//! `/signin/{appId}?tenantId=…`: the start of an application from My Apps, or from a link that somebody keeps.

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use vestibule_directory::Refusal;
use vestibule_directory::failure::code;
use vestibule_directory::sign_ins::Start;
use vestibule_web::FormFields;

use crate::refusal::{Refused, Stop, conclude};
use crate::sign_in::account_name;
use crate::sign_in::flow::{self, Arrival};
use crate::sign_in::state::{SignInState, Wish};
use crate::visit::Visit;

/// Starts the application. Of the query only the tenant counts, and a name that is filled in; a `RelayState` in it is
/// never read. (`launch_fixed`)
pub(crate) async fn launch(visit: Visit, Path(app_id): Path<String>, RawQuery(query): RawQuery) -> Response {
    let result = start(&visit, app_id, &query.unwrap_or_default()).await;
    conclude(&visit, result).await
}

async fn start(visit: &Visit, app_id: String, query: &str) -> Result<Response, Stop> {
    let fields = FormFields::parse(query.as_bytes()).unwrap_or_default();
    let tenant = fields.trimmed("tenantId");
    if tenant.is_empty() {
        let refusal = Refusal::new(code::TENANT_MISSING, "tenantId in the address", "none");
        return Err(Refused::new(refusal, Start::IdentityProvider).into());
    }
    let state = SignInState::begin(
        Wish::Launch {
            tenant: tenant.to_owned(),
            app_id,
        },
        visit.page.now,
    );
    let account = account_name(fields.get("login_hint"));
    flow::proceed(visit, SignInState { account, ..state }, Arrival::Directly).await
}
