"""The table: what somebody puts into a small folder of data, and what must come of it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cleaning import papers, photos
from helpers import replace

A = "allocation/01.yml"
UNIT, PEOPLE, DEPARTMENTS = "unit.yml", "people.yml", "departments.yml"
Deed = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Case:
    """Something done to a folder or a file, and what is said or shown then."""

    area: str
    name: str
    deed: Deed
    must: str


@dataclass(frozen=True, slots=True)
class Proven:
    """A case that a test elsewhere proves."""

    area: str
    name: str
    must: str
    test: str


def sub(file: str, old: str, new: str) -> Deed:
    """Change a text that stands once in a file."""
    return lambda data: replace(data / file, old, new)


def put(file: str, content: bytes | str) -> Deed:
    """Write a file."""
    raw = content if isinstance(content, bytes) else content.encode()
    return lambda data: _write(data / file, raw)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def link(file: str, target: str) -> Deed:
    """Put a link in the place of a file."""

    def deed(data: Path) -> None:
        (data / file).unlink(missing_ok=True)
        (data / file).symlink_to(target)

    return deed


def both(*deeds: Deed) -> Deed:
    """Do several things."""

    def deed(data: Path) -> None:
        for each in deeds:
            each(data)

    return deed


def text(new: str) -> Deed:
    """Write something else in the place of a clause's text."""
    return sub(A, "text: 经费保障。", f"text: {new}")


def person(name: str, more: str = "") -> Deed:
    """Call the person of the second row by another name, in the list and in the table."""
    return both(
        sub(PEOPLE, "name: 陈啸林", f"name: {name}{more}"),
        sub(A, "person: 陈啸林", f"person: {name}"),
    )


def add(*names: str) -> Deed:
    """Add persons to the list."""
    lines = "".join(f"\n  - {{name: {name}}}" for name in names)
    return sub(PEOPLE, "name: 陈啸林", f"name: 陈啸林{lines}")


def sparse(file: str, size: int) -> Deed:
    """Write a file of zeros that takes no room."""
    return lambda data: _large(data / file, size)


def _large(path: Path, size: int) -> None:
    with path.open("wb") as opened:
        opened.truncate(size)


def pipe(file: str) -> Deed:
    """Put a pipe, which nobody writes to, in the place of a file."""
    return lambda data: os.mkfifo(data / file)


def rename(file: str, old: str, new: str) -> Deed:
    """Change a text wherever it stands in a file."""

    def deed(data: Path) -> None:
        changed = (data / file).read_text(encoding="utf-8").replace(old, new)
        (data / file).write_text(changed, encoding="utf-8")

    return deed


HOMONYMS = both(
    sub(PEOPLE, "name: 陈啸林", "name: 朱亮\n    id: 朱亮（业务科）"),
    sub(PEOPLE, "name: 朱亮\n  - name: 曾", "name: 朱亮\n    id: 朱亮（局长）\n  - name: 曾"),
    rename(A, "[朱亮]", "[朱亮（局长）]"),
    rename(A, "陈啸林", "朱亮（业务科）"),
)
"""Two persons of one name, told apart."""

REFUSED = (
    # YAML
    Case("YAML", "合并键", text("经费。\n                <<: {a: b}"), "01.yml:26  “<<”不是一个键"),
    Case("YAML", "十万层括号", text("[" * 100_000), "01.yml:25  YAML 写法有误"),
    Case("YAML", "三千层缩进", put("references.yml", "\n".join(f"{' ' * n}a:" for n in range(3000))), "references.yml:31  层次超过 30 层"),
    Case("YAML", "100 MB 的文件", sparse("references.yml", 100_000_000), "references.yml:1  文件有 100 MB"),
    Case("YAML", "八进制 0o17", sub(A, "min_count: 2", "min_count: 0o17"), "01.yml:21  “min_count”写的是“0o17”"),
    Case("YAML", "六十进制 1:30", sub(A, "min_count: 2", "min_count: 1:30"), "01.yml:21  “min_count”写的是“1:30”"),
    Case("YAML", "科学记数 1e3", sub(A, "min_count: 2", "min_count: 1e3"), "01.yml:21  “min_count”写的是“1e3”"),
    Case("YAML", "不是数 .nan", text("经费。\n                score: .nan"), "01.yml:26  “score”写的是“.nan”"),
    Case("YAML", "一万年的日期", sub(UNIT, "2026-01-02", "9999-12-31"), "unit.yml:5  “data_date”写的是“9999-12-31”"),
    Case("YAML", "公元元年的日期", sub(UNIT, "2026-01-02", "0001-01-01"), "unit.yml:5  “data_date”写的是“0001-01-01”"),
    Case("YAML", "转义的 NUL", text('"经费\\0保障。"'), "01.yml:25  有看不见的控制字符（U+0000）"),
    Case("YAML", "半个代理对", text('"\\uD800"'), "01.yml:25  YAML 写法有误"),
    Case("YAML", "不是任何编码", put("references.yml", b"a: \xff\xfe\xfa\n"), "references.yml:1  不是 UTF-8 编码"),
    Case("YAML", "二进制标签", text("!!binary aGVsbG8="), "01.yml:25  用了标签"),
    Case("YAML", "自定标签 %TAG", put("references.yml", "%TAG ! tag:x,2000:\n---\nreferences: !b []\n"), "references.yml:3  用了标签"),
    Case("YAML", "全角冒号", sub(UNIT, "name: 某局\n", "name：某局\n"), "unit.yml:2  YAML 写法有误"),
    Case("YAML", "全角空格缩进", text("经费。\n\u3000\u3000remark: 注"), "01.yml:27  YAML 写法有误"),
    # Unicode
    Case("Unicode", "零宽空格的姓名", person("陈\u200b啸林"), "people.yml:4  名称“陈\u200b啸林”里有空格或看不见的字符"),
    Case("Unicode", "只在表里带零宽空格", sub(A, "person: 陈啸林", "person: 陈\u200b啸林"), "看起来和“陈啸林”一样，但有的字编码不同"),
    Case("Unicode", "兼容汉字的姓名", both(person("李樂"), sub(A, "person: 李樂", "person: 李\uf914")), "看起来和“李樂”一样，但有的字编码不同"),
    Case("Unicode", "兼容汉字，两个人", add("李樂", "李\uf914"), "people.yml:6  “李\uf914”和“李樂”（data/people.yml:5）看起来一样"),
    Case("Unicode", "部首当汉字，两个人", add("方正", "⽅正"), "people.yml:6  “⽅正”和“方正”（data/people.yml:5）看起来一样"),
    Case("Unicode", "NFC、NFD，两个人", add("Zo\u00e9", "Zoe\u0301"), "people.yml:6  “Zoe\u0301”和“Zo\u00e9”（data/people.yml:5）看起来一样"),
    Case("Unicode", "全角、半角，两个人", add("ＡＢ", "AB"), "people.yml:6  “AB”和“ＡＢ”（data/people.yml:5）看起来一样"),
    Case("Unicode", "只有零宽空格", text("\u200b"), "01.yml:25  只有看不见的字符（U+200B）"),
    Case("Unicode", "只有谚文填充符", person("\u3164"), "people.yml:4  只有看不见的字符（U+3164）"),
    Case("Unicode", "只有盲文空格", text("\u2800"), "01.yml:25  只有看不见的字符（U+2800）"),
    Case("Unicode", "双向隔离符", text("经费\u2067保障"), "01.yml:25  有看不见的控制字符（U+2067）"),
    Case("Unicode", "阿拉伯数字 ٣", sub(A, "min_count: 2", "min_count: ٣"), "01.yml:21  “min_count”写的是“٣”"),
    Case("Unicode", "行分隔符", text('"经费\\u2028保障"'), "01.yml:25  有看不见的控制字符（U+2028）"),
    # paths
    Case("路径", "模板在别处", sub(UNIT, "name: 某局\n", "name: 某局\nword_template: ../../../etc/passwd\n"), "unit.yml:2  word_template 指的文件“../../../etc/passwd”不在 data/ 里"),
    Case("路径", "模板是绝对路径", sub(UNIT, "name: 某局\n", "name: 某局\nword_template: /etc/passwd\n"), "unit.yml:2  word_template 指的文件“/etc/passwd”不在 data/ 里"),
    Case("路径", "原文是绝对路径", sub(UNIT, "name: 某局\n", "name: 某局\nsource_text: /etc/passwd\n"), "unit.yml:2  source_text 指的文件“/etc/passwd”读不出来"),
    Case("路径", "材料文件夹是整块硬盘", sub(UNIT, "name: 某局\n", "name: 某局\nevidence_folder: /\n"), "unit.yml:1  evidence_folder 写的是“/”"),
    Case("路径", "材料文件夹在上一级", sub(UNIT, "name: 某局\n", "name: 某局\nevidence_folder: ..\n"), "unit.yml:1  evidence_folder 写的是“..”"),
    Case("路径", "数据文件是指到外面的链接", link("references.yml", "/etc/passwd"), "references.yml:1  这个链接不指向 data/ 里的文件，没有读"),
    Case("路径", "链接绕成圈", link("references.yml", "references.yml"), "references.yml:1  这个链接不指向 data/ 里的文件，没有读"),
    Case("路径", "数据文件是没有尽头的设备", link("allocation/02.yml", "/dev/zero"), "02.yml:1  这个链接不指向 data/ 里的文件，没有读"),
    Case("路径", "数据文件是管道", pipe("references.yml"), "references.yml:1  文件打不开（不是普通文件）"),
    Case("路径", "数据文件是文件夹", lambda data: (data / "references.yml").mkdir(), "references.yml:1  文件打不开（不是普通文件）"),
    Case("路径", "Windows 保留名的文件", put("allocation/Con.yml", "title: 甲\n"), "Con.yml:1  文件名是 Windows 保留的名称"),
    Case("路径", "Windows 保留名的网址", sub(PEOPLE, "name: 朱亮", "name: 朱亮\n    slug: aux"), "people.yml:3  “slug”写的是“aux”"),
    Case("路径", "250 字节的文件名", put(f"allocation/{'长' * 82}.yml", "title: 甲\n"), ".yml:1  文件名太长"),
    Case("路径", "只差大小写的文件名", both(put("allocation/A.yml", "title: 甲\n"), put("allocation/a.yml", "title: 乙\n")), "a.yml:1  文件名和 A.yml 只差大小写或字的编码"),
    Case("路径", "只差 NFC、NFD 的文件名", both(put("allocation/\u00e9.yml", "title: 甲\n"), put("allocation/e\u0301.yml", "title: 乙\n")), "文件名和 e\u0301.yml 只差大小写或字的编码"),
    Case("路径", "文件名里有换行", put("allocation/a\nb.yml", "title: 甲\n"), "文件名里有看不见的字符"),
    Case("路径", "文件名里有双向控制符", put("allocation/a\u202eb.yml", "title: 甲\n"), "文件名里有看不见的字符"),
    Case("路径", "文件名不是 UTF-8", put(os.fsdecode(b"allocation/\xff.yml"), "title: 甲\n"), "文件名里有不是 UTF-8 编码的字"),
    Case("路径", "文件名里有标签", put("allocation/<b>.yml", "title: 甲\n"), "<b>.yml:1  文件名里有网址或 Windows 不能用的符号"),
    Case("路径", "网址后面带换行", sub(PEOPLE, "name: 朱亮", 'name: 朱亮\n    slug: "a\\n"'), "people.yml:3  “slug”写的是“a"),
    # people
    Case("人员", "两个人同名，只有一个 id", add("朱亮"), "people.yml:5  人员“朱亮”重复"),
    Case("人员", "同音的名字", add("朱量"), "people.yml:5  人员“朱量”和“朱亮”的网址都是“zhu-liang”"),
    Case("人员", "名字是另一个的一部分，没有登记", sub(A, "person: 陈啸林", "person: 陈啸"), "01.yml:30  责任人“陈啸”不在 people.yml 里"),
    Case("人员", "姓名里有换行", person('"陈\\n啸林"'), "people.yml:4  名称“陈\n啸林”里有空格或看不见的字符"),
)  # fmt: skip
"""Each is an error, with its place and these words."""

KEPT = (
    Case("YAML", "一行一千万字", text("长" * 3_300_000), "长" * 1000),
    Case("YAML", "%YAML 1.1 的是与否", text("yes"), "yes"),
    Case("Unicode", "扩展 A 区的姓 㛃", person("㛃伟"), "㛃伟"),
    Case("Unicode", "扩展 B 区的姓 𠮷", person("𠮷田"), "𠮷田"),
    Case("Unicode", "全是扩展 B 区的字", person("𠮷𠮷"), "𠮷𠮷"),
    Case("Unicode", "带异体字选择符的姓名", person("葛\U000e0100城"), "葛\U000e0100城"),
    Case("Unicode", "表情符号", text("👨‍👩‍👧 保障"), "👨‍👩‍👧 保障"),
    Case("Unicode", "正文里的零宽空格，列入核对", text("经费\u200b保障。"), "有看不见的字符（U+200B）"),
    Case("Unicode", "正文里的方向标记，列入核对", text("经费\u061c保障。"), "有看不见的字符（U+061C）"),
    Case("Unicode", "正文里的标签字符，列入核对", text("经费\U000e0041保障。"), "有看不见的字符（U+E0041）"),
    Case("人员", "一个字的名字", person("朱"), "people/zhu/"),
    Case("人员", "名字是另一个的一部分", both(person("朱亮亮")), "people/zhu-liangliang/"),
    Case("人员", "同名，各有 id", HOMONYMS, "朱亮（业务科）"),
    Case("人员", "名字像路径", person("../../etc"), "people/etc/"),
    Case("人员", "名字是 Windows 保留名", person("con"), "people/con-x/"),
    Case("路径", "编号像路径", sub(A, "mark: ⑵", "mark: ../.."), "../.."),
    Case("路径", "项目叫 nul", both(sub(A, "code: Ⅲ-1\n        title: 重视", "title: nul")), "items/nul-x/"),
)  # fmt: skip
"""Each is let in, and the site says or has this."""


def archive(*parts: tuple[str, bytes]) -> Deed:
    """Write a zip file with some parts."""

    def deed(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts:
                made.writestr(name, content)

    return deed


def bomb(path: Path) -> None:
    """Write a zip file with one part that is a thousand times as large."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open("big.xml", "w") as part,
    ):
        for _ in range(301):
            part.write(b" " * 1_000_000)


XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = b"<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><a>&b;</a>"
OFFICE = tuple(
    Case("Office 文件", f"{name}（{suffix}）", deed, must)
    for suffix in ("docx", "xlsx")
    for name, deed, must in (
        ("压缩炸弹", bomb, "解开后太大，不像是正常的文件"),
        ("外部实体", archive(("[Content_Types].xml", XXE)), "里有外部实体声明，不像是正常的文件，没有读"),
        ("实体炸弹", archive(("word/document.xml", LAUGHS)), "里有外部实体声明，不像是正常的文件，没有读"),
        ("藏在长注释后面的实体", archive(("a.xml", b"<!--" + b" " * 9000 + b"-->" + XXE[21:])), "里有外部实体声明，不像是正常的文件，没有读"),
        ("扩展名大写的部件", archive(("A.XML", XXE)), "里有外部实体声明，不像是正常的文件，没有读"),
        ("UTF-16 的实体", archive(("a.xml", XXE.decode().encode("utf-16"))), "里有外部实体声明，不像是正常的文件，没有读"),
        ("部件名往上走", archive(("../../../tmp/x.xml", b"<a/>")), "已经损坏"),
        ("有密码或旧格式", lambda path: _write(path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99), "有密码，或是旧格式"),
        ("60 MB 的文件", lambda path: _large(path, 60_000_000), "有 60 MB，太大了"),
        ("是个 PDF", lambda path: _write(path, b"%PDF-1.7\n"), "是 PDF，里面的表格读不准"),
    )
)  # fmt: skip
"""Each is refused with these words, and nothing is written."""

PROVEN = (
    Proven("YAML", "别名炸弹", "不展开，每处都报“用了引用”", "test_source.py::test_alias_bomb_is_not_expanded"),
    *(Proven("YAML", name, must, f"test_source.py::test_refused[{id}]") for name, must, id in (
        ("重复的键", "键“a”重复（第 1 行已有）", "duplicate key"),
        ("锚点", "用了锚点", "anchor"),
        ("标签执行代码", "用了标签", "tag"),
        ("制表符缩进", "YAML 写法有误", "tab"),
        ("GBK", "不是 UTF-8 编码（像是 GBK）", "GBK"),
        ("UTF-16", "不是 UTF-8 编码（像是 UTF-16）", "UTF-16"),
        ("NUL", "YAML 写法有误", "NUL"),
        ("60 层括号", "层次超过 30 层", "deep"),
        ("第二个 ---", "有第二个“---”", "two documents"),
    )),
    *(Proven("YAML", f"{typed} 不变成别的", "照原样是文字", f"test_source.py::test_scalars_stay_text[{typed}]") for typed in ("no", "00101", "12:30", "2024-01-02", "0o17", "~")),
    Proven("YAML", "BOM、CRLF", "行号和文字都不变", "test_source.py::test_editors_of_windows"),
    Proven("YAML", "“ #”截断文字", "从这里起会被当作注释丢掉", "test_lint.py::test_message[cut by a hash]"),
    Proven("Unicode", "双向控制符", "有看不见的控制字符（U+202E）", "test_lint.py::test_message[bidi control]"),
    Proven("Unicode", "全角数字", "“no”写的是“０１”", "test_lint.py::test_message[full-width number]"),
    Proven("Unicode", "任何文字", "照原样印出，或说明为什么不行", "test_random.py::test_any_register"),
    Proven("标记", "每个文字栏都是攻击", "每一页都不执行、不变成元素、照原样显示", "test_hostile_site.py::test_every_page"),
    Proven("标记", "Jinja、公式、Markdown", "都不计算", "test_hostile_site.py::test_nothing_is_evaluated"),
    Proven("标记", "搜索框、结果页、标亮", "都是文字", "test_hostile_site.py::test_search"),
    Proven("标记", "筛选、看大图", "都是文字", "test_hostile_site.py::test_every_control"),
    Proven("标记", "订阅、JSON", "合格式，是一整段文字", "test_hostile_site.py::test_feed_and_json"),
    Proven("标记", "Word、Excel", "没有公式，没有外部链接", "test_hostile_site.py::test_office_files"),
    Proven("标记", "从文件打开时的搜索", "都是文字", "test_search.py::test_hostile_text_stays_text"),
    Proven("路径", "登记的文件往上走、绝对路径", "不在材料文件夹里", "test_filings.py::test_message"),
    Proven("路径", "材料是指到外面的链接", "不读", "test_filings.py::test_a_link_out_of_the_folder_is_not_followed"),
    Proven("路径", "材料的链接绕成圈", "不停在那里", "test_filings.py::test_loops_of_links"),
    Proven("路径", "材料是管道", "不等它", "test_scan.py::test_pipes_are_not_waited_for"),
    Proven("路径", "材料的文件名会破坏数据", "不登记，说明原因", "test_scan.py::test_names_that_would_break_the_data"),
    Proven("路径", "docs 里有指到外面的链接", "不生成，旧网站不动", "test_hostile.py::test_links_out_of_the_texts"),
    Proven("路径", "很长的名称", "网址不超过 80 个字符", "test_lint.py::test_long_names_make_short_addresses"),
    Proven("人员", "同名", "各加一行 id", "test_lint.py::test_message[homonyms]"),
    Proven("人员", "名字连写", "写成列表", "test_lint.py::test_message[names run together]"),
    Proven("Office 文件", "公式注入", "写成文字，读回来还是文字", "test_workbook.py::test_formulas_are_text"),
    Proven("Office 文件", "任意字节损坏的 Excel", "读出或拒绝", "test_workbook.py::test_damaged_files"),
    Proven("Office 文件", "任意字节损坏的 Word", "读出或拒绝", "test_word.py::test_damaged_files"),
    Proven("Office 文件", "两万行以上", "没有读", "test_workbook.py::test_too_many_rows"),
    Proven("Office 文件", "带宏、带外部链接的表", "照样比对，不执行、不访问", "test_hostile.py::test_macros_and_links_are_dead"),
    Proven("Office 文件", "模糊测试留下的文件", "读出或拒绝", "test_fuzz.py::test_corpus"),
    *(Proven("挂出的副本", f"PDF：{name}", "哪里都没有了，样子不变", f"test_cleaning.py::test_pdfs[{name}]") for name in papers.HIDDEN),
    *(Proven("挂出的副本", f"PDF：{name}", "哪里都没有了，不带图标", f"test_cleaning.py::test_what_is_no_part_of_the_page[{name}]") for name in papers.APART),
    *(Proven("挂出的副本", f"PDF：{name}", "这一页按图片挂出，遮住的没有了", f"test_cleaning.py::test_images_that_are_not_wholly_seen[{name}]") for name in papers.PRINTED),
    *(Proven("挂出的副本", f"PDF：{name}", "不挂；重印或写明理由才挂", f"test_cleaning.py::test_text_that_is_not_seen[{name}]") for name in papers.COVERED),
    *(Proven("挂出的副本", f"PDF：{name}", "照挂，样子不变", f"test_cleaning.py::test_text_that_is_seen[{name}]") for name in papers.HARMLESS),
    *(Proven("挂出的副本", f"PDF：{name}", f"不挂：{words}", f"test_cleaning.py::test_refused[{name}]") for name, (_, words) in papers.REFUSED.items()),
    *(Proven("挂出的副本", f"图片：{name}", "哪里都没有了，看得见的像素不变", f"test_cleaning.py::test_pictures[{name}]") for name in photos.PHOTOS),
    Proven("挂出的副本", "各种画法（渐变、图案、混合、蒙版、颜色、字体、图片编码等）", "样子不变", "test_cleaning.py::test_every_way_of_drawing"),
    Proven("挂出的副本", "没有执行的密文，按图片挂出", "不挂：还没有执行的密文", "test_cleaning.py::test_redactions_are_never_skipped"),
    Proven("挂出的副本", "太费时间、太费内存、弄垮进程的文件", "不挂，说明原因", "test_cleaning.py::test_files_that_take_too_long"),
    Proven("挂出的副本", "重印的页", "只有图片，没有文字", "test_cleaning.py::test_reprinted_pages_are_pictures"),
    Proven("挂出的副本", "浏览器印的中文文件", "样子和文字不变", "test_cleaning.py::test_a_printed_document"),
    Proven("挂出的副本", "任意字节损坏的 PDF", "做出副本或拒绝", "test_cleaning.py::test_damaged_pdfs"),
    Proven("挂出的副本", "登记了盖住的文字", "生成停下，说明哪个文件、哪一页、怎么办", "test_filings.py::test_text_under_a_box_is_not_published"),
    Proven("日历", "文字里有 CR、LF", "不会多出一行属性", "test_hostile.py::test_lines_of_calendars"),
    Proven("日历", "中文折行", "每行不超过 75 个字节，不切开字", "test_hostile.py::test_lines_of_calendars"),
    Proven("日历", "每个文字栏都是攻击", "读回来一字不差", "test_hostile_site.py::test_calendars"),
    Proven("环境", "生成中途被 kill -9", "旧网站或新网站，都是整个的；下次清理", "test_unlucky.py::test_killed"),
    Proven("环境", "换名之间被杀，文件系统不能对换", "下次先放回旧网站", "test_unlucky.py::test_killed_between_two_names"),
    Proven("环境", "两个生成同时进行", "互不影响", "test_unlucky.py::test_two_at_once"),
    Proven("环境", "磁盘满", "读写出错；请看磁盘是不是满了", "test_unlucky.py::test_full_disk"),
    Proven("环境", "目标只读", "写不进去", "test_unlucky.py::test_closed_place"),
    Proven("环境", "目标是个文件", "没有动它", "test_unlucky.py::test_a_file_in_the_way"),
    Proven("环境", "目标是链接", "换它指到的地方", "test_unlucky.py::test_site_behind_a_link"),
    Proven("环境", "语言、时区、时钟、用户、umask 不同", "每个字节相同", "test_unlucky.py::test_the_same_bytes"),
    Proven("环境", "别的文件夹，没有 git", "每个字节相同", "test_unlucky.py::test_another_folder_without_git"),
    Proven("环境", "压缩包写到一半", "旧的还在", "test_unlucky.py::test_zip_is_whole_or_the_old_one"),
    Proven("环境", "时钟不是数", "环境变量 SOURCE_DATE_EPOCH 写的是…", "test_filings.py::test_a_clock_that_is_none"),
    Proven("环境", "示例在别的时区", "Word、Excel、日历每个字节相同", "test_example.py::test_two_builds_are_the_same"),
    Proven("不公开的", "文件名、说明、网址、摘要，经过几次提交、退回、删除", "网站、压缩包的哪个字节里都没有", "test_hidden.py::test_no_byte_of_a_site"),
    Proven("不公开的", "同上，合并请求的评论四种写法", "都没有", "test_hidden.py::test_no_byte_of_a_comment"),
    Proven("不公开的", "同上，预览和别的生成器", "都没有", "test_hidden.py::test_no_byte_of_a_preview_or_another_generator"),
    Proven("不公开的", "先挂出、后撤下，再退回上一版", "各版里都没有，退不回去", "test_hidden.py::test_no_byte_of_a_release"),
    Proven("不公开的", "往届的数据有错误", "只说位置和种类", "test_hidden.py::test_the_history_of_a_broken_edition_is_told_by_places"),
    Proven("不公开的", "现在退回，往届里还挂着", "往届也不挂", "test_hidden.py::test_what_is_given_back_now_is_not_shown_by_an_earlier_edition"),
    Proven("不公开的", "编号删了又用", "不把今天的题名安到从前", "test_hidden.py::test_a_number_that_is_given_again_gets_no_name_of_today"),
    Proven("个人号码", "各种写法的身份证号、手机号", "找得到", "test_personal_numbers.py::test_found"),
    Proven("个人号码", "号码紧挨人名、楼层、序号、时间、字母", "找得到", "test_personal_numbers.py::test_found_next_to"),
    Proven("个人号码", "打不开的压缩包、Word、PDF", "提示是哪个文件", "test_personal_numbers.py::test_files_that_cannot_be_read"),
    Proven("个人号码", "文号、金额、日期、编号", "不误报", "test_personal_numbers.py::test_not_found"),
    Proven("个人号码", "数据的每个文字栏", "拒绝，说明哪一行", "test_personal_numbers.py::test_every_field"),
    Proven("个人号码", "注释、转义、分行", "拒绝，说明哪一行", "test_personal_numbers.py::test_source"),
    Proven("个人号码", "手写页面，隐藏的注释也算", "拒绝，说明哪一行", "test_personal_numbers.py::test_hand_written_pages"),
    Proven("个人号码", "Word、Excel、PDF、日历、压缩包里", "找得到", "test_personal_numbers.py::test_packed_bytes"),
    Proven("个人号码", "只在挂出的文件里", "网站没有生成，原来的还在", "test_personal_numbers.py::test_a_build_that_would_show_one"),
    Proven("变更记录", "提交说明里有换行、控制字符、二十万字", "照样列出改动", "test_repository.py::test_any_subject"),
    Proven("变更记录", "作者名是 GBK、乱码、方向符、十万字", "照样列出改动", "test_repository.py::test_any_name"),
    Proven("变更记录", "日期在公元一万年以后，或不是日期", "照样列出改动", "test_repository.py::test_any_date"),
    Proven("变更记录", "各种 git 设置和签名", "一样", "test_repository.py::test_any_setting"),
    Proven("变更记录", "replace、grafts 换掉的提交", "不信", "test_repository.py::test_what_is_replaced_or_grafted_is_no_history"),
    Proven("变更记录", "假的 commit-graph", "不看", "test_repository.py::test_a_copy_of_the_history_is_not_asked"),
    Proven("变更记录", "树里有 ..、链接", "不写到外面", "test_repository.py::test_a_tree_that_leads_out"),
    Proven("变更记录", "缺内容的仓库、浅克隆", "说明缺了什么，网站照样生成", "test_repository.py::test_a_commit_that_is_not_there"),
    Proven("变更记录", "改过的缓存", "不信", "test_hidden.py::test_a_forged_cache_is_not_believed"),
    Proven("变更记录", "提交进来的缓存", "不信", "test_hidden.py::test_a_cache_that_came_with_a_commit_is_not_believed"),
    Proven("变更记录", "一个仓库里两个单位", "各是各的", "test_hidden.py::test_units_of_one_repository_have_their_own_history"),
    Proven("登录", "请求头指定别的 LDAP、规则、Cookie", "401；核对口令的程序只看得到口令", "test_login.py::test_a_program_that_believes_headers"),
    Proven("登录", "空口令、NUL、*、)(uid=*", "401", "test_login.py::test_wrong_names_and_passwords"),
    Proven("登录", "核对口令的程序停了", "谁也看不到", "test_login.py::test_closed_while_nobody_answers"),
    Proven("登录", "没有加密", "转到 https，不问口令", "test_login.py::test_passwords_only_over_tls"),
    Proven("登录", "一个字节一个字节地发", "十秒断开，别人照常", "test_nginx.py::test_slow_senders_are_sent_away"),
    Proven("登录", "网站在 /wenming/ 下", "每个响应头都和在根下一样", "test_nginx.py::test_the_same_headers_below_a_path"),
    Proven("收件箱", "没有口令、口令不对", "401，什么也没收", "test_inbox_server.py::test_nothing_without_the_password"),
    Proven("收件箱", "别的网址：上一级、别人的、程序的、两次编码、GBK", "不收，不给看，什么也没变", "test_inbox_server.py::test_no_other_address"),
    Proven("收件箱", "别的方法：删除、移动、列目录、建文件夹", "不做，什么也没变", "test_inbox_server.py::test_no_other_method"),
    Proven("收件箱", "别人的结果、待办、材料", "看不到；材料只下载，不运行", "test_inbox_server.py::test_one_reads_only_what_is_for_oneself"),
    Proven("收件箱", "别的网站的网页，浏览器记着口令", "一样也送不进来，读不到", "test_inbox_server.py::test_a_page_of_elsewhere_puts_nothing"),
    Proven("收件箱", "伪造、相似的来源", "403", "test_inbox_server.py::test_only_pages_of_the_site_put"),
    Proven("收件箱", "太大、分块、两种长度、只写一段", "拒绝，不留半个文件", "test_inbox_server.py::test_lengths_of_bodies"),
    Proven("收件箱", "传到一半断开", "什么也不留", "test_inbox_server.py::test_half_a_file_is_none"),
    Proven("收件箱", "当不了文件夹名的用户名", "403", "test_inbox_server.py::test_odd_names_send_nothing"),
    Proven("收件箱", "用请求头、没有核对过的口令冒充别人", "403，或仍是本人", "test_inbox_server.py::test_a_program_that_looks_at_no_password"),
    Proven("收件箱", "忘了写核对口令，或口令文件、程序没有了", "谁也送不进来", "test_inbox_server.py::test_closed_while_nobody_answers"),
    Proven("收件箱", "按地址就放行的网站", "投递仍要口令", "test_inbox_server.py::test_an_address_is_no_password"),
    Proven("收件箱", "没有加密", "不问口令，不收", "test_inbox_server.py::test_nothing_is_put_in_the_clear"),
    Proven("收件箱", "一个人不停地送", "429，别人照常", "test_inbox_server.py::test_how_much_one_may_put"),
    Proven("收件箱", "同一台服务器的别的账号", "取得走该取的，看不到程序的", "test_inbox_server.py::test_the_accounts_of_a_server"),
    Proven("收件箱", "网页上的表单送的文件，名称 Windows 或网址不能用", "改名再送，写明原名", "test_edit_modules.py::test_every_file_gets_a_name_that_is_taken"),
    Proven("收件箱", "没有证书的内网（nginx.conf 六）", "照样要口令，只收本站网页发来的", "test_inbox_server.py::test_an_intranet_without_certificates"),
    Proven("收件箱", "同上，真的浏览器送一份带文件的登记", "上网，只告诉本人", "test_inbox_plain.py::test_a_filing_with_a_file"),
    Proven("收件箱", "用户名大小写不一", "都看得到待办；两个写法指两个人的，谁也不算", "test_inbox.py::test_logins_with_capitals"),
    Proven("收件箱", "两个人都可能叫的用户名（同名、同音）", "谁也不算", "test_inbox.py::test_namesakes"),
    Proven("收件箱", "不是 JSON、GBK、UTF-16、NaN、重复的键、半个字、十万层", "拒绝，一条条说明", "test_slip.py::test_what_is_no_slip"),
    Proven("收件箱", "不认识的键、不许改的项、两次改同一条、古怪的文件名", "拒绝，一条条说明", "test_slip.py::test_what_is_wrong_with_a_slip"),
    Proven("收件箱", "1e999、一千位的整数", "结果、待办仍是每个程序都读得懂的 JSON", "test_inbox.py::test_numbers_that_no_browser_reads"),
    Proven("收件箱", "链接、硬链接、管道、套接字、五层文件夹、一百零二个文件、压缩炸弹、往上走的压缩包", "不读，放在一边，说明原因，不碍别人", "test_inbox.py::test_hostile_drops"),
    Proven("收件箱", "三千层的文件夹", "不收，九十天后删掉", "test_inbox.py::test_very_deep_folders"),
    Proven("收件箱", "目录有几万项的压缩包，末尾写得像别的", "不读目录就拒绝", "test_slip.py::test_directories_that_fill_the_memory"),
    Proven("收件箱", "文件名里有换行、颜色代码、方向符", "写成一行文字，日志里也是", "test_inbox.py::test_names_that_forge_lines"),
    Proven("收件箱", "自己批准自己的，或批准时摘要不对", "拒绝", "test_inbox.py::test_only_coordinators_decide"),
    Proven("收件箱", "同一份再送、同一编号送别的", "只写一次；拒绝", "test_inbox.py::test_replays"),
    Proven("收件箱", "同一份同时两次，同时批准两次", "只写一次", "test_inbox.py::test_the_same_at_once"),
    Proven("收件箱", "看过以后，从没有关的文件里再改", "不批，说明改动过", "test_inbox.py::test_what_was_seen_is_what_is_approved"),
    Proven("收件箱", "几个文件夹里同名的文件", "待办里各看各的", "test_inbox.py::test_approvers_see_each_file"),
    Proven("收件箱", "登记里连带别人负责的材料", "等批准", "test_inbox.py::test_a_filing_for_what_others_answer_for"),
    Proven("收件箱", "理由里写伪造的提交尾注", "不算", "test_inbox.py::test_a_forged_trailer"),
    Proven("收件箱", "题名、理由像另一个提交、像补丁", "一次提交，一份改动单", "test_inbox.py::test_a_message_that_looks_like_another"),
    Proven("收件箱", "git 当作没有姓名的投递人", "照样批准、提交", "test_inbox.py::test_authors_that_git_takes_for_none"),
    Proven("收件箱", "理由、投递人里有身份证号、手机号", "拒绝，不进提交说明", "test_inbox.py::test_numbers_of_persons"),
    Proven("收件箱", "共享盘上有人在答复的位置放文件夹", "照样收", "test_inbox.py::test_what_is_in_the_way_of_an_answer"),
    Proven("收件箱", "共享盘上说是别人写的", "等批准；“结果”是链接的，不写", "test_inbox.py::test_the_share"),
    Proven("收件箱", "一个人送许多份，每份都让网站生成不了", "别人的照常写入", "test_inbox.py::test_who_sends_very_much"),
    Proven("收件箱", "时钟往回拨了一天", "照样收", "test_inbox.py::test_a_clock_that_is_put_back"),
    Proven("收件箱", "收件箱的磁盘满了", "什么也没改，清出空间接着办", "test_inbox.py::test_a_full_disk"),
    Proven("收件箱", "两个程序同时收", "一个收，另一个等", "test_inbox.py::test_two_workers"),
    Proven("写数据", "每个写盘的系统调用出错一次、被杀一次", "全是旧的或全是新的", "test_writers.py::test_every_fault"),
    Proven("写数据", "从某一次起磁盘一直出错", "全是旧的或全是新的", "test_writers.py::test_a_disk_that_breaks"),
    Proven("写数据", "两个命令同时写", "都在，或后一个说明别人改了什么", "test_writers_together.py::test_pairs"),
    Proven("写数据", "写到一半时读", "读到的是同一个时刻的", "test_writers_together.py::test_readers_see_one_state"),
    Proven("写数据", "只读的数据，别的账号", "能预览，不能写，说明怎么办", "test_writers_together.py::test_read_only_data_of_another_account"),
    Proven("写数据", "别人留下的日志", "不动文件夹外面", "test_writers_together.py::test_a_journal_of_others"),
    Proven("发布", "没有记号的文件夹，CI 里的容器", "拒绝，说明怎么办", "test_replace.py::test_a_folder_without_the_mark"),
    Proven("发布", "这台机器上没有材料原件", "拒绝，列出会少哪些", "test_replace.py::test_published_files_are_not_lost"),
    Proven("发布", "更早的提交", "拒绝", "test_replace.py::test_older_never_replaces_newer"),
    Proven("发布", "两个同时发布", "新的在最后", "test_replace.py::test_two_at_once"),
    Proven("发布", "撤下的，再退回", "不回来", "test_replace.py::test_withdrawn_never_returns"),
    Proven("发布", "同一台服务器的别的账号", "读不到", "test_replace.py::test_another_account_sees_nothing"),
    Proven("发布", "分叉的合并请求", "没有预览", "test_replace.py::test_forks_get_no_preview"),
    Proven("Office 文件", "指到外面的链接、图片、模板", "拒绝，一一列出", "test_office.py::test_links_are_named"),
    Proven("Office 文件", "RTF 里的图片、字段", "不访问网络，不读别的文件", "test_office.py::test_rtf"),
    Proven("Office 文件", "宏", "不运行", "test_office.py::test_macros"),
    Proven("Office 文件", "解开很大的", "拒绝，内存不过 300 MB", "test_office.py::test_memory"),
    Proven("Office 文件", "转换卡住", "到时连同子进程一起结束", "test_office.py::test_a_program_that_hangs"),
    Proven("路径", "docs/ 里不能上网的名称", "一次说全，网站不动", "test_unlucky.py::test_names_that_no_site_can_have"),
    Proven("环境", "只读的项目，别的账号，没有 HOME", "照样生成", "test_unlucky.py::test_other_accounts"),
    Proven("环境", "代理都不通", "每个字节相同", "test_unlucky.py::test_proxies_that_are_dead"),
    Proven("环境", "两个安装同时进行，一个被杀", "装好", "test_install.py::test_two_at_once_and_one_killed"),
    Proven("环境", "解释器没有了，文件夹移动过", "重新装好", "test_install.py::test_an_interpreter_that_went_away_in_a_folder_that_moved"),
    Proven("环境", "Windows 的换行设置", "每个字节相同", "test_scripts.py::test_a_checkout_of_windows"),
    Proven("环境", "浏览器里留着别的东西", "页面照常", "test_browser.py::test_odd_things_kept_in_a_browser"),
)  # fmt: skip
