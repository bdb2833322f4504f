//! The files in which AWS's tools keep profiles: `~/.aws/credentials` and `~/.aws/config`.
//!
//! Sections in brackets, `name = value` in them, comments after `#` or `;`. Indented lines belong to the name before them (`s3 =` with
//! `endpoint_url = ...` below it); they are read as `s3.endpoint_url`. In `config` a profile's section is `profile NAME`, but for `default`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::environment::Environment;
use crate::error::{Error, Result};

type Section = BTreeMap<String, String>;

/// What the two files say of one profile.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Profile {
    settings: Section,
}

impl Profile {
    /// A setting, e.g. `aws_access_key_id`, `region`, `s3.endpoint_url`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The endpoint for S3.
    pub fn endpoint(&self) -> Option<&str> {
        self.get("s3.endpoint_url").or_else(|| self.get("endpoint_url"))
    }
}

/// Profile `name`; `None` if neither file has it.
pub fn read_profile(environment: &Environment, name: &str) -> Result<Option<Profile>> {
    let credentials = read(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")?;
    let config = read(environment, "AWS_CONFIG_FILE", "config")?;
    Ok(profile_of(&parse(&credentials), &parse(&config), name))
}

fn profile_of(credentials: &BTreeMap<String, Section>, config: &BTreeMap<String, Section>, name: &str) -> Option<Profile> {
    let configured = config.get(&format!("profile {name}")).or_else(|| config.get(name).filter(|_| name == "default"));
    let sections = [configured, credentials.get(name)];
    if sections.iter().all(Option::is_none) {
        return None;
    }
    let mut settings: Section = sections.into_iter().flatten().flat_map(|section| section.clone()).collect();
    let services = settings.get("services").and_then(|services| config.get(&format!("services {services}")));
    if let Some(endpoint) = services.and_then(|services| services.get("s3.endpoint_url")) {
        settings.entry("s3.endpoint_url".to_owned()).or_insert_with(|| endpoint.clone());
    }
    Some(Profile { settings })
}

fn read(environment: &Environment, variable: &str, file: &str) -> Result<String> {
    let named = environment.get(variable).map(PathBuf::from);
    let Some(path) = named.or_else(|| Some(environment.home()?.join(".aws").join(file))) else { return Ok(String::new()) };
    match std::fs::read_to_string(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        result => result.map_err(|source| Error::Io { doing: "read", location: path.display().to_string(), source }),
    }
}

fn parse(text: &str) -> BTreeMap<String, Section> {
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    let (mut section, mut parent) = (String::new(), String::new());
    for line in text.lines() {
        let content = line.split(" #").next().unwrap_or_default().split(" ;").next().unwrap_or_default().trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = content.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.split_whitespace().collect::<Vec<_>>().join(" ");
            sections.entry(section.clone()).or_default();
            continue;
        }
        let Some((name, value)) = content.split_once('=') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
        let nested = line.starts_with([' ', '\t']) && !parent.is_empty();
        let key = if nested { format!("{parent}.{name}") } else { name.clone() };
        if !nested {
            parent = if value.is_empty() { name } else { String::new() };
        }
        sections.entry(section.clone()).or_default().insert(key, value);
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIALS: &str = "
# keys
[default]
aws_access_key_id = AKDEFAULT
aws_secret_access_key = abc/def+1=   ; made up
[echo]
AWS_ACCESS_KEY_ID=AKECHO
aws_secret_access_key=s#cret
";
    const CONFIG: &str = "
[default]
region = eu-west-2
[profile echo]
s3 =
    endpoint_url = https://s3.echo.example
    max_concurrent_requests = 20
region=none
[profile served]
services = here
[services here]
s3 =
  endpoint_url = https://served.example
";

    fn profile(name: &str) -> Option<Profile> {
        profile_of(&parse(CREDENTIALS), &parse(CONFIG), name)
    }

    #[test]
    fn both_files_speak_of_a_profile() {
        let default = profile("default").unwrap();
        assert_eq!(default.get("aws_secret_access_key"), Some("abc/def+1="));
        assert_eq!((default.get("region"), default.endpoint()), (Some("eu-west-2"), None));
        let echo = profile("echo").unwrap();
        assert_eq!((echo.get("aws_access_key_id"), echo.get("aws_secret_access_key")), (Some("AKECHO"), Some("s#cret")));
        assert_eq!((echo.endpoint(), echo.get("region")), (Some("https://s3.echo.example"), Some("none")));
        assert_eq!(profile("served").unwrap().endpoint(), Some("https://served.example"));
        assert!(profile("other").is_none());
    }

    #[test]
    fn files_that_are_not_there_have_no_profiles() {
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment::of([("HOME", folder.path().to_str().unwrap())]);
        assert!(read_profile(&environment, "default").unwrap().is_none());
        std::fs::create_dir(folder.path().join(".aws")).unwrap();
        std::fs::write(folder.path().join(".aws/config"), CONFIG).unwrap();
        assert!(read_profile(&environment, "echo").unwrap().is_some());
    }
}
