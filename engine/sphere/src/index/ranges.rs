//! Ranges of many owners, to be searched for those that meet a range.

/// A range `[begin, end)` and whose it is.
#[derive(Debug, Clone, Copy)]
struct Entry {
    begin: u64,
    end: u64,
    owner: u32,
}

/// Ranges of lengths that differ by less than four times, by their beginnings: those that meet a range lie next to each other, but for few.
#[derive(Debug, Default)]
struct Class {
    entries: Vec<Entry>,
    longest: u64,
}

/// Ranges by their length and beginning.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    classes: Vec<Class>,
}

impl Ranges {
    /// The ranges `(begin, end, owner)`, none of them empty.
    pub(super) fn new(all: impl IntoIterator<Item = (u64, u64, u32)>) -> Ranges {
        let mut classes: Vec<Class> = Vec::new();
        for (begin, end, owner) in all {
            let length = end - begin;
            let class = length.checked_ilog2().unwrap_or(0) as usize / 2;
            if classes.len() <= class {
                classes.resize_with(class + 1, Class::default);
            }
            classes[class].entries.push(Entry { begin, end, owner });
            classes[class].longest = classes[class].longest.max(length);
        }
        classes.retain(|class| !class.entries.is_empty());
        for class in &mut classes {
            class.entries.sort_unstable_by_key(|e| (e.begin, e.owner));
            class.entries.shrink_to_fit();
        }
        Ranges { classes }
    }

    /// Appends the owners of all ranges that meet `[begin, end)`; one may come several times.
    pub(super) fn meeting(&self, begin: u64, end: u64, owners: &mut Vec<u32>) {
        for class in &self.classes {
            let from = class.entries.partition_point(|e| e.begin.saturating_add(class.longest) <= begin);
            let near = class.entries[from..].iter().take_while(|e| e.begin < end);
            owners.extend(near.filter(|e| e.end > begin).map(|e| e.owner));
        }
    }

    /// Memory that the ranges take.
    pub(super) fn size_bytes(&self) -> usize {
        self.classes.iter().map(|class| class.entries.capacity() * size_of::<Entry>()).sum()
    }
}
