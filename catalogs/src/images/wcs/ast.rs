//! The text of Starlink AST's objects: `Begin Class`, attributes `Name = value`, `IsA Class`, `End Class`; objects stand within each other.
//!
//! Lines that begin with `#` are defaults, told for the eye. Source: SUN/211, "Channel".

/// Objects within each other at most.
const DEPTH: usize = 200;

/// An object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct AstObject {
    pub(super) class: String,
    attributes: Vec<(String, String)>,
    parts: Vec<(String, AstObject)>,
}

impl AstObject {
    /// Reads the first object of `text`; what stands before it is ignored.
    pub(super) fn parse(text: &str) -> Result<AstObject, String> {
        let begin = text.find("Begin ").ok_or("it has no `Begin`")?;
        let mut lines = text[begin..].lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let class = lines.next().and_then(|line| line.strip_prefix("Begin ")).ok_or("it has no `Begin`")?;
        object(first_word(class), &mut lines, 0)
    }

    /// The number of an attribute; names are in any case.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.text(name)?.parse().ok()
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// The text of an attribute, without quotes.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The object that is an attribute.
    pub(super) fn part(&self, name: &str) -> Option<&AstObject> {
        self.parts.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, part)| part)
    }

    /// Numbers that stand in attributes `name1`, `name2`, ...; `default` where one is absent. Attributes are searched once.
    pub(super) fn numbers(&self, name: &str, first: usize, count: usize, default: f64) -> Vec<f64> {
        let mut numbers = vec![default; count];
        for (key, value) in &self.attributes {
            if let Some(rest) = key.get(..name.len()).filter(|stem| stem.eq_ignore_ascii_case(name)).and_then(|_| key.get(name.len()..))
                && let Some(slot) =
                    rest.parse::<usize>().ok().and_then(|number| number.checked_sub(first)).and_then(|place| numbers.get_mut(place))
                && let Ok(value) = value.parse()
            {
                *slot = value;
            }
        }
        numbers
    }
}

fn object<'t>(class: &str, lines: &mut impl Iterator<Item = &'t str>, depth: usize) -> Result<AstObject, String> {
    if depth > DEPTH {
        return Err(format!("more than {DEPTH} objects stand within each other"));
    }
    let mut made = AstObject { class: class.to_owned(), ..AstObject::default() };
    while let Some(line) = lines.next() {
        if line.starts_with("End ") || line == "End" {
            return Ok(made);
        }
        if line.starts_with("IsA ") {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            return Err(format!("`{}` is no line of an object", line.chars().take(40).collect::<String>()));
        };
        let (name, value) = (name.trim(), value.trim());
        if value.is_empty() {
            let begin = lines.next().and_then(|line| line.strip_prefix("Begin "));
            let class = begin.ok_or_else(|| format!("nothing begins behind `{name} =`"))?;
            made.parts.push((name.to_owned(), object(first_word(class), lines, depth + 1)?));
        } else {
            made.attributes.push((name.to_owned(), unquoted(value)));
        }
    }
    Err(format!("`{class}` has no end"))
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or("")
}

/// A value without its quotes, and without the comment that may stand behind it.
fn unquoted(value: &str) -> String {
    match value.strip_prefix('"') {
        Some(rest) => {
            let end = rest.find('"').unwrap_or(rest.len());
            rest[..end].to_owned()
        }
        None => first_word(value).to_owned(),
    }
}
