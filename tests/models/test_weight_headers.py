"""Headers of weight files are believed only where they agree with the file, byte for byte."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from spoiling import WEIGHTS, header_of, reasons, write_header

# --- headers ---


def test_weights_cut_short_or_continued_are_refused(folder: Path) -> None:
    raw = (folder / WEIGHTS).read_bytes()
    for content, reason in ((raw[:-4], "truncated"), (raw[:40], "truncated"), (raw[:3], "truncated"),
                            (b"", "truncated"), (raw + b"PK", "2 trailing bytes")):  # fmt: skip
        (folder / WEIGHTS).write_bytes(content)
        found = reasons(folder)
        assert len(found) == 1, found
        assert reason in found[0]


def test_a_header_of_absurd_length_is_refused_unread(folder: Path) -> None:
    with (folder / WEIGHTS).open("wb") as file:
        file.write(struct.pack("<Q", 17 << 20))
        file.truncate((18 << 20) + 8)  # a hole: takes no room
    assert ["more than 16777216" in what for what in reasons(folder)] == [True]


def test_too_many_tensors_are_refused(folder: Path) -> None:
    empty = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    write_header(folder / WEIGHTS, {str(n): empty for n in range(50_001)}, b"")
    assert ["50001 tensors" in what for what in reasons(folder)] == [True]


NORM = "model.norm.weight"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"dtype": "F8_E4M3"}, "unknown type"),
        ({"dtype": 4}, "has no type"),
        ({"shape": [32, -1]}, "malformed"),
        ({"shape": [True]}, "malformed"),
        ({"shape": [1 << 60]}, "malformed"),
        ({"shape": [1] * 9}, "malformed"),
        ({"data_offsets": [0, 128, 256]}, "malformed"),
        ({"data_offsets": [128, 0]}, "do not fit its shape"),
        ({"shape": [33]}, "do not fit its shape"),
        ({"data_offsets": [0, 128]}, "overlap"),
        ({"data_offsets": [1 << 40, (1 << 40) + 128]}, "leave a gap"),
    ],
)
def test_header_entries_must_be_sound(change: dict[str, Any], reason: str, folder: Path) -> None:
    header, body = header_of(folder / WEIGHTS)
    header[NORM] |= change
    write_header(folder / WEIGHTS, header, body)
    found = reasons(folder)
    assert len(found) == 1, found
    assert reason in found[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}, "a": {}}', "occurs twice"),
        ("[1, 2]", "not an object"),
        ('{"a": ', "not sound JSON"),
        ('{"a": 3}', "has no type"),
    ],
)
def test_headers_must_be_one_json_object(text: str, reason: str, folder: Path) -> None:
    write_header(folder / WEIGHTS, text, b"\0" * 4)
    found = reasons(folder)
    assert len(found) == 1, found
    assert reason in found[0]
