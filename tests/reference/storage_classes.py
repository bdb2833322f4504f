"""Writes the storage classes of the reference: one per line of JSON, with components, derived components and parameters.

Run: pip install lsst-daf-butler==30.2026.4300; python storage_classes.py > storage_classes.jsonl
"""

import json

from lsst.daf.butler import StorageClassConfig

config = StorageClassConfig()


def resolved(name):
    """Collects what a class has of its own and what it has of the class it inherits from."""
    own = config[name]
    base = resolved(own["inheritsFrom"]) if "inheritsFrom" in own else {"components": {}, "derived": {}, "parameters": []}
    return {
        "components": {**base["components"], **dict(own.get("components") or {})},
        "derived": {**base["derived"], **dict(own.get("derivedComponents") or {})},
        "parameters": sorted({*base["parameters"], *(own.get("parameters") or [])}),
    }


for name in sorted(config):
    print(json.dumps({"name": name, **resolved(name)}, sort_keys=True))
