//! The one integration-test binary: what holds across modules, and the real command.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catalogs;
mod commands;
mod curated;
mod dumps;
mod examples;
mod exchange;
mod failures;
mod files;
mod gen2;
mod images;
mod kills;
mod layering;
mod migrate;
mod oracle;
mod processes;
mod raws;
mod requests;
#[path = "../sim/mod.rs"]
mod simulation;
mod slt;
mod stores;
mod trash;
mod walkthrough;

/// The `butler` binary of this build.
const BUTLER: &str = env!("CARGO_BIN_EXE_butler-under-test");
