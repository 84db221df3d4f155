"""The four business lists: registration, tax, statistics, social security."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from random import Random

from niangjia.sample.firms import Firm, FirmMaker
from niangjia.sample.noise import list_code, written_district, written_name
from niangjia.sample.places import Area
from niangjia.sample.plan import Plan
from niangjia.sample.words import MARKET_KIND, SECTIONS
from niangjia.sample.writers import XLS_ROWS, Cell, CsvList, ListWriter, XlsList, XlsxList

REGISTRATION = ("统一社会信用代码", "企业名称", "曾用名", "市场主体类型", "成立日期", "登记状态", "行业门类", "经营范围", "住所", "所在区县", "所在镇街")  # fmt: skip
TAX = ("纳税人识别号", "纳税人名称", "登记状态", "行业", "从业人数", "主管税务机关", "生产经营地址")
STATISTICS = ("单位详细名称", "统一社会信用代码", "组织机构代码", "区划代码", "行业代码", "期末从业人员", "单位状态")  # fmt: skip
SOCIAL = ("单位编号", "单位名称", "统一社会信用代码", "参保人数", "经办区县", "单位类型")
SOCIAL_GROUPS = ((1, 2, "参保单位"), (4, 5, "经办信息"))
SPOILED = 0.02
KINDS = {
    "shop": "个体工商户",
    "cooperative": "农民专业合作社（联合社）",
    "branch": "有限责任公司分公司",
}
BLANK_EVERY = 997
STATISTICS_SHARE = 0.21  # units in the statistics list, as a share of all entities, at most


class Departments:
    """Writes every firm into the lists that know it, at both dates."""

    def __init__(self, folder: Path, plan: Plan, maker: FirmMaker, rng: Random) -> None:
        self._plan = plan
        self._maker = maker
        self._rng = rng
        self._stack = ExitStack()
        self._lines: dict[str, int] = {}
        self._totals: dict[str, int] = {}
        self._writers: dict[str, ListWriter] = {}
        self.paths: dict[str, Path] = {}
        first, today = f"{plan.first_as_of:%Y%m%d}", f"{plan.today:%Y%m%d}"
        day = f"{plan.first_as_of.year}年{plan.first_as_of.month}月{plan.first_as_of.day}日"
        self._open("registration", folder / f"行政审批_市场主体登记_{first}.csv", day)
        self._open("registration_today", folder / f"行政审批_新增登记_{today}.csv", "")
        self._open("tax", folder / f"税务_纳税人信息_{first}.csv", day)
        many = plan.entities * STATISTICS_SHARE > XLS_ROWS - 5_000
        kind = "xlsx" if many else "xls"
        self._open("statistics", folder / f"统计_单位名录_{first}.{kind}", day)
        self._open("social", folder / f"人社_参保单位_{first}.xlsx", day)
        self._open("social_today", folder / f"人社_参保变动_{today}.xlsx", f"{plan.today}")

    def _open(self, name: str, path: Path, day: str) -> None:
        writer = open_list(name, path, day)
        self._stack.enter_context(closing(writer))
        self._writers[name], self.paths[name] = writer, path
        self._lines[name] = self._totals[name] = 0

    def add(self, firm: Firm) -> None:
        """One firm or institution, in every list that knows it."""
        new = firm.registered > self._plan.first_as_of
        if firm.kind != "institution":
            row = self.registration_row(firm)
            self._write("registration_today" if new else "registration", row, 0)
        if firm.tax is not None and not new:
            self._write("tax", self._tax_row(firm, firm.tax), firm.tax)
        if firm.statistics is not None and not new:
            self._write("statistics", self._statistics_row(firm), firm.statistics)
        if firm.social is not None:
            self._insure(firm, firm.social, None if new else firm.social_before)

    def _insure(self, firm: Firm, now: int, before: int | None) -> None:
        """The insured: the same line on both days but for the number of persons."""
        row = self._social_row(firm)
        if before is not None:
            row[3] = before
            self._write("social", row, before)
        if before != now:
            self._write("social_today", [*row[:3], now, *row[4:]], now)

    def close(self) -> None:
        """Totals in the last line where the department writes them, then the files."""
        for name, blanks in (("tax", 3), ("statistics", 4), ("social", 2)):
            self._writers[name].row(["合计", *[""] * blanks, self._totals[name]])
        self._stack.close()

    def counts(self) -> dict[str, int]:
        """Rows of each list, without titles, blank lines and totals."""
        return dict(self._lines)

    def _write(self, name: str, row: Sequence[Cell], persons: int) -> None:
        writer = self._writers[name]
        writer.row(row)
        self._lines[name] += 1
        self._totals[name] += persons
        if self._lines[name] % BLANK_EVERY == 40:
            writer.row(())
        if name == "tax" and self._lines[name] % BLANK_EVERY == 60:
            writer.row(row)  # the same line twice, as exports of two pages overlap

    def registration_row(self, firm: Firm) -> list[Cell]:
        """One line of the registration list, in the columns of ``REGISTRATION``."""
        trade, roll = firm.trade, self._rng.random()
        scope = trade.scope + ("。" if roll < 0.5 else "；信息咨询服务。")
        if roll < 0.002:
            scope = scope.replace("；", "；\n")  # a line break inside the cell
        day = firm.registered
        return [
            firm.uscc,
            firm.name,
            firm.former,
            KINDS.get(firm.kind) or MARKET_KIND.get(firm.form, "有限责任公司"),
            f"{day.year}/{day.month}/{day.day}" if 0.5 < roll < 0.52 else day.isoformat(),
            firm.status,
            SECTIONS[trade.section],
            scope,
            self._maker.address(firm),
            firm.area.short,
            firm.town.name,
        ]

    def _tax_row(self, firm: Firm, persons: int) -> list[Cell]:
        rng = self._rng
        spoiled = 0.0 if firm.sharp else SPOILED
        old = firm.former and not firm.sharp and rng.random() < 0.3
        return [
            list_code(rng, firm.uscc, spoiled),
            firm.former if old else written_name(rng, firm),
            {"存续": "正常", "注销": "注销"}.get(firm.status, "非正常"),
            firm.trade.label,
            persons,
            tax_office(firm.area),
            self._maker.address(firm) if rng.random() < 0.95 else "",
        ]

    def _statistics_row(self, firm: Firm) -> list[Cell]:
        rng = self._rng
        code = list_code(rng, firm.uscc, 0.0 if firm.sharp else SPOILED)
        org = f"{firm.uscc[8:16]}-{firm.uscc[16]}"
        if rng.random() < 0.06:
            code = ""  # the list of older years knows the organisation code only
        return [
            written_name(rng, firm),
            code,
            org if code == "" or rng.random() < 0.9 else "",
            firm.town.statistical_code,
            float(firm.trade.code),
            firm.statistics,
            "正常运营" if firm.status == "存续" else "停业（歇业）",
        ]

    def _social_row(self, firm: Firm) -> list[Cell]:
        rng = self._rng
        known = firm.sharp or firm.contested
        code = list_code(rng, firm.uscc, 0.0 if known else SPOILED)
        if firm.head is not None and not known and rng.random() < 0.3:
            code = firm.head.uscc  # the branch is insured under its head office's code
        elif rng.random() < 0.08 and not firm.contested:
            code = ""
        return [
            float(37030000000 + firm.index)
            if rng.random() < 0.5
            else str(37030000000 + firm.index),
            written_name(rng, firm),
            code,
            firm.social,
            written_district(rng, firm.area.short),
            {"shop": "个体工商户", "institution": "事业单位"}.get(firm.kind, "企业"),
        ]


def tax_office(area: Area) -> str:
    """The tax office of an area."""
    place = {"高新区": "高新技术产业开发区", "经开区": "经济开发区", "文昌湖区": "文昌湖旅游度假区"}
    return f"国家税务总局淄博市{place.get(area.short, area.short)}税务局"


def open_list(name: str, path: Path, day: str) -> ListWriter:
    """The file of one list, titles and header written."""
    if name == "registration":
        titles = [f"淄博市市场主体登记信息（截至{day}）"]
        return CsvList(path, encoding="utf-8-sig", titles=titles, header=REGISTRATION)
    if name.startswith("registration"):
        return CsvList(path, encoding="utf-8", titles=[], header=REGISTRATION)
    if name == "tax":
        titles = [f"淄博市税务登记与从业人数情况表，统计日期：{day}", ""]
        return CsvList(path, encoding="gb18030", titles=titles, header=TAX)
    if name == "statistics":
        titles = ["附件2", f"淄博市基本单位名录（{day[:4]}年）"]
        if path.suffix == ".xls":
            return XlsList(path, titles=titles, header=STATISTICS)
        return XlsxList(path, titles=titles, header=STATISTICS, sheet="单位名录")
    titles = [f"淄博市企业职工参保情况（{day}）"]
    return XlsxList(path, titles=titles, header=SOCIAL, groups=SOCIAL_GROUPS, sheet="参保单位")


def newcomers_file(folder: Path, day: date, rows: Sequence[Sequence[Cell]]) -> Path:
    """The registrations of one day, as the counter sends them in the evening."""
    path = folder / f"行政审批_当日登记_{day:%Y%m%d}.csv"
    with closing(CsvList(path, encoding="utf-8", titles=[], header=REGISTRATION)) as writer:
        for row in rows:
            writer.row(row)
    return path
