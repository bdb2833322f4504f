//! What an object store's error means, in a few words, and what to try.
//!
//! S3 servers answer with XML; its `<Code>` is the only part that is looked at, and the answer's body is never shown.

use std::error::Error as StdError;
use std::io;

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

/// What can be told apart.
enum Fault {
    Missing,
    NoBucket,
    Exists,
    Keys,
    Denied,
    Region,
    Skew,
    Unreachable(String),
    Silent,
    Busy(String),
    Disk(io::ErrorKind, String),
    Other,
}

/// The reason in one line.
pub fn reason(error: &Error) -> String {
    match fault(error) {
        Fault::Missing => "it does not exist".to_owned(),
        Fault::NoBucket => "the bucket does not exist".to_owned(),
        Fault::Exists => "it exists already".to_owned(),
        Fault::Keys => "the credentials are missing or wrong".to_owned(),
        Fault::Denied => "permission denied".to_owned(),
        Fault::Region => "the bucket is in another region".to_owned(),
        Fault::Skew => "this machine's clock differs too much from the store's".to_owned(),
        Fault::Unreachable(why) => format!("the endpoint can't be reached: {why}"),
        Fault::Silent => "the store did not answer in time".to_owned(),
        Fault::Busy(answer) => format!("the store answered {answer}"),
        Fault::Disk(io::ErrorKind::StorageFull, _) => "no space is left on the device".to_owned(),
        Fault::Disk(io::ErrorKind::QuotaExceeded, _) => "the disk quota is used up".to_owned(),
        Fault::Disk(io::ErrorKind::ReadOnlyFilesystem, _) => "the file system is read-only".to_owned(),
        Fault::Disk(io::ErrorKind::PermissionDenied, _) => "permission denied".to_owned(),
        Fault::Disk(_, text) => text,
        Fault::Other => super::one_line(&error.to_string()),
    }
}

/// What to try.
pub fn hint(error: &Error) -> Option<&'static str> {
    Some(match fault(error) {
        Fault::NoBucket => "check its name; a bucket of another tenant is `s3://tenant:bucket`",
        Fault::Keys => "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the profile, and whether they belong to this endpoint",
        Fault::Region => "set AWS_REGION to the bucket's region",
        Fault::Skew => "set this machine's clock",
        Fault::Unreachable(_) => "check the network and the endpoint (S3_ENDPOINT_URL, AWS_ENDPOINT_URL or the profile)",
        Fault::Silent | Fault::Busy(_) => "try again later",
        Fault::Disk(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => "free some space and try again",
        Fault::Denied => "check whether the credentials are still good, and ask who may read and write there",
        Fault::Disk(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem, _) => "ask who may read and write there",
        _ => return None,
    })
}

/// Whether the store said that it did not and will not do it, so that the request left no trace.
pub fn is_refusal(error: &Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match fault(error) {
        Fault::Missing | Fault::NoBucket | Fault::Keys | Fault::Denied | Fault::Region | Fault::Skew => true,
        Fault::Disk(kind, _) => {
            matches!(kind, NotADirectory | NotFound | PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull)
        }
        _ => false,
    }
}

/// Whether the whole bucket is missing.
pub fn is_missing_bucket(error: &Error) -> bool {
    matches!(fault(error), Fault::NoBucket)
}

fn fault(error: &Error) -> Fault {
    let code = code(error);
    match code.as_deref() {
        Some("NoSuchBucket") => return Fault::NoBucket,
        Some("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired") => {
            return Fault::Keys;
        }
        Some("AuthorizationHeaderMalformed" | "PermanentRedirect" | "IllegalLocationConstraintException") => return Fault::Region,
        Some("RequestTimeTooSkewed") => return Fault::Skew,
        _ => {}
    }
    match error {
        Error::NotFound { .. } => Fault::Missing,
        Error::AlreadyExists { .. } => Fault::Exists,
        Error::Unauthenticated { .. } => Fault::Keys,
        Error::PermissionDenied { .. } => Fault::Denied,
        other => below(other, code),
    }
}

/// What lies below a general error.
fn below(error: &Error, code: Option<String>) -> Fault {
    if let Some(http) = find::<HttpError>(error) {
        match http.kind() {
            HttpErrorKind::Connect => return Fault::Unreachable(innermost(http)),
            HttpErrorKind::Timeout => return Fault::Silent,
            _ => return Fault::Other,
        }
    }
    let text = error.to_string();
    if text.contains("Received redirect") {
        return Fault::Region;
    }
    if let Some(status) = text.split("status code: ").nth(1).and_then(|rest| rest.split(':').next()) {
        return Fault::Busy(code.map_or(status.to_owned(), |code| format!("{status} ({code})")));
    }
    match find::<io::Error>(error) {
        Some(disk) => Fault::Disk(disk.kind(), disk.to_string()),
        None => Fault::Other,
    }
}

/// The `<Code>` of an S3 error.
fn code(error: &Error) -> Option<String> {
    let text = error.to_string();
    let (_, rest) = text.split_once("<Code>")?;
    Some(rest.split_once("</Code>")?.0.to_owned())
}

fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| error.downcast_ref::<T>())
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    chain(error).last().map_or(String::new(), |error| super::one_line(&error.to_string()))
}

fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| (*error).source())
}
