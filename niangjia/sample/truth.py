"""What is so in the sample city. The pipeline never reads it; checks and benchmarks do."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from niangjia.sample.cast import Cast, Union
from niangjia.sample.firms import Firm
from niangjia.sample.members import figures_for
from niangjia.sample.plan import Plan


def truth_of(plan: Plan, cast: Cast, rows: dict[str, int]) -> dict[str, Any]:
    """Counts, the 72, the doubtful ones, unions with the firms they cover, firms that matter.

    ``enterprises`` leaves out the crowd: firms of fewer than 25 employees without party
    organisation and union. ``pending`` are firms of the second rule whose union only a person
    can recognise: each has one in truth, so they are never among the 72.
    """
    covered = covered_by(cast.unions, plan.today)
    before = covered_by(cast.unions, plan.first_as_of)
    firms = [firm for firm in cast.firms if _matters(firm, covered)]
    employers = [*cast.firms, *cast.institutions]
    gap = [f for f in employers if in_second_rule(f, f.headcount) and f.uscc not in covered]
    earlier = [
        f for f in employers if in_second_rule(f, f.headcount_before) and f.uscc not in before
    ]
    pending = [u.covers[0] for u in cast.unions if u.doubt]
    return {
        "note": "示例数据",
        "today": plan.today.isoformat(),
        "counts": _counts(plan, cast, rows),
        "page": _page(plan, cast),
        "party_50_no_union": [_named(firm) for firm in gap],
        "pending": [_named(firm) for firm in pending],
        "earlier": {
            "as_of": plan.first_as_of.isoformat(),
            "unions": sum(u.founded <= plan.first_as_of for u in cast.unions),
            "members": sum(u.members_before for u in cast.unions),
            "party_50_no_union": [_named(firm) for firm in earlier],
        },
        "unions": [_union(union) for union in cast.unions],
        "enterprises": [_enterprise(firm, covered) for firm in firms],
    }


def covered_by(unions: Iterable[Union], day: date) -> dict[str, str]:
    """Code of a firm → code of the union that covers it on that day."""
    return {f.uscc: union.code for union in unions if union.founded <= day for f in union.covers}


def in_second_rule(firm: Firm, headcount: int | None) -> bool:
    """50 employees and a party organisation; whether there is a union is asked apart."""
    return firm.party and headcount is not None and headcount >= 50


def write_truth(folder: Path, truth: dict[str, Any]) -> Path:
    """``truth.json`` beside the lists."""
    path = folder / "truth.json"
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _matters(firm: Firm, covered: dict[str, str]) -> bool:
    return firm.party or firm.uscc in covered or (firm.headcount or 0) >= 25


def _counts(plan: Plan, cast: Cast, rows: dict[str, int]) -> dict[str, Any]:
    unions = cast.unions
    return {
        "entities": plan.entities,
        "unions": len(unions),
        "members": sum(u.members for u in unions),
        "new_form_unions": sum(u.new_form for u in unions),
        "new_form_members": sum(u.members for u in unions if u.new_form),
        "party_50_no_union": len(cast.gap),
        "pending": sum(bool(u.doubt) for u in unions),
        "rows": rows,
    }


def _page(plan: Plan, cast: Cast) -> dict[str, Any]:
    """The headline figures of the page (K 1, 2, 6, 7, 13, 14) by the register of persons."""
    figures = figures_for(cast.unions)
    return {
        "since": plan.hundred_from.isoformat(),
        "unions": len(cast.unions),
        "members": figures.members,
        "founded": sum(union.founded >= plan.hundred_from for union in cast.unions),
        "joined": figures.joined,
        "joined_migrants": figures.joined_migrants,
        "new_form_unions": sum(union.new_form for union in cast.unions),
        "new_form_members": figures.new_form,
    }


def _named(firm: Firm) -> dict[str, str]:
    return {"uscc": firm.uscc, "name": firm.name}


def _union(union: Union) -> dict[str, Any]:
    return {
        "code": union.code,
        "name": union.name,
        "kind": union.kind,
        "members": union.members,
        "founded": union.founded.isoformat(),
        "new_form": union.new_form,
        "doubt": union.doubt,
        "covers": [firm.uscc for firm in union.covers],
    }


def _enterprise(firm: Firm, covered: dict[str, str]) -> dict[str, Any]:
    return {
        "uscc": firm.uscc,
        "name": firm.name,
        "former": firm.former,
        "district": firm.area.short,
        "headcount": firm.headcount,
        "party": firm.party,
        "union": covered.get(firm.uscc, ""),
    }
