//! This noun's SQL.
