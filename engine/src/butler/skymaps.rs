//! Skymaps come into a repository.

use arrow::compute::concat_batches;
use butler_observatory::skymap::{SkyMap, from_settings, read_settings};
use bytes::Bytes;

use super::records::scan_records;
use super::{Butler, Disassembly, PutOptions, Wanted};
use crate::datasets::{DatasetType, IdMode};
use crate::datastore::Mode;
use crate::dimensions::{Key, Value};
use crate::observatory::skymap::records;
use crate::registry::Transaction;
use crate::registry::transaction::OnConflict;
use crate::{Error, Result};

/// The run that skymaps are in.
pub const SKYMAPS_RUN: &str = "skymaps";
const DATASET_TYPE: &str = "skyMap";
const FORMATTER: &str = "lsst.daf.butler.formatters.json.JsonFormatter";

impl Butler {
    /// A skymap that is stored, in our form or as a pickle, of which only the text of the settings is read.
    ///
    /// # Errors
    /// There is none of the name, or its settings can't be read.
    pub async fn stored_skymap(&self, name: &str) -> Result<SkyMap> {
        let data_id = vec![("skymap".to_owned(), Key::Text(name.to_owned()))];
        let wanted = Wanted { dataset_type: DATASET_TYPE.to_owned(), data_id, collections: Vec::new(), timespan: None, as_of: None };
        let found = self.find(&wanted).await?;
        let content = self.get(&found).await?;
        Ok(from_settings(name, &read_settings(&found.to_string(), &content.bytes)?)?)
    }

    /// Registers a skymap with its tracts and patches, and stores its settings as a dataset; whether it is new.
    ///
    /// # Errors
    /// Another skymap has the name, or the skymap has another name already.
    pub async fn register_skymap(&self, name: &str, skymap: &SkyMap) -> Result<bool> {
        self.registry.refresh().await?;
        let queries = self.queries(None).await?;
        let universe = queries.snapshot().universe.clone();
        let hash = Value::Bytes(skymap.sha1().to_vec());
        for known in scan_records(&queries, "skymap").await? {
            let is_same = known.get("hash") == Some(&hash);
            let has_name = known.get("name") == Some(&Value::Text(name.to_owned()));
            match (has_name, is_same) {
                (true, true) => return Ok(false),
                (true, false) => {
                    return Err(Error::Conflict {
                        what: "skymap",
                        name: name.to_owned(),
                        reason: "it is there with other settings".to_owned(),
                    });
                }
                (false, true) => {
                    let other = known.get("name").map(Value::to_string).unwrap_or_default();
                    return Err(Error::Conflict {
                        what: "skymap",
                        name: name.to_owned(),
                        reason: format!("the same one is there as {other}"),
                    });
                }
                (false, false) => {}
            }
        }
        let mut transaction = Transaction::new("register-skymap");
        let mut parts = records(&universe, name, skymap)?.into_iter().peekable();
        while let Some((element, rows)) = parts.next() {
            let mut batches = vec![rows];
            while let Some((_, rows)) = parts.next_if(|(next, _)| next.name == element.name) {
                batches.push(rows);
            }
            transaction.insert_records(&element.name, concat_batches(&element.schema, &batches)?, OnConflict::Fail);
        }
        if !queries.snapshot().dataset_types().contains_key(DATASET_TYPE) {
            transaction.register_dataset_type(DatasetType::new(DATASET_TYPE, universe.conform(["skymap"])?, "SkyMap")?);
        }
        self.registry.commit(transaction).await?.version()?;
        let options = PutOptions {
            dataset_type: DATASET_TYPE.to_owned(),
            run: SKYMAPS_RUN.to_owned(),
            mode: Mode::Copy,
            ids: IdMode::DataIdTypeRun,
            formatter: Some(FORMATTER.into()),
            disassembly: Disassembly::Never,
        };
        let text = format!("{:#}\n", skymap.to_json());
        self.put_bytes(&options, vec![("skymap".to_owned(), Key::Text(name.to_owned()))], Bytes::from(text), ".json").await?;
        Ok(true)
    }
}
