"""General answers: rows of data IDs with fields of dimension elements and of datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from ._columns import DATASET_FIELDS
from ._coordinate import DataCoordinate
from ._exceptions import InvalidQueryError
from ._refs import DatasetRef, with_records
from ._region import Region
from ._results import _Results
from ._timespan import Timespan, ns_to_time
from ._types import DatasetType

if TYPE_CHECKING:
    from ._butler import Butler
    from ._records import DimensionRecord
    from ._universe import DimensionGroup

Fields = dict[str, list[str]]


class GeneralResultTuple(NamedTuple):
    """A row: its data ID, the datasets in it, and all of it by name."""

    data_id: DataCoordinate
    refs: list[DatasetRef]
    raw_row: dict[str, Any]


def fields_named(
    group: DimensionGroup,
    joins: Mapping[str, Any],
    names: Iterable[str],
    dimension_fields: Mapping[str, Iterable[str]] | None,
    dataset_fields: Mapping[str, Any] | None,
) -> tuple[Fields, Fields]:
    """The fields of elements and of dataset types that are named in either way."""
    of_elements: dict[str, dict[str, None]] = {}
    of_datasets: dict[str, dict[str, None]] = {}
    pairs = [(owner, field) for owner, fields in (dimension_fields or {}).items() for field in fields]
    for owner, fields in (dataset_fields or {}).items():
        pairs += [(owner, field) for field in (("run", "dataset_id") if fields is ... else fields)]
    for name in names:
        owner, dot, field = name.partition(".")
        pairs.append((owner, field) if dot else _owned(group, joins, name))
    for owner, field in pairs:
        if owner in group.universe:
            of_elements.setdefault(owner, {})
            if field not in ("", *group.universe[owner].fields):
                raise InvalidQueryError(f"{owner!r} has no field {field!r}; it has {', '.join(group.universe[owner].fields)}")
            if field and group.universe[owner].field_role(field) not in ("required", "key", "implied"):
                of_elements[owner][field] = None
        elif owner not in joins:
            raise InvalidQueryError(f"{owner!r} is no dimension element, and no dataset type that is joined; join it with `join_dataset_search`")
        elif field not in DATASET_FIELDS:
            raise InvalidQueryError(f"datasets have no field {field!r}; they have {', '.join(DATASET_FIELDS)}")
        else:
            of_datasets.setdefault(owner, {})[field] = None
    return {name: list(fields) for name, fields in of_elements.items()}, {name: list(fields) for name, fields in of_datasets.items()}


def _owned(group: DimensionGroup, joins: Mapping[str, Any], name: str) -> tuple[str, str]:
    """What a name without a dot means: a dimension, or the one field of this name."""
    if name in group.universe and group.universe[name].is_dimension:
        return name, ""
    owners = [element for element in group.elements if name in group.universe[element].fields]
    owners += [dataset_type for dataset_type in joins if name in DATASET_FIELDS]
    if len(owners) != 1:
        what = f"can be {' or '.join(f'{owner}.{name}' for owner in owners)}" if owners else "is not known here"
        raise InvalidQueryError(f"{name!r} {what}")
    return owners[0], name


class GeneralQueryResults(_Results):
    """Rows, as mappings of names to values."""

    def __init__(self, butler: Butler, dimensions: DimensionGroup, of_elements: Fields, of_datasets: Fields, find_first: bool, **asked: Any):
        super().__init__(butler, **asked)
        self.dimensions = dimensions
        self._of_elements, self._of_datasets, self._first = of_elements, of_datasets, find_first

    def _rows(self) -> Any:
        """The answer in Arrow."""
        fields = dict(self._of_elements)
        if self._with_records:
            fields.update(_remaining(self.dimensions))
        given = self._question().given()
        return self._butler._native.general(list(self.dimensions.names), fields, self._of_datasets, self._first, given)

    def _found(self) -> list[dict[str, Any]]:
        rows = self._rows()
        columns = [self._column(name, rows.values(place)) for place, name in enumerate(rows.names)]
        return [dict(zip(rows.names, row)) for row in zip(*columns)] if columns else [{} for _ in range(len(rows))]

    def _column(self, name: str, values: list[Any]) -> list[Any]:
        owner, _, field = name.partition(".")
        universe = self._butler.dimensions
        kind = (universe[owner].field_kind(field) if owner in universe else field) if field else ""
        makers: dict[str, Callable[[Any], Any]] = {"region": Region, "timespan": _timespan, "dataset_id": _uuid, "ingest_date": ns_to_time}
        make = makers.get(kind)
        return values if make is None else [None if value is None else make(value) for value in values]

    @property
    def table(self) -> Any:
        """The answer as a table in Arrow."""
        from ._table import Table

        return Table(self._rows())

    def count(self, *, exact: bool = True, discard: bool = False) -> int:
        """How many there are."""
        return len(self._rows())

    def iter_tuples(self, *dataset_types: DatasetType) -> Iterator[GeneralResultTuple]:
        """Rows with their data IDs, and references to the datasets of these types, whose ``run`` and ``dataset_id`` are among the fields."""
        for row in self._found():
            data_id = DataCoordinate(self.dimensions, tuple(row[name] for name in self.dimensions._keys))
            data_id = with_records(data_id, self._records(row) if self._with_records else None)
            refs = [
                DatasetRef(of, data_id.subset(of.dimensions), row[f"{of.name}.run"], id=row[f"{of.name}.dataset_id"], conform=False)
                for of in dataset_types
            ]
            yield GeneralResultTuple(data_id, refs, row)

    def _records(self, row: Mapping[str, Any]) -> dict[str, dict[tuple, DimensionRecord]]:
        """The records in a row, as those of all are kept."""
        found: dict[str, dict[tuple, DimensionRecord]] = {}
        for name in self.dimensions.elements:
            element, key = self._butler.dimensions[name], self._butler.dimensions[name].key_field
            if name not in self.dimensions.skypix:
                values = {field: row[name if field == key else field if field in row else f"{name}.{field}"] for field in element.fields}
                record = element.RecordClass._of_values(values)
                found[name] = {record.dataId.required_values: record}
        return found

    def _of(self) -> str:
        return str(self.dimensions)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


def _remaining(group: DimensionGroup) -> Fields:
    """All fields of the elements of a group that are no dimensions."""
    found = {}
    for name in group.elements:
        element = group.universe[name]
        if name not in group.skypix:
            found[name] = [field for field in element.fields if element.field_role(field) not in ("required", "key", "implied")]
    return found


def _timespan(bounds: tuple[int, int]) -> Timespan:
    return Timespan(None, None, _nsec=bounds)


def _uuid(value: bytes) -> UUID:
    return UUID(bytes=value)
