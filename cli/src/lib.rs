//! The `butler` command as a library.
