"""Their `hf` model and ours on one tiny checkpoint, opened once for each architecture."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))
from making import tiny_checkpoint

try:
    import lm_eval
except ImportError:
    lm_eval = None
    warnings.warn("lm_eval is not installed: its numbers are not compared (extra: lm-eval)", stacklevel=1)

#: What is compared: with and without BOS, learned positions, rotary, ALiBi, windows, soft caps, a state.
ARCHITECTURES = ("llama", "gpt2", "bloom", "qwen2", "mistral", "gemma2", "opt", "mamba")


@pytest.fixture(scope="session", params=ARCHITECTURES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """(theirs at batch size 1, ours at 4) on the same folder."""
    if lm_eval is None:
        pytest.skip("lm_eval is not installed: pip install 'heng-harness[lm-eval]'")
    from lm_eval.api.registry import get_model

    import harness.integrations.lm_eval  # noqa: F401  registers the model

    folder = tiny_checkpoint(tmp_path_factory.mktemp("pair") / "model", request.param, chat=False)
    told = {"pretrained": str(folder), "dtype": "float32", "device": "cpu", "max_batch_size": 64}
    theirs = get_model("hf").create_from_arg_obj(told | {"batch_size": 1})
    return theirs, get_model("harness").create_from_arg_obj(told | {"batch_size": 4})
