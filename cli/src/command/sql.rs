//! `butler sql REPO [QUERY]`.

use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use butler_engine::Error;
use butler_engine::butler::Butler;
use butler_engine::context::stores::counting::{Counters, Counts};
use butler_engine::sql::{Answer, Options, Session, statements};
use clap::{ArgAction, Args};
use futures::TryStreamExt;

use crate::arguments::Global;
use crate::output::{Format, Output};
use crate::printer::counted;
use crate::runtime::Work;
use crate::runtime::{counters, surroundings};
use crate::{Failure, Printer};

mod interactive;
mod plot;
mod prompt;
mod text;

/// Ask a repository in SQL; without QUERY at a terminal, a prompt
#[derive(Debug, Args)]
#[command(
    after_help = "Tables: datasets, collections, dataset_types, tags, validity, commits, and one for each dimension element; `\\d` at the \
    prompt lists them. Tabular dataset types are tables as well: `SELECT visit, count(*) FROM src GROUP BY visit`.\nWithout QUERY, statements are read from standard input if it is not a terminal. With -v a summary of requests follows.\n\n\
    Examples:\n  butler sql repo \"SELECT dataId FROM datasets WHERE type='calexp'\"\n  \
    butler sql repo \"SELECT * FROM visit\" -o visits.parquet\n  butler sql repo -f report.sql --format csv\n  \
    butler sql repo \"SELECT coord_ra, coord_dec FROM src\" --plot sources.png\n  butler sql repo"
)]
pub struct Sql {
    /// Path, URI or alias of a repository
    repo: String,
    /// One or more statements, apart by semicolons
    #[arg(conflicts_with = "file")]
    query: Option<String>,
    /// Read the statements from FILE
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Collections in which tables of dataset types are looked for, first match first (repeatable) [default: each RUN's rows]
    #[arg(long, value_name = "NAME", value_delimiter = ',', action = ArgAction::Append)]
    collections: Vec<String>,
    /// Let read_table, read_fits and fits_header read files beside the repository
    #[arg(long)]
    allow_local_files: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    plot: plot::Plot,
}

impl Sql {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        self.output.format()?;
        self.plot.check()?;
        let as_of = global.as_of()?;
        let work = Work::start()?;
        let surroundings = surroundings();
        let counters = counters();
        let opening = counters.counts();
        let session = work.run(async {
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let options = Options {
                collections: self.collections.join(","),
                may_read_files: self.allow_local_files,
                environment: surroundings.environment.clone(),
                ..Options::default()
            };
            Ok(butler.sql_with(as_of, options).await?)
        })?;
        let asked = Asked { session, work, output: self.output.clone(), counters, opening };
        match self.text()? {
            Some(text) if self.plot.is_asked() => asked.plot(&self.plot, &text, printer)?,
            None if self.plot.is_asked() => return Err(Failure::usage("there is no query to draw", "give one as an argument or with -f")),
            Some(text) => asked.all(&text, printer)?,
            None => interactive::run(asked, &self.repo, printer)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The statements that are given; none if the user is to be asked.
    fn text(&self) -> Result<Option<String>, Failure> {
        if let Some(query) = &self.query {
            return Ok(Some(query.clone()));
        }
        if let Some(path) = &self.file {
            let location = path.display().to_string();
            return Ok(Some(std::fs::read_to_string(path).map_err(|source| Error::Io { doing: "read", location, source })?));
        }
        if io::stdin().is_terminal() {
            return Ok(None);
        }
        let mut text = String::new();
        let location = "standard input".to_owned();
        io::stdin().read_to_string(&mut text).map_err(|source| Error::Io { doing: "read", location, source })?;
        Ok(Some(text))
    }
}

/// A session, and how its answers are shown.
struct Asked {
    session: Session,
    work: Work,
    output: Output,
    counters: Arc<Counters>,
    /// What was counted before the repository was opened.
    opening: Counts,
}

impl Asked {
    /// Answers the statements of a text one after the other.
    fn all(&self, text: &str, printer: &Printer) -> Result<(), Failure> {
        let statements = statements::parse(text)?;
        if statements.is_empty() {
            return Err(Failure::usage("there is no statement", "give one as an argument, in a file with -f, or on standard input"));
        }
        let as_one = self.output.file().is_some() || self.output.format()? != Format::Table;
        if as_one && statements.len() > 1 {
            return Err(Failure::usage("several statements can't share one output", "give one, or leave out --format and -o"));
        }
        let mut is_first = true;
        for statement in statements {
            let before = (Instant::now(), self.counters.counts());
            if let Some(copy) = statements::copy(&statement)? {
                self.copy(copy, printer)?;
                continue;
            }
            let count = self.work.run(async {
                let answer = self.session.run(statement).await?;
                if answer.schema.fields().is_empty() {
                    return Ok(None);
                }
                if !std::mem::take(&mut is_first) {
                    printer.line("")?;
                }
                write(&self.output, answer).await.map(Some)
            })?;
            if let Some(count) = count {
                printer.detail(self.summary(count, before.0, &before.1));
            }
        }
        Ok(())
    }

    /// Draws the answer of a query.
    fn plot(&self, plot: &plot::Plot, text: &str, printer: &Printer) -> Result<(), Failure> {
        let mut statements = statements::parse(text)?;
        let (Some(statement), true) = (statements.pop(), statements.is_empty()) else {
            return Err(Failure::usage("--plot draws the answer of one query", "give one statement"));
        };
        if statements::copy(&statement)?.is_some() {
            return Err(Failure::usage("--plot draws the answer of a query; COPY has none", "give the SELECT alone"));
        }
        let said = self.work.run(async { plot.draw(self.session.run(statement).await?).await })?;
        printer.say(said);
        Ok(())
    }

    /// Writes the answer of a query to a file.
    fn copy(&self, copy: statements::Copy, printer: &Printer) -> Result<(), Failure> {
        if copy.target.contains("://") {
            let text = format!("`{}` is no path", copy.target);
            return Err(Failure::usage(text, "COPY writes local files; `butler put` brings one into a repository"));
        }
        let output = Output::to_file(&copy.target, copy.format.as_deref())?;
        output.format()?;
        let count = self.work.run(async { write(&output, self.session.run(copy.query).await?).await })?;
        printer.say(format!("{} written to `{}`", counted(count, "row"), copy.target));
        Ok(())
    }

    /// Rows, time, requests and bytes since `start` and `before`.
    fn summary(&self, rows: u64, start: Instant, before: &Counts) -> String {
        let counts = self.counters.counts();
        let used = counts.since(before);
        let counts = counts.since(&self.opening);
        format!(
            "{} in {:.1} ms; {}, {} bytes read; since opening {}, {} bytes",
            counted(rows, "row"),
            start.elapsed().as_secs_f64() * 1e3,
            counted(used.requests(), "request"),
            used.read_bytes,
            counted(counts.requests(), "request"),
            counts.read_bytes
        )
    }
}

/// Writes an answer as it comes; returns the number of rows.
async fn write(output: &Output, answer: Answer) -> Result<u64, Failure> {
    let Answer { schema, mut batches } = answer;
    let mut rows = output.writer(&schema)?;
    while let Some(batch) = batches.try_next().await? {
        rows.write(&batch)?;
    }
    rows.finish()
}
