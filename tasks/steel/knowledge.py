"""Knowledge of the trade, written by hand: none of it is asked before a named person has signed it."""

from __future__ import annotations

from typing import ClassVar

from harness.kit import Task, Template, Text
from harness.knowledge import Question, Signed, signed


class Questions(Signed):
    name = "questions"
    title = Text("钢铁专业知识选择题", "Steelmaking knowledge questions")
    package = __package__


class Knowledge(Task):
    """钢铁生产知识：工序、质量、安全。题目逐条注明出处，由署名专家审定后才计分。"""

    domain, name, tier = "steel", "knowledge", "low"
    title = Text("钢铁生产知识", "Knowledge of steelmaking")
    sources = ("the citation of each item",)
    families: ClassVar[tuple[Template[Question], ...]] = (Questions(),) if signed(__package__) else ()
