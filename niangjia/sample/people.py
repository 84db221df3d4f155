"""Demo logins: one invented person for each role, all with the same password."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from pypinyin import lazy_pinyin

from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.furnishing import first_basic_union
from niangjia.sample.places import AREAS, CITY_NAME
from niangjia.sample.tree import Tree

DEMO_PASSWORD = "Niangjia-2022"
SINCE = date(2020, 1, 1)

CITY_STAFF = (
    ("xitong", "许国栋", Role.SYSTEM_ADMIN),
    ("anquan", "安思远", Role.SECURITY_ADMIN),
    ("shenji", "沈明鉴", Role.AUDIT_ADMIN),
    ("lingdao", "林向东", Role.LEADER),
    ("bidui", "毕云帆", Role.CLERK),
    ("zuzhi", "祖国栋", Role.ORGANISER),
    ("chuangkou", "常开颜", Role.WINDOW),
    ("dengji", "邓继明", Role.REGISTRAR),
    ("fuhe", "傅和平", Role.CLERK),  # second reviewer
    ("zhongcai", "仲彩云", Role.CLERK),  # arbiter
)
LIAISONS = (
    ("zuzhibu", "祖晓丹", "组织部"),
    ("shuiwu", "税一鸣", "税务局"),
    ("renshe", "任书瑶", "人社局"),
    ("shenpi", "申培元", "行政审批局"),
)
ORGANISERS = ("丁海燕", "孙立新", "宋玉洁", "李继红", "周慧敏", "荣桂芝", "高远征", "易建平", "高兴华", "靳向前", "温昌胜")  # fmt: skip
CLERKS = ("赵晓宇", "钱文静", "孙梓涵", "李若彤", "周子墨", "吴雨桐", "郑浩然", "王诗语", "冯天佑", "陈思源", "褚云飞")  # fmt: skip
TOWN_ORGANISERS = (
    ("mashang", "马尚勤", "马尚街道"),
    ("chezhan", "车建军", "车站街道"),
    ("guoli", "郭立群", "果里镇"),
    ("suozhen", "索玉梅", "索镇街道"),
    ("banyang", "潘阳春", "般阳路街道"),
    ("wenshao", "温韶华", "闻韶街道"),
    ("sibaoshan", "司宝山", "四宝山街道"),
)
TWO_POSTS = ("liangzhi", "梁志和")  # one person, two posts: to show the switch

CHAIR, CHAIRS_COUNTY = ("zhuxi", "朱希平"), "张店区"


@dataclass(frozen=True)
class DemoLogin:
    """One account as the demo prints it. ``posts``: unit and role in words."""

    username: str
    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class _Wish:
    username: str
    name: str
    unit: str
    role: Role


@transaction.atomic
def hire(tree: Tree) -> list[DemoLogin]:
    """Make the accounts that are missing; those that exist keep their password and posts."""
    logins: dict[str, tuple[str, list[str]]] = {}
    accounts = _accounts(list(_wishes()))
    for wish in _wishes():
        unit = tree.by_name[wish.unit]
        _post(accounts[wish.username], unit, wish.role)
        logins.setdefault(wish.username, (wish.name, []))[1].append(
            f"{unit.name} {wish.role.label}"
        )
    return [DemoLogin(user, name, tuple(posts)) for user, (name, posts) in logins.items()]


@transaction.atomic
def hire_chair(tree: Tree) -> list[DemoLogin]:
    """The chair of a basic union of one firm, once the register is planted."""
    found = first_basic_union(tree.by_name[CHAIRS_COUNTY].scope)
    if found is None:
        return []
    username, name = CHAIR
    wish = _Wish(username, name, found.name, Role.CHAIR)
    _post(_accounts([wish])[username], found, Role.CHAIR)
    return [DemoLogin(username, name, (f"{found.name} {Role.CHAIR.label}",))]


def _wishes() -> Iterator[_Wish]:
    for username, name, role in CITY_STAFF:
        yield _Wish(username, name, CITY_NAME, role)
    for area, organiser, clerk in zip(AREAS, ORGANISERS, CLERKS, strict=True):
        pinyin = "".join(lazy_pinyin(area.short.rstrip("区县")))
        yield _Wish(pinyin, organiser, area.short, Role.ORGANISER)
        yield _Wish(f"{pinyin}.bidui", clerk, area.short, Role.CLERK)
    for username, name, town in TOWN_ORGANISERS:
        yield _Wish(username, name, town, Role.ORGANISER)
    yield _Wish(*TWO_POSTS, "张店区", Role.ORGANISER)
    yield _Wish(*TWO_POSTS, "张店区网约车行业", Role.ORGANISER)
    yield _Wish("wangyueche", "万里程", "张店区网约车行业", Role.CHAIR)
    yield _Wish("wuliu", "吴柳青", "桓台县物流行业", Role.ORGANISER)
    yield _Wish("wuye", "武晔", "淄川区物业行业", Role.ORGANISER)
    for username, name, department in LIAISONS:
        yield _Wish(username, name, department, Role.LIAISON)


def _accounts(wishes: list[_Wish]) -> dict[str, Account]:
    """Account by user name. The common password is hashed once: it is slow on purpose."""
    names = {wish.username: wish.name for wish in wishes}
    found = {a.username: a for a in Account.objects.filter(username__in=names)}
    if missing := names.keys() - found.keys():
        encoded = make_password(DEMO_PASSWORD)
        for username in sorted(missing):
            found[username] = _account(username, names[username], encoded)
    return found


def _account(username: str, name: str, encoded: str) -> Account:
    account = Account.objects.create_user(username, name=name)
    account.password = encoded
    account.save(update_fields=["password"])
    by = Actor.system("示例数据")
    record("accounts.create", on=account, by=by, username=username, name=name)
    return account


def _post(account: Account, unit: Unit, role: Role) -> None:
    posts = Post.objects.unscoped(reason="示例岗位只设一次")
    posts.get_or_create(account=account, unit=unit, role=role, defaults={"valid_from": SINCE})
