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
fn help_and_version_read_no_configuration() {
    let mut sandbox = Sandbox::new(crate::BUTLER);
    // What commands read that open a repository, spoilt.
    sandbox.set("DAF_BUTLER_REPOSITORY_INDEX", "/absent/index.yaml");
    sandbox.set("AWS_ENDPOINT_URL", "no URL");
    sandbox.set("HOME", "/absent");
    for (argument, said) in [("--help", "Usage: butler"), ("--version", "butler "), ("get --help", "Usage: butler get")] {
        let arguments: Vec<&str> = argument.split(' ').collect();
        let done = sandbox.butler(&arguments).ok();
        assert!(done.contains(said), "{argument}: {done}");
    }
}
