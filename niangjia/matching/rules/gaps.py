"""Gap rules (MA9): what makes a firm a gap, and what leaves it 待核实."""

from dataclasses import dataclass
from datetime import date

from niangjia.matching.enums import Status, Verdict


@dataclass(frozen=True, slots=True)
class GapTest:
    """The measurable part of a gap rule; what is empty is not asked."""

    min_headcount: int | None = None
    needs_party: bool = False
    within_days: int | None = None
    new_form_only: bool = False
    eight_only: bool = False


@dataclass(frozen=True, slots=True)
class Firm:
    """What a gap rule looks at."""

    status: str = Status.ACTIVE
    headcount: int | None = None
    registered_on: date | None = None
    new_form: str = ""
    eight_field: str = ""
    has_party: bool = False
    has_union: bool = False
    pending_union: bool = False
    pending_party: bool = False


def _in_question(firm: Firm, test: GapTest, day: date) -> bool:
    """Alive, without a union, and within the measures of the rule, party aside."""
    if firm.status == Status.CLOSED or firm.has_union:
        return False
    if test.min_headcount is not None and (firm.headcount or 0) < test.min_headcount:
        return False
    if test.within_days is not None and not (
        firm.registered_on is not None and 0 <= (day - firm.registered_on).days <= test.within_days
    ):
        return False
    return bool(
        (firm.new_form or not test.new_form_only) and (firm.eight_field or not test.eight_only)
    )


def gap_verdict(firm: Firm, test: GapTest, day: date) -> Verdict | None:
    """Hit, pending, or nothing.

    Pending: a union of another name may be the firm's and nobody has decided yet; or the
    rule asks for a party organisation and only an undecided one is known. Such firms are
    counted apart, never silently in or out.
    """
    if not _in_question(firm, test, day):
        return None
    if test.needs_party and not (firm.has_party or firm.pending_party):
        return None
    doubtful = firm.pending_union or (test.needs_party and not firm.has_party)
    return Verdict.PENDING if doubtful else Verdict.HIT


def basis_in_words(test: GapTest) -> str:
    """The 口径 of a rule in one sentence, for a rule whose editor wrote none."""
    parts = [f"职工 {test.min_headcount} 人以上" if test.min_headcount is not None else ""]
    parts += ["已建立党组织" if test.needs_party else ""]
    parts += [f"登记不超过 {test.within_days} 日" if test.within_days is not None else ""]
    parts += ["属新就业形态行业" if test.new_form_only else ""]
    parts += ["属八大领域" if test.eight_only else ""]
    asked = "、".join(part for part in parts if part)
    return f"{asked or '存续'}且未建立工会的企业；不含已注销、吊销的，分支机构单独计算。"
