"""The form of a handed-in file, by the last word of its name and its type: how likely each kind is.

``整改台账.xlsx`` is a register, ``读书会/IMG_2031.jpg`` a photograph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from allocation.base.enums import EvidenceKind as Kind
from allocation.register.register import EvidenceEntry

__all__ = ["FormLikelihood", "without_forms"]

_PICTURES = "jpg jpeg png heic heif bmp webp gif tif tiff"
_SHEETS = "xls xlsx csv et ods xlsm"
_TYPES: Mapping[str, frozenset[Kind]] = {
    suffix: frozenset(kinds)
    for suffixes, kinds in (
        (_PICTURES, (Kind.PHOTO, Kind.SCREENSHOT, Kind.CERTIFICATE, Kind.LINK)),
        (_SHEETS, (Kind.LEDGER, Kind.FIGURES)),
    )
    for suffix in suffixes.split()
}
"""The kinds of evidence that a type of file is likely for."""
_PHOTOGRAPHED = (Kind.PHOTO, Kind.SCREENSHOT)
_FORMS: Mapping[str, tuple[Kind, ...]] = {
    word: kinds
    for words, kinds in (
        ("照片 合影 留影 图片 相片 影像", (Kind.PHOTO,)),
        ("截图 截屏", (Kind.SCREENSHOT, Kind.LINK)),
        ("报道 链接 网址", (Kind.LINK,)),
        ("总结 小结 案例 年报", (Kind.SUMMARY,)),
        ("报告", (Kind.SUMMARY, Kind.DOCUMENT)),
        ("方案 计划 安排 规划", (Kind.PLAN, Kind.DOCUMENT)),
        ("台账 登记 登记表 登记簿 登记本 清单 目录 一览表 明细 流水 记录表", (Kind.LEDGER,)),
        ("名单 名册 花名册", (Kind.LEDGER, Kind.DOCUMENT)),
        ("统计 对比 统计表 汇总 汇总表 测算 数据 计算表", (Kind.FIGURES, Kind.LEDGER)),
        ("记录 会议记录 纪要 会议纪要 签到 签到表 签到册 讲稿 提纲", (Kind.MINUTES, Kind.LEDGER)),
        ("证书 奖状 奖牌 牌匾 收据 发票 证明", (Kind.CERTIFICATE, Kind.PHOTO)),
        ("通知 批复 请示 制度 办法 规定 协议 协议书 通报 批示 汇编 文件", (Kind.DOCUMENT,)),
    )
    for word in words.split()
}
"""Words that say what form a document has, and the kinds of evidence that have it."""
_FORM = re.compile("|".join(sorted(_FORMS, key=len, reverse=True)))
_EMPTY = re.compile("材料|资料|附件|佐证")
"""Words that say nothing, though they are a part of many names."""
_NAMED, _OF_KIND, _OTHER_FORM = 1.25, 1.1, 0.85
"""Factors of evidence whose name has the form, whose kind has it, and of all other."""
_LIKELY, _UNLIKELY, _BONUS = 1.12, 0.8, 0.95
"""Factors of a type of file that suits a kind, of one that does not, and of extra points."""


def without_forms(text: str) -> str:
    """Return what a text says beside the form: nothing for 照片 and 通知."""
    return _EMPTY.sub(" ", _FORM.sub(" ", text))


@dataclass(frozen=True, slots=True)
class FormLikelihood:
    """How likely a file of a type and a form is for a piece of evidence, as a factor."""

    suffix: str
    form: str
    same: Collection[str]
    """Other words for the form."""

    @classmethod
    def of(cls, name: str, synonyms: Mapping[str, Collection[str]]) -> FormLikelihood:
        """Return the likelihoods for a file by its path: the last form that a part of it names."""
        path, _, suffix = name.rpartition(".")
        found = [_FORM.findall(part) for part in reversed((path or name).split("/"))]
        form = next((forms[-1] for forms in found if forms), "")
        return cls(suffix.lower(), form, synonyms.get(form, ()))

    def __call__(self, entry: EvidenceEntry) -> float:
        bonus = _BONUS if entry.clause.item.category.record.bonus else 1.0
        return bonus * self._by_type(entry) * self._by_form(entry)

    def _by_type(self, entry: EvidenceEntry) -> float:
        kinds = _TYPES.get(self.suffix)
        if kinds is None:
            is_other = entry.record.kind in _PHOTOGRAPHED and self.suffix != "pdf"
            return _UNLIKELY if is_other else 1.0
        return _LIKELY if entry.record.kind in kinds else _UNLIKELY

    def _by_form(self, entry: EvidenceEntry) -> float:
        if not self.form:
            return 1.0
        if any(word in entry.record.name for word in (self.form, *self.same)):
            return _NAMED
        return _OF_KIND if entry.record.kind in _FORMS[self.form] else _OTHER_FORM
