"""Small things that calls give back: where files are, whether datasets exist, and datasets that are read later."""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ._coordinate import DataCoordinate
    from ._refs import DatasetRef


class ResourcePath(str):
    """The URI of a file. It is a text, with what is asked most of the reference's class of this name."""

    def geturl(self) -> str:
        """The text."""
        return str(self)

    @property
    def scheme(self) -> str:
        """What stands before ``://``; ``file`` if nothing does."""
        return self.partition("://")[0] if "://" in self else "file"

    @property
    def ospath(self) -> str:
        """The path of a local file."""
        from urllib.parse import unquote, urlsplit

        if self.scheme != "file":
            raise AttributeError(f"{self} is not a local file")
        return unquote(urlsplit(self).path) if "://" in self else str(self)

    @property
    def path(self) -> str:
        """What stands behind the host, or the bucket."""
        from urllib.parse import unquote, urlsplit

        return unquote(urlsplit(self).path) if "://" in self else str(self)

    @property
    def netloc(self) -> str:
        """The host, or the bucket."""
        from urllib.parse import urlsplit

        return urlsplit(self).netloc

    @property
    def fragment(self) -> str:
        """What stands behind ``#``."""
        return self.partition("#")[2]

    @property
    def isLocal(self) -> bool:
        """Whether it is a local file."""
        return self.scheme == "file"

    def exists(self) -> bool:
        """Whether a local file is there."""
        return os.path.exists(self.ospath)

    def read(self, size: int = -1) -> bytes:
        """The bytes of a local file; ``Butler.retrieveArtifacts`` brings one of a store."""
        with open(self.ospath, "rb") as file:
            return file.read(size)

    def dirname(self) -> ResourcePath:
        """Where it is."""
        return ResourcePath(self.rpartition("/")[0] + "/")

    def basename(self) -> str:
        """The name of the file."""
        return self.path.rstrip("/").rpartition("/")[2]

    def getExtension(self) -> str:
        """What the name ends in."""
        _, dot, end = self.basename().rpartition(".")
        return dot + end if dot else ""


class DatasetRefURIs(NamedTuple):
    """Where the files of a dataset are: that of the whole, or those of its components."""

    primaryURI: ResourcePath | None
    componentURIs: dict[str, ResourcePath]


class DatasetExistence(enum.Flag):
    """Where a dataset is known; true if it is there."""

    UNRECOGNIZED = 0
    RECORDED = enum.auto()
    DATASTORE = enum.auto()
    _ARTIFACT = enum.auto()
    _ASSUMED = enum.auto()
    KNOWN = RECORDED | DATASTORE | _ASSUMED
    VERIFIED = RECORDED | DATASTORE | _ARTIFACT

    def __bool__(self) -> bool:
        return self.value in (DatasetExistence.KNOWN.value, DatasetExistence.VERIFIED.value)


@dataclass
class FileDataset:
    """A file, and the datasets in it."""

    path: str
    refs: list[DatasetRef]
    formatter: Any = None

    def __init__(self, path: Any, refs: Any, *, formatter: Any = None):
        self.path = str(path)
        self.refs = list(refs) if isinstance(refs, (list, tuple)) else [refs]
        self.formatter = formatter


@dataclass
class DeferredDatasetHandle:
    """A dataset that was found, and is read later, once or often."""

    butler: Any
    ref: DatasetRef
    parameters: Mapping[str, Any] | None = None
    storageClass: Any = None

    def get(self, *, component: str | None = None, parameters: Mapping[str, Any] | None = None, storageClass: Any = None) -> Any:
        """Reads it, or a component of it."""
        merged = {**(self.parameters or {}), **(parameters or {})}
        ref = self.ref if component is None else self.ref.makeComponentRef(component)
        read_as = storageClass if storageClass is not None or component is not None else self.storageClass
        return self.butler.get(ref, parameters=merged, storageClass=read_as)

    @property
    def dataId(self) -> DataCoordinate:
        """Its data ID."""
        return self.ref.dataId
