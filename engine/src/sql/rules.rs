//! Rewrites of plans.

pub mod counts;
pub mod uuid_literals;
