//! Tags and validity ranges, which come last, in steps of bounded size.
//!
//! A collection comes whole in one commit if it fits in a step. The documentation of one that does not begins with [`UNFINISHED`] from its first step to its last, so
//! that nobody takes a part of it for all. Doing an import again that was interrupted in between completes the collection and takes the word away.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::super::placing::Association;
use super::super::read::AssociationsPart;
use crate::registry::{Snapshot, Transaction};
use crate::time::Timespan;

/// What the documentation of a collection begins with while a part of it is missing.
pub(super) const UNFINISHED: &str = "(unfinished import) ";

/// Datasets by when they are valid; tags have no time.
type Ranges = Vec<(Option<Timespan>, Vec<Uuid>)>;

/// Tags and validity ranges of an import.
#[derive(Default)]
pub(super) struct Associations {
    by_collection: BTreeMap<Arc<str>, Ranges>,
    /// Collections of the import, with their documentation when all is there.
    docs: HashMap<String, String>,
    /// Those of them that an earlier import left unfinished.
    left: Vec<String>,
}

impl Associations {
    /// A collection of the import. One that is there keeps its documentation.
    pub(super) fn expect(&mut self, collection: &str, doc: Option<&str>, snapshot: &Snapshot) {
        let here = snapshot.collections().get(collection).map(|known| known.doc.as_str());
        if let Some(finished) = here.and_then(|doc| doc.strip_prefix(UNFINISHED)) {
            self.left.push(collection.to_owned());
            self.docs.insert(collection.to_owned(), finished.to_owned());
        } else {
            self.docs.insert(collection.to_owned(), here.or(doc).unwrap_or_default().to_owned());
        }
    }

    pub(super) fn add(&mut self, part: AssociationsPart) {
        let of = self.by_collection.entry(part.collection).or_default();
        match of.last_mut() {
            Some((last, ids)) if *last == part.timespan => ids.extend(part.ids),
            _ => of.push((part.timespan, part.ids)),
        }
    }

    /// Collections with more than so many.
    pub(super) fn long(&self, most: usize) -> Vec<Arc<str>> {
        let is_long = |of: &Ranges| of.iter().map(|(_, ids)| ids.len()).sum::<usize>() > most;
        self.by_collection.iter().filter(|(_, of)| is_long(of)).map(|(collection, _)| collection.clone()).collect()
    }

    /// Forgets what is here already.
    pub(super) fn forget(&mut self, collection: &str, known: &HashSet<Association>) {
        for (timespan, ids) in self.by_collection.get_mut(collection).into_iter().flatten() {
            ids.retain(|id| !known.contains(&(*id, *timespan)));
        }
    }

    /// Everything in steps of at most `most`; the first of at most `room`, and empty if nothing fits.
    pub(super) fn steps(self, room: usize, most: usize) -> Vec<Step> {
        let most = most.max(1);
        let mut steps = Steps { done: Vec::new(), step: Step::default(), room: room.min(most), most };
        let doc = |collection: &str| self.docs.get(collection).cloned().unwrap_or_default();
        for (collection, of) in self.by_collection {
            let count: usize = of.iter().map(|(_, ids)| ids.len()).sum();
            let is_long = count > most;
            if count > steps.room {
                steps.next();
            }
            if is_long {
                steps.step.docs.push((collection.to_string(), format!("{UNFINISHED}{}", doc(&collection))));
            }
            for (timespan, ids) in of {
                steps.add(&collection, timespan, ids);
            }
            if is_long {
                steps.step.docs.push((collection.to_string(), doc(&collection)));
            }
        }
        for collection in &self.left {
            steps.step.docs.push((collection.clone(), doc(collection)));
        }
        steps.done.push(steps.step);
        steps.done
    }
}

/// What one commit brings.
#[derive(Debug, Default)]
pub(super) struct Step {
    ids: Vec<(Arc<str>, Option<Timespan>, Vec<Uuid>)>,
    docs: Vec<(String, String)>,
}

impl Step {
    pub(super) fn add_to(self, transaction: &mut Transaction) {
        for (collection, timespan, ids) in self.ids {
            match timespan {
                None => transaction.associate(&*collection, ids),
                Some(timespan) => transaction.certify(&*collection, ids, timespan),
            }
        }
        self.docs.into_iter().for_each(|(collection, doc)| transaction.set_doc(collection, doc));
    }
}

struct Steps {
    done: Vec<Step>,
    step: Step,
    room: usize,
    most: usize,
}

impl Steps {
    fn next(&mut self) {
        self.done.push(std::mem::take(&mut self.step));
        self.room = self.most;
    }

    fn add(&mut self, collection: &Arc<str>, timespan: Option<Timespan>, mut ids: Vec<Uuid>) {
        while ids.len() > self.room {
            let rest = ids.split_off(self.room);
            self.push(collection, timespan, std::mem::replace(&mut ids, rest));
            self.next();
        }
        self.room -= ids.len();
        self.push(collection, timespan, ids);
    }

    fn push(&mut self, collection: &Arc<str>, timespan: Option<Timespan>, ids: Vec<Uuid>) {
        if !ids.is_empty() {
            self.step.ids.push((collection.clone(), timespan, ids));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::read::Place;

    /// Steps as texts: `a2` are two datasets of collection `a`, `a!` says that it is unfinished, `a.` that it is whole.
    fn steps(collections: &[(&str, &[usize])], room: usize, most: usize) -> Vec<String> {
        let mut all = Associations::default();
        for (number, (collection, ranges)) in collections.iter().enumerate() {
            for (begin, count) in ranges.iter().enumerate() {
                let timespan = (number > 0).then(|| Timespan::from_ns(Some(begin as i64), Some(begin as i64 + 1)));
                all.add(AssociationsPart {
                    collection: (*collection).into(),
                    timespan,
                    ids: vec![Uuid::nil(); *count],
                    place: Place::default(),
                });
            }
        }
        let text = |step: Step| {
            let ids = step.ids.iter().map(|(collection, _, ids)| format!("{collection}{}", ids.len()));
            let docs = step.docs.iter().map(|(name, doc)| format!("{name}{}", if doc.starts_with(UNFINISHED) { "!" } else { "." }));
            ids.chain(docs).collect::<Vec<_>>().join(" ")
        };
        all.steps(room, most).into_iter().map(text).collect()
    }

    #[test]
    fn what_fits_comes_whole_in_one_commit_and_what_does_not_says_that_it_is_unfinished() {
        assert_eq!(steps(&[("a", &[2]), ("b", &[1, 2])], 9, 9), ["a2 b1 b2"]);
        assert_eq!(steps(&[("a", &[2]), ("b", &[1, 2])], 2, 4), ["a2", "b1 b2"]);
        assert_eq!(steps(&[("a", &[5]), ("b", &[1])], 1, 2), ["", "a2 a!", "a2", "a1 b1 a."]);
        assert_eq!(steps(&[("b", &[1]), ("a", &[2, 2])], 4, 3), ["", "a2 a1 a!", "a1 b1 a."]);
        assert_eq!(steps(&[], 0, 3), [""]);
    }
}
