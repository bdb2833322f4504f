//! Verification of a stored repository: the registry by itself, then the files of the datasets against it.

use std::collections::HashSet;

use arrow::array::AsArray;
use futures::StreamExt;

use super::{Butler, Surroundings, open};
use crate::datastore::{Depth, FileCheck, FileProblem};
use crate::exchange::placing::{Stored, stored_files};
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::table;
use crate::registry::verify::{Code, Finding, Report};
use crate::{Result, registry};

/// Objects below the root that belong to the repository itself.
const OWN: [&str; 3] = ["butler.yaml", "registry/", "_probe/"];

/// Checks whether the stored repository `name` says what it must, to the depth of `level`: 0 the log, 1 every object and row of the registry, 2 the files of
/// the datasets (there, of the right size, and no others), 3 their contents (where a checksum is known).
///
/// It reads what is stored and not an open repository: one that is damaged may not open.
pub async fn verify(name: &str, level: u8, surroundings: &Surroundings) -> Result<Report> {
    let found = open::find(name, surroundings).await?;
    let mut report = match registry::verify::verify(found.registry_stores, surroundings.context.clone(), level).await {
        // The configuration says that there is one.
        Err(error) if error.is_not_found() && !error.is_missing_bucket() => {
            let finding =
                Finding { code: Code::LogChain, object: "log".to_owned(), detail: "there are no records: the registry is gone".to_owned() };
            return Ok(Report { findings: vec![finding], ..Report::default() });
        }
        verified => verified?,
    };
    if level >= 2 {
        match Butler::open(name, surroundings).await {
            Ok(butler) => {
                let depth = if level == 2 { Depth::Presence } else { Depth::Content };
                butler.verify_files(depth, &mut report).await?;
            }
            // What keeps it from opening is in the report.
            Err(_) if report.has_errors() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(report)
}

impl Butler {
    async fn verify_files(&self, depth: Depth, report: &mut Report) -> Result<()> {
        let snapshot = self.registry.snapshot();
        let rows = snapshot.scan(self.registry.files(), table::DATASET, Scan::columns(&["id", "files"]))?;
        let check = |file: Stored| FileCheck { known: file.known(), path: file.path };
        let files_of = |batch| Ok(stored_files(&batch)?.into_iter().flat_map(|(_, files)| files).map(check).collect());
        let files = rows.map(|batch| batch.and_then(files_of)).boxed();
        let trash = snapshot.collect(self.registry.files(), table::TRASH, Scan::columns(&["path"])).await?;
        let waiting: HashSet<&str> = column(&trash, "path")?.as_string_view().iter().flatten().collect();
        let is_own =
            |path: &str| waiting.contains(path) || OWN.iter().any(|own| path == *own || (own.ends_with('/') && path.starts_with(own)));
        let checked = self.datastore.check_files(&*self.stores.ordinary, files, depth, is_own).await?;
        (report.files, report.file_bytes, report.unsummed) = (checked.files, checked.bytes, checked.unsummed);
        report.findings.extend(checked.problems.into_iter().map(finding));
        if !waiting.is_empty() {
            let detail = format!("{} files wait to be deleted", waiting.len());
            report.findings.push(Finding { code: Code::Trash, object: "table `trash`".to_owned(), detail });
        }
        Ok(())
    }
}

fn finding(problem: FileProblem) -> Finding {
    let (code, object, detail) = match problem {
        FileProblem::Missing { path } => (Code::ArtMissing, path, "it is not there".to_owned()),
        FileProblem::Size { path, expected, found } => (Code::ArtSize, path, format!("it has {found} bytes, not {expected}")),
        FileProblem::Content { path, reason } => (Code::ArtHash, path, reason),
        FileProblem::Path { path, reason } => (Code::ArtMissing, path, reason),
        FileProblem::Orphan { path } => (Code::Orphan, path, "no dataset names it".to_owned()),
    };
    Finding { code, object, detail }
}
