"""Colours of the charts: numbers legible in every shade, series apart from the page in light, dark and print."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from harness.publish.site.charts import axes, heat, history

CSS = (Path(axes.__file__).parent / "charts.css").read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return math.fsum(k * c for k, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def fill_of(name: str) -> str:
    (rule,) = re.findall(rf"\.chart \.{name}\b[^{{]*\{{ fill: (#\w{{6}})", CSS)
    return str(rule)


@pytest.mark.parametrize("shade", range(len(heat.BINS)))
def test_the_number_in_every_shade_can_be_read(shade: int) -> None:
    assert contrast(fill_of(f"ch-b{shade}"), fill_of(f"ch-t{shade}")) >= 4.5


def test_shades_follow_values() -> None:
    assert [heat.shade_of(v) for v in (-1, 0, 9.99, 10, 84.9, 85, 100)] == [0, 0, 0, 1, 5, 6, 6]
    shades = [luminance(fill_of(f"ch-b{i}")) for i in range(len(heat.BINS))]
    assert shades == sorted(shades, reverse=True)


def test_series_stand_out_from_the_page_in_light_and_dark() -> None:
    light, dark, printed = re.findall(
        r"--ch-0: (#\w{6}); --ch-1: (#\w{6}); --ch-2: (#\w{6}); --ch-3: (#\w{6}); --ch-4: (#\w{6}); --ch-5: (#\w{6})",
        CSS,
    )
    assert len(light) == history.MOST == len(history.SHAPES)
    assert min(contrast(c, "#ffffff") for c in (*light, *printed)) >= 3
    assert min(contrast(c, "#14181d") for c in dark) >= 3
