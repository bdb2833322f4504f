//! `butler ingest-files REPO TYPE RUN TABLE`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use butler_engine::Error;
use butler_engine::butler::{Butler, Disassembly, GivenId, NewFile, PutOptions, given};
use butler_engine::context::Progress;
use butler_engine::context::stores::Location;
use butler_engine::datasets::IdMode;
use clap::{ArgAction, Args};
use hashbrown::HashMap;
use smallvec::smallvec;

use super::dataset::{data_id, key_of};
use super::transfer::Transfer;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

mod rows;

/// Store the files of a table as datasets
#[derive(Debug, Args)]
#[command(
    after_help = "TABLE is CSV, ECSV, or columns between blanks, with a header: the first column is the file, the others are the data ID. A file may stand in \
    several rows; it then holds several datasets. All are ingested or none.\n\n\
    Examples:\n  butler ingest-files repo raw HSC/raw/all raws.csv -t direct --data-id instrument=HSC\n  \
    butler ingest-files repo calexp u/me/run table.ecsv --prefix s3://bucket/files --id-generation-mode dataid_type_run"
)]
pub struct IngestFiles {
    /// Path, URI or alias of a repository
    repo: String,
    /// Name of the dataset type
    #[arg(value_name = "TYPE")]
    dataset_type: String,
    /// The RUN collection; made if it does not exist
    run: String,
    /// The table
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// What reads the files, as the Science Pipelines call it [default: that of the storage class]
    #[arg(long, value_name = "NAME")]
    formatter: Option<String>,
    /// How the datasets get their UUIDs: unique, dataid_type or dataid_type_run
    #[arg(long, value_name = "MODE", default_value = "unique")]
    id_generation_mode: IdMode,
    /// Values of the data ID that are the same for all (repeatable)
    #[arg(long, value_name = "KEY=VALUE", value_delimiter = ',', action = ArgAction::Append)]
    data_id: Vec<String>,
    /// Folder or URI that relative paths are relative to [default: the working folder]
    #[arg(long, value_name = "PREFIX")]
    prefix: Option<String>,
    /// Record the sizes of the files; this is always done
    #[arg(long)]
    track_file_attrs: bool,
    #[command(flatten)]
    transfer: Transfer,
}

impl IngestFiles {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let name = self.table.display().to_string();
        let text = std::fs::read_to_string(&self.table).map_err(|source| Error::Io { doing: "read", location: name.clone(), source })?;
        let files = self.files(rows::parse(&name, &text)?)?;
        // A table of a million files is large.
        drop(text);
        let options = PutOptions {
            dataset_type: self.dataset_type,
            run: self.run,
            mode: self.transfer.mode(),
            ids: self.id_generation_mode,
            formatter: self.formatter,
            disassembly: Disassembly::Never,
        };
        let report = runtime::run(async {
            let surroundings = surroundings();
            let progress = Progress::default();
            let butler = Butler::open(&self.repo, &surroundings).await?.watched(&progress);
            Ok(printer.watched(&progress, "files in place", butler.put(&options, files)).await?)
        })?;
        printer.say(format!("{} ingested: version {}", counted(report.ids.len() as u64, "dataset"), report.version));
        Ok(ExitCode::SUCCESS)
    }

    /// Each file once, with its data IDs.
    fn files(&self, mut table: rows::Table<'_>) -> Result<Vec<NewFile>, Failure> {
        let fixed = given(data_id(&self.data_id)?);
        let names: Vec<Arc<str>> = table.names.iter().skip(1).map(|name| name.as_ref().into()).collect();
        let mut files: Vec<NewFile> = Vec::with_capacity(table.most_rows);
        let mut places: HashMap<Cow<'_, str>, usize> = HashMap::with_capacity(table.most_rows);
        while let Some(row) = table.next()? {
            let mut row = row.into_iter();
            let Some(file) = row.next() else { continue };
            let mut keys = GivenId::with_capacity(fixed.len() + row.len());
            keys.extend_from_slice(&fixed);
            keys.extend(names.iter().zip(row).map(|(name, value)| (name.clone(), key_of(&value))));
            match places.get(&file).and_then(|place| files.get_mut(*place)) {
                Some(known) => known.data_ids.push(keys),
                None => {
                    files.push(NewFile { from: self.location(&file)?, data_ids: smallvec![keys] });
                    places.insert(file, files.len() - 1);
                }
            }
        }
        Ok(files)
    }

    fn location(&self, file: &str) -> Result<Location, Failure> {
        Ok(match &self.prefix {
            Some(prefix) if !file.contains("://") && !Path::new(file).is_absolute() => Location::parse(prefix)?.join(file)?,
            _ => Location::parse(file)?,
        })
    }
}
