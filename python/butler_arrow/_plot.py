"""Images as pictures, with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._html import escaped

if TYPE_CHECKING:
    from ._image import Image

# Pixels of the longer side of what a notebook shows by itself.
_THUMBNAIL = 400


def show(
    of: Any,
    *,
    ax: Any = None,
    stretch: str = "asinh",
    limits: Any = "zscale",
    cmap: str = "gray",
    axes: bool = False,
    mask: str | list[str] | None = None,
    sources: Any = None,
    color: str = "red",
    marker: str = "+",
    size: float = 20.0,
) -> Any:
    """Draws the pixels with matplotlib and returns its axes.

    ``stretch`` is linear, log, sqrt or asinh; ``limits`` zscale, minmax, a percentage around the middle, or two numbers. Planes of the mask are tinted;
    ``sources``, a catalog, are marked where they are.
    """
    import matplotlib.pyplot as plt
    import numpy as np
    from astropy.visualization import AsinhStretch, ImageNormalize, LinearStretch, LogStretch, SqrtStretch

    image = getattr(of, "image", of)
    stretches = {"linear": LinearStretch, "log": LogStretch, "sqrt": SqrtStretch, "asinh": AsinhStretch}
    if stretch not in stretches:
        raise ValueError(f"no stretch {stretch!r}; there are {', '.join(stretches)}")
    pixels = image.array
    if ax is None:
        _, ax = plt.subplots()
    low, high = limits_of(pixels, limits)
    norm = ImageNormalize(vmin=low, vmax=high, stretch=stretches[stretch](), clip=True)
    box = image.bbox
    extent = (box.x0 - 0.5, box.x1 - 0.5, box.y0 - 0.5, box.y1 - 0.5)
    ax.imshow(pixels, origin="lower", cmap=cmap, norm=norm, extent=extent, interpolation="nearest")
    if mask is not None:
        is_set = of.mask.is_set(mask)
        tint = np.zeros((*is_set.shape, 4))
        tint[is_set] = (0.0, 0.4, 1.0, 0.35)
        ax.imshow(tint, origin="lower", extent=extent, interpolation="nearest")
    if sources is not None:
        ax.scatter(*places_of(sources, of), s=size, marker=marker, color=color, linewidths=0.7)
    ax.set_xlim(extent[:2])
    ax.set_ylim(extent[2:])
    if not axes:
        ax.set_axis_off()
    return ax


# Names of the columns with the places of sources, those that count first.
_PLACES = (("slot_Centroid_x", "slot_Centroid_y"), ("x", "y"), ("base_SdssCentroid_x", "base_SdssCentroid_y"), ("centroid_sdss_x", "centroid_sdss_y"))
_SKY = (("coord_ra", "coord_dec"), ("ra", "dec"))


def places_of(sources: Any, of: Any) -> tuple[Any, Any]:
    """Where sources are in the image: by their centroids, else by their coordinates and the exposure's WCS."""
    import numpy as np

    names = sources.colnames if hasattr(sources, "colnames") else list(sources)
    for x, y in _PLACES:
        if x in sources or x in names:
            return sources[x], sources[y]
    for ra, dec in _SKY:
        if ra in names and hasattr(of, "getWcs"):
            unit = getattr(sources, "units", {}).get(ra) or str(getattr(sources[ra], "unit", "deg"))
            is_radian = unit == "rad"
            return of.getWcs().skyToPixelArray(np.ma.filled(sources[ra], np.nan), np.ma.filled(sources[dec], np.nan), degrees=not is_radian)
    raise ValueError(f"the sources have no places: none of {', '.join(x for x, _ in (*_PLACES, *_SKY))} is among their columns")


def limits_of(pixels: Any, limits: Any) -> tuple[float, float]:
    """Between which values pixels are shown."""
    from astropy.visualization import MinMaxInterval, PercentileInterval, ZScaleInterval

    if limits == "zscale":
        return ZScaleInterval().get_limits(pixels)
    if limits == "minmax":
        return MinMaxInterval().get_limits(pixels)
    if isinstance(limits, str):
        return PercentileInterval(float(limits.rstrip("%"))).get_limits(pixels)
    if isinstance(limits, (int, float)):
        return PercentileInterval(float(limits)).get_limits(pixels)
    low, high = limits
    return float(low), float(high)


def html(of: Any, caption: str) -> str:
    """A small picture, with what it is of; without matplotlib and astropy only that."""
    try:
        picture = _thumbnail(getattr(of, "image", of))
    except ImportError:
        return f"<p>{escaped(caption)}</p>"
    return f'<figure><img src="data:image/png;base64,{picture}"/><figcaption>{escaped(caption)}</figcaption></figure>'


def _thumbnail(image: Image) -> str:
    import base64
    import io

    import numpy as np
    from astropy.visualization import AsinhStretch
    from matplotlib.image import imsave

    step = max(1, -(-max(image.shape) // _THUMBNAIL))
    pixels = np.asarray(image.array[::step, ::step], dtype=float)
    finite = np.isfinite(pixels)
    low, high = limits_of(pixels[finite], "zscale") if finite.any() else (0.0, 1.0)
    scaled = np.clip((np.where(finite, pixels, low) - low) / ((high - low) or 1.0), 0, 1)
    target = io.BytesIO()
    imsave(target, AsinhStretch()(scaled)[::-1], cmap="gray", vmin=0, vmax=1, format="png")
    return base64.b64encode(target.getvalue()).decode()
