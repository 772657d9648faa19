"""A mark of secrecy is found wherever a file can carry it: page heads and feet, boxes, watermarks, hidden sheets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml

from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.read import read
from knowledge.documents.secrecy import refuse_secret
from tests.documents.document_builder import encoded
from tests.documents.pdf_writer import write_pdf

_BODY = ("ỦY BAN NHÂN DÂN HUYỆN YÊN MÔ", "Số: 12/BC-UBND", "BÁO CÁO", "Tỷ lệ hộ nghèo 5%; thu ngân sách 12 tỷ đồng.")
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def _refused(path: Path) -> None:
    with pytest.raises(RefusalError) as refusal:
        refuse_secret(read(path))
    assert refusal.value.reason is Reason.CLASSIFIED


def _in_header(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "MẬT"


def _in_footer(document: Any) -> None:
    document.sections[0].footer.paragraphs[0].text = "TUYỆT MẬT - Trang 1"


def _on_first_page(document: Any) -> None:
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = "TỐI MẬT"


def _in_field(document: Any) -> None:
    document.add_table(rows=1, cols=2).cell(0, 0).text = "UBND HUYỆN YÊN MÔ\nM Ậ T"


def _in_box(document: Any) -> None:
    box = (
        "<v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
    )
    document.add_paragraph()._p.append(parse_xml(f"<w:r {_SPACES}><w:pict>{box}</w:pict></w:r>"))


def _as_watermark(document: Any) -> None:
    drawn = f'<w:r {_SPACES}><w:pict><v:shape><v:textpath string="MẬT"/></v:shape></w:pict></w:r>'
    document.sections[0].header.paragraphs[0]._p.append(parse_xml(drawn))


@pytest.mark.parametrize("mark", [_in_header, _in_footer, _on_first_page, _in_field, _in_box, _as_watermark])
def test_in_a_word_document(mark: Callable[[Any], None], tmp_path: Path) -> None:
    document = docx.Document()
    mark(document)
    for line in _BODY:
        document.add_paragraph(line)
    path = tmp_path / "van-ban.docx"
    document.save(str(path))
    _refused(path)


def _in_row(book: Any) -> None:
    book.active.cell(20, 3, "TUYỆT MẬT")


def _in_hidden_sheet(book: Any) -> None:
    sheet = book.create_sheet("Nguồn")
    sheet.cell(3, 2, "MẬT")
    sheet.sheet_state = "hidden"


def _in_page_head(book: Any) -> None:
    book.active.oddHeader.center.text = "MẬT"


def _as_sheet_name(book: Any) -> None:
    book.active.title = "MẬT"


@pytest.mark.parametrize("mark", [_in_row, _in_hidden_sheet, _in_page_head, _as_sheet_name])
def test_in_a_workbook(mark: Callable[[Any], None], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, line in enumerate(_BODY, start=1):
        book.active.cell(row, 1, line)  # type: ignore[union-attr]
    mark(book)
    path = tmp_path / "bieu.xlsx"
    book.save(path)
    _refused(path)


def test_in_a_pdf_on_any_page(tmp_path: Path) -> None:
    path = tmp_path / "van-ban.pdf"
    write_pdf(path, [[*_BODY], ["T Ố I   M Ậ T", "Thu ngân sách 5 tỷ đồng"]])
    _refused(path)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "cp1258", "utf-16"])
def test_in_an_old_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "van-ban.txt"
    path.write_bytes(encoded("\n".join((_BODY[0], "MẬT", *_BODY[1:])), encoding))
    _refused(path)


def test_in_a_font_that_shows_small_letters_as_capitals(tmp_path: Path) -> None:
    path = tmp_path / "van-ban.txt"
    path.write_bytes(encoded("\n".join((_BODY[0], "MẬT", *_BODY[1:])).lower(), "tcvn3"))
    _refused(path)
