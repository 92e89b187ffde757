"""The two identifiers a service counter checks: citizen ID number (MOD 11-2) and unified social credit code (mod 31).

Each check character is computed twice, by the standard's weights and by Horner's scheme on the powers behind
them. Only the check character is judged here, never whether a code has been issued.
"""

from __future__ import annotations

from harness.kit import Rng, fact

ID = fact("tasks.government_forms", "gov.id")
USCC = fact("tasks.government_forms", "gov.uscc")
ID_WEIGHTS: tuple[int, ...] = tuple(ID.data["weights"])
ID_MAP: str = ID.data["map"]
CHARSET: str = USCC.data["charset"]
USCC_WEIGHTS: tuple[int, ...] = tuple(USCC.data["weights"])
ORG_WEIGHTS: tuple[int, ...] = tuple(USCC.data["org_weights"])


def id_sum(number: str) -> int:
    """Weighted sum of the first 17 digits."""
    return sum(int(digit) * weight for digit, weight in zip(number[:17], ID_WEIGHTS, strict=True))


def id_character(number: str) -> str:
    """Check character of the first 17 digits by the weights of GB 11643-1999."""
    return ID_MAP[id_sum(number) % 11]


def id_is_pure(number: str) -> bool:
    """ISO 7064 MOD 11-2 as a recursion over all 18 characters, which must end at 1; no weights needed."""
    carry = 0
    for character in number:
        carry = (carry * 2 + (10 if character == "X" else int(character))) % 11
    return carry == 1


def uscc_sum(body: str) -> int:
    """Weighted sum of 17 characters."""
    return sum(CHARSET.index(c) * w for c, w in zip(body, USCC_WEIGHTS, strict=True))


def uscc_character(body: str) -> str:
    """Check character by the weights of GB 32100-2015; a remainder of 0 gives 0, not 31."""
    return CHARSET[(31 - uscc_sum(body) % 31) % 31]


def uscc_character_by_powers(body: str) -> str:
    """The weights are powers of 3 modulo 31: Horner from the right, then the character that completes to 0.

    The check character has weight 3 to the 17th power, so it is found by trying all 31.
    """
    total = 0
    for character in reversed(body):
        total = (total * 3 + CHARSET.index(character)) % 31
    return next(c for value, c in enumerate(CHARSET) if (total + value) % 31 == 0)


def org_character(stem: str) -> str:
    """Check character of an eight-character organisation code (GB 11714-1997), the 17th of a USCC."""
    value = 11 - sum(CHARSET.index(c) * w for c, w in zip(stem, ORG_WEIGHTS, strict=True)) % 11
    return "0" if value == 11 else "X" if value == 10 else str(value)


def uscc_body(rng: Rng, region: str, letters: bool) -> str:
    """Seventeen characters for an enterprise (91) of a division; the organisation code inside checks too."""
    stem = "MA" if letters else str(rng.between(31, 79))
    stem += "".join(rng.choice(CHARSET if letters else CHARSET[:10]) for _ in range(6))
    return f"91{region}{stem}{org_character(stem)}"


def uscc(rng: Rng, region: str) -> str:
    """A whole code, check character and all."""
    body = uscc_body(rng, region, letters=True)
    return body + uscc_character(body)
