"""Calls that change a repository."""

import numpy as np
import pytest
from butler_arrow import (
    Butler,
    CollectionType,
    ConflictingDefinitionError,
    DataIdValueError,
    DatasetExistence,
    DatasetType,
    FileDataset,
    MissingDatasetTypeError,
    Timespan,
)
from conftest import AFW


def test_a_table_keeps_values_masks_units_and_descriptions(empty):
    table = pytest.importorskip("astropy.table").Table({"n": [1, 2, 3], "t": ["x", "yy", "z"], "v": np.arange(6.0).reshape(3, 2)})
    table["f"] = np.ma.MaskedArray([1.5, 2, 3], [False, True, False])
    table["f"].unit, table["f"].description = "mJy", "a flux"
    ref = empty.put(table, "catalog", detector=1)
    got = empty.get("catalog", detector=1)
    assert ref.dataId == {"instrument": "Cam", "detector": 1} and ref.run == "u/me/run"
    assert (str(got["f"].unit), got["f"].description, list(got["f"].mask)) == ("mJy", "a flux", [False, True, False])
    assert list(got["n"]) == [1, 2, 3] and list(got["t"]) == ["x", "yy", "z"] and got["v"].tolist() == table["v"].tolist()


def test_a_frame_keeps_its_index(empty):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"q": [1, 2], "s": ["a", "b"]}, index=pandas.Index([5, 6], name="number"))
    empty.put(frame, "frame", detector=2)
    pandas.testing.assert_frame_equal(empty.get("frame", detector=2), frame)
    assert list(empty.get("frame", detector=2, parameters={"columns": ["q"]})["q"]) == [1, 2]


def test_mappings_and_lists_are_stored(empty):
    given = {"x": [1, 2.5, None], "y": {"z": "q", "on": "yes"}, "truth": True}
    empty.put(given, "numbers")
    assert empty.get("numbers") == given


def test_what_can_not_be_put_is_refused_before_anything_is_written(empty):
    version = empty.version
    with pytest.raises(DataIdValueError, match="detector"):
        empty.put({"n": [1]}, "catalog", detector=9)
    with pytest.raises(MissingDatasetTypeError, match="did you mean `catalog`"):
        empty.put({"n": [1]}, "catalogue", detector=1)
    with pytest.raises(NotImplementedError, match="can't be stored|is no mapping"):
        empty.put(object(), "numbers")
    with pytest.raises(TypeError, match="read-only"):
        Butler(empty._native.root).put({}, "numbers", run="u/x", instrument="Cam")
    assert empty.version == version


def test_a_data_id_is_taken_once_in_a_run(empty):
    empty.put({"a": 1}, "numbers")
    with pytest.raises(ConflictingDefinitionError, match="put it into another run"):
        empty.put({"a": 2}, "numbers")
    empty.put({"a": 2}, "numbers", run="u/me/other")
    assert (empty.get("numbers"), empty.get("numbers", collections="u/me/other")) == ({"a": 1}, {"a": 2})


def test_what_was_put_in_a_transaction_that_fails_is_gone(empty):
    with pytest.raises(ZeroDivisionError), empty.transaction():
        ref = empty.put({"a": 1}, "numbers")
        assert empty.exists(ref)
        1 / 0  # noqa: B018
    assert not empty.exists(ref)
    with empty.transaction():
        ref = empty.put({"a": 1}, "numbers")
    assert empty.exists(ref) == DatasetExistence.VERIFIED


def test_datasets_are_tagged_certified_and_pruned(empty):
    ref = empty.put({"n": [1]}, "catalog", detector=1)
    empty.collections.register("tagged", CollectionType.TAGGED)
    empty.registry.associate("tagged", [ref])
    assert empty.query_datasets("catalog", "tagged") == [ref]
    empty.registry.disassociate("tagged", [ref])
    assert empty.query_datasets("catalog", "tagged", explain=False) == []
    empty.pruneDatasets([ref], purge=True, unstore=True)
    assert empty.exists(ref) == DatasetExistence.UNRECOGNIZED
    with pytest.raises(TypeError, match="No tags"):
        empty.pruneDatasets([ref])


def test_calibrations_are_found_by_when_they_are_valid(empty):
    time = pytest.importorskip("astropy.time").Time
    empty.registry.registerDatasetType(DatasetType("bias", ["detector"], "StructuredDataDict", universe=empty.dimensions, isCalibration=True))
    old, new = empty.put({"n": "old"}, "bias", detector=1), empty.put({"n": "new"}, "bias", detector=1, run="u/me/newer")
    empty.registry.registerCollection("calib", CollectionType.CALIBRATION)
    begin, middle, end = (time(text, scale="tai") for text in ("2020-01-01", "2021-01-01", "2022-01-01"))
    empty.registry.certify("calib", [old], Timespan(begin, middle))
    empty.registry.certify("calib", [new], Timespan(middle, end))
    found = [empty.get("bias", detector=1, collections="calib", timespan=Timespan.fromInstant(at))["n"] for at in (begin, middle)]
    assert found == ["old", "new"]
    assert empty.find_dataset("bias", detector=1, collections="calib", timespan=Timespan(end, None)) is None
    spans = {one.ref.id: one.timespan for one in empty.registry.queryDatasetAssociations("bias", "calib")}
    assert spans == {old.id: Timespan(begin, middle), new.id: Timespan(middle, end)}
    empty.registry.decertify("calib", "bias", Timespan(None, middle))
    assert [one.ref.id for one in empty.registry.queryDatasetAssociations("bias", "calib")] == [new.id]


def test_chains_are_changed(empty):
    for name in ("a", "b", "c"):
        empty.registry.registerRun(name)
    empty.registry.registerCollection("chain", CollectionType.CHAINED)
    empty.registry.setCollectionChain("chain", ["a", "b"])
    empty.collections.prepend_chain("chain", "c")
    empty.collections.remove_from_chain("chain", ["a"])
    assert list(empty.registry.getCollectionChain("chain")) == ["c", "b"]
    assert empty.registry.getCollectionParentChains("b") == {"chain"}
    assert empty.registry.queryCollections("chain", flattenChains=True) == ["c", "b"]
    empty.registry.removeCollection("chain")
    assert "chain" not in empty.registry.queryCollections()


def test_records_are_inserted_synced_and_refused_where_they_differ(empty):
    registry, row = empty.registry, {"instrument": "Cam", "id": 7, "full_name": "d7"}
    assert registry.syncDimensionData("detector", row) is True
    assert registry.syncDimensionData("detector", row) is False
    with pytest.raises(ConflictingDefinitionError):
        registry.syncDimensionData("detector", {**row, "full_name": "other"})
    registry.syncDimensionData("detector", {**row, "full_name": "other"}, update=True)
    assert empty.query_dimension_records("detector", detector=7)[0].full_name == "other"


def test_files_become_datasets(empty):
    empty.registry.registerDatasetType(DatasetType("image", ["detector"], "ExposureF", universe=empty.dimensions))
    from butler_arrow import DataCoordinate, DatasetRef

    data_id = DataCoordinate.standardize(instrument="Cam", detector=1, universe=empty.dimensions)
    ref = DatasetRef(empty.get_dataset_type("image"), data_id, "u/me/run")
    empty.ingest(FileDataset(AFW / "exposure-version-2.fits", ref), transfer="copy")
    exposure = empty.get("image", detector=1)
    assert exposure.bbox == (0, 0, 10, 10)
    again = empty.put(exposure, "image", detector=2)
    assert open(empty.getURI(again).ospath, "rb").read() == (AFW / "exposure-version-2.fits").read_bytes()


def test_an_export_goes_into_another_repository(empty, tmp_path):
    refs = [empty.put({"n": [number]}, "catalog", detector=number) for number in (1, 2)]
    empty.collections.register("tagged", CollectionType.TAGGED)
    empty.registry.associate("tagged", refs[:1])
    with empty.export(directory=tmp_path / "export", filename="export.yaml", transfer="copy") as export:
        export.saveDatasets(empty.registry.queryDatasets("catalog", collections=...))
        export.saveCollection("tagged")
        export.saveDimensionData("detector", empty.registry.queryDimensionRecords("detector", detector=3))
    other = Butler(Butler.makeRepo(tmp_path / "other"), writeable=True, collections="u/me/run")
    other.import_(directory=tmp_path / "export", filename="export.yaml", transfer="auto")
    assert sorted(other.query_datasets("catalog")) == sorted(refs)
    assert list(other.get("catalog", detector=2, instrument="Cam")["n"]) == [2]
    assert [ref.id for ref in other.query_datasets("catalog", "tagged")] == [refs[0].id]
    assert {record.id for record in other.query_dimension_records("detector", instrument="Cam")} == {1, 2, 3}
    with pytest.raises(ConflictingDefinitionError, match="already exists"), empty.export(directory=tmp_path / "export", filename="export.yaml") as export:
        export.saveDatasets(refs)


def test_an_export_that_fails_writes_nothing(empty, tmp_path):
    with pytest.raises(KeyError), empty.export(filename=tmp_path / "export.yaml") as export:
        export.saveDatasets(empty.registry.queryDatasets("catalog", collections=...))
        raise KeyError
    assert not (tmp_path / "export.yaml").exists()


def test_datasets_are_transferred_and_retrieved(empty, tmp_path):
    ref = empty.put({"n": [5]}, "catalog", detector=1)
    other = Butler(Butler.makeRepo(tmp_path / "other"), writeable=True)
    other.transfer_from(empty, [ref], transfer="copy", register_dataset_types=True, transfer_dimensions=True)
    assert list(other.get(ref)["n"]) == [5]
    places = other.retrieveArtifacts([ref], tmp_path / "files", preserve_path=False)
    assert len(places) == 1 and (tmp_path / "files" / places[0].basename()).exists()


def test_another_butler_sees_what_was_put(empty):
    reader = Butler(empty._native.root, collections="u/me/run", instrument="Cam")
    assert reader.query_datasets("numbers", explain=False) == []
    empty.put({"a": 1}, "numbers")
    assert len(reader.query_datasets("numbers")) == 1 and reader.get("numbers") == {"a": 1}


def test_an_exposure_in_parts_is_read_as_one(tmp_path):
    from butler_arrow import read_image

    (tmp_path / "seed.yaml").write_text("datastore:\n  composites:\n    disassembled: {calexp: true}\n")
    butler = Butler(Butler.makeRepo(tmp_path / "repo", tmp_path / "seed.yaml"), run="u/me", instrument="Cam")
    butler.registry.insertDimensionData("instrument", {"name": "Cam", "visit_max": 1, "exposure_max": 1, "detector_max": 1, "class_name": "Cam"})
    butler.registry.registerDatasetType(DatasetType("calexp", ["instrument"], "ExposureF", universe=butler.dimensions))
    whole = read_image(AFW / "exposure-version-2.fits")
    ref = butler.put(whole, "calexp")
    uris, parts = butler.getURIs(ref), butler.get(ref)
    assert uris.primaryURI is None and {"image", "mask", "variance", "wcs", "visitInfo"} <= set(uris.componentURIs)
    for plane in ("image", "mask", "variance"):
        np.testing.assert_array_equal(getattr(parts, plane).array, getattr(whole, plane).array)
    assert dict(parts.visitInfo) == dict(whole.visitInfo) and str(parts.getWcs()) == str(whole.getWcs()) and parts.bbox == whole.bbox
    assert butler.getURI("calexp.wcs") == uris.componentURIs["wcs"]
    with pytest.raises(RuntimeError, match="Use Butler.getURIs"):
        butler.getURI(ref)


def test_files_that_are_in_the_repository_already_stay_where_they_are(tmp_path):
    import session

    root = tmp_path / "repo"
    butler = Butler(Butler.makeRepo(root), writeable=True, collections="shared/HSC/rerun/processCcdOutputs")
    session.export(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="is not in the repository; say how the files come into it"):
        butler.import_(directory=tmp_path / "elsewhere", filename="export.yaml")
    session.export(root)
    before = {path for path in root.rglob("*.fits")}
    butler.import_(filename=root / "export.yaml")
    ref = butler.query_datasets("calexp", limit=1)[0]
    assert butler.get(ref).bbox == (0, 0, 10, 10) and butler.getURI(ref).ospath in map(str, before)
    assert {path for path in root.rglob("*.fits")} == before
