"""Readers give paragraphs, lists, tables with merged cells, footnotes and stamps as the file has them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.documents.blocks import Document, Footnote, ListItem, Paragraph, Table
from knowledge.documents.encodings import decode, from_tcvn3, from_vni
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.ingest import ingest
from knowledge.documents.read import read
from tests.documents.document_builder import build, encoded

SAMPLE = (
    "Nghị quyết của Hội đồng nhân dân huyện về nhiệm vụ phát triển kinh tế - xã hội năm 2021. Tỷ lệ hộ nghèo giảm còn "
    "2,25%; thu ngân sách nhà nước trên địa bàn đạt 150 tỷ đồng; tổng sản lượng lương thực được 99 nghìn tấn.\n"
)


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "tcvn3", "vni", "cp1258"])
def test_encodings_are_detected(encoding: str) -> None:
    text, found = decode(encoded(SAMPLE, encoding))
    assert text == SAMPLE
    assert found.split("-sig")[0] == encoding.split("-sig")[0]


def test_old_codes_of_well_known_words() -> None:
    assert (
        from_tcvn3("Céng hoµ x· héi chñ nghÜa ViÖt Nam, ®­êng, tû lÖ")
        == "Cộng hoà xã hội chủ nghĩa Việt Nam, đường, tỷ lệ"
    )
    assert (
        from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, ñöôøng, tyû leä")
        == "Cộng hòa xã hội chủ nghĩa Việt Nam, đường, tỷ lệ"
    )


def test_plain_english_stays_as_it_is() -> None:
    assert decode(b"Annual report 2021, 12.5%")[0] == "Annual report 2021, 12.5%"


def test_word_tables_resolve_merged_cells(tmp_path: Path) -> None:
    [table] = tables(read(build("d03-plan-table-docx", tmp_path)))
    first, second = table.rows[0], table.rows[1]
    assert [cell.text for cell in second[3:7]] == ["Năm 2022", "Kế hoạch", "Ước thực hiện", "Kế hoạch năm 2024"]
    assert first[4].origin == first[5].origin
    assert second[3].origin == (0, 3)
    assert len({len(row) for row in table.rows}) == 1


def test_word_lists_and_footnotes(tmp_path: Path) -> None:
    blocks = read(build("d12-docx-lists", tmp_path)).blocks
    items = [block for block in blocks if isinstance(block, ListItem)]
    assert [item.marker for item in items] == ["1.", "2.", "3."]
    notes = [block for block in blocks if isinstance(block, Footnote)]
    assert [note.marker for note in notes] == ["1", "2"]
    assert any(block.notes == ("1", "2") for block in blocks if isinstance(block, Paragraph))


def test_workbooks_keep_numbers_and_percentages(tmp_path: Path) -> None:
    blocks = read(build("d04-workbook-plan", tmp_path)).blocks
    assert isinstance(blocks[0], Paragraph)
    [table] = [block for block in blocks if isinstance(block, Table)]
    row = table.rows[2]
    assert (row[3].number, row[3].text) == (Decimal(4215), "4.215")
    assert (row[6].number, row[6].text) == (Decimal("101.73"), "101,73%")
    assert table.rows[0][4].origin == table.rows[0][5].origin
    assert table.position.sheet == "Biểu 01"


def test_pdf_tables_are_joined_over_pages(tmp_path: Path) -> None:
    document = read(build("d07-pdf-table", tmp_path))
    [table] = tables(document)
    assert [row[0].text for row in table.rows] == ["STT", "1", "2", "3", "4", "5", "6"]
    assert document.pages == 2
    assert any(
        "diện tích nuôi tôm siêu thâm canh đạt 1.150,5 ha" in b.text
        for b in document.blocks
        if isinstance(b, Paragraph)
    )


def test_markdown_headings_and_tables(tmp_path: Path) -> None:
    blocks = read(build("d02-plan-markdown", tmp_path)).blocks
    assert next(b.text for b in blocks if isinstance(b, Paragraph) and b.heading == 2).startswith("I. TÌNH HÌNH")
    [table] = [block for block in blocks if isinstance(block, Table)]
    assert len(table.rows) == 9


def test_footnotes_and_marks_of_converted_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Diện tích 8.023 m<sup>2</sup>, tiếp tục triển khai các bước<sup>4</sup> trong năm nay và tập trung chỉ đạo\n\n"
        "<sup>4</sup> có 12 công trình, $\\geq 5\\%$ được kiểm tra việc chấp hành pháp luật về xây dựng và đất\n\n"
        "thực hiện các thủ tục đấu giá.\n\nđai trong khu vực.\n",
        "utf-8",
    )
    body, note = read(path).blocks
    assert isinstance(body, Paragraph)
    assert isinstance(note, Footnote)
    assert body.notes == ("4",)
    assert body.text.startswith("Diện tích 8.023 m²")
    assert body.text.endswith("tập trung chỉ đạo thực hiện các thủ tục đấu giá.")
    assert note.text.endswith("xây dựng và đất đai trong khu vực.")
    assert "≥ 5%" in note.text


def test_a_secret_document_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("MẬT\nỦY BAN NHÂN DÂN HUYỆN\nThu ngân sách đạt 12 tỷ đồng.\n", "utf-8")
    with pytest.raises(RefusalError) as refusal:
        ingest(path, today=date(2026, 1, 5))
    assert refusal.value.reason is Reason.CLASSIFIED
