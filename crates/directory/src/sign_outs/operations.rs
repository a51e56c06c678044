//! Begin a sign-out, and take the answers to it.

use jiff::Timestamp;
use vestibule_store::Tx;

use super::{Answer, AskedBy, Beginning, SignOut, Use, UsedSession, Waiting, hash, rows};
use crate::failure::{Refusal, code};
use crate::sessions::{self, token_hash};
use crate::{Directory, Failure, sign_in};

/// What the live session of this token was used for; `None` if it is not alive.
///
/// # Errors
///
/// `Unavailable`.
pub async fn uses(directory: &Directory, token: &str) -> Result<Option<UsedSession>, Failure> {
    let (hash, now) = (token_hash(token), directory.environment().now());
    directory
        .db
        .read(async |mut tx| used_session(&mut tx, &hash, now).await)
        .await
}

/// Ends the sessions of these tokens and notes who has to be told, in one transaction: nobody is told of a session that is
/// still alive. `None` if nobody has to be told and nobody waits for an answer.
///
/// # Errors
///
/// `Refused` with 50061 if the application's request was used before; `Unavailable`.
pub async fn begin(directory: &Directory, beginning: &Beginning<'_>) -> Result<Option<String>, Failure> {
    let environment = directory.environment();
    let now = environment.now();
    let browser = hash(beginning.browser);
    let id = environment.unguessable_id();
    directory
        .db
        .write(async |mut tx| {
            use_up(&mut tx, beginning, now).await?;
            let mut uses = Vec::new();
            for token in beginning.tokens {
                let hash = token_hash(token);
                if let Some(used) = used_session(&mut tx, &hash, now).await? {
                    uses.extend(used.uses);
                }
                sessions::rows::delete_by_token(&mut tx, &hash).await?;
            }
            let is_asking = |one: &Use| {
                beginning
                    .asked_by
                    .is_some_and(|asking| asking.application_id == one.application_id)
            };
            uses.retain(|one| !is_asking(one));
            if uses.is_empty() && beginning.asked_by.is_none() {
                return Ok(None);
            }
            rows::insert(&mut tx, &id, &browser, now, beginning.asked_by).await?;
            for (position, one) in (0_i64..).zip(&uses) {
                let request_id = request_id(directory);
                rows::insert_party(&mut tx, &id, (position, &request_id), one).await?;
            }
            Ok::<_, Failure>(Some(id.clone()))
        })
        .await
}

/// An application's request ends sessions once, at whichever server it arrives.
async fn use_up(tx: &mut Tx, beginning: &Beginning<'_>, now: Timestamp) -> Result<(), Failure> {
    let (Some(asking), Some(until)) = (beginning.asked_by, beginning.used_until) else {
        return Ok(());
    };
    let request = hash(&asking.request_id);
    if rows::mark(tx, &asking.application_id, &request, until.max(now)).await? {
        return Ok(());
    }
    let expected = "a request for sign-out that was not used before";
    Err(Refusal::new(code::SIGN_OUT_INVALID, expected, &asking.request_id).into())
}

/// The sign-out with this id, if this browser began it.
///
/// # Errors
///
/// `Unavailable`.
pub async fn find(directory: &Directory, id: &str, browser: &str) -> Result<Option<SignOut>, Failure> {
    if id.contains('\0') {
        return Ok(None);
    }
    let browser = hash(browser);
    directory
        .db
        .read(async |mut tx| Ok(rows::find(&mut tx, id, &browser).await?))
        .await
}

/// The party that was sent the request `request_id` and whose answer is awaited.
///
/// # Errors
///
/// `Unavailable`.
pub async fn find_waiting(directory: &Directory, request_id: &str) -> Result<Option<Waiting>, Failure> {
    if request_id.contains('\0') {
        return Ok(None);
    }
    directory
        .db
        .read(async |mut tx| Ok(rows::find_waiting(&mut tx, request_id).await?))
        .await
}

/// Notes the answer to the request `request_id`. Whoever answered keeps having answered.
///
/// # Errors
///
/// `Unavailable`.
pub async fn answered(directory: &Directory, request_id: &str, answer: Answer) -> Result<(), Failure> {
    let now = directory.environment().now();
    directory
        .db
        .write(async |mut tx| {
            rows::set_answer(&mut tx, request_id, answer == Answer::SignedOut, now).await?;
            Ok::<_, Failure>(())
        })
        .await
}

/// Gives the request `request_id` another id, so that it can be sent once more: partners take each but once. Yields the new
/// id; `None` if nobody waits for it.
///
/// # Errors
///
/// `Unavailable`.
pub async fn ask_again(directory: &Directory, request_id: &str) -> Result<Option<String>, Failure> {
    let new = self::request_id(directory);
    directory
        .db
        .write(async |mut tx| {
            let is_waiting = rows::rename_request(&mut tx, request_id, &new).await?;
            Ok::<_, Failure>(is_waiting.then(|| new.clone()))
        })
        .await
}

/// The ids of requests name nothing and cannot be guessed.
fn request_id(directory: &Directory) -> String {
    format!("_{}", directory.environment().unguessable_id())
}

async fn used_session(
    tx: &mut Tx,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<UsedSession>, Failure> {
    let found = sign_in::session_and_person(tx, token_hash).await?;
    let Some((session, person, is_current)) = found else {
        return Ok(None);
    };
    if !is_current || session.expires_at() <= now {
        return Ok(None);
    }
    let issued = rows::issued_in(tx, &session).await?;
    Ok(Some(UsedSession {
        session_id: session.id,
        user_principal_name: person.user_principal_name,
        uses: grouped(issued),
    }))
}

/// One use an application: the name that was issued last, and the indexes that went with it.
fn grouped(issued: Vec<rows::Issued>) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for one in issued {
        let index = format!("_{}", one.id);
        let position = uses
            .iter()
            .position(|known| known.application_id == one.application_id);
        let has_room = uses.len() < MOST_USES;
        match position.and_then(|position| uses.get_mut(position)) {
            Some(known) => {
                let is_same_name = known.name_id == one.name_id && known.name_id_format == one.name_id_format;
                if is_same_name && known.session_indexes.len() < MOST_INDEXES {
                    known.session_indexes.push(index);
                }
            }
            None if has_room => uses.push(Use {
                application_id: one.application_id,
                name_id: one.name_id,
                name_id_format: one.name_id_format,
                session_indexes: vec![index],
            }),
            None => {}
        }
    }
    uses
}

impl SignOut {
    /// The parties that can be told and have not said that their session is over.
    pub fn open(&self) -> impl Iterator<Item = &super::Party> {
        let can_be_told = |party: &&super::Party| party.logout_url.is_some();
        self.parties
            .iter()
            .filter(can_be_told)
            .filter(|party| party.answer != Answer::SignedOut)
    }
}

impl AskedBy {
    /// What was read back: whose answer it is, without the object id.
    pub(super) fn stored(
        tenant_id: String,
        app_id: String,
        request_id: String,
        relay_state: Option<String>,
    ) -> Self {
        Self {
            tenant_id,
            application_id: String::new(),
            app_id,
            request_id,
            relay_state,
        }
    }
}

/// Applications of one session that are told.
const MOST_USES: usize = 50;
/// Indexes that are named to one application: an address has an end.
const MOST_INDEXES: usize = 32;
