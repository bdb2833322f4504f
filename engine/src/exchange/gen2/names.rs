//! The names of collections.

use std::path::Path;

/// Which names collections get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// `HSC/calib/20131103T000000Z`, `HSC/runs/NAME/direct` in the chain `HSC/runs/NAME`.
    #[default]
    Today,
    /// `HSC/calib/gen2/2013-11-03`, `shared/HSC/rerun/NAME`, as in the first converted repositories.
    Classic,
}

/// The names of an instrument's collections.
#[derive(Debug, Clone)]
pub struct Names {
    /// What they begin with: the name of the instrument.
    pub prefix: String,
    /// Which they are.
    pub style: Style,
    /// Parts of the names of calibrations.
    pub labels: Vec<String>,
    /// Where masks of bright objects go.
    pub masks: String,
}

impl Names {
    /// The run of raws.
    pub fn raws(&self) -> String {
        format!("{}/raw/all", self.prefix)
    }

    /// The collection that calibrations are certified in.
    pub fn calib(&self) -> String {
        [vec![self.prefix.clone(), "calib".to_owned()], self.labels.clone()].concat().join("/")
    }

    /// The run of calibrations of a date; of what is valid for ever where there is none.
    pub fn calib_run(&self, date: Option<&str>) -> String {
        let Some(date) = date else { return format!("{}/unbounded", self.calib()) };
        match self.style {
            Style::Classic => format!("{}/gen2/{date}", self.calib()),
            Style::Today => format!("{}/{}", self.calib(), basic(date)),
        }
    }

    /// The run of reference catalogs.
    pub fn refcats_run(&self) -> String {
        if self.style == Style::Classic { "refcats".to_owned() } else { "refcats/gen2".to_owned() }
    }

    /// The collection of reference catalogs.
    pub fn refcats(&self) -> String {
        "refcats".to_owned()
    }

    /// The chain that holds what everyone needs.
    pub fn umbrella(&self) -> String {
        if self.style == Style::Classic { format!("shared/{}", self.prefix) } else { format!("{}/defaults", self.prefix) }
    }

    /// The run of a rerun, and the chain that searches it and its parents, if it has one. `path`: below the root.
    pub fn rerun(&self, path: &Path) -> (String, Option<String>) {
        let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| *part != ".").collect();
        let rest = if parts.first() == Some(&"rerun") { &parts[1..] } else { &parts[..] };
        let (is_private, rest) = match rest.first() {
            Some(&"private") => (true, &rest[1..]),
            Some(&"shared") => (false, &rest[1..]),
            _ => (false, rest),
        };
        let name = rest.join("/");
        match (self.style, is_private) {
            (Style::Classic, false) => (format!("shared/{}/rerun/{name}", self.prefix), None),
            (Style::Classic, true) => (format!("u/{name}"), None),
            (Style::Today, is_private) => {
                let chain = if is_private { format!("u/{name}") } else { format!("{}/runs/{name}", self.prefix) };
                (format!("{chain}/direct"), Some(chain))
            }
        }
    }
}

/// A date in the basic form of ISO 8601: `20131103T000000Z`. What is no date stays as it is.
fn basic(date: &str) -> String {
    let (day, time) = date.split_once('T').unwrap_or((date, ""));
    let only = |text: &str| text.split('.').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect::<String>();
    let (digits, time) = (only(day), only(time));
    if digits.len() != 8 {
        return date.to_owned();
    }
    format!("{digits}T{time:0<6}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_are_named_after_dates_and_reruns() {
        let names = |style| Names { prefix: "HSC".to_owned(), style, labels: Vec::new(), masks: "HSC/masks".to_owned() };
        let (today, classic) = (names(Style::Today), names(Style::Classic));
        assert_eq!(today.calib_run(Some("2013-11-03")), "HSC/calib/20131103T000000Z");
        assert_eq!(today.calib_run(Some("2013-01-31T12:30:00")), "HSC/calib/20130131T123000Z");
        assert_eq!(classic.calib_run(Some("2013-11-03")), "HSC/calib/gen2/2013-11-03");
        assert_eq!(today.rerun(Path::new("rerun/private/me/x")), ("u/me/x/direct".to_owned(), Some("u/me/x".to_owned())));
        assert_eq!(today.rerun(Path::new("rerun/shared/x")).1.unwrap(), "HSC/runs/x");
        assert_eq!(classic.rerun(Path::new("rerun/coadd")), ("shared/HSC/rerun/coadd".to_owned(), None));
    }
}
