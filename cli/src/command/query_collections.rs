//! `butler query-collections REPO [GLOB]...`.

use std::process::ExitCode;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, ListBuilder, RecordBatch, StringArray, StringBuilder};
use butler_engine::butler::Butler;
use butler_engine::collections::{self, Collection, CollectionType, Glob};
use butler_engine::query::{CollectionQuery, Queries};
use butler_engine::{Error, Result};
use clap::{ArgAction, Args, ValueEnum};

use super::conditions::{explain, split};
use crate::arguments::Global;
use crate::output::{Align, Format, Grid, Output};
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// How chains and what is in them are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chains {
    /// A row a collection, with the children of chains
    Table,
    /// A row a collection, with the chains that have it as a child
    InverseTable,
    /// Below each chain its children, and theirs
    Tree,
    /// Below each collection the chains that have it as a child, and those that have these
    InverseTree,
    /// Members of chains instead of the chains, in the order of a search
    Flatten,
    /// Chains as any collection
    NoChildren,
}

/// List collections
#[derive(Debug, Args)]
#[command(after_help = "GLOB: `*` any text, `?` a character, `[abc]` one of several.\n\n\
    Examples:\n  butler query-collections repo\n  butler query-collections repo 'u/*' --collection-type CHAINED\n  \
    butler query-collections repo HSC/defaults --chains flatten -t\n  butler query-collections repo --chains table --format json")]
pub struct QueryCollections {
    /// Path, URI or alias of a repository
    repo: String,
    /// Names and patterns of collections [default: all]
    #[arg(value_name = "GLOB")]
    globs: Vec<String>,
    /// Show collections of this type only: RUN, TAGGED, CHAINED or CALIBRATION (repeatable)
    #[arg(long, value_name = "TYPE", action = ArgAction::Append, value_delimiter = ',', value_parser = collection_type)]
    collection_type: Vec<CollectionType>,
    /// How chains are shown
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Chains::Tree, ignore_case = true)]
    chains: Chains,
    /// Show the dataset types of which each collection has some
    #[arg(short = 't', long)]
    show_dataset_types: bool,
    /// Dataset types that --show-dataset-types leaves out: names and patterns (repeatable)
    #[arg(long, value_name = "GLOBS", action = ArgAction::Append, default_value = "*_config,*_log,*_metadata,packages")]
    exclude_dataset_types: Vec<String>,
    /// Show the documentation of each collection
    #[arg(long)]
    show_doc: bool,
    #[command(flatten)]
    output: Output,
}

fn collection_type(text: &str) -> Result<CollectionType, String> {
    text.parse().map_err(|error: Error| error.hint().unwrap_or_else(|| "it is RUN, TAGGED, CHAINED or CALIBRATION".to_owned()))
}

/// A collection as it is listed.
struct Entry {
    name: String,
    kind: CollectionType,
    /// How deep it stands in a tree.
    level: usize,
    /// Children or parents, with the dataset types of each.
    relatives: Vec<(String, Vec<String>)>,
    /// Dataset types of which it has some.
    types: Vec<String>,
    /// Its documentation.
    doc: String,
}

impl QueryCollections {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let format = self.output.format()?;
        let as_of = global.as_of()?;
        let queries = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.queries(as_of).await?)
        })?;
        let entries = self.entries(&queries)?;
        if entries.is_empty() {
            explain(&["no collection fits".to_owned()], printer);
        }
        match format {
            Format::Table if entries.is_empty() => self.output.text("")?,
            Format::Table => {
                let mut text = String::new();
                self.grid(&entries).push(&mut text);
                self.output.text(&text)?;
            }
            _ => {
                self.output.write(&self.batch(&entries)?)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn entries(&self, queries: &Queries) -> Result<Vec<Entry>> {
        let chains = if self.chains == Chains::Flatten { collections::Chains::Flatten } else { collections::Chains::Keep };
        let names = if self.globs.is_empty() { vec!["*".to_owned()] } else { split(&self.globs) };
        let query = CollectionQuery { names, types: self.collection_type.clone(), chains: Some(chains) };
        let mut found: Vec<&Collection> = queries.collections(&query)?.into_iter().map(|info| info.collection).collect();
        if !matches!(self.chains, Chains::Flatten | Chains::NoChildren) {
            found.sort_by_key(|c| &c.name);
        }
        let mut entries = Vec::new();
        for collection in found {
            self.add(queries, collection, 0, &mut entries)?;
        }
        Ok(entries)
    }

    /// Adds a collection and, in a tree, what is below it.
    fn add(&self, queries: &Queries, collection: &Collection, level: usize, entries: &mut Vec<Entry>) -> Result<()> {
        let relatives = self.relatives(queries, collection);
        let is_tree = matches!(self.chains, Chains::Tree | Chains::InverseTree);
        let types = if is_tree && collection.kind == CollectionType::Chained { Vec::new() } else { self.types(queries, &collection.name)? };
        let mut shown = Vec::new();
        if !is_tree {
            for name in &relatives {
                shown.push((name.clone(), self.types(queries, name)?));
            }
        }
        let (name, doc) = (collection.name.clone(), collection.doc.clone());
        entries.push(Entry { name, kind: collection.kind, level, relatives: shown, types, doc });
        if is_tree {
            for name in &relatives {
                self.add(queries, queries.collection(name)?, level + 1, entries)?;
            }
        }
        Ok(())
    }

    fn is_inverse(&self) -> bool {
        matches!(self.chains, Chains::InverseTable | Chains::InverseTree)
    }

    /// Children or parents, as the form shows them.
    fn relatives(&self, queries: &Queries, collection: &Collection) -> Vec<String> {
        match self.chains {
            Chains::Flatten | Chains::NoChildren => Vec::new(),
            _ if self.is_inverse() => {
                let parents = collections::parents(queries.snapshot().collections(), &collection.name);
                parents.into_iter().map(str::to_owned).collect()
            }
            _ => collection.children.clone(),
        }
    }

    /// Dataset types of a collection, by name, if they are to be shown.
    fn types(&self, queries: &Queries, collection: &str) -> Result<Vec<String>> {
        if !self.show_dataset_types {
            return Ok(Vec::new());
        }
        let excluded: Vec<Glob> = split(&self.exclude_dataset_types).iter().map(|pattern| Glob::new(pattern)).collect();
        let types = queries.summary(collection)?.dataset_types.into_iter();
        Ok(types.filter(|name| !excluded.iter().any(|glob| glob.matches(name))).collect())
    }

    /// The table that is printed: a row for each relative and dataset type, what does not change left out.
    fn grid(&self, entries: &[Entry]) -> Grid {
        let mut columns: [Vec<String>; 5] = Default::default();
        for entry in entries {
            let mut head = [format!("{}{}", "  ".repeat(entry.level), entry.name), entry.kind.name().to_owned(), entry.doc.clone()];
            let own = [(String::new(), entry.types.clone())];
            for (relative, types) in if entry.relatives.is_empty() { &own[..] } else { &entry.relatives[..] } {
                let mut relative = relative.clone();
                for index in 0..types.len().max(1) {
                    let [name, kind, doc] = std::mem::take(&mut head);
                    let cells = [name, kind, std::mem::take(&mut relative), types.get(index).cloned().unwrap_or_default(), doc];
                    columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
                }
            }
        }
        let [names, kinds, relatives, types, docs] = columns;
        let has_relatives = match self.chains {
            Chains::Table => entries.iter().any(|e| e.kind == CollectionType::Chained),
            Chains::InverseTable => relatives.iter().any(|r| !r.is_empty()),
            _ => false,
        };
        let mut grid = Grid::new(Align::Left).column("Name", names).column("Type", kinds);
        if has_relatives {
            grid = grid.column(if self.is_inverse() { "Parents" } else { "Children" }, relatives);
        }
        if self.show_dataset_types {
            grid = grid.column("Dataset Types", types);
        }
        if self.show_doc { grid.column("Documentation", docs) } else { grid }
    }

    /// The rows for other programs: one a collection, with lists.
    fn batch(&self, entries: &[Entry]) -> Result<RecordBatch> {
        let names: StringArray = entries.iter().map(|e| Some(&e.name)).collect();
        let kinds: StringArray = entries.iter().map(|e| Some(e.kind.name())).collect();
        let mut columns: Vec<(&str, ArrayRef)> = vec![("name", Arc::new(names)), ("type", Arc::new(kinds))];
        match self.chains {
            Chains::Tree | Chains::InverseTree => {
                let levels: Int64Array = entries.iter().map(|e| i64::try_from(e.level).ok()).collect();
                columns.push(("level", Arc::new(levels)));
            }
            Chains::Table => columns.push(("children", lists(entries.iter().map(|e| e.relatives.iter().map(|r| &r.0))))),
            Chains::InverseTable => columns.push(("parents", lists(entries.iter().map(|e| e.relatives.iter().map(|r| &r.0))))),
            Chains::Flatten | Chains::NoChildren => {}
        }
        if self.show_doc {
            let docs: StringArray = entries.iter().map(|e| Some(&e.doc)).collect();
            columns.push(("doc", Arc::new(docs)));
        }
        if self.show_dataset_types {
            columns.push(("dataset_types", lists(entries.iter().map(|e| e.types.iter()))));
        }
        Ok(RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))?)
    }
}

/// A column of lists of texts.
pub(super) fn lists<'a, I: Iterator<Item = &'a String>>(rows: impl Iterator<Item = I>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for row in rows {
        row.for_each(|text| builder.values().append_value(text));
        builder.append(true);
    }
    Arc::new(builder.finish())
}
