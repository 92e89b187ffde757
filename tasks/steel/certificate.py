"""Incoming mill certificates: copy what stands there and nothing else, and name what is missing.

The certificate is printed in the item; what it does not give stays null. `critical` is inventing an entry and
passing a certificate that lacks a required one.
"""

from collections.abc import Mapping
from typing import Any

from harness.kit import Answer, Field, Json, Labels, Lang, Rng, Task, Text
from harness.types import LANGS
from tasks.steel.certificate_judge import ThicknessFromMass, YieldOrAbstain
from tasks.steel.certificate_pages import Contradiction
from tasks.steel.certificate_text import Certificate, draw_certificate, read, scanned

# --- copy it ---------------------------------------------------------------------------------------

#: Entries that a draw may leave out.
OMITTED = ("year", "t", "C", "Mn", "reh", "rm", "kv2")


class CertificateRecord(Json[Certificate]):
    """The certificate as a record, null for what it does not give."""

    name = "certificate_record"
    title = Text("质保书录成记录", "Transcribe a mill certificate")
    cases = ("complete", "one_gap", "two_gaps")
    critical = Text("质保书上没有的项目被补填", "invents an entry that the certificate does not give")
    schema = {
        "heat": Field(Text("炉号", "heat"), "string"),
        "grade": Field(Text("牌号", "grade"), "string"),
        "year": Field(
            Text("年号", "year"), "integer", Text("标准的年号", "edition of the standard"), nullable=True
        ),
        "t": Field(Text("厚度", "t"), "integer", Text("mm", "thickness, mm"), nullable=True),
        "C": Field(Text("C", "C"), "number", Text("%", "%"), nullable=True),
        "Mn": Field(Text("Mn", "Mn"), "number", Text("%", "%"), nullable=True),
        "reh": Field(Text("ReH", "ReH"), "integer", Text("实测值，MPa", "as tested, MPa"), nullable=True),
        "rm": Field(Text("Rm", "Rm"), "integer", Text("实测值，MPa", "as tested, MPa"), nullable=True),
        "kv2": Field(Text("KV2", "KV2"), "integer", Text("J", "J"), nullable=True),
    }
    zh = (
        "下面是第{serial}号{=质保书}的OCR文字，顺序已经打乱{noise}。请把它录成一条记录，数值{=照抄、不修约}，原文{=没有的不得补填}。\n{=<<<}\n{text}\n{=>>>}",
        "请录入第{serial}号扫描件（{=Q355钢板质保书}，识别后次序零乱{noise}）：\n{=<<<}\n{text}\n{=>>>}\n只录原文写明的内容，{=不修约、不推算}，找不到的项目{=填null}。",
    )
    en = (
        "Below is the OCR text of {=mill certificate} {serial}, with its lines out of order{noise}. Turn it into a record; copy values {=as they stand, without rounding}, and {=add nothing} that the text does not give.\n{=<<<}\n{text}\n{=>>>}",
        "Enter scan {serial} ({=mill certificate of Q355 plate}; the recognised text is out of order{noise}):\n{=<<<}\n{text}\n{=>>>}\nRecord only what the text states, {=without rounding or inference}; what cannot be found {=is null}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Certificate:
        gaps = {"complete": 0, "one_gap": 1, "two_gaps": 2}[case]
        without = ("wanted",) if level == 1 else ()
        return draw_certificate(rng, level, rng.sample(OMITTED, gaps), without=without)

    def solve(self, record: Certificate) -> Answer:
        held = dict(record.analysis)
        gold: dict[str, Any] = {
            "heat": record.heat, "grade": record.grade, "year": 2018, "t": record.t, "C": held["C"],
            "Mn": held["Mn"], "reh": record.reh, "rm": record.rm, "kv2": record.kv2,
        }  # fmt: skip
        return gold | dict.fromkeys(record.absent)

    def check(self, record: Certificate) -> Answer:
        # by reading the printed text, which must say the same in both languages
        zh, en = (read(scanned(record, lang), tuple(self.schema)) for lang in LANGS)
        return zh if zh == en else {}

    def harms(self, answer: Answer, record: Certificate) -> bool:
        return isinstance(answer, Mapping) and any(answer.get(key) is not None for key in record.absent)

    def fields(self, record: Certificate, lang: Lang) -> Mapping[str, object]:
        noise = Text("", "")
        if record.level == 3:
            noise = Text(
                "，数值里的0有的被认成了字母O，录入时还原",
                "; in numbers some 0 were read as the letter O, to be restored",
            )
        return {"serial": record.serial, "text": scanned(record, lang), "noise": noise}


# --- what is missing -------------------------------------------------------------------------------

REQUIRED = {
    "analysis": Text("熔炼分析", "heat analysis"),
    "delivery": Text("交货状态", "delivery condition"),
    "heat": Text("炉号", "heat number"),
    "kv2": Text("冲击功", "impact energy"),
    "reh": Text("屈服强度实测值", "measured yield strength"),
    "t": Text("厚度", "thickness"),
    "year": Text("标准年号", "edition year"),
}


class MissingEntries(Labels[Certificate]):
    """Which required entries are missing from the certificate?"""

    name = "missing_entries"
    title = Text("找出质保书缺少的项目", "Find missing certificate entries")
    cases = (*REQUIRED, "two", "none")
    terms = REQUIRED
    critical = Text("缺项的质保书被验收通过", "passes a certificate that lacks a required entry")
    zh = (
        "仓库规定：入库钢板的{=质保书}须有标签所列的{=全部项目}，标准须写到年号（如{=GB/T 1591-2018}）。第{serial}号质保书的OCR文字如下，次序零乱。\n{=<<<}\n{text}\n{=>>>}\n请核对并列出{=缺少}的项目。",
        "请验收第{serial}号{=质保书}（OCR文字，顺序已打乱）：\n{=<<<}\n{text}\n{=>>>}\n标签中的各项{=缺一不可}，所引标准须带年号（如{=GB/T 1591-2018}）。请问还{=缺}哪些项目，需要向钢厂追补？",
    )
    en = (
        "Store rule: the {=mill certificate} of plate must give {=every entry} named in the labels, and the standard with its year (as in {=GB/T 1591-2018}). The OCR text of certificate {serial}, out of order, reads:\n{=<<<}\n{text}\n{=>>>}\nCheck it and list the entries that are {=missing}.",
        "Please accept or query {=mill certificate} {serial} (OCR text, out of order):\n{=<<<}\n{text}\n{=>>>}\n{=All} the entries in the labels are required, the standard with its year (as in {=GB/T 1591-2018}). Which entries are {=missing} and must be asked of the mill?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Certificate:
        gone = {"two": rng.sample(list(REQUIRED), 2), "none": []}.get(case, [case])
        return draw_certificate(rng, level, gone, without=("wanted",) if level == 1 else ())

    def solve(self, record: Certificate) -> Answer:
        return tuple(sorted(record.absent))

    def check(self, record: Certificate) -> Answer:
        zh, en = (read(scanned(record, lang), tuple(REQUIRED)) for lang in LANGS)
        missing = tuple(key for key in REQUIRED if zh[key] is None and en[key] is None)
        return missing if len(missing) == sum(value is None for value in zh.values()) else ()

    def harms(self, answer: Answer, record: Certificate) -> bool:
        return isinstance(answer, tuple) and not set(record.absent) <= set(answer)

    def fields(self, record: Certificate, lang: Lang) -> Mapping[str, object]:
        return {"serial": record.serial, "text": scanned(record, lang)}


class CertificateTask(Task):
    """Can this certificate be entered, and does it say enough to accept the plate?"""

    domain, name, tier = "steel", "certificate", "high"
    title = Text(
        "质保书：录入、缺项、矛盾与判定", "Mill certificates: entry, gaps, contradictions and verdicts"
    )
    sources = (
        "GB/T 1591-2018",
        "density 7.85 g/cm3 (GB/T 709-2019)",
        "certificate and rule printed in the item",
    )
    families = (CertificateRecord(), MissingEntries(), Contradiction(), YieldOrAbstain(), ThicknessFromMass())
