"""换届 and 变更: the page says what to hand in, to whom, and until when; vacancies have a clock."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.documents.api import Para
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions import papers, terms
from niangjia.organizing.actions.parameters import change_parameter
from niangjia.organizing.letters.union import LETTERS
from niangjia.organizing.models import Officer, Person, Term, Union
from niangjia.organizing.queries.union_guide import guide_for, vacancy_of
from niangjia.organizing.queries.union_letters import letter_for
from niangjia.organizing.queries.watch import watch

WHY = "测试"
Login = Callable[..., Client]


@pytest.fixture
def union(
    town: Unit, register: Callable[..., Union], enrol: Callable[..., list[Person]],
    keeper: Actor, registrar: Actor,
) -> Union:  # fmt: skip
    made = register(town, "瑞丰机械有限公司工会委员会")
    enrol(made, 30)
    terms.begin_term(union_id=made.pk, elected_on=date(2022, 3, 1), years=5, by=keeper)
    papers.issue_certificate(
        union_id=made.pk, kind="legal_person", issued_on=date(2022, 3, 10), by=registrar
    )
    return made


@pytest.fixture
def chair(union: Union, keeper: Actor) -> Officer:
    term = Term.objects.unscoped(reason=WHY).get(union=union)
    return terms.appoint_officer(
        term_id=term.pk, kind="union", name="艾力·买买提", title="chair", on=term.elected_on,
        by=keeper,
    )  # fmt: skip


def show(client: Client, name: str, union: Union) -> str:
    answer = client.get(reverse(f"organizing:{name}", args=[union.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def todos(**wish: object) -> list[TodoItem]:
    rows = TodoItem.objects.unscoped(reason=WHY).filter(kind="主席补选", **wish)
    return list(rows.select_related("unit"))


def test_the_guide_counts_from_the_own_term_and_certificate(union: Union, city: Unit) -> None:
    guide = guide_for(city.scope, union.pk)

    due = {line.what: line.due for line in guide.election}
    assert guide.ends == date(2027, 3, 1)
    assert due["请示换届"] == date(2026, 12, 1)
    assert due["召开大会选举"] == due["换领法人证书"] == date(2027, 3, 1)
    assert "关于召开会员（代表）大会选举第2届委员会的请示" in guide.election[0].hand_in
    assert guide.sizes.committee_said == "会员30人，委员会3至7人"


def test_an_election_put_off_moves_the_dates(union: Union, keeper: Actor, city: Unit) -> None:
    term = Term.objects.unscoped(reason=WHY).get()
    terms.postpone_term(
        term_id=term.pk, until=date(2027, 6, 1), document_number="张工〔2027〕1号", by=keeper
    )

    assert guide_for(city.scope, union.pk).election[0].due == date(2027, 3, 3)


def test_its_clocks_are_the_federations_own(union: Union, keeper: Actor, city: Unit) -> None:
    change_parameter(
        code="certificate_change", value="20", source_text="淄工办〔2022〕9号",
        valid_from=date(2022, 1, 1), by=keeper,
    )  # fmt: skip

    clocks = [line.clock for line in guide_for(city.scope, union.pk).changes]
    assert "变更后20日内办理变更登记（淄工办〔2022〕9号）" in clocks


@pytest.mark.parametrize("role", [Role.CHAIR, Role.WINDOW, Role.LEADER])
def test_everybody_of_the_union_is_led_there(union: Union, login: Login, role: Role) -> None:
    client = login(union.unit, role)

    assert reverse("organizing:union_guide", args=[union.pk]) in show(client, "union_detail", union)
    page = show(client, "union_guide", union)
    assert "关于变更工会名称的请示" in page
    assert ("登记换届</a>" in page.replace("</span>", "")) == (role == Role.WINDOW)


def test_a_union_without_a_term_is_told_so(
    town: Unit, register: Callable[..., Union], login: Login
) -> None:
    bare = register(town, "新厂工会委员会")

    page = show(login(town, Role.ORGANISER), "union_guide", bare)

    assert "先登记本届任期" in page
    assert "会员入册后" in page


def test_a_vacant_chair_has_a_clock_at_the_superior(
    union: Union, chair: Officer, keeper: Actor, town: Unit, login: Login
) -> None:
    assert vacancy_of(union) is None
    terms.end_office(officer_id=chair.pk, on=date(2022, 11, 30), reason="调离", by=keeper)

    (item,) = todos(state="open")
    assert (item.unit, item.role, item.due_on) == (town, "organiser", date(2023, 2, 28))
    officer = login(town, Role.ORGANISER)
    assert "自 2022-11-30 起没有主席" in show(officer, "union_detail", union)
    assert watch(town.scope, town.path, date(2022, 12, 1)).vacant == 1
    listed = officer.get(reverse("organizing:union_list"), {"chair": "vacant"})
    assert "瑞丰机械" in listed.content.decode()

    term = Term.objects.unscoped(reason=WHY).get()
    terms.appoint_officer(
        term_id=term.pk, kind="union", name="李䶮", title="chair", on=date(2022, 11, 30), by=keeper
    )
    assert todos(state="open") == []
    assert vacancy_of(union) is None
    assert watch(town.scope, town.path, date(2022, 12, 1)).vacant == 0


def test_a_new_term_ends_the_vacancy(union: Union, chair: Officer, keeper: Actor) -> None:
    terms.end_office(officer_id=chair.pk, on=date(2022, 4, 1), reason="调离", by=keeper)
    terms.begin_term(union_id=union.pk, elected_on=date(2022, 6, 1), years=3, by=keeper)

    assert todos(state="open") == []
    assert vacancy_of(union) is None


def test_a_union_that_never_had_a_chair_is_not_vacant(union: Union) -> None:
    assert vacancy_of(union) is None


def test_the_size_that_the_rules_ask_for_stands_at_the_field(union: Union, login: Login) -> None:
    client = login(union.unit, Role.WINDOW)

    page = client.get(reverse("organizing:record_add", args=[union.pk, "committee"]))

    assert "会员30人，委员会3至7人；会员30人，经审会3至11人" in page.content.decode()


def text_of(union: Union, city: Unit, kind: str) -> str:
    paper = letter_for(city.scope, union.pk, kind)
    body = "".join(block.text + block.rest for block in paper.body if isinstance(block, Para))
    return f"{paper.title}|{paper.addressee}|{body}"


def test_the_request_for_an_election_is_drafted_from_the_register(
    union: Union, city: Unit, town: Unit
) -> None:
    said = text_of(union, city, "election")

    name = "瑞丰机械有限公司工会"
    assert said.startswith(f"关于召开会员（代表）大会选举{name}第二届委员会的请示|{town.name}|")
    assert "于2022年3月1日选举产生，任期5年，至2027年3月1日届满" in said
    assert "会员30人，其中女会员15人" in said
    assert said.endswith("妥否，请批示。")


def test_other_drafts_carry_the_days_that_count(
    union: Union, chair: Officer, keeper: Actor, city: Unit
) -> None:
    terms.end_office(officer_id=chair.pk, on=date(2022, 11, 30), reason="调离", by=keeper)

    assert "不晚于2027年9月1日" in text_of(union, city, "postponement")
    said = text_of(union, city, "by-election")
    assert "自2022年11月30日起缺额，按规定应在2023年2月28日前补选" in said
    assert "“瑞丰机械有限公司工会委员会”" in text_of(union, city, "renaming")


def test_a_union_without_a_term_leaves_the_days_blank(
    town: Unit, city: Unit, register: Callable[..., Union]
) -> None:
    bare = register(town, "㛃䶮厂工会委员会")

    said = text_of(bare, city, "election")
    assert "任期至＿＿＿＿年＿＿月＿＿日届满" in said
    assert "第一届委员会的请示" in said


def test_drafts_are_for_the_union_and_its_superiors(union: Union, west: Unit, login: Login) -> None:
    def ask(client: Client, kind: str, form: str) -> int:
        url = reverse("organizing:union_letter", args=[union.pk, kind, form])
        return client.get(url).status_code

    chair = login(union.unit, Role.CHAIR)
    assert ask(chair, "election", "docx") == 200
    assert (ask(chair, "poem", "docx"), ask(chair, "election", "exe")) == (404, 404)
    assert ask(login(union.unit, Role.LEADER), "election", "docx") == 403
    assert ask(login(west, Role.ORGANISER), "election", "docx") == 404


@pytest.mark.slow
@pytest.mark.parametrize("kind", LETTERS)
def test_every_draft_prints(union: Union, login: Login, kind: str) -> None:
    url = reverse("organizing:union_letter", args=[union.pk, kind, "pdf"])

    answer = login(union.unit, Role.CHAIR).get(url)

    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
