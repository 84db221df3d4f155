"""The election guard: quorum, majority of those due, run-off among ties (domain.md B.6, ME3).

Figures come as counted in the hall; shares come from the dated rule book. Seats that nobody wins
stay open and may be filled later: that is no reason against the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

QUORUM, MAJORITY = Fraction(2, 3), Fraction(1, 2)
RULE_BOOK = "《工会基层组织选举工作条例》"


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes for one candidate, who is known by ``key``."""

    key: str
    votes_for: int
    against: int = 0
    abstained: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a ballot. ``tied``: those among whom a run-off fills ``contested`` seats."""

    valid: bool
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    contested: int
    vacant: int
    reasons: tuple[str, ...]


def quorum_of(due: int, share: Fraction = QUORUM) -> int:
    """The least number present: 30 due, two thirds → 20."""
    return -(-due * share.numerator // share.denominator)


def majority_of(due: int, share: Fraction = MAJORITY) -> int:
    """The least number of votes that is more than this share of those due: 30 due → 16."""
    return due * share.numerator // share.denominator + 1


def check_figures(
    *, due: int, present: int, issued: int, valid: int, seats: int, candidates: Sequence[Votes]
) -> None:
    """``ValueError`` for figures that cannot be, naming both."""
    chain = (("应到会", due), ("实到会", present), ("发出选票", issued), ("有效票", valid))
    for label, number in (*chain, ("应选人数", seats)):
        if number < 0:
            raise ValueError(f"{label}不能是负数。")
    for (above, most), (below, number) in pairwise(chain):
        if number > most:
            raise ValueError(f"{below}{number}不能多于{above}{most}。")
    for one in candidates:
        cast = (one.votes_for, one.against, one.abstained)
        if min(cast) < 0:
            raise ValueError("票数不能是负数。")
        if sum(cast) > valid:
            raise ValueError(
                f"一名候选人的赞成、反对、弃权合计{sum(cast)}，不能多于有效票{valid}张。"
            )
    given = sum(one.votes_for for one in candidates)
    if given > valid * seats:
        raise ValueError(
            f"赞成票合计{given}，多于有效票{valid}张乘应选{seats}人：多选的选票是废票，请核对。"
        )


def tally(
    *,
    due: int,
    present: int,
    votes_issued: int,
    votes_valid: int,
    seats: int,
    candidates: Sequence[Votes],
    quorum: Fraction = QUORUM,
    majority: Fraction = MAJORITY,
    run_off: bool = False,
) -> Outcome:
    """Judge one ballot. In a run-off the most votes win, for all in it had their majority."""
    check_figures(due=due, present=present, issued=votes_issued, valid=votes_valid, seats=seats,
                  candidates=candidates)  # fmt: skip
    least = quorum_of(due, quorum)
    if due == 0 or present < least:
        said = f"应到会{due}人，实到会{present}人，不足{share_words(quorum)}（至少{least}人），依照{RULE_BOOK}选举无效"
        return Outcome(False, (), (), 0, seats, (said,))
    held = f"应到会{due}人，实到会{present}人，达到{share_words(quorum)}，选举有效"
    needed = 1 if run_off else majority_of(due, majority)
    won = [one for one in candidates if one.votes_for >= needed]
    elected, tied = _fill(won, seats)
    reasons = [held, _rule(run_off, due, needed, majority)]
    if tied:
        reasons.append(
            f"{len(tied)}人得票相同，余{seats - len(elected)}个席位，应在他们之间再投一次"
        )
    vacant = seats - len(elected)
    if vacant and not tied:
        reasons.append(f"缺额{vacant}人，可以另行选举或以后补选")
    return Outcome(True, elected, tied, vacant if tied else 0, vacant, tuple(reasons))


def _fill(won: Sequence[Votes], seats: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The seats by votes, most first; those equal across the last seat are tied, not elected."""
    order = sorted(won, key=lambda one: -one.votes_for)
    if len(order) <= seats:
        return tuple(one.key for one in order), ()
    edge = order[seats].votes_for
    if seats and order[seats - 1].votes_for > edge:
        return tuple(one.key for one in order[:seats]), ()
    sure = tuple(one.key for one in order if one.votes_for > edge)
    return sure, tuple(one.key for one in order if one.votes_for == edge) if seats else ()


def _rule(run_off: bool, due: int, needed: int, majority: Fraction) -> str:
    if run_off:
        return f"依照{RULE_BOOK}再次投票，以得票多的当选"
    return f"依照{RULE_BOOK}，得赞成票超过应到会人数的{share_words(majority)}（至少{needed}票）当选"


def share_words(share: Fraction) -> str:
    """``2/3`` → ``三分之二``; one half is 半数."""
    if share == Fraction(1, 2):
        return "半数"
    digits = "〇一二三四五六七八九十"
    if max(share.numerator, share.denominator) > 10:
        return f"{share.numerator}/{share.denominator}"
    return f"{digits[share.denominator]}分之{digits[share.numerator]}"
