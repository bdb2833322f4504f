"""Answers of the old registry: they are asked when something is made of them, and can be ordered, cut and expanded before."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._asking import DataIds, DimensionRecords, Question, records_found
from ._coordinate import DataCoordinate
from ._exceptions import InvalidQueryError
from ._expressions import Expression, Predicate, Scalar
from ._names import mapping_of
from ._refs import DatasetRef, DatasetRefs
from ._types import DatasetType

if TYPE_CHECKING:
    from ._butler import Butler
    from ._timespan import Timespan
    from ._universe import DimensionGroup


@dataclass(frozen=True)
class DatasetAssociation:
    """A dataset in a collection, and when it is valid there."""

    ref: DatasetRef
    collection: str
    timespan: Timespan | None


def conditions(asked: Mapping[str, Any], args: Iterable[Any], bind: Mapping[str, Any] | None, more: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, and these conditions as well: expressions as text and as objects, data IDs, and values by name."""
    written, bound = [asked["where"]] if asked.get("where") else [], dict(asked.get("bind") or {})
    before, given = {**mapping_of(asked.get("data_id")), **asked.get("more", {})}, dict[str, Any]()
    _bind(bound, bind or {})
    for one in args:
        if isinstance(one, str):
            written += [one] if one.strip() else []
        elif isinstance(one, Predicate):
            written.append(one.text)
            _bind(bound, one.bind)
        elif isinstance(one, Expression):
            raise TypeError(f"`{one}` is no condition; compare it, or call `as_boolean()` of a column of truth values")
        else:
            given.update(mapping_of(one))
    given.update(more)
    for name, value in given.items():
        if before.get(name, value) != value:
            # Both can't be, which is for the answer to say.
            contrary = Scalar(name) == value
            written.append(contrary.text)
            _bind(bound, contrary.bind)
    where = written[0] if len(written) == 1 else " AND ".join(f"({one})" for one in written)
    return {**asked, "where": where, "bind": bound, "data_id": {**given, **before}, "more": {}}


def _bind(bound: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Adds values to those bound; one name can't have two."""
    for name, value in more.items():
        if bound.get(name, value) is not value and bound[name] != value:
            raise InvalidQueryError(f"`{name}` is bound to another value by an earlier condition; bind this one to another name")
        bound[name] = value


class _Results:
    """What the answers have in common."""

    def __init__(self, butler: Butler, **asked: Any):
        self._butler, self._asked = butler, asked
        self._with_records = False

    def _changed(self, **other: Any) -> Any:
        changed = copy.copy(self)
        changed._asked = {**self._asked, **other}
        return changed

    def order_by(self, *args: Any) -> Any:
        """The same in this order: of names, with ``-`` before them for the reverse, and columns."""
        return self._changed(order_by=list(args))

    def limit(self, limit: int | None = None, offset: int | None = 0) -> Any:
        """So many at most."""
        return self._changed(limit=limit, offset=offset or 0)

    def where(self, *args: Any, bind: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """The same with more conditions: expressions, data IDs, and values of dimensions by name."""
        return self._changed(**conditions(self._asked, args, bind, kwargs))

    def expanded(self) -> Any:
        """The same with records."""
        changed = copy.copy(self)
        changed._with_records = True
        return changed

    with_dimension_records = expanded

    @property
    def has_dimension_records(self) -> bool:
        """Whether records come along."""
        return self._with_records

    def _question(self) -> Question:
        return Question(self._butler, **self._asked)

    def _found(self) -> list[Any]:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found())

    def count(self, *, exact: bool = True, discard: bool = False) -> int:
        """How many there are."""
        return len(self._found())

    def any(self, *, execute: bool = True, exact: bool = True) -> bool:
        """Whether there is any."""
        return bool(self.limit(1)._found())

    def materialize(self) -> Any:
        """Itself, as a context."""
        import contextlib

        return contextlib.nullcontext(self)

    def explain_no_results(self, execute: bool = True) -> Iterable[str]:
        """Why there is none; nothing if there are some."""
        if self.any():
            return []
        return self._question().reasons(*self._places())

    def _places(self) -> tuple[list[str], list[str]]:
        return [], ["*"]

    def _of(self) -> str:
        """What it is of."""
        return ""

    def __repr__(self) -> str:
        where = self._asked.get("where")
        return f"{type(self).__name__}({self._of()}{f', where={where!r}' if where else ''})"

    def _repr_html_(self) -> str:
        return self._found()._repr_html_()  # type: ignore[attr-defined]


class DatasetQueryResults(_Results):
    """Datasets of one or several types."""

    def __init__(
        self, butler: Butler, names: list[str], collections: list[str], first: bool, doomed: Iterable[str] = (), of: Any = None, **asked: Any
    ):
        super().__init__(butler, **asked)
        # Of one type that is given as such, with how it is read.
        self._given = of
        self._names, self._collections, self._first, self._doomed = names, collections, first, list(doomed)

    def _found(self) -> DatasetRefs:
        if len(self._names) == 1:
            return self._question().datasets(self._given or self._names[0], self._collections, self._first, records=self._with_records)
        refs = DatasetRefs()
        for name in self._names:
            refs.extend(self._question().datasets(name, self._collections, self._first, records=self._with_records))
        return refs

    def count(self, *, exact: bool = True, discard: bool = False) -> int:
        """How many there are; of one type they are counted without being made."""
        if len(self._names) != 1 or self._asked.get("limit") is not None:
            return len(self._found())
        whole = self._names[0].partition(".")[0]
        return self._butler._native.count_datasets((whole, self._collections, self._first), self._question().given())

    def byParentDatasetType(self) -> Iterator[DatasetQueryResults]:
        """The answers of each type."""
        for name in self._names:
            one = copy.copy(self)
            one._names = [name]
            yield one

    @property
    def dataset_type(self) -> DatasetType:
        """The type, where there is one only."""
        return self._butler._known(self._given or self._names[0])

    parentDatasetType = dataset_type

    @property
    def dimensions(self) -> DimensionGroup:
        """The dimensions of the datasets."""
        return self.dataset_type.dimensions

    @property
    def dataIds(self) -> DataIds:
        """The data IDs of the datasets."""
        return DataIds(ref.dataId for ref in self._found())

    @property
    def data_ids(self) -> DataCoordinateQueryResults:
        """The data IDs of the datasets, each once; they can be asked for more."""
        joins = [*self._asked.get("joins", ()), (self._names[0], self._collections)]
        found = DataCoordinateQueryResults(self._butler, self.dimensions, **{**self._asked, "joins": joins})
        return found.expanded() if self._with_records else found

    def explain_no_results(self, execute: bool = True) -> Iterable[str]:
        """Why there is none; nothing if there are some."""
        return [*self._doomed, *super().explain_no_results(execute)]

    def _places(self) -> tuple[list[str], list[str]]:
        return self._names, self._collections

    def _of(self) -> str:
        return f"{', '.join(self._names)} in {', '.join(self._collections)}"


class DataCoordinateQueryResults(_Results):
    """Data IDs."""

    def __init__(self, butler: Butler, dimensions: Any, **asked: Any):
        super().__init__(butler, **asked)
        self.dimensions = butler.dimensions.conform(dimensions)

    def _found(self) -> DataIds:
        return self._question().data_ids(self.dimensions, records=self._with_records)

    def _of(self) -> str:
        return str(self.dimensions)

    def subset(self, dimensions: Any = None, *, unique: bool = False) -> DataIds:
        """The parts of the data IDs that have these dimensions; each once if ``unique``."""
        group = self.dimensions if dimensions is None else self._butler.dimensions.conform(dimensions)
        parts = [data_id.subset(group) for data_id in self._found()]
        return DataIds(dict.fromkeys(parts) if unique else parts)

    def findDatasets(self, datasetType: Any, collections: Any, *, findFirst: bool = True) -> Iterator[DatasetRef]:
        """The datasets of a type with these data IDs."""
        return (ref for _, ref in self.findRelatedDatasets(datasetType, collections, findFirst=findFirst))

    def findRelatedDatasets(
        self, datasetType: Any, collections: Any, *, findFirst: bool = True, dimensions: Any = None
    ) -> Iterator[tuple[DataCoordinate, DatasetRef]]:
        """The data IDs with the datasets of a type that have them."""
        name = getattr(datasetType, "name", datasetType)
        wanted = self._butler.get_dataset_type(name).dimensions
        by_id: dict[DataCoordinate, list[DatasetRef]] = {}
        for ref in self._butler.registry.queryDatasets(name, collections=collections, findFirst=findFirst):
            by_id.setdefault(ref.dataId, []).append(ref)
        for data_id in self._found():
            for ref in by_id.get(data_id.subset(wanted), ()):
                yield data_id, ref


class DimensionRecordQueryResults(_Results):
    """Dimension records."""

    def __init__(self, butler: Butler, element: str, **asked: Any):
        super().__init__(butler, **asked)
        self.element = butler.dimensions[element]

    def _found(self) -> DimensionRecords:
        return records_found(self._question(), self.element.name)

    @property
    def dimensions(self) -> DimensionGroup:
        """The dimensions of the element."""
        return self.element.minimal_group

    def _of(self) -> str:
        return self.element.name
