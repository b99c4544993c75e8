"""From an uploaded file to pixels, trusting nothing: the one raster that reading, faces and people all see."""

from __future__ import annotations

import logging
import struct
import warnings
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from kyc.model.errors import EvidenceError

Image = NDArray[np.uint8]

logging.getLogger("PIL").setLevel(logging.INFO)  # at DEBUG it writes what EXIF says, places included

MAX_BYTES = 8 * 1024 * 1024  # a 40 MP phone JPEG has 4 to 8 MB
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MIN_SIDE = 64
# A progressive JPEG has about ten scans; each costs a pass over all pixels, and an empty one hardly any bytes.
MAX_SCANS = 64

_START_OF_SCAN = b"\xff\xda"
_ORIENTATION = 0x0112  # EXIF tag
_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}


def decode(content: bytes) -> Image:
    """Decode a JPEG, PNG or WebP file to RGB uint8 (height, width, 3), turned as its EXIF says.

    The kind is told by the first bytes, never by a name; sizes are checked before a pixel is decoded.
    Colour profiles are ignored, transparent parts become white, of an animation the first frame is taken.

    Raises:
        EvidenceError: IMG.NOT_IMAGE, IMG.TOO_LARGE, IMG.LOW_RES (under 64 pixels) or IMG.TRUNCATED.
    """
    if len(content) > MAX_BYTES:
        raise EvidenceError("IMG.TOO_LARGE", f"the file is larger than {MAX_BYTES >> 20} MiB")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of oddities in files; what matters is refused below
        opened = _open(content)
        _check_size(*opened.size)
        return _rgb(_upright(_load(opened)))


def _open(content: bytes) -> ImageFile.ImageFile:
    """Read the header only. The decoders are named here, so that no other one Pillow knows can be reached."""
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _open_jpeg(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return PngImageFile(BytesIO(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return WebPImageFile(BytesIO(content))
    except (SyntaxError, OSError, ValueError, EOFError) as error:
        # Half a file and a hostile one fail alike here: both begin as an image and do not go on as one.
        raise EvidenceError("IMG.TRUNCATED", "the image file is damaged or incomplete") from error
    raise EvidenceError("IMG.NOT_IMAGE", f"{what_is(content)}; JPEG, PNG and WebP images are taken")


def what_is(content: bytes) -> str:
    """Say what a file is that we do not take, where its sender may not know: telephones and scanners choose for them.

    >>> what_is(b"%PDF-1.7")
    'the file is a PDF'
    """
    if content[4:8] == b"ftyp":
        return "the file is a HEIC or AVIF picture, or a film"
    known = {b"%PDF": "a PDF", b"GIF8": "a GIF", b"BM": "a BMP", b"II*\0": "a TIFF", b"MM\0*": "a TIFF"}
    named = next((name for mark, name in known.items() if content.startswith(mark)), None)
    return f"the file is {named}" if named else "the file is not an image" if content else "the file is empty"


def _open_jpeg(content: bytes) -> ImageFile.ImageFile:
    scans = content.count(_START_OF_SCAN)
    if scans > MAX_SCANS:
        raise EvidenceError("IMG.TOO_LARGE", f"the JPEG has {scans} scans; at most {MAX_SCANS} are taken")
    return JpegImageFile(BytesIO(content))


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise EvidenceError(
            "IMG.TOO_LARGE",
            f"the image has {width} x {height} pixels; at most {MAX_PIXELS} and {MAX_SIDE} a side are taken",
        )
    if min(width, height) < MIN_SIDE:
        raise EvidenceError("IMG.LOW_RES", f"the image has {width} x {height} pixels; {MIN_SIDE} a side are needed")


def _load(opened: ImageFile.ImageFile) -> Pillow.Image:
    # face_recognition switches this on for its whole process; half a picture must never pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        opened.load()
    except (SyntaxError, OSError, ValueError, EOFError, struct.error) as error:
        raise EvidenceError("IMG.TRUNCATED", "the image file is damaged or incomplete") from error
    return opened


def _upright(image: Pillow.Image) -> Pillow.Image:
    try:
        orientation = image.getexif().get(_ORIENTATION)
    except (SyntaxError, OSError, ValueError, TypeError, KeyError, struct.error):
        return image  # damaged EXIF: the pixels are whole, so take them as they stand
    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def _rgb(image: Pillow.Image) -> Image:
    if image.mode.startswith("I"):
        # 16-bit grey: Pillow's own conversion has clipped at 255 instead of scaling in some versions.
        grey = (np.asarray(image, dtype=np.int32) >> 8).clip(0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        paper = Pillow.new("RGBA", image.size, "white")
        image = Pillow.alpha_composite(paper, image.convert("RGBA"))
    return np.array(image.convert("RGB"), dtype=np.uint8)
