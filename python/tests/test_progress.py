"""Progress of long work: handlers as the reference has them, and what terminals and notebooks show by themselves."""

import io
import sys

import pytest
from butler_arrow import Butler, DatasetRef, FileDataset, Progress, ProgressHandler, _progress


class Noted(ProgressHandler):
    """Notes the bars that it was asked for, with what they counted."""

    def __init__(self):
        self.bars = []

    def get_progress_bar(self, iterable, desc, total, level):
        self.bars.append(_progress.Bar(None, iterable, desc, total))
        return self.bars[-1]

    def told(self):
        return [(bar.desc, bar.n, bar.total) for bar in self.bars]


@pytest.fixture
def noted():
    handler = Noted()
    Progress.set_handler(handler)
    yield handler
    Progress.set_handler(...)


def test_exports_imports_transfers_and_retrievals_count_files(butler, noted, tmp_path):
    refs = butler.query_datasets("calexp")
    with butler.export(directory=tmp_path / "export", filename="export.yaml", transfer="copy") as export:
        export.saveDatasets(refs)
    Butler(Butler.makeRepo(tmp_path / "one"), writeable=True).import_(directory=tmp_path / "export", filename="export.yaml", transfer="copy")
    Butler(Butler.makeRepo(tmp_path / "rows"), writeable=True).import_(directory=tmp_path / "export", filename="export.yaml", without_datastore=True)
    other = Butler(Butler.makeRepo(tmp_path / "two"), writeable=True)
    other.transfer_from(butler, refs, transfer="copy", register_dataset_types=True, transfer_dimensions=True)
    butler.retrieveArtifacts(refs, tmp_path / "files", transfer="copy")
    count = len(refs)
    assert noted.told() == [("export", count, count), ("import", count, count), ("import", count, None), ("transfer", count, count), ("retrieve", count, count)]


def test_files_that_are_ingested_are_counted_and_come_in_one_commit(empty, noted, tmp_path):
    files = []
    for detector in range(4):
        (tmp_path / f"{detector}.parq").write_bytes(b"PAR1")
        data_id = empty.registry.expandDataId(instrument="Cam", detector=detector)
        files.append(FileDataset(tmp_path / f"{detector}.parq", DatasetRef(empty.get_dataset_type("catalog"), data_id, "u/me/run")))
    version = empty.version
    assert len(empty.ingest(*files, transfer="copy")) == 4
    assert noted.told() == [("ingest", 4, 4)] and empty.version == version + 1


def test_what_a_handler_raises_breaks_the_work_off(butler, tmp_path):
    class Stop(ProgressHandler):
        def get_progress_bar(self, iterable, desc, total, level):
            raise RuntimeError("stop")

    Progress.set_handler(Stop())
    try:
        with pytest.raises(RuntimeError, match="stop"):
            butler.retrieveArtifacts(butler.query_datasets("calexp"), tmp_path / "files", transfer="copy")
    finally:
        Progress.set_handler(...)


def test_items_of_ones_own_are_counted(noted):
    assert list(Progress("mine").wrap([1, 2, 3], desc="reading")) == [1, 2, 3]
    with Progress("mine").bar(total=5, desc="more") as bar:
        bar.update(2)
    assert list(Progress("mine").wrap([1])) == [1]
    assert noted.told() == [("reading", 3, 3), ("more", 2, 5)]


def test_a_terminal_shows_a_line_that_goes_away_and_others_show_nothing(monkeypatch):
    monkeypatch.setattr(_progress, "_AFTER", 0.0)
    monkeypatch.setattr(_progress, "_REST", 0.0)
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    assert list(Progress("mine").wrap(range(3))) == [0, 1, 2] and not written.getvalue()
    written.isatty = lambda: True
    assert list(Progress("mine").wrap(range(3), desc="reading")) == [0, 1, 2]
    assert "reading: 3 of 3" in written.getvalue() and written.getvalue().endswith("\r\x1b[K")
    Progress.set_handler(None)
    try:
        assert not Progress("mine").is_enabled()
    finally:
        Progress.set_handler(...)


def test_a_notebook_shows_a_bar(tmp_path):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    code = "from butler_arrow import Progress, _progress\n_progress._AFTER = 0.0\nfor one in Progress('mine').wrap(range(3), desc='reading'): pass"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    shown = [output["data"]["text/html"] for output in notebook.cells[0].outputs]
    assert len(shown) == 1 and '<progress value="3" max="3">' in shown[0] and "reading: 3 of 3" in shown[0]
