//! The tables that SQL sees (docs/sql.md): what each column is, in terms of the columns of a stored table.

pub mod catalog;
mod collections;
mod commits;
mod dataset_types;
mod datasets;
mod elements;
pub mod logical;
mod stored_files;
mod tags;
