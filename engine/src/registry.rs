//! The registry: immutable Parquet tables and one commit log on an object store (format and protocol: docs/format.md).

pub mod codec;
pub mod file;
pub mod format;
pub mod framing;
pub mod layout;
pub mod log;
pub mod record;
pub mod retry;
