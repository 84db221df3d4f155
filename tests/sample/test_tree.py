"""The planted tree and the demo logins."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.queries import current_posts
from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role, UnitKind
from niangjia.kernel.scope.models import Division, Unit
from niangjia.sample.people import DEMO_PASSWORD, hire
from niangjia.sample.places import TOWNS
from niangjia.sample.tree import plant_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def units(kind):
    return Unit.objects.unscoped(reason="测试").filter(kind=kind)


def test_the_tree_has_every_level():
    tree = plant_city()

    assert tree.city.division_code == "370300"
    assert units(UnitKind.COUNTY).count() == 8
    assert list(units(UnitKind.ZONE).values_list("division_code", flat=True)) == ["", "", ""]
    assert units(UnitKind.TOWN).count() == len(TOWNS)
    assert units(UnitKind.INDUSTRY).count() == 3
    assert units(UnitKind.DEPARTMENT).count() == 8
    assert tree.by_name["马尚街道"].parent == tree.by_name["张店区"]
    assert tree.by_name["石桥街道"].parent == tree.by_name["高新区"]
    assert all(u.depth == 2 for u in units(UnitKind.DEPARTMENT))


def test_no_short_name_stands_for_two_units():
    tree = plant_city()

    assert len(tree.by_name) == Unit.objects.unscoped(reason="测试").count()


def test_divisions_say_where_they_come_from():
    plant_city()

    assert Division.objects.get(code="370321").source.startswith("GB/T 2260")
    assert "示例" in Division.objects.get(name="马尚街道").source
    assert not Division.objects.filter(name="高新区").exists()


def test_planting_and_hiring_twice_changes_nothing():
    first = hire(plant_city())
    counts = Unit.objects.unscoped(reason="测试").count(), Account.objects.count()
    account = Account.objects.get(username="bidui")
    account.set_password("Another-2022")
    account.save(update_fields=["password"])
    tree = plant_city()

    assert hire(tree) == first
    assert tree.planted == 0
    assert (Unit.objects.unscoped(reason="测试").count(), Account.objects.count()) == counts
    assert Account.objects.get(username="bidui").check_password("Another-2022")


def test_every_role_has_a_login_and_the_password_opens_it():
    logins = hire(plant_city())
    roles = set(Post.objects.unscoped(reason="测试").values_list("role", flat=True))

    assert roles == set(Role)
    request = RequestFactory().post("/accounts/login/")
    for login in logins[:3]:
        assert authenticate(request, username=login.username, password=DEMO_PASSWORD)
    assert len({login.username for login in logins}) == len(logins) == Account.objects.count()
    assert len({login.name for login in logins}) == len(logins)


def test_each_county_and_zone_has_its_organiser_and_clerk():
    tree = plant_city()
    hire(tree)
    for area in ("张店区", "沂源县", "高新区"):
        posts = Post.objects.unscoped(reason="测试").filter(unit=tree.by_name[area])
        assert {Role.ORGANISER, Role.CLERK} == {Role(post.role) for post in posts}


def test_administrators_are_apart_and_one_person_has_two_posts():
    hire(plant_city())
    doubles = [a for a in Account.objects.all() if len(current_posts(a.pk)) > 1]
    posts = Post.objects.unscoped(reason="测试").filter(role__in=THREE_ADMINISTRATORS)

    assert [a.username for a in doubles] == ["liangzhi"]
    assert len({post.account_id for post in posts}) == 3


def test_liaisons_sit_in_departments_and_nobody_else_does():
    hire(plant_city())
    for post in Post.objects.unscoped(reason="测试").select_related("unit"):
        assert (post.unit.kind == UnitKind.DEPARTMENT) == (post.role == Role.LIAISON)
