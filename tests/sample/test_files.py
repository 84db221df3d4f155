"""Files have the oddities of real ones, each of which the import must bear."""

import csv
from datetime import date
from random import Random

import pytest
from openpyxl import load_workbook

from niangjia.engine.uscc import check_uscc, clean_code
from niangjia.sample.departments import Departments
from niangjia.sample.firms import FirmMaker
from niangjia.sample.organisations import PARTY, UNION
from niangjia.sample.plan import plan_for
from niangjia.sample.writers import CsvList, XlsList, XlsxList
from tests.sample.conftest import cells, file_of


def column(rows, header, name):
    place = list(header).index(name)
    return [row[place] for row in rows]


def csv_rows(path, encoding):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def test_registration_is_utf8_with_mark_a_title_and_breaks_inside_cells(demo_files):
    path = file_of(demo_files, "registration")
    rows = csv_rows(path, "utf-8-sig")

    assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
    assert rows[0][0].startswith("淄博市市场主体登记信息")
    assert rows[1][:3] == ["统一社会信用代码", "企业名称", "曾用名"]
    assert any("\n" in row[7] for row in rows)
    assert any(row[2] for row in rows[2:])


def test_tax_is_gb18030_with_blank_doubled_and_total_lines(demo_files):
    path = file_of(demo_files, "tax")
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")
    rows = csv_rows(path, "gb18030")
    body = [row for row in rows[3:-1] if any(row)]

    assert rows[2][0] == "纳税人识别号"
    assert [""] * 7 in rows[3:]
    assert len({tuple(row) for row in body}) < len(body)
    assert rows[-1][0] == "合计"
    once = {tuple(row) for row in body}
    assert int(rows[-1][4]) == sum(int(row[4]) for row in once)


def test_statistics_is_an_old_workbook_with_codes_as_numbers(demo_files):
    path = file_of(demo_files, "statistics")
    rows = cells(path)

    assert path.suffix == ".xls"
    assert path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    assert rows[0][0] == "附件2"
    assert rows[2][3] == "区划代码"
    assert all(isinstance(row[3], float) and row[3] > 3.7e11 for row in rows[3:-1] if row[0])
    assert any(not row[1] and "-" in row[2] for row in rows[3:-1])
    assert rows[-1][0] == "合计"


def test_social_security_has_two_merged_header_rows(demo_files):
    sheet = load_workbook(file_of(demo_files, "social")).active
    rows = list(sheet.iter_rows(min_row=2, max_row=3, values_only=True))

    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "A1:F1",
        "A2:A3",
        "B2:C2",
        "D2:D3",
        "E2:F2",
    }
    assert rows[0] == ("单位编号", "参保单位", None, "参保人数", "经办信息", None)
    assert rows[1] == (None, "单位名称", "统一社会信用代码", None, "经办区县", "单位类型")


def test_codes_are_lost_in_every_way_known(demo_files):
    union = column(cells(file_of(demo_files, "union", 1))[3:], UNION, "单位统一社会信用代码")
    party = column(cells(file_of(demo_files, "party"))[3:], PARTY, "统一社会信用代码")
    tax = [row[0] for row in csv_rows(file_of(demo_files, "tax"), "gb18030")[3:]]
    problems = " ".join(check_uscc(str(code)).problem for code in [*union, *tax])

    assert "科学计数法" in problems
    assert "校验码不符" in problems
    assert any(str(code).startswith("81") for code in union)
    assert any(str(code).startswith("９１") for code in [*union, *tax])
    assert party.count("") > len(party) / 3


def test_dates_come_in_five_fashions(demo_files):
    founded = column(cells(file_of(demo_files, "party"))[3:-1], PARTY, "成立时间")

    assert {type(day) for day in founded if day} == {str, float, date}
    assert any("年" in day for day in founded if isinstance(day, str))
    assert any(day > 20_000_000 for day in founded if isinstance(day, float))
    assert any(day < 60_000 for day in founded if isinstance(day, float))


def test_party_organisations_are_written_as_the_party_office_writes(demo_files):
    rows = [row for row in cells(file_of(demo_files, "party"))[3:-1] if row[1]]
    titles = [row[1] for row in rows]

    assert any(t.startswith("中共") and t.endswith("支部委员会") for t in titles)
    assert any(t.endswith("党支部") for t in titles)
    assert any(t.endswith("联合党支部") and "、" in t for t in titles)
    assert any(not row[2] for row in rows)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


def test_unions_of_every_kind_stand_in_the_register(demo_files):
    rows = cells(file_of(demo_files, "union", 1))[3:-1]
    kinds = set(column(rows, UNION, "工会类型")) - {""}
    names = column(rows, UNION, "工会名称")
    covers = column(rows, UNION, "覆盖单位")

    assert kinds == {"单独基层工会", "联合基层工会", "区域性联合工会", "行业工会联合会"}
    assert any(name.endswith("联合工会委员会") for name in names)
    assert max(text.count("、") for text in covers) == 41
    assert column(rows, UNION, "是否新就业形态").count("是") == 6


def test_a_clear_code_line_of_a_csv_list(tmp_path):
    path = tmp_path / "a.csv"
    writer = CsvList(path, encoding="gb18030", titles=["题"], header=("甲", "乙"))
    writer.row(["一", 2])
    writer.row(())
    writer.close()

    assert path.read_text(encoding="gb18030") == "题,\n甲,乙\n一,2\n,\n"


def test_workbooks_write_text_numbers_dates_and_blank_lines(tmp_path):
    new = XlsxList(tmp_path / "a.xlsx", titles=["题"], header=("甲", "乙"))
    old = XlsList(tmp_path / "a.xls", titles=["题"], header=("甲", "乙"))
    for writer in (new, old):
        writer.row(["一", 2])
        writer.row(())
        writer.row([None, 3.5])
        writer.close()

    expected = [["题", ""], ["甲", "乙"], ["一", 2.0], ["", ""], ["", 3.5]]
    assert cells(tmp_path / "a.xlsx") == expected
    assert cells(tmp_path / "a.xls") == expected


def test_a_changed_number_of_insured_comes_on_the_same_line(demo_files):
    before = {row[0]: row for row in map(tuple, cells(file_of(demo_files, "social"))[3:-1])}
    changed = [row for row in cells(file_of(demo_files, "social", 1))[3:] if row[0] in before]

    assert len(changed) == 3
    for row in changed:
        earlier = before[row[0]]
        assert [*row[:3], *row[4:]] == [*earlier[:3], *earlier[4:]]
        assert earlier[3] < 50 <= row[3]


def test_a_number_that_alone_decides_is_listed_under_the_firms_code(tmp_path):
    """46 insured and 58 taxed of a firm with a party organisation: its insured must be recognised."""
    today = date(2022, 12, 31)
    maker = FirmMaker(Random(5), today)
    writer = Departments(tmp_path, plan_for(10_000, today), maker, Random(5))
    firms = [maker.company(n) for n in range(300)]
    for firm in firms:
        firm.party, firm.social, firm.social_before, firm.tax = True, 46, 46, 58
    assert all(firm.contested for firm in firms)
    written = {clean_code(str(writer._social_row(firm)[2])) for firm in firms}
    assert written == {firm.uscc for firm in firms}

    for firm in firms:
        firm.tax = 47
    assert not any(firm.contested for firm in firms)
    assert "" in {writer._social_row(firm)[2] for firm in firms}
    writer.close()
