//! Instruments as data: what their headers mean, how their cameras look at the sky, and how the sky is divided.
//!
//! Nothing here knows a repository. Numbers and names are those of the LSST Science Pipelines' instruments, so that what is told of a header or a pointing is what
//! the pipelines tell.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod camera;
pub mod curated;
mod error;
pub mod header;
pub mod info;
pub mod instrument;
pub mod rules;
pub mod sky;
pub mod skymap;
pub mod time;
pub mod yaml;

pub use error::{Error, Result};
pub use header::Header;
pub use info::ObservationInfo;
pub use instrument::{Instrument, Observatory};
