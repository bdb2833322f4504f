"""Questions put together step by step, and with expressions of Python, to the reference and here: the same answers, mistakes of the same classes."""

import butler_arrow
import pytest
from conftest import texts

reference = pytest.importorskip("lsst.daf.butler", reason="the reference (lsst-daf-butler) is not installed")
pytestmark = pytest.mark.parametrize("both", ["hsc_session"], indirect=True)

RERUN, RAWS, CALIBS = "shared/HSC/rerun/processCcdOutputs", "HSC/raw/all", "HSC/calib"


def of(butler):
    """The package of a butler."""
    return butler_arrow if isinstance(butler, butler_arrow.Butler) else reference


def rows(result):
    """The rows of a general answer, each with its values by name; columns have no order."""
    return sorted(str(sorted((name, str(value)) for name, value in row.items())) for row in result)


def found(call, butler):
    with butler.query() as query:
        return call(query, query.expression_factory, butler)


def compared(call, both):
    ours, theirs = (found(call, butler) for butler in both)
    assert ours == theirs
    assert theirs, "the question finds something"


EXPRESSIONS = {
    "equal": lambda x, b: x.visit == 903334,
    "unequal": lambda x, b: x.visit != 903334,
    "greater": lambda x, b: x.visit > 903334,
    "from the right": lambda x, b: 903334 <= x.visit,
    "a text": lambda x, b: x.band == "r",
    "a field": lambda x, b: x.visit.exposure_time >= 30.0,
    "a field of another element": lambda x, b: x.detector.full_name.in_iterable(["1_53", "0_21", "1_10"]),
    "a key by its field": lambda x, b: x.visit.id == 903334,
    "a dimension by an element": lambda x, b: x.visit.physical_filter == "HSC-R",
    "any": lambda x, b: x.any(x.band == "r", x.detector == 16),
    "all": lambda x, b: x.all(x.band == "r", x.detector > 10, x.visit > 1),
    "not": lambda x, b: x.not_(x.any(x.band == "r", x.detector == 16)),
    "in an iterable": lambda x, b: x.detector.in_iterable({16, 22, 23, 100}),
    "in an iterable of numbers below zero": lambda x, b: x.not_(x.detector.in_iterable([-1, -2])),
    "in an iterable of columns": lambda x, b: x.detector.in_iterable([x.literal(16), x.detector]),
    "not in nothing": lambda x, b: x.not_(x.detector.in_iterable([])),
    "in a range": lambda x, b: x.detector.in_range(10, 50, 3),
    "in a range without end": lambda x, b: x.detector.in_range(10),
    "in a range with steps and without end": lambda x, b: x.detector.in_range(1, None, 3),
    "calculated": lambda x, b: x.detector + 10 * x.detector - 5 > 200,
    "calculated from the right": lambda x, b: 100 - x.detector < 60,
    "a remainder": lambda x, b: x.detector % 2 == 0,
    "a quotient of floats": lambda x, b: x.visit.exposure_time / 2.0 > 10.0,
    "negative": lambda x, b: -x.detector < -20,
    "null": lambda x, b: x.visit.azimuth.is_null,
    "not null": lambda x, b: x.not_(x.visit.timespan.is_null),
    "a pattern": lambda x, b: x.physical_filter.glob("HSC-*"),
    "a text with a quote": lambda x, b: x.not_(x.visit.target_name == "Barnard's star"),
    "begin of a timespan": lambda x, b: x.visit.timespan.begin > time("2013-06-17T13:00:00"),
    "a timespan overlaps": lambda x, b: x.visit.timespan.overlaps(of(b).Timespan(time("2013-06-17T00:00:00"), time("2013-11-03T00:00:00"))),
    "a timespan and a time": lambda x, b: x.visit.timespan.overlaps(time("2013-06-17T13:29:00")),
    "a region overlaps": lambda x, b: x.visit_detector_region.region.overlaps(circle()),
    "a region and a point of sphgeom": lambda x, b: x.visit.region.overlaps(point()),
    "a region and a point of astropy": lambda x, b: x.visit.region.overlaps(sky()),
}


def time(text):
    from astropy.time import Time

    return Time(text, scale="tai")


def point():
    from lsst.sphgeom import LonLat

    return LonLat.fromDegrees(320.85, -0.25)


def sky():
    from astropy.coordinates import SkyCoord

    return SkyCoord(320.85, -0.25, unit="deg").transform_to("fk5")


def circle():
    from lsst.sphgeom import Angle, Circle, UnitVector3d

    return Circle(UnitVector3d(point()), Angle.fromDegrees(0.1))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_of_python_find_the_same(both, name):
    make = EXPRESSIONS[name]
    ours, theirs = (
        found(lambda query, x, butler: texts(query.where(x.instrument == "HSC", make(x, butler)).datasets("calexp", RERUN)), butler) for butler in both
    )
    assert ours == theirs


STEPS = {
    "data IDs of what is joined": lambda q, x, b: texts(q.join_dataset_search("calexp", RERUN).data_ids()),
    "data IDs with more dimensions": lambda q, x, b: texts(q.join_dimensions(["visit", "detector"]).where(x.visit == 903334).data_ids(["detector"])),
    "dimensions of conditions": lambda q, x, b: [str(q.where("visit.exposure_time > 3.0").where(x.detector > 3).constraint_dimensions)],
    "dimensions of what is joined": lambda q, x, b: [
        str(q.join_dataset_search("flat", CALIBS).join_dimensions("tract").constraint_dimensions),
        sorted(q.join_dataset_search("flat", CALIBS).join_dataset_search("bias", CALIBS).constraint_dataset_types),
    ],
    "datasets and their data IDs": lambda q, x, b: [
        (texts(found.data_ids), str(found.dimensions), str(found.dataset_type), found.count(), found.data_ids.count())
        for found in [q.where(x.detector < 50).datasets("calexp", RERUN)]
    ],
    "datasets of a joined search": lambda q, x, b: texts(q.join_dataset_search("calexp", RERUN).where(x["calexp"].run == RERUN).datasets("calexp")),
    "of two searches those in both": lambda q, x, b: texts(q.join_dataset_search("src", RERUN).datasets("calexp", RERUN)),
    "in order": lambda q, x, b: [str(ref) for ref in q.datasets("calexp", RERUN).order_by(x.visit.desc, x.detector.full_name, "detector")],
    "in order of a timespan": lambda q, x, b: [str(one) for one in q.dimension_records("visit").order_by(x.visit.timespan.begin.desc, x.visit)],
    "the first": lambda q, x, b: [str(ref) for ref in q.datasets("calexp", RERUN).order_by("visit", "-detector").limit(4)],
    "without a limit again": lambda q, x, b: [q.datasets("calexp", RERUN).limit(4).limit(None).count()],
    "conditions that contradict": lambda q, x, b: [q.where(visit=903334).where(visit=903336).datasets("calexp", RERUN).count(), "nothing"],
    "a data ID and its words": lambda q, x, b: texts(q.where({"visit": 903334}, instrument="HSC").datasets("calexp", RERUN)),
    "records of elements": lambda q, x, b: texts(q.where(x.detector.in_range(0, 5), instrument="HSC").dimension_records("detector")),
    "records of what is joined": lambda q, x, b: texts(q.join_dataset_search("calexp", RERUN).dimension_records("visit")),
    "given data IDs": lambda q, x, b: texts(q.join_data_coordinates([ref.dataId for ref in q.datasets("calexp", RERUN).limit(7).order_by("visit", "detector")]).data_ids()),
    "a table of data IDs": lambda q, x, b: texts(q.where(instrument="HSC").join_data_coordinate_table(table()).datasets("calexp", RERUN)),
    "values of another question": lambda q, x, b: texts(
        q.where(x.instrument == "HSC", x.visit.in_query(x.visit, q.join_dataset_search("visitSummary", "shared/HSC"))).datasets("calexp", RERUN)
    ),
    "whether there are any": lambda q, x, b: [q.any(), q.join_dataset_search("calexp", RERUN).any(), q.datasets("never_written", RERUN).any()],
    "materialized": lambda q, x, b: [texts(m.datasets("calexp")) for m in [q.join_dataset_search("calexp", RERUN).materialize()]],
    "with records": lambda q, x, b: [(found.has_dimension_records, texts(found)) for found in [q.datasets("calexp", RERUN).with_dimension_records()]],
}


def table():
    from astropy.table import Table

    return Table({"visit": [903334, 903336], "detector": [16, 24]})


@pytest.mark.parametrize("name", STEPS)
def test_questions_in_steps_find_the_same(both, name):
    compared(STEPS[name], both)


GENERAL = {
    "dimensions": lambda q, x, b: rows(q.where(instrument="HSC").general(["visit"])),
    "fields by name": lambda q, x, b: rows(q.general(["visit"], "visit.exposure_time", "visit.timespan", "detector.full_name", "visit.id")),
    "fields without their element": lambda q, x, b: rows(q.general(["visit"], "exposure_time", "zenith_angle")),
    "fields of elements": lambda q, x, b: rows(q.general(["detector"], dimension_fields={"detector": {"full_name", "purpose"}})),
    "regions": lambda q, x, b: rows(q.general(["patch"], "patch.region").limit(3).order_by("tract", "patch")),
    "of datasets": lambda q, x, b: rows(q.join_dataset_search("calexp", RERUN).general(["visit"], dataset_fields={"calexp": ...}, find_first=True)),
    "of datasets, one by name": lambda q, x, b: rows(q.join_dataset_search("calexp", RERUN).general([], "calexp.run", "run", find_first=False)),
    "of calibrations": lambda q, x, b: rows(
        q.join_dataset_search("bias", CALIBS).general(
            ["detector"], dataset_fields={"bias": {"collection", "timespan", "dataset_id", "run"}}, find_first=False
        )
    ),
    "of two types": lambda q, x, b: rows(
        q.join_dataset_search("calexp", RERUN)
        .join_dataset_search("src", RERUN)
        .general(["visit", "detector"], dataset_fields={"calexp": {"run"}, "src": {"dataset_id"}}, find_first=False)
    ),
    "of the first, with another type": lambda q, x, b: rows(
        q.join_dataset_search("src", RERUN)
        .join_dataset_search("calexp", "shared/HSC")
        .general(["visit", "detector"], dataset_fields={"calexp": {"run"}}, find_first=True)
    ),
    "of the first, with more dimensions": lambda q, x, b: rows(
        q.join_dataset_search("visitSummary", "shared/HSC")
        .join_dataset_search("calexp", RERUN)
        .general(["visit", "detector"], dataset_fields={"visitSummary": {"run"}}, find_first=True)
    ),
    "in order, some": lambda q, x, b: [
        str(sorted(row.items())) for row in q.join_dataset_search("calexp", RERUN).general(["visit"], "calexp.dataset_id", find_first=True).order_by(x.visit.desc, "detector").limit(5)
    ],
    "where": lambda q, x, b: rows(q.general(["visit"], "visit.exposure_time").where(x.instrument == "HSC", x.visit.exposure_time >= 30.0)),
    "how many": lambda q, x, b: [q.join_dataset_search("calexp", RERUN).general(["visit", "detector"]).count()],
    "tuples": lambda q, x, b: texts(
        (str(one.data_id), str(one.refs), sorted(one.raw_row))
        for one in q.join_dataset_search("calexp", RERUN)
        .general(["visit", "detector"], dataset_fields={"calexp": ...}, find_first=True)
        .iter_tuples(b.get_dataset_type("calexp"))
    ),
    "tuples with records": lambda q, x, b: texts(
        # The reference has implied values of the records that it caches a second time.
        (one.data_id.hasRecords(), repr(one.data_id.visit), repr(one.data_id.records["physical_filter"]), sorted({*one.raw_row} - {"physical_filter.band"}))
        for one in q.join_dataset_search("calexp", RERUN).general(["visit", "detector"]).with_dimension_records().iter_tuples()
    ),
}


@pytest.mark.parametrize("name", GENERAL)
def test_general_answers_are_the_same(both, name):
    compared(GENERAL[name], both)


def test_dates_of_ingest_are_times(both):
    for butler in both:
        with butler.query() as query:
            row = next(iter(query.join_dataset_search("calexp", RERUN).general(["visit"], "calexp.ingest_date", find_first=True)))
            assert type(row["calexp.ingest_date"]).__name__ == "Time"


MISTAKES = {
    "a dimension that does not exist": lambda q, x: x.visitt,
    "a field that does not exist": lambda q, x: x.visit.exposure_tim,
    "a field of datasets that does not exist": lambda q, x: x["raw"].runs,
    "a truth value as a number": lambda q, x: x.exposure.can_see_sky == 3,
    "a number as a truth value": lambda q, x: x.visit.as_boolean(),
    "texts and numbers": lambda q, x: list(q.where(x.visit == "a", instrument="HSC").data_ids(["visit"])),
    "numbers of two kinds": lambda q, x: list(q.where(x.visit + 1.5 > 2, instrument="HSC").data_ids(["visit"])),
    "fields of datasets that are not joined": lambda q, x: q.general(["visit"], "raw.run", find_first=True),
    "fields of datasets without a word about the first": lambda q, x: q.join_dataset_search("raw", RAWS).general(["visit"], "raw.run"),
    "the first of several types": lambda q, x: q.general(["visit"], find_first=True),
    "a collection of the first": lambda q, x: list(q.join_dataset_search("raw", RAWS).general([], "raw.timespan", find_first=True)),
    "a field of no element": lambda q, x: q.general(["visit"], "visit.nothing"),
    "a name that is not known": lambda q, x: q.general(["visit"], "nothing"),
    "a search joined twice": lambda q, x: q.join_dataset_search("raw", RAWS).join_dataset_search("raw", RERUN),
    "no data IDs": lambda q, x: q.join_data_coordinates([]),
    "an element that does not exist": lambda q, x: q.dimension_records("visitt"),
    "a dataset type that does not exist": lambda q, x: q.datasets("nothing", RAWS),
    "a join of a type that does not exist": lambda q, x: q.join_dataset_search("nothing", RAWS),
    "an order by nothing": lambda q, x: list(q.data_ids(["visit"]).order_by("nothing")),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_raise_the_same_classes(both, name):
    raised = []
    for butler in both:
        try:
            found(lambda query, x, _: MISTAKES[name](query, x), butler)
            raised.append(None)
        except Exception as error:  # noqa: BLE001
            raised.append(error)
    ours, theirs = raised
    assert theirs is None or type(theirs).__name__ in {cls.__name__ for cls in type(ours).__mro__}, (ours, theirs)
