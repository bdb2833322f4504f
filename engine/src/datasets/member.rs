//! Files of datasets that are members of ZIP archives: their paths, in the form of the reference.
//!
//! ```text
//! zips/ceb2/ceb2201c-4a22-5961-854d-0c8d13a691da.zip#zip-path=d7f22645-calexp.fits
//! ```
//!
//! A path is of that form if what stands before the mark ends in `.zip`. Names of members are not quoted.

/// What stands between an archive and its member; the first is written, all are read.
const MARKS: [&str; 2] = ["#zip-path=", "#unzip="];

/// The path of the file, and the member of it if it is an archive that holds the dataset among others.
pub fn split_member(path: &str) -> (&str, Option<&str>) {
    for mark in MARKS {
        if let Some((archive, member)) = path.split_once(mark)
            && archive.ends_with(".zip")
        {
            return (archive, Some(member));
        }
    }
    (path, None)
}

/// The path that a file has outside of its archive: that of the member in the archive's folder; of a file that is no member its own.
pub fn unpacked(path: &str) -> String {
    match split_member(path) {
        (archive, Some(member)) => match archive.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{member}"),
            None => member.to_owned(),
        },
        (path, None) => path.to_owned(),
    }
}

/// The path of a member.
pub fn member_path(archive: &str, member: &str) -> String {
    format!("{archive}{}{member}", MARKS[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_what_stands_after_the_mark_of_an_archive() {
        assert_eq!(split_member(&member_path("zips/a/b.zip", "c/d.fits")), ("zips/a/b.zip", Some("c/d.fits")));
        assert_eq!(split_member("s3://b/x.zip#unzip=y"), ("s3://b/x.zip", Some("y")));
        for plain in ["a/b.fits", "a.zip", "a.zip/b#1", "a.fits#zip-path=b", "#zip-path=b"] {
            assert_eq!(split_member(plain), (plain, None));
        }
        assert_eq!(split_member("a.zip#zip-path=b.zip#zip-path=c").1, Some("b.zip#zip-path=c"));
    }
}
