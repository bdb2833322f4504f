//! Table functions whose table must be opened before a plan is made: `catalog`, `pixel_stats`, `mask_stats`, `read_fits`, `read_table`, `fits_header`. A pass over the parsed statement finds
//! their calls, whose arguments are constants; what was opened is found again by function and arguments.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use butler_catalogs::fits::{Fits, Selector};
use butler_catalogs::tables::{Format, Table};
use datafusion::catalog::{MemTable, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, ObjectNamePart, TableFactor, TableFunctionArgs as Arguments, UnaryOperator, Value, Visit, Visitor,
};

use super::constant;
use crate::context::stores::Environment;
use crate::sql::catalogs::{Catalogs, FileTable, open_any};
use crate::sql::functions::{Description, Family};
use crate::sql::images::{ImageTable, What};
use crate::{Error, Result};

/// What they are.
pub const DESCRIPTIONS: [Description; 6] = [
    Description {
        name: "catalog",
        aliases: &[],
        family: Family::Table,
        syntax: "catalog(type, collections)",
        text: "The rows of all tables of a dataset type that are found first when the collections are searched in order, with the columns that the table of this \
               name has (see Catalogs).",
        arguments: &[
            ("type", "a dataset type that is read as a table"),
            ("collections", "collections in the order of the search, separated by commas; a CHAINED one stands for its children"),
        ],
        example: "SELECT visit, detector, count(*) FROM catalog('src', 'HSC/runs/new,HSC/runs/old') GROUP BY visit, detector",
    },
    Description {
        name: "pixel_stats",
        aliases: &[],
        family: Family::Table,
        syntax: "pixel_stats(type [, collections])",
        text: "Statistics of the pixels of images, a row for each dataset and `plane` (image, mask, variance): `dtype`, `unit`, the rectangle `x0`, `y0`, `width`, \
               `height`, the number of `pixels`, of those that are `nan` and `infinite`, and of the finite ones `min`, `max`, `mean`, `std`, `median`, `sum`. Only the \
               planes are read that conditions on the data ID, `run`, `dataset_id` and `plane` let through.",
        arguments: &[
            ("type", "a dataset type that is an image"),
            (
                "collections",
                "collections in the order of the search, separated by commas; without them as `butler.collections` says, or all RUNs",
            ),
        ],
        example: "SELECT visit, detector, mean, std, median FROM pixel_stats('calexp', 'HSC/runs/new') WHERE plane = 'image'",
    },
    Description {
        name: "mask_stats",
        aliases: &[],
        family: Family::Table,
        syntax: "mask_stats(type [, collections])",
        text: "How many pixels of a mask have each bit, a row for each dataset and `mask_plane`: the number of its `bit`, `pixels`, and their `fraction`.",
        arguments: &[
            ("type", "a dataset type that is an image with a mask, or a mask"),
            (
                "collections",
                "collections in the order of the search, separated by commas; without them as `butler.collections` says, or all RUNs",
            ),
        ],
        example: "SELECT visit, detector, fraction FROM mask_stats('calexp', 'HSC/runs/new') WHERE mask_plane = 'SAT'",
    },
    Description {
        name: "read_table",
        aliases: &[],
        family: Family::Table,
        syntax: "read_table(uri)",
        text: "The table in a file of any format that is known, of FITS the first. Files beside the repository are read only if the session allows it: \
               `butler sql --allow-local-files`.",
        arguments: &[("uri", "a path or a URI")],
        example: "SELECT count(*) FROM read_table('catalogs/tests/data/interop/example.ecsv')",
    },
    Description {
        name: "read_fits",
        aliases: &[],
        family: Family::Table,
        syntax: "read_fits(uri [, hdu])",
        text: "The table in an HDU of a FITS file, the first one if none is given. Allowed as `read_table` is.",
        arguments: &[("uri", "a path or a URI"), ("hdu", "its number, from 0, or its name")],
        example: "SELECT BAND, AMP01 FROM read_fits('catalogs/tests/data/curated/ITL-3800C-068_QE.fits', 2)",
    },
    Description {
        name: "fits_header",
        aliases: &[],
        family: Family::Table,
        syntax: "fits_header(uri)",
        text: "The headers of a FITS file, a row for each card: `hdu` (from 0), `keyword`, `value` as a text, `comment`. Allowed as `read_table` is.",
        arguments: &[("uri", "a path or a URI")],
        example: "SELECT keyword, value FROM fits_header('catalogs/tests/data/curated/ITL-3800C-068_QE.fits') WHERE hdu = 0",
    },
];

/// A function and its arguments.
type Call = (String, Vec<String>);

/// What has been opened for the statements of a session.
#[derive(Debug)]
pub struct Opened {
    catalogs: Arc<Catalogs>,
    environment: Environment,
    may_read_files: bool,
    tables: Mutex<HashMap<Call, Arc<dyn TableProvider>>>,
}

impl Opened {
    /// Of a session; files beside the repository are read if it may.
    pub fn new(catalogs: &Arc<Catalogs>, environment: Environment, may_read_files: bool) -> Opened {
        Opened { catalogs: catalogs.clone(), environment, may_read_files, tables: Mutex::default() }
    }

    /// Opens what the calls in a statement name; gives the tables.
    pub async fn prepare(&self, statement: &Statement) -> Result<Vec<Arc<dyn TableProvider>>> {
        let mut calls = Calls::default();
        visit(statement, &mut calls);
        let mut tables = Vec::new();
        for call in calls.0 {
            let known = self.lock().get(&call).cloned();
            let table = match known {
                Some(table) => table,
                None => self.open(&call).await?,
            };
            self.lock().insert(call, table.clone());
            tables.push(table);
        }
        Ok(tables)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Call, Arc<dyn TableProvider>>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self, (function, arguments): &Call) -> Result<Arc<dyn TableProvider>> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match (function.as_str(), arguments.as_slice()) {
            ("catalog", [name, collections]) => {
                super::Arguments::names_of(collections)?;
                match self.catalogs.found(name, collections).await? {
                    Some(table) => Ok(table),
                    None => Err(self.catalogs.no_table(name)),
                }
            }
            ("pixel_stats", [name]) => self.images(What::Pixels, name, None).await,
            ("pixel_stats", [name, collections]) => self.images(What::Pixels, name, Some(collections)).await,
            ("mask_stats", [name]) => self.images(What::Masks, name, None).await,
            ("mask_stats", [name, collections]) => self.images(What::Masks, name, Some(collections)).await,
            ("read_table", [uri]) => self.file(uri, None, None).await,
            ("read_fits", [uri]) => self.file(uri, Some(Format::Fits), None).await,
            ("read_fits", [uri, hdu]) => self.file(uri, Some(Format::Fits), Some(Selector::parse(hdu))).await,
            ("fits_header", [uri]) => self.header(uri).await,
            _ => {
                let syntax = DESCRIPTIONS.iter().find(|described| described.name == function).map_or("", |described| described.syntax);
                Err(Error::invalid("call", function, "it has another number of arguments").with_hint(format!("it is called as `{syntax}`")))
            }
        }
    }

    async fn images(&self, what: What, name: &str, collections: Option<&str>) -> Result<Arc<dyn TableProvider>> {
        let Some(datastore) = self.catalogs.datastore() else {
            return Err(Error::invalid("call", name, "there is no datastore here, whose images could be read"));
        };
        let listing = self.catalogs.listing(name, collections).await?;
        Ok(Arc::new(ImageTable::new(what, listing, datastore.clone())))
    }

    async fn source(&self, uri: &str) -> Result<butler_catalogs::Source> {
        if self.may_read_files {
            return open_any(uri, &self.environment).await;
        }
        let reason = "SQL reads the repository, not files beside it".to_owned();
        Err(Error::Unsupported { what: "reading", name: uri.to_owned(), reason }.with_hint("`butler sql --allow-local-files` allows it"))
    }

    async fn file(&self, uri: &str, format: Option<Format>, hdu: Option<Selector>) -> Result<Arc<dyn TableProvider>> {
        let source = self.source(uri).await?;
        let table = Table::open(&source, format, hdu.as_ref()).await?;
        Ok(Arc::new(FileTable::new(table, source.len())?))
    }

    async fn header(&self, uri: &str) -> Result<Arc<dyn TableProvider>> {
        let mut fits = Fits::open(self.source(uri).await?).await?;
        let cards: Vec<_> = fits.hdus().await?.iter().flat_map(|hdu| hdu.header().cards().iter().map(|card| (hdu.index(), card))).collect();
        let text = |value: serde_json::Value| match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text),
            serde_json::Value::Bool(is_true) => Some(if is_true { "T" } else { "F" }.to_owned()),
            other => Some(other.to_string()),
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(cards.iter().map(|(hdu, _)| i32::try_from(*hdu).ok()).collect::<Int32Array>()),
            Arc::new(cards.iter().map(|(_, card)| Some(card.keyword.as_str())).collect::<StringArray>()),
            Arc::new(cards.iter().map(|(_, card)| text(card.value.to_json())).collect::<StringArray>()),
            Arc::new(cards.iter().map(|(_, card)| Some(card.comment.as_str()).filter(|text| !text.is_empty())).collect::<StringArray>()),
        ];
        let fields = [("hdu", DataType::Int32), ("keyword", DataType::Utf8), ("value", DataType::Utf8), ("comment", DataType::Utf8)];
        let schema = Schema::new(fields.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec());
        let batch = RecordBatch::try_new(Arc::new(schema), columns)?;
        Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
    }
}

/// The functions, each of which gives what was opened.
pub(super) fn functions(opened: &Arc<Opened>) -> Vec<(&'static str, Arc<dyn TableFunctionImpl>)> {
    DESCRIPTIONS.iter().map(|described| (described.name, Arc::new(Given { name: described.name, opened: opened.clone() }) as _)).collect()
}

#[derive(Debug)]
struct Given {
    name: &'static str,
    opened: Arc<Opened>,
}

impl TableFunctionImpl for Given {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> DataFusionResult<Arc<dyn TableProvider>> {
        let arguments: Option<Vec<String>> = args.exprs().iter().map(|expr| constant(expr).and_then(|value| text(&value))).collect();
        let table = arguments.and_then(|arguments| self.opened.lock().get(&(self.name.to_owned(), arguments)).cloned());
        Ok(table.ok_or_else(|| Error::invalid("call", self.name, "its arguments must be constants: texts and numbers"))?)
    }
}

/// A constant as the statement spells it.
fn text(value: &ScalarValue) -> Option<String> {
    match value {
        ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)) | ScalarValue::LargeUtf8(Some(text)) => Some(text.clone()),
        ScalarValue::Int64(Some(number)) => Some(number.to_string()),
        ScalarValue::UInt64(Some(number)) => Some(number.to_string()),
        _ => None,
    }
}

fn visit(statement: &Statement, calls: &mut Calls) {
    match statement {
        // Nothing breaks off this visit.
        Statement::Statement(statement) => {
            let _ = statement.visit(calls);
        }
        Statement::Explain(explain) => visit(&explain.statement, calls),
        Statement::CopyTo(copy) => {
            if let datafusion::sql::parser::CopyToSource::Query(query) = &copy.source {
                let _ = query.visit(calls);
            }
        }
        _ => {}
    }
}

/// Finds calls with constant arguments.
#[derive(Default)]
struct Calls(Vec<Call>);

impl Visitor for Calls {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args: Some(Arguments { args, .. }), .. } = factor
            && let [ObjectNamePart::Identifier(ident)] = name.0.as_slice()
            && let Some(described) = DESCRIPTIONS.iter().find(|described| described.name.eq_ignore_ascii_case(&ident.value))
            && let Some(arguments) = args.iter().map(argument).collect::<Option<Vec<String>>>()
        {
            self.0.push((described.name.to_owned(), arguments));
        }
        ControlFlow::Continue(())
    }
}

fn argument(argument: &FunctionArg) -> Option<String> {
    let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = argument else { return None };
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text.clone()),
            Value::Number(number, _) => Some(number.clone()),
            _ => None,
        },
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match expr.as_ref() {
            Expr::Value(value) => match &value.value {
                Value::Number(number, _) => Some(format!("-{number}")),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
