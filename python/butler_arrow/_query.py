"""Questions that are put together step by step, as the reference's ``butler.query()`` has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any

from ._asking import patterns_in
from ._columns import ExpressionFactory
from ._coordinate import DataCoordinate
from ._exceptions import DimensionNameError, InvalidQueryError
from ._expressions import Scalar
from ._general import GeneralQueryResults, fields_named
from ._names import names_of, type_name
from ._results import DataCoordinateQueryResults, DatasetQueryResults, DimensionRecordQueryResults, conditions
from ._universe import DimensionGroup

if TYPE_CHECKING:
    from ._butler import Butler


class Query:
    """Conditions, and the datasets that must exist; each call gives a new one."""

    def __init__(self, butler: Butler, asked: Mapping[str, Any] | None = None):
        self._butler = butler
        self._asked = dict(asked or {})

    def _joins(self) -> dict[str, list[str]]:
        """Where the dataset types that are joined are searched."""
        return dict(self._asked.get("joins", ()))

    def _with(self, **other: Any) -> Query:
        return Query(self._butler, {**self._asked, **other})

    @property
    def expression_factory(self) -> ExpressionFactory:
        """Columns, from which conditions and orders are made as expressions of Python."""
        return ExpressionFactory(self._butler.dimensions)

    @property
    def constraint_dataset_types(self) -> Set[str]:
        """Names of the dataset types that are joined."""
        return self._joins().keys()

    @property
    def constraint_dimensions(self) -> DimensionGroup:
        """All dimensions that are joined, by name, with a dataset type or by a condition."""
        from ._asking import Question

        given = Question(self._butler, **self._asked).given()
        return self._butler.dimensions.conform(self._butler._native.dimensions_of([], given))

    def where(self, *args: Any, bind: Mapping[str, Any] | None = None, **kwargs: Any) -> Query:
        """The same with more conditions: expressions as text and as objects, data IDs, and values of dimensions by name."""
        return Query(self._butler, conditions(self._asked, args, bind, kwargs))

    def join_dimensions(self, dimensions: Any) -> Query:
        """The same with more dimensions."""
        group = self._butler.dimensions.conform(dimensions)
        return self._with(join_dimensions=[*dict.fromkeys([*self._asked.get("join_dimensions", ()), *group.names])])

    def _joined(self, dataset_type: Any, collections: Any) -> tuple[str, list[str]]:
        """A dataset type and where it is searched: there where it is joined already."""
        name, before = type_name(dataset_type), self._joins()
        self._butler.get_dataset_type(name)
        if name not in before:
            return name, self._butler._places(collections)
        if collections is not None and names_of(collections) != before[name]:
            raise InvalidQueryError(f"{name!r} is joined already, and searched in {', '.join(before[name])}")
        return name, before[name]

    def join_dataset_search(self, dataset_type: Any, collections: str | Iterable[str] | None = None) -> Query:
        """The same for data IDs only for which there are such datasets."""
        name, places = self._joined(dataset_type, collections)
        return self._with(joins=list({**self._joins(), name: places}.items()))

    def join_data_coordinates(self, iterable: Iterable[DataCoordinate]) -> Query:
        """The same for these data IDs only, which have the same dimensions."""
        ids = list(iterable)
        if not ids:
            raise InvalidQueryError("no data IDs are given to be joined")
        group = ids[0].dimensions
        if any(one.dimensions != group for one in ids):
            raise InvalidQueryError(f"not all data IDs have the dimensions {group}")
        return self._among(group, {one.required_values for one in ids})

    def join_data_coordinate_table(self, table: Any) -> Query:
        """The same for the data IDs only that are the rows of a table of astropy; its columns are named as dimensions."""
        if not len(table):
            raise InvalidQueryError("no data IDs are given to be joined")
        group = self._butler.dimensions.conform(table.colnames)
        fixed = dict(self._asked.get("data_id") or {})
        missing = [name for name in group.required if name not in table.colnames and name not in fixed]
        if missing:
            raise InvalidQueryError(f"the table has no column {', '.join(missing)}")
        columns = [table[name].tolist() if name in table.colnames else [fixed[name]] * len(table) for name in group.required]
        return self._among(group, set(zip(*columns)))

    def _among(self, group: DimensionGroup, rows: set[tuple[Any, ...]]) -> Query:
        """Data IDs as a condition: those that differ in the last dimension only are one list."""
        *names, last = group.required
        lists: dict[tuple[Any, ...], list[Any]] = {}
        for *values, one in rows:
            lists.setdefault(tuple(values), []).append(one)
        found = [
            Scalar(last).in_iterable(sorted(ones)).logical_and(*(Scalar(name) == value for name, value in zip(names, values)))
            for values, ones in lists.items()
        ]
        return self.join_dimensions(group).where(found[0].logical_or(*found[1:]))

    def materialize(self, *, dimensions: Any = None, datasets: Iterable[str] | None = None) -> Query:
        """Itself, with these dimensions as well; nothing is asked before something is made of it."""
        unknown = set(datasets or ()) - set(self.constraint_dataset_types)
        if unknown:
            raise InvalidQueryError(f"{', '.join(sorted(unknown))} is not joined")
        return self if dimensions is None else self.join_dimensions(dimensions)

    def any(self, *, execute: bool = True, exact: bool = True) -> bool:
        """Whether there is anything that fits."""
        return self.data_ids().any()

    def explain_no_results(self, execute: bool = True) -> Iterable[str]:
        """Why there is nothing that fits; nothing if there is something."""
        return self.data_ids().explain_no_results()

    def datasets(self, dataset_type: Any, collections: str | Iterable[str] | None = None, *, find_first: bool = True) -> DatasetQueryResults:
        """The datasets of a type."""
        name, places = self._joined(dataset_type, collections)
        if find_first and patterns_in(places):
            raise InvalidQueryError(f"Can not use wildcards in collections when find_first=True (given {collections})")
        others = [join for join in self._joins().items() if join[0] != name]
        return DatasetQueryResults(self._butler, [name], places, find_first, of=dataset_type, **{**self._asked, "joins": others})

    def data_ids(self, dimensions: Any = None) -> DataCoordinateQueryResults:
        """The data IDs of some dimensions, or of all that are joined."""
        return DataCoordinateQueryResults(self._butler, self.constraint_dimensions if dimensions is None else dimensions, **self._asked)

    def dimension_records(self, element: Any) -> DimensionRecordQueryResults:
        """The records of an element."""
        if str(element) not in self._butler.dimensions:
            raise DimensionNameError(f"there is no dimension element {str(element)!r}")
        return DimensionRecordQueryResults(self._butler, str(element), **self._asked)

    def general(
        self,
        dimensions: Any,
        *names: str,
        dimension_fields: Mapping[str, Iterable[str]] | None = None,
        dataset_fields: Mapping[str, Any] | None = None,
        find_first: bool | None = None,
    ) -> GeneralQueryResults:
        """Rows of data IDs with fields of elements (``visit.exposure_time``) and of joined datasets (``raw.run``; ``...`` is what references need)."""
        group, joins = self._butler.dimensions.conform(dimensions), self._joins()
        of_elements, of_datasets = fields_named(group, joins, names, dimension_fields, dataset_fields)
        types = [self._butler.get_dataset_type(name) for name in of_datasets]
        for name, fields in of_datasets.items():
            if find_first is not False and {"collection", "timespan"} & set(fields):
                raise InvalidQueryError(f"the collection and timespan of {name!r} are given with find_first=False only")
        if find_first is None and types:
            raise InvalidQueryError("find_first must be given with fields of datasets")
        if find_first and len(types) != 1:
            raise InvalidQueryError("find_first=True needs the fields of just one dataset type")
        wider = [self._butler.dimensions[name].minimal_group for name in of_elements] + [of.dimensions for of in types]
        return GeneralQueryResults(self._butler, group.union(*wider), of_elements, of_datasets, bool(find_first), **self._asked)
