//! What applications see of the identity provider: sign-on, launch, metadata and the answers.

pub(crate) mod answer;
mod codes;
pub(crate) mod context;
mod encrypt;
pub(crate) mod entry;
pub(crate) mod issue;
pub(crate) mod launch;
pub(crate) mod logout;
pub(crate) mod loops;
pub(crate) mod metadata;
pub(crate) mod partner;
pub(crate) mod self_check;
pub(crate) mod sso;
