"""PDFs that look like one another, each with the mark in another place where nobody sees it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
import pypdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream, String
from PIL import Image
from PIL.ImageCms import ImageCmsProfile, createProfile

from cleaning.marks import MARK

Change = Callable[[Pdf, Page], None]
_CONTENT = b"""0.9 g 20 20 160 60 re f
BT /F1 24 Tf 1 0 0 1 30 120 Tm 0 g (Seen) Tj ET
q 40 0 0 30 130 140 cm /Im1 Do Q
"""
_PIXELS = bytes(range(0, 240, 20)) * 3
"""Four by three pixels in colours."""


def paper(*changes: Change, **settings: Any) -> bytes:
    """Return a page with text, a box and an image, after some changes."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        fonts = Dictionary(
            F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        page.obj.Resources = Dictionary(Font=fonts, XObject=Dictionary(Im1=image(pdf)))
        page.obj.Contents = Stream(pdf, _CONTENT)
        for change in changes:
            change(pdf, page)
        out = io.BytesIO()
        pdf.save(out, **{"static_id": True, "fix_metadata_version": False} | settings)
        return out.getvalue()


def image(pdf: Pdf, data: bytes = _PIXELS, size: tuple[int, int] = (4, 3), **more: Any) -> Stream:
    """Return an image of RGB pixels."""
    made = Stream(pdf, data)
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height = size
    made.ColorSpace, made.BitsPerComponent = Name.DeviceRGB, 8
    for key, value in more.items():
        made[f"/{key}"] = value
    return made


def coded(kind: str, **settings: Any) -> bytes:
    """Return a picture of two colours in the code of a format."""
    picture = Image.new("RGB", (64, 48), (200, 30, 30))
    picture.paste((30, 30, 200), (0, 0, 20, 10))
    out = io.BytesIO()
    picture.save(out, kind, **settings)
    return out.getvalue()


def spoken(jpeg: bytes) -> bytes:
    """Return a JPEG with an EXIF segment that holds the mark."""
    said = b"Exif\0\0" + MARK.encode()
    return jpeg[:2] + b"\xff\xe1" + (len(said) + 2).to_bytes(2, "big") + said + jpeg[2:]


def profile() -> bytes:
    """Return a colour profile whose description is the mark."""
    made: bytes = ImageCmsProfile(createProfile("sRGB")).tobytes()
    for word in ("sRGB", "built-in"):
        for coding in ("utf-16-be", "ascii"):
            old = word.encode(coding)
            made = made.replace(old, (MARK * 2)[: len(word)].ljust(len(word)).encode(coding))
    at = made.index(b"desc", 128)
    place = int.from_bytes(made[at + 4 : at + 8], "big")
    return made[: place + 28] + MARK.encode("utf-16-be") + made[place + 28 + 2 * len(MARK) :]


def draw(content: str) -> Change:
    """Draw something after what is there."""
    return lambda pdf, page: page.contents_add(Stream(pdf, content.encode()))


def draw_before(content: str) -> Change:
    """Draw something before what is there."""
    return lambda pdf, page: page.contents_add(Stream(pdf, content.encode()), prepend=True)


def resource(category: str, **entries: Callable[[Pdf], Any]) -> Change:
    """Give a page resources."""

    def change(pdf: Pdf, page: Page) -> None:
        there = page.obj.Resources.get(f"/{category}", Dictionary())
        for name, make in entries.items():
            there[f"/{name}"] = make(pdf)
        page.obj.Resources[f"/{category}"] = there

    return change


def form(pdf: Pdf, content: str, **more: Any) -> Stream:
    """Return a form of 100 by 100 points."""
    made = Stream(pdf, content.encode())
    made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
    made.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )
    for key, value in more.items():
        made[f"/{key}"] = value
    return made


_SAID = f"BT /F1 12 Tf 10 90 Td ({MARK}) Tj ET\n"
_LAYER_ON_PAGE = f"/OC /L1 BDC {_SAID} EMC\n"


def layer(pdf: Pdf, off: bool = True, **more: Any) -> Any:
    """Return a layer of the document, and switch it off."""
    made = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(MARK), **more))
    setting = Dictionary(OFF=Array([made] if off else []), ON=Array([]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([made]), D=setting)
    return made


def with_layer(content: str = _LAYER_ON_PAGE, **more: Any) -> Change:
    """Draw something on a layer that is off."""

    def change(pdf: Pdf, page: Page) -> None:
        resource("Properties", L1=lambda pdf: layer(pdf, **more))(pdf, page)
        draw(content)(pdf, page)

    return change


def with_combination(**entries: Any) -> Change:
    """Draw something on a combination of layers, of which one is off."""

    def change(pdf: Pdf, page: Page) -> None:
        one = layer(pdf)
        made = {key: make(one) for key, make in entries.items()}
        page.obj.Resources.Properties = Dictionary(L1=Dictionary(Type=Name.OCMD, **made))
        draw(_LAYER_ON_PAGE)(pdf, page)

    return change


def untyped_combination(pdf: Pdf, page: Page) -> None:
    """Do the same, and don't say that it is a combination."""
    with_combination(OCGs=lambda one: one)(pdf, page)
    del page.obj.Resources.Properties.L1["/Type"]


def both(*changes: Change) -> Change:
    """Make one change after the other."""

    def change(pdf: Pdf, page: Page) -> None:
        for each in changes:
            each(pdf, page)

    return change


def hidden_object(kind: str) -> Change:
    """Draw an image or a form that itself is on a layer which is off."""

    def make(pdf: Pdf) -> Stream:
        hidden = layer(pdf)
        mark = MARK.encode() * 6
        return (
            form(pdf, _SAID, OC=hidden) if kind == "form" else image(pdf, mark, (4, 3), OC=hidden)
        )

    return both(resource("XObject", X9=make), draw("/X9 Do\n"))


_SAYING = ("T", "Contents", "RC", "Subj", "NM", "DS")


def note(kind: str, look: str | None = None, /, **more: Any) -> Change:
    """Put an annotation on the page, with what it says."""

    def change(pdf: Pdf, page: Page) -> None:
        made = Dictionary({f"/{key}": String(MARK) for key in _SAYING})
        made.Type, made.Subtype, made.F = Name.Annot, Name(f"/{kind}"), 4
        made.Rect = Array([150, 20, 190, 60])
        if look is not None:
            made.AP = Dictionary(N=form(pdf, look))
        for key, value in more.items():
            made[f"/{key}"] = value(pdf) if callable(value) else value
        there = page.obj.get("/Annots", Array())
        there.append(pdf.make_indirect(made))
        page.obj.Annots = there

    return change


_QUADS = Array([150, 60, 190, 60, 150, 20, 190, 20])
_LOOK = "1 0 0 RG 8 w 10 10 80 80 re S\n"


def field(kind: str, look: str | None = _LOOK, **more: Any) -> Change:
    """Put a form's field on the page."""

    def change(pdf: Pdf, page: Page) -> None:
        said = {key: String(MARK) for key in ("TU", "TM", "DV", "V")}
        note("Widget", look, FT=Name(f"/{kind}"), DA=String("/F1 9 Tf"), **said | more)(pdf, page)
        pdf.Root.AcroForm = Dictionary(Fields=Array(list(page.obj.Annots)))

    return change


def root(**entries: Callable[[Pdf], Any]) -> Change:
    """Set something in the catalogue."""

    def change(pdf: Pdf, page: Page) -> None:
        for key, make in entries.items():
            pdf.Root[f"/{key}"] = make(pdf)

    return change


def on_page(**entries: Callable[[Pdf], Any]) -> Change:
    """Set something in the page's dictionary."""

    def change(pdf: Pdf, page: Page) -> None:
        for key, make in entries.items():
            page.obj[f"/{key}"] = make(pdf)

    return change


def on_image(**entries: Callable[[Pdf], Any]) -> Change:
    """Set something in the image's dictionary."""

    def change(pdf: Pdf, page: Page) -> None:
        for key, make in entries.items():
            page.obj.Resources.XObject.Im1[f"/{key}"] = make(pdf)

    return change


def instead(make: Callable[[Pdf], Stream]) -> Change:
    """Draw another image instead of the one that is there."""
    return resource("XObject", Im1=make)


def said(pdf: Pdf) -> Stream:
    """Return a stream of metadata."""
    made = Stream(pdf, f"<x>{MARK}</x>".encode())
    made.Type, made.Subtype = Name.Metadata, Name.XML
    return made


def script(pdf: Pdf) -> Dictionary:
    """Return an action."""
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{MARK}')"))


def text(pdf: Pdf) -> String:
    """Return the mark as a string."""
    return String(MARK)


def many_forms(pdf: Pdf, page: Page) -> None:
    """Draw forms that draw ten forms each, ten deep."""
    inner = form(pdf, "0 0 9 9 re f\n")
    for _ in range(10):
        resources = Dictionary(XObject=Dictionary(X9=inner))
        inner = form(pdf, "/X9 Do " * 10, Resources=resources)
    resource("XObject", X9=lambda _: inner)(pdf, page)
    draw("/X9 Do\n")(pdf, page)


def attach(pdf: Pdf, page: Page) -> None:
    """Attach another file."""
    pdf.attachments[f"{MARK}.docx"] = MARK.encode()


def attached(pdf: Pdf) -> Dictionary:
    """Return a file specification."""
    return Dictionary(
        Type=Name.Filespec, F=String(MARK), EF=Dictionary(F=Stream(pdf, MARK.encode()))
    )


def info(pdf: Pdf, page: Page) -> None:
    """Say who wrote the file, in the trailer."""
    pdf.docinfo["/Author"] = MARK
    pdf.docinfo["/Title"] = MARK


def outline(pdf: Pdf, page: Page) -> None:
    """Give the document a bookmark."""
    with pdf.open_outline() as found:
        found.root.append(pikepdf.OutlineItem(MARK, 0))


def unreferenced(pdf: Pdf, page: Page) -> None:
    """Leave an object that only an unused key refers to."""
    page.obj[f"/{MARK}"] = pdf.make_indirect(Dictionary({f"/{MARK}": String(MARK)}))


def photo(*filters: str, speaking: bool = True) -> Change:
    """Draw a JPEG, coded once more by these filters."""

    def make(pdf: Pdf) -> Stream:
        import zlib  # noqa: PLC0415

        data = spoken(coded("JPEG", quality=95)) if speaking else coded("JPEG")
        if len(filters) > 1:
            data = zlib.compress(data)
        names = [Name(f"/{each}") for each in filters]
        return image(pdf, data, (64, 48), Filter=Array(names) if len(names) > 1 else names[0])

    return instead(make)


def jpeg_2000(pdf: Pdf) -> Stream:
    """Return a JPEG 2000 image with a comment and a box that speak."""
    data = coded("JPEG2000", comment=MARK)
    box = (8 + len(MARK)).to_bytes(4, "big") + b"xml " + MARK.encode()
    at = data.index(b"jp2c") - 4
    return image(pdf, data[:at] + box + data[at:], (64, 48), Filter=Name.JPXDecode)


def profiled(pdf: Pdf) -> Stream:
    """Return an image with a colour profile that speaks."""
    colours = Stream(pdf, profile())
    colours.N = 3
    return image(pdf, ColorSpace=Array([Name.ICCBased, colours]))


def masked(pdf: Pdf) -> Stream:
    """Return an image whose middle pixels say something, under a mask that hides them."""
    data = _PIXELS[:12] + MARK.encode() * 2 + _PIXELS[24:]
    mask = image(pdf, b"\xff" * 4 + b"\0" * 4 + b"\xff" * 4, ColorSpace=Name.DeviceGray)
    return image(pdf, data, SMask=mask)


def stencilled(pdf: Pdf) -> Stream:
    """Do the same with a mask of one bit for each pixel."""
    data = _PIXELS[:12] + MARK.encode() * 2 + _PIXELS[24:]
    mask = Stream(pdf, b"\x00\xf0\x00")
    mask.Type, mask.Subtype, mask.ImageMask = Name.XObject, Name.Image, True
    mask.Width, mask.Height, mask.BitsPerComponent = 4, 3, 1
    return image(pdf, data, Mask=mask)


def inverted(pdf: Pdf) -> Stream:
    """Return an image under a mask that is coded the other way round."""
    made = masked(pdf)
    mask = b"\0" * 4 + b"\xff" * 4 + b"\0" * 4
    made.SMask = image(pdf, mask, ColorSpace=Name.DeviceGray, Decode=Array([1, 0]))
    return made


def explicit(pdf: Pdf) -> Stream:
    """Return an image under a mask that says how it is coded, as it would be anyway."""
    made = masked(pdf)
    made.SMask.Decode = Array([0, 1])
    return made


def speaking_font(pdf: Pdf) -> Dictionary:
    """Return a font that nothing is written in."""
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.X, FontFamily=String(MARK))
    return Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(f"/{MARK}"), FontDescriptor=descriptor
    )


def mapped_font(pdf: Pdf) -> Dictionary:
    """Return the font of the page with a character map that says more than it maps."""
    sentence = MARK.encode("utf-16-be").hex() * 9
    program = f"""% {MARK}
/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /{MARK} def /CIDSystemInfo << /Registry ({MARK}) /Ordering (UCS) /Supplement 0 >> def
1 begincodespacerange <00> <ff> endcodespacerange
1 beginbfchar <53> <0053> endbfchar
endcmap end end % {sentence}"""
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        ToUnicode=Stream(pdf, program.encode()),
        Name=Name(f"/{MARK}"),
    )


def private_font(pdf: Pdf) -> Dictionary:
    """Return a font whose letters are mapped to characters for private use."""
    made = mapped_font(pdf)
    program = "1 begincodespacerange <00> <ff> endcodespacerange\n"
    program += "1 beginbfrange <00> <ff> <e000> endbfrange"
    made.ToUnicode = Stream(pdf, program.encode())
    return made


def drawn_font(pdf: Pdf) -> Dictionary:
    """Return a font of drawings, of which one has a comment and one is never used."""
    glyph = Stream(pdf, f"% {MARK}\n700 0 0 0 700 700 d1 0 0 700 700 re f".encode())
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 700, 700]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(a=glyph),
        Encoding=Dictionary(Differences=Array([97, Name.a])),
        FirstChar=97,
        LastChar=97,
        Widths=Array([700]),
        Resources=Dictionary(),
        Name=Name(f"/{MARK}"),
    )


def spot(pdf: Pdf) -> Array:
    """Return a colour of a printing press, computed by a program with a comment."""
    program = Stream(pdf, f"{{ % {MARK}\n dup 0.5 mul exch dup }}".encode())
    program.FunctionType, program.Domain, program.Range = 4, Array([0, 1]), Array([0, 1] * 3)
    return Array([Name.Separation, Name(f"/{MARK}"), Name.DeviceRGB, program])


def palette(pdf: Pdf) -> Stream:
    """Return an image whose palette is longer than it may be."""
    colours = Array([Name.Indexed, Name.DeviceRGB, 1, String(b"\xff\0\0\0\0\xff" + MARK.encode())])
    return image(pdf, b"\x01\0\x01\0" * 3, ColorSpace=colours)


def tile(pdf: Pdf) -> Stream:
    """Return a pattern that says something."""
    made = form(pdf, _SAID, PatternType=1, PaintType=1, TilingType=1, XStep=9, YStep=9)
    del made["/Type"], made["/Subtype"]
    return made


def states(pdf: Pdf, page: Page) -> None:
    """Put a box to tick on the page, with looks that are not shown."""
    looks = Dictionary(Yes=form(pdf, _LOOK), Off=form(pdf, _SAID))
    other = Dictionary(Yes=form(pdf, _SAID))
    field("Btn", None, AP=Dictionary(N=looks, D=other, R=other), AS=Name.Yes, V=Name.Yes)(pdf, page)


def inherited(pdf: Pdf, page: Page) -> None:
    """Let a turned page have its resources, box and turn from the node above it."""
    above = pdf.Root.Pages
    for key in ("/Resources", "/MediaBox"):
        above[key] = page.obj[key]
        del page.obj[key]
    above.Rotate = 90
    above[f"/{MARK}"] = String(MARK)


def cropped(pdf: Pdf, page: Page) -> None:
    """Show a part of the page only, and say something in a box that nobody sees."""
    page.obj.CropBox = Array([10, 10, 190, 190])
    page.obj.BleedBox = Array([0, 0, 200, 200])
    page.obj.BoxColorInfo = Dictionary(X=String(MARK))


def changed_later() -> bytes:
    """Return a file to which a later version of its page was added."""
    first = paper(draw_before(f"% {MARK}\n"))
    writer = pypdf.PdfWriter(io.BytesIO(first), incremental=True)
    later = pypdf.generic.StreamObject()
    later.set_data(_CONTENT)
    writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(later)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def without_table() -> bytes:
    """Return a file whose table of objects is at another place than it says."""
    return paper(info).replace(b"startxref\n", b"startxref\n9")


def _of(*changes: Change, **settings: Any) -> Callable[[], bytes]:
    return lambda: paper(*changes, **settings)


_ELEMENT = Dictionary(S=Name.P, Alt=String(MARK), ActualText=String(MARK), E=String(MARK))
_FIGURE = f"/Span <</ActualText ({MARK}) /Alt ({MARK}) /E ({MARK}) /MCID 0>> BDC 9 9 m EMC n\n"
_INLINE = f"q 20 0 0 20 20 160 cm BI /W 1 /H 1 /BPC 8 /CS /RGB /{MARK} ({MARK}) ID abc EI Q\n"
_ENCRYPTED = pikepdf.Encryption(owner="o", user="", R=3, aes=False, metadata=False)

HIDDEN: Mapping[str, Callable[[], bytes]] = {
    "作者、题名": _of(info),
    "XMP 元数据": _of(root(Metadata=said)),
    "页的元数据": _of(on_page(Metadata=said, PieceInfo=lambda pdf: Dictionary(X=said(pdf)))),
    "图片的元数据": _of(on_image(Metadata=said, Name=lambda _: Name(f"/{MARK}"))),
    "标记属性里的元数据": _of(
        resource("Properties", M0=lambda pdf: Dictionary(Metadata=said(pdf))),
        draw("/Span /M0 BDC EMC\n"),
    ),
    "附件": _of(attach),
    "关联文件": _of(root(AF=lambda pdf: Array([attached(pdf)]))),
    "图章的文字": _of(note("Stamp", _LOOK)),
    "文本框的文字": _of(note("FreeText", _LOOK)),
    "方框的文字": _of(note("Square", _LOOK)),
    "线条的文字": _of(note("Line", _LOOK)),
    "手写的文字": _of(note("Ink", _LOOK)),
    "波浪线的文字": _of(note("Squiggly", _LOOK, QuadPoints=_QUADS)),
    "隐藏的批注": _of(note("Stamp", _SAID, F=2)),
    "只打印的批注": _of(note("Stamp", _SAID, F=4 | 32)),
    "关掉的层上的批注": _of(note("Stamp", _SAID, OC=layer)),
    "不显示的样子": _of(states),
    "隐藏的表单域": _of(field("Tx", _SAID, F=2)),
    "表单域的值": _of(field("Tx")),
    "密码框的值": _of(field("Tx", Ff=1 << 13)),
    "下拉框的选项": _of(field("Ch", Opt=lambda _: Array([String(MARK)]))),
    "XFA 表单": _of(
        field("Tx"),
        lambda pdf, page: pdf.Root.AcroForm.update(Dictionary(XFA=Stream(pdf, MARK.encode()))),
    ),
    "签名": _of(field("Sig", V=lambda _: Dictionary(Name=String(MARK), Contents=String(MARK)))),
    "打开时的脚本": _of(root(OpenAction=script)),
    "文档的脚本": _of(
        root(
            Names=lambda pdf: Dictionary(
                JavaScript=Dictionary(Names=Array([String(MARK), script(pdf)]))
            )
        )
    ),
    "页的动作": _of(on_page(AA=lambda pdf: Dictionary(O=script(pdf)))),
    "链接": _of(
        note("Link", Border=Array([0, 0, 0]), A=lambda _: Dictionary(S=Name.URI, URI=String(MARK)))
    ),
    "书签": _of(outline),
    "页码标签": _of(
        root(PageLabels=lambda _: Dictionary(Nums=Array([0, Dictionary(P=String(MARK))])))
    ),
    "目标的名称": _of(root(Dests=lambda _: Dictionary({f"/{MARK}": Array([0, Name.Fit])}))),
    "关掉的层": _of(with_layer()),
    "默认关掉的层": _of(
        with_layer(),
        lambda pdf, page: pdf.Root.OCProperties.update(
            Dictionary(D=Dictionary(BaseState=Name.OFF))
        ),
    ),
    "关掉的层里套着标记": _of(with_layer(f"/OC /L1 BDC /P BMC EMC 0 0 9 9 re f {_SAID} EMC\n")),
    "标记里套着关掉的层": _of(with_layer(f"/P BMC q {_LAYER_ON_PAGE} Q EMC\n")),
    "关掉的层里的剪切": _of(with_layer(f"q /OC /L1 BDC 0 0 99 99 re W f {_SAID} EMC Q\n")),
    "关掉的层上的图片": _of(hidden_object("image")),
    "关掉的层上的表单": _of(hidden_object("form")),
    "层的组合（策略）": _of(with_combination(OCGs=lambda one: one, P=lambda _: Name.AllOn)),
    "层的组合（表达式）": _of(with_combination(VE=lambda one: Array([Name.And, one]))),
    "层的名称": _of(with_layer("/OC /L1 BDC 0 1 0 rg 5 5 9 9 re f EMC\n", off=False)),
    "隐形文字": _of(draw(f"BT 3 Tr /F1 12 Tf 10 90 Td ({MARK}) Tj ET\n")),
    "替代文字": _of(draw(_FIGURE)),
    "结构树": _of(root(StructTreeRoot=lambda _: Dictionary(K=_ELEMENT))),
    "缩略图": _of(on_page(Thumb=lambda pdf: image(pdf, MARK.encode() * 6))),
    "没有画出的图片": _of(resource("XObject", X9=lambda pdf: image(pdf, MARK.encode() * 6))),
    "没有画出的表单": _of(resource("XObject", X9=lambda pdf: form(pdf, _SAID))),
    "没有用到的字体": _of(resource("Font", F9=speaking_font), draw("BT /F9 9 Tf ET\n")),
    "没有用到的图案": _of(resource("Pattern", P9=tile), draw("/Pattern cs /P9 scn\n")),
    "没有引用的对象": _of(unreferenced),
    "备用图片": _of(
        on_image(Alternates=lambda pdf: Array([Dictionary(Image=image(pdf, MARK.encode() * 6))]))
    ),
    "图片后面的数据": _of(instead(lambda pdf: image(pdf, _PIXELS + MARK.encode()))),
    "调色板后面的数据": _of(instead(palette)),
    "内嵌图片的字典": _of(draw(_INLINE)),
    "内容里的注释": _of(draw(f"% {MARK}\n")),
    "多余的操作数": _of(draw(f"({MARK}) 1 0 0 rg BX ({MARK}) XX EX /{MARK} MP\n")),
    "照片的 EXIF": _of(photo("DCTDecode")),
    "照片的 EXIF（两层编码）": _of(photo("FlateDecode", "DCTDecode")),
    "照片的 EXIF（短名）": _of(photo("DCT")),
    "JPEG 2000 的注释": _of(instead(jpeg_2000)),
    "色彩特性文件的说明": _of(instead(profiled)),
    "字符映射的注释": _of(resource("Font", F1=mapped_font)),
    "图形字体的注释": _of(resource("Font", F9=drawn_font), draw("BT /F9 9 Tf 5 5 Td (a) Tj ET\n")),
    "专色的名称": _of(resource("ColorSpace", C9=spot), draw("/C9 cs 0.5 scn 5 5 9 9 re f\n")),
    "资源的名称": _of(
        resource("XObject", **{MARK: image}), draw(f"q 9 0 0 9 0 0 cm /{MARK} Do Q\n")
    ),
    "裁过的页": _of(cropped),
    "转过的页，资源在上一级": _of(inherited),
    "空密码加密": _of(info, encryption=_ENCRYPTED),
    "对象流": _of(info, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "线性化": _of(info, root(Metadata=said), linearize=True),
    "对象表损坏": without_table,
    "改过的旧版": changed_later,
    "页面以外的图片": _of(
        resource("XObject", X9=lambda pdf: image(pdf, MARK.encode() * 6)),
        draw("q 0.5 0 0 0.5 0 0 cm q 50 0 0 50 0 -90 cm /X9 Do Q Q\n"),
    ),
    "裁切框以外的图片": _of(
        cropped,
        resource("XObject", X9=lambda pdf: image(pdf, MARK.encode() * 6)),
        draw("q 0 9 -9 0 200 0 cm /X9 Do Q\n"),
    ),
    "结尾以后的数据": lambda: paper() + MARK.encode(),
}
"""Where the mark is, and the file; each copy must look like its original."""

APART: Mapping[str, Callable[[], bytes]] = {
    "便笺": _of(note("Text")),
    "便笺的弹窗": _of(note("Text"), note("Popup", Open=True)),
    "附件批注": _of(note("FileAttachment", FS=attached)),
    "声音": _of(note("Sound", Sound=lambda pdf: Stream(pdf, MARK.encode()))),
    "影片": _of(note("Movie", Movie=lambda _: Dictionary(F=String(MARK)))),
    "三维模型": _of(note("3D", **{"3DD": lambda pdf: Stream(pdf, MARK.encode())})),
    "富媒体": _of(note("RichMedia", RichMediaContent=attached)),
    "高亮的文字": _of(note("Highlight", "1 1 0 rg 0 0 100 100 re f", QuadPoints=_QUADS)),
    "层的组合（没有写类型）": _of(untyped_combination),
    "只打印的层": _of(
        with_layer(off=False, Usage=Dictionary(View=Dictionary(ViewState=Name.OFF))),
        lambda pdf, page: pdf.Root.OCProperties.D.update(
            Dictionary(
                AS=Array(
                    [
                        Dictionary(
                            Event=Name.View,
                            Category=Array([Name.View]),
                            OCGs=pdf.Root.OCProperties.OCGs,
                        )
                    ]
                )
            )
        ),
    ),
}
"""What poppler shows and a copy must not, or in another way: each must look as said below."""

LOOKS: Mapping[str, Callable[[], bytes]] = {
    "高亮的文字": _of(
        resource("ExtGState", G9=lambda _: Dictionary(BM=Name.Multiply)),
        draw("/G9 gs 1 1 0 rg 150 20 40 40 re f\n"),
    )
}
"""What some of them look like; the others look like the page without them."""


def speaking(pdf: Pdf, **more: Any) -> Stream:
    """Return an image whose pixels say something."""
    return image(pdf, (MARK.encode() * 32)[: 8 * 8 * 3], (8, 8), **more)


def over_image(content: str, *changes: Change, **more: Any) -> Callable[[], bytes]:
    """Draw an image that speaks, with something before it, or after it if there is a "|"."""
    before, _, after = content.partition("|")
    drawn = draw(f"q {before} 60 0 0 60 100 20 cm /X9 Do Q {after}\n")
    made = resource("XObject", X9=lambda pdf: speaking(pdf, **_made(pdf, more)))
    return lambda: paper(made, *changes, drawn)


def _made(pdf: Pdf, entries: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each(pdf) if callable(each) else each for key, each in entries.items()}


def in_form(content: str, **more: Any) -> Change:
    """Draw an image that speaks in a form."""

    def make(pdf: Pdf) -> Stream:
        resources = Dictionary(XObject=Dictionary(X8=speaking(pdf)))
        return form(pdf, content, Resources=resources, **more)

    return resource("XObject", X9=make)


def grey_mask(bits: int, opaque: bool = False) -> Callable[[Pdf], Stream]:
    """Return a mask of an image that lets nothing be seen of it."""
    data = bytes([255 * opaque]) * (8 * bits)
    return lambda pdf: image(pdf, data, (8, 8), ColorSpace=Name.DeviceGray, BitsPerComponent=bits)


def dark_mask(pdf: Pdf) -> Dictionary:
    """Return a mask made of a drawing that lets nothing be seen."""
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    return Dictionary(S=Name.Luminosity, G=form(pdf, "0 g 0 0 1 1 re f", Group=group))


def speaking_tile(pdf: Pdf) -> Stream:
    """Return a pattern that draws an image which speaks."""
    large = image(pdf, (MARK.encode() * 512)[: 20 * 20 * 3], (20, 20))
    made = form(pdf, "q 60 0 0 60 0 0 cm /X8 Do Q", PatternType=1, PaintType=1, TilingType=1)
    made.XStep = made.YStep = 100
    made.Resources = Dictionary(XObject=Dictionary(X8=large))
    del made["/Type"], made["/Subtype"]
    return made


_OVER = Array([95, 15, 165, 85])
_BAR = "0 g 0 0 100 100 re f"
_WHITE = resource("XObject", X8=lambda pdf: image(pdf, b"\xff" * 36))
PRINTED: Mapping[str, Callable[[], bytes]] = {
    "黑框盖住图片": over_image("|0 g 95 15 70 70 re f"),
    "黑框盖住图片的一条": over_image("|0 g 95 40 70 9 re f"),
    "图片盖住图片": over_image("|q 70 0 0 70 95 15 cm /X8 Do Q", _WHITE),
    "方框批注盖住图片": over_image("", note("Square", _BAR, Rect=_OVER)),
    "文本框批注盖住图片": over_image("", note("FreeText", _BAR, Rect=_OVER)),
    "有样子的链接盖住图片": over_image("", note("Link", _BAR, Rect=_OVER)),
    "接近不透明的白框盖住图片": over_image(
        "|/G9 gs 1 g 95 15 70 70 re f", resource("ExtGState", G9=lambda _: Dictionary(ca=0.97))
    ),
    "剪切掉的图片": over_image("0 0 5 5 re W n"),
    "裁过的图片": over_image("100 20 60 40 re W n"),
    "全透明的图片": over_image("/G9 gs", resource("ExtGState", G9=lambda _: Dictionary(ca=0))),
    "状态里的蒙版": over_image(
        "/G9 gs", resource("ExtGState", G9=lambda pdf: Dictionary(SMask=dark_mask(pdf)))
    ),
    "正片叠底在黑底上": over_image(
        "0 g 95 15 70 70 re f /G9 gs",
        resource("ExtGState", G9=lambda _: Dictionary(BM=Name.Multiply)),
    ),
    "全变成白色的图片": over_image("", Decode=Array([1] * 6)),
    "颜色全抠掉的图片": over_image("", Mask=Array([0, 255] * 3)),
    "没有大小的图片": over_image("0 0 0 0 50 50 cm"),
    "小到看不见的图片": over_image("0.0001 0 0 0.0001 0 0 cm"),
    "一半在页外的图片": over_image("1 0 0 1 50 0 cm"),
    "表单范围以外的图片": _of(in_form("q 60 0 0 60 120 120 cm /X8 Do Q"), draw("/X9 Do\n")),
    "表单在页外": _of(
        in_form("q 60 0 0 60 0 0 cm /X8 Do Q"), draw("q 1 0 0 1 900 0 cm /X9 Do Q\n")
    ),
    "表单里的图片，盖住了": _of(
        in_form("q 60 0 0 60 0 0 cm /X8 Do Q", Matrix=Array([1, 0, 0, 1, 100, 20])),
        draw("/X9 Do 0 g 95 15 70 70 re f\n"),
    ),
    "图案里的图片": _of(
        resource("Pattern", P9=speaking_tile), draw("/Pattern cs /P9 scn 0 0 9 9 re f\n")
    ),
    **{f"{bits} 位的遮罩": over_image("", SMask=grey_mask(bits)) for bits in (1, 2, 4, 8, 16)},
    "透明处的像素": _of(instead(masked)),
    "遮住的像素": _of(instead(stencilled)),
    "透明处的像素（遮罩写了取值）": _of(instead(explicit)),
    "遮住的像素（遮罩反相）": _of(instead(inverted)),
}
"""Images of which something is not seen: their page becomes a picture, and no other."""

_COVER = "0 g 25 115 90 30 re f\n"
_BOX = "0 g 15 85 99 20 re f\n"
_UNDER = f"BT 0 g /F1 12 Tf 20 90 Td ({MARK}) Tj ET\n"


def system_font(pdf: Pdf) -> Dictionary:
    """Return a Chinese font that is not in the file."""
    system = Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=2)
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=system,
    )
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/STSong-Light-UniGB-UCS2-H"),
        Encoding=Name("/UniGB-UCS2-H"), DescendantFonts=Array([inner]),
    )  # fmt: skip


_CHINESE = f"BT 0 g /F9 20 Tf 20 85 Td <{'文明单位'.encode('utf-16-be').hex()}> Tj ET\n"
COVERED: Mapping[str, Callable[[], bytes]] = {
    "黑框盖住文字": _of(draw(_COVER)),
    "黑框盖住半行": _of(draw("0 g 25 115 30 30 re f\n")),
    "白框盖住文字": _of(draw("1 g 25 115 90 30 re f\n")),
    "斜着的黑条": _of(draw("q 0.98 0.17 -0.17 0.98 0 0 cm 0 g 40 100 100 40 re f Q\n")),
    "粗线盖住文字": _of(draw("40 w 20 125 m 120 125 l S\n")),
    "图片盖住文字": _of(draw("q 100 0 0 40 20 110 cm /Im1 Do Q\n")),
    "表单里的框": _of(
        resource("XObject", X9=lambda pdf: form(pdf, "0 0 100 100 re f")),
        draw("q 1 0 0 1 25 60 cm /X9 Do Q\n"),
    ),
    "表单里的文字": _of(
        resource("XObject", X9=lambda pdf: form(pdf, _UNDER)), draw("/X9 Do 0 g 15 85 80 20 re f\n")
    ),
    "方框批注盖住文字": _of(note("Square", "0 0 100 100 re f", Rect=Array([20, 110, 120, 150]))),
    "盖住以后重写": _of(draw("1 g 25 115 90 30 re f BT 0 g /F1 24 Tf 30 120 Td (Other) Tj ET\n")),
    "和底色一样": _of(draw(_UNDER.replace("0 g", "1 g"))),
    "接近底色": _of(draw(_UNDER.replace("0 g", "0.99 g"))),
    "小到看不见": _of(draw(_UNDER.replace("12 Tf", "0.05 Tf"))),
    "全透明": _of(resource("ExtGState", G9=lambda _: Dictionary(ca=0)), draw("/G9 gs " + _UNDER)),
    "在页面外": _of(draw(_UNDER.replace("20 90 Td", "20 -90 Td"))),
    "盖到只剩一条边": _of(draw(_UNDER + "0 g 18 91 120 12 re f\n")),
    "只有私用字符": _of(resource("Font", F9=private_font), draw(_UNDER.replace("F1", "F9") + _BOX)),
    "在裁切框外": _of(cropped, draw(_UNDER.replace("20 90 Td", "20 1 Td 0.2 Tz"))),
    "只作剪切的文字": _of(draw(_UNDER.replace("BT", "q BT 7 Tr") + "Q\n")),
    "黑框盖住没有嵌入的字体": _of(
        resource("Font", F9=system_font), draw(_CHINESE + "15 80 99 30 re f\n")
    ),
    "被剪切掉": _of(draw("q 0 0 9 9 re W n " + _UNDER + "Q\n")),
    "表单里的隐形文字": _of(
        resource("XObject", X9=lambda pdf: form(pdf, f"BT /F1 9 Tf ({MARK}) Tj ET")),
        draw("BT 3 Tr ET /X9 Do\n"),
    ),
}
"""Text that can be copied and is not seen: refused, unless the entry allows it."""


def finely_tiled() -> bytes:
    """Return a page filled with forty thousand million tiles."""
    step = 0.001

    def make(pdf: Pdf) -> Stream:
        made = form(pdf, "0 0 1 1 re f", PatternType=1, PaintType=1, TilingType=1)
        made.BBox, made.XStep, made.YStep = Array([0, 0, 1, 1]), step, step
        return made

    return paper(resource("Pattern", P9=make), draw("/Pattern cs /P9 scn 0 0 200 200 re f\n"))


REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "没有执行的密文": (_of(note("Redact", _LOOK)), "第 1 页有标记了、还没有执行的密文"),
    "没有样子的批注": (_of(note("Square")), "第 1 页的批注（Square）靠阅读器现画"),
    "没有样子的表单域": (_of(field("Tx", None)), "第 1 页的表单靠阅读器现画"),
    "阅读器重画的表单": (
        _of(
            field("Tx"),
            lambda pdf, page: pdf.Root.AcroForm.update(Dictionary(NeedAppearances=True)),
        ),
        "第 1 页的表单靠阅读器现画",
    ),
    "半行隐形": (_of(draw(f"BT /F1 9 Tf 3 Tr ({MARK}) Tj 0 Tr (x) Tj ET\n")), "连在一起"),
    "有密码": (_of(encryption=pikepdf.Encryption(owner="o", user="u")), "PasswordError"),
    "表单套表单，一百亿个": (_of(many_forms), "画的东西太多"),
    "截断": (lambda: paper()[:300], "读不完整"),
}

HARMLESS: Mapping[str, Callable[[], bytes]] = {
    "先画的框": _of(draw_before("0.8 g 25 115 90 30 re f\n")),
    "别处的框": _of(draw("0 g 25 20 90 30 re f\n")),
    "空心的框": _of(draw("25 115 90 30 re S\n")),
    "正片叠底的框": _of(
        resource("ExtGState", G9=lambda _: Dictionary(BM=Name.Multiply)),
        draw("/G9 gs 1 1 0 rg 25 115 90 30 re f\n"),
    ),
    "半透明的框": _of(
        resource("ExtGState", G9=lambda _: Dictionary(ca=0.5)), draw("/G9 gs " + _COVER)
    ),
    "粗体（画两次）": _of(draw("BT 0 g /F1 24 Tf 30.3 120 Td (Seen) Tj ET\n")),
    "水印": _of(draw("0.5 g BT /F1 40 Tf 5 100 Td (Draft) Tj ET\n")),
    "彩底白字": _of(draw("0 0 1 rg 20 85 80 20 re f 1 g BT /F1 12 Tf 22 90 Td (White) Tj ET\n")),
    "每格一个底色": _of(
        draw(
            "".join(
                f"0.8 g 20 {y} 60 9 re f 0 g BT /F1 8 Tf 22 {y + 2} Td (Row) Tj ET\n"
                for y in (40, 50, 60)
            )
        )
    ),
    "盖章": _of(note("Stamp", _LOOK, Rect=Array([20, 100, 120, 160]))),
    "格子里放不下的字": _of(
        draw("q 20 40 30 9 re W n BT 0 g /F1 8 Tf 22 42 Td (Too long for this) Tj ET Q\n")
    ),
    "页边放不下的字": _of(draw("BT 0 g /F1 8 Tf 170 42 Td (Too long for this) Tj ET\n")),
    "没有嵌入的字体": _of(resource("Font", F9=system_font), draw(_CHINESE)),
    "图片上的字": over_image("|BT 1 g /F1 18 Tf 102 40 Td (Caption) Tj ET"),
    "半透明的框在图片上": over_image(
        "|/G9 gs 95 15 70 70 re f", resource("ExtGState", G9=lambda _: Dictionary(ca=0.5))
    ),
    "不遮什么的遮罩": over_image("", SMask=grey_mask(8, opaque=True)),
    "并排的图片": over_image("|q 40 0 0 60 160 20 cm /X9 Do Q"),
    "斜着的图片": over_image("0.98 0.17 -0.17 0.98 9 -9 cm"),
    "浅灰的字": _of(draw(_UNDER.replace("0 g", "0.93 g"))),
    "小字": _of(draw(_UNDER.replace("12 Tf", "3 Tf"))),
}
"""Everything is seen, however near it comes to what is refused."""
