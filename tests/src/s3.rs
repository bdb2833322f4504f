//! The S3 server that the test command starts (`tests/s3/server.py`), found in the environment; without it the tests that need it are skipped.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// How many tests use the server, and whether one has it alone.
static USE: (Mutex<(usize, bool)>, Condvar) = (Mutex::new((0, false)), Condvar::new());

/// An S3 server for tests, which forgets everything afterwards. While a test holds one, nobody kills it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Name and version, e.g. "Ceph 16.2.15".
    pub name: String,
    /// URL, plain http on the loopback.
    pub endpoint: String,
    /// Access key.
    pub key: String,
    /// Secret key.
    pub secret: String,
    /// Region name.
    pub region: String,
    /// A bucket to work in, shared by all tests: use a prefix of your own.
    pub bucket: String,
    /// A bucket that keeps versions.
    pub versioned: String,
    /// The file with the gateway's process number, if it may be killed: it is started again at once.
    pub pid_file: Option<String>,
    /// The configuration for `radosgw-admin`, if users can be managed by it.
    pub conf: Option<String>,
    _turn: Arc<Turn>,
}

/// What is done with a pair of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAction {
    /// It is made.
    Create,
    /// It is taken away.
    Remove,
}

/// A test's use of the server, with others or alone.
#[derive(Debug)]
struct Turn {
    alone: bool,
}

impl Turn {
    fn take(alone: bool) -> Arc<Turn> {
        let (state, changed) = &USE;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        // Those who share do not wait for one who waits to be alone: a test may ask twice.
        while state.1 || (alone && state.0 > 0) {
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        *state = if alone { (0, true) } else { (state.0 + 1, false) };
        Arc::new(Turn { alone })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (state, changed) = &USE;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = if self.alone { (0, false) } else { (state.0 - 1, false) };
        changed.notify_all();
    }
}

impl Server {
    /// The server of this test run; `None`, and a line that says so, if there is none.
    pub fn of_this_run() -> Option<Server> {
        Server::find(false)
    }

    /// The server of this test run for one test alone, which may kill it.
    pub fn alone() -> Option<Server> {
        Server::find(true)
    }

    fn find(alone: bool) -> Option<Server> {
        let get = |name: &str| std::env::var(format!("BUTLER_TEST_S3_{name}"));
        let Ok(name) = get("SERVER") else {
            eprintln!("skipped: no S3 server; `tests/run` starts one");
            return None;
        };
        let must = |name: &str| get(name).unwrap_or_else(|_| panic!("BUTLER_TEST_S3_{name} is not set"));
        Some(Server {
            name,
            endpoint: must("ENDPOINT"),
            key: must("KEY"),
            secret: must("SECRET"),
            region: must("REGION"),
            bucket: must("BUCKET"),
            versioned: must("VERSIONED"),
            pid_file: get("PID").ok(),
            conf: get("CONF").ok(),
            _turn: Turn::take(alone),
        })
    }

    /// Gives the user of the tests one more pair of keys, or takes it away; `false` if this server's users can't be managed.
    pub fn has_changed_keys(&self, action: KeyAction, key: &str, secret: &str) -> bool {
        let Some(conf) = &self.conf else { return false };
        let mut command = std::process::Command::new("radosgw-admin");
        command.args(["--conf", conf, "-n", "client.rgw", "key"]);
        match action {
            KeyAction::Create => command.args(["create", "--key-type", "s3", "--secret", secret]),
            KeyAction::Remove => command.arg("rm"),
        };
        let done = command.args(["--uid", "butler", "--access-key", key]).output().expect("radosgw-admin runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        true
    }

    /// The environment variables with which any S3 program finds this server.
    pub fn variables(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_ACCESS_KEY_ID", &self.key),
            ("AWS_SECRET_ACCESS_KEY", &self.secret),
            ("AWS_REGION", &self.region),
        ]
    }
}
