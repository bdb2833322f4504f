//! How fast parts of images and whole images are read, and what that asks of a store.
//!
//! `image FOLDER`: for `rice.fits` and `plain.fits`, which `benches/reference/image.py FOLDER` makes, a part of 100 x 100 pixels of three planes,
//! all pixels of them, and the part again from an object store, with requests and bytes.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use butler_benches::usage::{Usage, cpu};
use butler_catalogs::Source;
use butler_catalogs::images::{Bbox, Exposure, Role};
use butler_engine::context::stores::counting::{Counters, CountingStore};
use object_store::local::LocalFileSystem;

// That of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PART: Bbox = Bbox { x0: 1000, y0: 2000, width: 100, height: 100 };
/// Times that each piece of work is done.
const TIMES: u32 = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder] = &arguments[..] else { return Err("usage: image FOLDER".into()) };
    for name in ["rice.fits", "plain.fits"] {
        let path = Path::new(folder).join(name);
        let cut = async || -> Result<usize, Box<dyn Error>> {
            let cutout = Exposure::open(&Source::file(&path)?).await?.cutout(PART).await?;
            Ok(cutout.planes().iter().map(|plane| plane.bytes().len()).sum())
        };
        let before = cpu();
        for _ in 0..TIMES {
            assert_eq!(cut().await?, 3 * 4 * 100 * 100);
        }
        println!("{name}: cut {:.5} s CPU", (cpu() - before).as_secs_f64() / f64::from(TIMES));

        let usage = Usage::start();
        for _ in 0..5 {
            let mut exposure = Exposure::open(&Source::file(&path)?).await?;
            for role in Role::ALL {
                assert!(!exposure.plane(role, None).await?.bytes().is_empty());
            }
        }
        println!("{name}: whole {:.3} s CPU", usage.used().cpu.as_secs_f64() / 5.0);

        let counters = Arc::new(Counters::default());
        let store = CountingStore::new(Arc::new(LocalFileSystem::new_with_prefix(folder)?), Arc::clone(&counters));
        let source = Source::object(name, Arc::new(store), &object_store::path::Path::from(name)).await?;
        Exposure::open(&source).await?.cutout(PART).await?;
        println!("{name}: cut from a store: {:?}", counters.counts());
    }
    Ok(())
}
