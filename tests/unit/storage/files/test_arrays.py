"""Arrays in one file: read back as written, or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kyc.model.errors import StoreError
from kyc.storage.files.arrays import read_arrays, write_arrays

ARRAYS = {
    "table": np.arange(6, dtype=np.int32).reshape(2, 3),
    "nothing": np.zeros((0, 4), dtype=np.float32),
    "yes/no": np.array([True, False]),
    "dates/long": np.array([2**40], dtype=np.int64),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "some.index"
    write_arrays(path, "key", ARRAYS)
    return path


def test_arrays_come_back_with_type_and_shape_and_cannot_be_written_to(path: Path) -> None:
    read = read_arrays(path, "key")
    assert read is not None
    assert read.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert (read[name].dtype, read[name].shape) == (array.dtype, array.shape)
        assert (read[name] == array).all()
        assert not read[name].flags.writeable


def test_only_the_owner_can_read_it(path: Path) -> None:
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_for_another_key_is_not_read(path: Path) -> None:
    assert read_arrays(path, "another") is None


def test_a_file_that_is_not_there_is_not_read(tmp_path: Path) -> None:
    assert read_arrays(tmp_path / "none.index", "key") is None


def test_a_file_cut_off_anywhere_is_not_read(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert read_arrays(path, "key") is None, length


def test_a_file_with_a_changed_byte_anywhere_is_not_read(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read_arrays(path, "key") is None, at


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "some.index").mkdir()
    with pytest.raises(StoreError):
        write_arrays(tmp_path / "some.index", "key", ARRAYS)
