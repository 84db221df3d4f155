"""One paper of each kind with sample data (示例数据), for the page of samples and for the tests.

Names, firms and numbers are invented.
"""

from collections.abc import Callable
from datetime import date

from niangjia.kernel.documents.content import (
    Annex,
    Cell,
    Certificate,
    Col,
    Form,
    Grid,
    Names,
    Paper,
    Para,
    Poster,
    Printable,
    TableReport,
)
from niangjia.kernel.documents.enums import PaperKind

FIRM = "淄博示例化工有限公司"
GROUP, UNION, TOWN, COUNTY, CITY = (
    f"{FIRM}工会筹备组", f"{FIRM}工会", "马尚街道总工会", "张店区总工会", "淄博市总工会",
)  # fmt: skip
DAY = date(2022, 12, 1)
PEOPLE = (
    ("王㛃", "女", "汉族", "1988年5月", "中共党员", "办公室主任"),
    ("买买提·艾力", "男", "维吾尔族", "1990年1月", "群众", "车间班长"),
    ("䶮建国", "男", "汉族", "1979年11月", "中共党员", "技术员"),
)
HEADS = ("姓名", "性别", "民族", "出生年月", "政治面貌", "职务")
WIDTHS = (1.4, 0.6, 1.0, 1.2, 1.2, 1.4)


def request() -> Paper:
    return Paper(
        kind=PaperKind.REQUEST,
        issuer=TOWN,
        title=f"关于成立{FIRM}工会委员会并召开第一次会员代表大会的请示",
        addressee=COUNTY,
        signatory=("王凯",),
        number="马工发〔2022〕12号",
        body=(
            Para("根据《中华人民共和国工会法》《中国工会章程》的有关规定，现将有关情况请示如下："),
            Para("单位基本情况", level=1),
            Para(f"{FIRM}成立于2015年3月，现有职工126人，其中女职工48人，农民工71人。"),
            Para("筹备组人员", level=1),
            Para("人选条件。", level=2, rest="筹备组由三至五人组成，均为本公司职工。"),
            Para("具体名单。", level=2, rest="经民主协商，推荐下列人员组成筹备组："),
            Grid(HEADS, PEOPLE, WIDTHS),
            Para("工作安排", level=1),
            Para("12月10日前完成会员发展；", level=3),
            Para("12月20日前召开会员代表大会，选举产生第一届工会委员会。", level=3),
            Para("以上请示妥否，请批示。"),
        ),
        annexes=(Annex("筹备组人员简历"), Annex("会员花名册", (Grid(HEADS, PEOPLE, WIDTHS),))),
        dated=DAY,
        note="联系人：王凯，联系电话：0533-0000000",
        copies=("张店区人力资源和社会保障局",),
        printer=f"{TOWN}办公室",
        printed_on=DAY,
    )


def group_request() -> Paper:
    """A preparatory group has no red head and no number."""
    return Paper(
        kind=PaperKind.REQUEST,
        issuer=GROUP,
        title=f"关于成立{GROUP}的请示",
        addressee=TOWN,
        body=(
            Para(
                "我公司现有职工126人，经公司党支部同意、征求职工意见，拟成立工会筹备组，由王㛃、买买提·艾力、䶮建国三人组成。"
            ),
            Para("妥否，请批示。"),
        ),
        plain=True,
        sealed=False,
        dated=DAY,
    )


def reply() -> Paper:
    return Paper(
        kind=PaperKind.REPLY,
        issuer=TOWN,
        title=f"关于同意成立{GROUP}的批复",
        addressee=GROUP,
        number="马工复〔2022〕7号",
        body=(
            Para(f"你们《关于成立{GROUP}的请示》收悉。经研究，批复如下："),
            Para("同意成立工会筹备组，由王㛃任组长。", level=3),
            Para(
                "筹备组应于三个月内发展会员，召开会员代表大会，选举产生第一届工会委员会。", level=3
            ),
            Para("此复。"),
        ),
        dated=date(2022, 12, 8),
        printer=f"{TOWN}办公室",
        printed_on=date(2022, 12, 8),
        copies=(COUNTY,),
    )


def report() -> Paper:
    return Paper(
        kind=PaperKind.REPORT,
        issuer=UNION,
        title=f"关于{FIRM}工会第一届委员会选举结果的报告",
        addressee=TOWN,
        signatory=("王㛃",),
        number="示化工发〔2022〕1号",
        mark=f"{UNION}委员会文件",
        body=(
            Para(
                "我公司工会第一次会员代表大会于2022年12月20日召开，应到代表42人，实到40人。选举结果如下："
            ),
            Grid(
                ("姓名", "职务", "赞成", "反对", "弃权"),
                (("王㛃", "主席", "40", "0", "0"), ("䶮建国", "委员", "38", "1", "1")),
                caption="选举得票情况",
            ),
            Para("特此报告。"),
        ),
        dated=date(2022, 12, 21),
    )


def notice() -> Paper:
    return Paper(
        kind=PaperKind.NOTICE,
        issuer=CITY,
        title="关于进一步做好建会入会集中行动有关工作的通知",
        addressee="各区县总工会，高新区、经开区总工会，市各产业工会",
        number="淄总工发〔2022〕36号",
        urgency="特急",
        body=(
            Para("为进一步做好建会入会工作，现就有关事项通知如下："),
            Para("总体要求", level=1),
            Para("坚持哪里有职工、哪里就建工会。" * 6),
            Para("主要任务", level=1),
            Para("摸清底数。", level=2, rest="对照部门名册逐户核实，建立台账。" * 6),
            Para(
                "分类推进。", level=2, rest="对二十五人以上企业单独建会，对小微企业联合建会。" * 6
            ),
            Para("加强服务。", level=2, rest="推行一站式服务，材料齐全的当场受理。" * 8),
            Para("工作要求", level=1),
            Para("请于12月31日前报送工作情况。"),
        ),
        dated=DAY,
        copies=("市委组织部", "市人力资源和社会保障局", "市税务局"),
        printer=f"{CITY}办公室",
        printed_on=DAY,
    )


def letter() -> Paper:
    return Paper(
        kind=PaperKind.LETTER,
        issuer=CITY,
        title="关于商请提供参保单位名单的函",
        addressee="市人力资源和社会保障局",
        number="淄总工函〔2022〕9号",
        body=(
            Para(
                "为开展企业数据比对，商请贵局提供截至2022年11月底的参保单位名称、统一社会信用代码和参保人数，不含个人信息。"
            ),
            Para("请予支持为盼。"),
        ),
        dated=DAY,
        note="联系人：王凯，联系电话：0533-0000000",
        copies=("市大数据局",),
    )


def minutes() -> Paper:
    return Paper(
        kind=PaperKind.MINUTES,
        issuer=CITY,
        title="建会入会工作推进会议纪要",
        number="淄总工纪〔2022〕5号",
        body=(
            Para("12月1日，市总工会研究建会入会工作，现纪要如下："),
            Para("关于目标任务", level=1),
            Para("会议议定，年底前完成七十二户五十人以上企业建会。"),
            Para("关于工作分工", level=1),
            Para("会议议定，由组织部牵头，各区县总工会落实。"),
            Names("出席", ("王凯", "欧阳小凯", "买买提·艾力")),
            Names("请假", ("䶮建国",)),
            Names("列席", ("王㛃",)),
        ),
        dated=DAY,
    )


def publicity() -> Paper:
    return Paper(
        kind=PaperKind.PUBLICITY,
        issuer=GROUP,
        title=f"关于{UNION}第一届委员会委员候选人的公示",
        body=(
            Para("经各工会小组推荐、会员代表酝酿，现将候选人公示如下："),
            Grid(HEADS, PEOPLE, WIDTHS),
            Para(
                "公示时间为2022年12月5日至12月11日。对公示人选有意见的，请向筹备组反映，电话：0533-0000000。"
            ),
        ),
        dated=date(2022, 12, 5),
    )


def decision() -> Paper:
    return Paper(
        kind=PaperKind.DECISION,
        issuer=CITY,
        title="关于表扬建会入会集中行动先进集体的决定",
        number="淄总工发〔2022〕40号",
        body=(
            Para(
                "在建会入会集中行动中，各级工会认真履职，成效明显。经研究，决定对张店区总工会等三个单位予以表扬。"
            ),
        ),
        dated=DAY,
    )


def form() -> Form:
    def label(text: str, down: int = 1) -> Cell:
        return Cell(text, label=True, down=down)

    return Form(
        title="基层工会法人资格登记申请表",
        widths=(1.5, 1.8, 1.2, 1.5, 1.2, 2.3),
        rows=(
            (label("工会名称"), Cell(UNION, span=5)),
            (label("办公地址"), Cell("淄博市张店区示例路1号", span=3), label("邮政编码"), Cell("255000")),
            (label("成立日期"), Cell("2022年12月20日"), label("任期"), Cell("三年"), label("联系电话"), Cell("0533-0000000")),
            (label("批准单位"), Cell(TOWN, span=3), label("批准文号"), Cell("马工复〔2022〕8号")),
            (label("职工数"), Cell("126"), label("会员数"), Cell("118"), label("专职干部"), Cell("1")),
            (label("法定\n代表人", down=2), label("姓名"), Cell("王㛃"), label("性别"), Cell("女", span=2)),
            (label("职务"), Cell("工会主席"), label("政治面貌"), Cell("中共党员", span=2)),
            (label("基层工会意见"), Cell("情况属实，申请登记。", span=5, sign=True, height=38)),
            (label("上级工会意见"), Cell("", span=5, sign=True, height=38)),
            (label("登记机关意见"), Cell("", span=5, sign=True, height=38)),
        ),
        dated=DAY,
        number="2022-0012",
        notes=("填表说明：本表一式三份，基层工会、上级工会和登记机关各存一份。",),
    )  # fmt: skip


def certificate() -> Certificate:
    return Certificate(
        title="入会纪念证书",
        holder="买买提·艾力",
        text=f"您于2022年12月1日加入{UNION}，成为中国工会会员。工会是职工的娘家，欢迎您回家。",
        issuer=CITY,
        dated=DAY,
        facts=(("会员编号", "3703-0000-0001"), ("所在工会", UNION)),
        number="淄会证2022000001",
        link="http://127.0.0.1:8000/q/check.SAMPLE/",
        code="SAMP-LE00-0000-0000",
        valid_until=date(2027, 12, 1),
    )


def table() -> TableReport:
    rows = tuple(
        (
            str(n),
            f"示例企业{n}有限公司",
            "马尚街道",
            f"{n * 7 % 400 + 25}",
            f"2022-11-{n % 28 + 1:02d}",
        )
        for n in range(1, 121)
    )
    return TableReport(
        title="应建未建工会企业名单",
        columns=(
            Col("序号", 0.5, "center"), Col("企业名称", 3), Col("所在地", 1.2),
            Col("职工数", 0.8, "right"), Col("登记日期", 1.1, "center"),
        ),
        rows=rows,
        dated=DAY,
        notes=("口径：职工二十五人以上、没有工会的企业；截至2022年11月30日。", "条件：马尚街道。"),
        total=("", "合计", "", f"{sum(int(row[3]) for row in rows)}", ""),
        maker=CITY,
    )  # fmt: skip


def poster() -> Poster:
    return Poster(
        title="扫码加入工会",
        subtitle="三步入会，随时回家",
        link="http://127.0.0.1:8000/q/join.SAMPLE/",
        steps=("扫码，核对工会名称", "填写姓名、证件和手机号", "提交，等待工会确认"),
        unit=UNION,
        note="咨询电话 0533-0000000",
        dated=DAY,
    )


SAMPLES: dict[str, tuple[str, Callable[[], Printable]]] = {
    "request": ("请示（上行文，有签发人）", request),
    "group": ("请示（筹备组，无版头、不盖章）", group_request),
    "reply": ("批复", reply),
    "report": ("报告", report),
    "notice": ("通知（两页）", notice),
    "letter": ("函（信函格式）", letter),
    "minutes": ("纪要", minutes),
    "publicity": ("公示", publicity),
    "decision": ("决定", decision),
    "form": ("申请表", form),
    "certificate": ("证书", certificate),
    "table": ("报表（多页，表头重复）", table),
    "poster": ("海报", poster),
}
