"""People answer whether a row speaks of a firm: once, by two on a sample, by three in dispute."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.audits import answer_item, clear_item, open_item
from niangjia.matching.actions.changes import finish, settle, take_back
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.actions.link_run import hold_ledger
from niangjia.matching.actions.moves import Mover
from niangjia.matching.actions.review_items import after_answer, after_taking_back
from niangjia.matching.enums import ChangeKind, Round, Stage, Zone
from niangjia.matching.models import Answer, Link, LinkChange
from niangjia.matching.policies import is_same_person
from niangjia.matching.queries.candidates import standing_answers
from niangjia.matching.queries.changes import active_change, link_for
from niangjia.matching.queries.desk import LastWord, last_word, standing
from niangjia.matching.queries.thresholds import share_on
from niangjia.matching.rules.sampling import in_share

NEXT: dict[str, Round] = {
    Stage.OPEN: Round.FIRST,
    Stage.SECOND: Round.SECOND,
    Stage.DISPUTED: Round.ARBITER,
    Stage.DECIDED: Round.AGAIN,
}


def key_of(link: Link) -> str:
    """A row of a list, whatever its version: candidates of one row share their fate."""
    return f"{link.entry.source}|{link.entry.row_key}|{link.entry.part}"


def is_drawn(link: Link, day: date) -> bool:
    """Whether a second person judges this row as well."""
    share = share_on(link.entry.source, day)
    return share is not None and in_share(share.seed, key_of(link), share.percent)


@transaction.atomic
def answer_pair(
    *,
    link_id: int,
    same: bool,
    by: Actor,
    reason: str = "",
    seen: str = "",
    on: date | None = None,
) -> Link:
    """复核：是同一家，或不是。此后不再询问，相关企业的台账随即重算。

    On the sample the ledger waits for a second person, who does not see the first answer;
    when the two differ a third decides. Answering a decided pair again replaces the decision.
    ``seen``: how the pair stood on the answerer's page (see ``standing``); an answer to a page
    that is out of date is refused. ``on``: the day the ledger changes, today by default. Raises ``NotAllowed`` for a link
    confirmed by rule (unless it is being audited) and for a person who answered before.
    """
    only_clerks(by, "复核")
    hold_ledger()
    link = link_for(by.scope, link_id, lock=True)
    item = open_item(link)
    if item is not None:
        answer_item(item, same=same, counterpart=None, by=by, reason=reason)
        return link
    if link.zone == Zone.AUTO and link.stage == Stage.OPEN:
        raise NotAllowed("复核：这条对应是按规则确认的，不在待复核之列")
    if seen and seen != standing(link):
        raise NotAllowed("复核：这一对刚刚由别人判断过，请看过现在的情形再判断")
    answers = standing_answers(link)
    answer = _write(link, NEXT[link.stage], answers, same=same, by=by, reason=reason)
    _take_effect(link, answer, answers, by, on)
    after_answer(link, by)
    return link


def _write(
    link: Link, role: Round, answers: list[Answer], *, same: bool, by: Actor, reason: str
) -> Answer:
    if role != Round.AGAIN and any(is_same_person(by, a.account, a.name) for a in answers):
        raise NotAllowed("复核：这一对您已经判断过，须由另一位比对专员判断")
    answer = Answer.objects.create(
        link=link, entry=link.entry_id, round=role, same=same, reason=reason[:200],
        account=by.account_id, name=by.name, at=timezone.now(),
    )  # fmt: skip
    record("matching.answer_pair", on=link, by=by, unit_path=link.enterprise.unit.path,
           round=str(role), same=same, entry=link.entry_id, enterprise=link.enterprise_id,
           reason=reason)  # fmt: skip
    return answer


def _take_effect(
    link: Link, answer: Answer, before: list[Answer], by: Actor, on: date | None
) -> None:
    if answer.round == Round.FIRST and is_drawn(link, timezone.localdate()):
        _stage(link, Stage.SECOND)
    elif answer.round == Round.SECOND and any(a.same != answer.same for a in before):
        _stage(link, Stage.DISPUTED)
    else:
        answer.change = _decide(link, answer, by, on)
        answer.save(update_fields=["change"])


def _stage(link: Link, stage: Stage) -> None:
    link.stage = stage
    link.save(update_fields=["stage"])


def _decide(link: Link, answer: Answer, by: Actor, on: date | None) -> LinkChange:
    mover = Mover(by, answer.reason)
    if answer.round == Round.AGAIN:
        earlier = active_change(link)
        if earlier is not None:
            take_back(mover, earlier, reopen=False)
            mover.supersede(earlier, "改判")
            link.refresh_from_db()
    settle(mover, link, same=answer.same)
    return finish(mover, ChangeKind.DECISION, enterprise=link.enterprise, link=link, day=on)


@transaction.atomic
def confirm_changed(*, link_id: int, by: Actor) -> Link:
    """已变化的判断仍然成立：名册行的名称、代码变了，原来的判断照旧。"""
    only_clerks(by, "复核")
    link = link_for(by.scope, link_id, lock=True)
    if not link.changed:
        raise NotAllowed("复核：这一对没有变化，或者已经看过")
    link.changed, link.seen_entry = False, link.entry_id
    link.save(update_fields=["changed", "seen_entry"])
    record("matching.confirm_changed", on=link, by=by, unit_path=link.enterprise.unit.path,
           entry=link.entry_id, enterprise=link.enterprise_id)  # fmt: skip
    return link


@transaction.atomic
def take_back_last(*, by: Actor, on: date | None = None) -> Link | None:
    """撤销上一次：本人最近一次判断收回，这一对退回判断之前；记录保留。

    Returns the pair to ask again. Raises ``NotAllowed`` when there is nothing, or when
    somebody has answered since.
    """
    only_clerks(by, "撤销")
    hold_ledger()
    word = last_word(by)
    if word is None:
        raise NotAllowed("撤销：您还没有可以收回的判断")
    if word.item is not None:
        return clear_item(word.item, by)
    return _take_answer_back(word, by, on)


def _take_answer_back(word: LastWord, by: Actor, on: date | None) -> Link:
    answer = word.answer
    assert answer is not None  # a last word is an answer or an item
    link = link_for(by.scope, answer.link_id, lock=True)
    later = [a for a in standing_answers(link) if a.pk > answer.pk]
    if later:
        raise NotAllowed("撤销：这一对后来又有人判断，不能单独收回")
    answer.withdrawn_at = timezone.now()
    answer.save(update_fields=["withdrawn_at"])
    if answer.change is not None and answer.change.undone_at is None:
        mover = Mover(by, "收回判断")
        take_back(mover, answer.change, reopen=False)
        mover.supersede(answer.change, "收回判断")
        finish(mover, ChangeKind.UNDO, enterprise=link.enterprise, link=link, day=on,
               undoes=answer.change)  # fmt: skip
    else:
        _stage(link, Stage.OPEN if answer.round == Round.FIRST else Stage.SECOND)
    record("matching.take_back", on=link, by=by, unit_path=link.enterprise.unit.path,
           answer=answer.pk)  # fmt: skip
    link.refresh_from_db()
    after_taking_back(link, by)
    return link
