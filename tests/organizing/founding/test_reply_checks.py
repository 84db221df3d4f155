"""A 批复 can be checked by its code, with the digest of its file, until it is void."""

from typing import Any

from django.test import Client
from django.urls import reverse

from niangjia.kernel.documents import api as documents
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.founding_papers import void_paper
from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.queries.founding import paper_of_kind


def test_a_reply_is_published_and_revoked_with_its_paper(
    preparing: Any, officer: Actor, client: Client
) -> None:
    case = preparing()
    row = paper_of_kind(case, PaperKind.APPLICATION_REPLY)
    assert row is not None
    address = reverse("documents:check_show", args=[row.facts["check"]])

    before = client.get(address).content.decode()
    assert "目前有效" in before
    assert row.document_number in before
    assert row.facts["sm3"] in before

    void_paper(case, PaperKind.APPLICATION_REPLY, "文字有误", officer)

    assert "已作废：文字有误" in client.get(address).content.decode()


def test_papers_of_the_applicant_are_not_public(applied: Any) -> None:
    row = paper_of_kind(applied(), PaperKind.APPLICATION)

    assert row is not None
    assert "check" not in row.facts
    assert documents.revoke_code(code="", reason="无", by=None) is None  # type: ignore[arg-type]
