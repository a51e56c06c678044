//! What this process has read before and need not read again: each is kept under a number that the database is asked for in
//! every sign-on, so that nothing is ever out of date, whichever replica changed it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use vestibule_store::{Secret, Tx};

use super::CertificateFact;
use super::rows::{self, ApplicationKey, State};
use crate::applications::Application;
use crate::tenants::PAIRWISE_SALT;
use crate::{Directory, Failure};

/// An application with all that belongs to it, in one state.
#[derive(Debug)]
pub(super) struct KnownApplication {
    state: State,
    pub(super) application: Arc<Application>,
    pub(super) certificates: Vec<Arc<CertificateFact>>,
}

/// Applications by object id, each in the state in which it was last read.
#[derive(Clone, Default)]
pub(crate) struct ApplicationCache(Arc<RwLock<HashMap<String, Arc<KnownApplication>>>>);

impl ApplicationCache {
    /// An application takes some kilobytes; more than these begin anew.
    const LARGEST: usize = 2048;

    /// The application in the state that the transaction has just read: from memory, or else from the database.
    pub(super) async fn get(
        &self,
        tx: &mut Tx,
        key: &ApplicationKey,
    ) -> Result<Arc<KnownApplication>, Failure> {
        if let Some(known) = self.kept(key) {
            return Ok(known);
        }
        let (application, certificates) = rows::application(tx, &key.id).await?;
        let known = Arc::new(KnownApplication {
            state: key.state,
            application: Arc::new(application),
            certificates: certificates.into_iter().map(Arc::new).collect(),
        });
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= Self::LARGEST {
            all.clear();
        }
        all.insert(key.id.clone(), Arc::clone(&known));
        Ok(known)
    }

    fn kept(&self, key: &ApplicationKey) -> Option<Arc<KnownApplication>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&key.id).filter(|known| known.state == key.state).cloned()
    }
}

/// Opened salts by tenant id: a tenant's salt never changes.
#[derive(Clone, Default)]
pub(crate) struct SaltCache(Arc<Mutex<HashMap<String, Salt>>>);

type Salt = Arc<Secret<Vec<u8>>>;

impl SaltCache {
    /// More tenants than this begin anew.
    const LARGEST: usize = 1024;

    pub(super) fn get(&self, directory: &Directory, tenant_id: &str, sealed: &[u8]) -> Result<Salt, Failure> {
        let mut salts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(salt) = salts.get(tenant_id) {
            return Ok(Arc::clone(salt));
        }
        let opened = directory
            .sealer()
            .open(PAIRWISE_SALT, tenant_id, sealed)
            .map_err(Failure::broken)?;
        let salt = Arc::new(opened);
        if salts.len() >= Self::LARGEST {
            salts.clear();
        }
        salts.insert(tenant_id.to_owned(), Arc::clone(&salt));
        Ok(salt)
    }
}
