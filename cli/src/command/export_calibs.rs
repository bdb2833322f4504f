//! `butler export-calibs REPO DIRECTORY [COLLECTIONS]...`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use butler_engine::butler::{Butler, Calibs, CalibsReport};
use butler_engine::datastore::Mode;
use clap::{ArgAction, Args};

use super::conditions::split;
use super::transfer::Way;
use crate::arguments::Global;
use crate::output::{Align, Grid, cells};
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Export certified calibrations with their validity ranges, in the format that `import` reads
#[derive(Debug, Args)]
#[command(after_help = "The datasets that are certified are exported, with the collections that say when they are valid, and listed.\n\n\
    Examples:\n  butler export-calibs repo calibs HSC/calib -t copy\n  butler export-calibs repo s3://bucket/calibs 'HSC/calib*' -d bias,dark -t auto")]
pub struct ExportCalibs {
    /// Path, URI or alias of a repository
    repo: String,
    /// Folder or URI of the export; it must not exist
    directory: String,
    /// Names and patterns of CALIBRATION collections and chains of them [default: all]
    collections: Vec<String>,
    /// Names and patterns of dataset types to export (repeatable) [default: all calibrations]
    #[arg(short, long, value_name = "GLOB", action = ArgAction::Append)]
    dataset_type: Vec<String>,
    /// How the files come into DIRECTORY
    #[arg(short, long, value_enum, value_name = "MODE", default_value_t = Way::Auto)]
    transfer: Way,
}

impl ExportCalibs {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let transfer = Some(self.transfer.mode()).filter(|mode| *mode != Mode::Direct);
        if transfer == Some(Mode::Move) {
            return Err(Failure::usage("an export moves no files: the repository needs them", "`-t auto` or `-t copy` brings them along"));
        }
        let options =
            Calibs { collections: split(&self.collections), dataset_types: split(&self.dataset_type), transfer, directory: self.directory };
        let exported = runtime::run(async {
            let surroundings = surroundings();
            Ok(Butler::open(&self.repo, &surroundings).await?.export_calibs(&options, &surroundings).await?)
        })?;
        if !exported.datasets.is_empty() {
            printer.bytes(shown(&exported)?.as_bytes())?;
        }
        for name in &exported.left_out {
            printer.warn(format!("chain `{name}` is not in the export: not all of its children are"));
        }
        let report = &exported.report;
        let files = if report.files > 0 { format!(", {}", counted(report.files, "file")) } else { String::new() };
        let (datasets, ranges) = (counted(report.datasets, "dataset"), counted(report.associations, "validity range"));
        printer.say(format!("exported {}, {datasets}, {ranges}{files}", counted(report.collections, "collection")));
        Ok(ExitCode::SUCCESS)
    }
}

/// The datasets with the dimensions of all their types; empty where a type has not that dimension.
fn shown(exported: &CalibsReport) -> Result<String, Failure> {
    let dimensions: BTreeSet<&str> = exported.datasets.iter().flat_map(|one| one.dataset_type.dimensions.names()).collect();
    let mut columns: Vec<(&str, Vec<String>)> =
        ["calibrationType", "run"].into_iter().chain(dimensions).map(|name| (name, Vec::new())).collect();
    for one in &exported.datasets {
        let order: Vec<String> = one.dataset_type.dimensions.data_id_keys().map(str::to_owned).collect();
        let rows = one.rows.sorted(&order)?;
        let schema = rows.batch().schema();
        for (name, values) in &mut columns {
            values.extend(match (*name, schema.field_with_name(name)) {
                ("calibrationType", _) => vec![one.dataset_type.name.clone(); rows.len()],
                (_, Ok(field)) => cells(field, rows.column(name)?)?,
                (_, Err(_)) => vec![String::new(); rows.len()],
            });
        }
    }
    let mut text = String::new();
    let grid = columns.into_iter().fold(Grid::new(Align::Left), |grid, (name, values)| grid.column(name, values));
    grid.push(&mut text);
    Ok(text)
}
