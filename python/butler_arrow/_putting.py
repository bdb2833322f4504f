"""What ``put`` stores: by what the storage class of a dataset is read as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ._components import Record
from ._exceptions import UnimplementedError
from ._exposure import Exposure
from ._table import Table
from ._types import DatasetType


def store(native: Any, obj: Any, dataset_type: DatasetType, run: str, data_id: list[tuple[str, Any]]) -> str:
    """Stores an object; the UUID of the dataset."""
    name, kind = dataset_type.name, dataset_type.storageClass.kind
    if isinstance(obj, (bytes, bytearray, memoryview)):
        return native.put_bytes(bytes(obj), name, run, data_id)
    if kind == "table" and dataset_type.storageClass_name == "DataFrame" and hasattr(obj, "to_parquet"):
        # With the index, as pandas writes it.
        return native.put_bytes(obj.to_parquet(None), name, run, data_id)
    if kind == "table":
        return native.put_table(Table(obj)._rows, name, run, data_id)
    if kind == "text" and isinstance(obj, str):
        return native.put_bytes(obj.encode(), name, run, data_id)
    if kind == "data":
        # JSON is YAML.
        text = json.dumps(plain(obj), indent=2, ensure_ascii=False)
        return native.put_bytes(f"{text}\n".encode(), name, run, data_id)
    if kind in ("exposure", "image") and isinstance(obj, Exposure):
        return native.put_bytes(obj._bytes(), name, run, data_id, ".fits")
    raise UnimplementedError(
        f"a {type(obj).__name__} can't be stored as {dataset_type.storageClass_name}; bytes of a file can, and `ingest` takes files"
    )


def plain(obj: Any) -> Any:
    """Mappings, lists, numbers and texts only."""
    if isinstance(obj, Record):
        return obj.toDict()
    if isinstance(obj, Mapping):
        return {str(name): plain(one) for name, one in obj.items()}
    if isinstance(obj, (list, tuple, set, frozenset)):
        return [plain(one) for one in obj]
    if obj is None or isinstance(obj, (bool, int, float, str)):
        return obj
    if hasattr(obj, "tolist"):
        return obj.tolist()
    for way in ("model_dump", "toDict", "to_dict"):
        if hasattr(obj, way):
            return plain(getattr(obj, way)())
    raise UnimplementedError(f"a {type(obj).__name__} is no mapping, list, number or text")
