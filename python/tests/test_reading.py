"""What `get` gives back, against astropy, pandas, polars and pyarrow reading the same files."""

import numpy as np
import pytest
from butler_arrow import (
    Catalog,
    DatasetNotFoundError,
    DimensionNameError,
    Table,
    UnknownComponentError,
    read_image,
    read_table,
)
from conftest import AFW

astropy_table = pytest.importorskip("astropy.table")


def same(ours, theirs):
    """Whether a column of ours holds what astropy's does: the same where both have a value, nothing where it has nothing."""
    ours, theirs = np.ma.asarray(ours), np.ma.asarray(theirs)
    if theirs.dtype.kind == "S":
        theirs = np.ma.MaskedArray(np.char.decode(theirs.filled(b""), "utf-8"), theirs.mask)
    if ours.shape != theirs.shape:
        return False
    nothing = np.ma.getmaskarray(theirs) | (np.isnan(theirs.data) if theirs.dtype.kind == "f" else False)
    blank = np.ma.getmaskarray(ours) | (np.isnan(ours.data) if ours.dtype.kind == "f" else ours.data == "" if ours.dtype.kind == "U" else False)
    return bool(np.all((ours.data == theirs.data) | nothing) and np.all(blank >= nothing))


@pytest.mark.parametrize("name", ["sourceTable-v1.fits", "ps1-refcat-v1.fits", "deepCoadd_meas_HSC_v2.fits", "exposure_catalog_v1.fits"])
def test_a_catalog_is_the_table_that_astropy_reads(name):
    Unit = pytest.importorskip("astropy.units").Unit
    ours, theirs = read_table(AFW / name).to_astropy(), astropy_table.Table.read(AFW / name, hdu=1)
    columns = [column for column in theirs.colnames if column != "flags"]
    assert len(ours) == len(theirs) and set(columns) <= set(ours.colnames)
    for column in columns:
        assert same(ours[column], theirs[column]), column
        # astropy keeps what its reader of FITS does not know ("second") as a text.
        assert Unit(ours[column].unit or "") == Unit(str(theirs[column].unit or "")), column


def test_a_catalog_has_slots_flags_units_and_afws_calls(butler):
    ref = butler.query_datasets("src", limit=1)[0]
    src = butler.get("src", dataId=ref.dataId)
    assert isinstance(src, Catalog) and len(src) == 3 and src["c_flag"].dtype == bool
    table = src.copy(True).asAstropy()
    assert (str(table["coord_ra"].unit), table.colnames[:4]) == ("rad", ["id", "coord_ra", "coord_dec", "parent"])
    assert [row.getId() for row in src] == list(src["id"]) == list(table["id"])
    assert "Table length=3" in repr(src).replace("Catalog", "Table") and "<table" in src._repr_html_()


def test_columns_are_chosen_by_names_and_patterns(butler):
    ref = butler.query_datasets("src", limit=1)[0]
    some = butler.get(ref, parameters={"columns": ["id", "coord_*"]})
    assert some.colnames == ["id", "coord_ra", "coord_dec"]
    assert butler.get(ref.makeComponentRef("columns"))[:2] == ["id", "coord_ra"]
    assert butler.get("src.rowcount", ref.dataId) == 3
    with pytest.raises(LookupError, match="did you mean"):
        butler.get(ref, parameters={"columns": "coord_raa"})


def test_a_table_is_chosen_from_by_slices_masks_places_and_conditions():
    table = read_table(AFW / "sourceTable-v1.fits")
    assert list(table[1:]["id"]) == list(table["id"])[1:] and list(table[::-1]["id"]) == list(table["id"])[::-1]
    assert list(table[table["id"] > 3]["id"]) == [50] and list(table.where("id > 3")["id"]) == [50]
    assert list(table[[2, 0]]["id"]) == [table["id"][2], 50] and table[["parent", "id"]].colnames == ["parent", "id"]
    assert table[-1]["id"] == table["id"][2] and dict(table[0])["id"] == 50
    with pytest.raises(KeyError, match="did you mean 'coord_ra'"):
        table["coord_raa"]
    with pytest.raises(IndexError):
        table[3]


def test_numbers_without_nulls_are_not_copied():
    table = read_table(AFW / "sourceTable-v1.fits")
    first, second = table["a_flux"], table["a_flux"]
    assert first.ctypes.data == second.ctypes.data and not first.flags.writeable
    pyarrow = pytest.importorskip("pyarrow")
    column = pyarrow.table(table).column("a_flux")
    assert column.num_chunks == 1 and column.chunk(0).buffers()[1].address == first.ctypes.data


def test_arrow_pandas_and_polars_have_the_same_values(empty):
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    rows = {"i": [1, None, 3], "f": [0.5, None, 2.5], "t": ["a", None, "c"], "b": [True, None, False], "v": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}
    arrow = pyarrow.table({**rows, "v": pyarrow.array(rows["v"], pyarrow.list_(pyarrow.float64(), 2))})
    table = Table(arrow)
    assert table.to_arrow().to_pydict() == rows
    assert table.to_polars().to_dict(as_series=False) == rows
    frame = table.to_pandas()
    assert [None if pandas.isna(value) else int(value) for value in frame["i"]] == rows["i"]
    assert [None if pandas.isna(value) else bool(value) for value in frame["b"]] == rows["b"]
    astro = table.to_astropy()
    assert [list(astro[name].mask) for name in "iftb"] == [[False, True, False]] * 4 and astro["v"].shape == (3, 2)


def test_a_component_is_read_without_the_rest(butler):
    ref = butler.query_datasets("calexp", limit=1)[0]
    wcs, whole = butler.get("calexp.wcs", ref.dataId), butler.getDirect(ref)
    assert wcs.frame == "ICRS" and str(wcs) == str(whole.getWcs())
    assert butler.get("calexp.photoCalib", ref.dataId)["calibrationMean"] == whole.photoCalib.calibrationMean == whole.getPhotoCalib().getCalibrationMean()
    assert butler.get("calexp.bbox", ref.dataId) == whole.bbox == (0, 0, 10, 10)
    assert butler.get("calexp.dimensions", ref.dataId) == (10, 10)
    assert whole.info.getVisitInfo().getExposureTime() == whole.visitInfo["exposureTime"] == 30.0
    assert butler.getDeferred("calexp", ref.dataId).get(component="visitInfo")["exposureTime"] == 30.0


def test_pixels_are_those_that_astropy_reads(butler, session_root):
    fits = pytest.importorskip("astropy.io.fits")
    ref = butler.query_datasets("calexp", limit=1)[0]
    exposure, path = butler.get(ref), butler.getURI(ref).ospath
    with fits.open(path) as file:
        by_type = {hdu.header.get("EXTTYPE"): hdu for hdu in file if hdu.header.get("EXTTYPE")}
        for plane, name in ((exposure.image, "IMAGE"), (exposure.mask, "MASK"), (exposure.variance, "VARIANCE")):
            np.testing.assert_array_equal(plane.array, by_type[name].data)
            assert plane.array.dtype == by_type[name].data.dtype.newbyteorder("=")
        planes = {card[3:]: value for card, value in by_type["MASK"].header.items() if card.startswith("MP_")}
    assert exposure.mask.getMaskPlaneDict() == planes
    assert exposure.mask.getPlaneBitMask(["BAD", "SAT"]) == 1 << planes["BAD"] | 1 << planes["SAT"]
    assert exposure.image.array is not None and not exposure.image.array.flags.writeable


def test_a_part_of_an_exposure_has_its_own_pixels_and_wcs(butler):
    ref = butler.query_datasets("calexp", limit=1)[0]
    whole, part = butler.get(ref), butler.get(ref, parameters={"bbox": (2, 3, 4, 5)})
    np.testing.assert_array_equal(part.image.array, whole.image.array[3:8, 2:6])
    np.testing.assert_array_equal(whole[2:6, 3:8].mask.array, whole.mask.array[3:8, 2:6])
    sky = whole.wcs.pixel_to_world_values(2.5, 3.25)
    np.testing.assert_allclose(part.wcs.pixel_to_world_values(0.5, 0.25), sky, rtol=0, atol=1e-10)
    np.testing.assert_allclose(part.image.wcs.pixel_to_world_values(0.5, 0.25), sky, rtol=0, atol=1e-10)
    with pytest.raises(KeyError, match="did you mean `bbox`"):
        butler.get(ref, parameters={"bbx": (2, 3, 4, 5)})


def test_the_exact_wcs_is_that_of_astropy_where_the_header_is_exact(butler):
    exposure = butler.get(butler.query_datasets("calexp", limit=1)[0])
    x, y = np.meshgrid(np.arange(0, 10, 3.0), np.arange(0, 10, 3.0))
    ra, dec = exposure.getWcs().pixelToSkyArray(x, y)
    expected = exposure.image.wcs.pixel_to_world_values(x, y)
    np.testing.assert_allclose([ra, dec], expected, rtol=0, atol=1e-9)
    np.testing.assert_allclose(exposure.getWcs().skyToPixelArray(ra, dec), [x, y], rtol=0, atol=1e-6)
    assert abs(exposure.getWcs().pixelToSky(4.0, 4.0).ra.deg - 30.0) < 1e-9


def test_a_cutout_is_cut_by_place_on_the_sky(butler, tmp_path):
    exposure = butler.get(butler.query_datasets("calexp", limit=1)[0])
    cut = exposure.getCutout((30.0, 40.0), 0.6)
    assert cut.bbox == (3, 3, 3, 3)
    (tmp_path / "cut.fits").write_bytes(cut.to_fits())
    again = read_image(tmp_path / "cut.fits")
    np.testing.assert_array_equal(again.image.array, exposure.image.array[3:6, 3:6])
    assert again.bbox == cut.bbox


def test_an_image_is_drawn(butler):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    exposure = butler.get(butler.query_datasets("calexp", limit=1)[0])
    axes = exposure.plot(limits="minmax", mask="DETECTED")
    assert len(axes.images) == 2 and axes.get_xlim() == (-0.5, 9.5)
    assert "data:image/png;base64," in exposure._repr_html_()


def test_data_and_text_are_read(butler):
    found = butler.get("packages", collections="shared/HSC/rerun/coadd")
    assert found == {"made_for": "shared/HSC/rerun/coadd/packages/packages_shared_HSC_rerun_coadd.yaml"}


def test_what_is_not_there_is_said(butler):
    with pytest.raises(DatasetNotFoundError, match="looked for in shared/HSC/rerun/processCcdOutputs"):
        butler.get("calexp", visit=903344, detector=99)
    with pytest.raises(DimensionNameError, match="`visit` has no value"):
        butler.get("calexp", detector=0)
    with pytest.raises(UnknownComponentError, match="did you mean `calexp.wcs`"):
        butler.get("calexp.wcss", visit=903344, detector=0)
    with pytest.raises(ValueError, match="cannot use dataId"):
        butler.get(butler.query_datasets("calexp", limit=1)[0], visit=1)
    assert butler.find_dataset("calexp", visit=903344, detector=99) is None
    assert not butler.exists("calexp", visit=903344, detector=99) and butler.exists("calexp", visit=903344, detector=0)


def test_uris_are_told(butler, session_root):
    ref = butler.query_datasets("calexp", where="visit = 903344 AND detector = 0")[0]
    uri = butler.getURI(ref)
    assert (uri.scheme, uri.getExtension(), uri.ospath.startswith(str(session_root))) == ("file", ".fits", True)
    assert butler.getURIs(ref).componentURIs == {}
    with pytest.raises(DatasetNotFoundError):
        butler.getURI("calexp", visit=903344, detector=99)


@pytest.mark.parametrize("name", ["HSC-0908120-056-small.fits", "ticketdm26260.fits.fz", "exposure-version-0.fits"])
def test_real_images_are_those_that_astropy_reads(name):
    fits = pytest.importorskip("astropy.io.fits")
    exposure = read_image(AFW / name)
    with fits.open(AFW / name) as file:
        is_pixels = [hdu for hdu in file if hdu.is_image and hdu.data is not None and hdu.header.get("EXTTYPE", "IMAGE") == "IMAGE"]
        np.testing.assert_array_equal(exposure.image.array, is_pixels[0].data)
    if "wcs" in exposure.components:
        x, y = np.array([0.0, 100.0, 199.0]), np.array([50.0, 0.0, 199.0])
        exact = exposure.getWcs().pixelToSkyArray(x + exposure.bbox.x0, y + exposure.bbox.y0)
        np.testing.assert_allclose(exposure.wcs.pixel_to_world_values(x, y), exact, rtol=0, atol=1e-9)


def test_a_catalog_is_no_image():
    with pytest.raises(RuntimeError, match="it has no image"):
        read_image(AFW / "ps1-refcat-v1.fits").image  # noqa: B018


def test_sources_are_drawn_where_their_coordinates_are(butler):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from butler_arrow._plot import places_of

    exposure = butler.get(butler.query_datasets("calexp", limit=1)[0])
    pytest.importorskip("pyarrow")
    table = Table({"coord_ra": [30.0], "coord_dec": [40.0]})
    x, y = places_of(table, exposure)
    np.testing.assert_allclose([x[0], y[0]], [4.0, 4.0], atol=1e-6)
    with pytest.raises(ValueError, match="no places"):
        places_of(Table({"n": [1]}), exposure)


def test_wrong_arguments_are_told_in_one_line(butler):
    ref = butler.query_datasets("calexp", limit=1)[0]
    for wrong, error, told in [
        (lambda: butler.get(5), TypeError, "a dataset type is a name or a DatasetType, not 5"),
        (lambda: butler.get("calexp", 5), TypeError, "a data ID is a mapping of dimensions to values, not 5"),
        (lambda: butler.get("calexp", visit=[1], detector=1), ValueError, "the value of 'visit' is an integer or a text, not [1]"),
        (lambda: butler.get(ref, parameters={"bbox": "1,2"}), ValueError, "a box is four whole numbers, x, y, width and height, not '1,2'"),
        (lambda: butler.get(ref, parameters={"bbox": (8, 8, 5, 5)}), ValueError, "are not all within Box(x0=0, y0=0, width=10, height=10)"),
        (lambda: read_table("/no/such/file"), FileNotFoundError, "no such file"),
    ]:
        with pytest.raises(error) as raised:
            wrong()
        assert told in str(raised.value) and "\n" not in str(raised.value)
