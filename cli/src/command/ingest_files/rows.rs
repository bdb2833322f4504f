//! Small tables of text: CSV, ECSV, and columns between blanks. Lines that begin with `#` are left out; values may stand in double quotes.

use butler_engine::Error;

use crate::Failure;

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// Names of the columns.
    pub(super) names: Vec<String>,
    /// Values, one for each column.
    pub(super) rows: Vec<Vec<String>>,
}

/// Reads a table; `file` is for messages.
pub(super) fn parse(file: &str, text: &str) -> Result<Table, Failure> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let wrong = |line: usize, reason: String| Failure::from(Error::invalid("table", format!("{file}:{line}"), reason));
    let Some((number, header)) = lines.next() else { return Err(wrong(1, "it has no header".to_owned())) };
    let is_csv = header.contains(',');
    let names = cells(header, is_csv).map_err(|reason| wrong(number, reason))?;
    if names.len() < 2 && names.first().is_none_or(String::is_empty) {
        return Err(wrong(number, "its header has no names".to_owned()));
    }
    let mut rows = Vec::new();
    for (number, line) in lines {
        let row = cells(line, is_csv).map_err(|reason| wrong(number, reason))?;
        if row.len() != names.len() {
            return Err(wrong(number, format!("it has {} values, and the header has {} names", row.len(), names.len())));
        }
        rows.push(row);
    }
    Ok(Table { names, rows })
}

fn cells(line: &str, is_csv: bool) -> Result<Vec<String>, String> {
    let mut cells = Vec::new();
    let mut rest = line.trim();
    loop {
        let is_end = |c: char| if is_csv { c == ',' } else { c.is_whitespace() };
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let end = rest.find(is_end).unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
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
fn quoted_cell(text: &str) -> Result<(String, &str), String> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let Some(end) = rest.find('"') else { return Err("a quote is not closed".to_owned()) };
        cell.push_str(&rest[..end]);
        match rest[end + 1..].strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => return Ok((cell, &rest[end + 1..])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let table = parse("t", text).unwrap();
        std::iter::once(table.names).chain(table.rows).collect()
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
            let Err(Failure::Engine(error)) = parse("t.csv", text) else { panic!("{text}") };
            assert!(error.to_string().contains(&format!("t.csv:{line}")), "{error}");
        }
    }
}
