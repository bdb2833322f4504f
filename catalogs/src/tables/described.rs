//! The header of ECSV (APE 6), which astropy's Parquet files carry too: columns with what is known of them, and the table's metadata.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use serde_json::{Map, Value as Json, json};

use super::yaml;
use crate::meta;
use crate::print::{python_format, type_name};

/// What a header says of a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Said {
    pub name: String,
    pub datatype: String,
    pub subtype: Option<String>,
    pub unit: Option<String>,
    pub format: Option<String>,
    pub description: Option<String>,
    pub meta: Map<String, Json>,
}

/// What a header says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Described {
    pub columns: Vec<Said>,
    pub delimiter: Option<String>,
    pub meta: Map<String, Json>,
}

/// Keys of the metadata of fields that stand in a column's `meta` under their own name.
const IN_META: [&str; 5] = [meta::UCD, meta::UTYPE, meta::XTYPE, meta::AFW_CLASS, meta::AFW_FLAG];
/// The same of schemas.
const OF_TABLE: [&str; 6] = [meta::NAME, meta::DESCRIPTION, meta::AFW_TYPE, meta::AFW_VERSION, meta::AFW_ALIASES, meta::AFW_ARCHIVE];

impl Described {
    /// What the metadata of `schema` say.
    pub(crate) fn of_schema(schema: &Schema) -> Described {
        let columns = schema.fields().iter().map(|field| Said::of_field(field)).collect();
        let mut said = Map::new();
        for (keyword, value, _) in cards(schema) {
            let key = if keyword.is_empty() || keyword == "COMMENT" { "comments".to_owned() } else { keyword };
            match said.get_mut(&key) {
                None => {
                    let is_list = key == "comments" || key == "HISTORY";
                    said.insert(key, if is_list && !value.is_array() { json!([value]) } else { value });
                }
                // A keyword that repeats has all its values.
                Some(Json::Array(values)) => values.push(value),
                Some(first) => *first = json!([first.take(), value]),
            }
        }
        for key in OF_TABLE {
            if let Some(text) = schema.metadata().get(key) {
                said.insert(key.to_owned(), text.clone().into());
            }
        }
        Described { columns, delimiter: None, meta: said }
    }

    /// The text of the header, without marks of comments.
    pub(crate) fn to_yaml(&self) -> String {
        let mut text = "datatype:\n".to_owned();
        for column in &self.columns {
            let mut entries = vec![format!("name: {}", yaml::string(&column.name))];
            for (key, value) in [("unit", &column.unit), ("datatype", &Some(column.datatype.clone())), ("subtype", &column.subtype)] {
                entries.extend(value.as_ref().map(|value| format!("{key}: {}", yaml::string(value))));
            }
            for (key, value) in [("format", &column.format), ("description", &column.description)] {
                entries.extend(value.as_ref().map(|value| format!("{key}: {}", yaml::string(value))));
            }
            if column.meta.is_empty() {
                text.push_str(&format!("- {{{}}}\n", entries.join(", ")));
                continue;
            }
            text.push_str(&format!("- {}\n  meta: !!omap\n", entries.join("\n  ")));
            pairs(&column.meta, "  ", &mut text);
        }
        if let Some(delimiter) = &self.delimiter {
            text.push_str(&format!("delimiter: {}\n", Json::from(delimiter.as_str())));
        }
        if !self.meta.is_empty() {
            text.push_str("meta: !!omap\n");
            pairs(&self.meta, "", &mut text);
        }
        text
    }

    /// Reads such a text; a reason if it is not one.
    pub(crate) fn of_yaml(text: &str) -> Result<Described, String> {
        let root = yaml::parse(text)?;
        let columns = root["datatype"].as_array().ok_or("its header has no list `datatype`")?;
        let columns = columns.iter().map(Said::of_json).collect::<Result<_, _>>()?;
        let delimiter = root["delimiter"].as_str().map(str::to_owned);
        Ok(Described { columns, delimiter, meta: object(&root["meta"]) })
    }

    /// `schema` with what this says of its fields, and of the table.
    pub(crate) fn apply(&self, schema: &Schema) -> SchemaRef {
        let by_name: HashMap<&str, &Said> = self.columns.iter().map(|column| (column.name.as_str(), column)).collect();
        let fields: Fields = schema
            .fields()
            .iter()
            .map(|field| by_name.get(field.name().as_str()).map_or_else(|| field.clone(), |said| Arc::new(said.apply(field))))
            .collect();
        let mut metadata = schema.metadata().clone();
        let mut cards: Vec<Json> = Vec::new();
        for (key, value) in &self.meta {
            match (OF_TABLE.iter().find(|known| *known == key), value) {
                (_, _) if key.starts_with("__") => {}
                (Some(key), Json::String(text)) => {
                    metadata.entry((*key).to_owned()).or_insert_with(|| text.clone());
                }
                (_, Json::Array(values)) if key == "comments" => cards.extend(values.iter().map(|value| json!(["COMMENT", value, ""]))),
                _ => cards.push(json!([key, value, ""])),
            }
        }
        if !cards.is_empty() {
            metadata.entry(meta::HEADER.to_owned()).or_insert_with(|| Json::Array(cards).to_string());
        }
        Arc::new(Schema::new_with_metadata(fields, metadata))
    }
}

impl Said {
    fn of_field(field: &Field) -> Said {
        let metadata = field.metadata();
        let said = |key: &str| metadata.get(key).cloned();
        let format = said(meta::FORMAT).or_else(|| python_format(metadata.get(meta::DISPLAY)?));
        let mut more: Map<String, Json> =
            metadata.get(meta::EXTRA).and_then(|text| yaml::parse(text).ok()).map(|meta| object(&meta)).unwrap_or_default();
        for key in IN_META {
            if let Some(value) = metadata.get(key) {
                more.insert(key.to_owned(), value.clone().into());
            }
        }
        let (datatype, subtype) = datatype(field.data_type());
        Said {
            name: field.name().clone(),
            datatype,
            subtype,
            unit: said(meta::UNIT),
            format,
            description: said(meta::DESCRIPTION),
            meta: more,
        }
    }

    fn of_json(value: &Json) -> Result<Said, String> {
        let text = |key: &str| match &value[key] {
            Json::Null => None,
            Json::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let name = text("name").ok_or("a column of its header has no name")?;
        let datatype = text("datatype").ok_or_else(|| format!("column `{name}` of its header has no datatype"))?;
        Ok(Said {
            name,
            datatype,
            subtype: text("subtype"),
            unit: text("unit").filter(|unit| !unit.is_empty()),
            format: text("format"),
            description: text("description"),
            meta: object(&value["meta"]),
        })
    }

    fn apply(&self, field: &Field) -> Field {
        let mut metadata = field.metadata().clone();
        let known = [(meta::UNIT, &self.unit), (meta::DESCRIPTION, &self.description), (meta::FORMAT, &self.format)];
        for (key, value) in known {
            if let Some(value) = value {
                metadata.entry(key.to_owned()).or_insert_with(|| value.clone());
            }
        }
        let mut more = Map::new();
        for (key, value) in &self.meta {
            match value.as_str().filter(|_| IN_META.contains(&key.as_str())) {
                Some(text) => drop(metadata.entry(key.clone()).or_insert_with(|| text.to_owned())),
                None => drop(more.insert(key.clone(), value.clone())),
            }
        }
        if !more.is_empty() {
            metadata.entry(meta::EXTRA.to_owned()).or_insert_with(|| Json::Object(more).to_string());
        }
        field.clone().with_metadata(metadata)
    }

    /// The Arrow type that datatype and subtype say.
    pub(super) fn data_type(&self) -> Result<DataType, String> {
        let wrong =
            || format!("column `{}` is of type `{}`, which is not known", self.name, self.subtype.as_ref().unwrap_or(&self.datatype));
        let Some(subtype) = self.subtype.as_ref().filter(|_| self.datatype == "string") else {
            return scalar(&self.datatype).ok_or_else(wrong);
        };
        if subtype == "json" {
            return Ok(DataType::Utf8);
        }
        let (element, shape) = subtype.strip_suffix(']').and_then(|text| text.split_once('[')).ok_or_else(wrong)?;
        let element = scalar(element).ok_or_else(wrong)?;
        shape.rsplit(',').try_fold(element, |inner, length| {
            let item = Arc::new(Field::new_list_field(inner, true));
            match length.trim() {
                "null" => Ok(DataType::List(item)),
                length => match length.parse() {
                    Ok(0) => Ok(DataType::List(item)),
                    Ok(length) => Ok(DataType::FixedSizeList(item, length)),
                    Err(_) => Err(wrong()),
                },
            }
        })
    }
}

/// The cards or keywords in the metadata of a schema: keyword, value, comment.
pub(crate) fn cards(schema: &Schema) -> Vec<(String, Json, String)> {
    // The YAML parser misses no digit of a number.
    let list = schema.metadata().get(meta::HEADER).and_then(|text| yaml::parse(text).ok());
    let card = |card: &Json| Some((card.get(0)?.as_str()?.to_owned(), card.get(1)?.clone(), card.get(2)?.as_str()?.to_owned()));
    let cards = list.as_ref().and_then(Json::as_array).into_iter().flatten();
    cards
        .filter_map(card)
        .map(|(key, value, comment)| if value.is_null() { (key, comment.into(), String::new()) } else { (key, value, comment) })
        .collect()
}

/// `datatype` and `subtype` of a type.
pub(super) fn datatype(data_type: &DataType) -> (String, Option<String>) {
    let mut shape = Vec::new();
    let mut inner = data_type;
    loop {
        match inner {
            DataType::FixedSizeList(item, size) => {
                shape.push(size.to_string());
                inner = item.data_type();
            }
            DataType::List(item) | DataType::LargeList(item) => {
                shape.push("null".to_owned());
                inner = item.data_type();
            }
            _ => break,
        }
    }
    let name = type_name(inner);
    let name = match name.as_str() {
        "str" => "string".to_owned(),
        _ if scalar(&name).is_some() => name,
        _ => "string".to_owned(),
    };
    if shape.is_empty() { (name, None) } else { ("string".to_owned(), Some(format!("{name}[{}]", shape.join(",")))) }
}

fn scalar(name: &str) -> Option<DataType> {
    let complex =
        |part: DataType| DataType::Struct(Fields::from(vec![Field::new("re", part.clone(), false), Field::new("im", part, false)]));
    Some(match name {
        "bool" => DataType::Boolean,
        "int8" => DataType::Int8,
        "int16" => DataType::Int16,
        "int32" => DataType::Int32,
        "int64" => DataType::Int64,
        "uint8" => DataType::UInt8,
        "uint16" => DataType::UInt16,
        "uint32" => DataType::UInt32,
        "uint64" => DataType::UInt64,
        "float16" => DataType::Float16,
        "float32" => DataType::Float32,
        "float64" | "float128" => DataType::Float64,
        "complex64" => complex(DataType::Float32),
        "complex128" | "complex256" => complex(DataType::Float64),
        "string" => DataType::Utf8,
        _ => return None,
    })
}

fn pairs(entries: &Map<String, Json>, indent: &str, text: &mut String) {
    for (key, value) in entries {
        text.push_str(&format!("{indent}- {{{}: {}}}\n", yaml::string(key), yaml::flow(value)));
    }
}

fn object(value: &Json) -> Map<String, Json> {
    value.as_object().cloned().unwrap_or_default()
}
