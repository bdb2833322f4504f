//! The commands, one file each: its arguments with their help, and the call.

mod associate;
mod certify_calibrations;
mod checkpoint;
mod collection_chain;
mod compact;
mod completions;
mod conditions;
mod config_dump;
mod config_validate;
mod convert;
mod create;
mod cutout;
mod dataset;
mod define_visits;
mod demo;
mod doctor;
mod empty_trash;
mod export;
mod export_calibs;
mod export_hats;
mod get;
mod imagery;
mod import;
mod ingest_files;
mod ingest_raws;
mod ingest_zip;
mod inspect;
mod log;
mod make_discrete_skymap;
mod man;
mod migrate;
mod plot;
mod prune_collection;
mod prune_datasets;
mod put;
mod query_collections;
mod query_data_ids;
mod query_dataset_types;
mod query_datasets;
mod query_dimension_records;
mod register_dataset_type;
mod register_instrument;
mod register_skymap;
mod remove_collections;
mod remove_dataset_type;
mod remove_runs;
mod restore;
mod retrieve_artifacts;
mod selection;
mod sql;
mod table;
mod task_settings;
mod transfer;
mod transfer_datasets;
mod translate_header;
mod uri;
mod vacuum;
mod verify;
mod write_curated_calibrations;

use std::process::ExitCode;

use clap::Subcommand;

use crate::arguments::Global;
use crate::{Failure, Printer};

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Create(create::Create),
    RegisterInstrument(register_instrument::RegisterInstrument),
    IngestRaws(ingest_raws::IngestRaws),
    RegisterSkymap(register_skymap::RegisterSkymap),
    MakeDiscreteSkymap(make_discrete_skymap::MakeDiscreteSkymap),
    DefineVisits(define_visits::DefineVisits),
    WriteCuratedCalibrations(write_curated_calibrations::WriteCuratedCalibrations),
    Convert(convert::Convert),
    Import(import::Import),
    Migrate(migrate::Migrate),
    Export(export::Export),
    ExportCalibs(export_calibs::ExportCalibs),
    ExportHats(export_hats::ExportHats),
    Put(put::Put),
    Get(get::Get),
    Uri(uri::Uri),
    IngestFiles(ingest_files::IngestFiles),
    IngestZip(ingest_zip::IngestZip),
    RetrieveArtifacts(retrieve_artifacts::RetrieveArtifacts),
    TransferDatasets(transfer_datasets::TransferDatasets),
    PruneCollection(prune_collection::PruneCollection),
    PruneDatasets(prune_datasets::PruneDatasets),
    RemoveRuns(remove_runs::RemoveRuns),
    EmptyTrash(empty_trash::EmptyTrash),
    Restore(restore::Restore),
    QueryCollections(query_collections::QueryCollections),
    QueryDatasetTypes(query_dataset_types::QueryDatasetTypes),
    QueryDatasets(query_datasets::QueryDatasets),
    QueryDataIds(query_data_ids::QueryDataIds),
    QueryDimensionRecords(query_dimension_records::QueryDimensionRecords),
    Associate(associate::Associate),
    CertifyCalibrations(certify_calibrations::CertifyCalibrations),
    DecertifyCalibrations(certify_calibrations::DecertifyCalibrations),
    CollectionChain(collection_chain::CollectionChain),
    RegisterDatasetType(register_dataset_type::RegisterDatasetType),
    RemoveDatasetType(remove_dataset_type::RemoveDatasetType),
    RemoveCollections(remove_collections::RemoveCollections),
    ConfigDump(config_dump::ConfigDump),
    ConfigValidate(config_validate::ConfigValidate),
    Sql(sql::Sql),
    Table(table::Table),
    Inspect(inspect::Inspect),
    TranslateHeader(translate_header::TranslateHeader),
    Cutout(cutout::Cutout),
    Plot(plot::Plot),
    Log(log::Log),
    Verify(verify::Verify),
    Compact(compact::Compact),
    Checkpoint(checkpoint::Checkpoint),
    Vacuum(vacuum::Vacuum),
    Doctor(doctor::Doctor),
    Demo(demo::Demo),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// Does it.
    pub fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        match self {
            Command::Create(command) => command.run(global, printer),
            Command::RegisterInstrument(command) => command.run(global, printer),
            Command::IngestRaws(command) => command.run(global, printer),
            Command::RegisterSkymap(command) => command.run(global, printer),
            Command::MakeDiscreteSkymap(command) => command.run(global, printer),
            Command::DefineVisits(command) => command.run(global, printer),
            Command::WriteCuratedCalibrations(command) => command.run(global, printer),
            Command::Convert(command) => command.run(global, printer),
            Command::Import(command) => command.run(global, printer),
            Command::Migrate(command) => command.run(global, printer),
            Command::Export(command) => command.run(global, printer),
            Command::ExportCalibs(command) => command.run(global, printer),
            Command::ExportHats(command) => command.run(global, printer),
            Command::Put(command) => command.run(global, printer),
            Command::Get(command) => command.run(global, printer),
            Command::Uri(command) => command.run(global, printer),
            Command::IngestFiles(command) => command.run(global, printer),
            Command::IngestZip(command) => command.run(global, printer),
            Command::RetrieveArtifacts(command) => command.run(global, printer),
            Command::TransferDatasets(command) => command.run(global, printer),
            Command::PruneCollection(command) => command.run(global, printer),
            Command::PruneDatasets(command) => command.run(global, printer),
            Command::RemoveRuns(command) => command.run(global, printer),
            Command::EmptyTrash(command) => command.run(global, printer),
            Command::Restore(command) => command.run(global, printer),
            Command::QueryCollections(command) => command.run(global, printer),
            Command::QueryDatasetTypes(command) => command.run(global, printer),
            Command::QueryDatasets(command) => command.run(global, printer),
            Command::QueryDataIds(command) => command.run(global, printer),
            Command::QueryDimensionRecords(command) => command.run(global, printer),
            Command::Associate(command) => command.run(global, printer),
            Command::CertifyCalibrations(command) => command.run(global, printer),
            Command::DecertifyCalibrations(command) => command.run(global, printer),
            Command::CollectionChain(command) => command.run(global, printer),
            Command::RegisterDatasetType(command) => command.run(global, printer),
            Command::RemoveDatasetType(command) => command.run(global, printer),
            Command::RemoveCollections(command) => command.run(global, printer),
            Command::ConfigDump(command) => command.run(global, printer),
            Command::ConfigValidate(command) => command.run(global, printer),
            Command::Sql(command) => command.run(global, printer),
            Command::Table(command) => command.run(printer),
            Command::Inspect(command) => command.run(printer),
            Command::TranslateHeader(command) => command.run(printer),
            Command::Cutout(command) => command.run(global, printer),
            Command::Plot(command) => command.run(global, printer),
            Command::Log(command) => command.run(global, printer),
            Command::Verify(command) => command.run(global, printer),
            Command::Compact(command) => command.run(global, printer),
            Command::Checkpoint(command) => command.run(global, printer),
            Command::Vacuum(command) => command.run(global, printer),
            Command::Doctor(command) => command.run(printer),
            Command::Demo(command) => command.run(printer),
            Command::Completions(command) => command.run(printer),
            Command::Man(command) => command.run(printer),
        }
    }
}
