"""Questions that are put together step by step, as the reference's ``butler.query()`` has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ._asking import patterns_in
from ._exceptions import InvalidQueryError
from ._names import names_of, type_name
from ._results import DataCoordinateQueryResults, DatasetQueryResults, DimensionRecordQueryResults, conditions

if TYPE_CHECKING:
    from ._butler import Butler


class Query:
    """Conditions, and the datasets that must exist; each call gives a new one."""

    def __init__(self, butler: Butler, asked: Mapping[str, Any] | None = None):
        self._butler = butler
        self._asked = dict(asked or {})

    def where(self, *args: Any, bind: Mapping[str, Any] | None = None, **kwargs: Any) -> Query:
        """The same with more conditions: expressions, data IDs, and values of dimensions by name."""
        return Query(self._butler, conditions(self._asked, args, bind, kwargs))

    def join_dataset_search(self, dataset_type: Any, collections: str | Iterable[str] | None = None) -> Query:
        """The same for data IDs only for which there are such datasets."""
        name = type_name(dataset_type)
        self._butler.get_dataset_type(name)
        joins = [*self._asked.get("joins", ()), (name, self._butler._places(collections))]
        return Query(self._butler, {**self._asked, "joins": joins})

    def datasets(self, dataset_type: Any, collections: str | Iterable[str] | None = None, *, find_first: bool = True) -> DatasetQueryResults:
        """The datasets of a type."""
        places, name = self._butler._places(collections), type_name(dataset_type)
        if find_first and patterns_in(places):
            raise InvalidQueryError(f"Can not use wildcards in collections when find_first=True (given {collections})")
        self._butler.get_dataset_type(name)
        return DatasetQueryResults(self._butler, [name], names_of(places), find_first, **self._asked)

    def data_ids(self, dimensions: Any) -> DataCoordinateQueryResults:
        """The data IDs of some dimensions."""
        return DataCoordinateQueryResults(self._butler, dimensions, **self._asked)

    def dimension_records(self, element: Any) -> DimensionRecordQueryResults:
        """The records of an element."""
        return DimensionRecordQueryResults(self._butler, str(element), **self._asked)
