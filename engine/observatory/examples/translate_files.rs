//! Tells the headers of FITS files in folders, and how long that took: `translate_files FOLDER...`.

use std::process::ExitCode;
use std::time::Instant;

use butler_observatory::header::FitsHeaders;
use butler_observatory::{Observatory, Result};

async fn told(observatory: &Observatory, folder: &str) -> Result<(usize, usize)> {
    let failed = |source| butler_observatory::Error::Io { name: folder.to_owned(), source };
    let (mut files, mut properties) = (0, 0);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let mut headers = FitsHeaders::open_file(&entry.map_err(failed)?.path()).await?;
        files += 1;
        properties += observatory.translate_fits(&mut headers).await?.iter().map(|info| info.values().count()).sum::<usize>();
    }
    Ok((files, properties))
}

fn main() -> ExitCode {
    let observatory = Observatory::new();
    for folder in std::env::args().skip(1) {
        let begin = Instant::now();
        match futures::executor::block_on(told(&observatory, &folder)) {
            Ok((files, properties)) => {
                let seconds = begin.elapsed().as_secs_f64();
                println!("{files} files, {properties} properties, {seconds:.3} s, {:.0} files/s", files as f64 / seconds);
            }
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
