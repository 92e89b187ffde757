"""How far an attempt's logits are from those it must give, and how far they may be.

It must never know which short cut was tried: numbers in, a reason out, empty if there is none.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

#: What architectures raise when they cannot be called in some way.
REFUSALS = (TypeError, ValueError, IndexError, KeyError, AttributeError, NotImplementedError, RuntimeError)
#: The largest gap allowed in full precision.
FINE = 1e-3
#: The same where all shapes are equal, so that nothing is rounded in another way.
STILL = 5e-5
#: The mean gap allowed in half precision, which rounds differently in every shape and now and then sends a
#: token to another expert: a wrong mask moves all logits by more, rounding only some.
COARSE = 0.3


def fault(attempt: Callable[[], Tensor], expected: Tensor, dtype: torch.dtype, fine: float = FINE) -> str:
    """What is wrong with the logits of an attempt of a model of this dtype; empty if they agree."""
    try:
        gaps = (attempt() - expected).abs()
    except REFUSALS as error:
        return f"fails ({type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''})"
    full = dtype in (torch.float32, torch.float64)
    gap = float(gaps.max() if full else gaps.float().mean())
    return "" if gap <= (fine if full else COARSE) else f"is off by {gap:.1e}"
