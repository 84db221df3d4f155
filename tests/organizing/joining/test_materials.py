"""我的材料 of a member: kept once, offered again, seen by few, deleted by the owner (X6)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.files.api import store
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import materials
from niangjia.organizing.actions.join_apply import apply_at_window, attach_consent_scan
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.actions.materials import HandedIn, hand_in_own, keep_own, remove_own
from niangjia.organizing.actions.members_retention import sweep_persons
from niangjia.organizing.actions.own_data import answer_request, ask_correction
from niangjia.organizing.models import DataRequest, MaterialUse, Person, PersonMaterial, Union
from niangjia.organizing.policies.memberships import as_member
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.queries.materials import materials_of
from niangjia.organizing.queries.own import looks_at
from tests.organizing.joining.filling import AGREED, draft

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WHY = "测试核对全部"
Login = Callable[..., Client]


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def person(member: Callable[..., Person]) -> Person:
    return member()


@pytest.fixture
def me(person: Person, at_phone: Callable[[Person], Client]) -> Actor:
    at_phone(person)
    login = person.login  # type: ignore[attr-defined]
    return as_member(person, login.account_id)


@pytest.fixture
def own(person: Person, at_phone: Callable[[Person], Client]) -> Client:
    return at_phone(person)


def upload(content: bytes = PDF, name: str = "身份证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent(content: bytes = PDF, **more: Any) -> HandedIn:
    told = {"kind": "identity", "title": "", "name": "身份证.pdf"} | more
    return HandedIn(stream=BytesIO(content), **told)


def files() -> int:
    return StoredFile.objects.unscoped(reason=WHY).count()


def test_handed_in_once_offered_at_the_next_matter_and_seen_by_its_clerk(
    own: Client, person: Person, chair: Actor, union: Union, login: Login, other: Union
) -> None:
    told = {"kind": "name_proof", "title": "更名证明", "file": upload()}
    answer = own.post(reverse("own:material_new"), told)
    assert answer.status_code == 302
    (row,) = materials_of(person.pk)
    assert "更名证明" in own.get(reverse("own:material_list")).content.decode()

    page = own.get(reverse("own:data_correct")).content.decode()
    assert "用已有的材料" in page
    assert f"更名证明，{timezone.localdate():%Y-%m-%d} 存" in page
    own.post(reverse("own:data_correct"), {"name": "王晓凯", "materials": [row.pk]})
    asked = DataRequest.objects.unscoped(reason=WHY).get()

    desk = login(union.unit, Role.CHAIR)
    shown = desk.get(reverse("organizing:request_detail", args=[asked.pk])).content.decode()
    link = reverse("organizing:request_material", args=[asked.pk, row.pk])
    assert link in shown
    assert b"".join(desk.get(link).streaming_content) == PDF  # type: ignore[attr-defined]
    seen = looks_at(person.pk)[0]
    assert (seen.what, seen.fields, seen.purpose) == ("查看材料", "更名证明", "办理更正请求")
    # Elsewhere it does not exist, and the common address of files does not hand it out.
    assert login(other.unit, Role.CHAIR).get(link).status_code == 404
    assert desk.get(reverse("files:file_download", args=[row.file_id])).status_code == 404


def test_the_same_content_is_kept_once(me: Actor, person: Person) -> None:
    first, new = hand_in_own(person_id=person.pk, sent=sent(), by=me)
    again, second = hand_in_own(person_id=person.pk, sent=sent(title="又一份"), by=me)

    assert (new, second, again.pk, files()) == (True, False, first.pk, 1)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00\x03\x00", "a.pdf", "认不出"),
        (b"1,2\n", "a.csv", "可以上传"),
        (b"", "a.pdf", "空的"),
    ],
)
def test_other_kinds_of_file_are_refused_in_words(
    own: Client, person: Person, content: bytes, name: str, said: str
) -> None:
    answer = own.post(
        reverse("own:material_new"), {"kind": "identity", "file": upload(content, name)}
    )
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert materials_of(person.pk) == []


def test_two_at_once_are_told_to_wait(
    own: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(key: str) -> None:
        raise Busy("其他人正在办理同一事项，请稍后再试。")

    monkeypatch.setattr(materials, "hold", busy)
    for page in ("own:material_new", "own:data_correct"):
        told = {"kind": "identity", "name": "王晓凯", "file": upload()}
        assert "请稍后再试" in own.post(reverse(page), told).content.decode()
    assert files() == 0


def test_whoever_keeps_too_many_deletes_first(
    me: Actor, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(materials, "MOST", 1)
    hand_in_own(person_id=person.pk, sent=sent(), by=me)
    with pytest.raises(ValueError, match="请先删除不用的"):
        hand_in_own(person_id=person.pk, sent=sent(PDF + b"2"), by=me)
    assert files() == 1


def test_what_has_expired_is_shown_and_not_offered(own: Client, me: Actor, person: Person) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    soon = timezone.localdate() + timedelta(days=9)
    old, _ = hand_in_own(person_id=person.pk, sent=sent(valid_to=yesterday), by=me)
    hand_in_own(person_id=person.pk, sent=sent(PDF + b"2", kind="work_proof", valid_to=soon), by=me)
    page = own.get(reverse("own:material_list")).content.decode()
    assert "已过期" in page
    assert "即将到期" in page
    offered = own.get(reverse("own:data_correct")).context["form"].fields["materials"].choices
    assert [label.split("，")[0] for _, label in offered] == ["工作证明"]
    with pytest.raises(ValueError, match="过期"):
        ask_correction(
            person_id=person.pk, changes={"name": "王晓凯"}, text="", materials=[old.pk], by=me
        )
    answer = own.post(
        reverse("own:material_new"),
        {"kind": "other", "file": upload(PDF + b"3"), "valid_from": "2026-02-01",
         "valid_to": "2026-01-01"},
    )  # fmt: skip
    assert "有效期止不能早于有效期起" in answer.content.decode()


def test_deleted_by_the_owner_unless_a_matter_depends_on_it(
    own: Client, me: Actor, person: Person, chair: Actor
) -> None:
    used, _ = hand_in_own(person_id=person.pk, sent=sent(), by=me)
    free, _ = hand_in_own(person_id=person.pk, sent=sent(PDF + b"2"), by=me)
    made = ask_correction(
        person_id=person.pk, changes={"name": "王晓凯"}, text="", materials=[used.pk], by=me
    )
    answer_request(request_id=made.pk, grant=True, answer="", by=chair)

    assert (
        "须随该件保存" in own.get(reverse("own:material_remove", args=[used.pk])).content.decode()
    )
    with pytest.raises(NotAllowed, match="须随该件保存"):
        remove_own(person_id=person.pk, material_id=used.pk, by=me)
    answer = own.post(reverse("own:material_remove", args=[free.pk]))
    assert answer["Location"] == reverse("own:material_list")
    assert [row.pk for row in materials_of(person.pk)] == [used.pk]
    assert files() == 1


def test_another_member_and_a_clerk_do_not_see_it(
    me: Actor, person: Person, member: Callable[..., Person], at_phone: Callable[[Person], Client]
) -> None:
    row, _ = hand_in_own(person_id=person.pk, sent=sent(), by=me)
    stranger = at_phone(member(name="李晓梅", phone="13700001111"))
    for name in ("material_open", "material_remove"):
        assert stranger.get(reverse(f"own:{name}", args=[row.pk])).status_code == 404
    assert stranger.post(reverse("own:material_remove", args=[row.pk])).status_code == 404
    stranger.post(reverse("own:data_correct"), {"name": "李小梅", "materials": [row.pk]})
    assert not MaterialUse.objects.unscoped(reason=WHY).exists()


def test_a_download_is_written_down(own: Client, me: Actor, person: Person) -> None:
    row, _ = hand_in_own(person_id=person.pk, sent=sent(), by=me)
    answer = own.get(reverse("own:material_open", args=[row.pk]))

    assert answer.getvalue() == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(verb="organizing.material_own").count() == 1


def test_the_page_signed_at_the_window_becomes_the_members(
    entry: Entry, chair: Actor, at_phone: Callable[[Person], Client]
) -> None:
    made = apply_at_window(entry=entry, draft=draft(entry), agreed=AGREED, by=chair)
    attach_consent_scan(application_id=made.pk, stream=BytesIO(PDF), name="签字页.pdf", by=chair)
    done = approve_application(application_id=made.pk, by=chair)

    (row,) = materials_of(done.person.pk)
    assert (row.title, row.origin[-2:]) == ("入会申请书签字页", "代办")
    # The desk's proof of the consent stays, whatever the member deletes.
    own, url = at_phone(done.person), reverse("own:material_remove", args=[row.pk])
    assert "入会申请的签字页，须随该件保存" in own.get(url).content.decode()
    assert "不能删除" in own.post(url, follow=True).content.decode()
    assert materials_of(done.person.pk) == [row]


def test_a_page_the_member_has_already_stays_with_the_application(
    me: Actor, person: Person, chair: Actor
) -> None:
    row, _ = hand_in_own(person_id=person.pk, sent=sent(), by=me)
    scan = store(
        BytesIO(PDF), name="签字页.pdf", by=chair, unit=person.unit, purpose="organizing.consent"
    )
    facts = {"kind": "signed", "title": "入会申请书签字页"}

    kept = keep_own(person=person, file=scan, facts=facts, origin="代办", by=chair)
    assert kept == (row, False)
    assert StoredFile.objects.unscoped(reason=WHY).filter(pk=scan.pk).exists()


def test_materials_go_when_the_term_of_the_person_is_over(
    me: Actor, person: Person, town: Unit
) -> None:
    row, _ = hand_in_own(person_id=person.pk, sent=sent(), by=me)
    ask_correction(
        person_id=person.pk, changes={"name": "王晓凯"}, text="", materials=[row.pk], by=me
    )
    person.retention, person.purge_after = "former", timezone.localdate()
    person.save(update_fields=["retention", "purge_after"])

    assert sweep_persons()["former"] == 1
    assert not PersonMaterial.objects.unscoped(reason=WHY).exists()
    assert files() == 0
