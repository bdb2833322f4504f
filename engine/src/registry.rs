//! The registry: immutable Parquet tables and one commit log on an object store (format and protocol: docs/format.md).

pub mod checkpoint;
pub mod codec;
mod codes;
mod commit;
mod compaction;
mod create;
mod draft;
pub mod encode;
pub mod file;
pub mod files;
pub mod format;
pub mod framing;
pub(crate) mod handle;
mod held;
pub mod history;
pub mod keys;
mod known_ids;
pub mod layout;
pub mod log;
mod maintain;
mod merge;
pub mod pages;
mod plan;
pub mod record;
pub mod retry;
pub mod scan;
pub mod settings;
pub mod snapshot;
pub mod state;
pub mod table;
pub mod transaction;
mod vacuum;
pub mod verify;

pub use compaction::{CompactOptions, Compacted};
pub use handle::{AsOf, Registry};
pub use settings::Settings;
pub use snapshot::Snapshot;
pub use transaction::{Decertify, Outcome, Transaction};
pub use vacuum::{VacuumOptions, Vacuumed};

#[cfg(test)]
pub(crate) mod tests;
