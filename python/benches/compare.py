"""This package, the reference and astropy on the same work, in turn, in one process: python/benches/compare.py [DATASETS] [FOLDER]

Needs `pip install lsst-daf-butler astropy` beside a release build of this package (`cargo build --workspace --release`, `python3 python/wheel.py --profile
release`). A repository of DATASETS raws (31,200 by default) is made for each in FOLDER, if it is not there yet, which takes the reference a minute.
The best of several runs is printed, in milliseconds.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = "HSC/runs/one"


def best(call, repeats):
    """Milliseconds of the fastest of some runs."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times) * 1000


def repositories(folder, datasets):
    """One of ours and one of the reference with the same content."""
    import butler_arrow
    from lsst.daf.butler import Butler

    export, ours, theirs = folder / "export.yaml", folder / "ours", folder / "theirs"
    if not theirs.exists():
        subprocess.run([sys.executable, ROOT / "benches/reference/make_export.py", export, str(datasets)], check=True)
        butler_arrow.Butler.makeRepo(ours)
        butler_arrow.Butler(ours, writeable=True).import_(filename=export, without_datastore=True)
        Butler.makeRepo(str(theirs))
        Butler.from_config(str(theirs), writeable=True).import_(filename=str(export), without_datastore=True)
    return ours, theirs


def catalog(folder, rows=20_000):
    """A FITS table with the columns of an afw catalog, and `rows` rows; registered as a dataset."""
    import butler_arrow
    import numpy as np
    from astropy.io import fits

    path, repo = folder / "src.fits", folder / "catalogs"
    if not repo.exists():
        with fits.open(ROOT / "catalogs/tests/data/afw/deepCoadd_meas_HSC_v2.fits") as file:
            data = file[1].data
            small = fits.BinTableHDU(data=np.resize(np.asarray(data.view(np.recarray)), rows), header=file[1].header)
            small.writeto(path)
        butler = butler_arrow.Butler(butler_arrow.Butler.makeRepo(repo), run="u/run")
        butler.registry.registerDatasetType(butler_arrow.DatasetType("src", [], "SourceCatalog", universe=butler.dimensions))
        ref = butler_arrow.DatasetRef(butler.get_dataset_type("src"), butler_arrow.DataCoordinate.make_empty(butler.dimensions), "u/run")
        butler.ingest(butler_arrow.FileDataset(path, ref), transfer="copy")
    return path, butler_arrow.Butler(repo, collections="u/run")


def main(datasets="31200", folder=None):
    import butler_arrow
    from astropy.table import Table
    from lsst.daf.butler import Butler

    folder = Path(folder or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    at_ours, at_theirs = repositories(folder, int(datasets))
    ours = butler_arrow.Butler(at_ours, collections=RUN)
    theirs = Butler.from_config(str(at_theirs), collections=RUN)
    path, catalogs = catalog(folder)

    def touched(refs):
        return [(ref.id, ref.dataId["exposure"], ref.run) for ref in refs]

    assert sorted(map(str, ours.query_datasets("raw", limit=200, order_by=["exposure", "detector"]))) == sorted(
        map(str, theirs.query_datasets("raw", limit=200, order_by=["exposure", "detector"]))
    )
    some = ours.query_datasets("raw", limit=1)[0].dataId
    work = [
        ("open", lambda: butler_arrow.Butler(at_ours, collections=RUN), lambda: Butler.from_config(str(at_theirs), collections=RUN), 10, 5),
        ("query_datasets, all", lambda: ours.query_datasets("raw", limit=None), lambda: theirs.query_datasets("raw", limit=None), 10, 3),
        (
            "the same, and UUID, run and exposure of each",
            lambda: touched(ours.query_datasets("raw", limit=None)),
            lambda: touched(theirs.query_datasets("raw", limit=None)),
            10,
            3,
        ),
        (
            "query_datasets, one exposure",
            lambda: ours.query_datasets("raw", exposure=some["exposure"]),
            lambda: theirs.query_datasets("raw", exposure=some["exposure"]),
            20,
            10,
        ),
        (
            "find_dataset",
            lambda: ours.find_dataset("raw", dict(some.required)),
            lambda: theirs.find_dataset("raw", dict(some.required)),
            20,
            10,
        ),
        ("query_dimension_records, exposure", lambda: ours.query_dimension_records("exposure"), lambda: theirs.query_dimension_records("exposure"), 10, 3),
        ("get of a catalog as table of astropy; Table.read", lambda: catalogs.get("src").to_astropy(), lambda: Table.read(path, hdu=1), 5, 5),
    ]
    print(f"{'':<50}{'this ms':>10}{'other ms':>10}{'times':>8}")
    for name, of_ours, of_theirs, repeats, slow in work:
        mine, other = best(of_ours, repeats), best(of_theirs, slow)
        print(f"{name:<50}{mine:>10.2f}{other:>10.2f}{other / mine:>8.1f}", flush=True)
    code = "import time; begin = time.perf_counter(); from {} import Butler; print((time.perf_counter() - begin) * 1000)"
    mine, other = (min(float(subprocess.check_output([sys.executable, "-c", code.format(of)])) for _ in range(5)) for of in ("butler_arrow", "lsst.daf.butler"))
    print(f"{'import':<50}{mine:>10.2f}{other:>10.2f}{other / mine:>8.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
