//! Rewrites of plans.

pub mod counts;
pub mod spatial_joins;
pub mod truth_numbers;
pub mod uuid_literals;
pub mod waiting;
