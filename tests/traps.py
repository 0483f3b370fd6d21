"""Office files that reach for an address, for a file of this machine, or run a macro."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document

_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "draw": "drawing", "table": "table", "meta": "meta",
        "style": "style", "script": "script", "svg": "svg-compatible", "form": "form",
        "manifest": "manifest", "fo": "xsl-fo-compatible",
    }.items()
)  # fmt: skip
_ODF += (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events"'
    ' xmlns:ooo="http://openoffice.org/2004/office" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
)
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OOXML = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{_R}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_BASIC = """Sub Main
  Dim n : n = FreeFile
  Open "{}" For Output As #n
  Print #n, "ran"
  Close #n
End Sub"""


def odf(path: Path, kind: str, body: str, **parts: str) -> Path:
    """Write an OpenDocument file.

    :param kind: ``text`` or ``spreadsheet``.
    :param body: what stands in its body.
    :param parts: ``styles`` and ``scripts`` of the content; other names are parts of the package.
    """
    content = (
        f'<office:document-content {_ODF} office:version="1.3">{parts.pop("scripts", "")}'
        f"{parts.pop('styles', '')}<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    media = f"application/vnd.oasis.opendocument.{kind}"
    files = {
        "content.xml": content,
        **parts,
    }
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in files
    )
    manifest = (
        f'<manifest:manifest {_ODF} manifest:version="1.3"><manifest:file-entry manifest:full-path="/"'
        f' manifest:media-type="{media}"/>{listed}</manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), media)
        for name, text in {**files, "META-INF/manifest.xml": manifest}.items():
            archive.writestr(name, text)
    return path


def paragraph(inner: str = "") -> str:
    """Return a paragraph of OpenDocument."""
    return f"<text:p>{inner}</text:p>"


def frame(inner: str) -> str:
    """Return a frame around a picture or an object."""
    return paragraph(
        '<draw:frame draw:name="f" text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">'
        f"{inner}</draw:frame>"
    )


def linked(tag: str, target: str, more: str = "") -> str:
    """Return an element that links."""
    return f'<{tag} xlink:href="{target}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad" {more}/>'


def odt(path: Path, url: str, secret: str) -> Path:
    """Write a text that links in all the ways that OpenDocument knows."""
    body = "".join(
        (
            paragraph("plain text here"),
            frame(linked("draw:image", f"{url}odt-image.png")),
            frame(linked("draw:image", f"{secret}.png")),
            frame(linked("draw:object", f"{url}odt-object.odt")),
            frame(linked("draw:object-ole", f"{url}odt-ole.bin")),
            frame(linked("draw:floating-frame", f"{url}odt-frame.html")),
            frame(linked("draw:floating-frame", f"{secret}.txt")),
            frame(
                linked(
                    "draw:plugin",
                    f"{url}odt-plugin.mp4",
                    'draw:mime-type="application/vnd.sun.star.media"',
                )
            ),
            '<text:section text:name="a">'
            + linked("text:section-source", f"{url}odt-section.odt")
            + paragraph("a")
            + "</text:section>",
            '<text:section text:name="b">'
            + linked("text:section-source", f"{secret}.txt")
            + paragraph("b")
            + "</text:section>",
            '<text:section text:name="c"><office:dde-source office:dde-application="soffice"'
            f' office:dde-topic="{secret}.txt" office:dde-item="x" office:automatic-update="true"/>'
            + paragraph("c")
            + "</text:section>",
            '<text:p text:style-name="back">background</text:p>',
            '<text:list text:style-name="L"><text:list-item>'
            + paragraph("item")
            + "</text:list-item></text:list>",
        )
    )
    styles = (
        "<office:font-face-decls><style:font-face style:name='far' svg:font-family='far'><svg:font-face-src>"
        + linked("svg:font-face-uri", f"{url}odt-font.ttf")
        + "</svg:font-face-src></style:font-face></office:font-face-decls><office:automatic-styles>"
        "<style:style style:name='back' style:family='paragraph'><style:paragraph-properties>"
        + linked("style:background-image", f"{url}odt-background.png")
        + "</style:paragraph-properties><style:text-properties style:font-name='far'/></style:style>"
        "<text:list-style style:name='L'>"
        + linked("text:list-level-style-image", f"{url}odt-bullet.png", 'text:level="1"')
        + "</text:list-style></office:automatic-styles>"
    )
    meta = (
        f'<office:document-meta {_ODF}><office:meta><meta:template xlink:type="simple" xlink:href="{url}odt-template.ott"/>'
        f'<meta:auto-reload xlink:href="{url}odt-reload.odt" meta:delay="PT1S"/></office:meta></office:document-meta>'
    )
    return odf(path, "text", body, styles=styles, **{"meta.xml": meta})


def ods(path: Path, url: str, secret: str) -> Path:
    """Write a sheet that links in all the ways that OpenDocument knows."""

    def cell(formula: str) -> str:
        return f'<table:table-row><table:table-cell table:formula="{formula}" office:value-type="string"/></table:table-row>'

    def row(inner: str) -> str:
        return f"<table:table-row><table:table-cell>{inner}</table:table-cell></table:table-row>"

    body = (
        '<table:table table:name="one">'
        + row(frame(linked("draw:image", f"{url}ods-image.png")))
        + row(
            linked(
                "table:cell-range-source",
                f"{url}ods-range.html",
                'table:name="HTML_all" table:filter-name="calc_HTML_WebQuery" table:last-column-spanned="1" table:last-row-spanned="1"',
            )
        )
        + cell(f"of:=WEBSERVICE(&quot;{url}ods-webservice&quot;)")
        + cell(f"of:=WEBSERVICE(&quot;{secret}.txt&quot;)")
        + cell(f"of:=['{url}ods-external.ods'#$Sheet1.A1]")
        + cell(f"of:=['{secret}.csv'#$Sheet1.A1]")
        + cell(f"of:=DDE(&quot;soffice&quot;;&quot;{secret}.txt&quot;;&quot;a&quot;)")
        + "</table:table>"
        f"<table:table table:name=\"'{url}ods-cached.ods'#Sheet1\">"
        + linked("table:table-source", f"{url}ods-cached.ods", 'table:table-name="Sheet1"')
        + "</table:table>"
        '<table:table table:name="two">'
        + linked(
            "table:table-source",
            f"{secret}.csv",
            'table:filter-name="Text - txt - csv (StarCalc)" table:mode="copy-all"',
        )
        + row("x")
        + "</table:table>"
    )
    return odf(path, "spreadsheet", body)


def package(
    path: Path, main: str, parts: dict[str, str], links: dict[str, list[tuple[str, str]]]
) -> Path:
    """Write an OPC file.

    :param main: the name of its main part.
    :param links: for each part, the kinds and targets of its relations; external where they have a colon.
    """

    def relations(of: str, found: list[tuple[str, str]]) -> str:
        each = "".join(
            f'<Relationship Id="r{at}" Type="{_R}/{type}" Target="{target}"'
            + (' TargetMode="External"/>' if ":" in target else "/>")
            for at, (type, target) in enumerate(found)
        )
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'

    types = {
        "document": "wordprocessingml.document.main", "settings": "wordprocessingml.settings",
        "webSettings": "wordprocessingml.webSettings", "workbook": "spreadsheetml.sheet.main",
        "sheet1": "spreadsheetml.worksheet", "drawing1": "drawing", "header1": "wordprocessingml.header",
        "externalLink1": "spreadsheetml.externalLink", "connections": "spreadsheetml.connections",
    }  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_OFFICE}.{types[Path(name).stem]}+xml"/>'
        for name in parts
    )
    content = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", content)
        archive.writestr("_rels/.rels", relations("", [("officeDocument", main)]))
        for name, text in parts.items():
            archive.writestr(name, text)
            if name in links:
                folder, _, file = name.rpartition("/")
                archive.writestr(f"{folder}/_rels/{file}.rels", relations(name, links[name]))
    return path


def docx(path: Path, url: str, secret: str) -> Path:
    """Write a text that links in all the ways that Word knows."""

    def run(inner: str) -> str:
        return f"<w:p><w:r>{inner}</w:r></w:p>"

    def picture(id: str, attribute: str) -> str:
        return run(
            '<w:drawing><wp:inline><wp:extent cx="700000" cy="700000"/><wp:docPr id="1" name="p"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:{attribute}="{id}"/>'
            '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="700000" cy="700000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )

    def field(code: str) -> str:
        return (
            '<w:p><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve">'
            f' {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>old</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        )

    body = "".join(
        (
            run("<w:t>plain text here</w:t>"),
            picture("r0", "link"),
            picture("r1", "embed"),
            run(
                '<w:pict><v:shape style="width:50pt;height:50pt"><v:imagedata r:href="r0" r:id="r2"/></v:shape></w:pict>'
            ),
            run(
                '<w:object><v:shape style="width:50pt;height:50pt"/><o:OLEObject Type="Link" ProgID="Word.Document.12" UpdateMode="Always" r:id="r3"/></w:object>'
            ),
            '<w:altChunk r:id="r4"/>',
            '<w:subDoc r:id="r5"/>',
            field(f'INCLUDEPICTURE "{url}docx-field.png" \\d'),
            field(f'INCLUDEPICTURE "{secret}.png" \\d'),
            field(f'INCLUDETEXT "{url}docx-text.docx"'),
            field(f'INCLUDETEXT "{secret}.txt"'),
            field(f'DDEAUTO soffice "{secret}.txt" a'),
            field(f'LINK Word.Document.8 "{url}docx-fieldlink.doc" "" \\a \\r'),
            f'<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;{url}docx-simple.png&quot; "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
        )
    )
    return package(
        path, "word/document.xml",
        {
            "word/document.xml": f"<w:document {_OOXML}><w:body>{body}<w:sectPr/></w:body></w:document>",
            "word/settings.xml": f'<w:settings {_OOXML}><w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:dataType w:val="textFile"/><w:query w:val="SELECT"/><w:dataSource r:id="r1"/></w:mailMerge><w:attachedTemplate r:id="r0"/><w:updateFields w:val="true"/></w:settings>',
            "word/webSettings.xml": f'<w:webSettings {_OOXML}><w:frameset><w:frame><w:sourceFileName r:id="r0"/></w:frame></w:frameset></w:webSettings>',
        },
        {
            "word/document.xml": [
                ("image", f"{url}docx-link.png"), ("image", f"{secret}.png"), ("image", f"{url}docx-vml.png"),
                ("oleObject", f"{url}docx-ole.docx"), ("aFChunk", f"{url}docx-chunk.html"),
                ("subDocument", f"{url}docx-sub.docx"), ("settings", "settings.xml"), ("webSettings", "webSettings.xml"),
            ],
            "word/settings.xml": [("attachedTemplate", f"{url}docx-template.dotx"), ("mailMergeSource", f"{url}docx-merge.csv")],
            "word/webSettings.xml": [("frame", f"{url}docx-frame.html")],
        },
    )  # fmt: skip


def xlsx(path: Path, url: str, secret: str) -> Path:
    """Write a workbook that links in all the ways that Excel knows."""
    space = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_R}" {_OOXML[_OOXML.index("xmlns:a") :]}'
    formulas = (
        f"_xlfn.WEBSERVICE(&quot;{url}xlsx-webservice&quot;)",
        "[1]Sheet1!A1",
        f"_xlfn.WEBSERVICE(&quot;{secret}.txt&quot;)",
        f"'{secret.rpartition('/')[0]}/[{secret.rpartition('/')[2]}.csv]Sheet1'!A1",
        f"DDE(&quot;soffice&quot;,&quot;{secret}.txt&quot;,&quot;a&quot;)",
    )
    cells = "".join(
        f'<row r="{at}"><c r="A{at}"><f>{each}</f></c></row>'
        for at, each in enumerate(formulas, start=1)
    )
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        f'{_OOXML}><xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="700000" cy="700000"/><xdr:pic><xdr:nvPicPr>'
        '<xdr:cNvPr id="1" name="p"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:link="r0"/><a:stretch/></xdr:blipFill>'
        '<xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr></xdr:pic><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>'
    )
    return package(
        path, "xl/workbook.xml",
        {
            "xl/workbook.xml": f'<workbook {space}><sheets><sheet name="Sheet1" sheetId="1" r:id="r0"/></sheets><externalReferences><externalReference r:id="r1"/></externalReferences><calcPr fullCalcOnLoad="1"/></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet {space}><sheetData>{cells}</sheetData><drawing r:id="r0"/></worksheet>',
            "xl/drawings/drawing1.xml": drawing,
            "xl/externalLinks/externalLink1.xml": f'<externalLink {space}><externalBook r:id="r0"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>',
        },
        {
            "xl/workbook.xml": [("worksheet", "worksheets/sheet1.xml"), ("externalLink", "externalLinks/externalLink1.xml")],
            "xl/worksheets/sheet1.xml": [("drawing", "../drawings/drawing1.xml")],
            "xl/drawings/drawing1.xml": [("image", f"{url}xlsx-image.png")],
            "xl/externalLinks/externalLink1.xml": [("externalLinkPath", f"{url}xlsx-external.xlsx")],
        },
    )  # fmt: skip


def rtf(path: Path, url: str, secret: str) -> Path:
    """Write a text that links in the ways that RTF knows, one of them spelt in escapes."""

    def field(code: str) -> str:
        return r"{\field\fldedit{\*\fldinst { " + code + r" }}{\fldrslt old}}\par "

    hidden = "".join(rf"\'{ord(each):02x}" for each in "INCLUDEPICTURE")
    path.write_text(
        r"{\rtf1\ansi{\*\template "
        + f"{url}rtf-template.dot"
        + r"}plain text here\par "
        + field(rf'INCLUDEPICTURE "{url}rtf-field.png" \\\\d')
        + field(rf'{hidden} "{url}rtf-hidden.png" \\\\d')
        + field(rf'INCLUDEPICTURE "{secret}.png" \\\\d')
        + field(rf'INCLUDETEXT "{url}rtf-text.doc"')
        + field(rf'INCLUDETEXT "{secret}.txt"')
        + r"{\object\objautlink\objupdate{\*\objclass Word.Document.8}{\*\objdata 0105}{\result x}}"
        + r"{\field{\*\fldinst {LINK Word.Document.8 "
        + f'"{url}rtf-link.doc"'
        + r" \\\\a}}{\fldrslt x}}}",
    )
    return path


def html(path: Path, url: str, secret: str) -> Path:
    """Write a web page, as some programs do under the name of a Word file."""
    path.write_text(
        f'<html><head><link rel="stylesheet" href="{url}html-style.css"><meta http-equiv="refresh" content="0;url={url}html-refresh.html">'
        f'</head><body background="{url}html-back.png">plain text here<img src="{url}html-image.png"><img src="{secret}.png">'
        f'<iframe src="{url}html-frame.html"></iframe><object data="{url}html-object.html"></object></body></html>'
    )
    return path


def macro(path: Path, written: Path) -> Path:
    """Write a text with a macro that writes a file when the text is opened."""
    library = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    scripts = (
        "<office:scripts><office:event-listeners>"
        '<script:event-listener script:language="ooo:script" script:event-name="dom:load"'
        ' xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"'
        ' xlink:type="simple"/></office:event-listeners></office:scripts>'
    )
    return odf(
        path,
        "text",
        paragraph("plain text here"),
        scripts=scripts,
        **{
            "Basic/script-lc.xml": f'<library:libraries {library}><library:library {library} library:link="false"/></library:libraries>',
            "Basic/Standard/script-lb.xml": f'<library:library {library} library:readonly="false"><library:element library:name="Module1"/></library:library>',
            "Basic/Standard/Module1.xml": '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">'
            + escape(_BASIC.format(written))
            + "</script:module>",
        },
    )


def plain(path: Path) -> Path:
    """Write a text that reaches for nothing."""
    docx_file = Document()
    docx_file.add_paragraph("plain text here")
    docx_file.save(str(path))
    return path


TRAPS: dict[str, Callable[[Path, str, str], Path]] = {
    "odt": odt, "ods": ods, "docx": docx, "xlsx": xlsx, "rtf": rtf, "html": html,
}  # fmt: skip
