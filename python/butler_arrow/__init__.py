"""The data butler of the LSST Science Pipelines in Python, with the reference's names and Arrow's tables.

    from butler_arrow import Butler
    butler = Butler("s3://bucket/repo", collections="shared/HSC")
    refs = butler.query_datasets("calexp", where="band = 'i'")
    src = butler.get("src", dataId=refs[0].dataId).to_astropy()

Nothing but the standard library is imported before it is needed: astropy, NumPy and the rest come with the first object that has something of theirs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._exceptions import __all__ as _EXCEPTIONS

# Where each public name is defined.
_HOME = {
    "Butler": "_butler",
    "ButlerCollections": "_collections",
    "CollectionInfo": "_collections",
    "CollectionType": "_collections",
    "DataCoordinate": "_coordinate",
    "DataId": "_coordinate",
    "DatasetAssociation": "_results",
    "DatasetExistence": "_handles",
    "DatasetRef": "_refs",
    "DatasetRefURIs": "_handles",
    "DatasetType": "_types",
    "DeferredDatasetHandle": "_handles",
    "DimensionElement": "_universe",
    "DimensionGroup": "_universe",
    "DimensionRecord": "_records",
    "DimensionUniverse": "_universe",
    "Catalog": "_table",
    "Exposure": "_exposure",
    "FileDataset": "_handles",
    "Image": "_image",
    "Mask": "_image",
    "Progress": "_progress",
    "ProgressBar": "_progress",
    "ProgressHandler": "_progress",
    "Region": "_region",
    "Registry": "_registry",
    "ResourcePath": "_handles",
    "SkyWcs": "_wcs",
    "StorageClass": "_types",
    "Table": "_table",
    "Timespan": "_timespan",
    "read_image": "_exposure",
    "read_table": "_table",
}
_HOME.update(dict.fromkeys(_EXCEPTIONS, "_exceptions"))

__all__ = sorted(_HOME)

if TYPE_CHECKING:
    from ._butler import Butler as Butler
    from ._collections import ButlerCollections as ButlerCollections
    from ._collections import CollectionInfo as CollectionInfo
    from ._collections import CollectionType as CollectionType
    from ._coordinate import DataCoordinate as DataCoordinate
    from ._coordinate import DataId as DataId
    from ._exceptions import *  # noqa: F403
    from ._exposure import Exposure as Exposure
    from ._exposure import read_image as read_image
    from ._handles import DatasetExistence as DatasetExistence
    from ._handles import DatasetRefURIs as DatasetRefURIs
    from ._handles import DeferredDatasetHandle as DeferredDatasetHandle
    from ._handles import FileDataset as FileDataset
    from ._handles import ResourcePath as ResourcePath
    from ._image import Image as Image
    from ._image import Mask as Mask
    from ._progress import Progress as Progress
    from ._progress import ProgressBar as ProgressBar
    from ._progress import ProgressHandler as ProgressHandler
    from ._records import DimensionRecord as DimensionRecord
    from ._refs import DatasetRef as DatasetRef
    from ._region import Region as Region
    from ._registry import Registry as Registry
    from ._results import DatasetAssociation as DatasetAssociation
    from ._table import Catalog as Catalog
    from ._table import Table as Table
    from ._table import read_table as read_table
    from ._timespan import Timespan as Timespan
    from ._types import DatasetType as DatasetType
    from ._types import StorageClass as StorageClass
    from ._universe import DimensionElement as DimensionElement
    from ._universe import DimensionGroup as DimensionGroup
    from ._universe import DimensionUniverse as DimensionUniverse
    from ._wcs import SkyWcs as SkyWcs


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from ._native import __version__

        return __version__
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
