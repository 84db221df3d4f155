"""How often two people agree on the same pairs, by reviewer pair and by source (MA5)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from niangjia.kernel.scope.models import Scope
from niangjia.matching.enums import Round, Source
from niangjia.matching.models import Answer
from niangjia.matching.rules.statistics import Agreement, Interval, wilson


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """Two people, or a source, with what their answers give."""

    label: str
    agreement: Agreement

    @property
    def interval(self) -> Interval | None:
        """Of the rate of agreement."""
        return wilson(self.agreement.agreed, self.agreement.total)


@dataclass(frozen=True, slots=True)
class AgreementPage:
    whole: AgreementLine
    people: list[AgreementLine]
    sources: list[AgreementLine]


@dataclass(frozen=True, slots=True)
class _Twice:
    """A pair that two people answered."""

    source: str
    first: Answer
    second: Answer

    @property
    def people(self) -> tuple[Answer, Answer]:
        """In an order of their own, so that the same two are one line whoever began."""
        both = sorted((self.first, self.second), key=lambda a: (a.account or 0, a.name))
        return both[0], both[1]


def _answered_twice(scope: Scope) -> list[_Twice]:
    answers = Answer.objects.within(scope).filter(
        withdrawn_at__isnull=True, round__in=[Round.FIRST, Round.SECOND]
    )
    found: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in answers.select_related("link__entry").order_by("pk"):
        found[answer.link_id][answer.round] = answer
    return [
        _Twice(pair[Round.FIRST].link.entry.source, pair[Round.FIRST], pair[Round.SECOND])
        for pair in found.values() if len(pair) == 2
    ]  # fmt: skip


def _lines(
    rows: Iterable[tuple[Hashable, str, tuple[bool, bool]]],
) -> list[AgreementLine]:
    labels: dict[Hashable, str] = {}
    answers: dict[Hashable, list[tuple[bool, bool]]] = defaultdict(list)
    for key, label, pair in rows:
        labels[key] = label
        answers[key].append(pair)
    return [AgreementLine(labels[key], Agreement.of(answers[key])) for key in labels]


def agreement_page(scope: Scope) -> AgreementPage:
    """Everything in scope that two people have answered, in one query."""
    twice = _answered_twice(scope)
    pairs = [(t.first.same, t.second.same) for t in twice]
    people = _lines(
        ((a.account, a.name, b.account, b.name), f"{a.name}、{b.name}", (a.same, b.same))
        for a, b in (t.people for t in twice)
    )
    by_source = {s: [t for t in twice if t.source == s] for s in Source}
    sources = _lines(
        (s, s.label, (t.first.same, t.second.same)) for s, rows in by_source.items() for t in rows
    )
    ranked = sorted(people, key=lambda line: (-line.agreement.total, line.label))
    return AgreementPage(AgreementLine("合计", Agreement.of(pairs)), ranked, sources)
