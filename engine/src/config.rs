//! Configuration as text: YAML read with every tag, place and style kept, and the repository's own configuration.

pub mod aliases;
pub mod repository;
pub mod yaml;
