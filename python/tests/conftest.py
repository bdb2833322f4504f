"""Repositories to ask."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import session

DATA = session.ROOT / "tests/data/exports"
AFW = session.ROOT / "catalogs/tests/data/afw"
COLLECTION = "shared/HSC/rerun/processCcdOutputs"


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
