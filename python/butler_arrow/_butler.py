"""The butler."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ._asking import DataIds, DimensionRecords, Question, patterns_in, records_found
from ._collections import ButlerCollections
from ._coordinate import DataCoordinate, DataId
from ._exceptions import (
    ArgumentError,
    DatasetNotFoundError,
    InvalidQueryError,
    MissingDatasetTypeError,
    NoDefaultCollectionError,
)
from ._handles import DatasetExistence, DatasetRefURIs, DeferredDatasetHandle, FileDataset, ResourcePath
from ._keeping import Keeping
from ._names import flat, names_of, type_name
from ._native import Repository
from ._refs import DatasetRef, DatasetRefs, refs_of
from ._timespan import bounds
from ._types import DatasetType, StorageClass
from ._universe import DimensionUniverse, universe_of

if TYPE_CHECKING:
    from ._registry import Registry
    from ._table import Table


class Butler(Keeping):
    """A repository, and where its datasets are looked for where nothing is said.

    ``config`` is the path, URI or alias of a repository. With a ``run`` the butler writes into that, else it only reads unless it is ``writeable``.
    ``instrument`` and ``skymap`` are defaults for data IDs; those that the collections have one of only are defaults by themselves. ``as_of``, a version
    or a time, opens the repository as it was.
    """

    def __init__(
        self,
        config: str | PathLike[str] | None = None,
        *,
        butler: Butler | None = None,
        collections: str | Iterable[str] | None = None,
        run: str | None = None,
        searchPaths: Any = None,
        writeable: bool | None = None,
        inferDefaults: bool = True,
        without_datastore: bool = False,
        as_of: str | int | None = None,
        **kwargs: Any,
    ):
        if butler is not None:
            self._native, self._universe = butler._native, butler._universe
        elif config is None:
            raise TypeError("a repository must be named: its path, URI or alias")
        else:
            self._native = Repository.open(fspath(config), None if as_of is None else str(as_of))
            self._universe = universe_of(self._native.universe())
        unknown = [name for name in kwargs if name not in self._universe or not self._universe[name].is_governor]
        if unknown:
            raise TypeError(f"Butler() got an unexpected keyword argument {unknown[0]!r}")
        self._defaults: tuple[str, ...] = tuple(names_of(collections)) if collections is not None else ((run,) if run else ())
        self._run, self._writeable = run, bool(run) if writeable is None else writeable
        if as_of is not None and self._writeable:
            raise ArgumentError("the past can't be changed: `as_of` is for reading")
        self._given_governors, self._infer = dict(kwargs), inferDefaults
        self._known_governors: dict[str, Any] | None = None
        self._written: list[list[str]] = []
        if run is not None:
            self.collections.register(run)

    @classmethod
    def from_config(cls, config: Any = None, **kwargs: Any) -> Butler:
        """The same as calling the class."""
        return cls(config, **kwargs)

    @staticmethod
    def makeRepo(root: str | PathLike[str], config: Any = None, dimensionConfig: Any = None, **kwargs: Any) -> str:
        """Makes a repository; its URI, which opens it. ``config`` and ``dimensionConfig`` are paths of files."""
        return Repository.create(fspath(root), config, dimensionConfig).root

    def clone(self, *, collections: Any = ..., run: Any = ..., inferDefaults: Any = ..., **kwargs: Any) -> Butler:
        """The same repository with other defaults."""
        return Butler(
            butler=self,
            collections=self._defaults if collections is ... else collections,
            run=self._run if run is ... else run,
            writeable=self._writeable,
            inferDefaults=self._infer if inferDefaults is ... else inferDefaults,
            **{**self._given_governors, **kwargs},
        )

    def close(self) -> None:
        """Nothing is held that must be let go."""

    def __enter__(self) -> Butler:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        run = f", run={self._run!r}" if self._run else ""
        return f"Butler({self._native.root!r}, collections={list(self._defaults)!r}{run})"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from ._html import table

        infos = self.collections.query_info("*")
        return f"<p>{self!r}</p>" + table(["collection", "type"], [[info.name, info.type.name] for info in infos])

    def __reduce__(self) -> tuple[Any, ...]:
        kwargs = {"collections": self._defaults, "run": self._run, "writeable": self._writeable, **self._given_governors}
        return (_opened, (self._native.root, kwargs))

    # What is defined.

    @property
    def dimensions(self) -> DimensionUniverse:
        """The universe of dimensions."""
        return self._universe

    @property
    def collections(self) -> ButlerCollections:
        """The collections."""
        return ButlerCollections(self)

    @property
    def run(self) -> str | None:
        """The RUN collection that is written into."""
        return self._run

    @property
    def registry(self) -> Registry:
        """The calls of older notebooks."""
        from ._registry import Registry

        return Registry(self)

    @property
    def version(self) -> int:
        """The version of the state that is asked."""
        return self._native.version()

    def isWriteable(self) -> bool:
        """Whether it can be written."""
        return self._writeable

    def get_dataset_type(self, name: str) -> DatasetType:
        """The dataset type of that name, or of a component."""
        whole, _, component = str(name).partition(".")
        return self._type_of(self._native.dataset_type(whole), component)

    def _type_of(self, told: tuple[str, list[str], str, bool], component: str | None) -> DatasetType:
        dataset_type = DatasetType(told[0], self._universe.conform(told[1]), told[2], isCalibration=told[3])
        return dataset_type.makeComponentDatasetType(component) if component else dataset_type

    def _governors(self) -> dict[str, Any] | list[tuple[str, Any]]:
        """Default values of governors."""
        if self._known_governors is None:
            inferred: dict[str, Any] = {}
            known = [name for name in self._defaults if self._exists(name)] if self._infer else []
            if known:
                inferred = dict(self._native.only_governors(known))
            self._known_governors = {**inferred, **self._given_governors}
        return list(self._known_governors.items())

    def _exists(self, collection: str) -> bool:
        from ._exceptions import MissingCollectionError

        try:
            return bool(self._native.collections([collection], [], "keep"))
        except MissingCollectionError:
            return False

    def _places(self, collections: Any) -> list[str]:
        """The collections that are searched."""
        if collections is None:
            if not self._defaults:
                raise NoDefaultCollectionError(
                    "No collections provided, and no defaults from butler construction; give `collections=`, here or to Butler()"
                )
            return list(self._defaults)
        return names_of(collections)

    # One dataset.

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
            name = getattr(datasetRefOrType, "name", datasetRefOrType)
            if isinstance(datasetRefOrType, DatasetRef):
                name, dataId, run = datasetRefOrType.datasetType.name, datasetRefOrType.dataId, datasetRefOrType.run
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

    # Questions.

    def query_datasets(
        self,
        dataset_type: str | DatasetType,
        collections: str | Iterable[str] | None = None,
        *,
        find_first: bool = True,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        with_dimension_records: bool = False,
        order_by: Iterable[str] | str | None = None,
        limit: int | None = -20_000,
        explain: bool = True,
        **kwargs: Any,
    ) -> DatasetRefs:
        """Datasets of a type. Of several with one data ID that in the first collection counts (``find_first``); a negative limit warns where it cuts."""
        name = type_name(dataset_type)
        places = self._places(collections)
        if find_first and patterns_in(places):
            raise InvalidQueryError(f"Can not use wildcards in collections when find_first=True (given {collections})")
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, order_by=order_by, limit=limit)
        return question.datasets(name, places, find_first, records=with_dimension_records, explain=explain)

    def query_data_ids(
        self,
        dimensions: Any,
        *,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        with_dimension_records: bool = False,
        order_by: Iterable[str] | str | None = None,
        limit: int | None = -20_000,
        explain: bool = True,
        **kwargs: Any,
    ) -> DataIds:
        """Data IDs of some dimensions."""
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, order_by=order_by, limit=limit)
        return question.data_ids(dimensions, records=with_dimension_records, explain=explain)

    def query_dimension_records(
        self,
        element: str,
        *,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        order_by: Iterable[str] | str | None = None,
        limit: int | None = -20_000,
        explain: bool = True,
        **kwargs: Any,
    ) -> DimensionRecords:
        """Records of a dimension element."""
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, order_by=order_by, limit=limit)
        return records_found(question, element, explain=explain)

    def query_all_datasets(
        self,
        collections: str | Iterable[str] | None = None,
        *,
        name: str | Iterable[str] = "*",
        find_first: bool = True,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        limit: int | None = -20_000,
        **kwargs: Any,
    ) -> DatasetRefs:
        """Datasets of all types that names and patterns stand for."""
        names, places = names_of(name), self._places(collections)
        if find_first and patterns_in(places):
            raise InvalidQueryError(f"Can not use wildcards in collections when find_first=True (given {collections})")
        if not self._native.dataset_types(names):
            raise MissingDatasetTypeError(f"no dataset type fits {', '.join(names)}")
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, limit=limit)
        refs, left = DatasetRefs(), None if limit is None else abs(limit)
        for of, rows in self._native.all_datasets(names, places, find_first, question.given()):
            if left is not None and len(rows) > left:
                # Only a limit that warns asks for one more.
                rows = question.cut_to(rows, left)
            refs.extend(refs_of(rows, self.get_dataset_type(of)))
            left = None if left is None else left - len(rows)
        return refs

    def sql(self, query: str, *, collections: str | Iterable[str] | None = None) -> Table:
        """The answer to a statement in SQL, over the registry and over dataset types as tables; see docs/sql.md."""
        from ._table import Table

        places = list(self._defaults) if collections is None else names_of(collections)
        return Table(self._native.sql(query, places))

    @contextmanager
    def query(self) -> Iterator[Any]:
        """The reference's builder of queries is not offered; SQL is."""
        raise NotImplementedError("butler.query() is not offered; use query_datasets, query_data_ids, query_dimension_records or sql")
        yield

    # Files that come along.

    def retrieveArtifacts(
        self,
        refs: Iterable[DatasetRef],
        destination: str | PathLike[str],
        transfer: str = "auto",
        preserve_path: bool = True,
        overwrite: bool = False,
    ) -> list[ResourcePath]:
        """Brings the files of datasets to a folder or URI; where each is."""
        ids = [str(ref.id) for ref in refs]
        return [ResourcePath(place) for place in self._native.retrieve(ids, fspath(destination), transfer, preserve_path, overwrite)]


def _opened(root: str, kwargs: dict[str, Any]) -> Butler:
    return Butler(root, **kwargs)


__all__ = ["Butler", "DataCoordinate", "FileDataset"]
