"""The same questions to the reference, on the same exports: the same references, data IDs, records and exceptions, and the same text for them."""

import butler_arrow
import pytest
from conftest import texts

reference = pytest.importorskip("lsst.daf.butler", reason="the reference (lsst-daf-butler) is not installed")

def names(butler):
    return sorted(dataset_type.name for dataset_type in butler.registry.queryDatasetTypes(...))


def test_dataset_types_and_collections(both):
    ours, theirs = both
    of_ours, of_theirs = (list(butler.registry.queryDatasetTypes(...)) for butler in both)
    assert texts(of_ours) == texts(of_theirs)
    for options in ({}, {"flatten_chains": True}, {"flatten_chains": True, "include_chains": True}):
        assert set(ours.collections.query("*", **options)) == set(theirs.collections.query("*", **options)), options
    assert {info.name: (info.type.name, info.children) for info in ours.collections.query_info("*")} == {
        info.name: (info.type.name, info.children) for info in theirs.collections.query_info("*")
    }


def test_all_references(both):
    ours, theirs = both
    for name in names(theirs):
        found = [butler.query_datasets(name, "*", find_first=False, limit=None, explain=False) for butler in both]
        assert texts(found[0]) == texts(found[1]), name
        assert sorted(map(str, sorted(found[0]))) == sorted(map(str, found[0]))
        assert [str(ref) for ref in sorted(found[0])] == [str(ref) for ref in sorted(found[1])], name


@pytest.mark.parametrize("records", [False, True])
def test_references_found_first_with_conditions(both, records):
    ours, theirs = both
    collections = list(theirs.collections.query("*", collection_types={reference.CollectionType.RUN}))
    for name in names(theirs):
        dimensions = theirs.get_dataset_type(name).dimensions
        conditions = [""]
        if "visit" in dimensions:
            conditions.append("visit.exposure_time > 100 AND band = 'r'")
        if "detector" in dimensions:
            conditions.append("detector IN (1..50:2)")
        for where in conditions:
            asked = {"where": where, "limit": None, "explain": False, "with_dimension_records": records}
            found = [butler.query_datasets(name, collections, **asked) for butler in both]
            assert texts(found[0]) == texts(found[1]), (name, where)
            if records:
                said = [sorted(repr(record) for ref in refs for record in ref.dataId.records.values()) for refs in found]
                assert said[0] == said[1], name


def test_questions_put_together_step_by_step(both):
    ours, theirs = both
    runs = list(theirs.collections.query("*", collection_types={reference.CollectionType.RUN}))
    for name in names(theirs):
        dimensions = theirs.get_dataset_type(name).dimensions
        found = []
        for butler in both:
            with butler.query() as query:
                if "detector" in dimensions:
                    query = query.where("detector > low", bind={"low": 10})
                refs = query.datasets(name, runs)
                if "visit" in dimensions:
                    refs = refs.where({"instrument": "HSC"}).where("visit.exposure_time > 10").order_by("-visit")
                found.append([texts(refs), refs.count(), refs.any(), texts(refs.with_dimension_records())])
                if dimensions:
                    ids = query.join_dataset_search(name, runs).data_ids(list(dimensions.names))
                    found[-1].append(texts(ids))
        assert found[0] == found[1], name


@pytest.mark.parametrize(
    "dimensions", [["detector"], ["visit"], ["visit", "detector"], ["exposure", "detector"], ["physical_filter"], ["tract", "patch"]]
)
def test_data_ids(both, dimensions):
    found = [butler.query_data_ids(dimensions, limit=None, explain=False) for butler in both]
    assert texts(found[0]) == texts(found[1])


def test_records_and_what_prints_of_them(both):
    ours, theirs = both
    for element in theirs.dimensions.elements:
        if element.has_own_table:
            found = [butler.query_dimension_records(element.name, limit=None, explain=False) for butler in both]
            assert texts(found[0]) == texts(found[1]), element.name


def test_data_ids_are_expanded(both):
    ours, theirs = both
    if "raw" not in names(theirs):
        pytest.skip("there are no raws in this repository")
    for ref in theirs.query_datasets("raw", "*", find_first=False, limit=3, explain=False):
        expanded = [butler.registry.expandDataId(dict(ref.dataId.required)) for butler in both]
        assert str(expanded[0]) == str(expanded[1])
        assert expanded[0].region == expanded[1].region and str(expanded[0].timespan) == str(expanded[1].timespan)
        assert repr(expanded[0].exposure) == repr(expanded[1].exposure)
        assert list(expanded[0].records) == list(expanded[1].records) or set(expanded[0].records) == set(expanded[1].records)


def test_groups_of_dimensions(both):
    ours, theirs = (butler.dimensions for butler in both)
    assert [f"{element} {element!r}" for element in ours.elements] == [f"{element} {element!r}" for element in theirs.elements]
    for one, other in zip(ours.elements, theirs.elements):
        # What fields mean is told in other words.
        told = [[line for line in str(element.schema).splitlines() if not line.startswith("    ")] for element in (one, other)]
        assert told[0] == told[1]
    for given in (["visit", "detector"], ["tract"], ["exposure"], ["patch", "visit"], ["band"], []):
        one, other = ours.conform(given), theirs.conform(given)
        for part in ("names", "required", "implied", "elements", "governors", "data_coordinate_keys"):
            assert list(getattr(one, part)) == list(getattr(other, part)), (given, part)
        assert repr(one) == repr(other)


MISTAKES = {
    "a dataset type that does not exist": lambda butler: butler.query_datasets("nothing", "*", find_first=False),
    "a collection that does not exist": lambda butler: butler.query_datasets("raw", "no/such/collection"),
    "an expression that can't be read": lambda butler: butler.query_datasets("raw", "*", find_first=False, where="visit = = 3"),
    "a name that is not known": lambda butler: butler.query_datasets("raw", "*", find_first=False, where="visitt = 3"),
    "a pattern where the first counts": lambda butler: butler.query_datasets("raw", "*"),
    "no collections": lambda butler: butler.query_datasets("raw"),
    "nothing that fits": lambda butler: butler.query_datasets("raw", "*", find_first=False, where="exposure = 1"),
    "a dimension that does not exist": lambda butler: butler.query_data_ids(["visitt"]),
    "a dataset that does not exist": lambda butler: butler.get("raw", exposure=1, detector=1, collections="*"),
    "a type that does not exist": lambda butler: butler.get_dataset_type("nothing"),
    "a component that does not exist": lambda butler: butler.get_dataset_type("raw.nothing"),
    "an element that does not exist": lambda butler: butler.query_dimension_records("nothing"),
    "a data ID and a reference": lambda butler: butler.get(
        butler.query_datasets("raw", "*", find_first=False, limit=1)[0], {"detector": 1}
    ),
    "a record that does not exist": lambda butler: butler.registry.expandDataId(instrument="HSC", detector=5000),
    "a collection by name": lambda butler: butler.collections.get_info("no/such/collection"),
    "a chain that is none": lambda butler: butler.registry.getCollectionChain("HSC/raw/all"),
    "an incomplete data ID": lambda butler: butler_of(butler).DataCoordinate.standardize({"visit": 1}, universe=butler.dimensions),
    "an unknown keyword": lambda butler: butler.get("raw", nothing=1, exposure=1, detector=1, collections="HSC/raw/all"),
}


def butler_of(butler):
    return butler_arrow if isinstance(butler, butler_arrow.Butler) else reference


def raised(call, butler):
    with pytest.raises(Exception) as found:
        call(butler)
    return found.value


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_raise_the_same_classes(both, mistake):
    ours, theirs = (raised(MISTAKES[mistake], butler) for butler in both)
    # Whoever catches the reference's class, or one that it is a case of, catches ours.
    assert type(theirs).__name__ in {cls.__name__ for cls in type(ours).__mro__}, (type(ours), ours, type(theirs), theirs)
    assert str(ours)
