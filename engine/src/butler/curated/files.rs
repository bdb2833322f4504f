//! Which files are curated calibrations of an instrument, and what is made for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use butler_observatory::Instrument;
use butler_observatory::curated::{self, Curve, Place, product};
use butler_observatory::instrument::Content;
use futures::{StreamExt, TryStreamExt};

use super::{Butler, CuratedOptions, CuratedReport, DateNames, Wanted, spans};
use crate::context::stores::Location;
use crate::datastore::{Known, Origin, PARALLEL};
use crate::dimensions::Key;
use crate::time::Timespan;
use crate::{Error, Result};

const JSON: &str = "lsst.daf.butler.formatters.json.JsonFormatter";
const FORMATTERS: [(&str, &str); 5] = [
    (".ecsv", "lsst.daf.butler.formatters.astropyTable.AstropyTableFormatter"),
    (".yaml", "lsst.daf.butler.formatters.yaml.YamlFormatter"),
    (".json", JSON),
    (".pkl", "lsst.daf.butler.formatters.pickle.PickleFormatter"),
    (".pickle", "lsst.daf.butler.formatters.pickle.PickleFormatter"),
];

/// What reads a file, by the name under which the Science Pipelines know it.
pub(super) fn formatter(name: &str) -> &'static str {
    let known = FORMATTERS.iter().find(|(ending, _)| name.ends_with(ending));
    known.map_or("lsst.obs.base.formatters.fitsGeneric.FitsGenericFormatter", |(_, formatter)| formatter)
}

/// A folder for files that are made here; it goes with this value.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new(butler: &Butler) -> Result<Scratch> {
        let folder = std::env::temp_dir().join(format!("butler-curated-{}", butler.registry.context().ids.uuid4()));
        std::fs::create_dir(&folder).map_err(|source| Error::Io { doing: "create", location: folder.display().to_string(), source })?;
        Ok(Scratch(folder))
    }

    fn write(&self, name: &str, text: &str) -> Result<Origin> {
        let path = self.0.join(name);
        std::fs::write(&path, text).map_err(|source| Error::Io { doing: "write", location: path.display().to_string(), source })?;
        Ok(Location::of_path(path).into())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The files of a folder by their paths below it.
type Listed = BTreeMap<String, Location>;

/// What the validity ranges of files must not overlap in: dataset type, detector, filter.
type Series<'a> = (&'a str, Option<i64>, Option<&'a str>);

impl Butler {
    /// All calibrations that are to be in the repository. `calib` begins the names of runs.
    pub(super) async fn curated(
        &self,
        instrument: &Instrument,
        options: &CuratedOptions,
        calib: &str,
        scratch: &Scratch,
        report: &mut CuratedReport,
    ) -> Result<Vec<Wanted>> {
        let unbounded = format!("{calib}/unbounded");
        let mut wanted = Vec::new();
        if instrument.camera.is_some() {
            wanted.push(Wanted {
                of: curated::CuratedType {
                    name: "camera".to_owned(),
                    dimensions: vec!["instrument".to_owned()],
                    storage_class: "Camera".to_owned(),
                },
                run: unbounded.clone(),
                data_id: vec![("instrument", Key::Text(instrument.name.clone()))],
                span: Timespan::new(None, None),
                from: scratch.write("camera.json", &instrument.camera_json)?,
            });
        }
        let Some(folder) = &options.folder else { return Ok(wanted) };
        let listed = self.listed(folder, &instrument.curated.folder).await?;
        let before = wanted.len();
        let used = self.unbounded(instrument, &listed, &unbounded, scratch, &mut wanted, report).await?;
        self.dated(instrument, &listed, options, calib, &mut wanted).await?;
        if wanted.len() == before {
            let reason = format!("it has no calibrations of {} in the standard layout", instrument.name);
            return Err(Error::invalid("folder of curated calibrations", folder, reason)
                .with_hint("they are files like `defects/DETECTOR/19700101T000000.ecsv`; older layouts, as CFHT's `defects/VERSION/ccd00.fits`, are not read"));
        }
        let entries: BTreeSet<&str> = listed.keys().filter_map(|path| path.split('/').next()).collect();
        let known = |entry: &str| curated::standard_types().iter().any(|known| entry == known.name);
        report.passed_over = entries.into_iter().filter(|entry| !known(entry) && !used.contains(*entry)).map(str::to_owned).collect();
        Ok(wanted)
    }

    /// The files of the folder, or of the instrument's folder in it.
    async fn listed(&self, folder: &str, own: &str) -> Result<Listed> {
        let found = self.find_files(folder, &|_| true).await?;
        let root = Location::parse(folder)?.to_string();
        let root = root.trim_end_matches('/');
        let below = |file: &Location| Some(file.to_string().strip_prefix(root)?.trim_start_matches('/').to_owned());
        let listed: Listed = found.into_iter().filter_map(|file| Some((below(&file)?, file))).collect();
        let prefix = format!("{own}/");
        let is_package = listed.keys().any(|path| path.starts_with(&prefix));
        if !is_package {
            return Ok(listed);
        }
        Ok(listed.into_iter().filter_map(|(path, file)| Some((path.strip_prefix(&prefix)?.to_owned(), file))).collect())
    }

    async fn bytes(&self, file: &Location) -> Result<bytes::Bytes> {
        self.datastore.carrier().read(&file.clone().into(), &Known::default()).await
    }

    /// What is valid for ever; the entries of the folder that were used.
    async fn unbounded(
        &self,
        instrument: &Instrument,
        listed: &Listed,
        run: &str,
        scratch: &Scratch,
        wanted: &mut Vec<Wanted>,
        report: &mut CuratedReport,
    ) -> Result<BTreeSet<String>> {
        let mut used = BTreeSet::new();
        for (number, one) in instrument.curated.unbounded.iter().enumerate() {
            let paths: Vec<&String> = match &one.content {
                Content::File(path) => vec![path],
                Content::Curves(curves) => curves.iter().map(|(path, _)| path).collect(),
            };
            if !paths.iter().all(|path| listed.contains_key(path.as_str())) {
                *report.missing.entry(one.of.name.clone()).or_default() += 1;
                continue;
            }
            used.extend(paths.iter().filter_map(|path| path.split('/').next()).map(str::to_owned));
            let from: Origin = match &one.content {
                Content::File(path) => listed[path].clone().into(),
                Content::Curves(curves) => {
                    let mut read = Vec::new();
                    for (path, angstrom) in curves {
                        let bytes = self.bytes(&listed[path]).await?;
                        read.push(Curve::parse(path, &String::from_utf8_lossy(&bytes), *angstrom)?);
                    }
                    let mut meta = vec![("INSTRUME", instrument.name.clone()), ("OBSTYPE", one.of.name.clone())];
                    meta.extend(one.filter.iter().map(|filter| ("FILTER", filter.clone())));
                    meta.push(("SOURCE", curves.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(" ")));
                    scratch.write(&format!("{number}.ecsv"), &product(&read).to_ecsv(&meta))?
                }
            };
            let mut data_id = vec![("instrument", Key::Text(instrument.name.clone()))];
            data_id.extend(one.filter.iter().map(|filter| ("physical_filter", Key::Text(filter.clone()))));
            let (of, span) = (one.of.clone(), Timespan::new(None, None));
            let whole = Wanted { of, run: run.to_owned(), data_id, span, from };
            if one.of.has("detector") {
                // One for all of them.
                wanted.extend(instrument.detectors.iter().map(|detector| {
                    let mut each = whole.clone();
                    each.data_id.push(("detector", Key::Int(detector.id)));
                    each
                }));
            } else {
                wanted.push(whole);
            }
        }
        Ok(used)
    }

    /// The files of the standard layout, checked.
    async fn dated(
        &self,
        instrument: &Instrument,
        listed: &Listed,
        options: &CuratedOptions,
        calib: &str,
        wanted: &mut Vec<Wanted>,
    ) -> Result<()> {
        let mut found: Vec<(Place, &String, &Location)> = Vec::new();
        for (path, file) in listed {
            found.extend(curated::place(instrument, path)?.map(|place| (place, path, file)));
        }
        let checked: Vec<String> = futures::stream::iter(&found)
            .map(|(place, path, file)| async move {
                let bytes = self.bytes(file).await?;
                Ok::<String, Error>(curated::check(instrument, place, path, &bytes).await?)
            })
            .buffered(PARALLEL)
            .try_collect()
            .await?;
        // By data ID, in the order of their dates.
        let mut series: BTreeMap<Series<'_>, BTreeMap<&str, usize>> = BTreeMap::new();
        for (number, (place, path, _)) in found.iter().enumerate() {
            let of = series.entry((&place.of.name, place.detector, place.filter.as_deref())).or_default();
            if let Some(other) = of.insert(&place.date, number) {
                let reason = format!("`{}` is of the same date", found[other].1);
                return Err(Error::invalid("curated calibration", path.as_str(), reason));
            }
        }
        for of in series.into_values() {
            let dates: Vec<String> = of.keys().map(|date| (*date).to_owned()).collect();
            for (span, number) in spans(&dates)?.into_iter().zip(of.into_values()) {
                let (place, _, file) = &found[number];
                let mut data_id = vec![("instrument", Key::Text(instrument.name.clone()))];
                data_id.extend(place.detector.map(|detector| ("detector", Key::Int(detector))));
                data_id.extend(place.filter.iter().map(|filter| ("physical_filter", Key::Text(filter.clone()))));
                let date = &checked[number];
                let name = match options.dates {
                    DateNames::Extended => date.clone(),
                    DateNames::Basic => format!("{}Z", date.replace(['-', ':'], "")),
                };
                let run = format!("{calib}/curated/{name}");
                wanted.push(Wanted { of: place.of.clone(), run, data_id, span, from: (*file).clone().into() });
            }
        }
        Ok(())
    }
}
