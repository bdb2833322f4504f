//! Curated calibrations of real packages: runs, validity ranges, and what is not taken.

use butler_tests::data;
use butler_tests::sandbox::Sandbox;

fn sandbox(instruments: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new(crate::BUTLER);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    for instrument in instruments {
        sandbox.butler(&["register-instrument", "repo", instrument, "-q"]).ok();
    }
    sandbox
}

fn write(sandbox: &Sandbox, instrument: &str, folder: &str, more: &[&str]) -> butler_tests::sandbox::Finished {
    let mut arguments = vec!["write-curated-calibrations", "repo", instrument, "--folder", folder];
    arguments.extend(more);
    sandbox.butler(&arguments)
}

fn rows(sandbox: &Sandbox, query: &str) -> Vec<String> {
    sandbox.butler(&["sql", "repo", query, "--format", "csv"]).ok().lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn each_file_is_valid_until_the_next_one_of_its_detector() {
    let sandbox = sandbox(&["LATISS", "HSC"]);
    let package = data("curated");
    let done = write(&sandbox, "LATISS", package.to_str().unwrap(), &[]);
    assert!(done.code == 0 && done.stderr.contains("2 defects"), "{}", done.stderr);
    // The very numbers of a registry of the Science Pipelines; its open end is another one.
    let ranges =
        "SELECT timespan['begin'], timespan['end'] FROM validity WHERE type = 'defects' AND collection = 'LATISS/calib' ORDER BY 1";
    let found = rows(&sandbox, ranges);
    assert_eq!(found, ["8000082000,1514764837000000000", "1514764837000000000,"]);
    let runs = rows(&sandbox, "SELECT run FROM certified('defects', 'LATISS/calib') ORDER BY 1");
    assert_eq!(runs, ["LATISS/calib/curated/19700101T000000Z", "LATISS/calib/curated/20180101T000000Z"]);
    write(&sandbox, "HSC", data("curated/hsc").to_str().unwrap(), &[]).ok();
    let detector = rows(&sandbox, "SELECT id FROM detector WHERE instrument = 'HSC' AND full_name = '0_16'");
    let count = format!("SELECT count(*) FROM certified('defects', 'HSC/calib') WHERE detector = {}", detector[0]);
    assert_eq!(rows(&sandbox, &count), ["8"]);
    sandbox.butler(&["verify", "repo"]).ok();
}

#[test]
fn doing_it_again_changes_nothing() {
    let sandbox = sandbox(&["HSC"]);
    let folder = data("curated/hsc");
    let first = write(&sandbox, "HSC", folder.to_str().unwrap(), &[]);
    // Camera, 16 defects, optics, 112 sensors, the filter whose curve is there.
    assert!(first.stderr.contains("certified 131 new datasets in HSC/calib"), "{}", first.stderr);
    let version = sandbox.butler(&["log", "repo", "--format", "csv"]).ok().lines().count();
    let again = write(&sandbox, "HSC", folder.to_str().unwrap(), &[]);
    assert!(again.code == 0 && again.stderr.contains("0 new datasets") && again.stderr.contains("131 were there"), "{}", again.stderr);
    assert_eq!(sandbox.butler(&["log", "repo", "--format", "csv"]).ok().lines().count(), version);
}

#[test]
fn runs_are_named_by_label_and_by_the_form_of_dates() {
    let sandbox = sandbox(&["HSC"]);
    let folder = data("curated/hsc");
    write(&sandbox, "HSC", folder.to_str().unwrap(), &["--dates", "extended"]).ok();
    write(&sandbox, "HSC", folder.to_str().unwrap(), &["--label", "DM-1", "--collection", "HSC/mine"]).ok();
    let listed = sandbox.butler(&["query-collections", "repo", "--format", "csv"]).ok();
    for name in [
        "HSC/calib,",
        "HSC/calib/unbounded,",
        "HSC/calib/curated/1970-01-01T00:00:00,",
        "HSC/calib/curated/2016-12-23T00:00:00,",
        "HSC/mine,",
        "HSC/calib/DM-1/unbounded,",
        "HSC/calib/DM-1/curated/20161223T000000Z,",
    ] {
        assert!(listed.lines().any(|line| line.starts_with(name)), "{name}: {listed}");
    }
}

#[test]
fn types_have_the_names_dimensions_and_classes_of_the_pipelines() {
    let sandbox = sandbox(&["LATISS", "DECam", "LSSTComCam"]);
    for (instrument, folder) in [("LATISS", "latiss"), ("DECam", "decam"), ("LSSTComCam", "comCam")] {
        write(&sandbox, instrument, data("curated").join(folder).to_str().unwrap(), &[]).ok();
    }
    let types = sandbox.butler(&["query-dataset-types", "repo", "-v", "--format", "csv"]).ok();
    for (name, class, dimension) in [
        ("camera", "Camera", "instrument"),
        ("defects", "Defects", "detector"),
        ("manual_defects", "Defects", "detector"),
        ("crosstalk", "CrosstalkCalib", "detector"),
        ("transmission_optics", "TransmissionCurve", "instrument"),
        ("transmission_sensor", "TransmissionCurve", "detector"),
        ("transmission_filter", "TransmissionCurve", "physical_filter"),
    ] {
        let line = types.lines().find(|line| line.starts_with(&format!("{name},")));
        assert!(line.is_some_and(|line| line.contains(class) && line.contains(dimension)), "{name}: {types}");
    }
    assert_eq!(
        rows(&sandbox, "SELECT physical_filter FROM certified('transmission_filter', 'LATISS/calib') ORDER BY 1"),
        ["SDSSz_65mm~empty", "empty~SDSSi_65mm"]
    );
}

#[test]
fn what_a_file_says_must_agree_with_its_path_and_nothing_goes_in_otherwise() {
    let sandbox = sandbox(&["HSC", "LATISS"]);
    let file = std::fs::read_to_string(data("curated/latiss/defects/rxx_s00/20180101T000000.ecsv")).unwrap();
    let good = "mine/defects/rxx_s00/20180101T000000.ecsv";
    for (instrument, path, text, word) in [
        ("HSC", "mine/defects/0_16/20180101T000000.ecsv", file.clone(), "`INSTRUME` is `LATISS`"),
        ("LATISS", good, file.replace("DETECTOR: 0", "DETECTOR: 7"), "`DETECTOR` is `7`"),
        ("LATISS", good, file.replace("OBSTYPE: defects", "OBSTYPE: bfk"), "`OBSTYPE` is `bfk`"),
        ("LATISS", good, file.replace("# - INSTRUME: LATISS\n", ""), "does not tell its `INSTRUME`"),
        ("LATISS", good, file.replace("2018-01-01T00:00:00'", "soon'"), "`soon` is no date"),
        ("LATISS", "mine/defects/r22_s00/20180101T000000.ecsv", file.clone(), "no detector `r22_s00`"),
        ("LATISS", "mine/defects/20180101T000000.ecsv", file.clone(), "which detector"),
        ("LATISS", "mine/defects/rxx_s00/monday.ecsv", file.clone(), "`monday` is no date"),
        ("LATISS", "mine/defects/rxx_s00/20181301T000000.ecsv", file.clone(), "no such day"),
        ("LATISS", "mine/notes/readme.txt", file.clone(), "it has no calibrations of LATISS in the standard layout"),
        ("LATISS", good, "\u{0}".to_owned(), "rxx_s00/20180101T000000.ecsv` is not valid"),
    ] {
        let path = sandbox.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        let refused = write(&sandbox, instrument, "mine", &[]);
        assert!(refused.code == 1 && refused.stderr.contains(word), "{word}: {}", refused.stderr);
        std::fs::remove_dir_all(sandbox.path("mine")).unwrap();
    }
    assert_eq!(rows(&sandbox, "SELECT count(*) FROM datasets"), ["0"]);
    let early = write(&sandbox, "DECam", data("curated/decam").to_str().unwrap(), &[]);
    assert!(early.code == 1 && early.stderr.contains("register-instrument REPO DECam"), "{}", early.stderr);
    let nowhere = write(&sandbox, "HSC", "nowhere", &[]);
    assert!(nowhere.code == 1 && nowhere.stderr.contains("nowhere"), "{}", nowhere.stderr);
}

#[test]
fn a_file_that_comes_later_needs_a_set_of_its_own() {
    let sandbox = sandbox(&["LATISS"]);
    let file = std::fs::read_to_string(data("curated/latiss/defects/rxx_s00/20180101T000000.ecsv")).unwrap();
    std::fs::create_dir_all(sandbox.path("mine/defects/rxx_s00")).unwrap();
    std::fs::write(sandbox.path("mine/defects/rxx_s00/20180101T000000.ecsv"), &file).unwrap();
    write(&sandbox, "LATISS", "mine", &[]).ok();
    std::fs::write(sandbox.path("mine/defects/rxx_s00/20190101T000000.ecsv"), file.replace("2018-01-01", "2019-01-01")).unwrap();
    let conflict = write(&sandbox, "LATISS", "mine", &[]);
    assert!(conflict.code == 1 && conflict.stderr.contains("--label"), "{}", conflict.stderr);
    assert_eq!(rows(&sandbox, "SELECT count(*) FROM certified('defects', 'LATISS/calib')"), ["1"]);
    write(&sandbox, "LATISS", "mine", &["--label", "next"]).ok();
    assert_eq!(rows(&sandbox, "SELECT count(*) FROM certified('defects', 'LATISS/calib/next')"), ["2"]);
}

#[test]
fn a_stored_camera_is_printed_and_holds_all_detectors() {
    let sandbox = sandbox(&["HSC"]);
    sandbox.butler(&["write-curated-calibrations", "repo", "HSC"]).ok();
    let text = sandbox.butler(&["get", "repo", "camera", "instrument=HSC", "--collections", "HSC/calib/unbounded"]).ok();
    let camera: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(camera["detectors"].as_array().unwrap().len(), 112);
}
