//! Table and image readers.
