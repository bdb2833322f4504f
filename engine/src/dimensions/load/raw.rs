//! Elements as the configuration states them.

use crate::Result;
use crate::config::yaml::{Mark, Node};
use crate::dimensions::FieldKind;

/// An element as configured.
pub(super) struct RawElement {
    pub name: String,
    pub mark: Mark,
    pub doc: String,
    pub keys: Vec<RawField>,
    pub metadata: Vec<RawField>,
    pub requires: Vec<String>,
    pub implies: Vec<String>,
    pub is_governor: bool,
    pub always_join: bool,
    pub populated_by: Option<String>,
    pub view_of: Option<String>,
}

/// A key or a metadata field as configured.
pub(super) struct RawField {
    pub name: String,
    pub kind: FieldKind,
    pub length: Option<usize>,
    pub nullable: bool,
    pub doc: Option<String>,
}

impl RawElement {
    pub fn read(name: &str, node: &Node) -> Result<RawElement> {
        node.only_fields(&["doc", "keys", "metadata", "requires", "implies", "governor", "always_join", "populated_by", "storage"])?;
        let fields = |key: &str| node.get_some(key).map_or(Ok(Vec::new()), |n| n.sequence()?.iter().map(RawField::read).collect());
        let names = |key: &str| node.get_some(key).map_or(Ok(Vec::new()), Node::strings);
        let flag = |key: &str| node.get_some(key).map_or(Ok(false), Node::boolean);
        let element = RawElement {
            name: name.to_owned(),
            mark: node.mark.clone(),
            doc: node.get_some("doc").map_or(Ok(""), Node::string).map(one_paragraph)?,
            keys: fields("keys")?,
            metadata: fields("metadata")?,
            requires: names("requires")?,
            implies: names("implies")?,
            is_governor: flag("governor")?,
            always_join: flag("always_join")?,
            populated_by: node.get_some("populated_by").map(Node::string).transpose()?.map(str::to_owned),
            view_of: node.get_some("storage").and_then(view_of).map(str::to_owned),
        };
        element.check(node)?;
        Ok(element)
    }

    fn check(&self, node: &Node) -> Result<()> {
        if let Some(key) = self.keys.first() {
            if !matches!(key.kind, FieldKind::Int | FieldKind::Text) {
                return Err(node.error(format!("the first key of `{}` must be of type int or string", self.name)));
            }
        } else if self.requires.is_empty() {
            return Err(node.error(format!("`{}` has neither keys nor required dimensions", self.name)));
        }
        if self.is_governor && !(self.requires.is_empty() && self.implies.is_empty()) {
            return Err(node.error(format!("the governor `{}` can't require or imply other dimensions", self.name)));
        }
        Ok(())
    }

    /// All that must come before it.
    pub fn depends(&self) -> impl Iterator<Item = &str> {
        self.requires.iter().chain(&self.implies).map(String::as_str)
    }
}

impl RawField {
    fn read(node: &Node) -> Result<RawField> {
        node.only_fields(&["name", "type", "length", "nbytes", "nullable", "doc"])?;
        let kind = match node.field("type")?.string()? {
            "int" => FieldKind::Int,
            "float" => FieldKind::Float,
            "bool" => FieldKind::Bool,
            "string" => FieldKind::Text,
            "hash" => FieldKind::Hash,
            other => return Err(node.error(format!("the type `{other}` is not one of int, float, bool, string, hash"))),
        };
        let length = match node.get_some("length").or(node.get_some("nbytes")) {
            Some(length) => {
                let value = length.integer()?;
                Some(usize::try_from(value).ok().filter(|v| *v > 0).ok_or_else(|| length.error("a length is greater than 0"))?)
            }
            None => None,
        };
        Ok(RawField {
            name: node.field("name")?.string()?.to_owned(),
            kind,
            length,
            nullable: node.get_some("nullable").map_or(Ok(true), Node::boolean)?,
            doc: node.get_some("doc").map(Node::string).transpose()?.map(one_paragraph),
        })
    }
}

/// `view_of` of a storage section, at any depth of nesting.
fn view_of(storage: &Node) -> Option<&str> {
    storage.get_some("view_of").and_then(Node::as_str).or_else(|| storage.get_some("nested").and_then(view_of))
}

fn one_paragraph(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
