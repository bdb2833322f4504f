use super::*;
use crate::config::yaml;

/// Paths that no file of a dataset may have.
const HOSTILE: [&str; 64] = [
    "",
    "/",
    "//",
    "/etc/passwd",
    "//etc/passwd",
    "///a",
    ".",
    "..",
    "./a",
    "../a",
    "../../etc/passwd",
    "a/..",
    "a/../b",
    "a/../../b",
    "a/./b",
    "a/.",
    "a//b",
    "a/",
    "a/b/",
    "a/b/../../../c",
    "....//../a",
    "..\\a",
    "a\\..\\b",
    "\\a",
    "C:\\a",
    "\\\\host\\share",
    "a\0b",
    "\0",
    "a\nb",
    "a\rb",
    "a\tb",
    "\u{1b}[2Ja",
    "a\u{7f}b",
    "a\u{85}b",
    "a\u{9b}b",
    "a\u{202e}b",
    "a\u{202d}b",
    "a\u{2066}b",
    "a\u{2028}b",
    "a\u{2029}b",
    "a\u{200b}b",
    "a\u{200f}b",
    "a\u{200d}b",
    "a\u{2060}b",
    "a\u{feff}b",
    "a\u{ad}b",
    "a#1",
    "a/b#42",
    "a#7/b",
    "butler.yaml",
    "registry",
    "registry/log/00000000000000000001.rec",
    "registry/_latest",
    "registry/data/x",
    "_probe/x",
    "_staging/x",
    "registry/../butler.yaml",
    "butler.yaml/..",
    "_probe",
    "_staging",
    "./registry/x",
    "../registry",
    "/registry",
    "a/b/c/../../../../d",
];

#[test]
fn no_hostile_path_is_taken() {
    let root = Location::parse("/data/repo").unwrap();
    for path in HOSTILE {
        let error = check_dataset(path).expect_err(path);
        assert!(!error.to_string().chars().any(is_unseen), "{error}");
        if !is_absolute(path) && !RESERVED.contains(&path.split('/').next().unwrap()) {
            assert!(resolve(&root, path).is_err(), "{path:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(check(path).is_ok() || on_disk(folder.path(), path).is_err(), "{path:?}");
    }
    for long in ["a".repeat(256), "a/".repeat(600) + "b"] {
        assert!(check(&long).is_err());
    }
}

#[test]
fn names_that_only_look_dangerous_are_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = Location::of_path(folder.path());
    for path in [
        "%2e%2e/a",
        "..%2fa",
        "a%00b",
        "...",
        "..a",
        "a..",
        "~/a",
        "$HOME/a",
        "a b",
        "-rf",
        "a;b",
        "é/ü",
        "a#b",
        "a#",
        "x/registry",
        "con",
        "a:b",
        "*",
    ] {
        check_dataset(path).unwrap();
        assert_eq!(on_disk(folder.path(), path).unwrap(), folder.path().join(path));
        assert_eq!(below(&root, &resolve(&root, path).unwrap()).as_deref(), Some(path));
    }
}

#[test]
fn no_link_leads_out_of_the_root() {
    let folder = tempfile::tempdir().unwrap();
    let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
    std::fs::create_dir_all(root.join("real")).unwrap();
    std::fs::create_dir(&outside).unwrap();
    let link = |target: &FilePath, name: &str| std::os::unix::fs::symlink(target, root.join(name)).unwrap();
    link(&outside, "out");
    link(FilePath::new("../outside"), "relative");
    link(FilePath::new("/"), "all");
    link(&root.join("out"), "twice");
    link(&root.join("real"), "inside");
    link(FilePath::new("nowhere"), "broken");
    for path in ["out/a", "relative/a", "all/etc/passwd", "twice/a", "out/b/c"] {
        assert!(on_disk(&root, path).unwrap_err().to_string().contains("leads out of"), "{path}");
    }
    assert!(on_disk(&root, "broken/a").is_err());
    assert_eq!(on_disk(&root, "inside/a").unwrap(), root.join("inside/a"));
    // The root itself may be reached by a link: the user named it.
    std::os::unix::fs::symlink(&root, folder.path().join("named")).unwrap();
    assert!(on_disk(&folder.path().join("named"), "inside/a").is_ok());
    assert!(on_disk(&folder.path().join("named"), "out/a").is_err());
}

#[test]
fn no_template_leads_out_of_the_root() {
    use crate::datasets::DatasetType;
    use crate::datastore::Templates;
    use crate::dimensions::Universe;
    let bias = DatasetType::new("bias", Universe::shipped(8).unwrap().conform(["instrument"]).unwrap(), "ExposureF").unwrap();
    let own = yaml::parse("t", "default: \"{run:/}/{instrument:/}\"").unwrap();
    for (templates, run) in [(Templates::shipped().unwrap(), "../../up"), (Templates::shipped().unwrap().with(&own).unwrap(), "registry")] {
        let template = templates.of(&bias, None, None).unwrap();
        let path = template.bind(&bias, None, run).unwrap();
        let values: Vec<_> = path.sources().iter().map(|_| crate::dimensions::Value::Text("../../x".to_owned())).collect();
        let path = path.path(&values, uuid::Uuid::nil()).unwrap();
        assert!(check_dataset(&path).is_err(), "{path}");
    }
}

#[test]
fn what_reads_like_a_member_of_an_archive_is_no_path_of_a_file() {
    for path in ["a.zip#zip-path=b", "x/a.zip#unzip=b/c.fits"] {
        assert!(check_dataset(path).is_err(), "{path}");
    }
    let root = Location::parse("s3://bucket/repo").unwrap();
    let origin = super::super::Origin::of(&root, "x/a.zip#unzip=b/c.fits").unwrap();
    assert_eq!(origin.to_uri().unwrap(), "s3://bucket/repo/x/a.zip#zip-path=b/c.fits");
    for hostile in ["a.zip#zip-path=../b", "a.zip#zip-path=/b", "../a.zip#zip-path=b", "a.zip#zip-path="] {
        assert!(super::super::Origin::of(&root, hostile).is_err(), "{hostile}");
    }
}
