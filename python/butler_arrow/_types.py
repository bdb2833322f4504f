"""Dataset types and storage classes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ._exceptions import UnknownComponentError
from ._universe import DimensionGroup, DimensionUniverse


@cache
def _known() -> dict[str, dict[str, Any]]:
    from ._native import storage_classes

    return json.loads(storage_classes())


class StorageClass:
    """What datasets of a type are in memory."""

    def __init__(self, name: str):
        self.name = name
        told = _known().get(name, {})
        self.kind: str = told.get("kind", "bytes")
        self.components: dict[str, str] = told.get("components", {})
        self.derivedComponents: dict[str, str] = dict(told.get("derived", {}))
        if self.kind == "table":
            for part, of in (("columns", "ArrowColumnList"), ("rowcount", "int"), ("schema", "ArrowSchema")):
                self.derivedComponents.setdefault(part, of)
        self.parameters: frozenset[str] = frozenset(told.get("parameters", ()))

    def allComponents(self) -> Mapping[str, StorageClass]:
        """Components, derived ones included, with their storage classes."""
        return {name: StorageClass(of) for name, of in {**self.components, **self.derivedComponents}.items()}

    def isComposite(self) -> bool:
        """Whether it has components."""
        return bool(self.components or self.derivedComponents)

    def component(self, name: str) -> StorageClass:
        """The storage class of a component."""
        all_of = {**self.components, **self.derivedComponents}
        if name not in all_of:
            raise UnknownComponentError(f"storage class {self.name} has no component {name!r}; it has {', '.join(sorted(all_of)) or 'none'}")
        return StorageClass(all_of[name])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StorageClass) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"StorageClass({self.name!r})"

    def __str__(self) -> str:
        return self.name


class DatasetType:
    """A kind of data: its name, the dimensions that tell its datasets apart, and its storage class."""

    __slots__ = ("_name", "_dimensions", "_storage_class", "_parent", "_is_calibration")

    def __init__(
        self,
        name: str,
        dimensions: DimensionGroup | Iterable[str],
        storageClass: StorageClass | str,
        parentStorageClass: StorageClass | str | None = None,
        *,
        universe: DimensionUniverse | None = None,
        isCalibration: bool = False,
    ):
        if not isinstance(dimensions, DimensionGroup):
            if universe is None:
                raise ValueError("If dimensions is not a DimensionGroup, a universe must be provided.")
            dimensions = universe.conform(dimensions)
        self._name = name
        self._dimensions = dimensions
        self._storage_class = str(storageClass)
        self._parent = None if parentStorageClass is None else str(parentStorageClass)
        self._is_calibration = isCalibration

    @property
    def name(self) -> str:
        """Its name, with the component if it is that of one."""
        return self._name

    @property
    def dimensions(self) -> DimensionGroup:
        """The dimensions of its data IDs."""
        return self._dimensions

    @property
    def storageClass(self) -> StorageClass:
        """Its storage class."""
        return StorageClass(self._storage_class)

    @property
    def storageClass_name(self) -> str:
        """The name of its storage class."""
        return self._storage_class

    @property
    def parentStorageClass(self) -> StorageClass | None:
        """The storage class of the whole, if it is a component."""
        return None if self._parent is None else StorageClass(self._parent)

    def isCalibration(self) -> bool:
        """Whether its datasets can be certified."""
        return self._is_calibration

    @staticmethod
    def splitDatasetTypeName(datasetTypeName: str) -> tuple[str, str | None]:
        """The name of the whole and that of the component."""
        whole, _, component = datasetTypeName.partition(".")
        return whole, component or None

    @staticmethod
    def nameWithComponent(datasetTypeName: str, componentName: str) -> str:
        """The name of a component."""
        return f"{datasetTypeName}.{componentName}"

    def nameAndComponent(self) -> tuple[str, str | None]:
        """The name of the whole and that of the component."""
        return self.splitDatasetTypeName(self._name)

    def component(self) -> str | None:
        """The name of the component, if it is one."""
        return self.nameAndComponent()[1]

    def isComponent(self) -> bool:
        """Whether it is a component."""
        return self.component() is not None

    def isComposite(self) -> bool:
        """Whether it has components."""
        return self.storageClass.isComposite()

    def componentTypeName(self, component: str) -> str:
        """The name of a component of it."""
        self.storageClass.component(component)
        return self.nameWithComponent(self._name, component)

    def makeComponentDatasetType(self, component: str) -> DatasetType:
        """The type of a component of it."""
        of = self.storageClass.component(component)
        name = self.nameWithComponent(self._name, component)
        return DatasetType(name, self._dimensions, of, self._storage_class, isCalibration=self._is_calibration)

    def makeAllComponentDatasetTypes(self) -> list[DatasetType]:
        """The types of all its components."""
        return [self.makeComponentDatasetType(name) for name in self.storageClass.allComponents()]

    def makeCompositeDatasetType(self) -> DatasetType:
        """The type of the whole."""
        if self._parent is None:
            raise RuntimeError(f"{self._name} is not a component")
        return DatasetType(self.nameAndComponent()[0], self._dimensions, self._parent, isCalibration=self._is_calibration)

    def overrideStorageClass(self, storageClass: str | StorageClass) -> DatasetType:
        """The same, read as something else."""
        return DatasetType(self._name, self._dimensions, storageClass, self._parent, isCalibration=self._is_calibration)

    def is_compatible_with(self, other: DatasetType) -> bool:
        """Whether it is the same but for the storage class, and that is of one kind."""
        same = (self._name, self._dimensions, self._is_calibration) == (other._name, other._dimensions, other._is_calibration)
        return same and self.storageClass.kind == other.storageClass.kind

    def _key(self) -> tuple[Any, ...]:
        return (self._name, self._dimensions, self._storage_class, self._parent, self._is_calibration)

    def __repr__(self) -> str:
        extra = f", parentStorageClass={self._parent}" if self._parent else ""
        if self._is_calibration:
            extra += ", isCalibration=True"
        return f"DatasetType({self._name!r}, {self._dimensions}, {self._storage_class}{extra})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatasetType) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __lt__(self, other: DatasetType) -> bool:
        return self._name < other._name

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = {"universe": self._dimensions.universe, "isCalibration": self._is_calibration}
        return (_restored, (self._name, tuple(self._dimensions.names), self._storage_class, self._parent, arguments))

    def _repr_html_(self) -> str:
        from ._html import table

        kind = "calibration" if self._is_calibration else ""
        return table(["dataset type", "dimensions", "storage class", ""], [[self._name, self._dimensions, self._storage_class, kind]])


def _restored(name: str, dimensions: tuple[str, ...], storage_class: str, parent: str | None, arguments: dict[str, Any]) -> DatasetType:
    return DatasetType(name, dimensions, storage_class, parent, **arguments)


class DatasetTypes(list):
    """Dataset types, which a notebook shows as a table."""

    def _repr_html_(self) -> str:
        from ._html import table

        rows = [[t.name, t.dimensions, t.storageClass_name, "calibration" if t.isCalibration() else ""] for t in self]
        return table(["dataset type", "dimensions", "storage class", ""], rows)
