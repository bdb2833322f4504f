//! Gen2 repositories: real ones compared with what the reference made of them, a tree in the shape of the documented one, and broken ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use butler_tests::data;
use butler_tests::sandbox::{Finished, Sandbox};
use rusqlite::Connection;
use serde_json::Value;

mod cameras;
mod modes;

use crate::BUTLER;
use crate::raws::{RAWS, fits, header};

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &target);
        } else {
            std::fs::write(target, std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The lines of a table in CSV, without its header.
fn lines(sandbox: &Sandbox, repo: &str, query: &str) -> BTreeSet<String> {
    let text = sandbox.butler(&["sql", repo, query, "--format", "csv"]).ok();
    text.lines().skip(1).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn collections(sandbox: &Sandbox, repo: &str) -> BTreeSet<String> {
    lines(sandbox, repo, "SELECT name || ' ' || type FROM collections")
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

/// Compares a real repository, converted in place, with what the reference made of it. What the reference wrote from packages of curated calibrations is not in
/// the Gen2 repository.
fn compare(name: &str, more: &[&str]) {
    let sandbox = Sandbox::new(BUTLER);
    let root = sandbox.path(name);
    copied(&data(&format!("gen2/{name}")), &root);
    if name == "latiss" {
        write(&root, "CALIB/bias/2018-09-21/bias-det000_2018-09-21.fits", &vec![0; 1_460_160]);
    }
    sandbox.butler(&["create", name, "--override", "-q"]).ok();
    let converted = sandbox.butler(&[&["convert", name, "--gen2root", name], more].concat());
    assert_eq!(converted.code, 0, "{}{}", converted.stdout, converted.stderr);
    let expected: Value = serde_json::from_slice(&std::fs::read(data(&format!("gen2/{name}.json"))).unwrap()).unwrap();
    let items = |key: &str| expected[key].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let told: BTreeSet<String> = items("collections")
        .iter()
        .filter(|c| !text(&c["name"]).contains("/curated/"))
        .map(|c| format!("{} {}", text(&c["name"]), text(&c["type"])))
        .collect();
    assert_eq!(collections(&sandbox, name), told);
    for chain in items("collections").iter().filter(|c| c["children"].is_array()) {
        let children: Vec<String> = chain["children"].as_array().unwrap().iter().map(text).collect();
        let listed = sandbox.butler(&["query-collections", name, &text(&chain["name"]), "--chains", "flatten"]).ok();
        let listed: Vec<&str> = listed.lines().skip(2).filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(listed, children);
    }
    let types = lines(&sandbox, name, "SELECT name || ' ' || storage_class || ' ' || is_calibration FROM dataset_types");
    let told = items("dataset_types").into_iter().filter(|t| !matches!(text(&t["name"]).as_str(), "defects" | "qe_curve"));
    let told: BTreeSet<String> =
        told.map(|t| format!("{} {} {}", text(&t["name"]), text(&t["storage_class"]), t["is_calibration"])).collect();
    assert_eq!(types, told);
    // The camera is stored in another form, so its file is another.
    let query = "SELECT type || ' ' || run || ' ' || detector || ' ' || path || ' ' || size_bytes FROM datasets WHERE type <> 'camera'";
    let query = query.replace("path", &format!("regexp_replace(uri, '^.*/{name}/', '')"));
    let told = items("datasets").into_iter().filter(|d| !matches!(text(&d["type"]).as_str(), "camera" | "defects"));
    let told: BTreeSet<String> = told
        .map(|d| format!("{} {} {} {} {}", text(&d["type"]), text(&d["run"]), d["data_id"]["detector"], text(&d["path"]), d["size"]))
        .collect();
    assert_eq!(lines(&sandbox, name, &query), told);
    let told: BTreeSet<String> = items("exposures")
        .iter()
        .map(|e| format!("{} {} {} {}", e["id"], text(&e["physical_filter"]), text(&e["obs_id"]), e["day_obs"]))
        .collect();
    let found = lines(&sandbox, name, "SELECT id || ' ' || physical_filter || ' ' || obs_id || ' ' || day_obs FROM exposure");
    // Days of simulations begin at another hour in the newer universe.
    let without_day = |all: &BTreeSet<String>| all.iter().map(|e| e.rsplit_once(' ').unwrap().0.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(without_day(&found), without_day(&told));
    let told: BTreeSet<String> = items("visits").iter().map(|v| format!("{} {}", v["id"], text(&v["name"]))).collect();
    assert_eq!(lines(&sandbox, name, "SELECT id || ' ' || name FROM visit"), told);
    let told: BTreeSet<String> = items("calibs")
        .iter()
        .filter(|c| text(&c["type"]) != "defects")
        .map(|c| format!("{} {}", text(&c["type"]), text(&c["collection"])))
        .collect();
    let found = lines(&sandbox, name, "SELECT type || ' ' || collection FROM validity");
    assert_eq!(found, told);
    // Again: nothing is new.
    let again = sandbox.butler(&[&["convert", name, "--gen2root", name], more].concat());
    assert!(again.code == 0 && again.stderr.contains("converted 0 datasets"), "{}", again.stderr);
    assert!(!again.stderr.contains("registry/"), "{}", again.stderr);
}

#[test]
fn a_real_repository_of_comcam_becomes_what_the_reference_made_of_it() {
    compare("comCam", &[]);
}

#[test]
fn a_real_repository_of_latiss_becomes_what_the_reference_made_of_it() {
    compare("latiss", &["--calibs", "CALIB"]);
}

#[test]
fn a_real_repository_of_lsstcam_becomes_what_the_reference_made_of_it() {
    compare("lsstCam", &[]);
}

#[test]
fn a_real_repository_of_phosim_becomes_what_the_reference_made_of_it() {
    compare("phosim", &[]);
}

/// A discrete skymap as the reference pickled it: a text in a pickle.
fn pickled() -> Vec<u8> {
    let text = "import lsst.skymap.discreteSkyMap\nassert type(config)==lsst.skymap.discreteSkyMap.DiscreteSkyMapConfig, 'no'\n\
        config.patchInnerDimensions=[4000, 4000]\nconfig.patchBorder=100\nconfig.tractOverlap=0.0\nconfig.pixelScale=0.168\n\
        config.projection='TAN'\nconfig.rotation=0.0\nconfig.raList=[320.29]\nconfig.decList=[-0.29]\nconfig.radiusList=[0.5]\n";
    let mut bytes = vec![0x80, 2, b'X'];
    bytes.extend_from_slice(&u32::try_from(text.len()).unwrap().to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(b'.');
    bytes
}

const MAPPER: &[u8] = b"lsst.obs.hsc.hscMapper.HscMapper\n";

fn rerun(root: &Path, name: &str, parent: &str) {
    let text = format!(
        "!RepositoryCfg_v1\n_mapper: !!python/name:lsst.obs.hsc.hscMapper.HscMapper ''\n_mapperArgs: {{}}\n_parents: [{parent}]\n_policy: null\n_root: null\n"
    );
    write(root, &format!("rerun/{name}/repositoryCfg.yaml"), text.as_bytes());
}

/// A sandbox with such a tree in `DATA`.
fn with_tree() -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new(BUTLER);
    let root = sandbox.path("DATA");
    tree(&root);
    (sandbox, root)
}

/// A Gen2 HSC tree in the documented shape.
fn tree(root: &Path) {
    write(root, "_mapper", MAPPER);
    let registry = Connection::open(root.join("registry.sqlite3")).unwrap();
    registry
        .execute_batch("CREATE TABLE raw (id integer primary key autoincrement, visit int, ccd int, field text, dateObs text, pointing int, filter text, taiObs text, expTime double, unique(visit, ccd))")
        .unwrap();
    for (filter, exposure, detectors) in RAWS {
        for ccd in detectors {
            let path = format!("STRIPE82L/2013-11-02/00671/{filter}/HSC-0{exposure}-{ccd:03}.fits");
            write(root, &path, &fits(&header(filter, exposure, *ccd)));
            let values = (exposure, ccd, filter);
            registry
                .execute(
                    "INSERT INTO raw (visit, ccd, field, dateObs, pointing, filter) VALUES (?1, ?2, 'STRIPE82L', '2013-11-02', 671, ?3)",
                    values,
                )
                .unwrap();
            let below = format!("rerun/processCcdOutputs/00671/{filter}");
            let ids = format!("0{exposure}-{ccd:03}");
            for path in [
                format!("corr/CORR-{ids}.fits"),
                format!("corr/BKGD-{ids}.fits"),
                format!("output/SRC-{ids}.fits"),
                format!("processCcd_metadata/{ids}.yaml"),
            ] {
                write(root, &format!("{below}/{path}"), path.as_bytes());
            }
        }
    }
    calibrations(root);
    for pixel in [189_584, 189_648] {
        write(root, &format!("ref_cats/ps1_pv3_3pi_20170110/{pixel}.fits"), b"a shard");
    }
    write(root, "ref_cats/ps1_pv3_3pi_20170110/config.py", b"config.dataset_config.indexer['HTM'].depth=7\n");
    write(root, "ref_cats/ps1_pv3_3pi_20170110/master_schema.fits", b"a schema");
    rerun(root, "processCcdOutputs", "../..");
    write(root, "rerun/processCcdOutputs/schema/src.fits", b"a schema");
    write(root, "rerun/processCcdOutputs/config/processCcd.py", b"config.x = 1");
    rerun(root, "coadd", "../processCcdOutputs");
    write(root, "rerun/coadd/deepCoadd/skyMap.pickle", &pickled());
    write(root, "rerun/coadd/deepCoadd/HSC-I/0/1,2.fits", b"a coadd");
    write(root, "rerun/coadd/deepCoadd/HSC-I/0/1,2/warp-HSC-I-0-1,2-903986.fits", b"a warp");
    rerun(root, "coaddPhot", "../coadd");
    write(root, "rerun/coaddPhot/deepCoadd-results/HSC-R/0/1,2/meas-HSC-R-0-1,2.fits", b"measurements");
    write(root, "rerun/coaddPhot/deepCoadd-results/merged/0/1,2/ref-0-1,2.fits", b"references");
    rerun(root, "coaddForcedPhot", "../coaddPhot");
    write(root, "rerun/coaddForcedPhot/deepCoadd-results/HSC-R/0/1,2/forced_src-HSC-R-0-1,2.fits", b"forced");
}

fn calibrations(root: &Path) {
    write(root, "CALIB/_mapper", MAPPER);
    let registry = Connection::open(root.join("CALIB/calibRegistry.sqlite3")).unwrap();
    // Two dates of bias that overlap by a day.
    let rows = [
        ("bias", "2013-11-03", "2013-05-07", "2014-05-02"),
        ("bias", "2014-07-14", "2014-05-01", "2015-01-01"),
        ("dark", "2013-11-03", "2013-05-07", "2014-05-02"),
        ("flat", "2013-06-17", "2013-05-07", "2014-05-02"),
        ("sky", "2014-11-12", "2013-05-07", "2014-05-02"),
    ];
    for table in ["bias", "dark", "flat", "sky"] {
        let columns = "id integer primary key autoincrement, filter text, ccd int, calibDate text, validStart text, validEnd text";
        registry.execute_batch(&format!("CREATE TABLE {table} ({columns}, unique(filter, ccd, calibDate))")).unwrap();
    }
    for (table, date, begin, end) in rows {
        for ccd in [16, 100] {
            let filter = if matches!(table, "flat" | "sky") { "HSC-I" } else { "NONE" };
            let upper = table.to_uppercase();
            let name = if filter == "NONE" { format!("{upper}-{date}") } else { format!("{upper}-{date}-{filter}") };
            write(root, &format!("CALIB/{upper}/{date}/{filter}/{name}-{ccd:03}.fits"), name.as_bytes());
            let insert = format!("INSERT INTO {table} (filter, ccd, calibDate, validStart, validEnd) VALUES (?1, ?2, ?3, ?4, ?5)");
            registry.execute(&insert, (filter, ccd, date, begin, end)).unwrap();
        }
    }
}

pub(crate) const RERUNS: &str = "rerun/coadd,rerun/coaddPhot,rerun/processCcdOutputs,rerun/coaddForcedPhot";

fn convert(sandbox: &Sandbox, more: &[&str]) -> Finished {
    sandbox.butler(
        &[&["convert", "repo", "--gen2root", "DATA", "--processes", "2", "--reruns", RERUNS, "--calibs", "DATA/CALIB/"], more].concat(),
    )
}

#[test]
fn the_documented_tree_becomes_the_documented_collections() {
    let sandbox = Sandbox::new(BUTLER);
    tree(&sandbox.path("DATA"));
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let dry = convert(&sandbox, &["--names", "classic", "--dry-run"]);
    assert!(dry.code == 0 && dry.stdout.contains("33 raw in HSC/raw/all"), "{}{}", dry.stdout, dry.stderr);
    assert_eq!(collections(&sandbox, "repo"), set(&[]));
    let converted = convert(&sandbox, &["--names", "classic"]);
    assert_eq!(converted.code, 0, "{}{}", converted.stdout, converted.stderr);
    let expected = [
        "HSC/raw/all RUN",
        "HSC/calib CALIBRATION",
        "HSC/calib/unbounded RUN",
        "refcats RUN",
        "HSC/calib/gen2/2014-11-12 RUN",
        "HSC/calib/gen2/2014-07-14 RUN",
        "HSC/calib/gen2/2013-11-03 RUN",
        "HSC/calib/gen2/2013-06-17 RUN",
        "shared/HSC/rerun/coadd RUN",
        "shared/HSC/rerun/coaddPhot RUN",
        "shared/HSC/rerun/processCcdOutputs RUN",
        "shared/HSC/rerun/coaddForcedPhot RUN",
        "shared/HSC CHAINED",
        "skymaps RUN",
    ];
    assert_eq!(collections(&sandbox, "repo"), set(&expected));
    let of = |dataset_type: &str, columns: &str| {
        lines(&sandbox, "repo", &format!("SELECT {columns} FROM datasets WHERE type = '{dataset_type}'"))
    };
    assert_eq!(of("calexp", "id").len(), 33);
    assert!(of("calexp", "visit || ' ' || detector || ' ' || band").contains("903986 100 i"));
    assert_eq!(of("deepCoadd", "skymap || ' ' || tract || ' ' || band"), set(&["deepCoadd_skyMap 0 i"]));
    assert_eq!(of("deepCoadd_directWarp", "visit || ' ' || tract"), set(&["903986 0"]));
    // Patch 1,2 of a tract that is so many patches wide.
    let wide = lines(&sandbox, "repo", "SELECT max(cell_x) + 1 FROM patch").first().unwrap().parse::<i64>().unwrap();
    assert_eq!(of("deepCoadd_meas", "patch"), set(&[&(2 * wide + 1).to_string()]));
    assert_eq!(of("ps1_pv3_3pi_20170110", "htm7"), set(&["189584", "189648"]));
    assert_eq!(of("processCcd_config", "run"), set(&["shared/HSC/rerun/processCcdOutputs"]));
    let types = lines(&sandbox, "repo", "SELECT name || ' ' || storage_class FROM dataset_types");
    for known in [
        "src SourceCatalog",
        "src_schema SourceCatalog",
        "processCcd_metadata PropertySet",
        "calexpBackground Background",
        "flat ExposureF",
        "deepCoadd_forced_src SourceCatalog",
    ] {
        assert!(types.contains(known), "{known}: {types:?}");
    }
    // The first bias ends where the second begins, though they overlap by a day.
    let query = "SELECT run || ' ' || CAST(timespan AS VARCHAR) FROM validity WHERE type = 'bias' AND detector = 16";
    let query = query.replace("CAST(timespan AS VARCHAR)", "coalesce(CAST(begin(timespan) AS VARCHAR), '')");
    assert_eq!(
        lines(&sandbox, "repo", &query),
        set(&["HSC/calib/gen2/2013-11-03 2013-05-07T00:00:00", "HSC/calib/gen2/2014-07-14 2014-05-01T00:00:00"])
    );
    let query = "SELECT count(*) FROM validity WHERE type = 'bias' AND detector = 16 AND contains(timespan, tai('2014-05-01T12:00:00'))";
    assert_eq!(lines(&sandbox, "repo", query), set(&["1"]));
    assert!(converted.stderr.contains("2 overlaps of validity closed"), "{}", converted.stderr);
    let again = convert(&sandbox, &["--names", "classic"]);
    assert!(again.code == 0 && again.stderr.contains("converted 0 datasets"), "{}", again.stderr);
}

#[test]
fn reruns_search_their_parents_by_todays_names() {
    let sandbox = Sandbox::new(BUTLER);
    tree(&sandbox.path("DATA"));
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let converted = convert(&sandbox, &["-t", "symlink"]);
    assert_eq!(converted.code, 0, "{}{}", converted.stdout, converted.stderr);
    let listed = sandbox.butler(&["query-collections", "repo", "HSC/runs/coaddPhot", "--chains", "flatten"]).ok();
    let listed: Vec<&str> = listed.lines().skip(2).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(listed[..3], ["HSC/runs/coaddPhot/direct", "HSC/runs/coadd/direct", "HSC/runs/processCcdOutputs/direct"]);
    assert_eq!(listed[3..], ["HSC/raw/all", "refcats/gen2", "HSC/calib", "skymaps"]);
    assert!(collections(&sandbox, "repo").contains("HSC/calib/20131103T000000Z RUN"));
}

#[test]
fn what_is_broken_is_told_and_the_rest_goes_in() {
    let (sandbox, root) = with_tree();
    // A row without its file, a file without its row, a raw that is no FITS file.
    std::fs::remove_file(root.join("STRIPE82L/2013-11-02/00671/HSC-I/HSC-0903986-100.fits")).unwrap();
    write(&root, "STRIPE82L/2013-11-02/00671/HSC-I/HSC-0903986-099.fits", b"not listed");
    write(&root, "STRIPE82L/2013-11-02/00671/HSC-I/HSC-0903986-022.fits", b"no FITS");
    // A calibration without its row, a row without its file, one that is valid while another is.
    write(&root, "CALIB/DARK/2013-11-03/NONE/DARK-2013-11-03-005.fits", b"x");
    std::fs::remove_file(root.join("CALIB/FLAT/2013-06-17/HSC-I/FLAT-2013-06-17-HSC-I-016.fits")).unwrap();
    write(&root, "CALIB/DARK/2014-02-01/NONE/DARK-2014-02-01-016.fits", b"x");
    let registry = Connection::open(root.join("CALIB/calibRegistry.sqlite3")).unwrap();
    registry
        .execute_batch(
            "INSERT INTO dark (filter, ccd, calibDate, validStart, validEnd) VALUES ('NONE', 16, '2014-02-01', '2014-01-01', '2014-12-31')",
        )
        .unwrap();
    drop(registry);
    // Two types with one template, a file that nobody knows, a patch that is not there, a visit without raws, an unknown detector.
    write(&root, "rerun/coadd/config/forcedPhotCoadd.py", b"x");
    write(&root, "rerun/coadd/notes.txt", b"x");
    write(&root, "rerun/coadd/deepCoadd/HSC-I/0/77,2.fits", b"x");
    write(&root, "rerun/processCcdOutputs/00671/HSC-I/corr/CORR-0111111-016.fits", b"x");
    write(&root, "rerun/processCcdOutputs/00671/HSC-I/corr/CORR-0903986-500.fits", b"x");
    rerun(&root, "forgotten", "../..");
    // Links to nothing: a shard, a whole reference catalog, all that a rerun made.
    std::os::unix::fs::symlink("/nonexistent", root.join("ref_cats/ps1_pv3_3pi_20170110/131074.fits")).unwrap();
    std::os::unix::fs::symlink("/nonexistent", root.join("ref_cats/gaia")).unwrap();
    write(&root, "ref_cats/list.txt", b"x");
    rerun(&root, "linked", "../..");
    std::os::unix::fs::symlink("/nonexistent", root.join("rerun/linked/src.fits")).unwrap();
    std::fs::create_dir_all(root.join("rerun/linked/schema")).unwrap();
    std::os::unix::fs::symlink("/nonexistent", root.join("rerun/linked/schema/src.fits")).unwrap();
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let reruns = format!("{RERUNS},rerun/linked");
    let arguments = ["convert", "repo", "--gen2root", "DATA", "--reruns", &reruns, "--calibs", "CALIB", "-t", "copy"];
    let converted = sandbox.butler(&arguments);
    let told = &converted.stderr;
    assert_eq!(converted.code, 1, "{told}");
    for (file, reason) in [
        ("HSC-0903986-100.fits", "1 raw: it is in the registry, and the file is not there"),
        ("HSC-0903986-099.fits", "1 raw: the file is there, and the registry has no row of it"),
        ("HSC-0903986-022.fits", "1 raw: "),
        ("DARK-2013-11-03-005.fits", "1 dark: it is in, but not certified: the registry has no row"),
        ("calibDate 2013-06-17", "1 flat: it is in the registry, and the file is not there"),
        ("DARK-2014-02-01-016.fits", "1 dark: it is in, but not certified: its validity overlaps"),
        ("config/forcedPhotCoadd.py", "1 dcrCoadd_forced_config, deepCoadd_forced_config: their templates are the same"),
        ("notes.txt", "1 files: no template of the mapper fits"),
        ("77,2.fits", "1 deepCoadd: tract 0 of skymap `deepCoadd_skyMap` has no patch 77,2"),
        ("CORR-0111111-016.fits", "1 calexp: its visit is not defined"),
        ("CORR-0903986-500.fits", "1 calexp: detector 500 is none"),
        ("rerun/forgotten", "1 reruns: they are not asked for"),
        ("131074.fits", "1 ps1_pv3_3pi_20170110: it is a link to nothing"),
        ("ref_cats/gaia", "1 gaia: its folder can't be read"),
        ("ref_cats/list.txt", "1 ref_cats: it is no folder of a reference catalog"),
        ("schema/src.fits", "1 src_schema: it is a link to nothing"),
    ] {
        assert!(told.lines().any(|line| line.contains(reason) && line.contains(file)), "{file}: {reason}\n{told}");
    }
    let count = |query: &str| lines(&sandbox, "repo", query).first().unwrap().clone();
    assert_eq!(count("SELECT count(*) FROM datasets WHERE type = 'raw'"), "31");
    assert_eq!(count("SELECT count(*) FROM datasets WHERE type = 'calexp'"), "33");
    assert_eq!(count("SELECT count(*) FROM validity WHERE type = 'dark'"), "2");
    assert_eq!(count("SELECT count(*) FROM datasets WHERE type = 'ps1_pv3_3pi_20170110'"), "2");
    assert!(collections(&sandbox, "repo").contains("HSC/runs/linked CHAINED"));
    sandbox.butler(&["verify", "repo"]).ok();
}

#[test]
fn a_catalog_of_links_to_nothing_makes_no_collection_and_hinders_nothing() {
    let (sandbox, root) = with_tree();
    std::fs::remove_dir_all(root.join("ref_cats")).unwrap();
    std::fs::create_dir_all(root.join("ref_cats/ps1")).unwrap();
    std::os::unix::fs::symlink("/nonexistent", root.join("ref_cats/ps1/131074.fits")).unwrap();
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let converted = convert(&sandbox, &["-t", "copy"]);
    assert!(converted.code == 1 && converted.stderr.contains("1 ps1: it is a link to nothing"), "{}", converted.stderr);
    let made = collections(&sandbox, "repo");
    assert!(made.contains("HSC/defaults CHAINED") && !made.iter().any(|name| name.contains("refcats")), "{made:?}");
    assert!(!converted.stdout.contains("refcats"), "{}", converted.stdout);
    // Mended, it comes with the next conversion.
    std::fs::remove_file(root.join("ref_cats/ps1/131074.fits")).unwrap();
    write(&root, "ref_cats/ps1/131074.fits", b"a shard");
    let converted = convert(&sandbox, &["-t", "copy"]);
    assert!(converted.code == 0 && converted.stderr.contains("converted 1 dataset"), "{}", converted.stderr);
    let listed = sandbox.butler(&["query-collections", "repo", "HSC/defaults", "--chains", "flatten"]).ok();
    assert!(listed.contains("refcats/gen2"), "{listed}");
}

#[test]
fn files_below_the_repository_keep_their_paths_and_a_user_tells_types_apart() {
    let (sandbox, root) = with_tree();
    write(&root, "rerun/coadd/config/forcedPhotCoadd.py", b"x");
    write(
        &sandbox.folder(),
        "types.yaml",
        b"ignore: [dcrCoadd_forced_config]\ndatasets:\n  notes: {template: 'notes/%(visit)d.txt', storage_class: Config}\n",
    );
    write(&root, "rerun/coadd/notes/903986.txt", b"x");
    sandbox.butler(&["create", "DATA", "--override", "-q"]).ok();
    let arguments = ["convert", "DATA", "--gen2root", "DATA", "--calibs", "CALIB", "--reruns", RERUNS, "-C", "types.yaml"];
    let converted = sandbox.butler(&arguments);
    assert_eq!(converted.code, 0, "{}{}", converted.stdout, converted.stderr);
    let query = "SELECT regexp_replace(uri, '^.*/DATA/', '') FROM datasets WHERE type IN ('notes', 'deepCoadd_forced_config', 'deepCoadd', 'sky') ORDER BY 1";
    assert_eq!(
        lines(&sandbox, "DATA", query),
        set(&[
            "CALIB/SKY/2014-11-12/HSC-I/SKY-2014-11-12-HSC-I-016.fits",
            "CALIB/SKY/2014-11-12/HSC-I/SKY-2014-11-12-HSC-I-100.fits",
            // A URI has no comma.
            "rerun/coadd/deepCoadd/HSC-I/0/1%2C2.fits",
            "rerun/coadd/config/forcedPhotCoadd.py",
            "rerun/coadd/notes/903986.txt",
        ])
    );
    let again = sandbox.butler(&arguments);
    assert!(again.code == 0 && again.stderr.contains("converted 0 datasets") && !again.stderr.contains("no template"), "{}", again.stderr);
}

#[test]
fn calibrations_of_a_real_registry_are_valid_when_the_reference_says_so() {
    let sandbox = Sandbox::new(BUTLER);
    // What the reference made of them, by its own export.
    sandbox.butler(&["create", "theirs", "-q"]).ok();
    let exports = data("exports").to_string_lossy().into_owned();
    for file in ["ci_hsc_dimensions.yaml", "prelude_refcats.yaml", "cihsc_external.yaml"] {
        sandbox.butler(&["import", "theirs", &exports, "--export-file", file, "--registry-only"]).ok();
    }
    // The registry that it was made of, and files in the places that the export tells.
    let root = sandbox.path("DATA");
    write(&root, "_mapper", MAPPER);
    let registry = std::fs::read(data("gen2/ci_hsc/calibRegistry.sqlite3")).unwrap();
    write(&root, "CALIB/calibRegistry.sqlite3", &registry);
    let export = std::fs::read_to_string(data("exports/cihsc_external.yaml")).unwrap();
    let paths: BTreeSet<&str> =
        export.lines().filter_map(|line| line.trim().strip_prefix("path: ")).filter(|path| path.starts_with("CALIB/")).collect();
    assert_eq!(paths.len(), 96);
    paths.iter().for_each(|path| write(&root, path, path.as_bytes()));
    sandbox.butler(&["create", "DATA", "--override", "-q"]).ok();
    let converted = sandbox.butler(&["convert", "DATA", "--gen2root", "DATA", "--calibs", "CALIB"]);
    assert_eq!(converted.code, 0, "{}{}", converted.stdout, converted.stderr);
    let query = "SELECT type || ' ' || detector || ' ' || coalesce(physical_filter, '') || ' ' || CAST(timespan.begin AS VARCHAR) || ' ' || CAST(timespan.\"end\" AS VARCHAR) \
        FROM validity WHERE type IN ('bias', 'dark', 'flat', 'sky')";
    let ours = lines(&sandbox, "DATA", query);
    assert_eq!(ours.len(), 96);
    assert_eq!(ours, lines(&sandbox, "theirs", query));
}

#[test]
fn what_is_no_gen2_repository_is_named() {
    let sandbox = Sandbox::new(BUTLER);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let none = sandbox.butler(&["convert", "repo", "--gen2root", "nowhere"]);
    assert!(none.code == 1 && none.stderr.contains("nowhere"), "{}", none.stderr);
    std::fs::create_dir(sandbox.path("empty")).unwrap();
    let empty = sandbox.butler(&["convert", "repo", "--gen2root", "empty"]);
    assert!(empty.code == 1 && empty.stderr.contains("no mapper is told"), "{}", empty.stderr);
    write(&sandbox.path("other"), "_mapper", b"my.own.StrangeMapper\n");
    let other = sandbox.butler(&["convert", "repo", "--gen2root", "other"]);
    assert!(other.code == 1 && other.stderr.contains("StrangeMapper"), "{}", other.stderr);
    // A mapper is inherited from a parent that a file names.
    write(&sandbox.path("parent"), "_mapper", MAPPER);
    write(&sandbox.path("child"), "_parent", b"../parent");
    let child = sandbox.butler(&["convert", "repo", "--gen2root", "child", "--dry-run"]);
    assert!(child.code == 0 && child.stdout.contains("CHAINED HSC/defaults"), "{}{}", child.stdout, child.stderr);
    let damaged = sandbox.path("damaged");
    write(&damaged, "_mapper", MAPPER);
    write(&damaged, "registry.sqlite3", b"this is no database");
    let damaged = sandbox.butler(&["convert", "repo", "--gen2root", "damaged"]);
    assert!(damaged.code == 1 && damaged.stderr.contains("registry.sqlite3"), "{}", damaged.stderr);
}
