//! A temporary folder in which `butler` runs as a user would run it, with nothing of the caller's environment.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a command left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Exit code; 128 + signal if it was ended by one.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Finished {
    /// Standard output of a command that must succeed.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self.stdout
    }
}

/// A folder that is removed in the end, with `butler` on the path.
#[derive(Debug)]
pub struct Sandbox {
    root: TempDir,
    variables: Vec<(String, String)>,
}

impl Sandbox {
    /// A new folder; `butler` is the binary to run.
    pub fn new(butler: &str) -> Sandbox {
        let root = tempfile::Builder::new().prefix("butler-test-").tempdir().expect("a temporary folder");
        for folder in ["bin", "home", "work"] {
            std::fs::create_dir(root.path().join(folder)).expect("a folder");
        }
        std::os::unix::fs::symlink(butler, root.path().join("bin/butler")).expect("a link to the binary");
        Sandbox { root, variables: Vec::new() }
    }

    /// The folder in which commands run.
    pub fn folder(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// A path in the folder in which commands run.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// A path as text.
    pub fn uri(&self, name: &str) -> String {
        self.path(name).to_string_lossy().into_owned()
    }

    /// Sets an environment variable for the commands that follow.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Runs `butler` with these arguments.
    pub fn butler(&self, arguments: &[&str]) -> Finished {
        let mut command = self.command(self.root.path().join("bin/butler"));
        command.args(arguments);
        finish(command, "")
    }

    /// Runs `butler` with these arguments and this standard input.
    pub fn butler_reading(&self, arguments: &[&str], input: &str) -> Finished {
        let mut command = self.command(self.root.path().join("bin/butler"));
        command.args(arguments);
        finish(command, input)
    }

    /// Runs a line of shell, with `butler` on the path and `$DATA` the test data.
    pub fn shell(&self, line: &str) -> Finished {
        let mut command = self.command("/bin/bash");
        command.args(["-o", "pipefail", "-c", line]);
        finish(command, "")
    }

    /// A command with the clean environment, in the folder.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.root.path().join("bin").display());
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.root.path().join("home"))
            .env("USER", "tester")
            .env("COLUMNS", "100")
            .env("LC_ALL", "C.UTF-8")
            .env("DATA", crate::tests_folder().join("data"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder());
        command
    }

    /// `text` with what differs between runs replaced by names in square brackets: folders, times of today, random UUIDs, durations.
    pub fn normalised(&self, text: &str) -> String {
        let work = self.folder().to_string_lossy().into_owned();
        let root = self.root.path().to_string_lossy().into_owned();
        let data = crate::tests_folder().join("data").to_string_lossy().into_owned();
        let text = text.replace(&work, "[DIR]").replace(&root, "[ROOT]").replace(&data, "[DATA]");
        crate::script::normalise(&text)
    }
}

fn finish(mut command: Command, input: &str) -> Finished {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    // A command need not read its input; then the pipe breaks, which is no fault of its.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).is_ok());
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    let code = output.status.code().unwrap_or_else(|| 128 + std::os::unix::process::ExitStatusExt::signal(&output.status).unwrap_or(0));
    Finished {
        code,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
