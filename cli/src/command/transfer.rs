//! `--transfer`: how files get from one place to another.

use butler_engine::datastore::Mode;
use clap::{Args, ValueEnum};

/// The option.
#[derive(Debug, Args)]
pub struct Transfer {
    /// How files get to their place
    #[arg(short, long, value_enum, value_name = "MODE", default_value_t = Way::Auto)]
    transfer: Way,
}

/// Ways of getting a file somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// A hard link on one disk, a copy elsewhere; what is in its place already stays
    Auto,
    /// A hard link, or a symbolic link where that can't be
    Link,
    /// A symbolic link
    Symlink,
    /// A hard link
    Hardlink,
    /// A copy
    Copy,
    /// A copy, after which the source is deleted
    Move,
    /// A symbolic link with a relative target
    Relsymlink,
    /// Files stay where they are and are recorded with their absolute URIs
    Direct,
}

impl Transfer {
    /// The mode that is meant.
    pub fn mode(&self) -> Mode {
        self.transfer.mode()
    }
}

impl Way {
    /// The mode that is meant.
    pub fn mode(self) -> Mode {
        match self {
            Way::Auto => Mode::Auto,
            Way::Link => Mode::Link,
            Way::Symlink => Mode::Symlink,
            Way::Hardlink => Mode::Hardlink,
            Way::Copy => Mode::Copy,
            Way::Move => Mode::Move,
            Way::Relsymlink => Mode::Relsymlink,
            Way::Direct => Mode::Direct,
        }
    }
}
