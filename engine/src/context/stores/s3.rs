//! S3 of any make: which endpoint, whose credentials, how long to wait.
//!
//! | | looked for in this order |
//! |---|---|
//! | endpoint of `s3://profile@...` | `LSST_RESOURCES_S3_PROFILE_<profile>`, the profile's `endpoint_url` in `~/.aws/config` |
//! | endpoint else | `S3_ENDPOINT_URL`, `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the profile (`AWS_PROFILE` or `default`), AWS |
//! | credentials | the endpoint's URL (`https://key:secret@host`), the profile of the location, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, the profile `AWS_PROFILE` or `default`, what AWS gives to its machines |
//! | region | `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile, `us-east-1` |
//!
//! Secrets are in no message and in no `Debug` output. Plain `http` goes to this machine only, unless `AWS_ALLOW_HTTP` is on.

use std::fmt;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use url::Url;

use super::environment::Environment;
use super::shared_files::{Profile, read_profile};
use crate::error::{Error, Result};

/// How one bucket is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Settings {
    /// The server without credentials; `None` is AWS.
    pub endpoint: Option<Url>,
    /// The region that requests are signed for.
    pub region: String,
    /// Who asks.
    pub credentials: Credentials,
    /// Where the credentials were found, in words.
    pub credentials_from: String,
    /// Bucket in the host name (AWS) or in the path (others).
    pub addressing: Addressing,
}

/// Who asks a store.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A key pair.
    Key {
        /// The access key; not secret.
        id: String,
        /// The secret key.
        secret: String,
        /// The token of temporary credentials.
        token: Option<String>,
    },
    /// Nobody: requests are not signed.
    Anonymous,
    /// Whatever AWS gives to its machines, containers and workflows.
    Machine,
}

/// Where the bucket's name stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressing {
    /// In the path: `https://host/bucket/key`.
    Path,
    /// In the host name: `https://bucket.host/key`.
    Host,
}

/// How a client treats requests that fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Those that failed in passing are sent again.
    Passing,
    /// Each is sent once.
    Never,
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Settings")
            .field("endpoint", &self.endpoint.as_ref().map(Url::as_str))
            .field("region", &self.region)
            .field("credentials_from", &self.credentials_from)
            .field("addressing", &self.addressing)
            .finish()
    }
}

impl S3Settings {
    /// Finds out how to reach a bucket of `profile`, from the environment and the files it names.
    pub fn find(profile: Option<&str>, environment: &Environment) -> Result<S3Settings> {
        let shared = read_profile(environment, profile.or(environment.get("AWS_PROFILE")).unwrap_or("default"))?;
        let (endpoint, source) = match find_endpoint(profile, environment, shared.as_ref())? {
            Some((endpoint, source)) => (Some(endpoint), source),
            None => (None, String::new()),
        };
        let (credentials, credentials_from) = match endpoint.as_ref().and_then(credentials_in) {
            Some(credentials) => (credentials, source),
            None => find_credentials(profile, environment, shared.as_ref(), endpoint.is_some())?,
        };
        let endpoint = endpoint.map(bare);
        if let Some(endpoint) = &endpoint {
            check_encryption(endpoint, environment)?;
        }
        let region = environment.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]).map(|(_, region)| region);
        let region = region.or_else(|| shared.as_ref()?.get("region")).unwrap_or("us-east-1").to_owned();
        let in_host = endpoint.is_none() || environment.is_on("AWS_VIRTUAL_HOSTED_STYLE_REQUEST");
        let addressing = if in_host { Addressing::Host } else { Addressing::Path };
        Ok(S3Settings { endpoint, region, credentials, credentials_from, addressing })
    }

    /// A client for `bucket`.
    pub fn client(&self, bucket: &str, repeat: Repeat) -> Result<Box<dyn ObjectStore>> {
        let in_host = self.is_in_host(bucket);
        let mut builder = self.builder(repeat).with_bucket_name(encoded_bucket(bucket)).with_virtual_hosted_style_request(in_host);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint_for(endpoint, bucket, in_host));
        }
        build(builder, bucket)
    }

    /// A client that only copies: from a name in the bucket `from` to one in `to`, which the server does by itself.
    pub fn copier(&self, from: &str, to: &str) -> Result<Box<dyn ObjectStore>> {
        let region = &self.region;
        let place = match (&self.endpoint, self.is_in_host(to)) {
            (Some(endpoint), true) => endpoint_for(endpoint, to, true),
            (Some(endpoint), false) => format!("{}/{}", endpoint_for(endpoint, to, false), encoded_bucket(to)),
            (None, true) => format!("https://{to}.s3.{region}.amazonaws.com"),
            (None, false) => format!("https://s3.{region}.amazonaws.com/{to}"),
        };
        // Requests go to the endpoint as it stands here, and the bucket's name only says where copies are made of.
        let builder = self.builder(Repeat::Passing).with_bucket_name(encoded_bucket(from));
        build(builder.with_virtual_hosted_style_request(true).with_endpoint(place), to)
    }

    /// Whether the bucket stands in the host's name. One with dots does not fit the certificate of `*.s3.amazonaws.com`.
    fn is_in_host(&self, bucket: &str) -> bool {
        self.addressing == Addressing::Host && !(self.endpoint.is_none() && bucket.contains('.'))
    }

    fn builder(&self, repeat: Repeat) -> AmazonS3Builder {
        let builder = match self.credentials {
            // Only then may the builder look around in the environment by itself.
            Credentials::Machine => AmazonS3Builder::from_env(),
            _ => AmazonS3Builder::new(),
        };
        let http = self.endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http");
        let builder = builder.with_region(&self.region).with_client_options(client_options(repeat, http)).with_retry(retries(repeat));
        match &self.credentials {
            Credentials::Key { id, secret, token } => {
                let builder = builder.with_access_key_id(id).with_secret_access_key(secret);
                token.iter().fold(builder, |builder, token| builder.with_token(token))
            }
            Credentials::Anonymous => builder.with_skip_signature(true),
            Credentials::Machine => builder.with_config(AmazonS3ConfigKey::ImdsV1Fallback, "false"),
        }
    }
}

fn build(builder: AmazonS3Builder, bucket: &str) -> Result<Box<dyn ObjectStore>> {
    Ok(Box::new(builder.build().map_err(|e| Error::store("open", format!("s3://{bucket}"), e))?))
}

/// The endpoint as it was given, credentials included, and where it was found.
fn find_endpoint(profile: Option<&str>, environment: &Environment, shared: Option<&Profile>) -> Result<Option<(Url, String)>> {
    let own = profile.map(|profile| format!("LSST_RESOURCES_S3_PROFILE_{profile}"));
    let variables = match &own {
        Some(variable) => vec![variable.as_str()],
        None => vec!["S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
    };
    if let Some((variable, value)) = environment.first(&variables) {
        return Ok(Some((parse_endpoint(variable, value)?, variable.to_owned())));
    }
    match (shared.and_then(Profile::endpoint), profile, shared) {
        (Some(value), _, _) => Ok(Some((parse_endpoint("endpoint_url", value)?, "the profile's endpoint_url".to_owned()))),
        (None, Some(profile), None) => Err(Error::missing("S3 profile", profile, [])
            .with_hint(format!("set `LSST_RESOURCES_S3_PROFILE_{profile}` to its endpoint, or put the profile into ~/.aws/config"))),
        _ => Ok(None),
    }
}

fn parse_endpoint(source: &str, value: &str) -> Result<Url> {
    // The value may hold a secret: it is not repeated.
    let invalid = |reason: &str| Error::invalid("endpoint of S3 in", source, reason).with_hint("e.g. `https://s3.example.org`");
    let url = Url::parse(value).map_err(|e| invalid(&e.to_string()))?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        _ => Err(invalid("it does not begin with `https://` and a host")),
    }
}

fn credentials_in(endpoint: &Url) -> Option<Credentials> {
    let decode = |text: &str| Some(String::from_utf8_lossy(&percent_decode(text)).into_owned());
    let secret = decode(endpoint.password()?)?;
    Some(Credentials::Key { id: decode(endpoint.username())?, secret, token: None })
}

fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    out
}

fn bare(mut endpoint: Url) -> Url {
    // Neither fails for a URL with a host.
    let _ = endpoint.set_username("");
    let _ = endpoint.set_password(None);
    endpoint
}

fn find_credentials(
    profile: Option<&str>,
    environment: &Environment,
    shared: Option<&Profile>,
    own_endpoint: bool,
) -> Result<(Credentials, String)> {
    if environment.is_on("AWS_SKIP_SIGNATURE") {
        return Ok((Credentials::Anonymous, "AWS_SKIP_SIGNATURE".to_owned()));
    }
    let of_file = || {
        let (shared, token) = (shared?, shared?.get("aws_session_token").map(str::to_owned));
        let (id, secret) = (shared.get("aws_access_key_id")?.to_owned(), shared.get("aws_secret_access_key")?.to_owned());
        let name = profile.or(environment.get("AWS_PROFILE")).unwrap_or("default");
        Some((Credentials::Key { id, secret, token }, format!("profile `{name}` in ~/.aws")))
    };
    if let Some(found) = of_file().filter(|_| profile.is_some()) {
        return Ok(found);
    }
    match (environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => {
            let token = environment.get("AWS_SESSION_TOKEN").map(str::to_owned);
            let credentials = Credentials::Key { id: id.to_owned(), secret: secret.to_owned(), token };
            return Ok((credentials, "AWS_ACCESS_KEY_ID".to_owned()));
        }
        (Some(_), None) => return Err(half("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),
        (None, Some(_)) => return Err(half("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")),
        (None, None) => {}
    }
    if let Some(found) = of_file() {
        return Ok(found);
    }
    let machine = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
    if let Some((variable, _)) = environment.first(&machine) {
        return Ok((Credentials::Machine, variable.to_owned()));
    }
    let indirect = shared.and_then(|shared| {
        ["credential_process", "sso_session", "sso_start_url", "role_arn"].into_iter().find(|name| shared.get(name).is_some())
    });
    if own_endpoint || indirect.is_some() || environment.is_on("AWS_EC2_METADATA_DISABLED") {
        return Err(no_credentials(indirect));
    }
    Ok((Credentials::Machine, "the machine's role".to_owned()))
}

fn half(given: &str, other: &str) -> Error {
    Error::invalid("environment variable", given, format!("`{other}` is not set beside it"))
}

fn no_credentials(indirect: Option<&str>) -> Error {
    let error = Error::missing("credentials", "S3", []);
    match indirect {
        Some(name) => error.with_hint(format!("the profile has `{name}`, which is not followed; `eval \"$(aws configure export-credentials --format env)\"` does")),
        None => error.with_hint("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them to ~/.aws/credentials; AWS_SKIP_SIGNATURE=true asks without any"),
    }
}

fn check_encryption(endpoint: &Url, environment: &Environment) -> Result<()> {
    let loopback = match endpoint.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if endpoint.scheme() == "https" || loopback || environment.is_on("AWS_ALLOW_HTTP") {
        return Ok(());
    }
    Err(Error::invalid("endpoint", endpoint.as_str(), "it would be asked without encryption")
        .with_hint("use `https://`, or set AWS_ALLOW_HTTP=true if the network is trusted"))
}

/// The colon of `tenant:bucket` is written as the signature has it.
fn encoded_bucket(bucket: &str) -> String {
    bucket.replace(':', "%3A")
}

fn endpoint_for(endpoint: &Url, bucket: &str, in_host: bool) -> String {
    let text = endpoint.as_str().trim_end_matches('/');
    match endpoint.host_str() {
        Some(host) if in_host => text.replacen(host, &format!("{bucket}.{host}"), 1),
        _ => text.to_owned(),
    }
}

/// An unreachable endpoint is told in a few seconds; a slow answer has a minute, and a commit less, as it can be asked about.
fn client_options(repeat: Repeat, http: bool) -> ClientOptions {
    let timeout = match repeat {
        Repeat::Passing => Duration::from_secs(60),
        Repeat::Never => Duration::from_secs(20),
    };
    ClientOptions::new().with_allow_http(http).with_connect_timeout(Duration::from_secs(3)).with_timeout(timeout)
}

fn retries(repeat: Repeat) -> RetryConfig {
    let backoff = BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(2), base: 2.0 };
    match repeat {
        Repeat::Passing => RetryConfig { backoff, max_retries: 5, retry_timeout: Duration::from_secs(6) },
        Repeat::Never => RetryConfig { backoff, max_retries: 0, retry_timeout: Duration::ZERO },
    }
}

#[cfg(test)]
mod tests;
