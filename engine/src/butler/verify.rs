//! Verification of a stored repository: the registry by itself, then the files of the datasets against it.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use futures::StreamExt;

use super::{Butler, Surroundings, open};
use crate::datastore::{FileCheck, FileProblem, check_files};
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::table;
use crate::registry::verify::{Code, Finding, Report};
use crate::{Error, Result, registry};

/// Objects below the root that belong to the repository itself.
const OWN: [&str; 3] = ["butler.yaml", "registry/", "_probe/"];

/// Checks whether the stored repository `name` says what it must, to the depth of `level`: 0 the log, 1 every object and row of the registry, 2 the files of
/// the datasets (there, of the right size, and no others).
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
            Ok(butler) => butler.verify_files(surroundings, &mut report).await?,
            // What keeps it from opening is in the report.
            Err(_) if report.has_errors() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(report)
}

impl Butler {
    async fn verify_files(&self, surroundings: &Surroundings, report: &mut Report) -> Result<()> {
        let snapshot = self.registry.snapshot();
        let rows = snapshot.scan(self.registry.files(), table::DATASET, Scan::columns(&["files"]))?;
        let files = rows.map(|batch| batch.and_then(|batch| stored_files(&batch))).boxed();
        let is_own = |path: &str| OWN.iter().any(|own| path == *own || (own.ends_with('/') && path.starts_with(own)));
        let problems = check_files(&self.root, &*self.stores.ordinary, &surroundings.environment, files, is_own).await?;
        report.findings.extend(problems.into_iter().map(finding));
        let waiting = snapshot.table(table::TRASH)?.rows;
        if waiting > 0 {
            let detail = format!("{waiting} files wait to be deleted");
            report.findings.push(Finding { code: Code::Trash, object: "table `trash`".to_owned(), detail });
        }
        Ok(())
    }
}

/// The files that rows of the table of datasets name.
fn stored_files(batch: &RecordBatch) -> Result<Vec<FileCheck>> {
    let lists = column(batch, "files")?.as_list::<i32>();
    let mut files = Vec::new();
    for list in lists.iter().flatten() {
        let structs = list.as_struct();
        let part = |name: &str| structs.column_by_name(name).ok_or_else(|| Error::internal(format!("stored files have a `{name}`")));
        let (paths, sizes) = (part("path")?.as_string_view(), part("size_bytes")?.as_primitive::<Int64Type>());
        files.extend((0..structs.len()).map(|row| FileCheck {
            path: paths.value(row).to_owned(),
            size_bytes: sizes.is_valid(row).then(|| u64::try_from(sizes.value(row)).unwrap_or(0)),
        }));
    }
    Ok(files)
}

fn finding(problem: FileProblem) -> Finding {
    let (code, object, detail) = match problem {
        FileProblem::Missing { path } => (Code::ArtMissing, path, "it is not there".to_owned()),
        FileProblem::Size { path, expected, found } => (Code::ArtSize, path, format!("it has {found} bytes, not {expected}")),
        FileProblem::Path { path, reason } => (Code::ArtMissing, path, reason),
        FileProblem::Orphan { path } => (Code::Orphan, path, "no dataset names it".to_owned()),
    };
    Finding { code, object, detail }
}
