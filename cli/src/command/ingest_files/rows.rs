//! Small tables of text: CSV, ECSV, and columns between blanks. Lines that begin with `#` are left out; values may stand in double quotes.

use std::borrow::Cow;

use butler_engine::Error;

use crate::Failure;

/// A table, of a text that it borrows from.
pub(super) struct Table<'t> {
    /// Names of the columns.
    pub(super) names: Vec<Cow<'t, str>>,
    /// No more rows than these.
    pub(super) most_rows: usize,
    file: &'t str,
    is_csv: bool,
    lines: Lines<'t>,
}

/// Lines that say something, with their numbers.
type Lines<'t> = Box<dyn Iterator<Item = (usize, &'t str)> + 't>;

/// Reads the header of a table; `file` is for messages.
pub(super) fn parse<'t>(file: &'t str, text: &'t str) -> Result<Table<'t>, Failure> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let Some((number, header)) = lines.next() else { return Err(wrong(file, 1, "it has no header")) };
    let is_csv = header.contains(',');
    let names = cells(header, is_csv).map_err(|reason| wrong(file, number, reason))?;
    if names.len() < 2 && names.first().is_none_or(|name| name.is_empty()) {
        return Err(wrong(file, number, "its header has no names"));
    }
    let most_rows = text.bytes().filter(|byte| *byte == b'\n').count();
    Ok(Table { names, most_rows, file, is_csv, lines: Box::new(lines) })
}

impl<'t> Table<'t> {
    /// The values of the next row, one for each column; none after the last.
    pub(super) fn next(&mut self) -> Result<Option<Vec<Cow<'t, str>>>, Failure> {
        let Some((number, line)) = self.lines.next() else { return Ok(None) };
        let row = cells(line, self.is_csv).map_err(|reason| wrong(self.file, number, reason))?;
        match (row.len(), self.names.len()) {
            (values, names) if values == names => Ok(Some(row)),
            (values, names) => Err(wrong(self.file, number, format!("it has {values} values, and the header has {names} names"))),
        }
    }
}

fn wrong(file: &str, line: usize, reason: impl Into<String>) -> Failure {
    Error::invalid("table", format!("{file}:{line}"), reason).into()
}

fn cells(line: &str, is_csv: bool) -> Result<Vec<Cow<'_, str>>, String> {
    let mut cells = Vec::new();
    let mut rest = line.trim();
    loop {
        let is_end = |c: char| if is_csv { c == ',' } else { c.is_whitespace() };
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let end = rest.find(is_end).unwrap_or(rest.len());
                (Cow::Borrowed(rest[..end].trim()), &rest[end..])
            }
        };
        cells.push(cell);
        let after = after.trim_start_matches(|c: char| c.is_whitespace());
        match (is_csv, after.strip_prefix(',')) {
            (true, Some(next)) => rest = next.trim_start(),
            (true, None) if !after.is_empty() => return Err("something stands after a quoted value".to_owned()),
            (false, _) if !after.is_empty() => rest = after,
            _ => return Ok(cells),
        }
    }
}

/// A value up to its closing quote, and what stands after it. Two quotes are one.
fn quoted_cell(text: &str) -> Result<(Cow<'_, str>, &str), String> {
    let mut start = 0;
    loop {
        let Some(end) = text[start..].find('"').map(|end| start + end) else { return Err("a quote is not closed".to_owned()) };
        let (cell, after) = (&text[..end], &text[end + 1..]);
        if after.starts_with('"') {
            start = end + 2;
        } else if start == 0 {
            return Ok((Cow::Borrowed(cell), after));
        } else {
            return Ok((Cow::Owned(cell.replace("\"\"", "\"")), after));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut table = parse("t", text).unwrap();
        let mut rows = vec![table.names.clone()];
        while let Some(row) = table.next().unwrap() {
            rows.push(row);
        }
        rows.into_iter().map(|row| row.into_iter().map(Cow::into_owned).collect()).collect()
    }

    #[test]
    fn every_kind_of_table_is_read() {
        let expected = vec![vec!["file", "visit", "detector"], vec!["a b.fits", "1", "2"], vec!["c.fits", "3", "4"]];
        for text in [
            "file,visit,detector\na b.fits,1,2\nc.fits, 3 ,4\n",
            "# %ECSV 1.0\n# ---\nfile visit detector\n\"a b.fits\" 1 2\nc.fits 3 4\n",
            "  file   visit detector\n\n\"a b.fits\"  1  2\nc.fits\t3\t4",
            "\"file\",\"visit\",\"detector\"\r\n\"a b.fits\",\"1\",\"2\"\r\nc.fits,3,4\r\n",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("file,x\n\"a\"\"b\",\n")[1], ["a\"b", ""]);
    }

    #[test]
    fn a_faulty_table_is_told_with_its_line() {
        for (text, line) in
            [("", 1), ("# only\n", 1), ("a,b\n1\n", 2), ("a,b\n1,2\n\n1,2,3\n", 4), ("a,b\n\"1,2\n", 2), ("a,b\n\"1\"x,2\n", 2)]
        {
            let mut table = parse("t.csv", text);
            let error = loop {
                match table.as_mut().map(Table::next) {
                    Ok(Ok(Some(_))) => {}
                    Ok(Ok(None)) => panic!("{text}"),
                    Ok(Err(error)) => break error,
                    Err(_) => break table.err().unwrap(),
                }
            };
            let Failure::Engine(error) = error else { panic!("{text}") };
            assert!(error.to_string().contains(&format!("t.csv:{line}")), "{error}");
        }
    }
}
