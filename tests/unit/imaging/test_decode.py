from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from kyc.imaging import decode as decoding
from kyc.imaging.decode import decode
from kyc.model.errors import EvidenceError
from tests.unit.imaging.drawn import encoded, exif

KINDS = ("JPEG", "PNG", "WEBP")


def corners(width: int = 96, height: int = 80) -> Image.Image:
    """A grey picture whose top-left quarter is red and whose top-right one is green."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    return image


def code_of(content: bytes) -> str:
    with pytest.raises(EvidenceError) as caught:
        decode(content)
    return caught.value.code


@pytest.mark.parametrize("kind", KINDS)
def test_the_three_kinds_become_rgb_pixels(kind: str) -> None:
    image = decode(encoded(corners(), kind))
    assert image.shape == (80, 96, 3)
    assert image.dtype == np.uint8
    assert image[10, 10].tolist() == pytest.approx([255, 0, 0], abs=6)
    assert image[10, 86].tolist() == pytest.approx([0, 255, 0], abs=6)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"GIF89a" + bytes(100),
        b"%PDF-1.7\n" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40),
        b"\x00\x00\x00\x18ftypheic" + bytes(100),
    ],
)
def test_other_files_are_not_images(content: bytes) -> None:
    assert code_of(content) == "IMG.NOT_IMAGE"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "JPEG2000", "ICO"])
def test_no_other_decoder_of_pillow_is_reached(kind: str) -> None:
    assert code_of(encoded(corners(), kind)) == "IMG.NOT_IMAGE"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(99), "a HEIC or AVIF picture"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"GIF89a", "a GIF"),
        (b"MM\0*" + bytes(99), "a TIFF"),
        (b"hello", "not an image"),
        (b"", "empty"),
    ],
)
def test_who_sends_another_kind_of_file_is_told_which_and_what_is_taken(content: bytes, said: str) -> None:
    with pytest.raises(EvidenceError, match=f"{said}.*; JPEG, PNG and WebP images are taken"):
        decode(content)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_file_is_refused(kind: str, share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    content = encoded(noise, kind)
    assert code_of(content[: int(share * len(content))]) == "IMG.TRUNCATED"


def test_a_cut_file_is_refused_though_another_library_allowed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(Image.effect_noise((200, 200), 80).convert("RGB"), "JPEG")
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert code_of(content[: len(content) // 2]) == "IMG.TRUNCATED"


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims a size, with a single row's worth of data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("width", "height"),
    [(12_001, 100), (100, 12_001), (6_400, 6_400), (60_000, 60_000), (2**31 - 1, 2**31 - 1)],
)
def test_a_pixel_flood_is_refused_by_its_header(width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("a pixel was decoded"))
    assert code_of(png_header(width, height)) == "IMG.TOO_LARGE"


def test_a_file_of_too_many_bytes_is_refused_before_it_is_looked_at() -> None:
    assert code_of(bytes(decoding.MAX_BYTES + 1)) == "IMG.TOO_LARGE"


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    content = encoded(corners(), "JPEG", progressive=True)
    assert decode(content).shape == (80, 96, 3)
    assert code_of(content + decoding._START_OF_SCAN * decoding.MAX_SCANS) == "IMG.TOO_LARGE"


def test_text_that_unpacks_to_a_hundred_megabytes_is_refused() -> None:
    text = PngInfo()
    text.add_text("comment", "a" * 100_000_000, zip=True)
    assert code_of(encoded(corners(), "PNG", pnginfo=text)) == "IMG.TRUNCATED"


@pytest.mark.parametrize(("size", "is_taken"), [((64, 64), True), ((63, 200), False), ((200, 63), False)])
def test_an_image_under_64_pixels_is_too_small(size: tuple[int, int], is_taken: bool) -> None:
    content = encoded(corners(*size))
    if is_taken:
        assert decode(content).shape == (*size[::-1], 3)
    else:
        assert code_of(content) == "IMG.LOW_RES"


# Where the red quarter of an upright picture has gone, as (row, column) of the stored one, by EXIF orientation.
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_image_is_turned_as_exif_says(orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = corners().transpose(undo[orientation]) if orientation in undo else corners()
    image = decode(encoded(stored, "PNG", exif=exif({0x0112: orientation})))
    assert np.array_equal(image, np.asarray(corners()))


@pytest.mark.parametrize(
    "block", [b"Exif\x00\x00garbage", b"Exif\x00\x00MM\x00*\xff\xff\xff\xff", b"Exif\x00\x00II*\x00"]
)
def test_damaged_exif_leaves_the_image_as_it_stands(block: bytes) -> None:
    assert decode(encoded(corners(), "JPEG", exif=block)).shape == (80, 96, 3)


def test_an_orientation_that_does_not_exist_turns_nothing() -> None:
    assert np.array_equal(decode(encoded(corners(), "PNG", exif=exif({0x0112: 77}))), np.asarray(corners()))


def test_16_bit_grey_is_scaled_not_clipped() -> None:
    ramp = np.linspace(0, 65_535, 100 * 100).reshape(100, 100).astype(np.uint16)
    image = decode(encoded(Image.fromarray(ramp), "PNG"))
    assert image[0, 0].tolist() == [0, 0, 0]
    assert image[50, 0].tolist() == pytest.approx([128, 128, 128], abs=1)
    assert image[-1, -1].tolist() == [255, 255, 255]


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "PA"])
def test_every_mode_of_png_becomes_the_same_grey(mode: str) -> None:
    grey = Image.new("L", (70, 70), 255)
    assert (
        decode(encoded(grey.convert(mode) if mode != "PA" else grey.convert("LA"), "PNG"))[0, 0].tolist() == [255] * 3
    )


def test_transparent_parts_become_white() -> None:
    image = Image.new("RGBA", (70, 70), (10, 20, 30, 0))
    image.putpixel((5, 5), (10, 20, 30, 255))
    pixels = decode(encoded(image))
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[5, 5].tolist() == [10, 20, 30]


def test_a_transparent_palette_colour_becomes_white() -> None:
    image = corners().quantize(8)
    transparent = image.getpixel((0, 0))
    assert decode(encoded(image, "PNG", transparency=transparent))[0, 0].tolist() == [255, 255, 255]


def test_cmyk_becomes_rgb() -> None:
    pixels = decode(encoded(Image.new("CMYK", (70, 70), (0, 255, 255, 0)), "JPEG", quality=95))
    assert pixels[0, 0].tolist() == pytest.approx([255, 0, 0], abs=12)


def test_a_colour_profile_changes_nothing() -> None:
    with_profile = encoded(corners(), "PNG", icc_profile=b"\x00" * 200)
    assert np.array_equal(decode(with_profile), decode(encoded(corners(), "PNG")))


def test_of_an_animation_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (70, 70), colour) for colour in ("red", "blue")]
    content = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert decode(content)[0, 0].tolist() == [255, 0, 0]


@given(st.data())
def test_a_damaged_file_is_decoded_or_refused_never_anything_else(data: st.DataObject) -> None:
    content = bytearray(encoded(corners(), data.draw(st.sampled_from(KINDS))))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(content[: data.draw(st.integers(1, len(content)))])
    with suppress(EvidenceError):
        assert decode(damaged).ndim == 3


def test_a_polyglot_is_read_as_the_image_it_begins_as() -> None:
    content = encoded(corners(), "PNG") + b"PK\x03\x04" + bytes(200)
    assert np.array_equal(decode(content), np.asarray(Image.open(BytesIO(encoded(corners(), "PNG")))))
