"""The kinds of columns of an allocation table, and the words of headings that mean them."""

from __future__ import annotations

import re
from enum import Enum


class ColumnHeading(Enum):
    """The kind of a column."""

    LEVEL = "项目"
    CLAUSE = "条款"
    LEADER = "分管领导"
    DEPARTMENT = "责任科室"
    SUPPORT = "配合科室"
    PERSON = "责任人"
    SCORE = "分值"
    METHOD = "测评方法"
    DEADLINE = "完成时限"
    REMARK = "备注"
    EVIDENCE = "佐证材料"
    REQUIREMENT = "工作要求"
    RULE = "评分标准"
    NUMBER = "序号"


Meaning = tuple[ColumnHeading, ...]
"""The kinds that a heading may mean, the usual one first; none if nobody knows."""

DUTIES = (ColumnHeading.DEPARTMENT, ColumnHeading.SUPPORT, ColumnHeading.PERSON)
ADDED = (ColumnHeading.REQUIREMENT, ColumnHeading.RULE)
"""Kinds of columns whose texts are kept as remarks, with their heading."""
ENDS = tuple(
    "科 室 处 部 会 局 股 队 组 院 站 所 办 委 团 校 馆 中心 街道 社区".split()  # noqa: SIM905
)
"""Endings of departments' names."""
_CONTENT: Meaning = (ColumnHeading.LEVEL, ColumnHeading.CLAUSE)
_REQUIREMENT: Meaning = (ColumnHeading.REQUIREMENT, ColumnHeading.CLAUSE)
_RULE: Meaning = (ColumnHeading.RULE, ColumnHeading.CLAUSE)
_WORDS: tuple[tuple[Meaning, str], ...] = (
    (
        (ColumnHeading.LEADER,),
        "分管领导 责任领导 牵头领导 主管领导 包联领导 包保领导 包抓领导 挂钩领导 联系领导 "
        "分管负责人 领导",
    ),
    (
        (ColumnHeading.SUPPORT,),
        "配合单位 配合科室 配合部门 协办单位 协办科室 协同单位 协助单位 参与单位 参加单位 配合",
    ),
    (
        (ColumnHeading.DEPARTMENT,),
        "责任科室 责任单位 责任部门 牵头单位 牵头科室 牵头部门 主办单位 承办单位 承办科室 "
        "落实单位 实施单位 主责单位 主责部门 责任落实 责任主体 责任分工 任务分工 职责分工 "
        "牵头 科室 部门",
    ),
    (
        (ColumnHeading.PERSON,),
        "责任人 联系人 经办人 承办人 具体责任人 直接责任人 责任人员 具体负责人 负责人 "
        "科室负责人 部门负责人",
    ),
    (
        (ColumnHeading.SCORE,),
        "分值 分数 标准分 标准分值 基准分 满分 总分 权重 赋分 配分 单项分 小分 分",
    ),
    (
        (ColumnHeading.METHOD,),
        "测评方法 测评方式 测评手段 考核方式 考核方法 考评方法 考评方式 检查方式 检查方法 "
        "评价方式 评价方法 评估方式 审核方式 考察方式 测评途径 评分方法 材料审核 实地考察 问卷调查",
    ),
    (
        (ColumnHeading.DEADLINE,),
        "完成时限 时限 完成时间 完成期限 时间要求 时间节点 时间安排 进度要求 进度安排 办结时限 "
        "报送时间 报送时限 上报时间 落实时间 推进时间",
    ),
    ((ColumnHeading.REMARK,), "备注 说明 附注 备考"),
    (
        (ColumnHeading.EVIDENCE,),
        "佐证材料 印证材料 证明材料 支撑材料 申报材料 报送材料 上报材料 提交材料 提供材料 所需材料 "
        "需提供材料 备查材料 备查资料 印证资料 佐证资料 材料清单 资料清单 材料目录 材料名称 "
        "材料要求 报送说明 报送要求 报送内容 材料报送说明 申报说明 资料要求 档案资料 档案要求 "
        "存档内容 归档内容 台账资料 台账 内页资料 内业资料 创建资料 迎检资料 软件资料",
    ),
    (
        _RULE,
        "评分标准 记分标准 计分标准 扣分标准 打分标准 赋分标准 得分标准 记分办法 计分办法 评分办法 "
        "扣分办法 计分方法 记分方法 评分细则 计分细则 评分规则 计分规则 评分说明 计分说明 "
        "赋分说明 评分依据 加减分标准 加扣分标准",
    ),
    (
        _REQUIREMENT,
        "具体要求 工作要求 目标要求 落实要求 操作要求 达标要求 工作措施 具体措施 主要措施 落实措施 "
        "推进措施 工作目标 目标任务 工作标准 完成标准 指标说明 指标解释 测评说明 考核说明 "
        "评价说明 要求 措施",
    ),
    (
        (ColumnHeading.CLAUSE, ColumnHeading.REQUIREMENT),
        "测评标准 条款 标准 考核标准 考评标准 评价标准 评估标准 检查标准 创建标准 审核标准 "
        "测评要求 考核要求 内容要求 测评细则 考核细则 指标内容 指标描述 内容描述 工作任务 "
        "具体任务 主要任务 任务内容",
    ),
    (
        _CONTENT,
        "测评内容 考核内容 考评内容 考察内容 评价内容 评估内容 检查内容 创建内容 工作内容 主要内容 "
        "具体内容 重点内容 项目内容 内容 观测点 主要观测点",
    ),
    (
        (ColumnHeading.LEVEL,),
        "项目 类别 类型 大类 指标 测评项目 考核项目 考评项目 评价项目 检查项目 创建项目 创建任务 "
        "工作项目 测评指标 考核指标 评价指标 考评指标 指标名称 指标体系 一级指标 二级指标 三级指标 "
        "四级指标 五级指标 一级 二级 三级 四级 大项 小项 子项 板块 模块 维度 方面 主题",
    ),
    ((ColumnHeading.NUMBER,), "序号 编号 行号 条号 条款号 序 No NO No. NO."),
)
"""Words of headings by what they mean."""
_MEANINGS = {word: meaning for meaning, words in _WORDS for word in words.split()}
_OF_UNIT = (
    "[^人员]{0,3}(?:支部|总支|党委|党组织|窗口|车间|网格|岗位?|站|所|队|村|社区|街道|乡镇|镇街|学校|公司|企业|"
    "年级组?|班级|院系|系部|教研组|工区|项目部|中心|机构|组织|[组科处室部局])$"
)
"""The end of a heading that says what a unit calls its parts: 责任支部."""
_OWNERS: tuple[tuple[str, ColumnHeading], ...] = (
    (f"^(?:责任|负责|牵头|承办|主办|落实|实施){_OF_UNIT}", ColumnHeading.DEPARTMENT),
    (f"^(?:配合|协办|协同|协助|参与){_OF_UNIT}", ColumnHeading.SUPPORT),
    (
        "^(?:分管|主管|责任|牵头|包联|包保|包抓|挂钩|联系|带班|主要)[^人]{0,3}"
        "(?:[院校局所站馆厂矿行队园镇乡区县市处场社段]长|主任|书记|经理|主席|班子成员)$",
        ColumnHeading.LEADER,
    ),
    ("领导", ColumnHeading.LEADER),
    ("(?:包保|包联|包抓|包村|联系|挂钩|挂点)干部", ColumnHeading.LEADER),
    ("配合", ColumnHeading.SUPPORT),
    ("协办", ColumnHeading.SUPPORT),
    ("协同", ColumnHeading.SUPPORT),
    ("责任人", ColumnHeading.PERSON),
    ("联系人", ColumnHeading.PERSON),
    ("经办人", ColumnHeading.PERSON),
    ("联络", ColumnHeading.PERSON),
    ("同志", ColumnHeading.PERSON),
    ("处室", ColumnHeading.DEPARTMENT),
    ("庭室", ColumnHeading.DEPARTMENT),
    ("科室", ColumnHeading.DEPARTMENT),
    ("部门", ColumnHeading.DEPARTMENT),
    ("单位", ColumnHeading.DEPARTMENT),
    ("股室", ColumnHeading.DEPARTMENT),
    ("部室", ColumnHeading.DEPARTMENT),
    ("小组", ColumnHeading.DEPARTMENT),
    ("班组", ColumnHeading.DEPARTMENT),
)
"""Patterns in longer headings of those who are responsible; a heading may have several."""
_PARTS: tuple[tuple[str, Meaning], ...] = (
    ("(?:代码|编码|编号|序号)$", (ColumnHeading.NUMBER,)),
    ("(?:内容|要点|标准)[及和与、/]分值", _CONTENT),
    ("(?:项目|指标|类别)[及和与、/]分值", (ColumnHeading.LEVEL,)),
    ("[评记计扣打赋]分(?:标准|办法|方法|细则|规则|说明)", _RULE),
    ("材料审核", (ColumnHeading.METHOD,)),
    ("材料|资料|台账|档案|报送说明|报送要求", (ColumnHeading.EVIDENCE,)),
    ("时限|期限|时间|节点", (ColumnHeading.DEADLINE,)),
    ("分值", (ColumnHeading.SCORE,)),
    ("备注", (ColumnHeading.REMARK,)),
    ("措施|举措|做法", _REQUIREMENT),
    ("标准|细则", (ColumnHeading.CLAUSE, ColumnHeading.REQUIREMENT)),
    ("要求", _REQUIREMENT),
    ("方法|方式|办法", (ColumnHeading.METHOD,)),
    ("内容|要点|任务|情形|事项|工作$", _CONTENT),
    ("指标|项目|类别|阶段$", (ColumnHeading.LEVEL,)),
)
"""Patterns in longer headings, the first that is found counts."""
_LEADING = ("牵头", "主办", "主责", "责任单位", "责任科室", "责任部门")
"""Words in headings of columns that hold leading departments, too."""
EXAMPLES = tuple(
    words.split()[0] for meaning, words in _WORDS if meaning[0] is not ColumnHeading.NUMBER
)


def is_known(word: str) -> bool:
    """Whether a heading is one of the words, without what stands in brackets."""
    return plain(word) in _MEANINGS


def plain(word: str) -> str:
    """Return a heading without what stands in brackets."""
    return re.sub(r"[（(\[【].*?(?:[)）\]】]|$)", "", word).strip("：:") or word


def meaning(word: str) -> Meaning:
    """Return the kinds that a heading may mean; none if it is unknown or ambiguous."""
    name = plain(word)
    if name in _MEANINGS:
        return _MEANINGS[name]
    owners = owners_in(word)
    more = next((kinds for pattern, kinds in _PARTS if re.search(pattern, name)), ())
    if owners and more:
        return ()
    if len(owners) > 1 and owners <= set(DUTIES):
        # A column may hold several kinds of duties: 责任部门及责任人.
        helps = ColumnHeading.SUPPORT in owners and not any(part in name for part in _LEADING)
        return (ColumnHeading.SUPPORT if helps else ColumnHeading.DEPARTMENT,)
    if len(owners) == 1:
        return (next(iter(owners)),)
    return () if owners else more


def counts(word: str) -> bool:
    """Whether a heading is that of serial numbers."""
    return meaning(word) == (ColumnHeading.NUMBER,)


def is_department(word: str) -> bool:
    """Whether a heading is the name of a department: a column of those who answer for a clause."""
    return len(plain(word)) > 2 and plain(word).endswith(ENDS) and not meaning(word)


def says_lead(word: str) -> bool:
    """Whether a heading says that those below it lead, and names nobody else."""
    return re.search("牵头|主办|主责|承办", plain(word)) is not None and len(owners_in(word)) < 2


def owners_in(word: str) -> set[ColumnHeading]:
    """Return the kinds of owners that a heading has words for."""
    return {kind for pattern, kind in _OWNERS if re.search(pattern, plain(word))}
