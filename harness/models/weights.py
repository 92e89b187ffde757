"""The safetensors files of a folder: which they are, what their headers promise, whether values are finite.

Headers are parsed by hand and checked against the file before any library maps it. Needs no torch; never
opens a weight file of another format.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.models.folder import BadFile, admit, parse_object, present, read_object
from harness.types import Problem

HEADER_LIMIT = 16 << 20
TENSOR_LIMIT = 50_000
DIMENSIONS = 8
#: Bytes of one number, by the type names of the format. Others (8-bit floats and less) are quantised formats.
SIZES: Mapping[str, int] = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2,
    "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1,
}  # fmt: skip
FLOATS: Mapping[str, str] = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
#: How to view a number as an integer, and its exponent bits: all set means NaN or infinity.
EXPONENTS: Mapping[str, tuple[str, int]] = {
    "F64": ("<u8", 0x7FF0_0000_0000_0000), "F32": ("<u4", 0x7F80_0000),
    "F16": ("<u2", 0x7C00), "BF16": ("<u2", 0x7F80),
}  # fmt: skip
SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
CHUNK = 4 << 20
EXPORT = "save the model again with safetensors"


@dataclass(frozen=True, slots=True)
class Tensor:
    """What a header says of one tensor; offsets count from the start of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int
    shard: str

    @property
    def numbers(self) -> int:
        return math.prod(self.shape)


def shard_names(folder: Path) -> tuple[tuple[str, ...], list[Problem]]:
    """The weight files transformers would load, and what is wrong with their list."""
    if present(folder, SINGLE):
        return (SINGLE,), []
    if not present(folder, INDEX):
        return (), [_no_weights(folder)]
    try:
        table = read_object(folder, INDEX, 32 << 20).get("weight_map")
    except BadFile as bad:
        return (), [bad.problem]
    if not isinstance(table, dict) or not table or not all(isinstance(v, str) for v in table.values()):
        return (), [Problem("the index has no `weight_map` of names to files", f"{folder / INDEX}", EXPORT)]
    names, problems = [], []
    for name in sorted(set(table.values())):
        try:
            if not name.endswith(".safetensors"):
                raise BadFile(f"the index names {name[:80]!r}", folder / INDEX, "list safetensors files only")
            admit(folder, name)
            names.append(name)
        except BadFile as bad:
            problems.append(bad.problem)
    return tuple(names), problems


def _no_weights(folder: Path) -> Problem:
    """Why there is nothing to load, in words that fit what lies there."""
    names = [entry.name for entry in folder.iterdir()]
    suffixes = {Path(name).suffix.lower() for name in names}
    if ".safetensors" in suffixes and "adapter_model.safetensors" not in names:
        what, fix = (
            f"no {SINGLE} and no {INDEX}",
            f"name the weights {SINGLE}, or add the index of the shards",
        )
    elif ".gguf" in suffixes:
        what, fix = "GGUF weights are not supported", "publish the unquantised safetensors weights"
    elif suffixes & {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack"}:
        what = "the weights are in a format that can carry code; only safetensors is opened"
        fix = "save the model again with safe_serialization=True"
    else:
        what, fix = "there are no weights", f"add {SINGLE}"
    return Problem(what, str(folder), fix)


def read_header(folder: Path, name: str) -> list[Tensor]:
    """The tensors of one file, in the order of their offsets. BadFile for the first thing wrong with it."""
    path = admit(folder, name)
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > size - 8:
            raise BadFile(f"{name} is truncated: its header does not fit the file", path, EXPORT)
        if length > HEADER_LIMIT:
            raise BadFile(f"the header of {name} has {length} bytes, more than {HEADER_LIMIT}", path, EXPORT)
        raw = file.read(length)
    try:
        held = parse_object(raw)
    except ValueError as error:
        raise BadFile(f"the header of {name} is not sound JSON: {error}", path, EXPORT) from error
    held.pop("__metadata__", None)
    if len(held) > TENSOR_LIMIT:
        raise BadFile(f"{name} has {len(held)} tensors, more than {TENSOR_LIMIT}", path, EXPORT)
    begin = 8 + length
    tensors = sorted((_tensor(key, value, begin, path) for key, value in held.items()), key=_place)
    _check_layout(tensors, begin, size, path)
    return tensors


def _place(tensor: Tensor) -> tuple[int, int]:
    return tensor.start, tensor.end


def _tensor(key: str, held: Any, begin: int, path: Path) -> Tensor:
    """One entry of a header; BadFile unless type, shape and offsets agree."""

    def whole(value: Any, least: int, most: int) -> bool:
        return (
            isinstance(value, list)
            and least <= len(value) <= most
            and all(isinstance(v, int) and not isinstance(v, bool) and 0 <= v < 1 << 48 for v in value)
        )

    label = f"tensor {key[:120]!r} of {path.name}"
    if not isinstance(held, dict) or not isinstance(held.get("dtype"), str):
        raise BadFile(f"{label} has no type", path, EXPORT)
    if held["dtype"] not in SIZES:
        fix = "publish the unquantised weights in float32, float16 or bfloat16"
        raise BadFile(f"{label} has the unknown type {held['dtype'][:20]!r}", path, fix)
    if not whole(held.get("shape"), 0, DIMENSIONS) or not whole(held.get("data_offsets"), 2, 2):
        raise BadFile(f"{label} has a malformed shape or place", path, EXPORT)
    start, end = held["data_offsets"]
    tensor = Tensor(key, held["dtype"], tuple(held["shape"]), begin + start, begin + end, path.name)
    if end - start != tensor.numbers * SIZES[tensor.dtype]:
        raise BadFile(f"{label} has bytes that do not fit its shape", path, EXPORT)
    return tensor


def _check_layout(tensors: list[Tensor], begin: int, size: int, path: Path) -> None:
    """Tensors fill the file without gap, overlap or rest."""
    at = begin
    for tensor in tensors:
        if tensor.start != at:
            word = "overlap" if tensor.start < at else "leave a gap"
            raise BadFile(f"tensors of {path.name} {word} at {tensor.name[:120]!r}", path, EXPORT)
        at = tensor.end
    if at > size:
        raise BadFile(f"{path.name} is truncated: {size} bytes, {at} promised", path, EXPORT)
    if at < size:
        raise BadFile(f"{path.name} has {size - at} trailing bytes", path, EXPORT)


def read_headers(folder: Path, names: tuple[str, ...]) -> tuple[list[Tensor], list[Problem]]:
    """The tensors of all shards, and every shard's first fault; names must differ across shards."""
    tensors: dict[str, Tensor] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            for tensor in read_header(folder, name):
                if tensor.name in tensors:
                    twice = f"tensor {tensor.name[:120]!r} is in {tensors[tensor.name].shard} and {name}"
                    raise BadFile(twice, folder / name, EXPORT)
                tensors[tensor.name] = tensor
        except BadFile as bad:
            problems.append(bad.problem)
    problems += [
        Problem(f"weights of {t.name[:120]!r} are whole numbers: quantised?", str(folder / t.shard), EXPORT)
        for t in tensors.values()
        if t.dtype not in FLOATS and t.name.endswith("weight")
    ]
    if len(tensors) > TENSOR_LIMIT:
        problems.append(Problem(f"{len(tensors)} tensors, more than {TENSOR_LIMIT}", str(folder), EXPORT))
    return list(tensors.values()), problems


def finite_problems(folder: Path) -> list[Problem]:
    """Tensors with NaN or infinite values: a streamed scan of all weights, a few megabytes at a time."""
    names, problems = shard_names(folder)
    tensors, faults = read_headers(folder, names)
    return [*problems, *faults] or unsound_values(folder, tensors)


def unsound_values(folder: Path, tensors: Iterable[Tensor]) -> list[Problem]:
    """Those of these tensors with NaN or infinite values."""
    bad = [(t, count) for t in tensors if t.dtype in FLOATS and (count := _not_finite(folder, t))]
    return [
        Problem(
            f"tensor {t.name[:120]!r} has {count} values that are not finite (NaN or infinity)",
            str(folder / t.shard),
            "publish weights that did not diverge",
        )
        for t, count in bad
    ]


def _not_finite(folder: Path, tensor: Tensor) -> int:
    """How many of the tensor's numbers have all exponent bits set."""
    import numpy as np

    kind, pattern = EXPONENTS[tensor.dtype]
    count = 0
    for chunk in _chunks(folder / tensor.shard, tensor.start, tensor.end):
        bits = np.frombuffer(chunk, dtype=kind)
        mask = bits.dtype.type(pattern)
        count += int(np.count_nonzero((bits & mask) == mask))
    return count


def _chunks(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        for at in range(start, end, CHUNK):
            yield file.read(min(CHUNK, end - at))
