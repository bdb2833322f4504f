//! Trees of other cameras than HSC's: what their templates and registries say of calibrations, and what has no place.

use std::path::Path;

use butler_observatory::Header;
use butler_observatory::header::Value;
use butler_tests::sandbox::{Finished, Sandbox};
use butler_tests::sources;
use rusqlite::Connection;

use super::{lines, pickled, set, write};
use crate::BUTLER;
use crate::raws::fits;

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

/// An HDU with an image of 2 x 2 pixels, all of the same value.
fn image(name: &str, value: i16) -> Vec<u8> {
    let cards = [
        "XTENSION= 'IMAGE   '".to_owned(),
        "BITPIX  =                   16".to_owned(),
        "NAXIS   =                    2".to_owned(),
        "NAXIS1  =                    2".to_owned(),
        "NAXIS2  =                    2".to_owned(),
        "PCOUNT  =                    0".to_owned(),
        "GCOUNT  =                    1".to_owned(),
        format!("EXTNAME = '{name:<8}'"),
        "END".to_owned(),
    ];
    let mut bytes: Vec<u8> = cards.iter().flat_map(|card| format!("{card:<80}").into_bytes()).collect();
    bytes.resize(2880, b' ');
    (0..4).for_each(|_| bytes.extend(value.to_be_bytes()));
    bytes.resize(2 * 2880, 0);
    bytes
}

/// A real header, told otherwise in some of its cards.
fn header(name: &str, cards: &[(&str, Value)]) -> Header {
    let mut header = Header::from_text_file(&sources().join("engine/observatory/tests/data/headers").join(name)).unwrap();
    cards.iter().for_each(|(key, value)| header.set(key, value.clone()));
    header
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A file of several detectors, as those of MegaPrime are, with the cards of a real one.
fn of_detectors(detectors: &[i16]) -> Vec<u8> {
    let mut bytes = fits(&header("fitsheader-megaprime.yaml", &[("EXTNAME", Value::Null)]));
    detectors.iter().for_each(|ccd| bytes.extend(image(&format!("ccd{ccd:02}"), *ccd)));
    bytes
}

/// Calibrations of MegaPrime as its registry lists them: a row for each detector of a file and each range of validity.
fn megaprime(sandbox: &Sandbox) -> Finished {
    let root = sandbox.path("DATA");
    std::fs::create_dir_all(root.join("CALIB")).unwrap();
    let registry = Connection::open(root.join("CALIB/calibRegistry.sqlite3")).unwrap();
    let columns = "path text, ccdNum int, version int, expTime float, filter text, label text, validStart text, validEnd text, registered text, extension int";
    for table in ["bias", "dark", "flat", "fringe"] {
        registry.execute_batch(&format!("CREATE TABLE {table} (id integer primary key autoincrement, {columns})")).unwrap();
    }
    let rows = [
        ("bias", "03Am04.bias.0.36.00.fits", "NONE", "2003-05-30T00:00:00", "2003-06-10T00:00:00"),
        ("bias", "03Am05.bias.0.36.00.fits", "NONE", "2003-06-20T00:00:00", "2003-07-09T00:00:00"),
        ("bias", "03Am05.bias.0.36.00.fits", "NONE", "2003-07-20T00:00:00", "2003-08-02T00:00:00"),
        ("dark", "03Am05.dark.300.36.00.fits", "NONE", "2003-06-20T00:00:00", "2003-07-09T00:00:00"),
        ("flat", "flats/03Am05.flat.i2.36.02.fits", "i2", "2003-06-20T00:00:00", "2003-07-09T00:00:00"),
    ];
    for (table, path, filter, begin, end) in rows {
        for extension in 1..=2 {
            let insert =
                format!("INSERT INTO {table} (path, ccdNum, filter, validStart, validEnd, extension) VALUES (?1, 36, ?2, ?3, ?4, ?5)");
            registry.execute(&insert, (path, filter, begin, end, extension)).unwrap();
        }
        if table != "dark" {
            write(&root, &format!("CALIB/{path}"), &of_detectors(&[0, 1]));
        }
    }
    write(&root, "CALIB/03Am05.mask.0.36.00.fits", b"in no table");
    write(&root, "_mapper", b"lsst.obs.cfht.MegacamMapper\n");
    sandbox.butler(&["create", "repo", "-q"]).ok();
    sandbox.butler(&["convert", "repo", "--gen2root", "DATA", "--calibs", "CALIB", "-t", "copy"])
}

#[test]
fn calibrations_of_megaprime_are_where_the_registry_says_and_each_file_is_of_all_detectors() {
    let sandbox = Sandbox::new(BUTLER);
    let told = megaprime(&sandbox);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stderr.contains("2 dark: it is in the registry, and the file is not there"), "{}", told.stderr);
    assert!(told.stderr.contains("1 files: no template of the mapper fits: 03Am05.mask"), "{}", told.stderr);
    assert!(told.stderr.contains("converted 7 datasets, 8 certified"), "{}", told.stderr);
    let lines_of = |ccd: i64| {
        [
            format!("bias MegaPrime/calib/20030530T000000Z {ccd} - 2003-05-30T00:00:00"),
            format!("bias MegaPrime/calib/20030620T000000Z {ccd} - 2003-06-20T00:00:00"),
            format!("bias MegaPrime/calib/20030620T000000Z {ccd} - 2003-07-20T00:00:00"),
            format!("flat MegaPrime/calib/20030620T000000Z {ccd} i.MP9702 2003-06-20T00:00:00"),
        ]
    };
    assert_eq!(validity(&sandbox), [lines_of(0), lines_of(1)].concat().into_iter().collect());
    // A file is stored once, for all of its detectors.
    let uris = lines(&sandbox, "repo", "SELECT uri FROM datasets WHERE type = 'bias'");
    assert_eq!(uris.len(), 2, "{uris:?}");
    for ccd in [0, 1] {
        let asked = format!("detector={ccd}");
        let get = ["get", "repo", "bias.image", "instrument=MegaPrime", &asked, "--collections", "MegaPrime/calib/20030620T000000Z"];
        sandbox.butler(&[&get[..], &["-o", "image.npy"]].concat()).ok();
        let bytes = std::fs::read(sandbox.path("image.npy")).unwrap();
        assert_eq!(bytes[bytes.len() - 8..], [0, ccd, 0, ccd, 0, ccd, 0, ccd], "detector {ccd}");
    }
    let again = sandbox.butler(&["convert", "repo", "--gen2root", "DATA", "--calibs", "CALIB", "-t", "copy"]);
    assert!(again.code == 0 && again.stderr.contains("converted 0 datasets, 6 were there"), "{}", again.stderr);
}

#[test]
fn raws_visits_and_products_of_imsim_come_by_raft_and_sensor() {
    let sandbox = Sandbox::new(BUTLER);
    let root = sandbox.path("DATA");
    std::fs::create_dir_all(&root).unwrap();
    let registry = Connection::open(root.join("registry.sqlite3")).unwrap();
    let columns = "run text, visit int, filter text, raftName text, detectorName text, detector int, expId int";
    registry
        .execute_batch(&format!("CREATE TABLE raw (id integer primary key autoincrement, {columns}, unique(expId, detector, visit))"))
        .unwrap();
    for (sensor, detector) in [("S20", 42), ("S21", 43)] {
        let cards = [
            ("OBSID", Value::Int(5_000_100)),
            ("IMGTYPE", text("SKYEXP")),
            ("SENSNAME", text(sensor)),
            ("CHIPID", text(&format!("R11_{sensor}"))),
            ("LSST_NUM", text("LCA-11021_RTM-000")),
        ];
        let ids = format!("R11-{sensor}-det{detector:03}");
        let raw = fits(&header("imsim-flats-lsst_a_5000007_R11_S20_i.yaml", &cards));
        write(&root, &format!("raw/5000100/R11/05000100-{ids}.fits"), &raw);
        let insert = "INSERT INTO raw (run, visit, filter, raftName, detectorName, detector, expId) VALUES ('5000100', 5000100, 'i', 'R11', ?1, ?2, 5000100)";
        registry.execute(insert, (sensor, detector)).unwrap();
        for (folder, name, end) in [
            ("calexp", "calexp", "fits"),
            ("calexp", "bkgd", "fits"),
            ("src", "src", "fits"),
            ("srcMatch", "srcMatch", "fits"),
            ("processCcd_metadata", "processCcdMetadata", "yaml"),
        ] {
            write(&root, &format!("rerun/x/{folder}/05000100-i/R11/{name}_05000100-i-{ids}.{end}"), name.as_bytes());
        }
    }
    // Of another visit there is no raw.
    write(&root, "rerun/x/src/05000101-i/R11/src_05000101-i-R11-S20-det042.fits", b"x");
    write(&root, "rerun/x/_parent", b"../..");
    let told = converted(&sandbox, "lsst.obs.lsst.imsim.ImsimMapper", &["--reruns", "rerun/x"]);
    assert_eq!(told.code, 1, "{}", told.stderr);
    assert!(told.stderr.contains("1 src: its visit is not defined"), "{}", told.stderr);
    assert!(told.stderr.contains("converted 13 datasets, 1 visits defined; 1 thing could not come along"), "{}", told.stderr);
    let query =
        "SELECT type || ' ' || detector || ' ' || coalesce(CAST(visit AS VARCHAR), '-') || ' ' || run FROM datasets WHERE type <> 'camera'";
    let mut expected = Vec::new();
    for detector in [42, 43] {
        expected.push(format!("raw {detector} - LSSTCam-imSim/raw/all"));
        for name in ["calexp", "calexpBackground", "src", "srcMatch", "processCcd_metadata"] {
            expected.push(format!("{name} {detector} 5000100 LSSTCam-imSim/runs/x/direct"));
        }
    }
    assert_eq!(lines(&sandbox, "repo", query), expected.into_iter().collect());
}

#[test]
fn of_sdss_come_coadds_with_their_skymap_and_fields_are_told_with_their_names() {
    let sandbox = Sandbox::new(BUTLER);
    let root = sandbox.path("DATA");
    let raw = fits(&header("fitsheader-sdss-fpC-006377-g4-0399.yaml", &[]));
    for field in [399, 400] {
        write(&root, &format!("6377/40/corr/4/fpC-006377-g4-{field:04}.fit.gz"), &raw);
        write(&root, &format!("6377/40/objcs/4/psField-006377-4-{field:04}.fit"), b"x");
        write(&root, &format!("rerun/x/sci-results/6377/4/g/calexp/calexp-006377-g4-{field:04}.fits"), b"x");
        write(&root, &format!("rerun/x/sci-results/6377/4/g/src/src-006377-g4-{field:04}.fits"), b"x");
    }
    write(&root, "rerun/x/deepCoadd/skyMap.pickle", &pickled());
    write(&root, "rerun/x/deepCoadd/g/0/1,2/coadd-g-0-1,2.fits", b"a coadd");
    write(&root, "rerun/x/deepCoadd/g/0/1,2tempExp/6377-fg.fits", b"a warp");
    write(&root, "rerun/x/deepCoadd-results/g/0/1,2/meas-g-0-1,2.fits", b"measurements");
    write(&root, "rerun/x/_parent", b"../..");
    let told = converted(&sandbox, "lsst.obs.sdss.SdssMapper", &["--reruns", "rerun/x", "--root-run", "SDSS/old"]);
    let found = lines(
        &sandbox,
        "repo",
        "SELECT type || ' ' || tract || ' ' || patch || ' ' || band || ' ' || run FROM datasets WHERE type <> 'skyMap'",
    );
    let expected = ["deepCoadd", "deepCoadd_meas"].map(|name| format!("{name} 0 13 g SDSS/runs/x/direct"));
    assert_eq!(found, expected.into_iter().collect(), "{}", told.stderr);
    for (what, names) in [
        ("2 fpC: its keys `run`, `rerun`, `camcol`, `field`", "6377/40/corr/4/fpC-006377-g4-0399.fit.gz"),
        ("2 psField: its keys `run`, `rerun`, `camcol`, `field`", "psField-006377-4-0400.fit"),
        ("2 calexp: its keys `run`, `camcol`, `field`", "calexp-006377-g4-0400.fits"),
        ("2 src: its keys `run`, `camcol`, `field`", "src-006377-g4-0399.fits"),
        ("1 deepCoadd_directWarp: its key `run`", "6377-fg.fits"),
    ] {
        assert!(told.stderr.lines().any(|line| line.contains(what) && line.contains(names)), "{what}: {}", told.stderr);
    }
}

#[test]
fn what_has_no_place_here_is_told_for_each_camera() {
    let cases = [
        // The path of a calibration is in the registry alone, and of this one it is not.
        ("lsst.obs.cfht.MegacamMapper", "CALIB/05Am02.bias.0.36.00.fits.fz", "1 files: no template of the mapper fits"),
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
