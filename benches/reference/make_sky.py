"""An export file of a survey in the reference's format: make_sky.py FILE VISITS TRACTS

An HSC-like camera with 104 detectors: `raw`, `calexp` and `src` of every visit, `deepCoadd` of every tract, patch and band, `bias` certified for three
ranges of ten days, a tag, runs of 30 visits each, and chains over all of it. 300 visits and 20 tracts are 100,312 datasets, 3,000 and 200 ten times as
many. Both butlers import the file; two runs give the same one.
"""

import datetime
import math
import struct
import sys
import uuid

DETECTORS, BANDS, SIDE, OF_RUN = 104, "grizy", 8, 30
SPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
EPOCH = datetime.datetime(2015, 1, 1)


def square(ra, dec, half_width, half_height):
    """A region with these corners, in degrees, as the YAML of an export has it."""
    corners = b""
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        lon, lat = math.radians(ra + x * half_width), math.radians(dec + y * half_height)
        corners += struct.pack("<3d", math.cos(lon) * math.cos(lat), math.sin(lon) * math.cos(lat), math.sin(lat))
    return f"!<lsst.sphgeom.ConvexPolygon>\n      encoded: {(b'p' + corners).hex()}"


def middle(tract):
    return 150.0 + tract % 20 * 1.6, -5.0 + tract // 20 * 1.6


def pointing(n, tracts):
    """Tracts in turn, dithered."""
    ra, dec = middle(n % tracts)
    distance, angle = 0.5 * math.sqrt(n * 0.618034 % 1), n * 2.39996
    return ra + distance * math.cos(angle), dec + distance * math.sin(angle)


def time(moment):
    return f"!butler_time/tai/iso '{moment:%Y-%m-%d %H:%M:%S}.000000000'"


def begin_of(n):
    return EPOCH + datetime.timedelta(days=n // 100, seconds=n % 100 * 240)


def during(n):
    begin = begin_of(n)
    return {"datetime_begin": time(begin), "datetime_end": time(begin + datetime.timedelta(seconds=200))}


def night(n):
    return f"{begin_of(n):%Y%m%d}"


def band(n):
    return BANDS[n // 3 % len(BANDS)]


def visit(n, tracts):
    ra, dec = pointing(n, tracts)
    common = {"instrument": "HSC", "id": 1000 + 2 * n, "physical_filter": f"HSC-{band(n).upper()}", "day_obs": night(n), "seq_num": n % 100,
              "exposure_time": 200.0, "target_name": f"FIELD{n % tracts}", "observation_reason": "science", "science_program": "o15a",
              "azimuth": 10.0, "zenith_angle": 30.0}
    exposure = common | {"obs_id": f"HSCA{1000 + 2 * n:08d}", "group": f"'{n}'", "dark_time": 201.0, "observation_type": "science",
                         "seq_start": n % 100, "seq_end": n % 100, "tracking_ra": ra, "tracking_dec": dec, "sky_angle": 0.0,
                         "has_simulated": "false", "can_see_sky": "true"}
    return exposure | during(n), common | {"name": f"HSCA{1000 + 2 * n:08d}", "region": square(ra, dec, 0.7, 0.8)} | during(n)


class Export:
    def __init__(self, path):
        self.out = open(path, "w")
        self.write("description: Butler Data Repository Export\nversion: 1.0.2\nuniverse_version: 8\nuniverse_namespace: daf_butler\ndata:\n")

    def write(self, text):
        self.out.write(text)

    def records(self, element, records):
        self.write(f"- type: dimension\n  element: {element}\n  records:\n")
        for record in records:
            self.write("  - " + "\n    ".join(f"{name}: {value}" for name, value in record.items()) + "\n")

    def run(self, name):
        self.write(f"- type: collection\n  collection_type: RUN\n  name: {name}\n  host: null\n  timespan_begin: null\n  timespan_end: null\n")

    def collection(self, name, kind, children=()):
        self.write(f"- type: collection\n  collection_type: {kind}\n  name: {name}\n")
        if children:
            self.write("  children:\n" + "".join(f"  - {child}\n" for child in children))

    def datasets(self, name, dimensions, run, data_ids):
        listed = "".join(f"  - {d}\n" for d in dimensions)
        self.write(f"- type: dataset_type\n  name: {name}\n  dimensions:\n{listed}  storage_class: StructuredDataDict\n"
                   f"  is_calibration: {'true' if name == 'bias' else 'false'}\n")
        self.write(f"- type: dataset\n  dataset_type: {name}\n  run: {run}\n  records:\n")
        for data_id in data_ids:
            values = "\n      ".join(f"{key}: {value}" for key, value in data_id.items())
            stem = "_".join(str(value) for value in data_id.values())
            self.write(f"  - dataset_id:\n    - !uuid '{identity(name, run, data_id)}'\n    data_id:\n    - {values}\n"
                       f"    path: {run}/{name}/{name}_{stem}.yaml\n    formatter: lsst.daf.butler.formatters.yaml.YamlFormatter\n")


def identity(name, run, data_id):
    return uuid.uuid5(SPACE, f"{name} {run} {sorted(data_id.items())}")


def seen(kind, n):
    return [{"instrument": "HSC", "detector": d, kind: 1000 + 2 * n} for d in range(DETECTORS)]


def dimension_records(export, visits, tracts):
    export.records("instrument", [{"name": "HSC", "visit_max": 21474800, "visit_system": 0, "exposure_max": 21474800, "detector_max": 200,
                                   "class_name": "lsst.obs.subaru.HyperSuprimeCam"}])
    export.records("skymap", [{"name": "rings", "hash": "!!binary |\n      cmluZ3M=", "tract_max": 20000, "patch_nx_max": SIDE, "patch_ny_max": SIDE}])
    export.records("day_obs", [{"instrument": "HSC", "id": day} for day in sorted({night(n) for n in range(visits)})])
    export.records("detector", [{"instrument": "HSC", "id": d, "full_name": f"{d // 30}_{d % 30:02d}", "name_in_raft": f"'{d % 30:02d}'",
                                 "raft": f"'{d // 30}'", "purpose": "SCIENCE"} for d in range(DETECTORS)])
    export.records("group", [{"instrument": "HSC", "name": f"'{n}'"} for n in range(visits)])
    export.records("physical_filter", [{"instrument": "HSC", "name": f"HSC-{b.upper()}", "band": f"'{b}'"} for b in BANDS])
    export.records("tract", [{"skymap": "rings", "id": t, "region": square(*middle(t), 0.85, 0.85)} for t in range(tracts)])
    export.records("visit_system", [{"instrument": "HSC", "id": 0, "name": "one-to-one"}])
    export.records("exposure", [visit(n, tracts)[0] for n in range(visits)])
    export.records("patch", (patch(t, p) for t in range(tracts) for p in range(SIDE * SIDE)))
    export.records("visit", [visit(n, tracts)[1] for n in range(visits)])
    export.records("visit_definition", [{"instrument": "HSC", "exposure": 1000 + 2 * n, "visit": 1000 + 2 * n} for n in range(visits)])
    export.records("visit_detector_region", (footprint(n, d, tracts) for n in range(visits) for d in range(DETECTORS)))
    export.records("visit_system_membership", [{"instrument": "HSC", "visit_system": 0, "visit": 1000 + 2 * n} for n in range(visits)])


def patch(tract, p):
    (ra, dec), width = middle(tract), 1.7 / SIDE
    x, y = p % SIDE, p // SIDE
    region = square(ra - 0.85 + (x + 0.5) * width, dec - 0.85 + (y + 0.5) * width, width * 0.51, width * 0.51)
    return {"skymap": "rings", "tract": tract, "id": p, "cell_x": x, "cell_y": y, "region": region}


def footprint(n, d, tracts):
    ra, dec = pointing(n, tracts)
    region = square(ra + (d % 13 - 6) * 0.1, dec + (d // 13 - 3.5) * 0.2, 0.048, 0.097)
    return {"instrument": "HSC", "detector": d, "visit": 1000 + 2 * n, "region": region}


def main(path, visits, tracts):
    export = Export(path)
    dimension_records(export, visits, tracts)
    runs = [f"u/ref/run_{i:03d}" for i in range(-(-visits // OF_RUN))]
    biases = [f"HSC/calib/gen/{i}" for i in range(3)]
    for run in ["HSC/raw/all", "HSC/coadds", *biases, *runs]:
        export.run(run)
    export.collection("HSC/calib", "CALIBRATION")
    export.collection("u/ref/tagged", "TAGGED")
    export.collection("u/ref/all", "CHAINED", runs[::-1])
    export.collection("HSC/defaults", "CHAINED", ["u/ref/all", "HSC/coadds", "HSC/raw/all", "HSC/calib"])
    export.datasets("raw", ("instrument", "detector", "exposure"), "HSC/raw/all", (i for n in range(visits) for i in seen("exposure", n)))
    for name in ("calexp", "src"):
        for r, run in enumerate(runs):
            ids = (i for n in range(r * OF_RUN, min(visits, (r + 1) * OF_RUN)) for i in seen("visit", n))
            export.datasets(name, ("instrument", "detector", "visit"), run, ids)
    coadds = ({"band": f"'{b}'", "skymap": "rings", "tract": t, "patch": p} for t in range(tracts) for p in range(SIDE * SIDE) for b in BANDS)
    export.datasets("deepCoadd", ("band", "skymap", "tract", "patch"), "HSC/coadds", coadds)
    of_camera = [{"instrument": "HSC", "detector": d} for d in range(DETECTORS)]
    for run in biases:
        export.datasets("bias", ("instrument", "detector"), run, of_camera)
    export.write("- type: associations\n  collection: HSC/calib\n  collection_type: CALIBRATION\n  validity_ranges:\n")
    for i, run in enumerate(biases):
        begin, end = (time(EPOCH + datetime.timedelta(days=10 * (i + o))) for o in (0, 1))
        export.write(f"  - timespan: !lsst.daf.butler.Timespan\n      begin: {begin}\n      end: {end}\n    dataset_ids:\n")
        export.write("".join(f"    - !uuid '{identity('bias', run, data_id)}'\n" for data_id in of_camera))
    export.write("- type: associations\n  collection: u/ref/tagged\n  collection_type: TAGGED\n  dataset_ids:\n")
    for n in range(0, visits, 10):
        export.write("".join(f"  - !uuid '{identity('calexp', runs[n // OF_RUN], i)}'\n" for i in seen("visit", n)))
    export.out.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
