//! The raws of a root: what its registry lists and is there.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::ConvertReport;
use super::sources::Source;
use crate::Result;
use crate::exchange::gen2::{Skipped, Sqlite};

/// What may follow the name of a file.
const COMPRESSED: [&str; 3] = ["", ".gz", ".fz"];

/// The files of raws. Where there is no registry those that the template finds are taken.
pub(super) fn raws(source: &Source, report: &mut ConvertReport) -> Result<Vec<PathBuf>> {
    let root = &source.root.path;
    let file = root.join("registry.sqlite3");
    if !file.is_file() {
        if !source.planned.raws.is_empty() {
            Skipped::note(
                &mut report.skipped,
                "registry.sqlite3",
                "it is not there; raws are those that the template finds",
                false,
                "registry.sqlite3",
            );
        }
        return Ok(source.planned.raws.iter().cloned().collect());
    }
    let rows = match Sqlite::open(&file).and_then(|mut registry| registry.rows("raw")) {
        Ok(rows) => rows,
        Err(error) => {
            report.failed("registry.sqlite3", &error);
            return Ok(source.planned.raws.iter().cloned().collect());
        }
    };
    let mut files = BTreeSet::new();
    for row in &rows {
        let mut first = None;
        let mut reason = "the mapper has no template of raws".to_owned();
        let mut is_there = false;
        for template in &source.mapper.raws {
            match template.path(|key| row.get(key)) {
                Ok(path) => {
                    // A raw may have been compressed since it was registered.
                    let there = COMPRESSED.iter().map(|end| root.join(format!("{path}{end}"))).find(|full| full.is_file());
                    if let Some(full) = there {
                        files.insert(full);
                        is_there = true;
                        break;
                    }
                    first.get_or_insert(path);
                }
                Err(key) => reason = format!("its row has no `{key}`"),
            }
        }
        if !is_there {
            match first {
                Some(path) => Skipped::note(&mut report.skipped, "raw", "it is in the registry, and the file is not there", true, path),
                None => Skipped::note(&mut report.skipped, "raw", &reason, true, format!("{row:?}")),
            }
        }
    }
    for path in source.planned.raws.difference(&files) {
        let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
        Skipped::note(&mut report.skipped, "raw", "the file is there, and the registry has no row of it", false, name);
    }
    Ok(files.into_iter().collect())
}
