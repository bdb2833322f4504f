//! Statements: how a text is cut into them, and which are allowed.

use datafusion::execution::context::SQLOptions;
use datafusion::sql::parser::{CopyToSource, DFParserBuilder, ResetStatement, Statement};
use datafusion::sql::sqlparser::ast::Statement as Parsed;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::ParserError;

use crate::{Error, Result};

/// The statements of a text, which are separated by semicolons.
pub fn parse(text: &str) -> Result<Vec<Statement>> {
    let parsed = DFParserBuilder::new(text).with_dialect(&GenericDialect {}).build().and_then(|mut parser| parser.parse_statements());
    Ok(parsed.map_err(super::explain_failure)?.into())
}

/// What the parser says, in the engine's words.
pub(super) fn unreadable(what: &'static str, cause: &ParserError) -> Error {
    let (ParserError::ParserError(reason) | ParserError::TokenizerError(reason)) = cause else {
        return Error::invalid(what, "...", "it is nested too deep");
    };
    let (reason, place) = reason
        .rsplit_once(" at Line: ")
        .map_or((reason.as_str(), String::new()), |(reason, place)| (reason, place.replacen(", Column: ", ", column ", 1)));
    let name = if place.is_empty() { "at its end".to_owned() } else { format!("line {place}") };
    let mut chars = reason.chars();
    let reason = chars.next().map(|c| c.to_lowercase().collect::<String>() + chars.as_str()).unwrap_or_default();
    Error::invalid(what, name, reason)
}

/// `COPY (query) TO 'file'`: a query, and where its answer goes.
#[derive(Debug)]
pub struct Copy {
    /// The query.
    pub query: Statement,
    /// The file.
    pub target: String,
    /// The format, if it is said (`STORED AS FITS`).
    pub format: Option<String>,
}

/// What is copied, if a statement copies.
///
/// # Errors
/// Options and partitions are not understood.
pub fn copy(statement: &Statement) -> Result<Option<Copy>> {
    let Statement::CopyTo(copy) = statement else { return Ok(None) };
    if !copy.options.is_empty() || !copy.partitioned_by.is_empty() {
        let reason = "it takes no options and no partitions".to_owned();
        return Err(Error::Unsupported { what: "COPY to", name: copy.target.clone(), reason });
    }
    let query = match &copy.source {
        CopyToSource::Query(query) => Statement::Statement(Box::new(Parsed::Query(query.clone()))),
        CopyToSource::Relation(name) => {
            let all = parse(&format!("SELECT * FROM {name}"))?.pop();
            all.ok_or_else(|| Error::internal("a query without a statement"))?
        }
    };
    Ok(Some(Copy { query, target: copy.target.clone(), format: copy.stored_as.clone() }))
}

/// A statement that sets in place of one that resets a setting of the butler's own, `name` to `value`: DataFusion resets its own alone. A setting that is not known is
/// refused where it is set.
pub fn reset(statement: Statement, name: &str, value: &str) -> Result<Statement> {
    let Statement::Reset(ResetStatement::Variable(variable)) = &statement else { return Ok(statement) };
    let variable = variable.to_string().to_lowercase();
    if !variable.starts_with(PREFIX) {
        return Ok(statement);
    }
    let value = if variable == name { value.replace('\'', "''") } else { String::new() };
    let set = parse(&format!("SET {variable} = '{value}'"))?.pop();
    set.ok_or_else(|| Error::internal("a setting without a statement"))
}

/// What names of the butler's own settings begin with.
const PREFIX: &str = "butler.";

/// What a plan may do.
pub fn read_only() -> SQLOptions {
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(true)
}

/// Refuses what would change something, by the word that it begins with.
pub fn check_reads_only(statement: &Statement) -> Result<()> {
    let allowed = match statement {
        Statement::Statement(statement) => matches!(
            **statement,
            Parsed::Query(_)
                | Parsed::Explain { .. }
                | Parsed::ExplainTable { .. }
                | Parsed::Set(_)
                | Parsed::ShowTables { .. }
                | Parsed::ShowColumns { .. }
                | Parsed::ShowFunctions { .. }
                | Parsed::ShowVariable { .. }
                | Parsed::ShowVariables { .. }
                | Parsed::ShowCreate { .. }
                | Parsed::ShowSchemas { .. }
                | Parsed::Prepare { .. }
                | Parsed::Execute { .. }
                | Parsed::Deallocate { .. }
        ),
        Statement::Explain(explain) => return check_reads_only(&explain.statement),
        Statement::Reset(_) => true,
        Statement::CreateExternalTable(_) | Statement::CopyTo(_) => false,
    };
    if allowed {
        return Ok(());
    }
    let text = statement.to_string();
    let word = text.split_whitespace().next().unwrap_or_default().to_uppercase();
    let hint = match word.as_str() {
        "COPY" => "a library writes the answer of the query itself",
        _ => "a repository is changed by the commands of `butler`",
    };
    Err(Error::Unsupported { what: "statement", name: word, reason: "SQL only reads a repository".to_owned() }.with_hint(hint))
}
