"""Calls about one dataset: where it is, and what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ._coordinate import DataCoordinate, DataId
from ._exceptions import DatasetNotFoundError
from ._handles import DatasetExistence, DatasetRefURIs, DeferredDatasetHandle, ResourcePath
from ._names import flat, ids_of, type_name
from ._progress import watching
from ._refs import DatasetRef, DatasetRefs
from ._timespan import bounds
from ._types import DatasetType, StorageClass

if TYPE_CHECKING:
    from ._native import Repository
    from ._registry import Registry


class Finding:
    """Calls that find datasets and read them."""

    _native: Repository
    _run: str | None

    @property
    def registry(self) -> Registry:
        """The calls of older notebooks."""
        raise NotImplementedError

    def get_dataset_type(self, name: str) -> DatasetType:
        """The dataset type of that name, or of a component."""
        raise NotImplementedError

    def _type_of(self, told: tuple[str, list[str], str, bool], component: str | None) -> DatasetType:
        raise NotImplementedError

    def _governors(self) -> list[tuple[str, Any]]:
        raise NotImplementedError

    def _places(self, collections: Any) -> list[str]:
        raise NotImplementedError

    def _written_out(self, data_id: DataId | None, more: Mapping[str, Any], dataset_type: DatasetType) -> list[tuple[str, Any]]:
        """A data ID as people write it, with the default governors that the type has."""
        written = flat(data_id, more)
        names = {key.partition(".")[0] for key, _ in written}
        return written + [(key, one) for key, one in self._governors() if key not in names and key in dataset_type.dimensions]

    def _find(self, given: Any, data_id: DataId | None, collections: Any, timespan: Any, more: Mapping[str, Any]) -> tuple[Any, Any]:
        """What was found, and the dataset type that was asked for."""
        if isinstance(given, DatasetRef) or (hasattr(given, "datasetType") and hasattr(given, "id")):
            if data_id is not None or more:
                raise ValueError("DatasetRef given, cannot use dataId as well")
            component = given.datasetType.component()
            return self._native.locate(str(given.id), component), given.datasetType
        name = type_name(given)
        span = None if timespan is None else bounds(timespan)
        return self._native.find(name, flat(data_id, more), self._places(collections), self._governors(), span), given

    def find_dataset(
        self,
        dataset_type: DatasetType | str,
        data_id: DataId | None = None,
        *,
        collections: str | Sequence[str] | None = None,
        timespan: Any = None,
        storage_class: str | StorageClass | None = None,
        dimension_records: bool = False,
        datastore_records: bool = False,
        **kwargs: Any,
    ) -> DatasetRef | None:
        """The dataset of a type with a data ID, in the first collection that has it; None if none has."""
        try:
            found, asked = self._find(dataset_type, data_id, collections, timespan, kwargs)
        except DatasetNotFoundError:
            return None
        return self._ref(found, getattr(asked, "storageClass_name", None) if storage_class is None else storage_class, dimension_records)

    def _ref(self, found: Any, storage_class: Any, records: bool = False) -> DatasetRef:
        """The reference of what was found."""
        dataset_type = self._type_of(found.told, found.component)
        if storage_class is not None and str(storage_class) != dataset_type.storageClass_name:
            dataset_type = dataset_type.overrideStorageClass(storage_class)
        if records:
            data_id = self.registry.expandDataId(dict(found.data_id()), withDefaults=False)
            return DatasetRef(dataset_type, data_id, found.run, id=UUID(found.id), conform=False)
        data_id = DataCoordinate(dataset_type.dimensions, tuple(found.values()))
        return DatasetRef(dataset_type, data_id, found.run, id=UUID(found.id), conform=False)

    def get_dataset(
        self,
        id: UUID | str,
        *,
        storage_class: str | StorageClass | None = None,
        dimension_records: bool = False,
        datastore_records: bool = False,
    ) -> DatasetRef | None:
        """The dataset with a UUID; None if there is none."""
        try:
            return self._ref(self._native.locate(str(id)), storage_class, dimension_records)
        except DatasetNotFoundError:
            return None

    def get_many_datasets(self, ids: Iterable[UUID | str]) -> list[DatasetRef]:
        """The datasets with these UUIDs; those that there are not are left out."""
        return DatasetRefs(ref for one in ids if (ref := self.get_dataset(one)) is not None)

    def get(
        self,
        datasetRefOrType: DatasetRef | DatasetType | str,
        /,
        dataId: DataId | None = None,
        *,
        parameters: Mapping[str, Any] | None = None,
        collections: Any = None,
        storageClass: StorageClass | str | None = None,
        timespan: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Reads a dataset: a reference, or a type (or component, ``calexp.wcs``) with a data ID."""
        from ._reading import read

        found, asked = self._find(datasetRefOrType, dataId, collections, timespan, kwargs)
        read_as = str(storageClass) if storageClass is not None else getattr(asked, "storageClass_name", None)
        class_name = found.told[2]
        if found.component:
            class_name = StorageClass(class_name).component(found.component).name
        identity = f"{found.dataset_type}{'.' + found.component if found.component else ''}@{dict(found.data_id())}"
        return read(found, parameters, class_name, None if read_as == class_name else read_as, identity)

    def getDirect(self, ref: DatasetRef, *, parameters: Mapping[str, Any] | None = None, storageClass: Any = None) -> Any:
        """Reads the dataset of a reference."""
        return self.get(ref, parameters=parameters, storageClass=storageClass)

    def getDeferred(
        self,
        datasetRefOrType: DatasetRef | DatasetType | str,
        /,
        dataId: DataId | None = None,
        *,
        parameters: Mapping[str, Any] | None = None,
        collections: Any = None,
        storageClass: str | StorageClass | None = None,
        timespan: Any = None,
        **kwargs: Any,
    ) -> DeferredDatasetHandle:
        """Finds a dataset, which is read later, once or often."""
        found, asked = self._find(datasetRefOrType, dataId, collections, timespan, kwargs)
        ref = asked if isinstance(asked, DatasetRef) else self._ref(found, None)
        return DeferredDatasetHandle(self, ref, parameters, storageClass)

    def getURIs(
        self,
        datasetRefOrType: DatasetRef | DatasetType | str,
        /,
        dataId: DataId | None = None,
        *,
        predict: bool = False,
        collections: Any = None,
        run: str | None = None,
        **kwargs: Any,
    ) -> DatasetRefURIs:
        """Where the files of a dataset are, or would be (``predict``): that of the whole, or those of its components."""
        mark = ""
        try:
            found, _ = self._find(datasetRefOrType, dataId, collections or run, None, kwargs)
            uris = found.uris()
            if not uris and not predict:
                raise DatasetNotFoundError(f"{found.dataset_type} {found.id} is registered, and not stored")
        except DatasetNotFoundError:
            if not predict:
                raise
            uris = []
        if not uris:
            run, mark = run or self._run, "#predicted"
            if run is None:
                raise TypeError("Cannot predict dataset ID/location with run=None.")
            if isinstance(datasetRefOrType, DatasetRef):
                name, dataId, run = datasetRefOrType.datasetType.name, datasetRefOrType.dataId, datasetRefOrType.run
            else:
                name = type_name(datasetRefOrType)
            uris = self._native.predict(name, run, self._written_out(dataId, kwargs, self.get_dataset_type(name)))
        whole = next((ResourcePath(uri + mark) for part, uri in uris if part is None), None)
        return DatasetRefURIs(whole, {part: ResourcePath(uri + mark) for part, uri in uris if part is not None})

    def getURI(self, datasetRefOrType: DatasetRef | DatasetType | str, /, dataId: DataId | None = None, **kwargs: Any) -> ResourcePath:
        """Where the file of a dataset is."""
        whole, parts = self.getURIs(datasetRefOrType, dataId, **kwargs)
        if whole is None and len(parts) == 1 and "." in str(getattr(datasetRefOrType, "name", datasetRefOrType)):
            return next(iter(parts.values()))
        if whole is None or parts:
            raise RuntimeError(f"Dataset ({datasetRefOrType}) includes distinct URIs for components. Use Butler.getURIs() instead.")
        return whole

    def exists(
        self,
        dataset_ref_or_type: DatasetRef | DatasetType | str,
        /,
        data_id: DataId | None = None,
        *,
        full_check: bool = True,
        collections: Any = None,
        **kwargs: Any,
    ) -> DatasetExistence:
        """Where a dataset is known; with ``full_check`` whether its files are there."""
        try:
            found, _ = self._find(dataset_ref_or_type, data_id, collections, None, kwargs)
        except DatasetNotFoundError:
            return DatasetExistence.UNRECOGNIZED
        existence = DatasetExistence.RECORDED
        if found.is_stored:
            existence |= DatasetExistence.DATASTORE
            if not full_check:
                existence |= DatasetExistence._ASSUMED
            elif found.are_files_there():
                existence |= DatasetExistence._ARTIFACT
        return existence

    stored = exists

    def stored_many(self, refs: Iterable[DatasetRef]) -> dict[DatasetRef, bool]:
        """Of each dataset whether it is stored."""
        return {ref: bool(self.exists(ref, full_check=False)) for ref in refs}

    def get_many_uris(self, refs: Iterable[DatasetRef], predict: bool = False, allow_missing: bool = False) -> dict[DatasetRef, DatasetRefURIs]:
        """Where the files of datasets are; those that are not stored are an error, or left out."""
        found = {}
        for ref in refs:
            try:
                found[ref] = self.getURIs(ref, predict=predict)
            except DatasetNotFoundError:
                if not allow_missing:
                    raise
        return found

    def retrieveArtifacts(
        self,
        refs: Iterable[DatasetRef],
        destination: str | PathLike[str],
        transfer: str = "auto",
        preserve_path: bool = True,
        overwrite: bool = False,
    ) -> list[ResourcePath]:
        """Brings the files of datasets to a folder or URI; where each is."""
        with watching("retrieve") as watcher:
            places = self._native.retrieve(ids_of(refs), fspath(destination), transfer, preserve_path, overwrite, watcher)
        return [ResourcePath(place) for place in places]
