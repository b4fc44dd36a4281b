"""Re-encode one picture: run as a process of its own, with limits, and without the forum around it (X-19, X-20).

Arguments: source, target, small target, kind, most pixels, memory in bytes, seconds. Prints one line of JSON: the size
of the new picture, or the word for why there is none. It imports nothing but Pillow, and knows nothing of the site.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 3000
SMALL_SIDE = 480
GPS = 0x8825
SAVING: dict[str, dict[str, Any]] = {
    "jpeg": {"format": "JPEG", "quality": 85, "progressive": True},
    "png": {"format": "PNG"},
    "webp": {"format": "WEBP", "quality": 85},
}


class Refused(Exception):
    """There will be no picture; the message is the word for why."""


def main(source: str, target: str, small: str, kind: str, pixels: str, memory: str, seconds: str) -> int:
    """Re-encode and say what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    Image.MAX_IMAGE_PIXELS = int(pixels)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        answer = _reencode(source, target, small, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        answer = {"refused": "pixels"}
    except Refused as error:
        answer = {"refused": str(error)}
    except Exception:  # noqa: BLE001  Whatever a broken file does to the decoder: it is no picture.
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))
    return 0


def _reencode(source: str, target: str, small: str, kind: str) -> dict[str, Any]:
    with Image.open(source, formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
        if opened.format in {"GIF", "PNG", "WEBP"} and getattr(opened, "is_animated", False):
            raise Refused("animated")
        exif = opened.getexif()
        had_place, place = GPS in exif, _place(exif)
        profile = opened.info.get("icc_profile")
        opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        picture = ImageOps.exif_transpose(opened)
    picture = _in_srgb(picture, profile)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    _save(picture, target, kind)
    little = picture.copy()
    little.thumbnail((SMALL_SIDE, SMALL_SIDE))
    _save(little, small, kind)
    return {"width": picture.width, "height": picture.height, "had_place": had_place, "place": place}


def _place(exif: Image.Exif) -> str:
    """Return where the picture was taken, to about a hundred metres, or nothing where that cannot be read."""
    try:
        found = exif.get_ifd(GPS)
        degrees = []
        for number, sign, most in ((2, "S", 90), (4, "W", 180)):
            whole, minutes, seconds = (float(part) for part in found[number])
            value = whole + minutes / 60 + seconds / 3600
            if not 0 <= value <= most:
                return ""
            degrees.append(-value if str(found.get(number - 1, "")).upper().startswith(sign) else value)
    except Exception:  # noqa: BLE001  Whatever a camera wrote there: then there is nothing to ask about.
        return ""
    return f"{degrees[0]:.3f}, {degrees[1]:.3f}"


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in the colours that every browser knows, with nothing but its pixels."""
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            colours = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            colours = None  # A broken profile says nothing; the numbers are taken as they are.
        picture = colours or picture
    picture = picture.convert("RGB")
    if alpha is not None:
        picture.putalpha(alpha)
    # Comments, camera data and whatever else was found stay behind.
    picture.info = {}
    return picture


def _save(picture: Image.Image, target: str, kind: str) -> None:
    if kind == "jpeg" and picture.mode != "RGB":
        picture = picture.convert("RGB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture.save(target, icc_profile=profile, **SAVING[kind])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
