"""Writes dataset IDs that the reference derives from data IDs: one case per line of JSON.

Run: pip install lsst-daf-butler==30.2026.4300; python dataset_ids.py > dataset_ids.jsonl
"""

import json
import uuid

from lsst.daf.butler import DataCoordinate, DatasetIdFactory, DatasetIdGenEnum, DatasetType, DimensionUniverse

universe = DimensionUniverse()
factory = DatasetIdFactory()
cases = [
    ("raw", "HSC/raw/all", {"instrument": "HSC", "detector": 16, "exposure": 903334}),
    ("calexp", "u/somebody/run 1", {"instrument": "HSC", "detector": 100, "visit": 903334}),
    ("skyMap", "skymaps", {"skymap": "hsc_rings_v1"}),
    ("deepCoadd", "a", {"skymap": "s", "tract": 0, "patch": 69, "band": "i"}),
    ("ref", "refcats", {"htm7": 231819}),
    ("ref9", "refcats/é", {"htm7": 231819, "htm9": 3710000, "healpix11": 5}),
    ("packages", "run", {}),
    ("sub", "run", {"band": "r", "subfilter": 1, "instrument": "LSSTCam", "visit": 2025010100001}),
    ("bias", "x/y", {"instrument": "Ünï", "detector": 0}),
    ("snap", "x,y=z", {"instrument": "a,b=c", "group": "2020-01-01T00:00:00.000", "exposure": 0, "visit_system": 1}),
]
for name, run, data_id in cases:
    full = DataCoordinate.standardize(data_id, universe=universe)
    dataset_type = DatasetType(name, full.dimensions, "StructuredDataDict")
    case = {"type": name, "run": run, "data_id": data_id}
    for mode in (DatasetIdGenEnum.DATAID_TYPE, DatasetIdGenEnum.DATAID_TYPE_RUN):
        case[mode.name] = str(factory.makeDatasetId(run, dataset_type, full, mode))
    print(json.dumps(case, sort_keys=True))
namespace = uuid.UUID("4d4851f4-2890-4d41-8779-5f38a3f5062b")
for number in (0, 1, 1647, 2**40, -1):
    print(json.dumps({"integer": number, "uuid": str(uuid.uuid3(namespace, str(number)))}))
