//! Names as they are written: an unquoted name is taken exactly if something is called so, else without regard to case if that is unique.
//!
//! DataFusion turns unquoted names into lower case, so that a column `dataId` is not found. A pass over the parsed statement quotes names that have an
//! upper-case letter wherever they may stand; what is quoted already is left alone. Tables and functions that do not exist are found here as well.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use butler_catalogs::meta;
use butler_catalogs::tables::find;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::execution::SessionState;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{
    Expr, Function, Ident, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, Select, SelectItem, TableFactor, VisitMut, VisitorMut,
};

use super::catalogs::Catalogs;
use super::table_functions;
use super::tables::catalog::RegistrySchema;
use crate::{Error, Result};

/// Quotes the names of `statement` that need it, and checks that its tables and functions exist.
pub async fn resolve(
    statement: &mut Statement,
    (registry, catalogs): (&RegistrySchema, &Catalogs),
    opened: &[Arc<dyn TableProvider>],
    state: &SessionState,
) -> Result<()> {
    let mut tables = registry.names();
    let known: BTreeSet<String> = tables.iter().cloned().collect();
    tables.extend(catalogs.names().into_iter().filter(|name| !known.contains(name)));
    let mut visitor = Names { tables, ..Names::new(state) };
    visitor.collect(statement, registry, catalogs).await?;
    for table in opened {
        visitor.add(&table.schema());
    }
    visit(statement, &mut visitor)?;
    check_tables(statement, &visitor)
}

/// Checks that the functions of an expression exist.
pub fn check_functions(expr: &mut Expr, state: &SessionState) -> Result<()> {
    let mut visitor = Names::new(state);
    match expr.visit(&mut visitor) {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(()),
    }
}

fn visit(statement: &mut Statement, visitor: &mut Names<'_>) -> Result<()> {
    match statement {
        Statement::Statement(statement) => match statement.visit(visitor) {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(()),
        },
        Statement::Explain(explain) => visit(&mut explain.statement, visitor),
        _ => Ok(()),
    }
}

/// The statement that an EXPLAIN explains.
fn check_tables(statement: &Statement, visitor: &Names<'_>) -> Result<()> {
    for reference in visitor.state.resolve_table_references(statement)? {
        let is_ours = |schema: &str| schema == super::session::REGISTRY || schema == super::catalogs::CATALOGS;
        let ours = matches!(&reference, TableReference::Bare { .. })
            || reference.schema().is_some_and(|s| is_ours(s) && reference.catalog().is_none_or(|c| c == super::session::CATALOG));
        let name = reference.table();
        if ours && !visitor.called.contains(name) && !visitor.tables.iter().any(|t| t == name) {
            let known = visitor.tables.iter().map(String::as_str).chain(visitor.state.table_functions().keys().map(String::as_str));
            return Err(Error::missing("table", name, known));
        }
    }
    Ok(())
}

struct Names<'a> {
    tables: Vec<String>,
    /// Names of columns, and of members of structs, of the tables that the statement names.
    columns: BTreeSet<String>,
    state: &'a SessionState,
    functions: Vec<String>,
    called: BTreeSet<String>,
    /// Schemas of tables whose columns have other names as well.
    aliased: Vec<SchemaRef>,
}

/// The known name that is meant.
fn meant<'a>(written: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let mut same: Vec<&String> = known.filter(|name| name.eq_ignore_ascii_case(written)).collect();
    if let Some(exact) = same.iter().find(|name| **name == written) {
        return Some(exact);
    }
    if same.len() == 1 { same.pop() } else { None }
}

fn rewrite<'a>(ident: &mut Ident, known: impl Iterator<Item = &'a String>) {
    if ident.quote_style.is_some() {
        return;
    }
    if let Some(name) = meant(&ident.value, known)
        && name.chars().any(char::is_uppercase)
    {
        *ident = Ident { value: name.clone(), quote_style: Some('"'), span: ident.span };
    }
}

impl<'a> Names<'a> {
    fn new(state: &'a SessionState) -> Names<'a> {
        let (tables, functions, aliased) = Default::default();
        Names { tables, columns: BTreeSet::new(), state, functions, called: BTreeSet::new(), aliased }
    }

    fn add(&mut self, schema: &SchemaRef) {
        schema.fields().iter().for_each(|field| add_names(field, &mut self.columns));
        if schema.metadata().contains_key(meta::AFW_ALIASES) {
            self.aliased.push(schema.clone());
        }
    }

    /// Finds the columns of all tables that are named.
    async fn collect(&mut self, statement: &Statement, registry: &RegistrySchema, catalogs: &Catalogs) -> Result<()> {
        for reference in self.state.resolve_table_references(statement)? {
            let name = meant(reference.table(), self.tables.iter()).cloned();
            let is_catalog = reference.schema().is_some_and(|schema| schema == super::catalogs::CATALOGS);
            if let Some(name) = name {
                let schema = match registry.get(&name)?.filter(|_| !is_catalog) {
                    Some(table) => Some(table.schema()),
                    None => catalogs.get(&name).await?.map(|table| table.schema()),
                };
                schema.iter().for_each(|schema| self.add(schema));
            } else if table_functions::gives_datasets(&reference.table().to_lowercase())
                && let Some(datasets) = registry.get("datasets")?
            {
                self.add(&datasets.schema());
            }
        }
        Ok(())
    }

    fn column(&self, ident: &mut Ident) {
        rewrite(ident, self.columns.iter());
        if ident.quote_style.is_none()
            && let Some(column) = self.alias_of(&ident.value)
        {
            *ident = Ident { value: column, quote_style: Some('"'), span: ident.span };
        }
    }

    /// The column that an alias of an afw table stands for.
    fn alias_of(&self, written: &str) -> Option<String> {
        if meant(written, self.columns.iter()).is_some() {
            return None;
        }
        self.aliased.iter().find_map(|schema| find(schema, written).map(|index| schema.field(index).name().clone()))
    }

    /// A table by its last part; the parts before name its schema.
    fn table(&self, name: &mut ObjectName) {
        if let Some(ObjectNamePart::Identifier(ident)) = name.0.last_mut() {
            rewrite(ident, self.tables.iter());
        }
    }

    fn check_function(&mut self, function: &Function) -> Result<()> {
        let [ObjectNamePart::Identifier(ident)] = function.name.0.as_slice() else { return Ok(()) };
        if self.functions.is_empty() {
            self.functions.extend(self.state.scalar_functions().keys().cloned());
            self.functions.extend(self.state.aggregate_functions().keys().cloned());
            self.functions.extend(self.state.window_functions().keys().cloned());
            self.functions.extend(self.state.higher_order_functions().keys().cloned());
        }
        let name = if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() };
        if self.functions.contains(&name) || BUILT_IN.contains(&name.as_str()) {
            return Ok(());
        }
        Err(Error::missing("function", &ident.value, self.functions.iter().map(String::as_str)))
    }
}

/// Functions that the planner itself knows.
const BUILT_IN: [&str; 5] = ["unnest", "grouping", "coalesce", "struct", "make_array"];

fn add_names(field: &arrow::datatypes::Field, names: &mut BTreeSet<String>) {
    names.insert(field.name().clone());
    if let arrow::datatypes::DataType::Struct(members) = field.data_type() {
        members.iter().for_each(|member| add_names(member, names));
    }
}

impl VisitorMut for Names<'_> {
    type Break = Error;

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<Error> {
        if let TableFactor::Table { name, args: Some(_), .. } = factor
            && let [ObjectNamePart::Identifier(ident)] = name.0.as_mut_slice()
        {
            let known = self.state.table_functions();
            if ident.quote_style.is_none() {
                ident.value = ident.value.to_lowercase();
            }
            if !known.contains_key(&ident.value) {
                return ControlFlow::Break(Error::missing("table function", &ident.value, known.keys().map(String::as_str)));
            }
            self.called.insert(ident.value.clone());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &mut ObjectName) -> ControlFlow<Error> {
        self.table(relation);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Error> {
        for item in &mut select.projection {
            match item {
                SelectItem::ExprWithAlias { alias, .. } => self.column(alias),
                // What an alias gives is called by it.
                SelectItem::UnnamedExpr(expr) => {
                    let written = match expr {
                        Expr::Identifier(ident) => Some(ident.clone()),
                        Expr::CompoundIdentifier(idents) => idents.last().cloned(),
                        _ => None,
                    };
                    if let Some(written) = written.filter(|ident| ident.quote_style.is_none() && self.alias_of(&ident.value).is_some()) {
                        let alias = Ident { quote_style: Some('"'), ..written };
                        *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias };
                    }
                }
                _ => {}
            }
        }
        for join in select.from.iter_mut().flat_map(|from| &mut from.joins) {
            if let Some(JoinConstraint::Using(columns)) = constraint(&mut join.join_operator) {
                for part in columns.iter_mut().flat_map(|name| &mut name.0) {
                    if let ObjectNamePart::Identifier(ident) = part {
                        self.column(ident);
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Error> {
        match expr {
            Expr::Identifier(ident) => self.column(ident),
            Expr::CompoundIdentifier(idents) => idents.iter_mut().for_each(|ident| self.column(ident)),
            Expr::Function(function) => {
                if let Err(error) = self.check_function(function) {
                    return ControlFlow::Break(error);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

fn constraint(operator: &mut JoinOperator) -> Option<&mut JoinConstraint> {
    match operator {
        JoinOperator::Join(c)
        | JoinOperator::Inner(c)
        | JoinOperator::Left(c)
        | JoinOperator::LeftOuter(c)
        | JoinOperator::Right(c)
        | JoinOperator::RightOuter(c)
        | JoinOperator::FullOuter(c)
        | JoinOperator::Semi(c)
        | JoinOperator::LeftSemi(c)
        | JoinOperator::RightSemi(c)
        | JoinOperator::Anti(c)
        | JoinOperator::LeftAnti(c)
        | JoinOperator::RightAnti(c) => Some(c),
        _ => None,
    }
}
