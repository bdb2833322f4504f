use super::*;
use crate::ErrorKind;

fn key(id: &str, secret: &str) -> Credentials {
    Credentials::Key { id: id.to_owned(), secret: secret.to_owned(), token: None }
}

#[test]
fn an_endpoint_may_carry_credentials_which_are_then_not_shown() {
    let environment = Environment::of([("LSST_RESOURCES_S3_PROFILE_prod", "https://AK%2F1:se%2Bcr%2Fet%3D@s3.example:8080")]);
    let settings = S3Settings::find(Some("prod"), &environment).unwrap();
    assert_eq!(settings.endpoint.as_ref().unwrap().as_str(), "https://s3.example:8080/");
    assert!(settings.credentials == key("AK/1", "se+cr/et="));
    assert_eq!(settings.addressing, Addressing::Path);
    assert!(!format!("{settings:?} {environment:?}").contains("se"), "{settings:?}");
}

#[test]
fn the_first_of_the_endpoint_variables_counts() {
    let keys = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let all = [("S3_ENDPOINT_URL", "https://one"), ("AWS_ENDPOINT_URL_S3", "https://two"), ("AWS_ENDPOINT_URL", "https://three")];
    for (from, expected) in [(0, "https://one/"), (1, "https://two/"), (2, "https://three/")] {
        let environment = Environment::of(keys.into_iter().chain(all.into_iter().skip(from)));
        assert_eq!(S3Settings::find(None, &environment).unwrap().endpoint.unwrap().as_str(), expected);
    }
    let aws = S3Settings::find(None, &Environment::of(keys)).unwrap();
    assert!(aws.endpoint.is_none() && aws.addressing == Addressing::Host && aws.region == "us-east-1");
}

#[test]
fn a_profile_of_the_shared_files_has_endpoint_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let (credentials, config) = (folder.path().join("credentials"), folder.path().join("config"));
    std::fs::write(&credentials, "[echo]\naws_access_key_id=AK\naws_secret_access_key=SK\n").unwrap();
    std::fs::write(&config, "[profile echo]\nendpoint_url=https://echo.example\nregion=x\n[profile sso]\nsso_session=s\n").unwrap();
    let files = [("AWS_SHARED_CREDENTIALS_FILE", credentials.to_str().unwrap()), ("AWS_CONFIG_FILE", config.to_str().unwrap())];
    let settings = S3Settings::find(Some("echo"), &Environment::of(files)).unwrap();
    assert_eq!(settings.endpoint.unwrap().as_str(), "https://echo.example/");
    assert!(settings.credentials == key("AK", "SK") && settings.region == "x");
    let named = Environment::of(files.into_iter().chain([("AWS_PROFILE", "echo")]));
    assert!(S3Settings::find(None, &named).unwrap().credentials == key("AK", "SK"));
    let sso = S3Settings::find(None, &Environment::of(files.into_iter().chain([("AWS_PROFILE", "sso")]))).unwrap_err();
    assert!(sso.hint().unwrap().contains("export-credentials"), "{sso}");
}

#[test]
fn what_is_missing_is_named_with_what_to_set() {
    let unknown = S3Settings::find(Some("prod"), &Environment::default()).unwrap_err();
    assert_eq!((unknown.kind(), unknown.to_string().as_str()), (ErrorKind::NotFound, "S3 profile `prod` does not exist"));
    assert!(unknown.hint().unwrap().contains("LSST_RESOURCES_S3_PROFILE_prod"));
    let keyless = S3Settings::find(None, &Environment::of([("S3_ENDPOINT_URL", "https://x")])).unwrap_err();
    assert!(keyless.hint().unwrap().contains("AWS_ACCESS_KEY_ID"));
    let half = S3Settings::find(None, &Environment::of([("AWS_ACCESS_KEY_ID", "x")])).unwrap_err();
    assert!(half.to_string().contains("AWS_SECRET_ACCESS_KEY"));
}

#[test]
fn plain_http_goes_to_this_machine_only_unless_allowed() {
    let find = |endpoint: &str, more: &[(&str, &str)]| {
        let mut variables = vec![("S3_ENDPOINT_URL", endpoint), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
        variables.extend(more);
        S3Settings::find(None, &Environment::of(variables))
    };
    for near in ["http://127.0.0.1:7480", "http://localhost", "http://[::1]:9000"] {
        assert!(find(near, &[]).is_ok(), "{near}");
    }
    let error = find("http://user:secret@s3.example", &[]).unwrap_err();
    assert!(error.hint().unwrap().contains("AWS_ALLOW_HTTP") && !error.to_string().contains("secret"), "{error}");
    assert!(find("http://s3.example", &[("AWS_ALLOW_HTTP", "true")]).is_ok());
    assert!(!find("ftp://user:secret@x", &[]).unwrap_err().to_string().contains("secret"));
}
