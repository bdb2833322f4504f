//! Files that were named and are not as they were recorded, counted, the first of them by name.

use std::sync::{Arc, Mutex, PoisonError};

use crate::context::stores::Location;

/// Names that are kept.
const NAMED: usize = 10;

/// How many there are, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noted {
    /// How many.
    pub count: u64,
    /// The first ones.
    pub names: Vec<String>,
}

impl Noted {
    fn add(&mut self, file: &Location) {
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(file.to_string());
        }
    }
}

/// Notes of one import, shared by who makes and who reads them.
#[derive(Debug, Clone, Default)]
pub struct MissingFiles(Arc<Mutex<(Noted, Noted)>>);

impl MissingFiles {
    /// A file is not there.
    pub(super) fn missing(&self, file: &Location) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.add(file);
    }

    /// A file has another length than was recorded.
    pub(super) fn resized(&self, file: &Location) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.add(file);
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Default::default();
    }

    /// Files that are not there, and files of another length than was recorded.
    pub fn noted(&self) -> (Noted, Noted) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
