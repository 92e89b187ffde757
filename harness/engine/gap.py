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
#: The largest gap allowed, in any precision, where all shapes are equal and nothing is rounded in another way.
STILL = 5e-5
#: The mean gap allowed in half precision, in standard deviations of the logits. Such numbers are rounded in
#: another way for every shape, which now and then sends a token to another expert: the 47 architectures of the
#: tests then differ by 0.01 on average at most, and by 0.1 to 0.4 where a state flows past the attention.
COARSE = 0.05


def fault(attempt: Callable[[], Tensor], expected: Tensor, dtype: torch.dtype) -> str:
    """What is wrong with the logits of an attempt of a model of this dtype; empty if they agree."""
    full = dtype in (torch.float32, torch.float64)
    allowed = FINE if full else COARSE * float(expected.float().std())
    return _fault(attempt, expected, allowed, largest=full)


def moved(attempt: Callable[[], Tensor], expected: Tensor) -> str:
    """The same for an attempt that computes the same numbers in the same shapes: next to nothing may differ."""
    return _fault(attempt, expected, STILL, largest=True)


def _fault(attempt: Callable[[], Tensor], expected: Tensor, allowed: float, *, largest: bool) -> str:
    try:
        gaps = (attempt() - expected).abs().float()
    except torch.OutOfMemoryError:
        raise  # says nothing about the model
    except REFUSALS as error:
        return f"fails ({type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''})"
    gap = float(gaps.max() if largest else gaps.mean())
    return "" if gap <= allowed else f"is off by {gap:.1e}"
