//! Calibrations whose paths only the registry knows, a file for all detectors: `%(path)s[%(extension)d]`.
//!
//! Their rows tell `path`, `extension` (the detectors of a file, counted from 1), `ccdNum` (how many a file has), `filter` and when a file is valid. They have
//! no `calibDate`: the first begin of the validity of a file stands for it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::coming::{Coming, Skipped};
use super::mapper::Type;
use super::registry::Row;
use super::template::{Cell, Values};
use crate::datastore::check;

/// Keys that a file has, as templates of other cameras name them.
pub(super) const KEYS: [&str; 2] = ["ccd", "calibDate"];
/// What may follow the name of a file.
const COMPRESSED: [&str; 3] = ["", ".fz", ".gz"];

/// Rows as those of other cameras are: with `ccd` and `calibDate`.
pub(super) fn completed(mut rows: Vec<Row>) -> Vec<Row> {
    let mut first: HashMap<String, Cell> = HashMap::new();
    for row in &rows {
        if let (Some(path), Some(begin)) = (row.get("path"), row.get("validStart")) {
            let known = first.entry(path.text()).or_insert_with(|| begin.clone());
            if begin.text() < known.text() {
                *known = begin.clone();
            }
        }
    }
    for row in rows.iter_mut() {
        let Some(path) = row.get("path").map(Cell::text) else { continue };
        if let Some(begin) = first.get(&path) {
            row.entry("calibDate".to_owned()).or_insert_with(|| begin.clone());
        }
        if let Some(extension) = row.get("extension").and_then(Cell::int) {
            row.entry("ccd".to_owned()).or_insert(Cell::Int(extension - 1));
        }
    }
    rows
}

/// The files of a type: one for each file and detector, however often it is valid. What can't be told or is not there is noted.
pub(super) fn coming(root: &Path, of: &Type, rows: &[Row], skipped: &mut Vec<Skipped>) -> Vec<Coming> {
    let mut found: BTreeMap<(String, i64), Coming> = BTreeMap::new();
    let mut absent = Vec::new();
    for row in rows {
        let number = |column: &str| row.get(column).and_then(Cell::int);
        let (Some(path), Some(extension)) = (row.get("path").map(Cell::text), number("extension")) else {
            let shown = format!("{row:?}");
            Skipped::note(skipped, &of.name, "its row has no `path` or no `extension`", true, shown);
            continue;
        };
        // A registry comes from elsewhere: no file is taken from outside of the root.
        if let Err(error) = check(&path) {
            Skipped::note(skipped, &of.name, "its path is none below the root", true, error.to_string());
            continue;
        }
        let Some(full) = COMPRESSED.iter().map(|end| root.join(format!("{path}{end}"))).find(|full| full.is_file()) else {
            absent.push(format!("{path}[{extension}]"));
            continue;
        };
        if number("ccdNum").is_some_and(|count| extension > count) {
            Skipped::note(skipped, &of.name, "its file has fewer detectors", false, format!("{path}[{extension}]"));
            continue;
        }
        let wanted = KEYS.iter().copied().chain(["filter", "path"]);
        let values: Values = wanted.filter_map(|key| Some((key.to_owned(), row.get(key)?.clone()))).collect();
        found.entry((path, extension)).or_insert(Coming { path: full, values, is_plain: true });
    }
    // Of a type that has files the rows that none of them fits are told when they are certified.
    if found.is_empty() {
        absent
            .into_iter()
            .for_each(|name| Skipped::note(skipped, &of.name, "it is in the registry, and the file is not there", false, name));
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::gen2::template::Template;

    #[test]
    fn the_first_begin_of_a_file_is_its_date() {
        let row = |path: &str, extension: i64, begin: &str| {
            let cells =
                [("path", Cell::Text(path.to_owned())), ("extension", Cell::Int(extension)), ("validStart", Cell::Text(begin.to_owned()))];
            cells.map(|(name, cell)| (name.to_owned(), cell)).into_iter().collect::<Row>()
        };
        let rows = completed(vec![row("a", 1, "2003-06-20T00:00:00"), row("a", 36, "2003-05-30T00:00:00"), row("b", 1, "2004-01-01")]);
        let told: Vec<String> = rows.iter().map(|row| format!("{} {}", row["ccd"].text(), row["calibDate"].text())).collect();
        assert_eq!(told, ["0 2003-05-30T00:00:00", "35 2003-05-30T00:00:00", "0 2004-01-01"]);
    }

    #[test]
    fn no_file_outside_of_the_root_comes_whatever_the_registry_says() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("CALIB");
        std::fs::create_dir(&root).unwrap();
        let outside = folder.path().join("secret.fits");
        [&outside, &root.join("own.fits")].iter().for_each(|path| std::fs::write(path, "x").unwrap());
        let row = |path: &str| -> Row {
            [("path".to_owned(), Cell::Text(path.to_owned())), ("extension".to_owned(), Cell::Int(1))].into_iter().collect()
        };
        let rows = ["../secret.fits", outside.to_str().unwrap(), "own.fits"].map(row);
        let of = Type {
            name: "bias".to_owned(),
            template: Template::parse("%(path)s").unwrap(),
            class: String::new(),
            storage_class: None,
            is_ignored: false,
            has_filter: false,
        };
        let mut skipped = Vec::new();
        let found: Vec<_> = coming(&root, &of, &rows, &mut skipped).into_iter().map(|coming| coming.path).collect();
        assert_eq!(found, [root.join("own.fits")]);
        assert_eq!((skipped.len(), skipped[0].count, skipped[0].is_failure), (1, 2, true), "{skipped:?}");
    }
}
