"""Open the image files that a command is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.imaging.decode import Image


def open_image(path: Path) -> Image:
    """Read and decode one image file; never more of it than an image may have.

    Raises:
        InputError: INPUT.UNREADABLE when there is no such file, or it may not be read.
        EvidenceError: as `kyc.imaging.decode.decode` says.
    """
    from kyc.imaging.decode import MAX_BYTES, decode

    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError("INPUT.UNREADABLE", f"the file cannot be read: {error.strerror}") from error
    return decode(content)
