"""What is published fits its schema, and the schema lets nothing else through."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harness.errors import HarnessError
from harness.publish.schema import NAMES, faults, schema, write_valid

#: Files of each kind, below the results folder.
FILES = {
    "entry": "runs/*/entry.json",
    "efficiency": "runs/*/efficiency.json",
    "leaderboard": "leaderboard.json",
    "pairs": "boards/*.pairs.json",
}
CELL = ("domains", "steel")
#: Objects whose keys are fixed, by file and path; the other objects are maps of names.
FIXED: dict[str, tuple[tuple[str | int, ...], ...]] = {
    "entry": (
        (), ("model",), ("unscored",), ("dimensions", "accuracy"), CELL, (*CELL, "accuracy"), (*CELL, "chance"),
        ("chance",), ("critical_errors", "steel"), ("extraction",), ("extraction", "open"), ("extraction", "domains", "steel"), ("tasks", "steel/defects"),
        ("tiers", "high", "accuracy"), ("languages", "zh", "accuracy"), ("kinds", "number", "accuracy"),
    ),
    "efficiency": ((), ("efficiency",)),
    "leaderboard": (
        (), ("form",), ("entries", 0), ("entries", 0, "model"), ("entries", 0, "dimensions"),
        ("entries", 0, "dimensions", "robustness"), ("entries", 0, "dimensions", "efficiency"),
        ("entries", 0, *CELL, "accuracy"), ("entries", 0, "unscored"), ("entries", 0, "rank", "accuracy"),
        ("entries", 0, "provenance"), ("entries", 0, "critical_errors", "steel"),
    ),
    "pairs": ((), ("columns", "robustness"), ("columns", "domains/steel")),
}  # fmt: skip
#: Keys a file may do without; every other key of a fixed object is required.
OPTIONAL = {
    "weights_bytes", "architecture", "dtype", "device", "prompt_format", "robustness_detail", "generality_detail",
    "level", "method", "items", "seed", "kinds", "verdicts", "extraction", "only_first", "only_second",
}  # fmt: skip
PLACES = [(name, path) for name, paths in FIXED.items() for path in paths]


def bodies(results: Path, name: str) -> list[Any]:
    found = [json.loads(p.read_text()) for p in sorted(results.glob(FILES[name]))]
    assert found
    return found


def at(body: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        body = body[key]
    return body


def numbers(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of all numbers."""
    if isinstance(body, (int, float)) and not isinstance(body, bool):
        yield path
    pairs = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in pairs:
        yield from numbers(value, (*path, key))


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["$id"] == f"{name}.schema.json"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_run_writes_fits(name: str, results: Path) -> None:
    for body in bodies(results, name):
        assert faults(name, body) == []


def test_every_board_fits_and_the_schemas_lie_beside_it(results: Path) -> None:
    for path in (results / "boards").glob("*.json"):
        assert faults("pairs" if ".pairs" in path.name else "leaderboard", json.loads(path.read_text())) == []
    for name in NAMES:
        assert json.loads((results / "schema" / f"{name}.schema.json").read_text()) == schema(name)


@pytest.mark.parametrize(("name", "path"), PLACES)
def test_no_required_field_may_be_missing(name: str, path: tuple[str | int, ...], results: Path) -> None:
    (whole, *_) = bodies(results, name)
    required = set(at(whole, path)) - (OPTIONAL if "value" not in at(whole, path) else set())
    if at(whole, path).get("value", 0) is None:
        required = {"value", "reason"}
    assert required
    for key in required:
        body = copy.deepcopy(whole)
        del at(body, path)[key]
        assert faults(name, body), f"{path}: {key} can be left out"


@pytest.mark.parametrize(("name", "path"), PLACES)
def test_no_unknown_key_may_be_added(name: str, path: tuple[str | int, ...], results: Path) -> None:
    (body, *_) = bodies(results, name)
    at(body, path)["surprise"] = 1
    assert faults(name, body)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_number_may_be_nan_or_infinite(name: str, value: float, results: Path, tmp_path: Path) -> None:
    (whole, *_) = bodies(results, name)
    places = list(numbers(whole))
    assert places
    for path in places[:: max(1, len(places) // 20)]:
        body = copy.deepcopy(whole)
        at(body, path[:-1])[path[-1]] = value
        assert faults(name, body), path
    with pytest.raises(HarnessError, match="does not fit its schema"):
        write_valid(tmp_path / "never.json", name, body)
    assert not (tmp_path / "never.json").exists()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("form_id",), "short"),
        (("scores_sha256",), "ABC"),
        (("status",), "finished"),
        (("schema_version",), "2.0"),
        (("model", "kind"), "champion"),
        (("model", "name"), ""),
        (("model", "parameters"), -1),
        (("unscored", "count"), 0.5),
        (("dimensions", "accuracy", "value"), "0.5"),
        (("dimensions", "accuracy"), 0.5),
        (("dimensions", "accuracy"), {"value": None, "reason": ""}),
        (("dimensions", "speed"), {"value": None, "reason": "no such dimension"}),
        (("critical_errors", "steel", "high"), 1.5),
        (("extraction", "n"), -1),
    ],
)
def test_a_value_out_of_its_range_is_refused(path: tuple[str, ...], value: Any, results: Path) -> None:
    (body, *_) = bodies(results, "entry")
    at(body, path[:-1])[path[-1]] = value
    assert any(line.startswith(".".join(path[:1])) for line in faults("entry", body))


def test_an_upper_bound_may_stand_beside_a_missing_value(results: Path) -> None:
    (body, *_) = bodies(results, "entry")
    bound = {"value": None, "reason": "at the floor", "high": 10.0, "level": 0.95, "method": "percentile"}
    body["dimensions"]["generality"] = bound
    assert faults("entry", body) == []
    body["dimensions"]["generality"] = {**bound, "low": 0.0}
    assert faults("entry", body)


def test_published_files_are_canonical_json(results: Path) -> None:
    for path in (
        *results.glob("runs/*/*.json"),
        *results.glob("boards/*.json"),
        results / "leaderboard.json",
    ):
        raw = path.read_bytes()
        body = json.loads(raw.decode("utf-8"))
        assert raw.decode() == json.dumps(body, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
