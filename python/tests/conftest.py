"""Repositories to ask."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import session

DATA = session.ROOT / "tests/data/exports"
AFW = session.ROOT / "catalogs/tests/data/afw"
COLLECTION = "shared/HSC/rerun/processCcdOutputs"
REPOSITORIES = {
    "jointcal_hsc": ["jointcal_hsc"],
    "ci_hsc_subset": ["ci_hsc_subset_skymap", "ci_hsc_subset"],
    "rc2": ["hsc_rc2_subset"],
    "hsc_session": ["hsc_session"],
}


@pytest.fixture(scope="session")
def session_root(tmp_path_factory):
    """A repository of processed HSC data with files; it is not to be changed."""
    return session.make(tmp_path_factory.mktemp("session"))


@pytest.fixture
def butler(session_root):
    """A butler of it that reads the single frames."""
    from butler_arrow import Butler

    return Butler(session_root, collections=COLLECTION)


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory):
    """The repository that the command's demo makes: rows without files."""
    folder = tmp_path_factory.mktemp("demo")
    code = "import sys; from butler_arrow._command import main; sys.argv[1:] = sys.argv[1:]; sys.exit(main())"
    subprocess.run([sys.executable, "-c", code, "demo", str(folder)], check=True, capture_output=True)
    return folder / "repo"


@pytest.fixture
def demo(demo_root):
    """A butler of it."""
    from butler_arrow import Butler

    return Butler(demo_root, collections=["HSC/testdata", "HSC/raw/all"])


@pytest.fixture
def empty(tmp_path):
    """A repository with an instrument, four detectors and three dataset types, which may be changed."""
    from butler_arrow import Butler, DatasetType

    butler = Butler(Butler.makeRepo(tmp_path / "empty"), run="u/me/run", instrument="Cam")
    registry = butler.registry
    registry.insertDimensionData("instrument", {"name": "Cam", "visit_max": 1000, "exposure_max": 1000, "detector_max": 4, "class_name": "Cam"})
    registry.insertDimensionData("detector", *({"instrument": "Cam", "id": number, "full_name": f"d{number}"} for number in range(4)))
    for name, dimensions, storage_class in [
        ("catalog", ["detector"], "ArrowAstropy"),
        ("frame", ["detector"], "DataFrame"),
        ("numbers", ["instrument"], "StructuredDataDict"),
    ]:
        registry.registerDatasetType(DatasetType(name, dimensions, storage_class, universe=butler.dimensions))
    return butler


@pytest.fixture(scope="session", params=REPOSITORIES)
def both(request, tmp_path_factory):
    """A butler of ours and one of the reference, of repositories with the same content; they are not to be changed."""
    reference = pytest.importorskip("lsst.daf.butler", reason="the reference (lsst-daf-butler) is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    import butler_arrow

    butler_arrow.Butler.makeRepo(folder / "ours")
    ours = butler_arrow.Butler(folder / "ours", writeable=True, instrument="HSC")
    reference.Butler.makeRepo(str(folder / "theirs"))
    theirs = reference.Butler.from_config(str(folder / "theirs"), writeable=True)
    for name in REPOSITORIES[request.param]:
        ours.import_(filename=DATA / f"{name}.yaml", without_datastore=True)
        # It wants to import what reads the files, though it will read none.
        text = re.sub(r"formatter: .*", "formatter: lsst.daf.butler.formatters.yaml.YamlFormatter", (DATA / f"{name}.yaml").read_text())
        theirs.import_(filename=io.StringIO(text), without_datastore=True)
    # The reference wants the record of a default value when it is opened.
    return ours, reference.Butler.from_config(str(folder / "theirs"), writeable=True, instrument="HSC")


def texts(values):
    """What is printed of each, in an order of its own."""
    return sorted(f"{value} {value!r}" for value in values)
