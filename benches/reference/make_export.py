"""An export file of any size in the reference's format: make_export.py FILE DATASETS

One instrument with 104 detectors, one exposure for every 104 datasets, one `raw` for each exposure and detector, one RUN.
Two runs give the same file.
"""

import sys
import uuid

DETECTORS = 104
SPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def main(path: str, datasets: int) -> None:
    exposures = -(-datasets // DETECTORS)
    with open(path, "w") as out:
        out.write(
            "description: Butler Data Repository Export\nversion: 1.0.2\nuniverse_version: 8\n"
            "universe_namespace: daf_butler\ndata:\n"
        )
        section(out, "instrument", ["name: HSC\n    visit_max: 21474800\n    visit_system: 0\n    exposure_max: 21474800\n"
                                    "    detector_max: 200\n    class_name: lsst.obs.subaru.HyperSuprimeCam"])
        section(out, "day_obs", ["instrument: HSC\n    id: 20130617"])
        section(out, "detector", (f"instrument: HSC\n    id: {d}\n    full_name: '1_{d:03d}'\n    name_in_raft: '{d:02d}'\n"
                                  f"    raft: '1'\n    purpose: SCIENCE" for d in range(DETECTORS)))
        section(out, "physical_filter", [f"instrument: HSC\n    name: HSC-{b.upper()}\n    band: {b}" for b in "ri"])
        section(out, "group", (f"instrument: HSC\n    name: '{900000 + 2 * n}'" for n in range(exposures)))
        section(out, "exposure", (exposure(n) for n in range(exposures)))
        out.write("- type: collection\n  collection_type: RUN\n  name: HSC/runs/one\n  host: null\n"
                  "  timespan_begin: null\n  timespan_end: null\n")
        out.write("- type: dataset_type\n  name: raw\n  dimensions:\n  - band\n  - instrument\n  - day_obs\n  - detector\n"
                  "  - group\n  - physical_filter\n  - exposure\n  storage_class: StructuredDataDict\n  is_calibration: false\n")
        out.write("- type: dataset\n  dataset_type: raw\n  run: HSC/runs/one\n  records:\n")
        for n in range(datasets):
            v, d = 900000 + 2 * (n // DETECTORS), n % DETECTORS
            out.write(
                f"  - dataset_id:\n    - !uuid '{uuid.uuid5(SPACE, str(n))}'\n    data_id:\n    - instrument: HSC\n"
                f"      detector: {d}\n      exposure: {v}\n"
                f"    path: HSC/runs/one/raw/20130617/r/HSC-R/{v}/raw_HSC_r_HSC-R_HSCA{v:08d}_1_{d:03d}_HSC_runs_one.yaml\n"
                f"    formatter: lsst.daf.butler.formatters.yaml.YamlFormatter\n"
            )


def section(out, element: str, records) -> None:
    out.write(f"- type: dimension\n  element: {element}\n  records:\n")
    for record in records:
        out.write(f"  - {record}\n")


def exposure(n: int) -> str:
    number = 900000 + 2 * n
    return (f"instrument: HSC\n    id: {number}\n    obs_id: HSCA{number:08d}\n    physical_filter: HSC-{'RI'[n % 2]}\n"
            f"    group: '{number}'\n    day_obs: 20130617\n    exposure_time: 30.0\n    dark_time: 30.0\n    observation_type: science\n"
            f"    observation_reason: science\n    seq_num: {n}\n    seq_start: {n}\n    seq_end: {n}\n    target_name: COSMOS\n"
            f"    science_program: o13015\n    tracking_ra: 150.1\n    tracking_dec: 2.2\n    sky_angle: 270.0\n    azimuth: null\n"
            f"    zenith_angle: 42.5\n    has_simulated: false\n    can_see_sky: true\n"
            f"    datetime_begin: !butler_time/tai/iso '2013-06-17 13:29:30.000000000'\n"
            f"    datetime_end: !butler_time/tai/iso '2013-06-17 13:30:00.000000000'")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
