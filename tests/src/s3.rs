//! The S3 server that the test command starts (`tests/s3/server.py`), found in the environment; without it the tests that need it are skipped.

/// An S3 server for tests, which forgets everything afterwards.
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
}

impl Server {
    /// The server of this test run; `None`, and a line that says so, if there is none.
    pub fn of_this_run() -> Option<Server> {
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
        })
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
