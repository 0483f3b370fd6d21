"""Make the example: a unit that does not exist, three years of filings, and the files it handed in.

``make.py data`` writes the data files, ``make.py files`` the handed-in files, which are not kept
in git. Everything comes out the same each time.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
DATA = HERE / "data"
TODAY = date(2026, 11, 20)
YEARS = (2024, 2025, 2026)
BOX_PAGES = 300
"""What goes into a box of 30 mm."""
UNIT = "虚构市海风管理局"
SHORT = "虚海"
_LIST = "tag:yaml.org,2002:seq"

LEADERS = ("顾长风", "沈观澜", "陆听涛")
DEPARTMENTS = {
    "办公室": "周小满",
    "灯塔科": "吴霜降",
    "潮汐科": "郑谷雨",
    "机关党支部": "林白露",
    "团支部": "王惊蛰",
    "工会": "陈立秋",
}
SYNONYMS = (
    "名册 花名册 名单",
    "台账 登记簿",
    "签到表 签到册",
    "会议纪要 会议记录",
    "照片 图片 相片 合影",
    "截图 截屏",
    "总结 小结",
    "经费 资金 费用",
    "能耗 用电量 水电费",
    "食堂 饭堂",
    "中心组 理论学习",
    "净滩 捡垃圾 海滩清洁",
    "预警 警报 台风",
    "灯塔 航标",
    "潮汐 潮水 涨潮",
    "慰问 走访 看望",
    "体检 健康检查",
    "投诉 信访 举报",
    "身边好人 好人榜",
    "主要负责人 一把手 局长",
)
KINDS = {"机关党支部": "党群组织", "团支部": "党群组织", "工会": "党群组织"}

# Rows: leaders, departments, clauses; a clause: mark, text, evidence. Evidence: name, kind,
# frequency, least number, visibility. Signs: 届 年 季 月 次; 开 题 脱.
TABLE: tuple[tuple[str, str, tuple[tuple[str, str, tuple[Any, ...]], ...]], ...] = (
    (
        "一、",
        "组织有力",
        (
            (
                "Ⅲ-1",
                "领导重视",
                (
                    (
                        ("顾长风",),
                        ("办公室",),
                        (
                            (
                                "⑴",
                                "领导班子把创建工作列入议事日程，有机构、有专人；",
                                (
                                    ("成立创建工作领导小组的通知", "文件", "届", 1, "开"),
                                    ("研究创建工作的会议纪要", "会议记录", "季", 1, "题"),
                                    ("主要负责人参加创建活动照片", "照片", "年", 2, "开"),
                                ),
                            ),
                            (
                                "⑵",
                                "创建工作年初有计划，年中有检查，年末有总结；",
                                (
                                    ("年度创建工作计划", "方案", "年", 1, "开"),
                                    ("半年自查报告", "总结", "年", 1, "开"),
                                    ("年度创建工作总结", "总结", "年", 1, "开"),
                                    ("创建工作月报", "文件", "月", 1, "开"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            (
                "Ⅲ-2",
                "制度健全",
                (
                    (
                        ("顾长风", "沈观澜"),
                        ("办公室", "工会"),
                        (
                            (
                                "⑴",
                                "各项规章制度健全，执行有记录；",
                                (
                                    ("机关管理制度汇编", "文件", "届", 1, "开"),
                                    ("制度执行情况检查记录", "台账", "季", 1, "题"),
                                ),
                            ),
                            (
                                "⑵",
                                "创建经费有保障，逐年增长。",
                                (
                                    ("年度创建经费预算", "数据", "年", 1, "题"),
                                    ("创建经费支出明细", "台账", "季", 1, "题"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    (
        "二、",
        "学习深入",
        (
            (
                "Ⅲ-3",
                "理论学习",
                (
                    (
                        ("沈观澜",),
                        ("机关党支部",),
                        (
                            (
                                "⑴",
                                "坚持中心组学习制度，每月一次，有主题、有发言；",
                                (
                                    ("中心组学习计划", "方案", "年", 1, "开"),
                                    ("中心组学习记录", "会议记录", "月", 1, "题"),
                                    ("中心组学习照片", "照片", "季", 2, "开"),
                                ),
                            ),
                            (
                                "⑵",
                                "党员学习教育经常，参学率高；",
                                (
                                    ("三会一课记录", "会议记录", "月", 1, "题"),
                                    ("党员学习签到表", "台账", "季", 1, "脱"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            (
                "Ⅲ-4",
                "道德讲堂",
                (
                    (
                        ("沈观澜",),
                        ("机关党支部", "团支部"),
                        (
                            (
                                "⑴",
                                "道德讲堂每季开讲，职工参与面广；",
                                (
                                    ("道德讲堂活动方案", "方案", "季", 1, "开"),
                                    ("道德讲堂照片", "照片", "次", 2, "开"),
                                    ("道德讲堂签到表", "台账", "次", 1, "脱"),
                                ),
                            ),
                            (
                                "⑵",
                                "开展身边好人学习宣传；",
                                (
                                    ("身边好人事迹材料", "文件", "年", 1, "脱"),
                                    ("好人榜截图", "截图", "年", 1, "开"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    (
        "三、",
        "服务为民",
        (
            (
                "Ⅲ-5",
                "窗口服务",
                (
                    (
                        ("陆听涛",),
                        ("灯塔科",),
                        (
                            (
                                "⑴",
                                "办事公开，灯塔、航标信息按时发布；",
                                (
                                    ("办事公开目录", "文件", "届", 1, "开"),
                                    ("航标信息发布截图", "截图", "月", 1, "开"),
                                ),
                            ),
                            (
                                "⑵",
                                "窗口服务满意率高，投诉件件有回音。",
                                (
                                    ("服务满意度调查报告", "总结", "年", 1, "开"),
                                    ("投诉办理台账", "台账", "季", 1, "脱"),
                                    ("锦旗、感谢信", "证书", "年", None, "开"),
                                ),
                            ),
                        ),
                    ),
                    (
                        ("陆听涛",),
                        ("潮汐科",),
                        (
                            (
                                "⑶",
                                "潮汐预报准确，预警信息及时送到渔民手中。",
                                (
                                    ("潮汐预报准确率统计", "数据", "月", 1, "开"),
                                    ("预警信息发送记录", "台账", "次", 1, "开"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            (
                "Ⅲ-6",
                "志愿服务",
                (
                    (
                        ("陆听涛", "顾长风"),
                        ("团支部",),
                        (
                            (
                                "⑴",
                                "建立志愿服务队，注册志愿者占职工总数30%以上；",
                                (
                                    ("志愿服务队章程", "文件", "届", 1, "开"),
                                    ("志愿者注册名册", "台账", "年", 1, "脱"),
                                ),
                            ),
                            (
                                "⑵",
                                "经常开展净滩、护航等志愿服务活动；",
                                (
                                    ("志愿服务年度计划", "方案", "年", 1, "开"),
                                    ("净滩活动照片", "照片", "次", 2, "开"),
                                    ("志愿服务时长统计", "数据", "季", 1, "开"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    (
        "四、",
        "环境整洁",
        (
            (
                "Ⅲ-7",
                "办公环境",
                (
                    (
                        ("陆听涛",),
                        ("办公室",),
                        (
                            (
                                "⑴",
                                "办公场所整洁有序，绿化美化好；",
                                (
                                    ("卫生检查评比记录", "台账", "月", 1, "开"),
                                    ("办公环境照片", "照片", "年", 2, "开"),
                                ),
                            ),
                            (
                                "⑵",
                                "公共机构节能有措施、有成效；",
                                (
                                    ("能耗统计表", "数据", "月", 1, "开"),
                                    ("节能宣传周活动总结", "总结", "年", 1, "开"),
                                    ("节能改造合同", "文件", "届", 1, "题"),
                                ),
                            ),
                            (
                                "⑶",
                                "职工食堂厉行节约。",
                                (("食堂节约检查记录", "台账", "季", 1, "开"),),
                            ),
                        ),
                    ),
                ),
            ),
            (
                "Ⅲ-8",
                "文体活动",
                (
                    (
                        ("沈观澜",),
                        ("工会", "团支部"),
                        (
                            (
                                "⑴",
                                "职工文体活动丰富，有场所、有队伍；",
                                (
                                    ("职工文体活动计划", "方案", "年", 1, "开"),
                                    ("文体活动照片", "照片", "季", 2, "开"),
                                    ("活动场所设施清单", "台账", "届", 1, "开"),
                                ),
                            ),
                            (
                                "",
                                "关心职工生活，开展送温暖活动。",
                                (
                                    ("送温暖慰问记录", "台账", "年", 1, "脱"),
                                    ("职工体检通知", "文件", "年", 1, "开"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    (
        "",
        "加分项目",
        (
            (
                "",
                "加分项目",
                (
                    (
                        ("顾长风",),
                        ("办公室",),
                        (
                            (
                                "1.",
                                "创建经验在市级以上会议交流或媒体刊登。",
                                (
                                    ("经验交流材料", "文件", "年", None, "开"),
                                    ("媒体报道截图", "截图", "次", 1, "开"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
FREQUENCY = {"届": "届期一次", "年": "每年", "季": "每季", "月": "每月", "次": "每次"}
VISIBILITY = {"开": "内网可见", "题": "仅列目录", "脱": "去除个人信息后可挂"}
INDICATORS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "Ⅲ-2-⑵": (("创建经费增长率", "（本年经费－上年经费）÷上年经费", ">", "0", "%", "每年"),),
    "Ⅲ-3-⑴": (("中心组学习次数", "全年次数", "≥", "12", "次", "每年"),),
    "Ⅲ-3-⑵": (("集中轮训参训率", "参训人数÷党员人数", "≥", "90", "%", "每轮"),),
    "Ⅲ-5-⑵": (
        ("投诉件数", "全年件数", "≤", "上年", "件", "每年"),
        ("有责投诉整改率", "整改件数÷有责投诉件数", "=", "100", "%", "每年"),
    ),
    "Ⅲ-6-⑴": (
        ("志愿者注册率", "注册志愿者÷职工总数", "≥", "30", "%", "每年"),
        ("网络文明传播志愿者", "人数", "≥", "3", "人", "每年"),
    ),
    "Ⅲ-6-⑵": (
        ("志愿服务参加率", "参加人数÷注册人数", "≥", "60", "%", "每年"),
        ("人均志愿服务时长", "总时长÷注册人数", "≥", "20", "小时", "每年"),
    ),
    "Ⅲ-7-⑵": (
        ("公务用车油耗下降率", "（上年－本年）÷上年", "≥", "1", "%", "每年"),
        ("用水量下降率", "（上年－本年）÷上年", "≥", "1", "%", "每年"),
    ),
    "Ⅲ-1-⑴": (("领导小组组长为主要负责人", "核对文件", "=", "是", None, "届期"),),
}
VALUES: dict[int, tuple[dict[str, str], ...]] = {
    2024: (
        {"indicator": "Ⅲ-1-⑴-指标01", "value": "是"},
        {"indicator": "Ⅲ-2-⑵-指标01", "numerator": "2", "denominator": "20"},
        {"indicator": "Ⅲ-3-⑴-指标01", "value": "12"},
        {"indicator": "Ⅲ-3-⑵-指标01", "round": "第一轮", "numerator": "21", "denominator": "22"},
        {"indicator": "Ⅲ-3-⑵-指标01", "round": "第二轮", "numerator": "19", "denominator": "22"},
        {"indicator": "Ⅲ-5-⑵-指标01", "value": "7"},
        {"indicator": "Ⅲ-5-⑵-指标02", "numerator": "1", "denominator": "1"},
        {"indicator": "Ⅲ-6-⑴-指标01", "numerator": "14", "denominator": "48"},
        {"indicator": "Ⅲ-6-⑴-指标02", "value": "3"},
        {"indicator": "Ⅲ-6-⑵-指标01", "numerator": "9", "denominator": "14"},
        {"indicator": "Ⅲ-6-⑵-指标02", "numerator": "252", "denominator": "14"},
        {"indicator": "Ⅲ-7-⑵-指标01", "numerator": "0.2", "denominator": "9"},
    ),
    2025: (
        {"indicator": "Ⅲ-2-⑵-指标01", "numerator": "1.5", "denominator": "22"},
        {"indicator": "Ⅲ-3-⑴-指标01", "value": "12"},
        {"indicator": "Ⅲ-3-⑵-指标01", "value": "未发生", "note": "全年没有集中轮训"},
        {"indicator": "Ⅲ-5-⑵-指标01", "value": "5"},
        {"indicator": "Ⅲ-5-⑵-指标02", "numerator": "0", "denominator": "0"},
        {"indicator": "Ⅲ-6-⑴-指标01", "numerator": "19", "denominator": "50"},
        {"indicator": "Ⅲ-6-⑴-指标02", "value": "4"},
        {"indicator": "Ⅲ-6-⑵-指标01", "numerator": "11", "denominator": "19"},
        {"indicator": "Ⅲ-6-⑵-指标02", "numerator": "437", "denominator": "19"},
        {"indicator": "Ⅲ-7-⑵-指标01", "numerator": "0.1", "denominator": "8.8"},
    ),
    2026: (
        {"indicator": "Ⅲ-3-⑴-指标01", "value": "10", "note": "截至十月"},
        {"indicator": "Ⅲ-3-⑵-指标01", "round": "第一轮", "numerator": "24", "denominator": "24"},
        {"indicator": "Ⅲ-5-⑵-指标01", "value": "6"},
        {"indicator": "Ⅲ-5-⑵-指标02", "value": "未发生"},
        {"indicator": "Ⅲ-6-⑴-指标01", "numerator": "26", "denominator": "52"},
        {"indicator": "Ⅲ-6-⑵-指标01", "numerator": "18", "denominator": "26"},
        {"indicator": "Ⅲ-7-⑵-指标01", "value": "不适用", "note": "公车改革以后没有公务用车"},
    ),
}
PROOF = {
    "Ⅲ-2-⑵-指标01": "Ⅲ-2-⑵-01",
    "Ⅲ-3-⑴-指标01": "Ⅲ-3-⑴-02",
    "Ⅲ-5-⑵-指标01": "Ⅲ-5-⑵-02",
    "Ⅲ-6-⑴-指标01": "Ⅲ-6-⑴-02",
    "Ⅲ-6-⑵-指标02": "Ⅲ-6-⑵-03",
}
"""Indicators, and the evidence from whose filings their values of a year are computed."""
NOT_APPLICABLE = {
    "Ⅲ-7-⑶": "本局没有职工食堂，在市机关食堂用餐",
    "Ⅲ-7-⑵-03": "办公楼为租用，节能改造由产权单位负责",
    "Ⅲ-7-⑵-指标02": "水费含在租金里，没有单独计量",
}
ACTIVITIES = {
    "道德讲堂": (
        (2024, 3, 22),
        (2024, 9, 20),
        (2025, 4, 18),
        (2025, 10, 24),
        (2026, 5, 15),
        (2026, 11, 16),
    ),
    "净滩活动": ((2024, 4, 20), (2025, 6, 7), (2026, 6, 6), (2026, 9, 19)),
    "预警信息": ((2024, 7, 24), (2025, 8, 13), (2026, 7, 11)),
    "媒体报道": ((2025, 5, 9),),
}


def main() -> None:
    """Write what the command line asks for."""
    what = sys.argv[1:] or ["data", "files"]
    if "data" in what:
        for name, text in data_files().items():
            path = DATA / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    if "files" in what:
        write_files(DATA / "evidence")


def data_files() -> dict[str, str]:
    """Return every data file under its name."""
    files: dict[str, Any] = {"unit.yml": _unit()}
    files["departments.yml"] = {
        "departments": [{"name": name, "kind": KINDS.get(name, "科室")} for name in DEPARTMENTS]
    }
    people = (*LEADERS, *DEPARTMENTS.values())
    # 长 is read zhang in many a given name.
    pinyin = {"顾长风": {"pinyin": "gu chang feng"}}
    files["people.yml"] = {"people": [{"name": name} | pinyin.get(name, {}) for name in people]}
    files["synonyms.yml"] = {"synonyms": [_Line(group.split()) for group in SYNONYMS]}
    for number, category in enumerate(TABLE, start=1):
        files[f"allocation/{number:02}.yml"] = _category(*category)
    for year, filings in _by_year(Filings().all()).items():
        measured = [value | _proof(value["indicator"], filings) for value in VALUES[year]]
        files[f"filings/{year}.yml"] = {"filings": filings, "indicators": measured}
    return {name: _yaml(name, content) for name, content in files.items()}


def _yaml(name: str, content: Any) -> str:
    kind = name.partition("/")[0].removesuffix(".yml")
    up = "../" * (3 + name.count("/"))
    head = f"# yaml-language-server: $schema={up}data/schema/{kind}.schema.json\n"
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)
    # A key that YAML 1.1 would read as “false”; our reader takes it as it is.
    return head + text.replace("'no': ", "no: ")


class _Dumper(yaml.SafeDumper):
    """Indents lists, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


class _Line(list[str]):
    """A list that stands on one line."""


_Dumper.add_representer(
    _Line, lambda dumper, words: dumper.represent_sequence(_LIST, words, flow_style=True)
)


def _unit() -> dict[str, Any]:
    return {
        "name": UNIT,
        "honor": "市级文明单位",
        "title": f"{UNIT}创建市级文明单位内页资料分工（虚构示例）",
        "columns": ["分管领导", "责任科室", "责任人"],
        "data_date": TODAY.isoformat(),
        "history_from": "2026-11-28 示例",
        "term": {
            "name": "2024—2026 年度",
            "years": 3,
            "start": "2024-01-01",
            "confirmed": True,
            "milestones": [
                {"date": "2023-12-20", "name": "创建工作部署会", "stage": "动员"},
                {"date": "2024-03-01", "name": "创建动员", "stage": "动员"},
                {"date": "2025-06-30", "name": "中期自查", "stage": "自查"},
                {"date": "2026-12-10", "name": "迎检"},
                {"date": "2027-01-20", "name": "创建总结会", "stage": "总结"},
            ],
        },
        "due": {
            "term": "期末前90天",
            "year": "12-15",
            "quarter": "期末后10天",
            "month": "期末后5天",
        },
        "handin": {
            "place": "文明办",
            "person": "周小满",
            "room": "三楼 305",
            "phone": "2550117",
        },
        "archive": {
            "fonds": "0117",
            "retention": "30年",
            "organisation": "办公室",
            "organisation_code": "BGS",
            "boxes": [
                {
                    "box": "1",
                    "retention": "永久",
                    "note": "第 3 件为复印件，原件存办公室。",
                    "arranged_by": "周小满",
                    "arranged_on": "2025-01-20",
                    "checked_by": "林白露",
                    "checked_on": "2025-01-24",
                },
                {"box": "2", "thickness": 40},
            ],
        },
        # Last, as tests add to it.
        "inbox": {"coordinators": ["周小满", "林白露"]},
    }


def _category(code: str, title: str, items: Any) -> dict[str, Any]:
    return {
        **({"code": code} if code else {"bonus": True}),
        "title": title,
        "items": [
            {
                **({"code": item_code} if item_code else {}),
                "title": item_title,
                "rows": [_row(item_code or item_title, *row) for row in rows],
            }
            for item_code, item_title, rows in items
        ],
    }


def _row(item: str, leaders: Any, departments: Any, clauses: Any) -> dict[str, Any]:
    return {
        "leaders": list(leaders),
        "parties": [{"department": each, "person": DEPARTMENTS[each]} for each in departments],
        "clauses": [_clause(item, place, *clause) for place, clause in enumerate(clauses, start=1)],
    }


def _clause(item: str, place: int, mark: str, text: str, evidence: Any) -> dict[str, Any]:
    id = clause_id(item, place, mark)
    clause: dict[str, Any] = {"mark": mark} if mark else {}
    clause["text"] = text
    if id in NOT_APPLICABLE:
        clause["not_applicable"] = NOT_APPLICABLE[id]
    clause["evidence"] = [_evidence(id, no, *each) for no, each in enumerate(evidence, start=1)]
    if id in INDICATORS:
        clause["indicators"] = [
            _indicator(id, no, *each) for no, each in enumerate(INDICATORS[id], start=1)
        ]
    return clause


def clause_id(item: str, place: int, mark: str) -> str:
    """Return the id that the register will give a clause."""
    return f"{item}-{mark.rstrip('.') if mark else f'第{place}条'}"


def _evidence(clause: str, no: int, name: str, kind: str, *rest: Any) -> dict[str, Any]:
    frequency, least, visibility = rest
    evidence = {
        "no": f"{no:02}",
        "name": name,
        "kind": kind,
        "frequency": FREQUENCY[frequency],
        **({"min_count": least} if least else {}),
        "basis": "建议",
        "visibility": VISIBILITY[visibility],
    }
    if name == "半年自查报告":
        evidence["due"] = "07-15"
    if f"{clause}-{no:02}" in NOT_APPLICABLE:
        evidence["not_applicable"] = NOT_APPLICABLE[f"{clause}-{no:02}"]
    return evidence


def _indicator(clause: str, no: int, name: str, formula: str, *rest: Any) -> dict[str, Any]:
    operator, threshold, unit, period = rest
    reason = NOT_APPLICABLE.get(f"{clause}-指标{no:02}")
    return {
        "no": f"{no:02}",
        "name": name,
        "formula": formula,
        "operator": operator,
        "threshold": threshold,
        **({"unit": unit} if unit else {}),
        "period": period,
        "basis": "建议",
        **({"not_applicable": reason} if reason else {}),
    }


def _proof(indicator: str, filings: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the filings of a year that the value of an indicator is computed from."""
    year = filings[0]["filed_on"][:4]
    proof = [
        f"{year}-{filing['no']}"
        for filing in filings
        if PROOF.get(indicator) in filing["evidence"] and filing["state"] != "退回"
    ]
    return {"proof": _Line(proof)} if proof else {}


def _by_year(filings: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    years: dict[int, list[dict[str, Any]]] = {year: [] for year in YEARS}
    for filing in sorted(filings, key=lambda each: (each["filed_on"], each["evidence"])):
        year = int(filing["filed_on"][:4])
        if filing.get("document_no"):
            issued = sum("document_no" in each for each in years[year]) + 1
            filing["document_no"] = f"{SHORT}〔{year}〕{issued}号"
        years[year].append({"no": f"{len(years[year]) + 1:03}"} | filing)
    return years


class Filings:
    """Makes filings for most slots, and leaves gaps of every kind."""

    def __init__(self) -> None:
        self._random = random.Random(20240101)

    def all(self) -> list[dict[str, Any]]:
        """Return every filing."""
        filings = [each for piece in _pieces() for each in self._for(piece)]
        return list(_boxed([*filings, *_SPECIAL]))

    def _for(self, piece: Piece) -> Iterator[dict[str, Any]]:
        clause = piece.id.rpartition("-")[0]
        rare = piece.least is None and self._random.random() < 0.5
        if {piece.id, clause} & set(NOT_APPLICABLE) or rare:
            return
        for slot, day in _slots(piece):
            fate = self._fate(day)
            if fate != "缺":
                yield self._filing(piece, slot, day, fate)

    def _fate(self, day: date) -> str:
        if day > TODAY - timedelta(days=4):
            return "缺"
        recent = day > date(2026, 6, 1)
        fates = ("已审核", "已交", "退回", "缺", "不足", "不全")
        weights = (30, 34, 6, 22, 4, 4) if recent else (86, 6, 1, 4, 2, 1)
        return self._random.choices(fates, weights)[0]

    def _filing(self, piece: Piece, slot: str, day: date, fate: str) -> dict[str, Any]:
        filing: dict[str, Any] = {
            "evidence": [piece.id, *_ALSO.get((piece.id, slot), ())],
            "slot": slot,
            "title": f"{_period(slot)}{piece.name}".replace("年年度", "年度"),
        }
        if piece.kind in ("文件", "方案", "总结"):
            filing["document_no"] = "待编号"
        if fate != "不全":
            filing |= {"author_body": UNIT, "date": day.isoformat()}
        filing |= self._material(piece, slot, day, fate)
        if piece.visibility == "脱" and self._random.random() < 0.7:
            filing["redacted"] = True
        return filing | self._handling(piece, day, fate)

    def _material(self, piece: Piece, slot: str, day: date, fate: str) -> dict[str, Any]:
        """Say what was handed in and where it is; photographs and one in seven have files."""
        material: dict[str, Any] = {}
        photos = piece.kind == "照片"
        if not photos:
            material["pages"] = self._random.randint(1, 6)
        # What came in lately waits for its box; what is returned or undated gets none.
        waits = self._random.randint(1, 180) <= 6
        if not waits and fate not in ("退回", "不全"):
            material |= _UNBOXED
        if photos:
            count = max(1, (piece.least or 1) - (fate == "不足"))
            numbers = range(1, count + 1)
            material["pages"] = count
            material["files"] = [self._captioned(piece, slot, day, number) for number in numbers]
        elif self._random.random() < 0.16:
            material["files"] = [{"name": f"{day.year}/{piece.id}_{slot}_{piece.name}.pdf"}]
        return material

    def _captioned(self, piece: Piece, slot: str, day: date, number: int) -> dict[str, Any]:
        return {
            "name": f"{day.year}/{piece.id}_{slot}_{piece.name}-{number}.jpg",
            "event": piece.name.removesuffix("照片"),
            "taken": day.isoformat(),
            "place": self._random.choice(("局机关三楼会议室", "望潮湾", "灯塔广场")),
            "people": f"{piece.person}等",
            **({"background": f"{_period(slot)}例行活动"} if number == 1 else {}),
            "photographer": "陈立秋",
        }

    def _handling(self, piece: Piece, day: date, fate: str) -> dict[str, Any]:
        """Say who filed and who checked, and when."""
        filed = min(day + timedelta(days=self._random.randint(1, 9)), TODAY)
        handling = {"filed_by": piece.person, "filed_on": filed.isoformat()}
        if fate in ("已审核", "退回"):
            checked = min(filed + timedelta(days=self._random.randint(1, 14)), TODAY)
            handling["checked_by"] = "周小满" if piece.person != "周小满" else "林白露"
            handling["checked_on"] = checked.isoformat()
        handling["state"] = "已交" if fate in ("不足", "不全") else fate
        if fate == "退回":
            handling["reason"] = self._random.choice(_REASONS)
        return handling


def _boxed(filings: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Put papers into boxes: by the year of the document, then in the order of the table."""
    box, year, last = 0, "", 0
    for filing in sorted(filings, key=lambda each: each.get("date", "")[:4]):
        if filing.get("box"):
            if filing["date"][:4] != year or last + filing["pages"] > BOX_PAGES:
                box, year, last = box + 1, filing["date"][:4], 0
            first, last = last + 1, last + filing["pages"]
            page = str(first) if first == last else f"{first}-{last}"
            filing |= {"box": str(box), "page": page}
        yield filing


_ALSO = {
    ("Ⅲ-1-⑵-01", "2024"): ("Ⅲ-6-⑵-01", "Ⅲ-8-⑴-01"),
    ("Ⅲ-1-⑵-01", "2025"): ("Ⅲ-6-⑵-01",),
    ("Ⅲ-1-⑵-03", "2025"): ("Ⅲ-7-⑵-02",),
}
"""One document for several clauses: evidence and slot, and what else it proves."""
_REASONS = (
    "没有盖章，请补盖后再交",
    "照片看不出时间地点，请加说明",
    "缺第二页，请补齐",
    "与上季相同，请交本季的",
)
_UNBOXED = {"box": "待编号", "page": "待编号"}
_SPECIAL: tuple[dict[str, Any], ...] = (
    {
        "evidence": ["Ⅲ-7-⑴-02"],
        "slot": "2026",
        "title": "2026年办公环境照片（只有一张）",
        "author_body": UNIT,
        "date": "2026-10-12",
        "count": 1,
        "pages": 1,
        **_UNBOXED,
        "filed_by": "周小满",
        "filed_on": "2026-10-13",
        "state": "已交",
    },
    {
        "evidence": ["加分项目-1-01"],
        "slot": "2025",
        "title": "海风管理的三点体会（市创建工作会议交流）",
        "author_body": UNIT,
        "date": "2025-11-06",
        "pages": 4,
        "link": "内网公文系统 2025-1106",
        "filed_by": "周小满",
        "filed_on": "2025-11-10",
        "checked_by": "林白露",
        "checked_on": "2025-11-12",
        "state": "已审核",
    },
    {
        "evidence": ["Ⅲ-5-⑵-03"],
        "slot": "2026",
        "title": "渔民赠送的锦旗一面",
        "author_body": "望潮湾渔业合作社",
        "date": "2026-08-01",
        "reason": "实物存荣誉室，没有文件",
        "filed_by": "吴霜降",
        "filed_on": "2026-08-03",
        "state": "已交",
    },
    {
        "evidence": ["Ⅲ-8-⑴-03"],
        "slot": "届期",
        "title": "活动场所设施清单（复印 2024 年版）",
        "author_body": UNIT,
        "date": "2024-05-06",
        "pages": 2,
        "files": [{"name": "2024/活动场所设施清单-复印.pdf"}],
        "reuse": "设施没有变化，沿用原清单",
        "filed_by": "陈立秋",
        "filed_on": "2026-03-02",
        "state": "已交",
    },
)


class Piece(NamedTuple):
    """A piece of evidence: its id, whose it is, and what the table says of it."""

    id: str
    person: str
    name: str
    kind: str
    frequency: str
    least: int | None
    visibility: str


def _pieces() -> Iterator[Piece]:
    for _, _, items in TABLE:
        for code, title, rows in items:
            place = 0
            for _, departments, clauses in rows:
                for mark, _, evidence in clauses:
                    place += 1
                    clause = clause_id(code or title, place, mark)
                    for no, spec in enumerate(evidence, start=1):
                        yield Piece(f"{clause}-{no:02}", DEPARTMENTS[departments[0]], *spec)


def _slots(piece: Piece) -> Iterator[tuple[str, date]]:
    """Yield each slot with the date of its document."""
    if piece.frequency == "届":
        return iter([("届期", date(2024, 3, 8))])
    if piece.frequency == "次":
        days = (date(*day) for day in ACTIVITIES.get(piece.name[:4], ()))
        return ((day.isoformat(), day) for day in days)
    return (slot for year in YEARS for slot in _in_year(piece, year))


def _in_year(piece: Piece, year: int) -> Iterator[tuple[str, date]]:
    if piece.frequency == "年":
        early = "计划" in piece.name or "方案" in piece.name
        yield str(year), date(year, 1, 20) if early else date(year, 12, 5)
    elif piece.frequency == "季":
        for quarter in range(1, 5):
            yield f"{year}-Q{quarter}", date(year, quarter * 3, 22)
    else:
        for month in range(1, 13):
            yield f"{year}-{month:02}", date(year, month, 26)


def _period(slot: str) -> str:
    if slot == "届期":
        return ""
    year, *rest = slot.split("-")
    if not rest:
        return f"{year}年"
    if rest[0].startswith("Q"):
        return f"{year}年第{'一二三四'[int(rest[0][1]) - 1]}季度"
    return f"{year}年{int(rest[0])}月" + (f"{int(rest[1])}日" if rest[1:] else "")


def write_files(folder: Path) -> int:
    """Write every file that a filing names into a folder; return how many there are."""
    written = 0
    for year in YEARS:
        content = yaml.safe_load((DATA / "filings" / f"{year}.yml").read_text(encoding="utf-8"))
        for filing in content["filings"]:
            for file in filing.get("files", ()):
                path = folder / file["name"]
                path.parent.mkdir(parents=True, exist_ok=True)
                write = _photo if path.suffix == ".jpg" else _pdf
                write(path, filing, written)
                written += 1
    return written


def _pdf(path: Path, filing: dict[str, Any], seed: int) -> None:
    first, *rest = (_page(seed, number) for number in range(filing.get("pages", 1)))
    then = time.gmtime(1_700_000_000)
    # What a scanner would write: copies on the site must not show it.
    about: dict[str, Any] = {"author": "Zhou Xiaoman", "creationDate": then, "modDate": then}
    first.save(path, save_all=True, append_images=rest, **about)


def _page(seed: int, number: int) -> Image.Image:
    page = Image.new("L", (420, 594), 250)
    draw = ImageDraw.Draw(page)
    head = f"EXAMPLE {seed:03} / {number + 1}"
    draw.text((40, 40), head, fill=20, font=ImageFont.load_default(22))
    for line in range(14):
        top, end = 110 + line * 30, 380 - (line * 37 + seed * 13) % 120
        draw.rectangle((40, top, end, top + 8), fill=170)
    return page


def _photo(path: Path, filing: dict[str, Any], seed: int) -> None:
    """Draw the sea with a lighthouse; say where and when it was, and who took it, as cameras do."""
    image = Image.new("RGB", (960, 720) if seed % 3 else (720, 960))
    _scene(image, random.Random(seed))
    exif = Image.Exif()
    exif[0x013B] = "Chen Liqiu"
    exif.get_ifd(0x8769)[0x9003] = filing["files"][0]["taken"].replace("-", ":") + " 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (24.0, 52.0, 30.0), 3: "E", 4: (118.0, 40.0, 10.0)})
    if seed % 7 == 0:
        # The camera was held upright: it stores what it saw, and says how to turn it.
        exif[0x0112] = 6
        image = image.transpose(Image.Transpose.ROTATE_90)
    image.save(path, quality=78, exif=exif)


def _scene(image: Image.Image, pick: random.Random) -> None:
    draw = ImageDraw.Draw(image)
    width, height = image.size
    skies = (((250, 190, 140), (70, 90, 130)), ((150, 200, 240), (30, 100, 140)))
    sky, sea = pick.choice(skies)
    line = int(height * 0.6)
    for y in range(height):
        base, depth = (sky, y / line) if y < line else (sea, (y - line) / line)
        draw.line((0, y, width, y), fill=tuple(int(part * (1 - depth / 4)) for part in base))
    sun = pick.randint(80, width - 80)
    draw.ellipse((sun - 40, line - 160, sun + 40, line - 80), fill=(255, 245, 220))
    left = pick.randint(120, width - 160)
    top, foot = line - 220, line + 20
    tower = ((left, top), (left + 40, top), (left + 60, foot), (left - 20, foot))
    draw.polygon(tower, fill=(245, 245, 245))
    for stripe in range(3):
        y, wider = line - 180 + stripe * 70, 4 + stripe * 5
        draw.rectangle((left - wider, y, left + 40 + wider, y + 28), fill=(190, 50, 50))
    draw.text((20, height - 50), "EXAMPLE", fill=(255, 255, 255), font=ImageFont.load_default(28))


if __name__ == "__main__":
    main()
