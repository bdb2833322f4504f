//! Files that were named and are not as they were recorded: counted, the first of them by name, and all of them in a report if one is asked for.
//!
//! A report has a line for each file, in the order in which they were looked for: `missing` or `resized`, a tab, and where the file should be.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::context::stores::Location;
use crate::{Error, Result};

/// Names that are kept.
const NAMED: usize = 5;

/// How many there are, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noted {
    /// How many.
    pub count: u64,
    /// The first ones.
    pub names: Vec<String>,
}

#[derive(Debug, Default)]
struct Notes {
    missing: Noted,
    resized: Noted,
    report: Option<(PathBuf, BufWriter<File>)>,
    /// The first fault in writing the report.
    fault: Option<io::Error>,
}

impl Notes {
    fn write(&mut self, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) {
        if let (Some((_, report)), None) = (&mut self.report, &self.fault) {
            self.fault = write(report).err();
        }
    }
}

/// Notes of one import, shared by who makes and who reads them.
#[derive(Debug, Clone, Default)]
pub struct MissingFiles(Arc<Mutex<Notes>>);

impl MissingFiles {
    /// Notes that are also written to the file `report`.
    ///
    /// # Errors
    /// It can't be made.
    pub fn reported(report: &Path) -> Result<MissingFiles> {
        let file = File::create(report).map_err(|source| Error::Io { doing: "write", location: report.display().to_string(), source })?;
        let report = Some((report.to_owned(), BufWriter::new(file)));
        Ok(MissingFiles(Arc::new(Mutex::new(Notes { report, ..Notes::default() }))))
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file is not there.
    pub(super) fn missing(&self, file: &Location) {
        self.note("missing", file, |notes| &mut notes.missing);
    }

    /// A file has another length than was recorded.
    pub(super) fn resized(&self, file: &Location) {
        self.note("resized", file, |notes| &mut notes.resized);
    }

    fn note(&self, what: &str, file: &Location, of: impl FnOnce(&mut Notes) -> &mut Noted) {
        let (mut notes, name) = (self.notes(), file.to_string());
        notes.write(|report| writeln!(report, "{what}\t{name}"));
        let noted = of(&mut notes);
        noted.count += 1;
        if noted.names.len() < NAMED {
            noted.names.push(name);
        }
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        let mut notes = self.notes();
        (notes.missing, notes.resized) = Default::default();
        notes.write(|report| {
            report.rewind()?;
            report.get_ref().set_len(0)
        });
    }

    /// Files that are not there, and files of another length than was recorded.
    ///
    /// # Errors
    /// The report can't be written.
    pub fn noted(&self) -> Result<(Noted, Noted)> {
        let mut notes = self.notes();
        notes.write(BufWriter::flush);
        match (notes.fault.take(), &notes.report) {
            (Some(source), Some((path, _))) => Err(Error::Io { doing: "write", location: path.display().to_string(), source }),
            _ => Ok((notes.missing.clone(), notes.resized.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_all_files_and_a_second_attempt_begins_it_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (report, file) = (folder.path().join("report"), |name: String| Location::of_path(PathBuf::from(name)));
        let notes = MissingFiles::reported(&report).unwrap();
        (0..100).for_each(|number| notes.missing(&file(format!("/old/{number}"))));
        notes.clear();
        (0..7).for_each(|number| notes.missing(&file(format!("/a/{number}"))));
        notes.resized(&file("/b".to_owned()));
        let (missing, resized) = notes.noted().unwrap();
        assert_eq!((missing.count, missing.names.len(), resized.count), (7, NAMED, 1));
        let text = std::fs::read_to_string(&report).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0], lines[7]), (8, "missing\t/a/0", "resized\t/b"));
    }
}
