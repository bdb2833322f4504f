//! Tables as the `butler` of LSST prints them: `astropy.table` with all rows and columns.
//!
//! A column is as wide as its widest cell or its name, and three characters at least; columns are apart by a blank; the name stands in the middle, with the odd blank where Python's
//! `str.center` has it; below it a rule. Cells are filled up with blanks on both ends of a line, so lines may end in blanks.

use super::table::printable;

/// Characters of the narrowest column.
const NARROWEST: usize = 3;

/// On which side of a column its cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// As trees need it.
    Left,
    /// As everything else is printed, texts as well.
    Right,
}

/// A table at hand.
#[derive(Debug, Clone)]
pub struct Grid {
    align: Align,
    columns: Vec<(String, Vec<String>)>,
}

impl Grid {
    /// A table without columns.
    pub fn new(align: Align) -> Grid {
        Grid { align, columns: Vec::new() }
    }

    /// The same with one column more; all columns have as many cells.
    pub fn column(mut self, name: &str, cells: Vec<String>) -> Grid {
        self.columns.push((one_line(name.to_owned()), cells.into_iter().map(one_line).collect()));
        self
    }

    /// How many rows there are.
    fn rows(&self) -> usize {
        self.columns.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0)
    }

    /// Appends the table to a text.
    pub fn push(&self, out: &mut String) {
        let widths: Vec<usize> =
            self.columns.iter().map(|(name, cells)| cells.iter().chain([name]).map(|c| width(c)).fold(NARROWEST, usize::max)).collect();
        let columns = || self.columns.iter().zip(&widths);
        line(out, columns().map(|((name, _), full)| centered(name, *full)));
        line(out, widths.iter().map(|full| "-".repeat(*full)));
        for row in 0..self.rows() {
            line(out, columns().map(|((_, cells), full)| aligned(cells.get(row).map_or("", String::as_str), *full, self.align)));
        }
    }
}

/// A text without what would break the line or what a terminal would obey.
fn one_line(text: String) -> String {
    printable(text).replace('\n', "\\n")
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str(&cells.collect::<Vec<_>>().join(" "));
    out.push('\n');
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn aligned(cell: &str, full: usize, align: Align) -> String {
    let gap = " ".repeat(full - width(cell).min(full));
    match align {
        Align::Left => format!("{cell}{gap}"),
        Align::Right => format!("{gap}{cell}"),
    }
}

/// As Python's `str.center`: an odd blank stands on the left if the full width is odd.
fn centered(text: &str, full: usize) -> String {
    let gap = full - width(text).min(full);
    let left = gap / 2 + (gap & full & 1);
    format!("{}{text}{}", " ".repeat(left), " ".repeat(gap - left))
}

#[cfg(test)]
mod tests;
