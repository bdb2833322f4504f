"""Questions about collections, dataset types, datasets, data IDs and records."""

import pickle

import pytest
from butler_arrow import (
    Butler,
    CollectionType,
    DataCoordinate,
    DatasetRef,
    EmptyQueryResultError,
    InvalidQueryError,
    MissingCollectionError,
    MissingDatasetTypeError,
    NoDefaultCollectionError,
    Timespan,
)


def test_references_print_as_the_reference_prints_them(demo):
    ref = demo.query_datasets("calexp", where="visit = 34648 AND detector = 51")[0]
    data_id = "{instrument: 'HSC', detector: 51, visit: 34648, band: 'r', day_obs: 20150715, physical_filter: 'HSC-R'}"
    assert str(ref.dataId) == data_id
    assert str(ref) == f"calexp@{data_id} [sc=ExposureF] (run=HSC/testdata id={ref.id})"
    of = "DatasetType('calexp', {band, instrument, day_obs, detector, physical_filter, visit}, ExposureF)"
    assert repr(ref) == f"DatasetRef({of}, {data_id}, run='HSC/testdata', id={ref.id})"


def test_references_are_equal_by_value_and_can_be_sorted_hashed_and_pickled(demo):
    refs = demo.query_datasets("calexp")
    again = demo.query_datasets("calexp")
    assert refs == again and set(refs) == set(again) and len(set(refs)) == 30
    assert sorted(refs) == sorted(again, reverse=True)[::-1]
    assert pickle.loads(pickle.dumps(refs[0])) == refs[0]
    records = demo.query_dimension_records("visit")
    assert pickle.loads(pickle.dumps(list(records))) == records
    assert pickle.loads(pickle.dumps(demo)).query_datasets("calexp") == refs


def test_an_answer_is_a_list_that_is_a_table_as_well(demo):
    refs = demo.query_datasets("calexp", limit=None)
    assert isinstance(refs, list)
    assert refs.table.colnames == ["instrument", "detector", "visit", "band", "day_obs", "physical_filter", "id", "run"]
    assert list(refs.table["visit"]) == [ref.dataId["visit"] for ref in refs]
    assert list(refs.table["id"]) == [ref.id for ref in refs]


@pytest.mark.parametrize("values", [(34648, 36140), [34648, 36140], {34648, 36140}])
def test_values_are_bound_by_name(demo, values):
    refs = demo.query_datasets("calexp", where="visit IN (:visits)", bind={"visits": values})
    assert {ref.dataId["visit"] for ref in refs} == set(values)


def test_times_timespans_and_numpy_values_are_bound(demo):
    np = pytest.importorskip("numpy")
    time = pytest.importorskip("astropy.time")
    begin, end = (time.Time(text, scale="tai") for text in ("2015-07-15T10:00:00", "2015-07-15T11:00:00"))
    by_span = demo.query_dimension_records("visit", where="visit.timespan OVERLAPS :span", bind={"span": Timespan(begin, end)}, instrument="HSC")
    by_time = demo.query_dimension_records("visit", where="visit.timespan.begin < :end", bind={"end": end}, instrument="HSC")
    assert [record.id for record in by_span] == [record.id for record in by_time] == [34648]
    assert len(demo.query_datasets("calexp", where="visit = :number", bind={"number": np.int64(34648)})) == 3


def test_order_limit_and_warning(demo, caplog):
    refs = demo.query_datasets("calexp", order_by=["-visit", "detector"], limit=4)
    assert [(ref.dataId["visit"], ref.dataId["detector"]) for ref in refs] == sorted(
        ((ref.dataId["visit"], ref.dataId["detector"]) for ref in demo.query_datasets("calexp")), key=lambda pair: (-pair[0], pair[1])
    )[:4]
    assert not caplog.records
    assert len(demo.query_datasets("calexp", limit=-4)) == 4
    assert [record.getMessage() for record in caplog.records] == ["More datasets are available than the requested limit of 4."]
    assert demo.query_datasets("calexp", limit=0) == []


def test_data_ids_constrain_as_mapping_and_as_keywords(demo):
    assert len(demo.query_datasets("calexp", data_id={"visit": 34648})) == 3
    assert len(demo.query_datasets("calexp", visit=34648, detector=51)) == 1
    assert {data_id["detector"] for data_id in demo.query_data_ids(["visit", "detector"], visit=34648)} >= {51, 59, 67}


def test_records_come_with_data_ids_where_they_are_asked_for(demo):
    refs = demo.query_datasets("calexp", visit=34648, with_dimension_records=True)
    assert {ref.dataId.visit.exposure_time for ref in refs} == {150.0}
    assert str(refs[0].dataId.timespan) == "[2015-07-15T10:34:24, 2015-07-15T10:36:56)"
    assert all(ref.dataId.hasRecords() and ref.dataId.hasFull() for ref in refs)
    with pytest.raises(AttributeError, match="only available on expanded"):
        _ = demo.query_datasets("calexp", visit=34648)[0].dataId.visit


def test_a_data_id_is_expanded(demo):
    data_id = demo.registry.expandDataId(visit=34648, detector=51)
    assert data_id.records["physical_filter"].name == data_id["physical_filter"] == "HSC-R"
    assert data_id.region is not None and data_id.region.encode()[:1] == b"p"
    assert data_id.timespan == demo.query_dimension_records("visit", visit=34648)[0].timespan


def test_why_nothing_is_found_is_said(demo):
    with pytest.raises(EmptyQueryResultError) as raised:
        demo.query_datasets("calexp", where="visit = 1")
    assert raised.value.reasons == ["there is no visit `1`"]
    with pytest.raises(EmptyQueryResultError, match="no datasets of type `calexp` in `HSC/raw/all`"):
        demo.query_datasets("calexp", "HSC/raw/all")
    assert demo.query_datasets("calexp", where="visit = 1", explain=False) == []
    with pytest.raises(EmptyQueryResultError, match="there is no visit `1`"):
        demo.query_datasets("calexp", where="visit = :number", bind={"number": 1})
    with pytest.raises(EmptyQueryResultError, match="there is no visit `1` or `-2`"):
        demo.query_datasets("calexp", where="visit IN (:numbers)", bind={"numbers": [1, -2]})
    with pytest.raises(EmptyQueryResultError, match=r"nothing fits .* AND \(visit IN \(34648, 1\) AND band = 'i:s'\)"):
        demo.query_datasets("calexp", where="visit IN (:numbers) AND band = 'i:s'", bind={"numbers": [34648, 1], "s": 3})
    with demo.query() as query:
        assert list(query.datasets("calexp").where(visit=1).explain_no_results()) == ["there is no visit `1`"]


def test_mistakes_get_the_references_exceptions_and_near_matches(demo, demo_root):
    with pytest.raises(MissingDatasetTypeError, match="did you mean `calexp`"):
        demo.query_datasets("calexq")
    with pytest.raises(MissingCollectionError, match="`HSC/testdat` does not exist; did you mean `HSC/testdata`"):
        demo.query_datasets("calexp", "HSC/testdat")
    with pytest.raises(InvalidQueryError, match="did you mean `visit`"):
        demo.query_datasets("calexp", where="visitt = 1")
    with pytest.raises(InvalidQueryError, match="wildcards"):
        demo.query_datasets("calexp", "HSC/*")
    with pytest.raises(NoDefaultCollectionError):
        Butler(demo_root).query_datasets("calexp")
    with pytest.raises(FileNotFoundError, match="repository"):
        Butler("/no/such/repository")
    with pytest.raises(TypeError, match="unexpected keyword argument 'instrment'"):
        Butler(demo_root, instrment="HSC")


def test_several_types_and_patterns(demo):
    refs = demo.query_all_datasets(name=["calexp", "src*"])
    assert {ref.datasetType.name for ref in refs} == {"calexp", "src", "src_schema"}
    assert len([ref for ref in refs if ref.datasetType.name == "calexp"]) == 30
    assert len(demo.query_all_datasets(name="*", limit=7)) == 7
    with pytest.raises(MissingDatasetTypeError):
        demo.query_all_datasets(name="nothing*")


def test_collections(demo):
    assert demo.collections.query("HSC/*", collection_types=CollectionType.CALIBRATION) == ["HSC/calib"]
    info = demo.collections.get_info("HSC/testdata", include_summary=True, include_parents=True)
    assert (info.type, "calexp" in info.dataset_types, info.parents) == (CollectionType.RUN, True, frozenset())
    assert list(demo.collections) == ["HSC/testdata", "HSC/raw/all"]


def test_data_ids_behave_as_mappings(demo):
    one = DataCoordinate.standardize({"visit": "34648", "instrument": "HSC"}, universe=demo.dimensions)
    two = DataCoordinate.standardize(instrument="HSC", visit=34648, universe=demo.dimensions)
    assert two == {"instrument": "HSC", "visit": 34648} and one != two
    assert (dict(two.required), two.get("band"), "visit" in two, two.hasFull()) == ({"instrument": "HSC", "visit": 34648}, None, True, False)
    assert dict(two.subset(["instrument"]).mapping) == {"instrument": "HSC"}
    assert str(demo.dimensions.conform(["visit", "detector"])) == "{band, instrument, day_obs, detector, physical_filter, visit}"


def test_components_are_references_of_their_own(demo):
    ref = demo.query_datasets("calexp", limit=1)[0]
    wcs = ref.makeComponentRef("wcs")
    assert (wcs.datasetType.name, wcs.datasetType.storageClass_name, wcs.id) == ("calexp.wcs", "Wcs", ref.id)
    assert wcs.makeCompositeRef() == ref
    assert isinstance(demo.find_dataset("calexp.wcs", ref.dataId), DatasetRef)
    assert demo.query_datasets("calexp.wcs", limit=1)[0].datasetType == wcs.datasetType


def test_sql_answers_are_tables_of_everyone(demo):
    table = demo.sql("SELECT visit, count(*) AS n FROM datasets WHERE type = 'calexp' GROUP BY visit ORDER BY visit")
    assert list(table["n"]) == [3] * 10
    visits = demo.sql("SELECT id, timespan, region FROM visit ORDER BY id LIMIT 1")
    assert visits["timespan"][0] == demo.query_dimension_records("visit", visit=34648)[0].timespan
    assert visits["region"][0] == demo.query_dimension_records("visit", visit=34648)[0].region
    with pytest.raises(InvalidQueryError, match="did you mean `datasets`"):
        demo.sql("SELECT * FROM datset")


def test_the_past_can_be_asked(demo_root):
    assert Butler(demo_root, as_of=1).registry.queryCollections() == []
    with pytest.raises(ValueError, match="past"):
        Butler(demo_root, as_of=1, writeable=True)


def test_notebooks_show_tables(demo):
    for shown in (demo, demo.collections, demo.query_datasets("calexp"), demo.registry.queryDatasetTypes(), demo.query_data_ids("visit")):
        assert "<table" in shown._repr_html_() and "<td>" in shown._repr_html_()
    assert "HSC-R" in demo.query_dimension_records("visit")._repr_html_()
