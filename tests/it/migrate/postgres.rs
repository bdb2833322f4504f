//! A server of PostgreSQL that a test starts and stops, if there is one on this machine.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use butler_tests::sandbox::Sandbox;

/// The password of its one user, `reader`.
pub const PASSWORD: &str = "a password";

/// A running server.
pub struct Server {
    programs: PathBuf,
    folder: tempfile::TempDir,
    pub port: u16,
}

impl Server {
    /// Starts one; `None`, with a word, if it is not installed. The server does not run as root, so root lets `nobody` run it.
    pub fn start() -> Option<Server> {
        let Some(programs) = programs() else {
            println!("skipped: no PostgreSQL on this machine (`initdb` in PATH or /usr/lib/postgresql/*/bin)");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("butler-pg-").tempdir().unwrap();
        if is_root() {
            run(Command::new("chown").arg("nobody").arg(folder.path()));
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Server { programs, folder, port };
        let data = server.folder.path().display().to_string();
        let password = format!("printf '%s' '{PASSWORD}' > {data}/password");
        run(&mut server.shell(&password));
        let program = |name: &str| server.programs.join(name).display().to_string();
        run(&mut server.shell(&format!("{} -D {data}/d -A md5 -U reader --pwfile={data}/password", program("initdb"))));
        let options = format!("-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off");
        run(&mut server.shell(&format!("{} -D {data}/d -o '{options}' -w -l {data}/log start", program("pg_ctl"))));
        Some(server)
    }

    /// Runs a file of SQL.
    pub fn load(&self, file: &Path) {
        let port = self.port.to_string();
        let mut psql = Command::new(self.programs.join("psql"));
        psql.env("PGPASSWORD", PASSWORD).args(["-h", "127.0.0.1", "-p", &port, "-U", "reader", "-q", "-v", "ON_ERROR_STOP=1", "-f"]);
        run(psql.arg(file).arg("postgres"));
    }

    fn shell(&self, line: &str) -> Command {
        let mut command = Command::new(if is_root() { "su" } else { "sh" });
        if is_root() {
            command.args(["-s", "/bin/sh", "nobody"]);
        }
        command.arg("-c").arg(line).current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = format!("{} -D {}/d -m immediate stop", self.programs.join("pg_ctl").display(), self.folder.path().display());
        let _ = self.shell(&stop).output();
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = installed.chain(std::env::split_paths(&path));
    folders.find(|folder| ["initdb", "pg_ctl", "psql"].iter().all(|name| folder.join(name).is_file()))
}

#[test]
fn a_registry_in_postgresql_comes_along() {
    let Some(server) = Server::start() else { return };
    server.load(&butler_tests::data("gen3/registries/postgresql/registry.sql"));
    let mut sandbox = Sandbox::new(crate::BUTLER);
    std::fs::create_dir(sandbox.path("source")).unwrap();
    let url = format!("postgresql+psycopg2://reader@127.0.0.1:{}/postgres", server.port);
    std::fs::write(sandbox.path("source/butler.yaml"), format!("registry:\n  db: {url}\n")).unwrap();
    sandbox.set("PGPASSWORD", "another");
    let refused = sandbox.butler(&["migrate", "source", "repo"]);
    assert!(refused.code != 0 && refused.stderr.contains("password") && refused.stderr.contains("PGPASSWORD"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("another") && !sandbox.path("repo").exists(), "{}", refused.stderr);
    sandbox.set("PGPASSWORD", PASSWORD);
    let told = sandbox.butler(&["migrate", "source", "repo"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    let counts = "85 dimension records, 11 collections, 5 dataset types, 338 datasets, 12 associations";
    assert!(told.stderr.contains(counts) && told.stderr.contains("338 files not there"), "{}", told.stderr);
    // Regions, timespans and hashes are of types that only this database has.
    let found = sandbox.butler(&["sql", "repo", "SELECT id, region, timespan FROM visit", "--format", "json"]).ok();
    assert!(found.contains("2015-01-01T00:00:00") && found.contains("\"region\":\"70a7e38698d95feb"), "{found}");
    let found = sandbox.butler(&["sql", "repo", "SELECT hash FROM skymap", "--format", "json"]).ok();
    assert!(found.contains("7a84324031620b9ec295ce9dab08ab96cffdc27d"), "{found}");
    // One file is there now: its dataset comes with it, and is not asked for again with the others.
    let path = sandbox.path("source/one.yaml");
    std::fs::write(&path, "a file\n").unwrap();
    let moved = format!("UPDATE file_datastore_records SET path = '{}' WHERE path LIKE '%HSCA00001000_001.yaml'", path.display());
    let statement = sandbox.path("moved.sql");
    std::fs::write(&statement, moved).unwrap();
    server.load(&statement);
    let second = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert!(second.code == 0 && second.stderr.contains("337 files not there"), "{}", second.stderr);
    let third = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert!(third.stderr.contains("338 datasets, 12 associations") && third.stderr.contains("337 files not there"), "{}", third.stderr);
    assert!(third.stderr.contains("1 dataset here already with files") && third.stderr.contains("all of it is here"), "{}", third.stderr);
}
