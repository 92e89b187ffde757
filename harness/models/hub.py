"""Where a model is: a local folder as it stands, or a snapshot of a hub repository at one commit.

Fetches data files only; code and pickled weights are never downloaded. Decides nothing about the model.
"""

from __future__ import annotations

import re
from pathlib import Path

from harness.errors import EnvironmentProblem, UsageError, did_you_mean

WANTED = ["*.safetensors", "*.json", "tokenizer.model", "*.txt", "*.jinja", "README.md"]
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96}")
COMMIT = re.compile(r"[0-9a-f]{40}")


def locate(source: str, revision: str = "main") -> Path:
    """The folder of a model. UsageError if it is unknown, EnvironmentProblem if it cannot be fetched."""
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists():
        raise UsageError(f"{source} is a file", source, "name the folder that holds the model")
    near = _neighbour(folder)
    if near or not HUB_ID.fullmatch(source):
        fix = near or "name a folder, or a hub id such as `org/name`"
        raise UsageError(f"there is no folder {source}", source, fix)
    return _fetched(source, revision)


def revision_of(folder: Path) -> str:
    """The commit of a hub snapshot; empty for any other folder."""
    own = folder.absolute()
    return own.name if own.parent.name == "snapshots" and COMMIT.fullmatch(own.name) else ""


def _neighbour(folder: Path) -> str:
    """`did you mean ...?` when a folder beside it is called nearly the same."""
    try:
        names = [entry.name for entry in folder.parent.iterdir() if entry.is_dir()]
    except OSError:
        return ""
    hint = did_you_mean(folder.name, names)
    return hint if hint.startswith("did you mean") else ""


def _fetched(source: str, revision: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        return Path(snapshot_download(source, revision=revision, allow_patterns=WANTED))
    except GatedRepoError as error:
        fix = "accept its terms on the hub and log in with `hf auth login`"
        raise EnvironmentProblem(f"access to {source} is not granted", source, fix) from error
    except RepositoryNotFoundError as error:
        fix = "check the spelling; a private repository needs `hf auth login`"
        raise UsageError(f"the hub has no model {source}", source, fix) from error
    except RevisionNotFoundError as error:
        raise UsageError(
            f"{source} has no revision {revision}", source, "name a branch, tag or commit"
        ) from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled, HfHubHTTPError, ConnectionError) as error:
        fix = "fetch it where there is a network, and name the folder: model.source=<folder>"
        raise EnvironmentProblem(
            f"{source} is not here and the hub cannot be reached", source, fix
        ) from error
    except OSError as error:
        fix = "check free disk space and the rights of the hub cache (HF_HOME)"
        raise EnvironmentProblem(f"{source} cannot be stored: {error}", source, fix) from error
