//! How files of a Gen2 repository get to their place, on a disk and on S3.

use std::collections::BTreeSet;
use std::path::Path;

use butler_tests::s3::Server;
use butler_tests::sandbox::Sandbox;
use uuid::Uuid;

use super::{RERUNS, convert, lines, set, tree, with_tree, write};
use crate::BUTLER;

/// All files below a folder.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => drop(found.insert(entry.path().strip_prefix(folder).unwrap().display().to_string())),
            }
        }
    }
    found
}

fn uris(sandbox: &Sandbox, repo: &str) -> BTreeSet<String> {
    lines(sandbox, repo, "SELECT uri FROM datasets WHERE type <> 'camera' AND type <> 'skyMap'")
}

#[test]
fn files_that_stay_or_are_linked_leave_the_old_repository_as_it_was() {
    for mode in ["direct", "hardlink"] {
        let (sandbox, root) = with_tree();
        let before = files(&root);
        sandbox.butler(&["create", "repo", "-q"]).ok();
        let told = convert(&sandbox, &["-t", mode]);
        assert_eq!(told.code, 0, "{mode}: {}", told.stderr);
        assert_eq!(files(&root), before, "{mode}");
        sandbox.butler(&["verify", "repo"]).ok();
        let folder = if mode == "direct" { "DATA" } else { "repo" };
        let folder = format!("{}/", sandbox.path(folder).canonicalize().unwrap().display());
        let uris = uris(&sandbox, "repo");
        let is_below = |uri: &String| uri.trim_matches('"').trim_start_matches("file://").starts_with(&folder);
        assert!(uris.len() > 100 && uris.iter().all(is_below), "{mode}: {uris:?}");
        let again = convert(&sandbox, &["-t", mode]);
        assert!(again.code == 0 && again.stderr.contains("converted 0 datasets"), "{mode}: {}", again.stderr);
    }
}

#[test]
fn a_move_takes_what_became_datasets_and_leaves_the_rest() {
    let (sandbox, root) = with_tree();
    write(&root, "rerun/coadd/notes.txt", b"of somebody");
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let told = convert(&sandbox, &["-t", "move"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    sandbox.butler(&["verify", "repo"]).ok();
    let left: BTreeSet<String> = files(&root).into_iter().filter(|path| !path.ends_with("repositoryCfg.yaml")).collect();
    let own = [
        "_mapper",
        "registry.sqlite3",
        "CALIB/_mapper",
        "CALIB/calibRegistry.sqlite3",
        "ref_cats/ps1_pv3_3pi_20170110/config.py",
        "ref_cats/ps1_pv3_3pi_20170110/master_schema.fits",
        // It is read as a configuration, and written anew.
        "rerun/coadd/deepCoadd/skyMap.pickle",
        "rerun/coadd/notes.txt",
    ];
    assert_eq!(left, set(&own));
}

#[test]
fn masks_of_bright_objects_are_in_a_run_of_their_own_which_everyone_searches() {
    let (sandbox, root) = with_tree();
    write(&root, "deepCoadd/BrightObjectMasks/0/BrightObjectMask-0-1,2-HSC-I.reg", b"a mask");
    write(&root, "deepCoadd/BrightObjectMasks/0/BrightObjectMask-0-9,99-HSC-I.reg", b"of no patch");
    sandbox.butler(&["create", "repo", "-q"]).ok();
    let told = convert(&sandbox, &["-t", "copy"]);
    assert!(told.code == 1 && told.stderr.contains("1 brightObjectMask: tract 0 of skymap"), "{}", told.stderr);
    let query = "SELECT run || ' ' || storage_class || ' ' || band || ' ' || patch FROM datasets WHERE type = 'brightObjectMask'";
    let wide = lines(&sandbox, "repo", "SELECT max(cell_x) + 1 FROM patch").first().unwrap().parse::<i64>().unwrap();
    assert_eq!(lines(&sandbox, "repo", query), set(&[&format!("HSC/masks ObjectMaskCatalog i {}", 2 * wide + 1)]));
    let listed = sandbox.butler(&["query-collections", "repo", "HSC/runs/coadd", "--chains", "flatten"]).ok();
    assert!(listed.contains("HSC/masks"), "{listed}");
}

#[test]
fn a_repository_goes_to_s3_by_copy_or_stays_and_is_named_there() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = Sandbox::new(BUTLER);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    tree(&sandbox.path("DATA"));
    let before = files(&sandbox.path("DATA"));
    for mode in ["copy", "auto", "direct", "move"] {
        let repo = format!("s3://{}/{}/repo", server.bucket, Uuid::new_v4());
        sandbox.butler(&["create", &repo, "-q"]).ok();
        let arguments = ["convert", &repo, "--gen2root", "DATA", "--reruns", RERUNS, "--calibs", "CALIB", "-t", mode];
        let told = sandbox.butler(&arguments);
        assert_eq!(told.code, 0, "{mode}: {}", told.stderr);
        sandbox.butler(&["verify", &repo, "--level", "3"]).ok();
        let uris = uris(&sandbox, &repo);
        let start = if mode == "direct" { "file://" } else { repo.as_str() };
        assert!(uris.len() > 100 && uris.iter().all(|uri| uri.trim_matches('"').starts_with(start)), "{mode}: {uris:?}");
        if mode == "move" {
            assert!(!files(&sandbox.path("DATA")).iter().any(|path| path.contains("CORR-") || path.contains("HSC-0903986")));
            return;
        }
        assert_eq!(files(&sandbox.path("DATA")), before, "{mode}");
        let again = sandbox.butler(&arguments);
        assert!(again.code == 0 && again.stderr.contains("converted 0 datasets"), "{mode}: {}", again.stderr);
    }
}
