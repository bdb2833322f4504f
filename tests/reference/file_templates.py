"""Record where the reference puts the files of datasets: its default templates on the datasets of ../data/exports, and odd templates on a few of them.

    pip install lsst-daf-butler && python file_templates.py > file_templates.jsonl      (recorded 2026-11-22, 30.2026.4300, SQLite)

One JSON object a line: {"template": null for the default ones, "type", "dimensions", "storage_class", "component", "run", "id", "values", "path"}; "path" is
null where the reference refuses. "values" holds dimensions under their names and fields of records under `element.field`. The format of a timespan or
region is left out.
"""

import contextlib
import io
import json
import re
import sys
import tempfile
import uuid
import warnings

from imports import EXPORTS, REPOSITORIES, import_rows

from lsst.daf.butler import Butler, DatasetRef, DatasetType
from lsst.daf.butler.datastore.file_templates import FileTemplate

ODD = [
    "{run}/{visit}",
    "{run:/}/{visit}.{detector}",
    "{run}_{visit:08d}",
    "{run}_{visit:x}{visit:#X}{visit:b}{visit:#o}",
    "{run}_{visit:,}{visit:_}{visit:_x}",
    "{run}_{visit:+d}{visit: }{visit:>12}{visit:<12}{visit:^13}{visit:*^12}{visit:=+12}",
    "{run}_{visit:012,}{visit:#012x}{visit:.2f}{visit:.3e}{visit:%}{visit:E}",
    "{run}_{visit:s}",
    "{run}_{visit:.2}",
    "{run}_{instrument:d}",
    "{run}_{instrument:>8}{instrument:08}{instrument:.2}{instrument:x<6.1s}",
    "{run}_{visit.exposure_time}{visit.exposure_time:.2f}{visit.exposure_time:010.3f}{visit.exposure_time:e}",
    "{run}_{visit.azimuth:?}_{visit}",
    "{run}_{visit.zenith_angle:.3f}",
    "{run}_{exposure.obs_id|visit.name}_{exposure|visit}",
    "{run}_{exposure.obs_id}_{visit}",
    "{run}_{exposure.obs_id:?}_{visit}",
    "{run}/{exposure.obs_id:?}/{visit}",
    "{run}/a{exposure.obs_id:?}/{visit}",
    "{run}.{nosuch:?}.{visit}",
    "{run}_{nosuch}_{visit}",
    "{run}_{visit.nosuch:?}_{visit}",
    "{run}_{visit.nosuch}_{visit}",
    "{run}_{detector.full_name}_{detector.purpose}_{detector.id}_{visit.id}",
    "{run}_{detector.full_name:/}_{visit}",
    "{run}_{visit.target_name}_{visit.science_program}_{visit.observation_reason}",
    "{datasetType}/{run}/{band}#{visit}.x",
    "{datasetType}.{component:?}/{run}/{visit}",
    "{datasetType}_{component}_{run}_{visit}",
    "{{{run}}}{{}}{visit}",
    "/{run:/}//./{visit}/",
    "{run:/}/{visit}/.",
    "{id}",
    "{run}/{visit}/{id}",
    "{id}/{visit}",
    "{run}/{day_obs}/{visit}",
    "{run}/{visit}/..",
    "{run}/{skypix:?}/{htm7:?}/{visit:?}",
    "{run}/{skypix.id:?}_{htm7:09}",
    "{datasetType}/{visit}",
    "{run}",
    "{run}/{collection}/{visit}",
    "{run}/../{visit}",
    "{run}/{visit",
    "{run}/{visit}}",
    "{run}/{visit:q}",
    "{run}/{visit:?/08d}",
    "{run:>40}{visit}",
    "{run}_{instrument.class_name}_{instrument.visit_max:_}_{visit}",
    "{run}_{physical_filter}_{visit.physical_filter}_{band}",
    "{run}_{tract:05}_{patch:/}_{skymap}_{patch.cell_x}",
]
RUNS = ["u/me/run 1", "../up/run", "a:b|c?d*e<f>g\"h\\i", "x/./y//z", "/lead/and/trail/", "dots.in.run#1"]


def record(template, ref, component):
    """Prints what the reference makes of one dataset."""
    whole = ref
    if component is not None:
        ref = ref.makeComponentRef(component)
    values = {name: value for name, value in ref.dataId.mapping.items()}
    for element in ref.dimensions.elements:
        found = ref.dataId.records[element]
        if found is not None:
            for name, value in found.toDict().items():
                if isinstance(value, (int, float, str, bool, type(None))):
                    values[f"{element}.{name}"] = value
    used = template.template if template else DEFAULTS
    wanted = set(re.findall(r"[a-z_]+\.[a-z_]+", used)) | set(ref.dataId.mapping)
    try:
        path = (template or TEMPLATES.getTemplate(ref)).format(ref)
    except Exception:
        path = None
    print(json.dumps({
        "template": template.template if template else None, "type": whole.datasetType.name,
        "dimensions": list(whole.dimensions.names), "storage_class": whole.datasetType.storageClass_name, "component": component,
        "run": ref.run, "id": str(ref.id), "values": {k: v for k, v in values.items() if k in wanted}, "path": path,
    }))


def refused(text):
    """Whether the reference refuses a template whatever it is for."""
    try:
        FileTemplate(text)
    except Exception:
        return True
    return False


butlers = {}
for name, files in REPOSITORIES.items():
    with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Butler.makeRepo(root)
        butler = Butler.from_config(root, writeable=True)
        for file in files:
            import_rows(butler, EXPORTS / f"{file}.yaml")
        found = {}
        for dataset_type in butler.registry.queryDatasetTypes():
            for ref in sorted(butler.registry.queryDatasets(dataset_type, collections=...), key=lambda ref: (ref.run, str(ref.id))):
                found.setdefault((ref.datasetType.name, ref.run), []).append(ref)
        butlers[name] = [ref.expanded(butler.registry.expandDataId(ref.dataId))
                         for refs in found.values() for ref in refs[:2]]
        TEMPLATES = butler._datastore.templates
        DEFAULTS = " ".join([TEMPLATES.default.template, *(str(t) for t in TEMPLATES.templates.values())])
for name, refs in butlers.items():
    for ref in refs:
        record(None, ref, None)
session = butlers["hsc_session"]
one = {ref.datasetType.name: ref for ref in session}
calexp = next(ref for ref in session if ref.datasetType.name == "calexp")
others = [ref for ref in session + butlers["synth"] + butlers["ci_hsc_external"] if ref.dimensions.skypix or "tract" in ref.dimensions or "exposure" in ref.dimensions]
picked = {ref.dimensions: ref for ref in others}
for component in ("wcs", "bbox", "image"):
    record(None, calexp, component)
for run in RUNS:
    record(None, DatasetRef(calexp.datasetType, calexp.dataId, run=run, id=calexp.id), None)
    record(FileTemplate("{run}/{visit}"), DatasetRef(calexp.datasetType, calexp.dataId, run=run, id=calexp.id), None)
for text in ODD:
    if refused(text):
        print(json.dumps({"template": text, "path": None}))
        continue
    record(FileTemplate(text), calexp, None)
    record(FileTemplate(text), calexp, "wcs")
    for ref in picked.values():
        record(FileTemplate(text), ref, None)
