//! Images in SQL: statistics of their pixels as tables, and their WCS as functions of a dataset.
//!
//! `table` is what the table functions `pixel_stats` and `mask_stats` give, `measure` what is told of a file, `wcs` the functions `pixel_to_sky`,
//! `sky_to_pixel` and `contains_point`.
//!
//! Rules that others rely on:
//! - Of a file only those planes are read that a condition on the data ID and on `plane` lets through.
//! - A dataset that is registered and not stored has no rows. A file that is missing or damaged is an error.

mod measure;
mod table;
pub mod wcs;

pub use measure::What;
pub use table::ImageTable;
