//! Trees of other cameras than HSC's: what their templates and registries say of calibrations, and what has no place.

use std::path::Path;

use butler_tests::sandbox::{Finished, Sandbox};
use rusqlite::Connection;

use super::{lines, set, write};
use crate::BUTLER;

/// Makes a table of a registry of calibrations, all of them of the same date.
fn table(root: &Path, table: &str, columns: &str, rows: &[&str]) {
    std::fs::create_dir_all(root.join("CALIB")).unwrap();
    let registry = Connection::open(root.join("CALIB/calibRegistry.sqlite3")).unwrap();
    let columns = format!("{columns}, filter, validStart, validEnd, calibDate");
    registry.execute_batch(&format!("CREATE TABLE {table} (id integer primary key autoincrement, {columns})")).unwrap();
    for row in rows {
        registry.execute_batch(&format!("INSERT INTO {table} ({columns}) VALUES ({row}, '2022-01-01')")).unwrap();
    }
}

fn converted(sandbox: &Sandbox, mapper: &str, more: &[&str]) -> Finished {
    write(&sandbox.path("DATA"), "_mapper", format!("{mapper}\n").as_bytes());
    sandbox.butler(&["create", "repo", "-q"]).ok();
    sandbox.butler(&[&["convert", "repo", "--gen2root", "DATA", "-t", "copy"], more].concat())
}

fn validity(sandbox: &Sandbox) -> std::collections::BTreeSet<String> {
    let query = "SELECT type || ' ' || run || ' ' || coalesce(CAST(detector AS VARCHAR), '-') || ' ' || coalesce(physical_filter, '-') || ' ' || \
        CAST(begin(timespan) AS VARCHAR) FROM validity WHERE type <> 'camera'";
    lines(sandbox, "repo", query)
}

#[test]
fn calibrations_of_imsim_have_the_ranges_of_their_own_rows_though_only_names_tell_the_detector() {
    let sandbox = Sandbox::new(BUTLER);
    let root = sandbox.path("DATA");
    write(&root, "CALIB/bias/2022-01-01/bias-R11-S20_2022-01-01.fits", b"of detector 42");
    write(&root, "CALIB/bias/2022-01-01/bias-R22-S11_2022-01-01.fits", b"of detector 94");
    write(&root, "CALIB/bias/2022-01-01/bias-R22-S99_2022-01-01.fits", b"of none");
    table(&root, "bias", "detector", &["42, 'NONE', '2021-01-01', '2023-01-01'", "94, 'NONE', '2021-06-01', '2023-01-01'"]);
    for (raft, name, detector) in [("R11", "S20", 42), ("R22", "S11", 94)] {
        write(&root, &format!("CALIB/flat/i/2022-01-01/flat_i-{raft}-{name}-det{detector:03}_2022-01-01.fits"), b"x");
    }
    let of_names = ["'R11', 'S20', 'i', '2021-01-01', '2023-01-01'", "'R22', 'S11', 'i', '2021-09-01', '2023-01-01'"];
    table(&root, "flat", "raftName, detectorName", &of_names);
    let types = b"datasets:\n  bias: {template: 'bias/%(calibDate)s/bias-%(raftName)s-%(detectorName)s_%(calibDate)s.fits'}\n";
    write(&sandbox.folder(), "types.yaml", types);
    let told = converted(&sandbox, "lsst.obs.lsst.imsim.ImsimMapper", &["--calibs", "CALIB", "-C", "types.yaml"]);
    assert!(told.code == 1 && told.stderr.contains("1 bias: detector R22_S99 is none of the instrument's"), "{}", told.stderr);
    assert!(told.stderr.contains("4 certified; 1 thing could not come along"), "{}", told.stderr);
    let run = "LSSTCam-imSim/calib/20220101T000000Z";
    let expected = [
        format!("bias {run} 42 - 2021-01-01T00:00:00"),
        format!("bias {run} 94 - 2021-06-01T00:00:00"),
        format!("flat {run} 42 i 2021-01-01T00:00:00"),
        format!("flat {run} 94 i 2021-09-01T00:00:00"),
    ];
    assert_eq!(validity(&sandbox), expected.into_iter().collect());
}

#[test]
fn calibrations_of_decam_come_with_their_filters_and_whole_ones_are_told() {
    let sandbox = Sandbox::new(BUTLER);
    let root = sandbox.path("DATA");
    let filter = "z DECam SDSS c0004 9260.0 1520.0";
    for ccd in [25, 35] {
        write(&root, &format!("CALIB/BIAS/2022-01-01/BIAS-2022-01-01-{ccd}.fits"), b"x");
        write(&root, &format!("CALIB/FLAT/2022-01-01/{filter}/FLAT-2022-01-01-{ccd}.fits"), b"x");
    }
    write(&root, "CALIB/cpBIAS/2022-01-01/BIAS-2022-01-01.fits", b"of the community pipeline");
    table(&root, "bias", "ccdnum", &["25, 'NONE', '2021-01-01', '2023-01-01'", "35, 'NONE', '2021-01-01', '2023-01-01'"]);
    let flats = [25, 35].map(|ccd| format!("{ccd}, '{filter}', '2021-01-01', '2023-01-01'"));
    table(&root, "flat", "ccdnum", &[&flats[0], &flats[1]]);
    let told = converted(&sandbox, "lsst.obs.decam.DecamMapper", &["--calibs", "CALIB"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stderr.contains("1 cpBias: class `DecoratedImageF` has no storage class"), "{}", told.stderr);
    let run = "DECam/calib/20220101T000000Z";
    let lines = |ccd: i64| [format!("bias {run} {ccd} - 2021-01-01T00:00:00"), format!("flat {run} {ccd} {filter} 2021-01-01T00:00:00")];
    assert_eq!(validity(&sandbox), [lines(25), lines(35)].concat().into_iter().collect());
}

#[test]
fn what_has_no_place_here_is_told_for_each_camera() {
    let cases = [
        // The path of a calibration is in the registry alone.
        ("lsst.obs.cfht.MegacamMapper", "CALIB/05Am02.bias.0.36.00.fits.fz", "1 files: no template of the mapper fits"),
        (
            "lsst.obs.sdss.SdssMapper",
            "rerun/x/sci-results/6377/4/g/calexp/calexp-006377-g4-0399.fits",
            "1 calexp: its key `run` is no dimension",
        ),
        ("lsst.obs.lsst.ts3.Ts3Mapper", "CALIB/bias/2018-01-01/bias-det000_2018-01-01.fits", "1 files: no template of the mapper fits"),
        ("lsst.obs.lsst.ts3.Ts3Mapper", "rerun/x/calexp/calexp_00000000012-NONE-det000.fits", "1 calexp: its visit is not defined"),
        ("lsst.obs.test.TestMapper", "rerun/x/calexp/calexp_v1_fg.fits", "1 calexp: its instrument is not known here"),
        ("lsst.obs.test.TestMapper", "raw/raw_v1_fg.fits.gz", "1 raw: the mapper's instrument is not known here; `--instrument FILE`"),
    ];
    for (mapper, path, reason) in cases {
        let sandbox = Sandbox::new(BUTLER);
        let root = sandbox.path("DATA");
        write(&root, path, b"x");
        write(&root, "rerun/x/config/processCcd.py", b"x");
        write(&root, "rerun/x/_parent", b"../..");
        std::fs::create_dir_all(root.join("CALIB")).unwrap();
        Connection::open(root.join("CALIB/calibRegistry.sqlite3")).unwrap().execute_batch("CREATE TABLE bias (ccd int)").unwrap();
        let told = converted(&sandbox, mapper, &["--calibs", "CALIB", "--reruns", "rerun/x"]);
        let name = path.rsplit('/').next().unwrap();
        assert!(told.stderr.lines().any(|line| line.contains(reason) && line.contains(name)), "{mapper} {path}: {}", told.stderr);
        // The rest goes in.
        assert_eq!(lines(&sandbox, "repo", "SELECT type FROM datasets WHERE type <> 'camera'"), set(&["processCcd_config"]), "{mapper}");
    }
}
