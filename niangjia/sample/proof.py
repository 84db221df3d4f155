"""The main job's figures against the truth file, which the pipeline itself never reads."""

from datetime import date
from typing import Any

from niangjia.kernel.scope.actor import Scope
from niangjia.matching.enums import OPEN_STATES, Verdict
from niangjia.matching.models import GapHit, GapRun, Task
from niangjia.organizing.api import figure
from niangjia.portal.figures import totals

WHY = "示例城市的核对"
PAGE = ("unions", "members", "founded", "joined", "joined_migrants", "new_form_unions",
        "new_form_members")  # fmt: skip


def compare_with_truth(
    summary: dict[str, Any], truth: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The JSON object of ``demo --check`` and a sentence for each figure that does not hold."""
    run = GapRun.objects.unscoped(reason=WHY).filter(rule__code="party50").order_by("-id")[0]
    hits, pending = _codes(run, Verdict.HIT), _codes(run, Verdict.PENDING)
    wanted = {firm["uscc"] for firm in truth["party_50_no_union"]}
    doubtful = {firm["uscc"] for firm in truth["pending"]}
    keys = ("lists", "rows", "links", "ledger", "tasks", "seconds")
    result = {key: summary[key] for key in keys} | {
        "gaps": summary["gaps"] | {"party_50_no_union": len(hits)},
        "pending": len(pending),
        "missed": len(wanted - hits),
        "false_alarms": len(hits - wanted),
    }
    page = page_figures(run.unit.path, run.as_of, truth["page"]["since"])
    wrong = _wrong(result, truth, doubtful ^ pending, run) + _wrong_before(truth["earlier"])
    return result | {"page": page}, wrong + wrong_page(page, truth["page"])


def page_figures(path: str, day: date, since: str) -> dict[str, int]:
    """The headline figures of the page, counted from the register of unions and persons."""
    start = date.fromisoformat(since)
    return {key: figure(key, Scope((path,)), path, day=day, since=start) for key in PAGE}


def wrong_page(found: dict[str, int], due: dict[str, Any]) -> list[str]:
    return [
        f"统计数字“{key}”：得 {found[key]}，应为 {due[key]}"
        for key in PAGE
        if found[key] != due[key]
    ]


def _wrong_before(earlier: dict[str, Any]) -> list[str]:
    """The same rule on the first lists' day, before the unions of the campaign were founded."""
    runs = GapRun.objects.unscoped(reason=WHY).filter(rule__code="party50", as_of=earlier["as_of"])
    found = _codes(runs.order_by("-id")[0], Verdict.HIT)
    wanted = {firm["uscc"] for firm in earlier["party_50_no_union"]}
    pairs = {"漏报": wanted - found, "误报": found - wanted}
    return [f"{earlier['as_of']} 的缺口{name} {len(x)} 户" for name, x in pairs.items() if x]


def _codes(run: GapRun, verdict: Verdict) -> set[str]:
    found = GapHit.objects.unscoped(reason=WHY).filter(run=run, verdict=verdict)
    return set(found.values_list("uscc", flat=True))


def _wrong(
    result: dict[str, Any], truth: dict[str, Any], undecided: set[str], run: GapRun
) -> list[str]:
    counts = truth["counts"]
    shown = totals(Scope((run.unit.path,)), run.as_of)
    untasked = (
        GapHit.objects.unscoped(reason=WHY)
        .filter(run=run, verdict=Verdict.HIT)
        .exclude(enterprise__in=Task.objects.unscoped(reason=WHY).filter(
            state__in=OPEN_STATES).values("enterprise"))
        .count()
    )  # fmt: skip
    pairs = {
        "缺口漏报": (result["missed"], 0),
        "缺口误报": (result["false_alarms"], 0),
        "50 人以上已建党组织未建会": (result["gaps"]["party_50_no_union"], 72),
        "待核实与真值不同的户数": (len(undecided), 0),
        "没有任务的缺口户数": (untasked, 0),
        **{name: (shown[name], counts[name]) for name in ("unions", "members")},
        **{name: (shown[name], counts[name]) for name in ("new_form_unions", "new_form_members")},
    }
    return [f"{name}：得 {got}，应为 {due}" for name, (got, due) in pairs.items() if got != due]
