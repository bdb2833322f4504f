//! The command line as its user sees it: every script of `tests/commands` prints what it says (see [`butler_tests::script`]).

use butler_tests::sandbox::Sandbox;
use butler_tests::{files_below, script, tests_folder};

#[test]
fn every_command_prints_what_its_script_says() {
    let scripts = files_below(&tests_folder().join("commands"), ".txt");
    assert!(!scripts.is_empty());
    let failed: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = scripts.iter().map(|path| scope.spawn(move || script::check(path, &Sandbox::new(crate::BUTLER)))).collect();
        runs.into_iter().zip(&scripts).filter_map(|(run, path)| run.join().is_err().then_some(path)).collect()
    });
    assert!(failed.is_empty(), "scripts that print something else: {failed:?}");
}

#[test]
fn help_and_version_start_in_milliseconds() {
    let sandbox = Sandbox::new(crate::BUTLER);
    for argument in ["--help", "--version"] {
        let fastest = (0..5)
            .map(|_| {
                let start = std::time::Instant::now();
                sandbox.butler(&[argument]).ok();
                start.elapsed()
            })
            .min()
            .unwrap();
        // A development build on a busy machine; a release build needs a few milliseconds.
        assert!(fastest.as_millis() < 250, "butler {argument} took {fastest:?}");
    }
}
