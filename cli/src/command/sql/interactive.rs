//! The conversation at the prompt: statements, and commands that begin with a backslash.

use std::sync::Arc;
use std::time::Instant;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use butler_engine::error::{Error, near_matches};

use super::Asked;
use super::prompt::{Input, Prompt};
use super::text;
use crate::{Failure, Printer};

const WORDS: &[&str] = &[
    "SELECT", "DISTINCT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "BETWEEN", "GROUP", "BY", "ORDER", "HAVING",
    "LIMIT", "OFFSET", "JOIN", "LEFT", "ON", "USING", "AS", "WITH", "UNION", "ALL", "CASE", "WHEN", "THEN", "ELSE", "END", "EXPLAIN",
    "ANALYZE", "DESCRIBE", "SHOW", "TABLES",
];

const COMMANDS: &[(&str, &str)] = &[
    ("\\d [TABLE]", "the tables, or the columns of one"),
    ("\\df", "the functions"),
    ("\\timing", "say how long each statement takes, or no longer"),
    ("\\?", "this list"),
    ("\\q", "leave (also Ctrl-D)"),
];

/// Talks until the user leaves.
pub fn run(asked: Asked, repo: &str, printer: &Printer) -> Result<(), Failure> {
    printer.say(format!("{repo}: statements end with a semicolon, \\? helps, \\q leaves"));
    let mut prompt = Prompt::new(names(&asked)?)?;
    let mut timing = false;
    loop {
        let typed = match prompt.read()? {
            Input::Text(typed) => typed,
            Input::Dropped => continue,
            Input::End => return Ok(()),
        };
        let start = Instant::now();
        let done = match typed.trim() {
            "\\q" | "exit" | "quit" | "exit;" | "quit;" => return Ok(()),
            "\\timing" => {
                timing = !timing;
                printer.say(format!("timing is {}", if timing { "on" } else { "off" }));
                continue;
            }
            command if command.starts_with('\\') => obey(command, &asked, printer),
            blank if text::is_blank(blank) => continue,
            statements => asked.all(statements, printer),
        };
        match done {
            Ok(()) if timing => printer.say(format!("{:.1} ms", start.elapsed().as_secs_f64() * 1e3)),
            Ok(()) => {}
            Err(failure) => drop(failure.report(printer)),
        }
    }
}

/// What the prompt completes.
fn names(asked: &Asked) -> Result<Vec<String>, Failure> {
    let session = &asked.session;
    let mut names: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    for table in session.tables() {
        names.extend(session.columns(&table)?.fields().iter().map(|field| field.name().clone()));
        names.push(table);
    }
    names.extend(session.functions());
    names.extend(COMMANDS.iter().filter_map(|(command, _)| command.split(' ').next()).map(str::to_owned));
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup();
    Ok(names)
}

fn obey(command: &str, asked: &Asked, printer: &Printer) -> Result<(), Failure> {
    let (name, argument) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    match (name, argument.trim().trim_end_matches(';')) {
        ("\\d", "") => list("table", asked.session.tables(), asked),
        ("\\d", table) => describe(table, asked),
        ("\\df", _) => list("function", asked.session.functions(), asked),
        ("\\?" | "\\h" | "\\help", _) => {
            COMMANDS.iter().for_each(|(command, meaning)| printer.say(format!("{command:<12} {meaning}")));
            Ok(())
        }
        (unknown, _) => {
            let near = near_matches(unknown, COMMANDS.iter().filter_map(|(command, _)| command.split(' ').next()));
            Err(Error::Missing { what: "command", name: unknown.to_owned(), near }.with_hint("\\? lists the commands").into())
        }
    }
}

fn list(heading: &str, names: Vec<String>, asked: &Asked) -> Result<(), Failure> {
    let column: ArrayRef = Arc::new(StringArray::from(names));
    show(RecordBatch::try_from_iter([(heading, column)]), asked)
}

fn describe(table: &str, asked: &Asked) -> Result<(), Failure> {
    let schema = asked.session.columns(table)?;
    let names: ArrayRef = Arc::new(schema.fields().iter().map(|field| Some(field.name().clone())).collect::<StringArray>());
    let types: ArrayRef = Arc::new(schema.fields().iter().map(|field| Some(type_name(field.data_type()))).collect::<StringArray>());
    show(RecordBatch::try_from_iter([("column", names), ("type", types)]), asked)
}

fn show(batch: Result<RecordBatch, arrow::error::ArrowError>, asked: &Asked) -> Result<(), Failure> {
    asked.output.write(&batch.map_err(Error::from)?).map(drop)
}

/// A short name of a type; structs and lists without their members.
fn type_name(data_type: &arrow::datatypes::DataType) -> String {
    use arrow::datatypes::DataType;
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text".to_owned(),
        DataType::Dictionary(_, values) => type_name(values),
        DataType::Int64 => "integer".to_owned(),
        DataType::Float64 => "float".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::FixedSizeBinary(16) => "uuid".to_owned(),
        DataType::Binary | DataType::BinaryView | DataType::LargeBinary | DataType::FixedSizeBinary(_) => "bytes".to_owned(),
        DataType::Timestamp(..) => "time".to_owned(),
        DataType::List(item) => format!("list of {}", type_name(item.data_type())),
        DataType::Struct(fields) => format!("struct of {}", fields.iter().map(|f| f.name().as_str()).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
