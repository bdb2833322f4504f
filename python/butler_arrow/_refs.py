"""References to datasets. Those that a query finds are made of its table when something is asked of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from ._answers import Answer
from ._coordinate import DataCoordinate
from ._records import DimensionRecord
from ._types import DatasetType, StorageClass
from ._universe import DimensionGroup

# A UUID of its integer in the way in which one is restored: without the checks of its constructor, which cost as much as everything else.
_NEW_UUID = uuid.UUID.__new__


class _Found:
    """The table of an answer, with its columns as lists once one of them was asked for."""

    __slots__ = ("rows", "dataset_type", "records", "_ids", "_runs", "_values")

    def __init__(self, rows: Any, dataset_type: DatasetType, records: Mapping[str, Mapping[tuple, DimensionRecord]] | None = None):
        self.rows, self.dataset_type, self.records = rows, dataset_type, records
        self._ids: list[bytes] | None = None
        self._runs: list[str] | None = None
        self._values: list[tuple] | None = None

    def column(self, name: str) -> list[Any]:
        return self.rows.values(self.rows.find(name))

    @property
    def ids(self) -> list[bytes]:
        if self._ids is None:
            self._ids = self.column("id")
        return self._ids

    @property
    def runs(self) -> list[str]:
        if self._runs is None:
            self._runs = self.column("run")
        return self._runs

    @property
    def values(self) -> list[tuple]:
        if self._values is None:
            self._values = values_of(self.rows, self.dataset_type.dimensions)
        return self._values


def values_of(rows: Any, group: DimensionGroup) -> list[tuple]:
    """The values of the data IDs of a table."""
    if not group._keys:
        return [()] * len(rows)
    return list(zip(*(rows.values(rows.find(name)) for name in group._keys)))


def with_records(data_id: DataCoordinate, records: Mapping[str, Mapping[tuple, DimensionRecord]] | None) -> DataCoordinate:
    """The data ID with its records out of those of all."""
    if records is None:
        return data_id
    universe, own = data_id.universe, {}
    for name in data_id.dimensions.elements:
        key = tuple(data_id.get(required) for required in universe[name].required)
        own[name] = records.get(name, {}).get(key)
    return DataCoordinate(data_id.dimensions, data_id._values, own)


class DatasetRef:
    """One dataset: its type, its data ID, the run that owns it and its UUID."""

    __slots__ = ("_found", "_row", "_id", "_type", "_data_id", "_run")

    def __init__(
        self,
        datasetType: DatasetType,
        dataId: DataCoordinate,
        run: str,
        *,
        id: uuid.UUID | None = None,
        conform: bool = True,
    ):
        self._type = datasetType
        self._data_id = DataCoordinate.standardize(dataId, dimensions=datasetType.dimensions) if conform else dataId
        self._run = run
        self._id = uuid.uuid4() if id is None else id

    # Of a reference that was found these say in which row of which table it is, until they are asked for.
    _found: Any
    _row: int
    _id: uuid.UUID | None
    _type: DatasetType | None
    _data_id: DataCoordinate | None
    _run: str | None

    @property
    def id(self) -> uuid.UUID:
        """Its UUID."""
        if self._id is None:
            made = _NEW_UUID(uuid.UUID)
            made.__setstate__({"int": int.from_bytes(self._found.ids[self._row], "big")})  # type: ignore[attr-defined]
            self._id = made
        return self._id

    @property
    def datasetType(self) -> DatasetType:
        """Its type."""
        return self._found.dataset_type if self._type is None else self._type

    @property
    def dataId(self) -> DataCoordinate:
        """Its data ID, with implied values."""
        if self._data_id is None:
            found = self._found
            data_id = DataCoordinate(found.dataset_type.dimensions, found.values[self._row])
            self._data_id = data_id if found.records is None else with_records(data_id, found.records)
        return self._data_id

    @property
    def run(self) -> str:
        """The RUN collection that owns it."""
        return self._found.runs[self._row] if self._run is None else self._run

    @property
    def dimensions(self) -> DimensionGroup:
        """The dimensions of its type."""
        return self.datasetType.dimensions

    def isComponent(self) -> bool:
        """Whether a component is meant."""
        return self.datasetType.isComponent()

    def isComposite(self) -> bool:
        """Whether it has components."""
        return self.datasetType.isComposite()

    def _with(self, dataset_type: DatasetType) -> DatasetRef:
        return DatasetRef(dataset_type, self.dataId, self.run, id=self.id, conform=False)

    def makeComponentRef(self, name: str) -> DatasetRef:
        """A component of it."""
        return self._with(self.datasetType.makeComponentDatasetType(name))

    def makeCompositeRef(self) -> DatasetRef:
        """The whole that it is a component of."""
        return self._with(self.datasetType.makeCompositeDatasetType()) if self.isComponent() else self

    def overrideStorageClass(self, storageClass: str | StorageClass) -> DatasetRef:
        """The same, read as something else."""
        return self._with(self.datasetType.overrideStorageClass(storageClass))

    def replace(self, *, id: uuid.UUID | None = None, run: str | None = None, storage_class: str | StorageClass | None = None) -> DatasetRef:
        """The same with another UUID, run or storage class."""
        dataset_type = self.datasetType if storage_class is None else self.datasetType.overrideStorageClass(storage_class)
        identity = self.id if id is None and run is None else id
        return DatasetRef(dataset_type, self.dataId, self.run if run is None else run, id=identity, conform=False)

    def expanded(self, dataId: DataCoordinate) -> DatasetRef:
        """The same with a data ID that has records."""
        return DatasetRef(self.datasetType, dataId, self.run, id=self.id, conform=False)

    def is_compatible_with(self, other: DatasetRef) -> bool:
        """Whether it is the same dataset, and can be read as that."""
        return (self.id, self.dataId) == (other.id, other.dataId) and self.datasetType.is_compatible_with(other.datasetType)

    @staticmethod
    def groupByType(refs: Iterable[DatasetRef]) -> dict[DatasetType, list[DatasetRef]]:
        """References by type."""
        grouped: dict[DatasetType, list[DatasetRef]] = {}
        for ref in refs:
            grouped.setdefault(ref.datasetType, []).append(ref)
        return grouped

    @staticmethod
    def iter_by_type(refs: Iterable[DatasetRef]) -> Iterable[tuple[DatasetType, list[DatasetRef]]]:
        """References by type."""
        return DatasetRef.groupByType(refs).items()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DatasetRef):
            return NotImplemented
        return self.id == other.id and self.datasetType == other.datasetType and self.dataId == other.dataId

    def __hash__(self) -> int:
        return hash((self.datasetType, self.dataId, self.id))

    def __lt__(self, other: DatasetRef) -> bool:
        if not isinstance(other, DatasetRef):
            return NotImplemented
        return (self.run, self.datasetType.name, self.dataId) < (other.run, other.datasetType.name, other.dataId)

    def __repr__(self) -> str:
        return f"DatasetRef({self.datasetType!r}, {self.dataId!s}, run={self.run!r}, id={self.id})"

    def __str__(self) -> str:
        return f"{self.datasetType.name}@{self.dataId!s} [sc={self.datasetType.storageClass_name}] (run={self.run} id={self.id})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (self.datasetType, self.dataId, self.run, self.id))

    def _repr_html_(self) -> str:
        return DatasetRefs([self])._repr_html_()


def _restored(dataset_type: DatasetType, data_id: DataCoordinate, run: str, identity: uuid.UUID) -> DatasetRef:
    return DatasetRef(dataset_type, data_id, run, id=identity, conform=False)


class DatasetRefs(Answer):
    """References that a question found; they are a table if they are of one type."""

    def _repr_html_(self) -> str:
        from ._html import table

        names = sorted({name for ref in self for name in ref.dataId.mapping}, key=lambda name: self._place(name))
        rows = ([ref.datasetType.name, *(ref.dataId.get(name) for name in names), ref.run, ref.id] for ref in self)
        return table(["dataset type", *names, "run", "id"], rows)

    def _place(self, name: str) -> int:
        return self[0].datasetType.dimensions.universe._places[name]


def refs_of(rows: Any, dataset_type: DatasetType, records: Mapping[str, Mapping[tuple, DimensionRecord]] | None = None) -> DatasetRefs:
    """The references of a table of datasets of one type."""
    found, refs = _Found(rows, dataset_type, records), DatasetRefs()
    new, add = DatasetRef.__new__, refs.append
    for row in range(len(rows)):
        ref = new(DatasetRef)
        ref._found = found
        ref._row = row
        ref._id = ref._type = ref._data_id = ref._run = None
        add(ref)
    refs._rows = rows
    return refs
