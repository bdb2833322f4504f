//! From parser events to [`Node`]s: anchors, aliases and merge keys (`<<`) resolved, within limits.
//!
//! A text may be hostile: nesting is bounded, and aliases are bounded by the number of nodes that a document has with all aliases written out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::{Mark, Node, Style, Value};
use crate::error::{Error, Result};

/// How large a document may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of text.
    pub size_bytes: usize,
    /// Lists and mappings within each other.
    pub depth: usize,
    /// Nodes, aliases written out.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { size_bytes: 64 << 20, depth: 100, nodes: 2_000_000 }
    }
}

/// Reads the one document in `text`; `file` is its name in errors. An empty text is null.
pub fn parse(file: &str, text: &str) -> Result<Node> {
    parse_with(file, text, Limits::default())
}

/// As [`parse`], within `limits`.
pub fn parse_with(file: &str, text: &str, limits: Limits) -> Result<Node> {
    let file: Arc<str> = file.into();
    let start = Mark { file: Arc::clone(&file), line: 1, column: 1 };
    if text.len() > limits.size_bytes {
        return Err(start.error(format!("the text has {} bytes, more than the {} allowed", text.len(), limits.size_bytes)));
    }
    let mut composer = Composer { parser: Parser::new_from_str(text), file, limits, nodes: 0, depth: 0, anchors: HashMap::new() };
    composer.document(start)
}

/// A tag in its full form: `!uuid`, `lsst.sphgeom.ConvexPolygon` (verbatim), `tag:yaml.org,2002:binary`.
pub(crate) fn full_tag(tag: &Tag) -> String {
    let mut full = String::with_capacity(tag.handle.len() + tag.suffix.len());
    full.push_str(&tag.handle);
    full.push_str(&tag.suffix);
    full
}

/// The parser's error in our form.
pub(crate) fn scan_error(file: &str, error: &ScanError) -> Error {
    let mark = error.marker();
    Error::Yaml { file: file.to_owned(), line: mark.line(), column: mark.col() + 1, reason: error.info().replace('\n', " ") }
}

struct Composer<'t> {
    parser: Parser<'t, StrInput<'t>>,
    file: Arc<str>,
    limits: Limits,
    nodes: usize,
    depth: usize,
    /// Complete nodes by anchor number; a missing one is still being read.
    anchors: HashMap<usize, Node>,
}

impl<'t> Composer<'t> {
    fn document(&mut self, start: Mark) -> Result<Node> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                event if root.is_none() => root = Some(self.node(event, span)?),
                _ => return Err(self.mark(span).error("a second document begins here; only one is expected")),
            }
        }
        Ok(root.unwrap_or(Node { tag: None, mark: start, value: Value::Scalar(String::new(), Style::Plain) }))
    }

    fn next(&mut self) -> Result<(Event<'t>, Span)> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(scan_error(&self.file, &error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn mark(&self, span: Span) -> Mark {
        Mark { file: Arc::clone(&self.file), line: span.start.line(), column: span.start.col() + 1 }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<Node> {
        let mark = self.mark(span);
        self.count(1, &mark)?;
        let (anchor, node) = match event {
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().ok_or_else(|| mark.error("an alias stands inside of what it refers to"))?;
                self.count(size(&node), &mark)?;
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let style = if style == ScalarStyle::Plain { Style::Plain } else { Style::Quoted };
                (anchor, Node { tag: tag.map(|t| full_tag(&t)), mark, value: Value::Scalar(text.into_owned(), style) })
            }
            Event::SequenceStart(anchor, tag) => {
                let items = self.nested(&mark, Self::items)?;
                (anchor, Node { tag: tag.map(|t| full_tag(&t)), mark, value: Value::Seq(items) })
            }
            Event::MappingStart(anchor, tag) => {
                let entries = self.nested(&mark, Self::entries)?;
                (anchor, Node { tag: tag.map(|t| full_tag(&t)), mark, value: Value::Map(entries) })
            }
            _ => return Err(mark.error("the text ends where a value is expected")),
        };
        if anchor > 0 {
            self.count(size(&node), &node.mark)?;
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn count(&mut self, more: usize, mark: &Mark) -> Result<()> {
        self.nodes += more;
        if self.nodes > self.limits.nodes {
            return Err(mark.error(format!("the document has more than {} values (aliases written out)", self.limits.nodes)));
        }
        Ok(())
    }

    fn nested<T>(&mut self, mark: &Mark, read: fn(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(mark.error(format!("more than {} lists and mappings within each other", self.limits.depth)));
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn items(&mut self) -> Result<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::SequenceEnd => return Ok(items),
                event => items.push(self.node(event, span)?),
            }
        }
    }

    fn entries(&mut self) -> Result<Vec<(Node, Node)>> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        let mut seen = HashSet::new();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.node(event, span)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span)?;
            if is_merge_key(&key) {
                merge(&value, &mut merged)?;
                continue;
            }
            if let Some(text) = key.text()
                && !seen.insert(text.to_owned())
            {
                return Err(key.error(format!("the key `{}` is there twice", super::shortened(text))));
            }
            entries.push((key, value));
        }
        let mut inherited: Vec<(Node, Node)> = Vec::new();
        for (key, value) in merged {
            if key.text().is_some_and(|text| seen.insert(text.to_owned())) {
                inherited.push((key, value));
            }
        }
        inherited.append(&mut entries);
        Ok(inherited)
    }
}

fn is_merge_key(key: &Node) -> bool {
    key.tag.is_none() && matches!(&key.value, Value::Scalar(text, Style::Plain) if text == "<<")
}

/// Collects what `<<: value` brings; of several mappings the first one wins.
fn merge(value: &Node, into: &mut Vec<(Node, Node)>) -> Result<()> {
    match &value.value {
        Value::Map(entries) => into.extend(entries.iter().cloned()),
        Value::Seq(items) => {
            for item in items {
                into.extend(item.mapping()?.iter().cloned());
            }
        }
        Value::Scalar(..) => return Err(value.mismatch("a mapping or a list of mappings to merge")),
    }
    Ok(())
}

fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::Scalar(..) => 0,
        Value::Seq(items) => items.iter().map(size).sum(),
        Value::Map(entries) => entries.iter().map(|(key, value)| size(key) + size(value)).sum(),
    }
}
