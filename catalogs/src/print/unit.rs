//! Units as astropy spells them: `pixel^2` as `pix2`, `erg/s/cm2` as `erg / (s cm2)`.
//!
//! A text in which any word is not a unit stays as it is.

/// Which words are units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// Those that astropy knows.
    #[default]
    Any,
    /// Those of the FITS standard (table 3 to 6).
    Fits,
}

/// Units that take the prefixes of the SI.
const PREFIXABLE: [&str; 35] = [
    "A", "C", "F", "G", "H", "Hz", "J", "Jy", "K", "N", "Ohm", "Pa", "R", "S", "T", "V", "W", "Wb", "a", "barn", "bit", "byte", "cd", "eV",
    "g", "lm", "lx", "m", "mag", "mol", "pc", "rad", "s", "sr", "yr",
];
const PREFIXES: [&str; 20] = ["y", "z", "a", "f", "p", "n", "u", "m", "c", "d", "da", "h", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const OTHERS: [&str; 27] = [
    "AU", "Angstrom", "D", "Ry", "Sun", "adu", "arcmin", "arcsec", "beam", "bin", "chan", "ct", "d", "deg", "erg", "h", "lyr", "mas",
    "min", "ph", "pix", "solLum", "solMass", "solRad", "u", "vox", "deg_C",
];
/// Words that are written otherwise.
const RENAMED: [(&str, &str); 6] =
    [("count", "ct"), ("photon", "ph"), ("pixel", "pix"), ("voxel", "vox"), ("angstrom", "Angstrom"), ("Celsius", "deg_C")];
/// Those that the FITS standard does not have.
const NOT_FITS: [(&str, &str); 14] = [
    ("electron", "electron"),
    ("DN", "DN"),
    ("dn", "DN"),
    ("degree", "deg"),
    ("radian", "rad"),
    ("hour", "h"),
    ("day", "d"),
    ("year", "yr"),
    ("micron", "micron"),
    ("nmgy", "nmgy"),
    ("nanomaggy", "nmgy"),
    ("uas", "uas"),
    ("%", "%"),
    ("AB", "AB"),
];

/// How `text` is shown.
pub(crate) fn shown(text: &str, spelling: Spelling) -> String {
    let text = text.trim();
    parse(text, spelling).map_or_else(|| text.to_owned(), spell)
}

fn known(word: &str, spelling: Spelling) -> Option<&str> {
    if let Some((_, name)) = RENAMED.iter().find(|(from, _)| *from == word) {
        return Some(name);
    }
    if OTHERS.contains(&word) || PREFIXABLE.contains(&word) {
        return Some(word);
    }
    let prefixed = PREFIXES.iter().any(|prefix| word.strip_prefix(prefix).is_some_and(|unit| PREFIXABLE.contains(&unit)));
    if prefixed {
        return Some(word);
    }
    if spelling == Spelling::Fits {
        return None;
    }
    NOT_FITS.iter().find(|(from, _)| *from == word).map(|(_, name)| *name)
}

/// Factors with their powers: words joined by blanks, `*`, `.` or `/`, each with a power behind `^`, `**` or at once.
fn parse(text: &str, spelling: Spelling) -> Option<Vec<(String, i32)>> {
    let mut factors: Vec<(String, i32)> = Vec::new();
    let mut rest = text;
    let mut sign = 1;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_alphabetic() && letter != '%').unwrap_or(rest.len());
        let name = known(&rest[..end], spelling)?;
        rest = &rest[end..];
        let (power, behind) = power(rest)?;
        match factors.iter_mut().find(|(unit, _)| unit == name) {
            Some((_, sum)) => *sum += sign * power,
            None => factors.push((name.to_owned(), sign * power)),
        }
        let joined = behind.trim_start();
        (sign, rest) = match joined.chars().next() {
            Some('/') => (-1, joined[1..].trim_start()),
            Some('*' | '.') => (1, joined[1..].trim_start()),
            None => (1, ""),
            Some(_) if joined.len() < behind.len() => (1, joined),
            Some(_) => return None,
        };
        if rest.is_empty() && !joined.is_empty() {
            return None;
        }
    }
    (!factors.is_empty()).then_some(factors)
}

/// The power at the beginning of `text`, 1 if there is none, and the rest.
fn power(text: &str) -> Option<(i32, &str)> {
    let marked = text.strip_prefix("**").or_else(|| text.strip_prefix('^'));
    let rest = marked.unwrap_or(text);
    let bracketed = rest.strip_prefix('(').filter(|_| marked.is_some());
    let digits = bracketed.unwrap_or(rest);
    let end = digits
        .char_indices()
        .find(|(at, letter)| !(letter.is_ascii_digit() || (*at == 0 && matches!(letter, '-' | '+'))))
        .map_or(digits.len(), |(at, _)| at);
    if end == 0 {
        return if marked.is_some() { None } else { Some((1, text)) };
    }
    let power = digits[..end].parse().ok()?;
    let behind = &digits[end..];
    Some((power, if bracketed.is_some() { behind.strip_prefix(')')? } else { behind }))
}

/// Higher powers first, then by name; negative ones behind a slash.
fn spell(mut factors: Vec<(String, i32)>) -> String {
    factors.retain(|(_, power)| *power != 0);
    factors.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.to_lowercase().cmp(&b.0.to_lowercase())));
    let joined = |factors: &[(String, i32)]| {
        let words = factors.iter().map(|(name, power)| if power.abs() == 1 { name.clone() } else { format!("{name}{}", power.abs()) });
        words.collect::<Vec<_>>().join(" ")
    };
    let below = factors.iter().position(|(_, power)| *power < 0).unwrap_or(factors.len());
    let (above, below) = factors.split_at(below);
    match (above, below) {
        (_, []) => joined(above),
        (_, [_]) => format!("{} / {}", if above.is_empty() { "1".to_owned() } else { joined(above) }, joined(below)),
        _ => format!("{} / ({})", if above.is_empty() { "1".to_owned() } else { joined(above) }, joined(below)),
    }
}
