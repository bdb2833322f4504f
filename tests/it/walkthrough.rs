//! A user's documented day, from an empty bucket to the raws in a second one: `tests/walkthrough/run.sh` on the S3 server of the run, or on local disk.

use std::fmt::Write as _;

use butler_tests::s3::Server;
use butler_tests::sandbox::Sandbox;
use butler_tests::{data, tests_folder};
use uuid::Uuid;

/// Dataset types whose files are real, and the file that each has.
const FILES: [(&str, &str, &str, &str); 2] = [
    ("calexp", "exposure-version-2.fits", "lsst.obs.base.formatters.fitsExposure.FitsExposureFormatter", ".fits"),
    ("src", "sourceTable-v1.fits", "lsst.obs.base.formatters.fitsGeneric.FitsGenericFormatter", ".fits"),
];

/// A sandbox with a folder `data`: the export of an HSC session with a file for every path, and a seed file.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new(crate::BUTLER);
    let folder = sandbox.path("data");
    let (mut text, mut kind) = (String::new(), None);
    for line in std::fs::read_to_string(data("exports/hsc_session.yaml")).unwrap().lines() {
        if let Some(name) = line.strip_prefix("  dataset_type: ") {
            kind = FILES.iter().find(|file| file.0 == name);
        }
        let trimmed = line.trim_start().trim_start_matches("- ");
        match (trimmed.split_once(": "), kind) {
            (Some(("path", path)), of) => {
                let place = of.map_or_else(|| path.to_owned(), |file| path.replace(".yaml", file.3));
                let to = folder.join(&place);
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                match of {
                    Some(file) => drop(std::fs::copy(tests_folder().join("../catalogs/tests/data/afw").join(file.1), to).unwrap()),
                    None => std::fs::write(to, format!("made_for: {path}\n")).unwrap(),
                }
                writeln!(text, "{}", line.replace(path, &place)).unwrap();
            }
            (Some(("formatter", name)), Some(file)) => writeln!(text, "{}", line.replace(name, file.2)).unwrap(),
            _ => writeln!(text, "{line}").unwrap(),
        }
    }
    std::fs::write(folder.join("export.yaml"), text).unwrap();
    std::fs::write(folder.join("reg.yaml"), "registry:\n  db: sqlite:///<butlerRoot>/gen3.sqlite3\n").unwrap();
    sandbox
}

#[test]
fn the_documented_day_goes_from_bucket_to_bucket() {
    let mut sandbox = sandbox();
    let places = match Server::of_this_run() {
        Some(server) => {
            server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
            let day = Uuid::new_v4();
            ["first", "second", "parts"].map(|name| format!("s3://{}/{day}/{name}", server.bucket))
        }
        None => ["first", "second", "parts"].map(|name| sandbox.path(name).display().to_string()),
    };
    let script = tests_folder().join("walkthrough/run.sh");
    let done = sandbox.shell(&format!("{} {} {}", script.display(), places.join(" "), sandbox.path("data").display()));
    assert_eq!(done.code, 0, "{}\n{}", done.stdout, done.stderr);
    assert_eq!(done.stdout.matches("requests of stores").count() + done.stdout.matches("request of stores").count(), 19, "{}", done.stdout);
    println!("{}", done.stdout);
}
