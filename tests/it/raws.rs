//! From an empty repository to defined visits: raws with the cards of a real HSC header, on local disk and on the S3 server of the run.

use std::collections::BTreeSet;
use std::path::Path;

use butler_engine::context::stores::{Environment, Location, Stores};
use butler_observatory::Header;
use butler_observatory::header::Value;
use butler_tests::s3::Server;
use butler_tests::sandbox::Sandbox;
use butler_tests::{data, sources};
use uuid::Uuid;

/// The raws of the ci_hsc set: band, exposure, detectors.
pub(crate) const RAWS: [(&str, &str, &[u32]); 11] = [
    ("HSC-I", "903986", &[100, 16, 22, 23]),
    ("HSC-I", "903988", &[16, 17, 23, 24]),
    ("HSC-I", "903990", &[18, 25]),
    ("HSC-I", "904010", &[100, 10, 4]),
    ("HSC-I", "904014", &[12, 1, 6]),
    ("HSC-R", "903334", &[100, 16, 22, 23]),
    ("HSC-R", "903336", &[17, 24]),
    ("HSC-R", "903338", &[18, 25]),
    ("HSC-R", "903342", &[100, 10, 4]),
    ("HSC-R", "903344", &[0, 11, 5]),
    ("HSC-R", "903346", &[12, 1, 6]),
];
/// Detectors of the camera.
const DETECTORS: usize = 112;

fn card(key: &str, value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(value) => format!("{:>20}", if *value { "T" } else { "F" }),
        Value::Int(value) => format!("{value:>20}"),
        Value::Float(value) => format!("{value:>20?}"),
        Value::Text(text) => format!("'{:<8}'", text.replace('\'', "''").chars().take(60).collect::<String>()),
    };
    format!("{:<80}", format!("{key:<8}= {text}"))
}

/// A FITS file of 4 pixels with the cards of `header`.
pub(crate) fn fits(header: &Header) -> Vec<u8> {
    let mut text = String::new();
    for (key, value) in [("SIMPLE", Value::Bool(true)), ("BITPIX", Value::Int(16)), ("NAXIS", Value::Int(1)), ("NAXIS1", Value::Int(4))] {
        text.push_str(&card(key, &value));
    }
    let structural = |key: &str| {
        ["SIMPLE", "BITPIX", "EXTEND", "BZERO", "BSCALE", "CHECKSUM", "DATASUM", "PCOUNT", "GCOUNT", "XTENSION", "TFIELDS", "INHERIT"]
            .contains(&key)
            || ["NAXIS", "TFORM", "TTYPE", "ZIMAGE", "ZNAXIS", "ZTILE"].iter().any(|begin| key.starts_with(begin))
    };
    for key in header.keys().iter().filter(|key| key.len() <= 8 && !structural(key)) {
        text.push_str(&card(key, header.get(key).unwrap()));
    }
    text.push_str(&format!("{:<80}", "END"));
    let mut bytes = text.into_bytes();
    bytes.resize(bytes.len().next_multiple_of(2880), b' ');
    bytes.resize(bytes.len() + 2880, 0);
    bytes
}

/// A real header, told to be of another exposure and detector.
pub(crate) fn header(filter: &str, exposure: &str, detector: u32) -> Header {
    let file = sources().join("engine/observatory/tests/data/headers/fitsheader-hsc-HSCA04090107.yaml");
    let mut header = Header::from_text_file(&file).unwrap();
    let text = |text: String| Value::Text(text);
    header.set("EXP-ID", text(format!("HSCA{exposure}00")));
    header.set("FRAMEID", text(format!("HSCA{exposure}{:02}", detector % 100)));
    header.set("DET-ID", Value::Int(i64::from(detector)));
    header.set("FILTER01", text(filter.to_owned()));
    header
}

/// Writes the raws: detector and exposure of each.
fn write_raws(folder: &Path) -> BTreeSet<(String, String)> {
    std::fs::create_dir_all(folder.join("night")).unwrap();
    let mut told = BTreeSet::new();
    for (filter, exposure, detectors) in RAWS {
        for detector in detectors {
            std::fs::write(folder.join(format!("night/{exposure}-{detector:03}.fits")), fits(&header(filter, exposure, *detector)))
                .unwrap();
            told.insert((detector.to_string(), exposure.to_owned()));
        }
    }
    told
}

/// Values of two columns of a table in CSV.
fn pairs(sandbox: &Sandbox, repo: &str, query: &str) -> BTreeSet<(String, String)> {
    let text = sandbox.butler(&["sql", repo, query, "--format", "csv"]).ok();
    text.lines().skip(1).filter_map(|line| line.split_once(',').map(|(a, b)| (a.to_owned(), b.to_owned()))).collect()
}

fn count(sandbox: &Sandbox, repo: &str, query: &str) -> usize {
    sandbox.butler(&["sql", repo, query, "--format", "csv"]).ok().lines().nth(1).unwrap().parse().unwrap()
}

fn walk(sandbox: &Sandbox, repo: &str) {
    let told = write_raws(&sandbox.path("raw"));
    assert_eq!(told.len(), 33);
    sandbox.butler(&["create", repo, "-q"]).ok();
    // Before the instrument is there nothing goes in, and it is said what to do.
    let early = sandbox.butler(&["ingest-raws", repo, "raw", "--fail-fast"]);
    assert_eq!((early.code, early.stderr.contains("register-instrument REPO HSC")), (1, true), "{}", early.stderr);
    sandbox.butler(&["register-instrument", repo, "lsst.obs.subaru.HyperSuprimeCam"]).ok();
    sandbox.butler(&["register-instrument", repo, "HSC"]).ok();
    // Bad files are listed, the others go in.
    std::fs::write(sandbox.path("raw/empty.fits"), b"").unwrap();
    std::fs::write(sandbox.path("raw/none.fits"), b"this is no FITS file").unwrap();
    let mut foreign = header("HSC-I", "904014", 3);
    foreign.set("EXP-ID", Value::Text("VIS00000".to_owned()));
    foreign.set("FRAMEID", Value::Null);
    std::fs::write(sandbox.path("raw/foreign.fits"), fits(&foreign)).unwrap();
    let mut other = header("HSC-I", "904014", 3);
    other.set("OBJECT", Value::Text("SOMETHING ELSE".to_owned()));
    std::fs::write(sandbox.path("raw/zz-other.fits"), fits(&other)).unwrap();
    let ingested = sandbox.butler(&["ingest-raws", repo, "raw", "-t", "copy", "-j", "2"]);
    assert_eq!(ingested.code, 1, "{}", ingested.stderr);
    assert!(ingested.stderr.contains("ingested 33 raws of 11 exposures"), "{}", ingested.stderr);
    for bad in ["empty.fits", "none.fits", "foreign.fits", "zz-other.fits"] {
        let line = ingested.stderr.lines().find(|line| line.contains(bad));
        assert!(line.is_some_and(|line| line.contains("was not ingested: ")), "{bad}: {}", ingested.stderr);
        std::fs::remove_file(sandbox.path("raw").join(bad)).unwrap();
    }
    assert_eq!(pairs(sandbox, repo, "SELECT detector, exposure FROM datasets WHERE type = 'raw'"), told);
    // Again: nothing is new, and nothing is wrong.
    let again = sandbox.butler(&["ingest-raws", repo, "raw", "-t", "copy"]);
    assert!(again.code == 0 && again.stderr.contains("33 were there"), "{}", again.stderr);
    sandbox.butler(&["define-visits", repo, "HSC"]).ok();
    let exposures: BTreeSet<(String, String)> =
        RAWS.iter().map(|(_, exposure, _)| ((*exposure).to_owned(), (*exposure).to_owned())).collect();
    assert_eq!(pairs(sandbox, repo, "SELECT visit, exposure FROM visit_definition"), exposures);
    assert_eq!(count(sandbox, repo, "SELECT count(*) FROM visit_detector_region"), RAWS.len() * DETECTORS);
    let again = sandbox.butler(&["define-visits", repo, "HSC"]);
    assert!(again.code == 0 && again.stderr.contains("11 were there"), "{}", again.stderr);
    let bands = sandbox.butler(&["query-data-ids", repo, "visit", "--where", "instrument='HSC' AND band='r'", "--format", "csv"]).ok();
    assert_eq!(bands.lines().count(), 7);
    sandbox.butler(&["verify", repo]).ok();
}

#[test]
fn an_empty_repository_becomes_one_with_raws_and_visits() {
    walk(&Sandbox::new(crate::BUTLER), "repo");
}

#[test]
fn an_empty_bucket_becomes_one_with_raws_and_visits() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = Sandbox::new(crate::BUTLER);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    walk(&sandbox, &format!("s3://{}/{}", server.bucket, Uuid::new_v4()));
}

#[test]
fn a_visit_that_is_there_with_other_values_is_a_conflict_until_it_is_told_otherwise() {
    let sandbox = Sandbox::new(crate::BUTLER);
    write_raws(&sandbox.path("raw"));
    sandbox.butler(&["create", "repo", "-q"]).ok();
    sandbox.butler(&["register-instrument", "repo", "HSC"]).ok();
    sandbox.butler(&["ingest-raws", "repo", "raw/night/903986-016.fits", "-t", "copy"]).ok();
    sandbox.butler(&["define-visits", "repo", "HSC"]).ok();
    let mut moved = header("HSC-I", "903986", 22);
    moved.set("RA2000", Value::Text("01:24:40.000".to_owned()));
    std::fs::write(sandbox.path("moved.fits"), fits(&moved)).unwrap();
    let refused = sandbox.butler(&["ingest-raws", "repo", "moved.fits", "-t", "copy"]);
    assert!(refused.code == 1 && refused.stderr.contains("tracking_ra"), "{}", refused.stderr);
    sandbox.butler(&["ingest-raws", "repo", "moved.fits", "-t", "copy", "--update-records"]).ok();
    let conflict = sandbox.butler(&["define-visits", "repo", "HSC"]);
    assert!(conflict.code == 1 && conflict.stderr.contains("--update-records"), "{}", conflict.stderr);
    sandbox.butler(&["define-visits", "repo", "HSC", "--skip-conflicting"]).ok();
    sandbox.butler(&["define-visits", "repo", "HSC", "--update-records"]).ok();
    let settled = sandbox.butler(&["define-visits", "repo", "HSC"]);
    assert!(settled.stderr.contains("1 were there"), "{}", settled.stderr);
}

#[test]
fn a_skymap_is_registered_once_and_under_one_name() {
    let sandbox = Sandbox::new(crate::BUTLER);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    sandbox.butler(&["register-skymap", "repo", "-c", "name=small,skyMap=equat,numTracts=4,pixelScale=20.0"]).ok();
    let found = sandbox.butler(&["sql", "repo", "SELECT tract_max, patch_nx_max FROM skymap WHERE name = 'small'", "--format", "csv"]).ok();
    assert_eq!(found.lines().nth(1), Some("4,5"), "{found}");
    assert_eq!(count(&sandbox, "repo", "SELECT count(*) FROM tract WHERE skymap = 'small'"), 4);
    let again = sandbox.butler(&["register-skymap", "repo", "-c", "name=small,skyMap=equat,numTracts=4,pixelScale=20.0"]);
    assert!(again.code == 0 && again.stderr.contains("already"), "{}", again.stderr);
    for (other, word) in [
        ("name=small,skyMap=equat,numTracts=5,pixelScale=20.0", "other settings"),
        ("name=twin,skyMap=equat,numTracts=4,pixelScale=20.0", "small"),
    ] {
        let refused = sandbox.butler(&["register-skymap", "repo", "-c", other]);
        assert!(refused.code == 1 && refused.stderr.contains(word), "{}", refused.stderr);
    }
    let stored = sandbox.butler(&["query-datasets", "repo", "skyMap", "--collections", "skymaps", "--format", "csv"]).ok();
    assert_eq!(stored.lines().count(), 2, "{stored}");
}

/// Names of the raws that the recorded index and sidecar tell of.
const TOLD: [&str; 3] = ["HSCA90401401.fits", "HSCA90401406.fits", "HSCA90401412.fits"];

fn recorded(name: &str) -> Vec<u8> {
    std::fs::read(data("raws").join(name)).unwrap()
}

fn with_hsc() -> Sandbox {
    let sandbox = Sandbox::new(crate::BUTLER);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    sandbox.butler(&["register-instrument", "repo", "HSC", "-q"]).ok();
    std::fs::create_dir_all(sandbox.path("raw")).unwrap();
    sandbox
}

#[test]
fn an_index_or_a_sidecar_of_the_reference_stands_in_for_headers() {
    for (name, files) in [("_index.json", &TOLD[..]), ("HSCA90401401.json", &TOLD[..1])] {
        let sandbox = with_hsc();
        // These have no headers: what is known of them is in the JSON alone.
        files.iter().for_each(|file| std::fs::write(sandbox.path("raw").join(file), b"no header").unwrap());
        std::fs::write(sandbox.path("raw").join(name), recorded(name)).unwrap();
        let done = sandbox.butler(&["ingest-raws", "repo", "raw", "-t", "copy"]);
        let expected = format!("ingested {} raw", files.len());
        assert!(done.code == 0 && done.stderr.contains(&expected), "{name}: {}", done.stderr);
        let found = pairs(&sandbox, "repo", "SELECT id, obs_id FROM exposure");
        assert_eq!(found, [("904014".to_owned(), "HSCA90401400".to_owned())].into());
        // The record is the one that the header gives.
        sandbox.butler(&["define-visits", "repo", "HSC"]).ok();
        let ra = sandbox.butler(&["sql", "repo", "SELECT tracking_ra FROM exposure", "--format", "csv"]).ok();
        std::fs::remove_file(sandbox.path("raw").join(name)).unwrap();
        std::fs::write(sandbox.path("raw/own.fits"), fits(&header("HSC-I", "904014", 22))).unwrap();
        sandbox.butler(&["ingest-raws", "repo", "raw/own.fits", "-t", "copy", "--update-records"]).ok();
        assert_eq!(sandbox.butler(&["sql", "repo", "SELECT tracking_ra FROM exposure", "--format", "csv"]).ok(), ra);
    }
}

#[test]
fn an_index_can_be_named_or_passed_over_and_a_bad_one_is_told() {
    let sandbox = with_hsc();
    for (detector, file) in [1, 6, 12].into_iter().zip(TOLD) {
        std::fs::write(sandbox.path("raw").join(file), fits(&header("HSC-I", "904014", detector))).unwrap();
    }
    std::fs::write(sandbox.path("raw/_index.json"), b"{").unwrap();
    let bad = sandbox.butler(&["ingest-raws", "repo", "raw", "-t", "copy"]);
    assert!(
        bad.code == 1 && bad.stderr.contains("ingested 3 raws") && bad.stderr.contains("_index.json` was not ingested"),
        "{}",
        bad.stderr
    );
    sandbox.butler(&["ingest-raws", "repo", "raw", "-t", "copy", "--no-search-indexes"]).ok();
    std::fs::write(sandbox.path("raw/_index.json"), recorded("_index.json")).unwrap();
    let named = sandbox.butler(&["ingest-raws", "repo", "raw/_index.json", "--output-run", "u/me", "-t", "copy", "--update-records"]);
    assert!(named.code == 0 && named.stderr.contains("ingested 3 raws"), "{}", named.stderr);
    std::fs::remove_file(sandbox.path("raw").join(TOLD[0])).unwrap();
    let missing = sandbox.butler(&["ingest-raws", "repo", "raw/_index.json", "--output-run", "u/you", "-t", "copy"]);
    assert!(missing.code == 1 && missing.stderr.contains(TOLD[0]), "{}", missing.stderr);
}

#[test]
fn raws_in_an_archive_with_an_index_stay_in_it_or_are_taken_out() {
    for (mode, place) in [("direct", "night.zip#zip-path=HSCA90401406.fits"), ("copy", "repo/HSC/raw/all")] {
        let sandbox = with_hsc();
        let mut archive = zip::ZipWriter::new(std::fs::File::create(sandbox.path("night.zip")).unwrap());
        for (name, bytes) in TOLD
            .map(|file| (file, fits(&header("HSC-I", "904014", 1))))
            .into_iter()
            .chain([("_metadata_index.json", recorded("_index.json"))])
        {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut archive, &bytes).unwrap();
        }
        archive.finish().unwrap();
        let done = sandbox.butler(&["ingest-raws", "repo", "night.zip", "-t", mode]);
        assert!(done.code == 0 && done.stderr.contains("ingested 3 raws of 1 exposure"), "{}", done.stderr);
        let found = sandbox.butler(&["sql", "repo", "SELECT uri FROM datasets WHERE detector = 6", "--format", "csv"]).ok();
        assert!(found.contains(place), "{found}");
        let got = sandbox.butler(&["get", "repo", "raw", "instrument=HSC", "detector=6", "exposure=904014", "-o", "out.fits"]);
        assert_eq!(got.code, 0, "{}", got.stderr);
        assert_eq!(std::fs::read(sandbox.path("out.fits")).unwrap(), fits(&header("HSC-I", "904014", 1)));
    }
    let sandbox = with_hsc();
    zip::ZipWriter::new(std::fs::File::create(sandbox.path("empty.zip")).unwrap()).finish().unwrap();
    let refused = sandbox.butler(&["ingest-raws", "repo", "empty.zip"]);
    assert!(refused.code == 1 && refused.stderr.contains("_metadata_index.json"), "{}", refused.stderr);
}

#[test]
fn a_file_of_many_detectors_becomes_a_dataset_of_each() {
    let sandbox = Sandbox::new(crate::BUTLER);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    sandbox.butler(&["register-instrument", "repo", "DECam", "-q"]).ok();
    let file = sources().join("engine/observatory/tests/data/headers/fitsheader-decam.yaml");
    let mut primary = Header::from_text_file(&file).unwrap();
    primary.set("CCDNUM", Value::Null);
    let mut bytes = fits(&primary);
    // Detector 70 is a guider and no detector of the camera.
    for (detector, name) in [(25, "S1"), (32, "N1"), (70, "GN1")] {
        let mut text = String::new();
        let cards = [
            ("XTENSION", Value::Text("IMAGE".to_owned())),
            ("BITPIX", Value::Int(16)),
            ("NAXIS", Value::Int(2)),
            ("NAXIS1", Value::Int(3)),
            ("NAXIS2", Value::Int(2)),
            ("PCOUNT", Value::Int(0)),
            ("GCOUNT", Value::Int(1)),
            ("INHERIT", Value::Bool(true)),
            ("EXTNAME", Value::Text(name.to_owned())),
            ("CCDNUM", Value::Int(detector)),
            ("CTYPE1", Value::Text("RA---TAN".to_owned())),
            ("CTYPE2", Value::Text("DEC--TAN".to_owned())),
            ("CRVAL1", Value::Int(detector)),
            ("CRVAL2", Value::Int(0)),
            ("CRPIX1", Value::Int(1)),
            ("CRPIX2", Value::Int(1)),
            ("CD1_1", Value::Int(-1)),
            ("CD2_2", Value::Int(1)),
        ];
        cards.iter().for_each(|(key, value)| text.push_str(&card(key, value)));
        text.push_str(&format!("{:<80}", "END"));
        bytes.extend(text.into_bytes());
        bytes.resize(bytes.len().next_multiple_of(2880), b' ');
        bytes.extend((detector as i16).to_be_bytes().repeat(6));
        bytes.resize(bytes.len().next_multiple_of(2880), 0);
    }
    std::fs::write(sandbox.path("many.fits"), &bytes).unwrap();
    let done = sandbox.butler(&["ingest-raws", "repo", "many.fits", "-t", "copy"]);
    assert!(done.code == 0 && done.stderr.contains("ingested 2 raws of 1 exposure; 1 file"), "{}", done.stderr);
    let found = pairs(&sandbox, "repo", "SELECT detector, uri FROM datasets");
    let uris: BTreeSet<&String> = found.iter().map(|(_, uri)| uri).collect();
    assert_eq!((found.len(), uris.len()), (2, 1), "{found:?}");

    // What SQL tells of each is that of its own image.
    let told = |sql: &str| sandbox.butler(&["sql", "repo", sql, "--format", "csv"]).ok();
    let pixels = told("SELECT detector, min, max, pixels FROM pixel_stats('raw') ORDER BY detector");
    assert_eq!(pixels, "detector,min,max,pixels\n25,25.0,25.0,6\n32,32.0,32.0,6\n");
    let places = told("SELECT detector, pixel_to_sky(id, 0, 0)['ra'] AS ra FROM datasets ORDER BY detector");
    assert_eq!(places, "detector,ra\n25,25.0\n32,32.0\n");
}

#[test]
fn settings_of_the_task_are_taken_and_others_are_named() {
    let sandbox = with_hsc();
    std::fs::write(sandbox.path("raw/none.fits"), b"this is no FITS file").unwrap();
    std::fs::write(sandbox.path("raw/own.fits"), fits(&header("HSC-I", "904014", 22))).unwrap();
    std::fs::write(sandbox.path("config.py"), "# a remark\nconfig.failFast = True\nconfig.transfer = \"copy\"\n").unwrap();
    let stopped = sandbox.butler(&["ingest-raws", "repo", "raw", "-C", "config.py"]);
    assert!(stopped.code == 1 && stopped.stderr.starts_with("error: cannot ingest"), "{}", stopped.stderr);
    let other = sandbox.butler(&[
        "ingest-raws",
        "repo",
        "raw",
        "-C",
        "config.py",
        "-c",
        "failFast=false",
        "--ingest-task",
        "lsst.obs.base.RawIngestTask",
    ]);
    assert!(other.code == 1 && other.stderr.contains("ingested 1 raw of 1 exposure"), "{}", other.stderr);
    let unknown = sandbox.butler(&["ingest-raws", "repo", "raw", "-c", "fastFail=true"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("known are failFast, transfer"), "{}", unknown.stderr);
}

#[test]
fn old_universes_have_the_visit_system_in_the_data_id_of_a_visit() {
    for (universe, has_system) in [(0, true), (1, true), (2, false), (4, false), (6, false), (7, false)] {
        let sandbox = Sandbox::new(crate::BUTLER);
        let dimensions = sources().join(format!("engine/src/dimensions/universes/daf_butler_{universe}.yaml"));
        sandbox.butler(&["create", "repo", "-q", "--dimension-config", dimensions.to_str().unwrap()]).ok();
        sandbox.butler(&["register-instrument", "repo", "HSC", "-q"]).ok();
        std::fs::write(sandbox.path("own.fits"), fits(&header("HSC-I", "904014", 12))).unwrap();
        sandbox.butler(&["ingest-raws", "repo", "own.fits", "-t", "copy"]).ok();
        // A universe without memberships has one system only, whatever is asked for.
        sandbox.butler(&["define-visits", "repo", "HSC", "--group", "one-to-one-and-by-counter"]).ok();
        let again = sandbox.butler(&["define-visits", "repo", "HSC", "--group", "one-to-one-and-by-counter"]);
        assert!(again.code == 0 && again.stderr.contains("1 were there"), "{universe}: {}", again.stderr);
        let ids = sandbox
            .butler(&["query-data-ids", "repo", "visit", "detector", "--where", "instrument='HSC' AND detector=12", "--format", "json"])
            .ok();
        let ids: serde_json::Value = serde_json::from_str(&ids).unwrap();
        assert_eq!(ids[0]["visit"], 904014, "{universe}");
        assert_eq!(ids[0].get("visit_system").and_then(serde_json::Value::as_i64), has_system.then_some(0), "{universe}");
        if !has_system {
            assert_eq!(pairs(&sandbox, "repo", "SELECT visit, visit_system FROM visit_system_membership").len(), 2, "{universe}");
        }
        sandbox.butler(&["verify", "repo"]).ok();
    }
}

#[test]
fn a_camera_of_the_collections_comes_before_the_instruments_own() {
    let region = "SELECT region FROM visit";
    let mut told = Vec::new();
    for (pixel, is_stored) in [("0.015", true), ("0.016", true), ("0.016", false)] {
        let sandbox = with_hsc();
        std::fs::write(sandbox.path("raw/own.fits"), fits(&header("HSC-I", "904014", 12))).unwrap();
        sandbox.butler(&["ingest-raws", "repo", "raw", "-t", "copy"]).ok();
        sandbox.butler(&["write-curated-calibrations", "repo", "HSC", "-q"]).ok();
        let camera = sandbox.butler(&["get", "repo", "camera", "instrument=HSC", "--collections", "HSC/calib"]).ok();
        std::fs::write(sandbox.path("camera.json"), camera.replace("0.015", pixel)).unwrap();
        sandbox.butler(&["put", "repo", "camera", "instrument=HSC", "camera.json", "--run", "u/camera", "-q"]).ok();
        let collections = if is_stored { "HSC/raw/all,u/camera" } else { "HSC/raw/all" };
        sandbox.butler(&["define-visits", "repo", "HSC", "--collections", collections]).ok();
        told.push(sandbox.butler(&["sql", "repo", region, "--format", "csv"]).ok());
    }
    assert_ne!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
}

#[test]
fn positions_are_in_the_tracts_and_patches_of_the_reference() {
    let sandbox = Sandbox::new(crate::BUTLER);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let recorded = sources().join("engine/observatory/tests/data");
    // Of three rings, 26 tracts.
    sandbox.butler(&["register-skymap", "repo", "-c", "name=rings3,skyMap=rings,numRings=3", "-q"]).ok();
    let text = std::fs::read_to_string(recorded.join("skymaps.json")).unwrap();
    let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
    let case = cases["cases"].as_array().unwrap().iter().find(|case| case["name"] == "rings3").unwrap();
    let found = case["find"].as_array().unwrap();
    let values: Vec<String> = found.iter().map(|at| format!("({}, {}, {}, {})", at["ra"], at["dec"], at["tract"], at["patch"])).collect();
    let query = format!(
        "SELECT count(*) FROM (VALUES {}) AS t(ra, dec, tract, patch) WHERE tract_of('rings3', ra, dec) = tract AND patch_of('rings3', tract, ra, dec) = patch",
        values.join(", ")
    );
    assert_eq!(count(&sandbox, "repo", &query), found.len());
    assert!(found.len() > 30);
}

#[test]
fn whatever_is_wrong_with_some_files_the_others_go_in() {
    let sandbox = with_hsc();
    let good = fits(&header("HSC-I", "904014", 22));
    let with = |key: &str, value: Value| {
        let mut header = header("HSC-I", "904014", 23);
        header.set(key, value);
        fits(&header)
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let bad = [
        ("cut", good[..1000].to_vec(), "ends at byte 1000"),
        ("gzip", vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1], "gzip"),
        ("date", with("DATE-OBS", Value::Null), "`datetime_begin`"),
        ("time", with("EXPTIME", Value::Null), "`datetime_end`"),
        ("number", with("DET-ID", text("abc")), "`detector_num`"),
        ("detector", with("DET-ID", Value::Int(500)), "detector `500 of HSC` does not exist"),
        ("filter", with("FILTER01", text("NOPE")), "physical filter `NOPE of HSC` does not exist"),
    ];
    std::fs::write(sandbox.path("raw/good.fits"), &good).unwrap();
    bad.iter().for_each(|(name, bytes, _)| std::fs::write(sandbox.path("raw").join(format!("{name}.fits")), bytes).unwrap());
    let done = sandbox.butler(&["ingest-raws", "repo", "raw", "-t", "copy"]);
    assert!(done.code == 1 && done.stderr.contains("ingested 1 raw of 1 exposure; 8 files"), "{}", done.stderr);
    for (name, _, word) in bad {
        let line = done.stderr.lines().find(|line| line.contains(&format!("/{name}.fits` was not ingested: ")));
        assert!(line.is_some_and(|line| line.contains(word)), "{name}: {}", done.stderr);
    }
    assert_eq!(count(&sandbox, "repo", "SELECT count(*) FROM exposure"), 1);
    // Of an instrument that is not registered it is said how that is done.
    let sandbox = Sandbox::new(crate::BUTLER);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    std::fs::write(sandbox.path("good.fits"), &good).unwrap();
    let early = sandbox.butler(&["ingest-raws", "repo", "good.fits"]);
    assert!(early.code == 1 && early.stderr.contains("register-instrument REPO HSC"), "{}", early.stderr);
    let pattern = sandbox.butler(&["ingest-raws", "repo", "good.fits", "--regex", "("]);
    assert!(pattern.code == 2 && pattern.stderr.starts_with("error: `(` is no pattern: unclosed group"), "{}", pattern.stderr);
}

/// Copies a folder into a bucket.
fn upload(server: &Server, folder: &Path, to: &str) {
    use object_store::ObjectStoreExt;
    let environment = Environment::of(server.variables());
    let stores = Stores::open(&Location::parse(&format!("s3://{}/{to}", server.bucket)).unwrap(), &environment).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for file in butler_tests::files_below(folder, "") {
        let path = file.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(&file).unwrap();
        runtime.block_on(stores.ordinary.put(&path.as_str().into(), bytes.into())).unwrap();
    }
}

#[test]
fn raws_indexes_and_calibrations_may_all_be_in_a_bucket() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = Sandbox::new(crate::BUTLER);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let place = Uuid::new_v4().to_string();
    std::fs::create_dir_all(sandbox.path("raw/indexed")).unwrap();
    std::fs::create_dir_all(sandbox.path("raw/beside")).unwrap();
    for file in &TOLD {
        std::fs::write(sandbox.path("raw/indexed").join(file), b"no header").unwrap();
    }
    std::fs::write(sandbox.path("raw/indexed/_index.json"), recorded("_index.json")).unwrap();
    std::fs::write(sandbox.path("raw/beside/HSCA90401401.fits"), b"no header").unwrap();
    std::fs::write(sandbox.path("raw/beside/HSCA90401401.json"), recorded("HSCA90401401.json")).unwrap();
    upload(&server, &sandbox.path("raw"), &format!("{place}/raw"));
    upload(&server, &data("curated/hsc"), &format!("{place}/hsc"));
    let of = |name: &str| format!("s3://{}/{place}/{name}", server.bucket);
    let repo = of("repo");
    sandbox.butler(&["create", &repo, "-q"]).ok();
    sandbox.butler(&["register-instrument", &repo, "HSC", "-q"]).ok();
    let indexed = sandbox.butler(&["ingest-raws", &repo, &of("raw/indexed"), "-t", "direct"]);
    assert!(indexed.code == 0 && indexed.stderr.contains("ingested 3 raws of 1 exposure"), "{}", indexed.stderr);
    let beside = sandbox.butler(&["ingest-raws", &repo, &of("raw/beside"), "-t", "copy", "--output-run", "u/me"]);
    assert!(beside.code == 0 && beside.stderr.contains("ingested 1 raw of 1 exposure"), "{}", beside.stderr);
    for expected in ["131 new datasets", "131 were there"] {
        let done = sandbox.butler(&["write-curated-calibrations", &repo, "HSC", "--folder", &of("hsc")]);
        assert!(done.code == 0 && done.stderr.contains(expected), "{}", done.stderr);
    }
    sandbox.butler(&["define-visits", &repo, "HSC", "--collections", "HSC/raw/all,HSC/calib"]).ok();
    sandbox.butler(&["register-skymap", &repo, "-c", "name=small,skyMap=equat,numTracts=4,pixelScale=20.0", "-q"]).ok();
    assert_eq!(count(&sandbox, &repo, "SELECT tract_of('small', 100.0, 0.5)"), 1);
    sandbox.butler(&["verify", &repo]).ok();
}

#[test]
fn a_visit_grows_with_an_exposure_that_comes_later_only_if_that_is_wanted() {
    let recorded = sources().join("engine/observatory/tests/data/headers/lsstCam-MC_O_20250609_000578_R01_S01.yaml");
    let exposure = |number: i64, index: i64| {
        let mut header = Header::from_text_file(&recorded).unwrap();
        header.set("OBSID", Value::Text(format!("MC_O_20250609_{number:06}")));
        header.set("SEQNUM", Value::Int(number));
        header.set("CURINDEX", Value::Int(index));
        header.set("MAXINDEX", Value::Int(2));
        fits(&header)
    };
    let grouped = ["define-visits", "repo", "LSSTCam", "--group", "one-to-one-and-by-counter"];
    let of_visit = "SELECT exposure, visit FROM visit_definition WHERE visit = 2025060900600";
    for (option, exposures) in [("--incremental", 2), ("--update-records", 1)] {
        let sandbox = Sandbox::new(crate::BUTLER);
        sandbox.butler(&["create", "repo", "-q"]).ok();
        sandbox.butler(&["register-instrument", "repo", "LSSTCam", "-q"]).ok();
        std::fs::write(sandbox.path("a.fits"), exposure(600, 1)).unwrap();
        std::fs::write(sandbox.path("b.fits"), exposure(601, 2)).unwrap();
        sandbox.butler(&["ingest-raws", "repo", "a.fits", "-t", "copy"]).ok();
        sandbox.butler(&grouped).ok();
        assert_eq!(pairs(&sandbox, "repo", of_visit).len(), 1);
        sandbox.butler(&["ingest-raws", "repo", "b.fits", "-t", "copy"]).ok();
        let refused = sandbox.butler(&grouped);
        assert!(refused.code == 1 && refused.stderr.contains("--update-records"), "{}", refused.stderr);
        sandbox.butler(&[&grouped[..], &[option]].concat()).ok();
        assert_eq!(pairs(&sandbox, "repo", of_visit).len(), exposures, "{option}");
        // The first exposure alone is a visit of another number, and both are one of 60 seconds.
        let names = pairs(&sandbox, "repo", "SELECT id, name FROM visit");
        assert!(names.contains(&("92025060900600".to_owned(), "MC_O_20250609_000600_first".to_owned())), "{names:?}");
        let time = sandbox.butler(&["sql", "repo", "SELECT exposure_time FROM visit WHERE id = 2025060900600", "--format", "csv"]).ok();
        assert_eq!(time.lines().nth(1), Some("60.0"), "{time}");
        let again = sandbox.butler(&grouped);
        assert!(again.code == 0 && again.stderr.contains("defined 0 visits"), "{}", again.stderr);
        sandbox.butler(&["verify", "repo"]).ok();
    }
}
