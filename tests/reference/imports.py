"""Record what the reference holds after importing the exports of ../data/exports, and what it says to faulty ones.

    pip install lsst-daf-butler && python imports.py > imported_repositories.jsonl      (recorded 2026-11-22, 30.2026.4300, SQLite)

One JSON object a line: {"repository", "files", "sections": {section: {"rows", "digest"}}}. A section is `collection`, `dataset_type`, `dataset` or the name of a
dimension element; its digest is the UUID (version 5, in the namespace OID) of its rows as JSON with sorted keys and without blanks, sorted and
joined by line breaks. Numbers with a dot are given by the bytes of the double in hexadecimal.
"""

import contextlib
import io
import json
import struct
import sys
import tempfile
import uuid
import warnings
from pathlib import Path

from lsst.daf.butler import Butler, CollectionType, Timespan
from lsst.daf.butler.time_utils import TimeConverter

REPOSITORIES = {
    "mini": ["base", "mini_datasets", "spatial"],
    "rc2": ["hsc_rc2_subset"],
    "rc2v0": ["hsc_rc2_subset_v0"],
    "ci_hsc_subset": ["ci_hsc_subset_skymap", "ci_hsc_subset"],
    "lsstcam": ["lsstcam_subset"],
    "jointcal_hsc": ["jointcal_hsc"],
    "jointcal_cfht": ["prelude_refcats", "jointcal_cfht"],
    "jointcal_latiss": ["jointcal_latiss"],
    "ci_hsc_external": ["prelude_refcats", "ci_hsc_dimensions", "cihsc_external", "cihsc_external_jointcal",
                        "cihsc_external_pretrained_models"],
    "hsc_session": ["hsc_session"],
    "synth": ["synth"],
}
EXPORTS = Path(__file__).parent.parent / "data" / "exports"


def timespan_json(span):
    if span is None:
        return None
    if span.isEmpty():
        return {"empty": True}
    c = TimeConverter()
    return {"begin": None if span.begin is None else c.astropy_to_nsec(span.begin),
            "end": None if span.end is None else c.astropy_to_nsec(span.end)}


def value_json(value):
    if isinstance(value, float):
        return {"double": struct.pack(">d", value).hex()}
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, Timespan):
        return timespan_json(value)
    if hasattr(value, "encode") and not isinstance(value, str):
        return {"region": value.encode().hex()}
    return value


def contents(butler):
    sections = {"collection": [], "dataset_type": [], "dataset": []}
    for info in butler.collections.query_info("*", include_doc=True):
        row = {"name": info.name, "type": info.type.name, "doc": info.doc}
        if info.type is CollectionType.CHAINED:
            row["children"] = list(info.children)
        sections["collection"].append(row)
    for t in butler.registry.queryDatasetTypes("*"):
        sections["dataset_type"].append({"name": t.name, "dimensions": list(t.dimensions.names),
                                         "storage_class": t.storageClass_name, "is_calibration": t.isCalibration()})
        for a in butler.registry.queryDatasetAssociations(t, collections="*", collectionTypes={
                CollectionType.RUN, CollectionType.TAGGED, CollectionType.CALIBRATION}, flattenChains=False):
            sections["dataset"].append({"dataset_type": t.name, "run": a.ref.run, "id": str(a.ref.id),
                                        "data_id": dict(a.ref.dataId.required), "collection": a.collection,
                                        "timespan": timespan_json(a.timespan)})
    for element in butler.dimensions.elements:
        if element.has_own_table:
            rows = []
            for record in butler.registry.queryDimensionRecords(element):
                rows.append({name: value_json(getattr(record, name)) for name in element.RecordClass.__slots__
                             if name in element.schema.names})
            sections[element.name] = rows
    return {name: rows for name, rows in sections.items() if rows}


def main():
    warnings.simplefilter("ignore")
    for name, files in REPOSITORIES.items():
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stderr(io.StringIO()):
            Butler.makeRepo(root)
            butler = Butler.from_config(root, writeable=True)
            for file in files:
                import_rows(butler, EXPORTS / f"{file}.yaml")
            sections = {}
            for section, rows in contents(butler).items():
                lines = sorted(json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for r in rows)
                if "--rows" in sys.argv:
                    print(name, section, *lines, sep="\n", file=sys.stdout)
                sections[section] = {"rows": len(lines), "digest": str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(lines)))}
        print(json.dumps({"repository": name, "files": files, "sections": sections}))


def import_rows(butler, path):
    """Import without files and without formatter classes, which need not be installed."""
    from lsst.daf.butler.transfers import YamlRepoImportBackend
    text = "\n".join(line for line in path.read_text().split("\n") if not line.strip().startswith("formatter:"))
    backend = YamlRepoImportBackend(io.StringIO(text), butler)
    backend.register()
    with butler.transaction():
        backend.load(datastore=None)


if __name__ == "__main__":
    main()
