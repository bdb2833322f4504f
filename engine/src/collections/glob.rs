//! Shell-style patterns for names: `*` any text, `?` any character, `[abc]`, `[a-z]`, `[!a-z]` one of a set; case-sensitive.
//!
//! As Python's `fnmatch` reads them: there is no escape, `[*]` is a star, a `[` without its `]` is itself, and a `]` right after the opening
//! bracket (or its `!`) is a member of the set.

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    pattern: String,
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Char(char),
    Any,
    Many,
    Set { negated: bool, ranges: Vec<(char, char)> },
}

impl Glob {
    /// Reads a pattern; every text is one.
    pub fn new(pattern: &str) -> Glob {
        let chars: Vec<char> = pattern.chars().collect();
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(c) = chars.get(at) {
            at += 1;
            tokens.push(match c {
                '*' => Token::Many,
                '?' => Token::Any,
                '[' => match set(&chars[at..]) {
                    Some((set, length)) => {
                        at += length;
                        set
                    }
                    None => Token::Char('['),
                },
                other => Token::Char(*other),
            });
        }
        Glob { pattern: pattern.to_owned(), tokens }
    }

    /// Whether the text has anything but plain characters.
    pub fn is_pattern(text: &str) -> bool {
        Glob::new(text).tokens.iter().any(|token| !matches!(token, Token::Char(_)))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// Whether all of `text` fits. Takes at most the product of both lengths in steps.
    pub fn matches(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let (mut token, mut at) = (0, 0);
        // Where to go on when the last `*` has to take one character more.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let fits = match (self.tokens.get(token), chars.get(at)) {
                (None, None) => return true,
                (Some(Token::Many), _) => {
                    retry = Some((token, at));
                    token += 1;
                    continue;
                }
                (Some(wanted), Some(c)) => wanted.fits(*c),
                _ => false,
            };
            if fits {
                (token, at) = (token + 1, at + 1);
                continue;
            }
            match retry {
                Some((star, taken)) if taken < chars.len() => {
                    retry = Some((star, taken + 1));
                    (token, at) = (star + 1, taken + 1);
                }
                _ => return false,
            }
        }
    }
}

impl Token {
    fn fits(&self, c: char) -> bool {
        match self {
            Token::Char(wanted) => *wanted == c,
            Token::Any | Token::Many => true,
            Token::Set { negated, ranges } => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *negated,
        }
    }
}

/// The set after a `[`, and how many characters it takes, its `]` included.
fn set(chars: &[char]) -> Option<(Token, usize)> {
    let negated = chars.first() == Some(&'!');
    let begin = usize::from(negated);
    // A `]` in the first place is a member.
    let end = begin + 1 + chars.get(begin + 1..)?.iter().position(|c| *c == ']')?;
    let members = &chars[begin..end];
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < members.len() {
        let is_range = at + 2 < members.len() && members[at + 1] == '-';
        let to = if is_range { members[at + 2] } else { members[at] };
        ranges.push((members[at], to));
        at += if is_range { 3 } else { 1 };
    }
    Some((Token::Set { negated, ranges }, end + 1))
}

#[cfg(test)]
mod tests;
