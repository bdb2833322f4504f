//! Reading a template.

use std::str::FromStr;

use super::format::Format;
use super::{Name, Part, Template};
use crate::{Error, Result};

impl FromStr for Template {
    type Err = Error;

    fn from_str(text: &str) -> Result<Template> {
        let invalid = |reason: String| Error::invalid("template", text, reason);
        let (parts, rest) = parts(text).map_err(invalid)?;
        let template = Template { text: text.to_owned(), parts, rest };
        template.check().map_err(invalid)?;
        Ok(template)
    }
}

impl Template {
    /// What must be true of every template: different datasets have different paths.
    fn check(&self) -> Result<(), String> {
        let names = || self.parts.iter().flat_map(|part| &part.alternatives);
        let has = |wanted: Name| names().any(|name| *name == wanted);
        if names().any(|name| *name == Name::Dimension("collection".to_owned())) {
            return Err("`{collection}` is not known; it is `{run}`".to_owned());
        }
        if !has(Name::Run) && !has(Name::Id) {
            return Err("it needs `{run}` or `{id}`".to_owned());
        }
        if !has(Name::Id) && !names().any(|name| matches!(name, Name::Dimension(_) | Name::OfRecord(..))) {
            return Err("it has no field of a dimension".to_owned());
        }
        if self.text.contains("../") {
            return Err("it climbs out of its folder".to_owned());
        }
        if has(Name::Id) && !self.text.rsplit('/').next().is_some_and(|file| file.contains("{id}")) {
            return Err("`{id}` must stand in the name of the file".to_owned());
        }
        Ok(())
    }
}

/// Fields with the text before each, and the text after the last.
fn parts(text: &str) -> Result<(Vec<Part>, String), String> {
    let mut parts = Vec::new();
    let mut before = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        before.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            before.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return Err("a `}` closes nothing; `}}` stands for the character".to_owned());
        }
        let Some((field, after)) = after.split_once('}') else { return Err("a `{` is not closed".to_owned()) };
        parts.push(part(std::mem::take(&mut before), field)?);
        rest = after;
    }
    before.push_str(rest);
    Ok((parts, before))
}

fn part(before: String, field: &str) -> Result<Part, String> {
    let (names, format) = field.split_once(':').unwrap_or((field, ""));
    if names.contains(['!', '{', '[']) || format.contains('{') {
        return Err(format!(
            "the field `{{{field}}}` has a conversion, an index or a field within; only names and a format are understood"
        ));
    }
    let (is_optional, keeps_slashes) = (format.contains('?'), format.contains('/'));
    let format: String = format.chars().filter(|c| !matches!(c, '?' | '/')).collect();
    Ok(Part {
        before,
        alternatives: names.split('|').map(name).collect::<Result<_, _>>()?,
        is_optional,
        keeps_slashes,
        format: Format::parse(&format).ok_or_else(|| format!("`{format}` is not a format"))?,
    })
}

fn name(text: &str) -> Result<Name, String> {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    Ok(match text.split_once('.') {
        Some((element, field)) if is_word(element) && is_word(field) => Name::OfRecord(element.to_owned(), field.to_owned()),
        None if is_word(text) => match text {
            "datasetType" => Name::DatasetType,
            "component" => Name::Component,
            "run" => Name::Run,
            "id" => Name::Id,
            dimension => Name::Dimension(dimension.to_owned()),
        },
        _ => return Err(format!("`{text}` is not the name of a field")),
    })
}
