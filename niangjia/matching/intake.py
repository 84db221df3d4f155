"""The six kinds of list: their columns, the words departments use for them, and the writer."""

from collections.abc import Callable, Iterator
from typing import Any

from niangjia.kernel.imports.api import Column, Context, Intake, Kind, WriteCounts, register
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.models import Actor
from niangjia.matching.actions.lists import write_list
from niangjia.matching.enums import Extent, Source
from niangjia.matching.queries.places import places_of

USCC = Column(
    "uscc", "统一社会信用代码", ("社会信用代码", "信用代码", "统一代码", "USCC"), Kind.USCC
)
DISTRICT = Column("district", "所在区县", ("区县", "所属区县", "辖区", "行政区划"), Kind.DIVISION)
TOWN = Column("town", "所在镇街", ("镇街", "乡镇街道", "所属镇办", "街道"))
STATUS = Column("status", "登记状态", ("状态", "企业状态", "经营状态", "纳税人状态"))
TRADE_WORDS = ("行业名称", "所属行业", "国民经济行业")

PARTY = (
    Column("organisation", "党组织名称", ("党组织全称", "组织名称"), Kind.NAME, required=True),
    Column("name", "所属单位名称", ("单位名称", "依托单位", "企业名称"), Kind.NAME, max_length=600),
    USCC,
    Column("kind", "党组织类别", ("组织类别", "类别")),
    Column("members", "党员人数", ("党员数", "党员总数"), Kind.INT),
    Column("parent", "上级党组织", ("上级党组织名称",)),
    DISTRICT,
    Column("founded_on", "成立时间", ("成立日期", "建立时间", "批准成立日期"), Kind.DATE),
)
TAX = (
    Column(
        "uscc", "纳税人识别号", ("统一社会信用代码", "税号", "信用代码"), Kind.USCC, required=True
    ),
    Column("name", "纳税人名称", ("企业名称", "单位名称"), Kind.NAME, required=True),
    STATUS,
    Column("trade", "行业", TRADE_WORDS),
    Column("headcount", "从业人数", ("职工人数", "从业人员", "员工人数", "个税申报人数"), Kind.INT),
    Column("authority", "主管税务机关", ("主管税务局", "税务机关")),
    Column("address", "生产经营地址", ("经营地址", "注册地址", "地址"), max_length=300),
)
STATISTICS = (
    Column(
        "name", "单位详细名称", ("单位名称", "法人单位名称", "企业名称"), Kind.NAME, required=True
    ),
    USCC,
    Column("org_code", "组织机构代码", ("机构代码",), Kind.CODE),
    Column("division", "区划代码", ("统计用区划代码", "地址码"), Kind.CODE),
    Column("trade_code", "行业代码", ("国民经济行业代码",), Kind.CODE),
    Column("headcount", "期末从业人员", ("从业人员期末人数", "从业人数", "期末从业人数"), Kind.INT),
    Column("status", "单位状态", ("运行状态", "营业状态", "登记状态")),
)
SOCIAL = (
    Column("number", "单位编号", ("社保编号", "单位社保编号", "参保编号"), Kind.CODE),
    Column("name", "单位名称", ("参保单位名称", "参保单位", "企业名称"), Kind.NAME, required=True),
    USCC,
    Column("headcount", "参保人数", ("在职参保人数", "缴费人数", "职工人数"), Kind.INT),
    Column("district", "经办区县", ("所在区县", "参保区县", "经办机构"), Kind.DIVISION),
    Column("kind", "单位类型", ("单位性质",)),
)
REGISTRATION = (
    Column("uscc", "统一社会信用代码", USCC.aliases, Kind.USCC, required=True),
    Column("name", "企业名称", ("市场主体名称", "单位名称", "名称"), Kind.NAME, required=True),
    Column("former_name", "曾用名", ("原名称", "变更前名称", "曾用名称")),
    Column("kind", "市场主体类型", ("企业类型", "主体类型")),
    Column("founded_on", "成立日期", ("注册日期", "登记日期", "核准日期"), Kind.DATE),
    STATUS,
    Column("trade", "行业门类", TRADE_WORDS),
    Column("scope", "经营范围", ("业务范围",), max_length=4000),
    Column("address", "住所", ("经营场所", "注册地址", "地址"), max_length=300),
    DISTRICT,
    TOWN,
)
UNION = (
    Column("organisation", "工会名称", ("基层工会名称", "工会组织名称"), Kind.NAME, required=True),
    Column("organisation_code", "工会统一社会信用代码", ("工会代码", "工会法人代码"), Kind.USCC),
    Column("name", "建会单位名称", ("单位名称", "所在单位名称", "企业名称"), Kind.NAME),
    Column("uscc", "单位统一社会信用代码", ("企业统一社会信用代码", "建会单位代码"), Kind.CODE),
    Column("covers", "覆盖单位", ("覆盖企业", "涵盖单位"), max_length=6000),
    Column("kind", "工会类型", ("基层工会类型", "组织类型")),
    Column("members", "会员数", ("会员人数", "工会会员数"), Kind.INT),
    Column("headcount", "职工数", ("职工人数", "职工总数"), Kind.INT),
    Column("founded_on", "建会日期", ("成立日期", "建会时间"), Kind.DATE),
    DISTRICT,
    TOWN,
    Column("new_form", "是否新就业形态", ("新就业形态", "新业态"), Kind.YES_NO),
)


def writer_for(source: str) -> Callable[..., WriteCounts]:
    """The writer of a source. Rows sent again after mending are never the whole list."""

    def write(
        run: ImportRun, rows: Iterator[dict[str, Any]], progress: Progress, by: Actor
    ) -> WriteCounts:
        counts = write_list(
            unit=run.unit,
            source=source,
            file_name=run.file.name,
            as_of=run.as_of,
            extent=Extent.INCREMENT if run.amends_id else run.extent,
            rows=rows,
            by=by,
            import_run=run.pk,
            progress=progress,
        )
        return WriteCounts(
            counts.new, counts.changed, counts.gone, counts.unchanged, counts.flagged
        )

    return write


def divisions(run: ImportRun) -> Context:
    """Resolves the text of a division to a unit below the importing one."""
    county = places_of(run.unit).county

    def unit_of(text: str) -> int | None:
        place = county(text)
        return place.unit if place else None

    return {"division": unit_of}


# Rows alike in these columns are the same row; a differing one goes back to the department.
# Names and places are among them because branches are listed under their head office's code.
KEYS: dict[str, tuple[tuple[Column, ...], tuple[str, ...]]] = {
    Source.REGISTRATION: (REGISTRATION, ("uscc", "name", "address", "district")),
    Source.TAX: (TAX, ("uscc", "name", "address", "authority")),
    Source.STATISTICS: (STATISTICS, ("uscc", "org_code", "name", "division")),
    Source.SOCIAL: (SOCIAL, ("number", "uscc", "name", "district")),
    Source.PARTY: (PARTY, ("organisation", "name", "uscc", "district")),
    Source.UNION: (UNION, ("organisation", "organisation_code", "name", "district")),
}
NOTES = {
    Source.REGISTRATION: "市场主体登记信息，可按日或按月追加；含成立日期、经营范围。",
    Source.TAX: "有从业人数的纳税人。",
    Source.STATISTICS: "基本单位名录；区划代码为 12 位，可以是数字格式。",
    Source.SOCIAL: "参保单位与参保人数，职工人数以此为先。",
    Source.PARTY: "党组织及其所属单位；联合党支部可在一格内写多家单位，用顿号分开。",
    Source.UNION: "本级工会名册；联合工会的覆盖单位写在一格内，用顿号分开。",
}


def code_of(source: str) -> str:
    """The code under which the kernel knows this source's intake."""
    return f"matching.{source}"


def register_intakes() -> None:
    """Called when the app is ready."""
    for source, (columns, keys) in KEYS.items():
        register(
            Intake(
                code=code_of(source),
                label=f"{Source(source).label}名册",
                columns=columns,
                key_columns=keys,
                writer=writer_for(source),
                context=divisions,
                note=NOTES[Source(source)],
            )
        )
