//! The directory: people, groups, applications, certificates, assignments, sessions and logs, with the operations on them.
