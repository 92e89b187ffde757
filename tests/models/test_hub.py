"""Folders are taken as they are, hub ids are fetched as data only, and failures say what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError, OfflineModeIsEnabled

from harness.errors import EnvironmentProblem, UsageError
from harness.models.hub import locate, revision_of

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_a_local_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert locate(str(tmp_path), "main") == tmp_path
    assert revision_of(tmp_path) == ""


def test_a_misspelt_folder_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "apprentice").mkdir()
    with pytest.raises(UsageError, match="did you mean 'apprentice'"):
        locate(str(tmp_path / "aprentice"), "main")


@pytest.mark.parametrize(
    "source", ["no-such-folder", "./no/such", "/no/such/folder", "org/name/more", "a b/c"]
)
def test_what_is_neither_folder_nor_hub_id_is_a_usage_error(source: str) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        locate(source, "main")


def test_a_file_is_not_a_model(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"x")
    with pytest.raises(UsageError, match="is a file"):
        locate(str(tmp_path / "model.gguf"), "main")


def test_a_hub_id_is_fetched_at_its_revision_without_code_or_pickle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = tmp_path / "snapshots" / COMMIT
    asked: dict[str, Any] = {}

    def download(repository: str, **options: Any) -> str:
        asked.update(options, repository=repository)
        return str(snapshot)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    found = locate("some-org/some-model", "v1.0")
    assert revision_of(found) == COMMIT
    assert (asked["repository"], asked["revision"]) == ("some-org/some-model", "v1.0")
    assert not {"*", "*.bin", "*.py", "*.pt"} & set(asked["allow_patterns"])


@pytest.mark.parametrize("error", [LocalEntryNotFoundError("x"), OfflineModeIsEnabled("x")])
def test_no_network_is_a_matter_of_the_environment(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(*_: Any, **__: Any) -> str:
        raise error

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    with pytest.raises(EnvironmentProblem, match=r"(?s)hub cannot be reached.*model\.source=<folder>"):
        locate("some-org/some-model", "main")


def test_an_unknown_repository_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub.errors import RepositoryNotFoundError

    def download(*_: Any, **__: Any) -> str:
        raise RepositoryNotFoundError.__new__(RepositoryNotFoundError)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    with pytest.raises(UsageError, match="the hub has no model some-org/some-model"):
        locate("some-org/some-model", "main")
