"""The butler."""

from __future__ import annotations

import os
from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._collections import ButlerCollections
from ._exceptions import ArgumentError, DatasetTypeError, MissingCollectionError, NoDefaultCollectionError
from ._finding import Finding
from ._handles import ResourcePath
from ._keeping import Keeping
from ._names import names_of, type_name
from ._native import Repository
from ._questions import Asking
from ._types import DatasetType
from ._universe import DimensionUniverse, universe_of

if TYPE_CHECKING:
    from ._registry import Registry


class Butler(Finding, Asking, Keeping):
    """A repository, and where its datasets are looked for where nothing is said.

    ``config`` is the path, URI or alias of a repository. With a ``run`` the butler writes into that, else it only reads unless it is ``writeable``.
    ``instrument`` and ``skymap`` are defaults for data IDs; those that the collections have one of only are defaults by themselves. ``as_of``, a version
    or a time, opens the repository as it was.
    """

    _universe: DimensionUniverse

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

    @staticmethod
    def get_known_repos() -> set[str]:
        """Aliases of repositories, by the file or text that the environment names."""
        return set(_index())

    @staticmethod
    def get_repo_uri(label: str, return_label: bool = False) -> str:
        """Where the repository of an alias is; with ``return_label`` what is no alias is given back."""
        index = _index()
        if label in index:
            return ResourcePath(index[label])
        if return_label:
            return ResourcePath(label)
        raise KeyError(f"no repository is called {label!r}; there are {', '.join(sorted(index)) or 'none'}")

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

    collection_chains = collections

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

    def _known(self, given: Any) -> DatasetType:
        """The dataset type that is meant by its name, or by a type that may be read as something else."""
        known = self.get_dataset_type(type_name(given))
        if not isinstance(given, DatasetType) or given == known:
            return known
        if given.dimensions != known.dimensions:
            raise DatasetTypeError(f"the dataset type {known.name!r} has the dimensions {known.dimensions}, not {given.dimensions}")
        return known.overrideStorageClass(given.storageClass_name)

    def _type_of(self, told: tuple[str, list[str], str, bool], component: str | None) -> DatasetType:
        dataset_type = DatasetType(told[0], self._universe.conform(told[1]), told[2], isCalibration=told[3])
        return dataset_type.makeComponentDatasetType(component) if component else dataset_type

    def _governors(self) -> list[tuple[str, Any]]:
        """Default values of governors."""
        if self._known_governors is None:
            inferred: dict[str, Any] = {}
            known = [name for name in self._defaults if self._exists(name)] if self._infer else []
            if known:
                inferred = dict(self._native.only_governors(known))
            self._known_governors = {**inferred, **self._given_governors}
        return list(self._known_governors.items())

    def _exists(self, collection: str) -> bool:
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


def _index() -> dict[str, str]:
    """Places of repositories by their aliases."""
    from ._native import parse_yaml

    name, text = os.environ.get("DAF_BUTLER_REPOSITORY_INDEX"), os.environ.get("DAF_BUTLER_REPOSITORIES")
    if name and not text:
        text = Path(name.removeprefix("file://")).read_text()
    return (parse_yaml(name or "DAF_BUTLER_REPOSITORIES", text) or {}) if text else {}


def _opened(root: str, kwargs: dict[str, Any]) -> Butler:
    return Butler(root, **kwargs)

