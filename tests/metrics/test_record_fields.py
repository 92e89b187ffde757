"""Fields of a record: units from notes, and null, empty and absent kept apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from harness.kit import Field, Text, within
from harness.metrics.records import compare, unit_of_note
from harness.types import INSUFFICIENT

NOTES = [
    (Text("单位mm，保留1位小数", "mm, 1 decimal place"), ("mm",)),
    (Text("限量后，mg，1位小数", "after the limits, mg, 1 decimal place"), ("mg",)),
    (Text("单位%", "per cent"), ("%", "per cent")),
    (Text("分钟", "minutes"), ("分钟", "minutes")),
    (Text("合计", "in all"), ()),
    (Text("保留2位小数", "2 decimal places"), ()),
    (Text("", ""), ()),
]


@pytest.mark.parametrize(("note", "units"), NOTES)
def test_unit_of_note(note: Text, units: tuple[str, ...]) -> None:
    field = Field(Text("值", "value"), "number", note)
    assert unit_of_note(field, "zh") == units
    assert unit_of_note(field, "en") == units[::-1]


@pytest.mark.parametrize(
    ("raw", "gold", "right"),
    [
        ({"备注": None}, None, True), ({"备注": ""}, None, False), ({}, None, False), ({"note": None}, None, False),
        ({"备注": ""}, "", True), ({"备注": None}, "", False), ({}, "", False), ({"备注": "无"}, None, False),
        ({"备注": 12}, "12", True), ({"备注": True}, "True", False), ({"备注": ["x"]}, "x", False), ({"备注": "ｘ"}, "x", False),
    ],
)  # fmt: skip
def test_null_empty_and_absent_differ(raw: dict[str, Any], gold: str | None, right: bool) -> None:
    schema = {"note": Field(Text("备注", "note"), "string", nullable=True)}
    assert compare(raw, schema, {"note": gold}, "zh").right == {"note": right}


def test_what_cannot_be_read_is_left_out_of_what_harms_sees() -> None:
    schema = {
        "dose": Field(Text("剂量", "dose"), "number", Text("单位mg", "mg"), tolerance=within("0.1")),
        "route": Field(
            Text("途径", "route"), "choice", terms={"iv": Text("静脉", "iv"), "po": Text("口服", "oral")}
        ),
    }
    gold = {"dose": Decimal(5), "route": "po"}
    seen = compare({"剂量": "5000 μg", "途径": "静脉"}, schema, gold, "zh")
    assert seen.right == {"dose": True, "route": False} and seen.read == {"dose": Decimal(5), "route": "iv"}
    assert compare({"剂量": "5 mL", "途径": "肌注"}, schema, gold, "zh").read == {}
    assert compare({"剂量": "信息不足", "途径": None}, schema, gold, "zh").read == {
        "dose": INSUFFICIENT,
        "route": None,
    }
