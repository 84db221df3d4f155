"""The rules every federation starts with; all of them can be edited on a page."""

from datetime import date

from django.db import migrations

BY = "系统预置"
TRADES = "GB/T 4754-2017 行业代码；货车司机、网约车司机、快递员、外卖配送员四类重点群体（2021 年）；各地口径，可改"
EIGHT = "货车司机等八大群体（2018 年）所在行业；各地口径，可改"

NEW_FORM = [
    ("ride", "网约车", ["5413", "5419"], ["网约车", "网络预约出租", "出租汽车", "出租车"]),
    ("courier", "快递", ["60"], ["快递", "速递", "寄递"]),
    ("haulage", "货运物流", ["543"], ["道路货物运输", "货物运输", "货运", "物流", "运输"]),
    ("delivery", "外卖配送", ["6242"], ["外卖", "送餐", "即时配送", "餐饮配送"]),
]
EIGHT_FIELDS = [
    ("haulage", "货运物流", ["543", "59"], ["道路货物运输", "货物运输", "货运", "物流", "仓储"]),
    ("courier", "快递服务", ["60"], ["快递", "速递", "寄递"]),
    ("delivery", "外卖配送", ["6242"], ["外卖", "送餐", "即时配送", "餐饮配送"]),
    ("care", "养老护理", ["8512", "8514", "8521"], ["护理", "养老", "陪护", "康养"]),
    ("domestic", "家政服务", ["801"], ["家政", "保洁", "月嫂", "家庭服务"]),
    ("retail", "商超零售", ["521"], ["百货", "超市", "商场", "便利店"]),
    ("agency", "房产中介", ["703"], ["房产中介", "房地产经纪", "房产经纪", "房屋中介"]),
    ("guard", "物业安保", ["702", "727"], ["物业", "保安", "安保"]),
]
LAW = "《工会法》（2021 年修正）第十一条"
CAMPAIGN = "淄博市 2021—2022 年建会入会集中行动"
GAPS = [
    {
        "code": "over25", "title": "25 人以上未建会", "min_headcount": 25, "source_text": f"{LAW}；{CAMPAIGN}",
        "basis": "职工 25 人以上（人数按取值次序，社保参保数优先）、未注销吊销、名册中没有对应工会的企业。"
        "法律所说 25 人是会员数，此处按行动口径用职工数。分支机构单独计算；有疑似工会待复核的列入待核实。",
    },
    {
        "code": "party50", "title": "50 人以上已建党组织未建会", "min_headcount": 50, "needs_party": True,
        "source_text": CAMPAIGN,
        "basis": "职工 50 人以上（人数按取值次序，社保参保数优先）、组织部名册中已有党组织、工会名册中没有对应工会、"
        "未注销吊销的企业。工会或党组织有疑似对应而未复核的，列入待核实，不计入缺口。",
    },
    {
        "code": "new30", "title": "近 30 日新注册", "within_days": 30, "source_text": f"{CAMPAIGN}；三同步工作要求",
        "basis": "截至日前 30 日内（含第 30 日）登记成立、未注销吊销、尚无对应工会的企业，不论人数。",
    },
    {
        "code": "new_form", "title": "新就业形态行业未建会", "new_form_only": True, "source_text": TRADES,
        "basis": "按行业代码、行业名称、企业名称、经营范围第一项认定属网约车、快递、货运物流、外卖配送行业，"
        "未注销吊销、尚无对应工会的企业，不论人数。",
    },
    {
        "code": "eight", "title": "八大领域未建会", "eight_only": True, "source_text": EIGHT,
        "basis": "按八大领域行业表认定、未注销吊销、尚无对应工会的企业，不论人数。行业表各地口径不同，可在规则页修改。",
    },
]  # fmt: skip


def _trades(apps, group, rows, source_text):
    TradeRule = apps.get_model("matching", "TradeRule")
    for rank, (code, label, codes, words) in enumerate(rows, start=1):
        TradeRule.objects.create(
            group=group, code=code, label=label, rank=rank, codes=codes, words=words,
            valid_from=date(2021, 7, 1), source_text=source_text, created_by=BY,
        )  # fmt: skip


def seed(apps, schema_editor):
    apps.get_model("matching", "HeadcountOrder").objects.create(
        sources=["social", "tax", "statistics", "union"],
        tolerance=20,
        valid_from=date(2021, 1, 1),
        source_text="假定：社会保险参保人数最接近实际用工，依次为税务、统计、工会填报；可改",
        created_by=BY,
    )
    _trades(apps, "new_form", NEW_FORM, TRADES)
    _trades(apps, "eight", EIGHT_FIELDS, EIGHT)
    for rank, values in enumerate(GAPS, start=1):
        apps.get_model("matching", "GapRule").objects.create(
            rank=rank, version=1, valid_from=date(2021, 1, 1), created_by=BY, **values
        )


def unseed(apps, schema_editor):
    for name in ("GapRule", "TradeRule", "HeadcountOrder"):
        apps.get_model("matching", name).objects.filter(created_by=BY).delete()


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
