//! Changes of a chain.

use crate::{Error, Result};

/// How the children of a chain change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainEdit {
    /// They are these, in this order.
    Redefine(Vec<String>),
    /// These come first; those that were there already move.
    Prepend(Vec<String>),
    /// These come last; those that were there already move.
    Extend(Vec<String>),
    /// These are taken out; those that are not there are left aside.
    Remove(Vec<String>),
    /// Those at these places are taken out, counted from 0, from the end if negative; the first where none is named.
    Pop(Vec<i64>),
}

impl ChainEdit {
    /// Whether a chain that does not exist yet can be changed so.
    pub fn makes_chain(&self) -> bool {
        matches!(self, ChainEdit::Redefine(_) | ChainEdit::Prepend(_) | ChainEdit::Extend(_))
    }

    /// The collections that it names.
    pub fn named(&self) -> &[String] {
        match self {
            ChainEdit::Redefine(names) | ChainEdit::Prepend(names) | ChainEdit::Extend(names) | ChainEdit::Remove(names) => names,
            ChainEdit::Pop(_) => &[],
        }
    }

    /// The children after the change of `chain`, whose children are `current`; one that is named twice counts where it is named first.
    pub fn applied(&self, chain: &str, current: &[String]) -> Result<Vec<String>> {
        let without = |names: &[String]| current.iter().filter(|child| !names.contains(child)).cloned().collect::<Vec<_>>();
        Ok(match self {
            ChainEdit::Redefine(names) => once(names),
            ChainEdit::Prepend(names) => [once(names), without(names)].concat(),
            ChainEdit::Extend(names) => [without(names), once(names)].concat(),
            ChainEdit::Remove(names) => without(names),
            ChainEdit::Pop(places) => {
                let places = if places.is_empty() { &[0] } else { &places[..] };
                let popped = places.iter().map(|place| position(chain, current, *place)).collect::<Result<Vec<_>>>()?;
                let kept = current.iter().enumerate().filter(|(position, _)| !popped.contains(position));
                kept.map(|(_, child)| child.clone()).collect()
            }
        })
    }
}

fn position(chain: &str, children: &[String], place: i64) -> Result<usize> {
    let count = i64::try_from(children.len()).unwrap_or(i64::MAX);
    let from_start = if place < 0 { count.saturating_add(place) } else { place };
    if !(0..count).contains(&from_start) {
        return Err(Error::invalid("place in chain", place.to_string(), format!("chain `{chain}` has {count} children")));
    }
    usize::try_from(from_start).map_err(|_| Error::internal("a negative place"))
}

fn once(names: &[String]) -> Vec<String> {
    let mut seen = Vec::with_capacity(names.len());
    names.iter().for_each(|name| {
        if !seen.contains(name) {
            seen.push(name.clone());
        }
    });
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_child_that_is_added_again_moves_and_stands_once() {
        let applied = |edit: ChainEdit| edit.applied("chain", &names("a b c")).unwrap().join(" ");
        assert_eq!(applied(ChainEdit::Prepend(names("c d c"))), "c d a b");
        assert_eq!(applied(ChainEdit::Extend(names("a d"))), "b c a d");
        assert_eq!(applied(ChainEdit::Redefine(names("d a d"))), "d a");
        assert_eq!(applied(ChainEdit::Remove(names("b x"))), "a c");
    }

    #[test]
    fn children_are_popped_by_place_from_either_end() {
        let applied = |places: &[i64]| ChainEdit::Pop(places.to_vec()).applied("chain", &names("a b c"));
        assert_eq!(applied(&[]).unwrap(), names("b c"));
        assert_eq!(applied(&[0, -1]).unwrap(), names("b"));
        assert!(applied(&[3]).is_err() && applied(&[-4]).is_err());
    }
}
