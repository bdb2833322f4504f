//! Catalogs as tables of SQL where their files are in a bucket.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{Float64Array, Int64Array, RecordBatch};
use butler_tests::s3::Server;
use butler_tests::sandbox::Sandbox;
use butler_tests::{data, sources};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use uuid::Uuid;

/// Rows of a row group of the file that is made here, and row groups.
const ROWS: i64 = 20_000;
const GROUPS: i64 = 8;

/// A repository with the dimension records of HSC and a dataset type `name` of a detector's visit.
fn create(sandbox: &Sandbox, repo: &str, name: &str, storage_class: &str) {
    sandbox.butler(&["create", repo, "-q"]).ok();
    let exports = data("exports");
    sandbox.butler(&["import", repo, exports.to_str().unwrap(), "--export-file", "ci_hsc_subset.yaml", "--registry-only", "-q"]).ok();
    sandbox.butler(&["register-dataset-type", repo, name, storage_class, "instrument", "visit", "detector", "-q"]).ok();
}

/// Bytes that `butler sql -v` says a statement has read.
fn bytes_read(told: &str) -> u64 {
    let before = told.split_once(" bytes read").unwrap_or_else(|| panic!("no bytes in {told}")).0;
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("no bytes in {told}"))
}

#[test]
fn catalogs_in_a_bucket_are_asked_as_those_on_disk() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = Sandbox::new(crate::BUTLER);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let file = sources().join("catalogs/tests/data/afw/deepCoadd_meas_HSC_v2.fits");
    let answers = ["repo".to_owned(), format!("s3://{}/{}/repo", server.bucket, Uuid::new_v4())].map(|repo| {
        create(&sandbox, &repo, "measured", "SourceCatalog");
        for detector in ["detector=16", "detector=22"] {
            let file = file.to_str().unwrap();
            sandbox.butler(&["put", &repo, "measured", "instrument=HSC", "visit=903334", detector, file, "--run", "u/me/run", "-q"]).ok();
        }
        let questions = [
            "SELECT detector, id, coord_ra, base_PsfFlux_flux, base_PsfFlux_flag FROM measured WHERE NOT base_PsfFlux_flag ORDER BY detector, id",
            "SELECT detector, count(*) AS rows, avg(base_PsfFlux_flux) AS flux FROM measured WHERE detector = 22 GROUP BY detector",
            "SELECT count(*) AS pairs FROM measured a JOIN measured b ON distance(degrees(a.coord_ra), degrees(a.coord_dec), \
             degrees(b.coord_ra), degrees(b.coord_dec)) < 0.0001 WHERE a.detector = 16 AND b.detector = 22",
        ];
        questions.map(|question| sandbox.butler(&["sql", &repo, question, "--format", "csv"]).ok())
    });
    let [disk, bucket] = answers;
    assert_eq!(disk, bucket);
    assert!(disk[0].lines().count() > 4 && disk[1].contains("22,10,") && disk[2].contains("10"), "{disk:?}");
}

#[test]
fn of_a_parquet_file_in_a_bucket_those_row_groups_are_read_that_may_have_the_rows() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = Sandbox::new(crate::BUTLER);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let path = sandbox.path("objects.parquet");
    let row = |group: i64| {
        let id = Int64Array::from_iter_values(group * ROWS..(group + 1) * ROWS);
        let flux = Float64Array::from_iter_values(id.values().iter().map(|id| (*id as f64).sin()));
        RecordBatch::try_from_iter([("id", Arc::new(id) as _), ("flux", Arc::new(flux) as _)]).unwrap()
    };
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(ROWS as usize)).build();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), row(0).schema(), Some(properties)).unwrap();
    (0..GROUPS).for_each(|group| writer.write(&row(group)).unwrap());
    writer.close().unwrap();
    let size = std::fs::metadata(&path).unwrap().len();
    let repo = format!("s3://{}/{}/repo", server.bucket, Uuid::new_v4());
    create(&sandbox, &repo, "objects", "ArrowTable");
    let data_id = ["instrument=HSC", "visit=903334", "detector=16"];
    sandbox.butler(&[&["put", &repo, "objects"], &data_id[..], &[path.to_str().unwrap(), "--run", "u/me/run", "-q"]].concat()).ok();
    let asked = |question: &str| {
        let done = sandbox.butler(&["sql", &repo, question, "--format", "csv", "-v"]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        (done.stdout, bytes_read(&done.stderr))
    };
    let (none, other) = asked("SELECT count(*) AS rows FROM datasets WHERE type = 'objects'");
    assert_eq!(none, "rows\n1\n");
    let (all, whole) = asked("SELECT count(*) AS rows, sum(flux) > 0 AS is_positive FROM objects");
    let (one, part) = asked("SELECT id, flux FROM objects WHERE id = 50000");
    assert!(all.starts_with("rows,is_positive\n160000,") && one.starts_with("id,flux\n50000,"), "{all}{one}");
    assert!(whole - other > size / 2, "{whole} bytes of {size} for all fluxes, {other} without the file");
    // A group is an eighth of the file; its footer and the registry's own tables are read as well.
    assert!(part - other < size / 4, "{part} bytes of {size} for one row, {other} without the file");
}
