"""The dataset card: front matter for the Hugging Face hub, then the same story in Chinese and in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from datasets import DatasetInfo
from datasets.info import DatasetInfosDict
from huggingface_hub import DatasetCardData

from harness.publish.rows import COLUMNS, Exported

Rows = Sequence[Mapping[str, Any]]
#: What the hub calls the work, by answer kind.
CATEGORIES = {"letter": "multiple-choice", "option_text": "multiple-choice", "labels": "text-classification"}
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))

ZH = """# 衡 · {suite} · {split} 划分

[English below](#english)

由“衡”的题族生成的 {items} 道题（每种语言一行，共 {rows} 行），种子 {seed}。标准答案由两个方法不同的求解器
算出并互相核对。这是公开的 `{split}` 划分，可以随意使用；正式排名轮次的题目由保密种子另行生成，不会导出。

```python
from datasets import load_dataset

items = load_dataset("路径或仓库名", split="{split}")
```

同一批题也在 `data/{split}.jsonl` 中，一行一题。重新生成：`{command}`。

## 列

{columns}

## 任务

{tasks}

## 怎样评分

用 `heng-harness[datasets]` 中的 `harness.integrations.hf_metrics.ExportedMetric`：
把模型的原文作为 `predictions`，把本数据集的行作为 `references`。
数值在 `tolerance` 之内且单位正确才算对；标签须与标准答案的集合完全相同；记录须每个字段都对。

## 已知的局限

- 本划分是公开的，模型可能在训练中见过同一题族的题目。
- 题目还没有领域专家签署。任何一题都不构成治疗、放行或决定的建议。人名、证件号码和单位都是虚构的。
- 每道题的依据见 `source` 列；规则一般印在题干里。
"""

EN = """# English

{items} items (one row for each language, {rows} rows) of the suite `{suite}` of Heng 衡, drawn from parametric families
with seed {seed}. Golds are computed by two solvers that differ in method. This is the public `{split}` split, free to
use; ranked rounds are drawn from a secret seed and are never exported.

```python
from datasets import load_dataset

items = load_dataset("folder or repository", split="{split}")
```

The same rows stand in `data/{split}.jsonl`, one a line. To make them again: `{command}`.

## Columns

{columns}

## Tasks

{tasks}

## How to grade

With `harness.integrations.hf_metrics.ExportedMetric` of `heng-harness[datasets]`: what a model wrote as `predictions`,
rows of this dataset as `references`. A number is right within `tolerance` and in its unit; a label set must equal the
gold set; a record must be right in every field.

## Known limits

- This split is public: a model can have been trained on siblings of these items.
- No item has been signed by a domain expert yet. None is a recommendation for treatment, release or a decision.
  Persons, identity numbers and organisations are invented.
- What an item rests on is in `source`; as a rule it is printed in the question.
"""


def card_text(rows: Rows, about: Exported, features: Any, data_bytes: int, parquet_bytes: int) -> str:
    """The whole README.md. `data_bytes` in memory, `parquet_bytes` on disk, as the hub counts them."""
    front = front_matter(rows, about, features, data_bytes, parquet_bytes)
    words = {
        "suite": about.suite, "split": about.split, "seed": about.seed, "command": about.command,
        "rows": len(rows), "items": len({row["draw_id"] for row in rows}),
    }  # fmt: skip
    zh = ZH.format(columns=columns("zh"), tasks=tasks(rows, about, "zh"), **words)
    en = EN.format(columns=columns("en"), tasks=tasks(rows, about, "en"), **words)
    return f"---\n{front}\n---\n\n{zh}\n{en}"


def front_matter(rows: Rows, about: Exported, features: Any, data_bytes: int, parquet_bytes: int) -> str:
    """The card's YAML, as the hub's own library writes it."""
    split = {"name": about.split, "num_bytes": data_bytes, "num_examples": len(rows)}
    info = DatasetInfo(
        features=features, splits=[split], dataset_size=data_bytes, download_size=parquet_bytes
    )  # fmt: skip
    kinds = {row["answer_kind"] for row in rows}
    card = DatasetCardData(
        language=list(about.langs),
        license="apache-2.0",
        pretty_name=f"Heng 衡: {about.suite} ({about.split})",
        task_categories=sorted({CATEGORIES.get(kind, "question-answering") for kind in kinds}),
        size_categories=[next((name for limit, name in SIZES if len(rows) < limit), "n>1T")],
        tags=[
            "evaluation",
            "benchmark",
            "vertical-domains",
            *sorted({row["task"].split("/")[0] for row in rows}),
        ],
        configs=[
            {
                "config_name": "default",
                "data_files": [{"split": about.split, "path": f"data/{about.split}.parquet"}],
            }
        ],
    )
    DatasetInfosDict({"default": info}).to_dataset_card_data(card)
    return str(card.to_yaml())


def columns(lang: str) -> str:
    colon = "：" if lang == "zh" else ": "
    return "\n".join(f"- `{name}`{colon}{text[lang]}" for name, text in COLUMNS.items())


def tasks(rows: Rows, about: Exported, lang: str) -> str:
    """A line for each task: title, families, rows, answer kinds."""
    count = Counter(row["task"] for row in rows)
    lines = []
    for task in dict.fromkeys(row["task"] for row in rows):
        mine = [row for row in rows if row["task"] == task]
        families = len({row["family"] for row in mine})
        kinds = ", ".join(sorted({row["answer_kind"] for row in mine}))
        title = about.titles[task][lang]  # type: ignore[call-overload]
        words = (
            f"{families} 个题族，{count[task]} 行"
            if lang == "zh"
            else f"{families} families, {count[task]} rows"
        )
        lines.append(f"- `{task}` {title} ({words}; {kinds})")
    return "\n".join(lines)
