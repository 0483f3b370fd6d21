"""The table: each criterion, how the site meets it, and the tests that prove it."""

from __future__ import annotations

from dataclasses import dataclass

AXE = "test_browser.py::test_accessible"
PHONE = "test_accessibility.py::test_open_on_a_phone"
NAMES = "test_accessibility.py::test_names"
READINGS = "test_accessibility.py::test_readings"
SEARCH = "test_accessibility.py::test_keys_search"
FILTER = "test_accessibility.py::test_keys_filter"
DUTIES = "test_accessibility.py::test_keys_duties"
PHOTOGRAPHS = "test_accessibility.py::test_keys_photographs"
COLOURS = "test_accessibility.py::test_keys_colours"
SHORTCUTS = "test_accessibility.py::test_shortcuts"
NO_TRAP = "test_accessibility.py::test_no_trap"
STILL = "test_accessibility.py::test_still"
FORCED = "test_accessibility.py::test_forced_colours"
SPACING = "test_accessibility.py::test_text_spacing"
BOUNDS = "test_browser.py::test_quiet_and_within_bounds"
NO_SCRIPTS = "test_browser.py::test_without_scripts_everything_is_there"
HTML = "test_validity.py::test_pages"
LINKS = "test_validity.py::test_nothing_leads_nowhere"
NOTHING_PLAYS = "test_validity.py::test_nothing_plays_or_hurries"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A success criterion of WCAG 2.1, its level, and what makes the site meet it."""

    number: str
    level: str
    name: str
    met: str
    tests: tuple[str, ...]


CRITERIA = (
    Criterion("1.1.1", "A", "非文本内容", "照片有说明，图表有文字名称，纯装饰的图形不读出", (AXE, HTML, PHOTOGRAPHS)),
    Criterion("1.2.1", "A", "纯音频、纯视频", "不适用：没有音频、视频", (NOTHING_PLAYS,)),
    Criterion("1.2.2", "A", "字幕", "不适用：没有音频、视频", (NOTHING_PLAYS,)),
    Criterion("1.2.3", "A", "音频描述或替代", "不适用：没有音频、视频", (NOTHING_PLAYS,)),
    Criterion("1.3.1", "A", "信息和关系", "标题分级，表格有表头和标题，控件有标签，列表是列表", (AXE, HTML)),
    Criterion("1.3.2", "A", "有意义的顺序", "源码顺序就是阅读顺序；关掉脚本，内容仍完整", (NO_SCRIPTS, NO_TRAP)),
    Criterion("1.3.3", "A", "感官特征", "状态用文字说，不只靠形状、颜色、位置", (AXE, FORCED)),
    Criterion("1.4.1", "A", "颜色的使用", "状态有文字和符号；链接有下划线；换成系统颜色仍看得清", (AXE, FORCED)),
    Criterion("1.4.2", "A", "音频控制", "不适用：没有声音", (NOTHING_PLAYS,)),
    Criterion("2.1.1", "A", "键盘", "搜索、筛选、看照片、打勾、下载、换颜色都只用键盘做到", (SEARCH, FILTER, DUTIES, PHOTOGRAPHS, COLOURS)),
    Criterion("2.1.2", "A", "无键盘陷阱", "Tab 走完一页后离开；照片按 Esc 关闭", (NO_TRAP, PHOTOGRAPHS)),
    Criterion("2.1.4", "A", "字符快捷键", "单键快捷键可以关掉，关掉后记住", (SHORTCUTS,)),
    Criterion("2.2.1", "A", "时间可调", "不适用：没有时限", (NOTHING_PLAYS,)),
    Criterion("2.2.2", "A", "暂停、停止、隐藏", "没有滚动、自动刷新的内容；要求少动时没有动画", (NOTHING_PLAYS, STILL)),
    Criterion("2.3.1", "A", "闪烁三次以下", "没有闪烁的内容", (NOTHING_PLAYS, STILL)),
    Criterion("2.4.1", "A", "绕过重复内容", "每页第一个 Tab 是“跳到正文”；有地标和标题", (NO_TRAP, AXE)),
    Criterion("2.4.2", "A", "页面标题", "每页有自己的标题", (HTML, AXE)),
    Criterion("2.4.3", "A", "焦点顺序", "依次到页眉、正文、页尾；关闭照片后回到原处", (NO_TRAP, PHOTOGRAPHS)),
    Criterion("2.4.4", "A", "链接目的", "链接文字说明去处；每个链接都打得开", (AXE, NAMES, LINKS)),
    Criterion("2.5.1", "A", "指针手势", "翻照片有按钮和方向键，不靠手势", (PHOTOGRAPHS,)),
    Criterion("2.5.2", "A", "指针取消", "都是链接、按钮、表单控件，松开才动作", (HTML,)),
    Criterion("2.5.3", "A", "名称含标签", "控件的名称就是看得见的文字；Ⅲ、⑴ 这类符号另有读法", (NAMES, READINGS)),
    Criterion("2.5.4", "A", "动作启动", "不适用：不用设备的动作", (NOTHING_PLAYS,)),
    Criterion("3.1.1", "A", "页面语言", "每页标明是中文", (HTML, AXE)),
    Criterion("3.2.1", "A", "获得焦点", "焦点走过整页，不换页、不弹窗", (NO_TRAP,)),
    Criterion("3.2.2", "A", "输入", "筛选只变表，不换页，行数读出来", (FILTER,)),
    Criterion("3.3.1", "A", "错误标识", "不适用：没有会被拒绝的输入；搜不到时用文字说明", (PHONE,)),
    Criterion("3.3.2", "A", "标签或说明", "搜索框、筛选、勾选框都有标签", (AXE, PHONE)),
    Criterion("4.1.1", "A", "解析", "标签完整，id 不重复", (HTML,)),
    Criterion("4.1.2", "A", "名称、角色、值", "控件和对话框有名称、角色、状态", (AXE, PHONE, NAMES)),
    Criterion("1.4.3", "AA", "对比度（最低）", "浅色、深色，打开的搜索和导航，都不低于 4.5 : 1", (AXE, PHONE)),
    Criterion("1.4.4", "AA", "调整文字大小", "放大到 200 %，不用左右滚动", (BOUNDS,)),
    Criterion("1.4.10", "AA", "重排", "放大到 400 %（宽 320 像素），不用左右滚动", (BOUNDS,)),
    Criterion("1.4.12", "AA", "文字间距", "读者自己加大间距，仍不用左右滚动", (SPACING,)),
    Criterion("2.4.5", "AA", "多种途径", "搜索、总表、按科室和人员的目录", (SEARCH, FILTER, DUTIES)),
    Criterion("2.4.7", "AA", "焦点可见", "焦点有框，在屏幕里，不被盖住", (NO_TRAP, SEARCH, FILTER)),
    Criterion("4.1.3", "AA", "状态消息", "筛选后的行数、搜索结果的个数会读出来", (FILTER, PHONE)),
)  # fmt: skip
"""All of level A, and what the site promises of level AA."""
