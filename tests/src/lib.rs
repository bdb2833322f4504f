//! Fixtures of the integration tests: test data, a folder to work in, runs of the real `butler` command in a clean environment.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

pub mod careless_s3;
pub mod contents;
pub mod oracle;
pub mod s3;
pub mod sandbox;
pub mod script;

/// The folder `tests/`, in which snapshots and data lie.
pub fn tests_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The root of the sources.
pub fn sources() -> &'static Path {
    tests_folder().parent().expect("tests/ lies in the root of the sources")
}

/// A file or folder of `tests/data`.
pub fn data(path: &str) -> PathBuf {
    let found = tests_folder().join("data").join(path);
    assert!(found.exists(), "no test data at {}", found.display());
    found
}

/// All files below `folder` whose name ends in `suffix`, sorted.
pub fn files_below(folder: &Path, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("cannot list {}: {e}", folder.display())) {
            let path = entry.expect("a folder's entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(suffix) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
