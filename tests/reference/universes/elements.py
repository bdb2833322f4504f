"""Writes what the reference makes of each version of its dimension universe: one line of JSON per version.

Run: pip install lsst-daf-butler==30.2026.4300; python elements.py > elements.jsonl
"""

import json
import os

import lsst.daf.butler
from lsst.daf.butler import DimensionConfig, DimensionUniverse

folder = os.path.join(os.path.dirname(lsst.daf.butler.__file__), "configs", "old_dimensions")


def name(element):
    return element.name if element is not None else None


def describe(universe, element):
    if element.name in universe.skypix_dimensions.names:
        return {"name": element.name, "skypix": True}
    return {
        "name": element.name,
        "required": list(element.required.names),
        "implied": list(element.implied.names),
        "fields": list(element.RecordClass.fields.names),
        "spatial": name(element.spatial),
        "temporal": name(element.temporal),
        "governor": name(element.governor),
        "own_table": element.has_own_table,
        "view_of": name(element.implied_union_target),
        "populated_by": name(element.populated_by),
        "always_join": element.alwaysJoin,
        "defines_relationships": element.defines_relationships,
        "is_dimension": element.name in universe.dimensions.names,
    }


for version in range(9):
    universe = DimensionUniverse(DimensionConfig(os.path.join(folder, f"daf_butler_universe{version}.yaml")))
    facts = {
        "version": version,
        "namespace": universe.namespace,
        "common": universe.commonSkyPix.name,
        "elements": [describe(universe, element) for element in universe.elements],
    }
    print(json.dumps(facts, sort_keys=True))
