//! What the bytes of tables and images mean: FITS and the other formats of catalogs to Arrow and back, with names, types, units,
//! descriptions and nulls intact.
//!
//! Bytes come from a [`Source`]: a local file, memory, or ranges of an object. Tables are streams of Arrow batches in bounded memory. What a
//! column means beyond its type stands in its field's metadata, under the keys of [`meta`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod error;
pub mod fits;
pub mod images;
pub mod inspect;
pub mod meta;
pub mod pictures;
pub mod print;
mod source;
pub mod tables;

pub use error::{Error, ErrorKind, Result};
pub use source::{Chunk, Source};
