//! What fails in the middle of a transfer of a thousand files: nothing is lost, one line says why, and doing it again completes it.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

use butler_tests::s3::{KeyAction, Server};
use butler_tests::sandbox::Sandbox;
use uuid::Uuid;

use crate::files::{MANY, check_many, create_for_many, errors, many_files};

/// The message of a command that failed: one line, and one with a hint.
fn check_message(stderr: &str, about: &str) {
    let lines: Vec<&str> = stderr.lines().filter(|line| !line.is_empty()).collect();
    let [error, hint] = lines[..] else { panic!("{stderr}") };
    assert!(error.starts_with("error: ") && error.contains(about) && hint.starts_with("hint: "), "{stderr}");
}

#[test]
fn credentials_that_are_revoked_in_the_middle_of_a_transfer_are_told() {
    let Some(server) = Server::of_this_run() else { return };
    let (key, secret) = (Uuid::new_v4().simple().to_string(), "secret");
    if !server.has_changed_keys(KeyAction::Create, &key, secret) {
        eprintln!("skipped: users of this server can't be managed");
        return;
    }
    let mut sandbox = many_files();
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let repo = format!("s3://{}/{}", server.bucket, Uuid::new_v4());
    create_for_many(&sandbox, &repo);
    let import = ["import", &repo, "many", "-t", "copy"];
    let mut command = sandbox.command(crate::BUTLER);
    command.args(import).envs([("AWS_ACCESS_KEY_ID", key.as_str()), ("AWS_SECRET_ACCESS_KEY", secret)]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    while stored(&sandbox, &repo) < 10 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before ten files were there");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(server.has_changed_keys(KeyAction::Remove, &key, secret));
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(!child.wait().unwrap().success(), "it ended before the keys did");
    check_message(&stderr, &repo);
    assert!(stderr.contains("credentials"), "{stderr}");
    assert_eq!(errors(&sandbox, &repo), [] as [String; 0]);
    assert!(stored(&sandbox, &repo) < MANY);
    sandbox.butler(&import).ok();
    check_many(&sandbox, &repo);
}

/// How many files stand where the many go to, whether a dataset names them or not.
fn stored(sandbox: &Sandbox, repo: &str) -> usize {
    let found = sandbox.butler(&["verify", repo, "--level", "2", "--format", "csv", "-q"]).stdout;
    found.lines().filter(|line| line.starts_with("W-ORPHAN")).count()
}

/// A small disk in a name space of its own, on which a repository is filled until there is no space, and then made larger.
const FULL_DISK: &str = r#"
set -e
mkdir disk
mount -t tmpfs -o size=4m none disk
butler create disk/repo -q
butler import disk/repo "$1" --export-file hsc_session.yaml --registry-only -q
if butler import disk/repo many -t copy 2>told; then echo "there was room"; exit 1; fi
butler verify disk/repo --level 3 --format csv -q >found || true
mount -o remount,size=100m disk
butler import disk/repo many -t copy -q
butler verify disk/repo --level 3 -q
butler sql disk/repo "SELECT count(*) FROM datasets WHERE type = 'many' AND is_stored" --format csv >count
"#;

#[test]
fn a_disk_that_becomes_full_in_the_middle_of_a_transfer_is_told() {
    let sandbox = many_files();
    let can_mount =
        Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).output().is_ok_and(|o| o.status.success());
    if !can_mount {
        eprintln!("skipped: a disk of its own can't be mounted here");
        return;
    }
    let mut command = sandbox.command("unshare");
    command.args(["-rm", "bash", "-c", FULL_DISK, "full", &butler_tests::data("exports").display().to_string()]);
    let done = command.stdin(Stdio::null()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |name: &str| std::fs::read_to_string(sandbox.path(name)).unwrap();
    check_message(&read("told"), "no space left on device");
    assert!(!read("found").lines().any(|line| line.starts_with("E-")), "{}", read("found"));
    assert!(read("count").ends_with(&format!("{MANY}\n")), "{}", read("count"));
}
