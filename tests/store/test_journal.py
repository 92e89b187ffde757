"""The journal: durable, torn lines dropped, first answer kept, one writer, errors in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import EnvironmentProblem, UsageError
from harness.store.files import json_bytes, read_json, sig12, write_bytes, write_json
from harness.store.journal import Journal, from_line, to_line
from harness.types import Response

responses = st.builds(
    Response,
    key=st.text("0123456789abcdef", min_size=32, max_size=32),
    text=st.none() | st.text(),
    logliks=st.lists(st.floats(-1e3, 0)).map(tuple),
    counts=st.lists(st.integers(0, 99)).map(tuple),
    greedy=st.lists(st.booleans()).map(tuple),
    margin=st.none() | st.floats(0, 10),
    finish=st.sampled_from(["options", "stop", "length"]),
    prompt_tokens=st.integers(0, 10**6),
)


@given(responses)
def test_a_line_reads_back(response: Response) -> None:
    line = to_line(response)
    assert line.count("\n") == 1
    assert from_line(line) == response
    assert from_line(line[:-1]) is None
    assert from_line(line[: len(line) // 2]) is None


def make(n: int, text: str = "x") -> list[Response]:
    return [Response(key=f"{i:032x}", text=text) for i in range(n)]


def test_resume_drops_a_torn_line_and_keeps_the_first_answer(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for r in make(5):
            journal.put(r)
    path = next(tmp_path.glob("*.jsonl"))
    path.write_bytes(path.read_bytes()[:-7])
    (tmp_path / "zzz.jsonl").write_text(to_line(Response(key=f"{0:032x}", text="later")))
    again = Journal(tmp_path)
    assert len(again) == 4 and again.torn == 1
    first = again.get(f"{0:032x}")
    assert first is not None and first.text == "x"
    with again, pytest.raises(ValueError, match="already answered"):
        again.put(Response(key=f"{0:032x}", text="y"))


def test_errors_are_never_written(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal, pytest.raises(ValueError, match="no memory"):
        journal.put(Response(key="a" * 32, error="no memory"))
    assert not list(tmp_path.glob("*.jsonl"))


@pytest.mark.parametrize(("first", "second"), [("", ""), ("", "1/2"), ("1/2", ""), ("1/2", "1/2")])
def test_one_writer_at_a_time(tmp_path: Path, first: str, second: str) -> None:
    with (
        Journal(tmp_path, first),
        pytest.raises(EnvironmentProblem, match="another run"),
        Journal(tmp_path, second),
    ):
        pass
    with Journal(tmp_path, second) as freed:
        freed.put(make(1)[0])


def test_shards_write_side_by_side(tmp_path: Path) -> None:
    with Journal(tmp_path, "1/2") as a, Journal(tmp_path, "2/2") as b:
        a.put(make(1)[0])
        b.put(make(2)[1])
    assert len(Journal(tmp_path)) == 2


def test_what_was_written_between_reading_and_locking_is_seen(tmp_path: Path) -> None:
    late = Journal(tmp_path)
    with Journal(tmp_path) as journal:
        journal.put(make(1)[0])
    with late:
        assert make(1)[0].key in late


def test_a_full_or_closed_disk_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentProblem, match="a file stands where a folder is needed"):
        write_bytes(tmp_path / "file" / "x.json", b"{}")
    journal = Journal(tmp_path / "j")
    with pytest.raises(EnvironmentProblem, match="disk is full") as caught, journal:
        journal._file = Path("/dev/full").open("w")  # noqa: SIM115
        journal.put(make(1)[0])
        journal.flush()
    assert caught.value.exit_code == 4


def test_json_files_are_canonical(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": 1 / 3, "a": "衡"})
    assert (tmp_path / "a.json").read_bytes() == json_bytes({"a": "衡", "b": 0.333333333333})
    assert sig12([0.1 + 0.2]) == [0.3]
    with pytest.raises(ValueError, match="Out of range"):
        json_bytes({"x": float("nan")})
    with pytest.raises(UsageError, match="no entry"):
        read_json(tmp_path / "none.json", "entry")
