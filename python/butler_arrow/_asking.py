"""Questions: what the calls of a butler and of its old registry have in common."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ._answers import Answer
from ._coordinate import DataCoordinate
from ._exceptions import EmptyQueryResultError
from ._expressions import order_text
from ._names import is_pattern, literal, pairs, spelled
from ._records import DimensionRecord, records_of
from ._refs import DatasetRefs, refs_of, values_of, with_records

if TYPE_CHECKING:
    from ._butler import Butler

_LOG = logging.getLogger("butler_arrow")


class Question:
    """Conditions on the rows of an answer, their order and number."""

    def __init__(
        self,
        butler: Any,
        *,
        data_id: Any = None,
        more: Mapping[str, Any] | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        order_by: Iterable[str] | str | None = None,
        limit: int | None = None,
        offset: int = 0,
        join_dimensions: Iterable[str] = (),
        joins: Iterable[tuple[str, list[str]]] = (),
        check: bool = True,
    ):
        self.butler, self.where, self.bind, self.limit = butler, where or "", bind, limit
        self._given: dict[str, Any] = {
            "condition": self.where,
            "bind": pairs(bind),
            "data_id": pairs(data_id, more),
            "order_by": [] if order_by is None else [order_text(term) for term in ([order_by] if isinstance(order_by, str) else order_by)],
            "offset": offset,
            "defaults": butler._governors(),
            "dimensions": list(join_dimensions),
            "joins": list(joins),
            "check": check,
        }
        # A negative limit warns where it cuts, so one more is asked for.
        self._given["limit"] = None if limit is None else limit if limit >= 0 else -limit + 1

    def given(self, **other: Any) -> dict[str, Any]:
        """For the native half."""
        return {**self._given, **other}

    def cut(self, rows: Any, what: str) -> Any:
        """The rows without the one that is too many; says so."""
        if self.limit is not None and self.limit < 0 and len(rows) > -self.limit:
            _LOG.warning("More %s are available than the requested limit of %d.", what, -self.limit)
            return rows.slice(0, -self.limit)
        return rows

    def cut_to(self, rows: Any, most: int) -> Any:
        """The first rows, where those of several types have reached the limit together; says so."""
        _LOG.warning("More datasets are available than the requested limit of %d.", abs(self.limit or 0))
        return rows.slice(0, most)

    def explain(self, types: list[str], collections: list[str]) -> None:
        """Raises an error that says why nothing was found."""
        if self.limit != 0:
            raise EmptyQueryResultError(self.reasons(types, collections))

    def reasons(self, types: list[str], collections: list[str]) -> list[str]:
        """Why nothing is found."""
        said = {**dict(self._given["defaults"]), **dict(self._given["data_id"])}
        written = [f"{name} = {text}" for name, value in said.items() if (text := literal(value)) is not None]
        condition = " AND ".join([*written, *([f"({spelled(self.where, self.bind)})"] if self.where else [])])
        reasons = self.butler._native.why_empty(types, collections, condition)
        if not reasons:
            reasons = [f"everything that is named exists, and nothing fits {condition or 'all of it together'}"]
        return reasons

    def data_ids(self, dimensions: Any, *, records: bool = False, explain: bool = False) -> DataIds:
        """The data IDs of these dimensions."""
        butler = self.butler
        group = butler.dimensions.conform(dimensions)
        rows = self.cut(butler._native.data_ids(list(group.names), self.given()), "data IDs")
        if explain and not len(rows):
            self.explain([], ["*"])
        known = all_records(butler, group, self, values_of(rows, group)) if records else None
        found = DataIds(with_records(DataCoordinate(group, values), known) for values in values_of(rows, group))
        found._rows = rows
        return found

    def datasets(self, given: Any, collections: list[str], first: bool, *, records: bool = False, explain: bool = False) -> DatasetRefs:
        """The datasets of a type; those of a component are those of the whole, as the component."""
        butler = self.butler
        dataset_type = butler._known(given)
        whole = dataset_type.nameAndComponent()[0]
        rows = self.cut(butler._native.datasets((whole, collections, first), self.given()), "datasets")
        if explain and not len(rows):
            self.explain([whole], collections)
        group = dataset_type.dimensions
        known = all_records(butler, group, self, values_of(rows, group), [(whole, collections)]) if records else None
        return refs_of(rows, dataset_type, known)


class DataIds(Answer):
    """Data IDs that a question found, a column for each dimension."""

    def _repr_html_(self) -> str:
        from ._html import table

        names = list(self[0].dimensions._keys) if self else []
        return table(names, ([data_id.get(name) for name in names] for data_id in self))


class DimensionRecords(Answer):
    """Records that a question found, a column for each field."""

    def _repr_html_(self) -> str:
        from ._html import table

        names = [name for name in (self[0].definition.fields if self else ()) if name != "region"]
        return table(names, ([record.get(name) for name in names] for record in self))


def records_found(question: Question, element: str, *, explain: bool = False) -> DimensionRecords:
    """The records of an element."""
    butler = question.butler
    rows = question.cut(butler._native.records(str(element), question.given()), "dimension records")
    if explain and not len(rows):
        question.explain([], ["*"])
    records = DimensionRecords(records_of(butler.dimensions[str(element)], rows))
    records._rows = rows
    return records


def all_records(
    butler: Butler, group: Any, question: Question, values: list[tuple], joins: list[tuple[str, list[str]]] | None = None
) -> dict[str, dict[tuple, DimensionRecord]]:
    """The records of all elements of a group that belong to the answers of a question, by their keys. ``values`` are those of the answers."""
    found: dict[str, dict[tuple, DimensionRecord]] = {}
    joined = question._given["joins"] + (joins or [])
    given = question.given(limit=None, offset=0, order_by=[], joins=joined)
    for name in group.elements:
        element = butler.dimensions[name]
        if name in group.skypix:
            # Pixels have no table; each is told by its number.
            place = group._keys.index(name)
            pixels = {row[place] for row in values}
            rows = [dict(butler._native.expand([(name, pixel)])[1])[name] for pixel in pixels]
            records = [record for one in rows for record in records_of(element, one)]
        else:
            records = records_of(element, butler._native.records(name, given))
        found[name] = {record.dataId.required_values: record for record in records}
    return found


def patterns_in(collections: Iterable[str]) -> bool:
    """Whether any of them stands for several."""
    return any(is_pattern(name) for name in collections)
