//! What reading a part of an image asks of a store, and questions about images in one.

use std::sync::Arc;

use butler_catalogs::Source;
use butler_catalogs::images::{Bbox, Exposure, Role};
use butler_engine::context::stores::counting::{Counters, CountingStore};
use butler_tests::s3::Server;
use butler_tests::sandbox::Sandbox;
use butler_tests::{data, sources};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use uuid::Uuid;

/// The pixels of the image in a part, requests and bytes.
async fn cut(name: &str, part: Bbox) -> (Vec<f64>, u64, u64) {
    let folder = sources().join("catalogs/tests/data");
    let counters = Arc::new(Counters::default());
    let store = CountingStore::new(Arc::new(LocalFileSystem::new_with_prefix(folder).unwrap()), Arc::clone(&counters));
    let source = Source::object(name, Arc::new(store), &Path::from(name)).await.unwrap();
    let cutout = Exposure::open(&source).await.unwrap().cutout(part).await.unwrap();
    let counts = counters.counts();
    (cutout.plane(Role::Image).unwrap().values(), counts.requests(), counts.read_bytes)
}

#[tokio::test]
async fn a_part_of_an_exposure_takes_a_request_for_each_header_and_each_plane() {
    let part = Bbox { x0: 150, y0: 160, width: 20, height: 10 };
    let (values, requests, bytes) = cut("afw/HSC-0908120-056-small.fits", part).await;
    assert_eq!(values.len(), 200);
    assert!(requests <= 6, "{requests} requests");
    // 64 KiB when it is opened, 23,040 bytes for each header, the rows with what lies between them.
    assert!(bytes < 140_000, "{bytes} bytes");
}

#[tokio::test]
async fn a_part_of_a_compressed_image_takes_its_descriptors_and_its_tiles() {
    let part = Bbox { x0: 100, y0: 300, width: 50, height: 40 };
    let (values, requests, bytes) = cut("afw/ticketdm26260.fits.fz", part).await;
    assert_eq!(values.len(), 2000);
    assert!(requests <= 3, "{requests} requests");
    assert!(bytes < 90_000, "{bytes} bytes of 239,040");
}

#[test]
fn pixels_and_wcs_of_images_in_a_bucket_are_told_as_those_on_disk() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = Sandbox::new(crate::BUTLER);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let exports = data("exports");
    let image = sources().join("catalogs/tests/data/afw/HSC-0908120-056-small.fits");
    let answers = ["repo".to_owned(), format!("s3://{}/{}/repo", server.bucket, Uuid::new_v4())].map(|repo| {
        sandbox.butler(&["create", &repo, "-q"]).ok();
        let (exports, image) = (exports.to_str().unwrap(), image.to_str().unwrap());
        sandbox.butler(&["import", &repo, exports, "--export-file", "ci_hsc_subset.yaml", "--registry-only", "-q"]).ok();
        for detector in ["detector=16", "detector=22"] {
            sandbox.butler(&["put", &repo, "calexp", "instrument=HSC", "visit=903334", detector, image, "--run", "u/me/run", "-q"]).ok();
        }
        let questions = [
            "SELECT * FROM pixel_stats('calexp', 'u/me/run') ORDER BY detector, plane",
            "SELECT * FROM mask_stats('calexp', 'u/me/run') ORDER BY detector, bit",
            "SELECT detector, pixel_to_sky(id, 100, 100) AS own, pixel_to_icrs(id, 100, 100) AS icrs, sky_to_pixel(id, 151.41, 1.65) AS at, \
             icrs_to_pixel(id, 151.41, 1.65) AS at_icrs, contains_point(id, 151.41, 1.65) AS is_in \
             FROM datasets WHERE run = 'u/me/run' AND type = 'calexp' ORDER BY detector",
        ];
        questions.map(|question| sandbox.butler(&["sql", &repo, question, "--format", "csv"]).ok())
    });
    fn without_ids(text: &str) -> Vec<Vec<&str>> {
        text.lines().map(|line| line.split(',').filter(|cell| Uuid::parse_str(cell).is_err()).collect()).collect()
    }
    let [disk, bucket] = [0, 1].map(|place: usize| answers[place].iter().map(|text| without_ids(text)).collect::<Vec<_>>());
    assert_eq!(disk, bucket);
    assert!(disk[0].len() == 7 && disk[1].len() > 10 && disk[2].len() == 3, "{disk:?}");
}
