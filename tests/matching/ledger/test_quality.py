"""The quality sheet of a batch and its random audits (MA11)."""

import pytest
from django.core.cache import cache

from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.audits import answer_unmatched, draw_sample
from niangjia.matching.actions.reviews import answer_pair, take_back_last
from niangjia.matching.enums import Source, Zone
from niangjia.matching.models import AuditItem, Batch, Enterprise
from niangjia.matching.queries.audits import NoSuchBatch, NoSuchItem, batch_sheet
from niangjia.matching.queries.desk import asked_of
from niangjia.matching.rules.statistics import wilson
from tests.matching.firms import FIRST, FOURTH, SECOND, THIRD, tax, union

from .conftest import AFTER, LATER, links

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def firm(facts):
    return Enterprise.objects.unscoped(reason="测试").get(uscc=facts["uscc"])


def batch_of(source):
    return Batch.objects.unscoped(reason="测试").filter(source=source).latest("pk")


def items(**query):
    return list(AuditItem.objects.unscoped(reason="测试").filter(**query).order_by("position"))


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def clerks(make_account, city):
    return [actor_for(make_account(city, Role.CLERK, name=name), None) for name in ("甲", "乙")]


@pytest.fixture
def desk(login, city):
    return login(city, Role.CLERK)


@pytest.fixture
def unions(put, link, clerks):
    """Eight rows: one as before, one matched by name, three in doubt (one yes, one no, one open),
    one firm nobody knows, one without a firm, and one written twice."""
    unknown = {
        "organisation": "淄博无名氏公司工会委员会",
        "name": "淄博无名氏公司",
        "district": "张店区",
    }
    elsewhere = [
        union(SECOND, 20 + n) | {"district": "淄川区", "organisation": f"第{n}工会委员会"}
        for n in range(3)
    ]
    bare = {"organisation": "张店区总工会", "kind": "地方工会", "district": "张店区"}
    named = union(THIRD, members=30) | {"district": "淄川区"}
    put(Source.UNION, [union(FIRST, 60), named, *elsewhere, unknown, bare, unknown], day=LATER)
    link(LATER)
    yes, no, _ = links(zone=Zone.REVIEW)
    answer_pair(link_id=yes.pk, same=True, by=clerks[0], on=LATER)
    answer_pair(link_id=no.pk, same=False, by=clerks[0], on=LATER)
    return batch_of(Source.UNION)


def test_the_sheet_equals_a_hand_count(unions, city):
    sheet = batch_sheet(city.scope, unions.pk)

    assert dict(sheet.by_key) == {"名称唯一": 1}
    assert dict(sheet.lines) == {
        "名册行": 7, "　其中未变，沿用以前的对应": 1, "　其中新写入（新增和变更）": 6,
        "自动对应": 1, "复核确认": 1, "待复核": 1, "未对应，单独列为一家": 3, "没有写企业": 0,
        "尚未比对": 0, "复核判为不是": 1, "同一企业不止一行": 0, "同名同码或相同的行": 1,
        "此后已被新名册替换": 0,
    }  # fmt: skip
    assert sheet.adds_up


def test_every_batch_adds_up_whatever_happened_since(unions, put, link, city):
    put(Source.UNION, [union(FIRST, 61)], day=AFTER)
    assert batch_sheet(city.scope, batch_of(Source.UNION).pk).uncompared == 1
    put(Source.TAX, [tax(FIRST, 80), tax(FOURTH, 5)], day=AFTER)
    new = batch_sheet(city.scope, batch_of(Source.TAX).pk)
    assert (new.uncompared, new.adds_up) == (1, True)
    link(AFTER)

    for batch in Batch.objects.unscoped(reason="测试"):
        assert batch_sheet(city.scope, batch.pk).adds_up
    assert batch_sheet(city.scope, unions.pk).superseded == 6


def test_precision_comes_from_a_blind_audit_at_the_same_desk(clerks, city, desk):
    """Three tax rows confirmed by code; all three audited, one of them wrong."""
    first, second = clerks
    batch = batch_of(Source.TAX)
    before = set(asked_of(second).values_list("pk", flat=True))
    sample = draw_sample(batch_id=batch.pk, kind="auto", size=3, by=first, seed="种子")
    assert (sample.population, sample.size) == (3, 3)
    waiting = set(asked_of(second).values_list("pk", flat=True)) - before
    assert waiting == {item.link_id for item in items(sample=sample)}

    one = items(sample=sample)[0].link_id
    page = text(desk.get(f"/matching/candidates/{one}/"))
    for hidden in ("自动确认", "抽查", "0.99", "按规则确认"):
        assert hidden not in page
    for number, item in enumerate(items(sample=sample)):
        answer_pair(link_id=item.link_id, same=number != 1, by=second, reason="查过")

    (found,) = batch_sheet(city.scope, batch.pk).findings
    assert (found.done, found.yes, found.left) == (3, 2, 0)
    assert found.interval == wilson(2, 3)
    assert len(found.wrong) == 1
    assert found.wrong[0].link.zone == Zone.AUTO  # found wrong, undone by hand on its page
    assert not set(asked_of(second).values_list("pk", flat=True)) & waiting
    shown = text(desk.get(f"/matching/batches/{batch.pk}/"))
    assert "66.7%" in shown
    assert "种子 种子" in shown
    assert f"/matching/links/{found.wrong[0].link_id}/undo/" in shown

    take_back_last(by=second)
    assert sum(item.same is None for item in items(sample=sample)) == 1


def test_the_same_seed_draws_the_same_rows(clerks):
    batch = batch_of(Source.REGISTRATION)
    one = draw_sample(batch_id=batch.pk, kind="unmatched", size=2, by=clerks[0], seed="甲")
    chosen = [item.entry_id for item in items(sample=one)]
    AuditItem.objects.unscoped(reason="测试").all().delete()
    type(one).objects.unscoped(reason="测试").all().delete()

    again = draw_sample(batch_id=batch.pk, kind="unmatched", size=2, by=clerks[1], seed="甲")

    assert [item.entry_id for item in items(sample=again)] == chosen


@pytest.fixture
def unmatched(unions, clerks):
    """All rows of the batch that stand alone, drawn."""
    return draw_sample(batch_id=unions.pk, kind="unmatched", size=50, by=clerks[0], seed="x")


def test_misses_are_estimated_from_an_audit_of_the_unmatched(unmatched, unions, clerks, city, desk):
    item = next(i for i in items(sample=unmatched) if "无名氏" in i.entry.name)
    page = text(desk.get(f"/matching/audits/{item.pk}/"))
    assert "无名氏" in page
    assert "没有找到" in page
    found = text(desk.get(f"/matching/audits/{item.pk}/?q=甲乙"))
    assert f'name="firm" value="{firm(FIRST).pk}"' in found

    desk.post(f"/matching/audits/{item.pk}/", {"firm": firm(FIRST).pk})
    rest = [i for i in items(sample=unmatched) if i.pk != item.pk]
    for other in rest:
        answer_unmatched(item_id=other.pk, firm_id=None, by=clerks[1])

    (finding,) = batch_sheet(city.scope, unions.pk).findings
    assert (finding.yes, finding.done) == (1, unmatched.size)
    assert finding.interval == wilson(1, unmatched.size)
    low, likely, high = finding.estimate
    assert low <= likely == 1 <= high <= unmatched.population
    shown = text(desk.get(f"/matching/batches/{unions.pk}/"))
    assert "漏对应" in shown
    assert "看合并会移动什么" in shown
    assert "没有待抽查的行" in text(desk.get("/matching/audits/"))
    with pytest.raises(NotAllowed, match="已经看过"):
        answer_unmatched(item_id=item.pk, firm_id=None, by=clerks[1])


def test_audits_go_row_by_row(unmatched, desk):
    first = items(sample=unmatched)[0]

    assert desk.get("/matching/audits/").url == f"/matching/audits/{first.pk}/"
    response = desk.post(f"/matching/audits/{first.pk}/", {}, follow=True)
    assert response.redirect_chain[-1][0] == f"/matching/audits/{items(sample=unmatched)[1].pk}/"
    assert "没有找到对应的企业" in text(desk.get(f"/matching/audits/{first.pk}/"))


def test_the_sheet_is_exported_and_a_workbook(unmatched, unions, desk):
    file = desk.get(f"/matching/batches/{unions.pk}/?export=xlsx")

    assert file.getvalue()[:2] == b"PK"


@pytest.mark.parametrize(
    ("facts", "told"),
    [({"size": 0, "kind": "auto"}, "样本量"), ({"size": 5, "kind": "x"}, "请选择"),
     ({"size": 5, "kind": "auto"}, "没有可抽的行")],
)  # fmt: skip
def test_a_sample_that_cannot_be_drawn_says_why(clerks, facts, told):
    batch = batch_of(Source.REGISTRATION)

    with pytest.raises((ValueError, NotAllowed), match=told):
        draw_sample(batch_id=batch.pk, by=clerks[0], **facts)


def test_a_second_sample_waits_for_the_first(clerks, desk):
    batch = batch_of(Source.TAX)
    draw_sample(batch_id=batch.pk, kind="auto", size=2, by=clerks[0])

    page = desk.post(
        f"/matching/batches/{batch.pk}/sample/", {"kind": "auto", "size": 2}, follow=True
    )
    assert "请先做完" in text(page)
    wrong = desk.post(f"/matching/batches/{batch.pk}/sample/", {"kind": "auto"}, follow=True)
    assert "必填" in text(wrong) or "这个字段" in text(wrong)


def test_another_county_audits_its_own(unmatched, clerks, west, actor, unions):
    stranger = actor(west, Role.CLERK)

    with pytest.raises(NoSuchItem):
        answer_unmatched(item_id=items(sample=unmatched)[0].pk, firm_id=None, by=stranger)
    with pytest.raises(NoSuchBatch):
        draw_sample(batch_id=unions.pk, kind="auto", size=1, by=stranger)
