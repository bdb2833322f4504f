//! The skymaps of coadds: files of which the settings are read as data, and the names that they have here.

use butler_observatory::skymap::{SkyMap, from_settings, read_settings};

use super::sources::Source;
use super::{ConvertOptions, ConvertReport};
use crate::butler::Butler;
use crate::butler::records::scan_records;
use crate::dimensions::Value;
use crate::exchange::gen2::SkyMaps;
use crate::{Error, Result};

impl Butler {
    /// The skymaps of all sources by their dataset types, and those that are to be registered. A skymap has the name that is given with its configuration, that
    /// under which the repository knows it, else that of its dataset type.
    pub(super) async fn skymaps_of(
        &self,
        sources: &[Source],
        options: &ConvertOptions,
        report: &mut ConvertReport,
    ) -> Result<(SkyMaps, Vec<(String, SkyMap)>)> {
        let queries = self.queries(None).await?;
        let mut known = Vec::new();
        for record in scan_records(&queries, "skymap").await? {
            if let (Some(Value::Text(name)), Some(Value::Bytes(hash))) = (record.get("name"), record.get("hash")) {
                known.push((name.clone(), hash.clone()));
            }
        }
        let mut skymaps = SkyMaps::default();
        let mut new: Vec<(String, SkyMap)> = Vec::new();
        for (dataset_type, path) in sources.iter().flat_map(|source| &source.planned.skymaps) {
            let name = path.display().to_string();
            let read = std::fs::read(path).map_err(|source| Error::Io { doing: "read", location: name.clone(), source });
            let skymap = read.and_then(|bytes| Ok(from_settings(&name, &read_settings(&name, &bytes)?)?));
            let skymap = match skymap {
                Ok(skymap) => skymap,
                Err(error) => {
                    report.failed(&format!("{dataset_type} {name}"), &error);
                    continue;
                }
            };
            let hash = skymap.sha1();
            let is_given = options.skymap.as_ref().is_none_or(|given| given.sha1() == hash);
            let here = known.iter().find(|(_, other)| *other == hash).map(|(name, _)| name.clone());
            let called = here.or_else(|| options.skymap_name.clone().filter(|_| is_given)).unwrap_or_else(|| dataset_type.clone());
            if !new.iter().any(|(name, _)| *name == called) {
                new.push((called.clone(), skymap.clone()));
            }
            skymaps.add(dataset_type, called, skymap);
        }
        if let Some(name) = options.skymap_name.as_ref().filter(|_| skymaps.iter().next().is_none()) {
            let skymap = match &options.skymap {
                Some(given) => given.clone(),
                None => self.stored_skymap(name).await?,
            };
            new.push((name.clone(), skymap.clone()));
            skymaps.add("deepCoadd_skyMap", name.clone(), skymap);
        }
        Ok((skymaps, new))
    }
}
