"""The registry's own calls, as notebooks used them before the butler had its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ._collections import CollectionNames, CollectionType, type_names
from ._coordinate import DataCoordinate, DataId
from ._exceptions import CollectionTypeError, DatasetTypeExpressionError
from ._names import ids_of, names_of, pairs
from ._records import DimensionRecord, records_of
from ._refs import DatasetRef, refs_of
from ._region import Region
from ._results import DataCoordinateQueryResults, DatasetAssociation, DatasetQueryResults, DimensionRecordQueryResults
from ._timespan import Timespan, bounds
from ._types import DatasetType, DatasetTypes
from ._universe import DimensionUniverse

if TYPE_CHECKING:
    from ._butler import Butler


class Registry:
    """Questions and definitions."""

    def __init__(self, butler: Butler):
        self._butler = butler

    @property
    def dimensions(self) -> DimensionUniverse:
        """The universe of dimensions."""
        return self._butler.dimensions

    @property
    def defaults(self) -> Any:
        """What is taken where nothing is said: ``collections``, ``run``, ``dataId``."""
        butler = self._butler
        data_id = DataCoordinate.standardize(dict(butler._governors()), universe=butler.dimensions)
        return SimpleNamespace(collections=butler._defaults, run=butler.run, dataId=data_id)

    def isWriteable(self) -> bool:
        """Whether it can be written."""
        return self._butler.isWriteable()

    def refresh(self) -> None:
        """Looks for what others have committed; questions do so by themselves."""
        self._butler._native.version()

    def transaction(self, *, savepoint: bool = False) -> AbstractContextManager[None]:
        """As that of the butler."""
        return self._butler.transaction()

    # Questions.

    def queryCollections(
        self,
        expression: Any = ...,
        datasetType: Any = None,
        collectionTypes: Iterable[CollectionType] | CollectionType | None = None,
        flattenChains: bool = False,
        includeChains: bool | None = None,
    ) -> Sequence[str]:
        """Names of collections."""
        infos = self._butler.collections.query_info(
            names_of(expression), collectionTypes, flattenChains, includeChains, include_summary=datasetType is not None
        )
        if datasetType is not None:
            name = getattr(datasetType, "name", datasetType)
            infos = [info for info in infos if name in (info.dataset_types or ())]
        names = CollectionNames(info.name for info in infos)
        names._infos = infos
        return names

    def queryDatasetTypes(self, expression: Any = ..., *, missing: list[str] | None = None, **kwargs: Any) -> DatasetTypes:
        """Dataset types by names and patterns."""
        names, native = names_of(expression), self._butler._native
        found = native.dataset_types([] if names == ["*"] else names)
        if missing is not None:
            known = {told[0] for told in found}
            missing.extend(name for name in names if not re.search(r"[*?\[]", name) and name not in known)
        universe = self.dimensions
        return DatasetTypes(DatasetType(told[0], universe.conform(told[1]), told[2], isCalibration=told[3]) for told in found)

    def queryDatasets(
        self,
        datasetType: Any,
        *,
        collections: Any = None,
        dimensions: Iterable[str] | None = None,
        dataId: DataId | None = None,
        where: str = "",
        findFirst: bool = False,
        bind: Mapping[str, Any] | None = None,
        check: bool = True,
        **kwargs: Any,
    ) -> DatasetQueryResults:
        """Datasets of one or several types."""
        butler, missing = self._butler, list[str]()
        wanted = names_of(datasetType)
        names = [name for name in wanted if "." in name]
        names += [one.name for one in self.queryDatasetTypes([name for name in wanted if "." not in name] or ["."], missing=missing)]
        if len(wanted) == 1 and not names:
            if not missing:
                raise DatasetTypeExpressionError(f"no dataset type fits {wanted[0]!r}")
            butler.get_dataset_type(wanted[0])
        places = butler._places(collections)
        doomed = [f"dataset type {name!r} does not exist" for name in missing]
        return DatasetQueryResults(butler, names, places, findFirst, doomed, data_id=dataId, more=kwargs, where=where, bind=bind, check=check)

    def queryDataIds(
        self,
        dimensions: Any,
        *,
        dataId: DataId | None = None,
        datasets: Any = None,
        collections: Any = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        check: bool = True,
        **kwargs: Any,
    ) -> DataCoordinateQueryResults:
        """Data IDs of some dimensions; only those for which there are datasets of some types, if any are named."""
        joins = self._joins(datasets, collections)
        return DataCoordinateQueryResults(self._butler, dimensions, data_id=dataId, more=kwargs, where=where, bind=bind, check=check, joins=joins)

    def queryDimensionRecords(
        self,
        element: Any,
        *,
        dataId: DataId | None = None,
        datasets: Any = None,
        collections: Any = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        check: bool = True,
        **kwargs: Any,
    ) -> DimensionRecordQueryResults:
        """Records of a dimension element."""
        joins = self._joins(datasets, collections)
        return DimensionRecordQueryResults(self._butler, str(element), data_id=dataId, more=kwargs, where=where, bind=bind, check=check, joins=joins)

    def _joins(self, datasets: Any, collections: Any) -> list[tuple[str, list[str]]]:
        if datasets is None:
            return []
        places = self._butler._places(collections)
        return [(found.name, places) for found in self.queryDatasetTypes(datasets)]

    def queryDatasetAssociations(
        self, datasetType: Any, collections: Any = ..., *, collectionTypes: Any = None, flattenChains: bool = False
    ) -> Iterator[DatasetAssociation]:
        """In which collections datasets of a type are, and for which times."""
        butler, name = self._butler, getattr(datasetType, "name", datasetType)
        rows = butler._native.associations(name, names_of(collections), type_names(collectionTypes), flattenChains)
        refs = refs_of(rows, butler.get_dataset_type(name))
        places, spans = (rows.values(rows.names.index(column)) for column in ("collection", "timespan"))
        for ref, place, span in zip(refs, places, spans):
            yield DatasetAssociation(ref, place, None if span is None else Timespan(None, None, _nsec=span))

    def expandDataId(
        self,
        dataId: DataId | None = None,
        *,
        dimensions: Any = None,
        records: Mapping[str, DimensionRecord | None] | None = None,
        withDefaults: bool = True,
        **kwargs: Any,
    ) -> DataCoordinate:
        """A data ID with all that it implies, and the records of its elements."""
        butler, universe = self._butler, self.dimensions
        given = dict(pairs(dataId, kwargs))
        if withDefaults:
            for name, value in butler._governors():
                given.setdefault(name, value)
        if dimensions is None:
            names = [*(getattr(dataId, "mapping", dataId) or {}), *kwargs]
            group = universe.conform(names)
        else:
            group = universe.conform(dimensions)
        standard = DataCoordinate.standardize(given, dimensions=group)
        told, found, region, span = butler._native.expand([(name, one) for name, one in standard.mapping.items() if one is not None])
        values = json.loads(told)
        made = {name: None if rows is None else records_of(universe[name], rows)[0] for name, rows in found}
        return _Expanded(group, tuple(values.get(name) for name in group._keys), made, region, span)

    def findDataset(self, datasetType: Any, dataId: DataId | None = None, **kwargs: Any) -> DatasetRef | None:
        """The dataset of a type with a data ID; None if there is none."""
        return self._butler.find_dataset(datasetType, dataId, **kwargs)

    def getDataset(self, id: UUID | str) -> DatasetRef | None:
        """The dataset with a UUID; None if there is none."""
        return self._butler.get_dataset(id)

    def getDatasetType(self, name: str) -> DatasetType:
        """The dataset type of that name."""
        return self._butler.get_dataset_type(name)

    def getCollectionType(self, name: str) -> CollectionType:
        """The type of a collection."""
        return self._butler.collections.get_info(name).type

    def getCollectionChain(self, parent: str) -> Sequence[str]:
        """The children of a chain."""
        info = self._butler.collections.get_info(parent)
        if info.type is not CollectionType.CHAINED:
            raise CollectionTypeError(f"Collection {parent!r} has type {info.type.name}, not CHAINED.")
        return info.children

    def getCollectionParentChains(self, collection: str) -> set[str]:
        """The chains that a collection is in."""
        return set(self._butler.collections.get_info(collection, include_parents=True).parents or ())

    def getCollectionDocumentation(self, collection: str) -> str | None:
        """What a collection is for."""
        return self._butler.collections.get_info(collection).doc or None

    def getCollectionSummary(self, collection: str) -> Any:
        """What is in a collection: ``dataset_types``."""
        info = self._butler.collections.get_info(collection, include_summary=True)
        return SimpleNamespace(dataset_types={self.getDatasetType(name) for name in info.dataset_types or ()})

    # Definitions.

    def registerCollection(self, name: str, type: CollectionType = CollectionType.TAGGED, doc: str | None = None) -> bool:
        """Registers a collection; whether it is new."""
        return self._butler.collections.register(name, type, doc)

    def registerRun(self, name: str, doc: str | None = None) -> bool:
        """Registers a RUN collection; whether it is new."""
        return self._butler.collections.register(name, CollectionType.RUN, doc)

    def removeCollection(self, name: str) -> None:
        """Removes a collection."""
        self._butler.collections.x_remove(name)

    def setCollectionChain(self, parent: str, children: Any, *, flatten: bool = False) -> None:
        """Gives a chain these children."""
        names = names_of(children)
        if flatten:
            names = list(self._butler.collections.query(names, flatten_chains=True))
        self._butler.collections.redefine_chain(parent, names)

    def setCollectionDocumentation(self, collection: str, doc: str | None) -> None:
        """Says what a collection is for."""
        self._butler._writing().set_doc(collection, doc or "")

    def registerDatasetType(self, datasetType: DatasetType) -> bool:
        """Registers a dataset type; whether it is new."""
        of = datasetType
        return self._butler._writing().register_dataset_type(of.name, of.storageClass_name, list(of.dimensions.names), of.isCalibration())

    def removeDatasetType(self, name: str | Iterable[str]) -> None:
        """Removes dataset types that no dataset has."""
        self._butler._writing().remove_dataset_types(names_of(name))

    def insertDimensionData(self, element: Any, *data: Any, conform: bool = True, replace: bool = False, skip_existing: bool = False) -> None:
        """Inserts dimension records."""
        conflict = "update" if replace else "keep" if skip_existing else "fail"
        self._butler._writing().insert_records(str(element), [_fields(record) for record in data], conflict)

    def syncDimensionData(self, element: Any, row: Any, conform: bool = True, update: bool = False) -> bool:
        """Inserts a record if it is not there yet; whether it is new. One that differs is an error, or replaced with ``update``."""
        definition = self.dimensions[str(element)]
        record = definition.RecordClass(**row) if isinstance(row, Mapping) else row
        own = definition.key_field
        key = {name: record.get(own if name == definition.name and own else name) for name in definition.required}
        before = list(self.queryDimensionRecords(element, dataId=key))
        self._butler._writing().insert_records(str(element), [_fields(record)], "update" if update else "fail")
        return not before

    # Datasets.

    def associate(self, collection: str, refs: Iterable[DatasetRef]) -> None:
        """Puts datasets into a TAGGED collection."""
        self._butler._writing().associate(collection, ids_of(refs))

    def disassociate(self, collection: str, refs: Iterable[DatasetRef]) -> None:
        """Takes datasets out of a TAGGED collection."""
        self._butler._writing().disassociate(collection, ids_of(refs))

    def certify(self, collection: str, refs: Iterable[DatasetRef], timespan: Timespan) -> None:
        """Makes datasets valid for a timespan in a CALIBRATION collection."""
        self._butler._writing().certify(collection, ids_of(refs), bounds(timespan))

    def decertify(self, collection: str, datasetType: Any, timespan: Timespan, *, dataIds: Iterable[DataId] | None = None) -> None:
        """Ends the validity of a type, or of its datasets with some data IDs, for a timespan."""
        name = getattr(datasetType, "name", datasetType)
        ids = None
        if dataIds is not None:
            wanted = {DataCoordinate.standardize(one, dimensions=self.getDatasetType(name).dimensions) for one in dataIds}
            ids = [str(one.ref.id) for one in self.queryDatasetAssociations(name, collection) if one.ref.dataId in wanted]
        self._butler._writing().decertify(collection, name, bounds(timespan), ids)

    def removeDatasets(self, refs: Iterable[DatasetRef]) -> None:
        """Removes datasets with their files."""
        self._butler._writing().prune(ids_of(refs), True, True, [])


class _Expanded(DataCoordinate):
    """A data ID with records, whose region and timespan the registry has said."""

    __slots__ = ("_region", "_span")

    def __init__(self, dimensions: Any, values: tuple[Any, ...], records: Any, region: bytes | None, span: tuple[int, int] | None):
        super().__init__(dimensions, values, records)
        self._region, self._span = region, span

    @property
    def region(self) -> Region | None:
        """Where it is on the sky."""
        return None if self._region is None else Region(self._region)

    @property
    def timespan(self) -> Timespan | None:
        """When it was."""
        return None if self._span is None else Timespan(None, None, _nsec=self._span)


def _fields(record: Any) -> list[tuple[str, Any]]:
    """The fields of a record, or of a mapping, for the native half."""
    values = dict(record) if isinstance(record, Mapping) else record.toDict()
    begin, end = values.pop("datetime_begin", None), values.pop("datetime_end", None)
    if begin is not None or end is not None:
        values["timespan"] = Timespan(begin, end)
    return [(name, _field(value)) for name, value in values.items() if value is not None]


def _field(value: Any) -> Any:
    if hasattr(value, "nsec"):
        return bounds(value)
    if hasattr(value, "encode") and not isinstance(value, str):
        return bytes(value.encode())
    return value.item() if hasattr(value, "item") else value

