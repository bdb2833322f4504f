//! Path templates in the words of Python: `%(pointing)05d/%(filter)s/corr/CORR-%(visit)07d-%(ccd)03d.fits`.
//!
//! A template is matched folder by folder, so that a tree of files is walked once for all templates. A key that was seen before must have the value that
//! it had there. Where a text may end at several places the longest is tried first.

use crate::{Error, Result};

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A number.
    Int(i64),
    /// Anything else.
    Text(String),
}

impl Cell {
    /// As it is written.
    pub fn text(&self) -> String {
        match self {
            Cell::Int(number) => number.to_string(),
            Cell::Text(text) => text.clone(),
        }
    }

    /// The number, also where it is a text of digits.
    pub fn int(&self) -> Option<i64> {
        match self {
            Cell::Int(number) => Some(*number),
            Cell::Text(text) => text.trim().parse().ok(),
        }
    }

    fn is(&self, other: &Cell) -> bool {
        self == other || self.int().is_some_and(|number| other.int() == Some(number))
    }
}

/// Keys with their values, in the order of the path.
pub type Values = Vec<(String, Cell)>;

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Token {
    /// It stands there.
    Literal(String),
    /// A key, with the width that its numbers are filled to.
    Key {
        /// Its name.
        name: String,
        /// Whether it is a number (`d`).
        is_number: bool,
        /// Digits, with zeros before them.
        width: usize,
    },
}

/// A template, by the parts of its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Vec<Token>>,
}

impl Template {
    /// Reads a template; what picks an HDU (`[%(hdu)d]`, `[0]`) is no part of the path.
    ///
    /// # Errors
    /// A key has no end.
    pub fn parse(text: &str) -> Result<Template> {
        let path = text.split('[').next().unwrap_or_default();
        let parts = path.split('/').filter(|part| !part.is_empty()).map(|part| tokens(text, part)).collect::<Result<Vec<_>>>()?;
        if parts.is_empty() {
            return Err(Error::invalid("path template", text, "it is empty"));
        }
        Ok(Template { text: path.to_owned(), parts })
    }

    /// As it is written, without what picks an HDU.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// By the parts of the path.
    pub fn parts(&self) -> &[Vec<Token>] {
        &self.parts
    }

    /// The names of its keys, each once.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for token in self.parts.iter().flatten() {
            if let Token::Key { name, .. } = token
                && !keys.contains(&name.as_str())
            {
                keys.push(name);
            }
        }
        keys
    }

    /// How many characters of it are fixed: of two templates the one with more is the narrower.
    pub fn fixed(&self) -> usize {
        let length = |token: &Token| if let Token::Literal(text) = token { text.len() } else { 0 };
        self.parts.iter().flatten().map(length).sum()
    }

    /// The path of `values`; the name of a key that is not among them, or is no number where one is wanted.
    pub fn path<'a>(&'a self, value: impl Fn(&str) -> Option<&'a Cell>) -> std::result::Result<String, String> {
        let mut path = String::new();
        for (number, part) in self.parts.iter().enumerate() {
            if number > 0 {
                path.push('/');
            }
            for token in part {
                match token {
                    Token::Literal(text) => path.push_str(text),
                    Token::Key { name, is_number, width } => {
                        let cell = value(name).ok_or_else(|| name.clone())?;
                        match (is_number, cell.int()) {
                            (true, Some(number)) => path.push_str(&format!("{number:0width$}")),
                            (true, None) => return Err(name.clone()),
                            (false, _) => path.push_str(&cell.text()),
                        }
                    }
                }
            }
        }
        Ok(path)
    }
}

fn tokens(template: &str, part: &str) -> Result<Vec<Token>> {
    let fault = || Error::invalid("path template", template, "a key must be like `%(visit)07d`");
    let (mut tokens, mut rest) = (Vec::new(), part);
    while let Some(at) = rest.find("%(") {
        if at > 0 {
            tokens.push(Token::Literal(rest[..at].to_owned()));
        }
        let (name, after) = rest[at + 2..].split_once(')').ok_or_else(fault)?;
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let kind = after[digits..].chars().next().ok_or_else(fault)?;
        let width = after[..digits].trim_start_matches('0').parse().unwrap_or(0);
        let is_number = match kind {
            'd' | 'i' => true,
            's' | 'f' | 'g' => false,
            _ => return Err(fault()),
        };
        tokens.push(Token::Key { name: name.to_owned(), is_number, width });
        rest = &after[digits + 1..];
    }
    if !rest.is_empty() {
        tokens.push(Token::Literal(rest.to_owned()));
    }
    Ok(tokens)
}

/// Whether a name fits the tokens; the values of its keys are added to `values` then.
pub fn matches(tokens: &[Token], name: &str, values: &mut Values) -> bool {
    let Some((first, rest)) = tokens.split_first() else { return name.is_empty() };
    match first {
        Token::Literal(text) => name.strip_prefix(text.as_str()).is_some_and(|left| matches(rest, left, values)),
        Token::Key { name: key, is_number, .. } => {
            let known = values.iter().find(|(other, _)| other == key).map(|(_, cell)| cell.clone());
            let most = if *is_number { name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len() } else { name.len() };
            for end in (1..=most).rev().filter(|end| name.is_char_boundary(*end)) {
                let (text, left) = name.split_at(end);
                // Most ends are told wrong by what stands next.
                if matches!(rest.first(), Some(Token::Literal(next)) if !left.starts_with(next.as_str()))
                    || (rest.is_empty() && !left.is_empty())
                {
                    continue;
                }
                let Some(cell) = cell(key, text, *is_number) else { continue };
                match &known {
                    Some(known) if !known.is(&cell) => continue,
                    Some(_) => {
                        if matches(rest, left, values) {
                            return true;
                        }
                    }
                    None => {
                        let before = values.len();
                        values.push((key.clone(), cell));
                        if matches(rest, left, values) {
                            return true;
                        }
                        values.truncate(before);
                    }
                }
            }
            false
        }
    }
}

fn cell(key: &str, text: &str, is_number: bool) -> Option<Cell> {
    if is_number {
        return text.parse().ok().map(Cell::Int);
    }
    // Patches are `x,y`.
    let is_pair =
        || text.split_once(',').is_some_and(|(x, y)| [x, y].iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())));
    (key != "patch" || is_pair()).then(|| Cell::Text(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(template: &str, path: &str) -> Option<Vec<String>> {
        let template = Template::parse(template).unwrap();
        let mut values = Values::new();
        let parts: Vec<&str> = path.split('/').collect();
        let fits = parts.len() == template.parts().len() && template.parts().iter().zip(&parts).all(|(t, p)| matches(t, p, &mut values));
        fits.then(|| values.iter().map(|(key, cell)| format!("{key}={}", cell.text())).collect())
    }

    #[test]
    fn a_key_that_was_seen_before_must_agree() {
        let flat = "FLAT/%(calibDate)s/%(filter)s/FLAT-%(calibDate)s-%(filter)s-%(ccd)03d.fits";
        let found = matched(flat, "FLAT/2013-11-03/HSC-I/FLAT-2013-11-03-HSC-I-012.fits").unwrap();
        assert_eq!(found, ["calibDate=2013-11-03", "filter=HSC-I", "ccd=12"]);
        assert_eq!(matched(flat, "FLAT/2013-11-03/HSC-I/FLAT-2013-11-03-HSC-R-012.fits"), None);
        assert_eq!(matched("%(visit)d/v%(visit)07d.fits", "12/v0000012.fits").unwrap(), ["visit=12"]);
    }

    #[test]
    fn patches_are_two_numbers_and_numbers_are_digits() {
        assert_eq!(matched("c/%(tract)d/%(patch)s.fits", "c/0/1,12.fits").unwrap(), ["tract=0", "patch=1,12"]);
        assert_eq!(matched("c/%(tract)d/%(patch)s.fits", "c/0/1,12_nImage.fits"), None);
        assert_eq!(matched("c/%(tract)d", "c/x"), None);
    }

    #[test]
    fn a_path_is_filled_with_zeros_and_its_hdu_is_left_out() {
        let template = Template::parse("raw/%(visit)07d-%(ccd)03d.fits[%(hdu)d]").unwrap();
        let values = [("visit", Cell::Int(903_334)), ("ccd", Cell::Text("4".to_owned()))];
        let value = |name: &str| values.iter().find(|(key, _)| *key == name).map(|(_, cell)| cell);
        assert_eq!(template.path(value).unwrap(), "raw/0903334-004.fits");
        assert_eq!(template.path(|_| None).unwrap_err(), "visit");
    }

    #[test]
    fn a_template_that_is_broken_is_told() {
        assert!(Template::parse("a/%(visit").is_err() && Template::parse("a/%(visit)x").is_err() && Template::parse("").is_err());
    }
}
