//! Rewrites of plans.

pub mod counts;
pub mod spatial_joins;
pub mod uuid_literals;
