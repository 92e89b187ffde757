"""Sentences as they stand on a page: the words escaped, every figure marked with where it stands in the JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from harness.publish.site.choosing import FILE
from harness.publish.site.figures import named
from harness.publish.site.gates import TIERS, Check, Judgement
from harness.publish.site.sentences import Figure, Said, gate_sentence, row_sentence, strengths
from harness.publish.site.sentences import Words as Field
from harness.publish.site.views import Board, Model
from harness.publish.site.words import Words


def marked(said: Said) -> Markup:
    """The sentence with its figures marked."""
    return Markup("").join(escape(part) if isinstance(part, str) else figure(part) for part in said)


def figure(part: Figure) -> Markup:
    """A number in a sentence."""
    return Markup(f'<span data-from="{escape(part.pointer)}"{named(part.how)}>{escape(part.text)}</span>')


@dataclass(frozen=True)
class Speaker:
    """Everything the pages of one language say in sentences."""

    board: Board
    t: Words

    def name(self, answerer: str) -> str:
        """What a model is called."""
        return self.board.by_id[answerer].name if answerer in self.board.by_id else answerer

    def brief(self, model: Model) -> Markup:
        """A row of the board in words; its figures continue the row's `data-base`, its place has a column."""
        return self.row(model, "", brief=True)

    def row(self, model: Model, base: str, brief: bool = False) -> Markup:
        """A model in two or three short sentences."""
        ranked = sum("accuracy" in m.entry["rank"] for m in self.board.models)
        said = row_sentence(
            model.entry, base, lang=self.t.lang, models=self.name, domains=self.t.domain,
            alone=ranked == 1, brief=brief,
        )  # fmt: skip
        return marked(said)

    def strengths(self, model: Model) -> Field | None:
        """What paired tests support; None where the board has no pairs."""
        pairs = self.board.inputs.pairs
        if pairs is None:
            return None
        return strengths(pairs, "pairs.json#", model.id, lang=self.t.lang, domains=self.t.domain)

    def gates(self, model: Model, domain: str) -> Iterator[tuple[str, str, Markup]]:
        """Tier, outcome and the reasons in words, of one model in one domain."""
        gates = self.board.inputs.gates
        judged = gates["judgements"].get(model.id, {}).get(domain, {})
        for tier in TIERS:
            if tier in judged:
                found = judged[tier]
                judgement = Judgement(found["outcome"], tuple(Check(**check) for check in found["checks"]))
                said = gate_sentence(
                    judgement, tier, gates["policy"], model.entry, domain,
                    lang=self.t.lang, base=model.base, gates=f"{FILE}#",
                )  # fmt: skip
                yield tier, found["outcome"], marked(said)

    def marked(self, said: Said) -> Markup:
        return marked(said)
