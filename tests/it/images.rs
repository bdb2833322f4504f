//! What reading a part of an image asks of a store.

use std::sync::Arc;

use butler_catalogs::Source;
use butler_catalogs::images::{Bbox, Exposure, Role};
use butler_engine::context::stores::counting::{Counters, CountingStore};
use butler_tests::sources;
use object_store::local::LocalFileSystem;
use object_store::path::Path;

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
