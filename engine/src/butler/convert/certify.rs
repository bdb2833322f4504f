//! When calibrations are valid, as the registry of their root tells.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::ConvertReport;
use super::groups::{Group, Item};
use super::sources::Source;
use crate::Result;
use crate::butler::Butler;
use crate::collections::{Collection, CollectionType};
use crate::datasets::{IdMode, dataset_id};
use crate::dimensions::Key;
use crate::exchange::gen2::{Cell, DETECTORS, Kind, Names, Repair, Row, Skipped, Sqlite, Valid, repair, span_of};
use crate::registry::Transaction;
use crate::time::Timespan;

impl Butler {
    /// Certifies the calibrations of all sources; a commit for each type.
    pub(super) async fn certify_all(&self, sources: &[Source], groups: &[Group], names: &Names, report: &mut ConvertReport) -> Result<()> {
        let mut repaired = Repair::default();
        for (number, source) in sources.iter().enumerate().filter(|(_, source)| source.kind == Kind::Calib) {
            let file = source.root.path.join("calibRegistry.sqlite3");
            let mut registry = match Sqlite::open(&file) {
                Ok(registry) => Some(registry),
                Err(error) => {
                    report.failed("calibRegistry.sqlite3", &error);
                    None
                }
            };
            let mut by_type: BTreeMap<&str, Vec<&Group>> = BTreeMap::new();
            for group in groups.iter().filter(|group| group.source == number && group.is_calibration()) {
                by_type.entry(&group.dataset_type.name).or_default().push(group);
            }
            for (name, groups) in by_type {
                let rows = match registry.as_mut().map(|registry| registry.calibrations(name)) {
                    Some(Ok(rows)) => rows,
                    Some(Err(error)) => {
                        report.failed(name, &error);
                        continue;
                    }
                    None => Vec::new(),
                };
                let spans = self.spans(source, name, &groups, &rows, &mut repaired, report);
                let Err(error) = self.certify_type(&names.calib(), &spans).await else {
                    report.certified += spans.values().map(|(_, ids)| ids.len()).sum::<usize>();
                    continue;
                };
                report.failed(&format!("validity of {name}"), &error);
            }
        }
        report.repaired = [repaired.gaps, repaired.overlaps];
        Ok(())
    }

    /// The repaired ranges of a type.
    fn spans(
        &self,
        source: &Source,
        name: &str,
        groups: &[&Group],
        rows: &[Row],
        repaired: &mut Repair,
        report: &mut ConvertReport,
    ) -> BTreeMap<(i64, i64), (Timespan, Vec<Uuid>)> {
        let mut used = vec![false; rows.len()];
        let mut by_date: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            by_date.entry(row.get("calibDate").map(Cell::text).unwrap_or_default()).or_default().push(index);
        }
        let mut ranges: BTreeMap<String, Vec<Valid<(Uuid, String)>>> = BTreeMap::new();
        for group in groups {
            for item in &group.items {
                let id = dataset_id(self.registry.context(), IdMode::DataIdTypeRun, name, &group.run, &item.data_id);
                let shown = item.path.strip_prefix(&source.root.path).unwrap_or(&item.path).display().to_string();
                let Some(date) = item.values.iter().find(|(key, _)| key == "calibDate").map(|(_, cell)| cell.text()) else {
                    let all = Valid { of: (id, shown), span: Timespan::from_ns(None, None) };
                    ranges.entry(item.data_id.to_string()).or_default().push(all);
                    continue;
                };
                let mut found: Vec<(String, String)> = Vec::new();
                for index in by_date.get(&date).into_iter().flatten().filter(|index| tells(&rows[**index], item)) {
                    used[*index] = true;
                    let text = |column: &str| rows[*index].get(column).map(Cell::text).unwrap_or_default();
                    let range = (text("validStart"), text("validEnd"));
                    if !found.contains(&range) {
                        found.push(range);
                    }
                }
                if found.is_empty() {
                    let reason = "it is in, but not certified: the registry has no row of the file";
                    Skipped::note(&mut report.skipped, name, reason, true, shown.clone());
                }
                for (begin, end) in found {
                    match span_of(&begin, &end) {
                        Ok(span) => ranges.entry(item.data_id.to_string()).or_default().push(Valid { of: (id, shown.clone()), span }),
                        Err(error) => {
                            let reason = format!("it is in, but not certified: {error}");
                            Skipped::note(&mut report.skipped, name, &reason, true, shown.clone());
                        }
                    }
                }
            }
        }
        for (row, _) in rows.iter().zip(used).filter(|(_, used)| !used) {
            let shown: Vec<String> =
                row.iter().filter(|(column, _)| *column != "id").map(|(column, cell)| format!("{column} {}", cell.text())).collect();
            Skipped::note(&mut report.skipped, name, "it is in the registry, and the file is not there", false, shown.join(", "));
        }
        let mut spans: BTreeMap<(i64, i64), (Timespan, Vec<Uuid>)> = BTreeMap::new();
        for valid in ranges.into_values() {
            let (good, bad) = repair(valid, repaired);
            for one in bad {
                let reason = "it is in, but not certified: its validity overlaps that of another by more than a day";
                Skipped::note(&mut report.skipped, name, reason, true, one.of.1);
            }
            for one in good {
                spans.entry(one.span.bounds_ns()).or_insert_with(|| (one.span, Vec::new())).1.push(one.of.0);
            }
        }
        spans
    }

    async fn certify_type(&self, calib: &str, spans: &BTreeMap<(i64, i64), (Timespan, Vec<Uuid>)>) -> Result<()> {
        if spans.is_empty() {
            return Ok(());
        }
        let mut transaction = Transaction::new("convert");
        if !self.registry.snapshot().collections().contains_key(calib) {
            transaction.register_collection(Collection::new(calib, CollectionType::Calibration)?);
        }
        for (span, ids) in spans.values() {
            transaction.certify(calib, ids.clone(), *span);
        }
        self.registry.commit(transaction).await?.version().map(drop)
    }
}

/// Columns that are compared where a file has them as keys.
const COMPARED: [&str; 4] = ["filter", "raftName", "detectorName", "path"];

/// Whether a row of the registry is of a dataset: the same detector, by its number or its name, and the same filter and path where the file has them.
fn tells(row: &Row, item: &Item) -> bool {
    let own = match item.data_id.get("detector") {
        Some(Key::Int(own)) => Some(own),
        _ => None,
    };
    let told = DETECTORS.iter().find_map(|column| row.get(*column)).and_then(Cell::int);
    let is_detector = own.zip(told).is_none_or(|(own, told)| *own == told);
    is_detector
        && COMPARED.iter().all(|column| {
            let own = item.values.iter().find(|(key, _)| key == column).map(|(_, cell)| cell.text());
            own.zip(row.get(*column).map(Cell::text)).is_none_or(|(own, told)| own == told)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dimensions::{DataId, LATEST, Universe};

    fn item(values: &[(&str, Cell)]) -> Item {
        let keys = vec![("instrument".to_owned(), Key::Text("I".to_owned())), ("detector".to_owned(), Key::Int(94))];
        let data_id = DataId::standardize(&Universe::shipped(LATEST).unwrap(), keys, None).unwrap();
        Item {
            data_id,
            path: std::path::PathBuf::new(),
            values: values.iter().map(|(key, cell)| ((*key).to_owned(), cell.clone())).collect(),
        }
    }

    fn row(cells: &[(&str, Cell)]) -> Row {
        cells.iter().map(|(column, cell)| ((*column).to_owned(), cell.clone())).collect()
    }

    #[test]
    fn a_row_is_of_a_file_whose_detector_is_told_by_a_name() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let named = item(&[("raftName", text("R22")), ("detectorName", text("S11"))]);
        assert!(tells(&row(&[("detector", Cell::Int(94))]), &named));
        assert!(!tells(&row(&[("detector", Cell::Int(95))]), &named));
        assert!(!tells(&row(&[("ccd", text("95"))]), &named));
        assert!(tells(&row(&[("raftName", text("R22")), ("detectorName", text("S11"))]), &named));
        assert!(!tells(&row(&[("raftName", text("R22")), ("detectorName", text("S12"))]), &named));
        assert!(tells(&row(&[("filter", text("NONE"))]), &named));
        assert!(!tells(&row(&[("filter", text("r"))]), &item(&[("filter", text("i"))])));
    }
}
