//! Parser events with aliases written out, small structures as nodes, and errors with their place.
//!
//! What an anchor names is kept as long as the file is read, because an alias may come at any distance; how much may be kept, and how much
//! aliases may add to the events that the text itself has, is bounded.

use std::collections::{HashMap, VecDeque};
use std::io::Read;
use std::rc::Rc;
use std::sync::Arc;

use saphyr_parser::{BufferedInput, Event as Parsed, Parser, ScalarStyle, ScanError};

use super::super::REGION_CLASSES;
use super::canonical::Block;
use super::source::{Chars, Fault, FaultCell, TakenCell};
use crate::config::yaml::{Mark, Node, Style, Value, full_tag, scan_error};
use crate::error::{Error, Result};

/// Events kept for aliases at most.
const KEPT_EVENTS: usize = 2_000_000;
/// Events that aliases may add: this many, and as many again for each event of the text.
const ALIAS_EVENTS: usize = 1_000_000;
const ALIAS_RATIO: usize = 100;
/// Lists and mappings within each other.
const DEPTH: usize = 50;

/// A place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// What a tag says; those of other sorts of nodes are kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tag {
    /// `!uuid`.
    Uuid,
    /// `!butler_time/tai/iso`.
    Time,
    /// `!lsst.daf.butler.Timespan`.
    Timespan,
    /// `!!binary`.
    Binary,
    /// `!<lsst.sphgeom.X>` with the first byte of X's encoding.
    Region(u8),
    /// Any other, in full.
    Other(String),
}

/// A scalar as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) tag: Option<Tag>,
}

/// An event without anchors and aliases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    Scalar(Scalar),
    SeqStart(Option<Tag>),
    SeqEnd,
    MapStart(Option<Tag>),
    MapEnd,
    /// The document is over.
    End,
}

type Placed = (Event, Place);

struct Recording {
    anchor: usize,
    depth: usize,
    events: Vec<Placed>,
}

/// The events of one file.
pub(super) struct Events {
    file: Arc<str>,
    parser: Parser<'static, BufferedInput<Chars>>,
    fault: FaultCell,
    taken: TakenCell,
    /// Events to give out before the parser's.
    queue: VecDeque<Placed>,
    anchors: HashMap<usize, Rc<[Placed]>>,
    recordings: Vec<Recording>,
    depth: usize,
    parsed: usize,
    kept: usize,
    added: usize,
}

impl Events {
    pub(super) fn new(file: &str, input: impl Read + 'static) -> Events {
        let chars = Chars::new(input);
        let (fault, taken) = (chars.fault(), chars.taken());
        Events {
            file: file.into(),
            parser: Parser::new_from_iter(chars),
            fault,
            taken,
            queue: VecDeque::new(),
            anchors: HashMap::new(),
            recordings: Vec::new(),
            depth: 0,
            parsed: 0,
            kept: 0,
            added: 0,
        }
    }

    /// The error `reason` at a place.
    pub(super) fn error(&self, place: Place, reason: impl Into<String>) -> Error {
        self.mark(place).error(reason)
    }

    /// The place with the name of the file.
    pub(super) fn mark(&self, place: Place) -> Mark {
        Mark { file: Arc::clone(&self.file), line: place.line as usize, column: place.column as usize }
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Result<Placed> {
        if let Some(next) = self.queue.pop_front() {
            return Ok(next);
        }
        loop {
            let (parsed, span) = match self.parser.next_event() {
                Some(Ok(next)) => next,
                Some(Err(error)) => return Err(self.take_fault().unwrap_or_else(|| self.scan_error(&error))),
                None => return self.end(Place::default()),
            };
            self.parsed += 1;
            let line = self.taken.borrow_mut().line(clamp(span.start.line()));
            let place = Place { line, column: clamp(span.start.col() + 1) };
            let (event, anchor) = match parsed {
                Parsed::Scalar(text, style, anchor, tag) => {
                    let style = if style == ScalarStyle::Plain { Style::Plain } else { Style::Quoted };
                    (Event::Scalar(Scalar { text: text.into_owned(), style, tag: tag.map(|t| tag_of(&t)) }), anchor)
                }
                Parsed::SequenceStart(anchor, tag) => (Event::SeqStart(tag.map(|t| tag_of(&t))), anchor),
                Parsed::SequenceEnd => (Event::SeqEnd, 0),
                Parsed::MappingStart(anchor, tag) => (Event::MapStart(tag.map(|t| tag_of(&t))), anchor),
                Parsed::MappingEnd => (Event::MapEnd, 0),
                Parsed::Alias(anchor) => {
                    self.expand(anchor, place)?;
                    match self.queue.pop_front() {
                        Some(next) => return Ok(next),
                        None => continue,
                    }
                }
                Parsed::StreamEnd => return self.end(place),
                Parsed::StreamStart | Parsed::DocumentStart(_) | Parsed::DocumentEnd | Parsed::Nothing => continue,
            };
            self.track_depth(&event, place)?;
            if anchor > 0 || !self.recordings.is_empty() {
                self.record(anchor, &event, place)?;
            }
            return Ok((event, place));
        }
    }

    fn scan_error(&self, error: &ScanError) -> Error {
        let mut error = scan_error(&self.file, error);
        if let Error::Yaml { line, .. } = &mut error {
            *line = self.taken.borrow_mut().line(clamp(*line)) as usize;
        }
        error
    }

    /// The stream is over: a fault of the byte stream shows itself as an early end.
    fn end(&mut self, place: Place) -> Result<Placed> {
        match self.take_fault() {
            Some(fault) => Err(fault),
            None => Ok((Event::End, place)),
        }
    }

    fn take_fault(&mut self) -> Option<Error> {
        let fault = self.fault.borrow_mut().take()?;
        Some(match fault {
            Fault::Io(source) => Error::Io { doing: "read", location: self.file.to_string(), source },
            Fault::Encoding => Error::damaged("file", &*self.file, "its bytes are not text in UTF-8"),
        })
    }

    fn track_depth(&mut self, event: &Event, place: Place) -> Result<()> {
        match event {
            Event::SeqStart(_) | Event::MapStart(_) => self.depth += 1,
            Event::SeqEnd | Event::MapEnd => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEPTH {
            return Err(self.too_deep(place));
        }
        Ok(())
    }

    fn too_deep(&self, place: Place) -> Error {
        self.error(place, format!("more than {DEPTH} lists and mappings within each other"))
    }

    fn record(&mut self, anchor: usize, event: &Event, place: Place) -> Result<()> {
        let is_start = matches!(event, Event::SeqStart(_) | Event::MapStart(_));
        if anchor > 0 {
            self.recordings.push(Recording { anchor, depth: self.depth - usize::from(is_start), events: Vec::new() });
        }
        self.kept += self.recordings.len();
        for recording in &mut self.recordings {
            recording.events.push((event.clone(), place));
        }
        self.check_kept(place)?;
        // A recording ends with the event that brings the depth back to where it began.
        while let Some(done) = self.recordings.pop_if(|r| !is_start && r.depth == self.depth) {
            self.anchors.insert(done.anchor, done.events.into());
        }
        Ok(())
    }

    fn check_kept(&self, place: Place) -> Result<()> {
        if self.kept > KEPT_EVENTS {
            return Err(self.error(place, "the file has too many anchors to keep in memory"));
        }
        Ok(())
    }

    /// Puts what an alias refers to before the parser's next event.
    fn expand(&mut self, anchor: usize, place: Place) -> Result<()> {
        let Some(events) = self.anchors.get(&anchor).map(Rc::clone) else {
            return Err(self.error(place, "an alias stands inside of what it refers to"));
        };
        self.added += events.len();
        if self.added > ALIAS_EVENTS + ALIAS_RATIO * self.parsed {
            return Err(self.error(place, "aliases multiply the file beyond reason"));
        }
        for (event, _) in events.iter() {
            self.queue.push_back((event.clone(), place));
            self.kept += self.recordings.len();
            for recording in &mut self.recordings {
                recording.events.push((event.clone(), place));
            }
        }
        self.check_kept(place)
    }

    /// All events of the value that begins with `first`, to be given out again by [`Events::replay`].
    pub(super) fn hold(&mut self, held: &mut Vec<Placed>) -> Result<()> {
        let mut depth = 0_usize;
        loop {
            let next = self.next()?;
            match &next.0 {
                Event::SeqStart(_) | Event::MapStart(_) => depth += 1,
                Event::SeqEnd | Event::MapEnd => depth = depth.saturating_sub(1),
                Event::End => return Err(self.truncated(next.1)),
                Event::Scalar(_) => {}
            }
            if held.len() >= KEPT_EVENTS {
                return Err(self
                    .error(next.1, "the section says too late what it holds")
                    .with_hint("put `type` and names before `records`"));
            }
            held.push(next);
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Gives these events out next.
    pub(super) fn replay(&mut self, held: Vec<Placed>) {
        for event in held.into_iter().rev() {
            self.queue.push_front(event);
        }
    }

    /// The dataset records that a scalar stands for.
    pub(super) fn records(&self, scalar: &Scalar) -> Option<Block> {
        self.taken.borrow_mut().take(&scalar.text)
    }

    /// The next key of a mapping, `None` at its end.
    pub(super) fn key(&mut self) -> Result<Option<(String, Place)>> {
        match self.next()? {
            (Event::MapEnd, _) => Ok(None),
            (Event::Scalar(scalar), place) => Ok(Some((scalar.text, place))),
            (other, place) => Err(self.mismatch(&other, place, "a name")),
        }
    }

    /// Reads the begin of a list.
    pub(super) fn seq_start(&mut self, what: &str) -> Result<()> {
        match self.next()? {
            (Event::SeqStart(None), _) => Ok(()),
            (other, place) => Err(self.mismatch(&other, place, what)),
        }
    }

    /// The whole value as a node.
    pub(super) fn node(&mut self) -> Result<Node> {
        self.node_within(DEPTH)
    }

    fn node_within(&mut self, depth: usize) -> Result<Node> {
        let (event, place) = self.next()?;
        self.node_from(event, place, depth)
    }

    /// `depth`: how many lists and mappings may still be within each other, those of aliases counted.
    fn node_from(&mut self, event: Event, place: Place, depth: usize) -> Result<Node> {
        if depth == 0 {
            return Err(self.too_deep(place));
        }
        let (tag, value) = match event {
            Event::Scalar(scalar) => (scalar.tag, Value::Scalar(scalar.text, scalar.style)),
            Event::SeqStart(tag) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SeqEnd, _) => break,
                        (event, place) => items.push(self.node_from(event, place, depth - 1)?),
                    }
                }
                (tag, Value::Seq(items))
            }
            Event::MapStart(tag) => {
                let mut entries: Vec<(Node, Node)> = Vec::new();
                while let Some((name, place)) = self.key()? {
                    let key = Node { tag: None, mark: self.mark(place), value: Value::Scalar(name, Style::Quoted) };
                    entries.push((key, self.node_within(depth - 1)?));
                }
                (tag, Value::Map(entries))
            }
            other => return Err(self.mismatch(&other, place, "a value")),
        };
        Ok(Node { tag: tag.map(|t| t.name()), mark: self.mark(place), value })
    }

    /// The error that something else was wanted.
    pub(super) fn mismatch(&self, found: &Event, place: Place, wanted: &str) -> Error {
        let found = match found {
            Event::Scalar(scalar) if scalar.text.is_empty() => "nothing".to_owned(),
            Event::Scalar(scalar) => format!("`{}`", crate::config::yaml::shortened(&scalar.text)),
            Event::SeqStart(_) => "a list".to_owned(),
            Event::MapStart(_) => "a mapping".to_owned(),
            Event::SeqEnd | Event::MapEnd => "nothing".to_owned(),
            Event::End => return self.truncated(place),
        };
        self.error(place, format!("expected {wanted}, found {found}"))
    }

    /// The error that the file ends in the middle.
    pub(super) fn truncated(&self, place: Place) -> Error {
        self.error(place, "the file ends in the middle of a value").with_hint("was it copied completely?")
    }
}

fn clamp(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn tag_of(tag: &saphyr_parser::Tag) -> Tag {
    match (tag.handle.as_str(), tag.suffix.as_str()) {
        ("!", "uuid") => Tag::Uuid,
        ("!", "butler_time/tai/iso") => Tag::Time,
        ("!", "lsst.daf.butler.Timespan") => Tag::Timespan,
        ("tag:yaml.org,2002:", "binary") => Tag::Binary,
        ("", class) => match REGION_CLASSES.iter().find(|(_, known)| *known == class) {
            Some((code, _)) => Tag::Region(*code),
            None => Tag::Other(class.to_owned()),
        },
        _ => Tag::Other(full_tag(tag)),
    }
}

impl Tag {
    /// The tag in full.
    pub(super) fn name(&self) -> String {
        match self {
            Tag::Uuid => "!uuid",
            Tag::Time => "!butler_time/tai/iso",
            Tag::Timespan => "!lsst.daf.butler.Timespan",
            Tag::Binary => crate::config::yaml::BINARY,
            Tag::Region(code) => REGION_CLASSES.iter().find(|(known, _)| known == code).map_or("", |(_, class)| class),
            Tag::Other(name) => name,
        }
        .to_owned()
    }
}
