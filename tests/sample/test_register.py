"""The planted register says of unions what the list files say, and nothing twice."""

import json
from datetime import date

import pytest
from django.urls import reverse

from niangjia.kernel.accounts.models import Post
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.documents.models import CheckRecord
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import Certificate, Employer, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.sums import totals
from niangjia.organizing.queries.unions import register
from niangjia.organizing.queries.watch import shells
from niangjia.sample.people import hire_chair
from niangjia.sample.register import SHELLS, plant_unions
from niangjia.sample.tree import plant_city

WHY = "测试"
TODAY = date(2022, 12, 31)


@pytest.fixture
def planted(db, town_files):
    tree = plant_city()
    by = Actor.system("示例数据")
    made = plant_unions(tree, town_files.unions, town_files.days, by)
    again = plant_unions(tree, town_files.unions, town_files.days, by)
    return tree, made, again, json.loads(town_files.truth.read_text(encoding="utf-8"))


def test_the_register_and_the_truth_agree_on_both_days(planted, town_files):
    tree, made, again, truth = planted
    day = town_files.days[0]

    def counts(on):
        found = totals(tree.city.scope, on)
        return found.unions, sum(r.reported or 0 for r in register(tree.city.scope, on))

    assert (made, again) == (truth["counts"]["unions"], 0)
    assert counts(TODAY) == (truth["counts"]["unions"], truth["counts"]["members"])
    assert totals(tree.city.scope, TODAY).new_form == truth["counts"]["new_form_unions"]
    assert totals(tree.city.scope, day).unions == truth["earlier"]["unions"]


def test_each_firm_is_covered_by_the_union_of_the_truth(planted):
    tree, *_, truth = planted
    covers = {code: union["code"] for union in truth["unions"] for code in union["covers"]}
    rows = Employer.objects.unscoped(reason=WHY).filter(coverages__valid_to=None)

    assert dict(rows.values_list("uscc", "coverages__union__uscc")) == covers
    assert totals(tree.city.scope, TODAY).employers == len(covers)


def test_the_federations_of_the_story_keep_their_units(planted):
    tree, *_ = planted
    unit = tree.by_name["张店区网约车行业"]

    assert UnionVersion.objects.unscoped(reason=WHY).get(OPEN, union__unit=unit).kind == "industry"
    names = Unit.objects.unscoped(reason=WHY).filter(name=unit.name)
    assert names.count() == 1


def test_five_shells_and_no_more_are_seeded(planted):
    tree, *_ = planted

    assert shells(tree.city.scope, TODAY).count() == SHELLS


def test_every_certificate_can_be_checked_by_anybody(planted, client):
    rows = Certificate.objects.unscoped(reason=WHY).filter(state="valid")
    checks = CheckRecord.objects.unscoped(reason=WHY)
    one = rows.select_related("issuer").order_by("-expires_on", "pk")[0]

    assert rows.count() > 10
    assert set(checks.values_list("code", flat=True)) == set(
        rows.values_list("check_code", flat=True)
    )
    said = client.get(reverse("documents:check_show", args=[one.check_code])).content.decode()
    for fact in (one.union_name, one.number, one.uscc, one.issuer.name, "目前有效"):
        assert fact in said
    assert one.representative not in said
    assert AuditEvent.objects.filter(verb="documents.check_publish").count() == rows.count()


def test_a_basic_union_gets_its_chair(planted):
    tree, *_ = planted
    login = hire_chair(tree)[0]
    post = Post.objects.unscoped(reason=WHY).get(role=Role.CHAIR)

    assert login.username == "zhuxi"
    assert post.unit.kind == UnitKind.BASIC
    assert post.unit.path.startswith(tree.by_name["张店区"].path)
