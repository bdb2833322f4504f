"""The calls that tutorials of the Rubin Science Platform make most, as they are written there."""

import numpy as np
import pytest
from butler_arrow import Butler, Region, Timespan


@pytest.fixture
def butler(demo_root):
    return Butler(demo_root, collections=["HSC/testdata", "HSC/raw/all"], instrument="HSC")


def test_a_region_bound_by_name_overlaps(butler):
    """`OVERLAPS` with a region, in 69 of 176 notebooks."""
    visit = butler.query_dimension_records("visit", visit=34648)[0]
    refs = butler.query_datasets("calexp", where="visit.region OVERLAPS :region", bind={"region": visit.region})
    assert 34648 in {ref.dataId["visit"] for ref in refs}
    refs = butler.query_datasets("calexp", where="visit.region OVERLAPS my_region", bind={"my_region": Region(visit.region.encode())}, limit=None)
    assert 34648 in {ref.dataId["visit"] for ref in refs}


def test_a_point_on_the_sky_overlaps(butler):
    refs = butler.query_datasets("calexp", where="visit.region OVERLAPS POINT(337.6, 1.0)", explain=False)
    refs += butler.query_datasets("calexp", where="visit.region OVERLAPS POINT(:ra, :dec)", bind={"ra": 337.6, "dec": 1.0}, explain=False)
    assert refs and len(refs) % 2 == 0
    with pytest.raises(Exception, match="no datasets|nothing fits"):
        butler.query_datasets("calexp", where="visit.region OVERLAPS POINT(10.0, -80.0)")


def test_regions_of_sphgeom_are_bound(butler):
    sphgeom = pytest.importorskip("lsst.sphgeom")
    circle = sphgeom.Circle(sphgeom.UnitVector3d(sphgeom.LonLat.fromDegrees(337.6, 1.0)), sphgeom.Angle.fromDegrees(0.1))
    assert butler.query_datasets("calexp", where="visit.region OVERLAPS :circle", bind={"circle": circle})


def test_band_and_order(butler):
    refs = butler.query_datasets("calexp", where="band = 'i'", order_by=["visit.timespan.begin", "-detector"], with_dimension_records=True)
    begins = [ref.dataId.timespan.begin for ref in refs]
    assert len(refs) == 15 and all(one <= other for one, other in zip(begins, begins[1:]))


def test_a_time_range_overlaps(butler):
    time = pytest.importorskip("astropy.time").Time
    span = Timespan(time("2015-07-15T00:00:00", scale="tai"), time("2015-07-16T00:00:00", scale="tai"))
    refs = butler.query_datasets("calexp", where="visit.timespan OVERLAPS :span", bind={"span": span})
    assert {ref.dataId["day_obs"] for ref in refs} == {20150715}
    text = "visit.timespan OVERLAPS (T'2015-07-15T00:00:00/tai', T'2015-07-16T00:00:00/tai')"
    assert sorted(butler.query_datasets("calexp", where=text)) == sorted(refs)


def test_data_ids_as_people_write_them(butler):
    full_name = butler.query_dimension_records("detector", detector=51)[0].full_name
    assert butler.find_dataset("calexp", {"visit": 34648, "full_name": full_name}).dataId["detector"] == 51
    assert butler.find_dataset("calexp", visit=34648, detector=51) == butler.find_dataset("calexp", {"visit": 34648}, detector=np.int64(51))


def test_dataset_types_are_listed_by_pattern(butler):
    names = [one.name for one in sorted(butler.registry.queryDatasetTypes("src*"))]
    assert names == ["src", "src_schema"]
    assert [one.name for one in butler.registry.queryDatasetTypes(["calexp", "raw"])] == ["calexp", "raw"]


def test_collections_are_listed_by_type_and_pattern(butler):
    from butler_arrow import CollectionType

    assert butler.registry.queryCollections(collectionTypes=CollectionType.CALIBRATION) == ["HSC/calib"]
    assert butler.collections.query("*testdata*") == ["HSC/testdata"]


def test_old_queries_are_counted_ordered_cut_and_expanded(butler):
    found = butler.registry.queryDatasets("calexp", where="band = 'r'")
    assert (found.count(), found.any(), len(list(found.expanded().limit(2).order_by("-visit")))) == (15, True, 2)
    assert next(iter(found.expanded())).dataId.visit.physical_filter == "HSC-R"
    empty = butler.registry.queryDatasets("calexp", where="visit = 1")
    assert list(empty) == [] and "visit" in " ".join(empty.explain_no_results())
    ids = butler.registry.queryDataIds(["visit", "detector"], datasets="calexp", collections="HSC/testdata")
    assert ids.count() == 30 and set(ids.subset(["visit"], unique=True)) == {one.subset(["visit"]) for one in ids}


def test_a_catalog_is_used_as_a_table(session_root):
    butler = Butler(session_root, collections="shared/HSC/rerun/processCcdOutputs", instrument="HSC")
    ref = butler.query_datasets("src", where="detector = 12", limit=1)[0]
    table = butler.get(ref, storageClass="ArrowAstropy")
    frame = butler.get(ref, storageClass="DataFrame")
    assert list(table["id"]) == list(frame["id"]) == [50, 2, 3]
    few = butler.get("src", dataId=ref.dataId, parameters={"columns": ["id", "a_flux"]})
    assert few.colnames == ["id", "a_flux"] and np.all(few["a_flux"] == table["a_flux"])


def test_an_exposure_has_the_calls_of_afw_that_notebooks_use(session_root, tmp_path):
    butler = Butler(session_root, collections="shared/HSC/rerun/processCcdOutputs", instrument="HSC")
    calexp = butler.get(butler.query_datasets("calexp", limit=1)[0])
    box = calexp.getBBox()
    assert (box.beginX, box.endX, box.minY, box.maxY, box.area, box.center, box.getCorners()[2]) == (0, 10, 0, 9, 100, (4.5, 4.5), (9, 9))
    assert box.contains(3, 9) and not box.contains(3, 10) and box.contains(calexp[2:4, 2:4].getBBox())
    assert np.all(calexp.getMaskedImage().getImage().array == calexp.image.array) and calexp.getMask().array.shape == calexp.getVariance().array.shape
    assert (calexp.filter.bandLabel, calexp.getFilter().physicalLabel) == (calexp.filter.band, "ha")
    calib = calexp.getPhotoCalib()
    assert np.isclose(calib.magnitudeToInstFlux(calib.instFluxToMagnitude(250.0)), 250.0) and np.isnan(calib.instFluxToMagnitude(np.array([-1.0])))[0]
    # 1 nJy is of magnitude 31.4.
    assert np.isclose(calib.instFluxToMagnitude(1 / calib.calibrationMean), 31.4, atol=1e-3)
    assert calexp.getMetadata().toDict() == dict(calexp.metadata)
    calexp.writeFits(tmp_path / "copy.fits")
    assert (tmp_path / "copy.fits").read_bytes() == butler.getURI(butler.query_datasets("calexp", limit=1)[0]).read()


def test_many_datasets_and_aliases_of_repositories(session_root, tmp_path, monkeypatch):
    butler = Butler(session_root, collections="shared/HSC/rerun/processCcdOutputs", instrument="HSC")
    refs = butler.query_datasets("calexp", limit=3)
    assert list(butler.stored_many(refs).values()) == [True] * 3
    assert all(uris.primaryURI.exists() for uris in butler.get_many_uris(refs).values())
    (tmp_path / "repos.yaml").write_text(f"mine: {session_root}\n")
    monkeypatch.setenv("DAF_BUTLER_REPOSITORY_INDEX", str(tmp_path / "repos.yaml"))
    assert Butler.get_known_repos() == {"mine"} and Butler.get_repo_uri("mine") == str(session_root)
    assert Butler("mine", collections="shared/HSC").query_datasets("calexp", limit=3) == refs
    with pytest.raises(KeyError, match="there are mine"):
        Butler.get_repo_uri("yours")


def test_a_type_that_is_read_as_something_else_is_asked_for(session_root):
    butler = Butler(session_root, collections="shared/HSC/rerun/processCcdOutputs", instrument="HSC")
    as_frame = butler.get_dataset_type("src").overrideStorageClass("DataFrame")
    ref = butler.query_datasets(as_frame, limit=1)[0]
    assert ref.datasetType == as_frame and list(butler.get(ref)["id"]) == [50, 2, 3]
    with butler.query() as query:
        assert next(iter(query.datasets(as_frame))).datasetType == query.datasets(as_frame).dataset_type == as_frame


def test_points_of_sphgeom_and_astropy_are_bound_as_regions(session_root):
    sphgeom, coordinates = pytest.importorskip("lsst.sphgeom"), pytest.importorskip("astropy.coordinates")
    butler = Butler(session_root, collections="shared/HSC/rerun/processCcdOutputs", instrument="HSC")
    where = "visit_detector_region.region OVERLAPS :point"
    written = butler.query_datasets("calexp", where=where.replace(":point", "POINT(320.85, -0.25)"))
    for point in (sphgeom.LonLat.fromDegrees(320.85, -0.25), coordinates.SkyCoord(320.85, -0.25, unit="deg")):
        assert sorted(butler.query_datasets("calexp", where=where, bind={"point": point})) == sorted(written)
