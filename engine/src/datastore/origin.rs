//! Where bytes are read from: a file of its own, or a member of a ZIP archive.

use std::fmt;

use super::path::{check, resolve};
use crate::Result;
use crate::context::stores::Location;
use crate::datasets::{member_path, split_member};

/// A file, or a member of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub location: Location,
    /// The member of it, if it is an archive.
    pub member: Option<String>,
}

impl Origin {
    /// Of a stored path, which is relative to `root`, absolute or a URI.
    pub fn of(root: &Location, path: &str) -> Result<Origin> {
        let (file, member) = split_member(path);
        member.map(check).transpose()?;
        Ok(Origin { location: resolve(root, file)?, member: member.map(str::to_owned) })
    }

    /// Its URI; a member stands behind `#zip-path=`, as in the reference.
    pub fn to_uri(&self) -> Result<String> {
        let uri = self.location.to_uri()?;
        Ok(self.member.as_ref().map_or_else(|| uri.clone(), |member| member_path(&uri, member)))
    }

    /// What its name ends in: that of the member, if it is one.
    pub fn file_name(&self) -> String {
        let whole = self.member.clone().unwrap_or_else(|| self.location.to_string());
        whole.rsplit('/').next().unwrap_or_default().to_owned()
    }
}

impl From<Location> for Origin {
    fn from(location: Location) -> Origin {
        Origin { location, member: None }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            None => write!(f, "{}", self.location),
            Some(member) => f.write_str(&member_path(&self.location.to_string(), member)),
        }
    }
}
