"""How people ask: the words by which the search tells a question, and words that say nothing.

The worker reads both from the index (``assets/search-worker/questions.js``). Synonyms of the
office are data (``synonyms.yml``); these are the grammar of questions.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of question.

    ``words`` ask it. ``kinds`` are the kinds of entries that answer it, the best first.
    ``answer`` names the line that a result then shows, as the worker knows it: ``who``, ``when``,
    ``count`` or ``facts``. ``page`` is the title of the page for a question about nothing in
    particular.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    answer: str = ""
    page: str = ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


QUESTIONS = (
    Question(
        words=_words(
            "不能上网 能不能上网 可以上网 能上网 上网 不能挂网 能不能挂网 可以挂网 能挂网 挂网 "
            "挂网吗 不能公开 能不能公开 可以公开 能公开 公开吗 不能挂 能不能挂 能挂网吗 不能外传 "
            "不能发 要保密 保密 涉密 不公开 能放网上 放到网上 不能放网上"
        ),
        kinds=("手册", "材料"),
        answer="facts",
        page="哪些文件会挂出来",
    ),
    Question(
        words=_words(
            "什么时候 什么时候要 什么时候交 什么时间 何时 啥时候 几号 哪天 哪一天 几月 几月份 "
            "哪个月 多久 多久交一次 多久一次 截止 截止日期 截止时间 到期 什么时候到期 期限 时限 "
            "最晚 最迟 最后期限 来得及"
        ),
        kinds=("材料", "登记", "期间", "量化要求"),
        answer="when",
        page="月历",
    ),
    Question(
        words=_words(
            "怎么 怎么样 怎么办 怎样 如何 咋 咋办 咋弄 怎么弄 怎么做 怎么写 怎么填 怎么用 怎么改 "
            "怎么算 怎么起 怎么加 怎么设 怎么交 怎么操作 什么意思 是什么意思 是什么 什么是 为什么 "
            "为啥 能不能 可不可以 可以吗 有什么用 干什么用 是不是 算不算"
        ),
        kinds=("手册",),
        page="使用手册",
    ),
    Question(
        words=_words(
            "在哪 在哪里 在哪儿 哪里 哪儿 去哪 去哪里 到哪 到哪里 从哪 从哪里 在哪看 在哪里看 "
            "在哪查 哪里看 哪里有 哪里能 哪里可以 在哪找 在哪里找 哪里找 怎么看 怎么查 怎么找 "
            "哪个页面 在哪个页面"
        ),
        kinds=("页面", "手册"),
    ),
    Question(
        words=_words(
            "多少 是多少 要多少 多少份 多少张 多少次 多少人 多少个 几份 几次 几张 几个 几篇 几场 "
            "要几份 要几张 要几次 拍几张 比例 比例是多少 达到多少 要达到多少 不少于多少 至少多少 "
            "至少几次 占比 数量 标准是多少"
        ),
        kinds=("量化要求", "材料"),
        answer="count",
        page="进度",
    ),
    Question(
        words=_words(
            "谁 谁来 谁管 谁负责 谁负责的 谁分管 谁交 谁来交 谁做 谁在管 谁在做 谁的 是谁 归谁 "
            "归谁管 归谁负责 找谁 问谁 由谁 由谁负责 是谁负责 责任人是谁 负责人是谁 哪个人 哪位 "
            "哪位负责 什么人 负责人 责任人 经办人 联系人 牵头 哪个科室 哪个部门 哪个科 "
            "哪个科室负责 哪个部门负责 哪些人 哪些科室 谁牵头 分管领导 分管领导是谁 哪个领导 "
            "哪位领导 哪个领导分管 哪个领导管 领导是谁 是哪个科室的 哪个科室管"
        ),
        kinds=("人", "科室"),
        answer="who",
        page="人员",
    ),
    Question(
        words=_words(
            "还缺什么 还差什么 缺什么 差什么 缺哪些 哪些还没交 还没交 没交 没交齐 没有交齐 交齐 "
            "没交的 没有交 未交 未交的 还缺 还差 还欠 欠交 缺的 缺哪几项 缺得最多 还缺啥 缺啥 "
            "差啥 还有哪些没交 哪些没交 没交什么"
        ),
        kinds=("未交清单", "页面", "人", "科室"),
        answer="count",
        page="未交清单",
    ),
    Question(
        words=_words(
            "什么 啥 要交什么 交什么 交些什么 该交什么 要交啥 交啥 需要什么 要什么 准备什么 "
            "要准备什么 做什么 要做什么 负责什么 负责哪些 管什么 管哪些 哪些 要交哪些 交哪些 "
            "需要哪些 需要交哪些 有哪些 有什么 有啥 要交的 任务 的任务 任务清单 什么材料 哪些材料 "
            "材料清单 要哪些材料 需要什么材料 的材料 哪些项目 分管哪些项目 负责哪些项目 哪些事"
        ),
        kinds=("人", "科室", "项目"),
        answer="count",
        page="未交清单",
    ),
)
"""The kinds of questions: of several whose words a query has, the first one counts."""

FILLERS = _words(
    "的 了 吗 呢 吧 啊 么 呀 我 你 他 我们 咱们 本人 自己 请 请问 号文 号文件 问一下 想 想要 想问 "
    "麻烦 一下 看 看看 看下 查 查看 查询 查一下 找 找一下 搜 搜索 有 没 有没有 没有 是否 是不是 "
    "是 还 还有 还没 都 也 就 把 给 让 被 和 与 及 或 跟 同 对 对于 关于 有关 相关 相关的 涉及 里 "
    "里的 里面 里面的 中 中的 上 在 到 从 要 需要 应该 应当 该 得 必须 可以 能 会 这个 那个 这项 "
    "那项 这些 那些 一个 个 些 交 提交 上交 交的 要交 报送 上报 报 那 这 负责 负责的 管 分管 去年 "
    "今年 明年 前年 本年 本年度 上年 上年度 当年 年度 全年 最近 近期 目前 现在 以前 全部 所有 "
    "每个 各 各个 等 等等 之类 方面 方面的 一共 总共 共有 共计 合计 一起 大概 一定 都必须 准备 "
    "准备好 要准备 要做 打算 开始 开始了 完成 做好 搞好 出来 起来 一年 一年要 每年 每月 每季 "
    "哪一块 这一块 一块 哪块 机关 单位 本单位 我单位 我局 本局 局里 单位里 科室 科里 情况 材料 "
    "资料 内页资料 东西 内容 文件 要求 为 以 用 时 时候 几 哪 哪个 怎 做 弄 搞 放 存"
)
"""Words that say nothing about what is looked for; one that is part of a longer word of the index
counts with it."""

TITLES = _words(
    "局 局长 副局长 主任 副主任 科长 副科长 科 书记 副书记 处 处长 副处长 组长 副组长 队长 主席 "
    "副主席 会长 领导 同志 老师 姐 哥 总 工 委员 干事 主管 主办"
)
"""Ways to address people by their surnames."""
