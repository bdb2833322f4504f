"""The documented notebook runs as it is written, and shows what is in docs/walkthrough.ipynb."""

import pytest

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")

import make_notebook  # noqa: E402
import session  # noqa: E402


def test_the_documented_notebook_shows_what_is_in_the_documentation(tmp_path):
    session.make(tmp_path / "data")
    done = make_notebook.execute(make_notebook.notebook(), tmp_path)
    documented = nbformat.read(make_notebook.NOTEBOOK, as_version=4)
    assert [cell.source for cell in documented.cells] == [text.removeprefix(make_notebook.WORDS) for text in make_notebook.CELLS]
    said, told = make_notebook.texts(done), make_notebook.texts(documented)
    for source, mine, theirs in zip(make_notebook.CELLS, said, told):
        assert mine == theirs.replace("file:///home/you/data/", "file:///.../data/"), source
    shown = [output for cell in done.cells for output in cell.get("outputs", [])]
    kinds = {kind for output in shown for kind in output.get("data", {})}
    assert {"text/html", "image/png"} <= kinds and not [output for output in shown if output.output_type == "error"]
    assert "33" in said[4].split() and said[-1].count("exposure:") == 33


def test_the_notebook_is_about_the_documented_collections_and_types():
    told = make_notebook.texts(nbformat.read(make_notebook.NOTEBOOK, as_version=4))
    assert {"HSC/raw/all", "HSC/calib", "refcats", "shared/HSC", "shared/HSC/rerun/processCcdOutputs"} <= set(told[1].split())
    assert "DatasetType('calexp', {band, instrument, day_obs, detector, physical_filter, visit}, ExposureF)" in told[2]
