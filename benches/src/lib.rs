//! What benchmarks share: the repository that they work on, and what a process has used.

pub mod repository;
pub mod usage;
