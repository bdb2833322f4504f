//! `butler collection-chain REPO PARENT [CHILD]...`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use butler_engine::collections::{ChainEdit, Chains, flatten};
use clap::{Args, ValueEnum};

use super::conditions::split;
use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// How a chain changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Its children are CHILDREN, in this order
    Redefine,
    /// CHILDREN come last
    Extend,
    /// CHILDREN are taken out
    Remove,
    /// CHILDREN come first
    Prepend,
    /// Those at the places CHILDREN are taken out, counted from 0, from the end if negative [default: 0]
    Pop,
}

/// Define or change a chain: collections that are searched in order
#[derive(Debug, Args)]
#[command(after_help = "Prints the children that the chain has then.\n\n\
    Examples:\n  butler collection-chain repo HSC/defaults HSC/raw/all,HSC/calib refcats\n  \
    butler collection-chain repo HSC/defaults u/me/run --mode prepend\n  butler collection-chain repo HSC/defaults --mode pop -- -1")]
pub struct CollectionChain {
    /// Path, URI or alias of a repository
    repo: String,
    /// Name of the chain; made if it does not exist
    parent: String,
    /// Collections, split on commas; places with --mode pop
    #[arg(value_name = "CHILD")]
    children: Vec<String>,
    /// What the chain is for, if it is made
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    doc: String,
    /// Put the children of chains among CHILDREN in their place
    #[arg(long)]
    flatten: bool,
    /// How the chain changes
    #[arg(long, value_enum, default_value = "redefine", ignore_case = true)]
    mode: Mode,
}

impl CollectionChain {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let children = split(&self.children);
        if children.is_empty() && self.mode != Mode::Pop {
            return Err(Failure::usage("no children are named", "name collections; `--mode pop` alone needs none"));
        }
        if self.flatten && matches!(self.mode, Mode::Remove | Mode::Pop) {
            return Err(Failure::usage("`--flatten` is for children that are put in", "use it with --mode redefine, prepend or extend"));
        }
        let children = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let edit = self.edit(&butler, children)?;
            Ok(butler.edit_chain(&self.parent, edit, &self.doc).await?)
        })?;
        printer.line(format!("[{}]", children.join(", ")))?;
        Ok(ExitCode::SUCCESS)
    }

    fn edit(&self, butler: &Butler, mut children: Vec<String>) -> Result<ChainEdit, Failure> {
        if self.flatten {
            let snapshot = butler.registry().snapshot();
            children = flatten(snapshot.collections(), &children, Chains::Flatten)?.into_iter().map(|c| c.name.clone()).collect();
        }
        Ok(match self.mode {
            Mode::Redefine => ChainEdit::Redefine(children),
            Mode::Extend => ChainEdit::Extend(children),
            Mode::Remove => ChainEdit::Remove(children),
            Mode::Prepend => ChainEdit::Prepend(children),
            Mode::Pop => ChainEdit::Pop(children.iter().map(|place| self.place(place)).collect::<Result<_, _>>()?),
        })
    }

    fn place(&self, text: &str) -> Result<i64, Failure> {
        text.parse()
            .map_err(|_| Failure::usage(format!("`{text}` is no place in a chain"), "with --mode pop children are named by numbers"))
    }
}
