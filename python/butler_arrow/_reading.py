"""What ``get`` gives back: by what the storage class of a dataset is read as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ._components import component
from ._exceptions import UnimplementedError
from ._exposure import Exposure
from ._image import box_of
from ._table import Catalog, Table
from ._types import StorageClass

# Storage classes of tables, and what they are in Python.
_ASTROPY = ("ArrowAstropy", "AstropyTable")
_CATALOGS = ("Catalog", "PeakCatalog", "SimpleCatalog", "SourceCatalog", "ExposureCatalog")


def read(found: Any, parameters: Mapping[str, Any] | None, storage_class: str, read_as: str | None, identity: str) -> Any:
    """Reads the dataset, or component, that was found; as another storage class if ``read_as`` is one."""
    asked = {name: one for name, one in (parameters or {}).items() if one is not None}
    kind = StorageClass(storage_class).kind
    part = found.table_part()
    if part is not None:
        return _table(found, part, asked, read_as or storage_class)
    if read_as is not None and StorageClass(read_as).kind != kind and StorageClass(storage_class).kind != "bytes":
        raise UnimplementedError(f"{identity} is of storage class {storage_class}, which can't be read as {read_as}")
    if kind in ("exposure", "image") or found.component is not None:
        return _image(found, asked, kind, identity)
    if asked:
        # The engine says which parameters there are.
        found.read({name: str(one) for name, one in asked.items()})
    data, sort, extension = found.bytes()
    return content(data, sort, extension, identity)


def _table(found: Any, part: str, asked: dict[str, Any], storage_class: str) -> Any:
    columns = asked.pop("columns", None)
    asked.pop("strip_astropy_meta_yaml", None)
    if asked:
        found.read({name: str(one) for name, one in asked.items()})
        raise UnimplementedError(f"the parameter {', '.join(asked)} of tables is not understood")
    if part != "whole":
        head, count = found.table_head()
        return {"rowcount": count, "columns": list(head.names)}.get(part) or (Table(head) if part == "schema" else count)
    rows = found.table(None if columns is None else [columns] if isinstance(columns, str) else [str(name) for name in columns])
    return table_as(Table(rows), storage_class)


def table_as(table: Table, storage_class: str) -> Any:
    """A table as what a storage class is in memory."""
    if storage_class in _ASTROPY:
        return table.to_astropy()
    if storage_class == "AstropyQTable":
        from astropy.table import QTable

        return QTable(table.to_astropy())
    if storage_class == "DataFrame":
        frame = table.to_pandas()
        return frame.set_index(_pandas_index(table)) if _pandas_index(table) else frame
    if storage_class == "ArrowTable":
        return table.to_arrow()
    if storage_class == "ArrowNumpy":
        return table.to_astropy().as_array()
    if storage_class == "ArrowNumpyDict":
        return table.to_numpy()
    return Catalog(table._rows) if storage_class in _CATALOGS else table


def _pandas_index(table: Table) -> list[str]:
    """The columns that pandas wrote as the index of a frame."""
    told = json.loads(table._rows.metadata.get("pandas", "{}"))
    return [name for name in told.get("index_columns", []) if isinstance(name, str) and name in table.colnames]


def _image(found: Any, asked: dict[str, Any], kind: str, identity: str) -> Any:
    origin, bbox = asked.pop("origin", None), asked.pop("bbox", None)
    if asked or (origin is not None and bbox is None):
        given = {**asked, **({} if origin is None else {"origin": origin})}
        found.read({name: str(one) for name, one in given.items()})
    is_local = str(getattr(origin, "name", origin or "PARENT")).upper() == "LOCAL"
    if found.component is None:
        parts = tuple(found.parts)
        stored = None if parts else lambda: found.bytes()[0]
        exposure = Exposure(found.image, parts, None, identity, stored, (lambda name: found.of_component(name).read({})) if parts else None)
        whole = exposure.bbox
        if bbox is not None:
            exposure = exposure[box_of(bbox, whole if is_local else None)]
        if kind == "image" and not (parts or "mask" in exposure.components):
            return exposure.image
        return exposure
    parameters = {}
    if bbox is not None:
        x0, y0, width, height = box_of(bbox)
        parameters = {"bbox": f"{x0},{y0},{width},{height}", "origin": "LOCAL" if is_local else "PARENT"}
    sort, told = found.read(parameters)
    if sort == "bytes":
        return content(told, "bytes", "", identity)
    if found.component == "bbox":
        return box_of(json.loads(told))
    if found.component == "dimensions":
        return (size := json.loads(told))["width"], size["height"]
    if found.component == "xy0":
        return (begin := json.loads(told))["x"], begin["y"]
    return component(sort, told)


def content(data: bytes, kind: str, extension: str, identity: str) -> Any:
    """Bytes as what they are read as."""
    if kind == "text":
        return data.decode()
    if kind == "data":
        return structured(data, extension, identity)
    return data


def structured(data: bytes, extension: str, identity: str) -> Any:
    """Mappings, lists and scalars, of JSON or YAML."""
    text = data.decode()
    if extension == ".json" or text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            pass
    from ._native import parse_yaml

    return parse_yaml(identity, text)

