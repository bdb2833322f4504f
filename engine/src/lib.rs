//! The butler: what exists, where it is, how to ask.
//!
//! Modules are layered, each uses its own layer or a lower one: words (`error`, `time`), vocabulary (`context`, `config`, `sphere`, `dimensions`, `collections`,
//! `datasets`), state (`registry`), questions (`expression`, `sql`, `query`), exchange (`exchange`), facade (`butler`).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod butler;
pub mod collections;
pub mod config;
pub mod context;
pub mod datasets;
pub mod datastore;
pub mod dimensions;
pub mod error;
pub mod exchange;
pub mod expression;
pub mod observatory;
pub mod query;
pub mod registry;
pub mod sql;
pub mod time;

pub use butler_sphere as sphere;
pub use error::{Error, ErrorKind, Result};
