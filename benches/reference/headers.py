"""Raws for `cargo run --release --bin headers`, and their headers told by the reference: `python headers.py FOLDER` makes FOLDER/raws (100 exposures of 100
detectors) and FOLDER/exposures (1,000 exposures of one) with the cards of a real header of HSC if they are absent, and prints files per CPU second of
astro_metadata_translator (a pip package) for some of them.
"""

import logging
import os
import sys
import time
import warnings

import yaml
from astropy.io import fits

HEADER = os.path.join(os.path.dirname(__file__), "../../engine/observatory/tests/data/headers/fitsheader-hsc-HSCA04090107.yaml")
STRUCTURE = ("SIMPLE", "BITPIX", "NAXIS", "EXTEND", "BZERO", "BSCALE", "CHECKSUM", "DATASUM")
TOLD = 500


class Loader(yaml.SafeLoader):
    pass


Loader.add_multi_constructor("", lambda loader, _, node: loader.construct_sequence(node, deep=True))


def header():
    with open(HEADER) as file:
        cards = yaml.load(file, Loader)
    out = fits.Header()
    for key, _, value, *_ in cards:
        if not key.startswith(STRUCTURE) and len(key) <= 8 and not isinstance(value, list):
            out[key] = value
    return out


def make(folder, exposures, detectors):
    os.makedirs(folder)
    cards = header()
    for exposure in range(exposures):
        number = 900000 + 2 * exposure
        cards["EXP-ID"] = f"HSCA{number}00"
        cards["RA2000"] = f"{exposure // 60 % 24:02d}:{exposure % 60:02d}:37.737"
        for detector in detectors:
            cards["DET-ID"] = detector
            cards["FRAMEID"] = f"HSCA{number}{detector:02d}"
            fits.PrimaryHDU(header=cards).writeto(os.path.join(folder, f"{number}-{detector:03d}.fits"))


def main():
    warnings.simplefilter("ignore")
    root = sys.argv[1]
    for name, exposures, detectors in (("raws", 100, range(100)), ("exposures", 1000, [50])):
        if not os.path.exists(os.path.join(root, name)):
            make(os.path.join(root, name), exposures, detectors)
    from astro_metadata_translator import ObservationInfo
    from astro_metadata_translator.file_helpers import read_basic_metadata_from_file

    logging.disable(logging.CRITICAL)
    raws = os.path.join(root, "raws")
    files = [os.path.join(raws, name) for name in sorted(os.listdir(raws))[: TOLD + 1]]
    ObservationInfo(read_basic_metadata_from_file(files.pop(), -1))
    begin = time.process_time()
    for file in files:
        ObservationInfo(read_basic_metadata_from_file(file, -1), filename=file)
    print(f"{len(files)} headers told: {len(files) / (time.process_time() - begin):.0f} files per CPU second")


if __name__ == "__main__":
    main()
