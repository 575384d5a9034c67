"""Pictures, painted anew: no place, no camera, no name, nothing behind the last line."""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from samverka.core.files.problems import Unusable


KINDS = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}
MOST_PIXELS = 40_000_000
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def clean_picture(content: bytes) -> tuple[str, bytes]:
    """The kind of the picture and the picture, upright, in the colours of screens. Raises Unusable."""
    out = BytesIO()
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=list(KINDS)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Unusable("unpacks")
            kind = found.format or ""
            painted = _upright(found)
            how = {"quality": 88} if kind != "PNG" else {"optimize": False}
            painted.save(out, kind, **how)
    except Image.DecompressionBombError:
        raise Unusable("unpacks") from None
    except (*BROKEN, ImageCms.PyCMSError):
        raise Unusable("broken") from None
    return KINDS[kind], out.getvalue()


def _upright(found: Image.Image) -> Image.Image:
    """The first picture alone, as it was meant to be seen, with nothing but its points."""
    profile = found.info.get("icc_profile")
    found.load()
    turned = ImageOps.exif_transpose(found)
    mode = "RGBA" if found.format != "JPEG" and turned.has_transparency_data else "RGB"
    mode = "L" if turned.mode == "L" else mode
    painted = _in_screen_colours(turned, profile, mode) if profile else turned.convert(mode)
    bare = Image.new(painted.mode, painted.size)
    bare.paste(painted)
    return bare


def _in_screen_colours(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        aim = ImageCms.createProfile("sRGB")
        if picture.mode in ("RGB", "CMYK") and mode == "RGB":
            told = ImageCms.profileToProfile(picture, source, aim, outputMode="RGB")
            return told or picture.convert(mode)
    except (*BROKEN, ImageCms.PyCMSError):
        pass  # a profile that nobody can read: the colours stand as they are
    return picture.convert(mode)
