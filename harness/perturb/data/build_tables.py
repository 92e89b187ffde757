"""Rebuild `homophones.json` and `words.txt` (needs jieba and pypinyin: `pip install heng-harness[tables]`).

A character's homophones are common characters with the same reading and tone, neither with a second reading;
the words are common two-character words, so that a typo never makes another word. Negators never take part.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

COMMON_CHARACTERS, COMMON_WORD, CANDIDATES = 1600, 300, 4
NEVER = set("不未无非禁没否勿莫别零一二三四五六七八九十百千万亿两半双多少大小上下左右前后高低正负")


def main() -> None:
    import jieba
    from pypinyin import Style, pinyin

    jieba.initialize()
    counts: Counter[str] = Counter()
    words: list[str] = []
    for word, freq in jieba.dt.FREQ.items():
        for char in word:
            if "\u4e00" <= char <= "\u9fff":
                counts[char] += freq
        if len(word) == 2 and freq >= COMMON_WORD:
            words.append(word)
    common = [c for c, _ in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:COMMON_CHARACTERS]]
    by_sound: dict[str, list[str]] = defaultdict(list)
    for char in common:
        readings = pinyin(char, style=Style.TONE3, heteronym=True)[0]
        if len(readings) == 1 and char not in NEVER:
            by_sound[readings[0]].append(char)
    table = {
        c: "".join(o for o in group if o != c)[:CANDIDATES] for group in by_sound.values() for c in group
    }
    here = Path(__file__).parent
    kept = {c: others for c, others in sorted(table.items()) if others}
    (here / "homophones.json").write_text(
        json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8"
    )
    (here / "words.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
