"""Where a matter stands, for whoever has its code: masked, no number, no paper (X6)."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import Light
from niangjia.kernel.crypto.masking import mask_name
from niangjia.kernel.documents.codes import is_ours
from niangjia.organizing.enums.founding import ENDED, FoundingState
from niangjia.organizing.enums.members import ApplicationState, TransferState
from niangjia.organizing.enums.parameters import Measure, ParameterCode
from niangjia.organizing.enums.services import Matter
from niangjia.organizing.models import FoundingCase, JoinApplication, Transfer
from niangjia.organizing.queries.founding_page import progress_of as founding_of
from niangjia.organizing.queries.join import application_by_code
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.transfers import OPEN_STATES
from niangjia.organizing.workflow.founding import WAITS_FOR
from niangjia.organizing.workflow.join import ROAD as JOIN_ROAD

TRANSFER_ROAD = ("提出", "转出工会确认", "转入工会接收", "已转入")
CAME_TO_NOTHING = frozenset({"refused", "withdrawn"})
"""What all three kinds of matter call an end without the thing asked for."""
NOTHING = "现在不需要您做什么，等待工会办理。"


@dataclass(frozen=True, slots=True)
class Progress:
    """One matter as the public page tells it.

    ``wants``: what is wanted of the applicant; ``unit_id`` and ``path``: who is responsible;
    ``number``: of the row, for officers; ``road`` is empty where the matter came to nothing.
    """

    matter: Matter
    code: str
    who: str
    facts: list[tuple[str, str]]
    state: str
    road: list[str]
    at: int
    open: bool
    due_on: date | None
    provisional: bool
    basis: str
    wants: list[str]
    passed: list[tuple[str, date]]
    unit_id: int
    path: str
    number: int
    numbers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def light(self) -> Light | None:
        if not self.open or self.due_on is None:
            return None
        return current_calendar().light(self.due_on, timezone.localdate())


def progress_of(code: str) -> Progress | None:
    """Any code a citizen can hold: joining, transfer, founding; None for none of ours."""
    if not is_ours(code):
        return None
    return _of_application(code) or _of_transfer(code) or _of_founding(code)


def _basis(path: str, code: ParameterCode) -> str:
    value = parameters_for(path, timezone.localdate()).get(code)
    return f"{value.text} 个{Measure(value.measure).label}：{value.source}" if value else ""


def _of_application(code: str) -> Progress | None:
    row = application_by_code(code)
    if row is None:
        return None
    waiting = row.state == ApplicationState.APPLIED
    still = waiting or row.state == ApplicationState.RETURNED
    path = row.union.unit.path
    return Progress(
        matter=Matter.JOIN, code=row.code, who=mask_name(row.name), state=row.get_state_display(),
        facts=[("申请加入", row.union.unit.name), ("代办", row.acted_for)],
        road=[] if row.state in CAME_TO_NOTHING else list(JOIN_ROAD), at=2 if still else 4, open=still,
        due_on=row.due_on if waiting else None, provisional=False,
        basis=_basis(path, ParameterCode.JOIN_DECIDE) if waiting else "",
        wants=_wants(row), passed=_passed(row), unit_id=row.union.unit_id, path=path,
        number=row.pk,
    )  # fmt: skip


def _wants(row: JoinApplication) -> list[str]:
    said = {
        ApplicationState.APPLIED: NOTHING,
        ApplicationState.RETURNED: f"请按意见补正后重报：{row.reason}",
        ApplicationState.APPROVED: "已入会：登录会员页可以打开会员卡。",
        ApplicationState.TO_TRANSFER: "您已是其他工会的会员，已转为会籍转接，两边工会确认后办结。",
        ApplicationState.REFUSED: f"未获批准：{row.reason}",
    }
    found = said.get(ApplicationState(row.state))
    return [found] if found else []


def _passed(row: JoinApplication) -> list[tuple[str, date]]:
    steps = [("提交申请", timezone.localdate(row.applied_at))]
    if row.decided_at:
        steps.append((row.get_state_display(), timezone.localdate(row.decided_at)))
    return steps


def transfer_by_code(code: str) -> Transfer | None:
    rows = Transfer.objects.unscoped(reason="凭查询码查看本人转接")
    found = rows.select_related("person", "from_union__unit", "to_union__unit")
    return found.filter(code=code).first()


def _of_transfer(code: str) -> Progress | None:
    row = transfer_by_code(code)
    if row is None:
        return None
    running = row.state in OPEN_STATES
    path = row.to_union.unit.path
    return Progress(
        matter=Matter.TRANSFER, code=code, who=mask_name(row.person.name),
        facts=[("转出工会", row.from_union.unit.name), ("转入工会", row.to_union.unit.name),
               ("代办", row.acted_for)],
        state=row.get_state_display(),
        road=[] if row.state in CAME_TO_NOTHING else list(TRANSFER_ROAD), at=_at(row), open=running,
        due_on=row.due_on if running else None, provisional=False,
        basis=_basis(path, ParameterCode.TRANSFER_DECIDE) if running else "",
        wants=[NOTHING] if running else [row.answer] if row.answer else [],
        passed=_moves(row), unit_id=row.to_union.unit_id, path=path,
        number=row.pk,
    )  # fmt: skip


def _at(row: Transfer) -> int:
    if row.state not in OPEN_STATES:
        return len(TRANSFER_ROAD) + 1
    return 2 if row.released_at is None else 3


def _moves(row: Transfer) -> list[tuple[str, date]]:
    told = (("提出转接", row.proposed_at), ("转出工会确认", row.released_at),
            ("转入工会接收", row.received_at))  # fmt: skip
    done = [(label, timezone.localdate(at)) for label, at in told if at]
    if row.state == TransferState.DONE and row.effective_on:
        done.append(("已转入", row.effective_on))
    return done


def _of_founding(code: str) -> Progress | None:
    found = founding_of(code)
    if found is None:
        return None
    case = found.case
    running = case.state not in ENDED
    return Progress(
        matter=Matter.FOUNDING, code=case.code, who=found.applicant,
        facts=[("拟建工会", case.union_name), ("上级工会", case.unit.name)],
        state=case.get_state_display(),
        road=[] if case.state in CAME_TO_NOTHING else found.road, at=found.at, open=running,
        due_on=case.due_on if running else None, provisional=case.due_provisional,
        basis=case.due_basis if running else "", wants=_asks(case, found.defects),
        passed=found.passed, unit_id=case.unit_id, path=case.unit.path, number=case.pk,
        numbers=found.numbers,
    )  # fmt: skip


def _asks(case: FoundingCase, defects: list[str]) -> list[str]:
    """Open defects; else whose turn it is."""
    if defects:
        return [f"请补正：{said}" for said in defects]
    if case.state in ENDED:
        return []
    if case.state in WAITS_FOR or case.state == FoundingState.NOMINATED:
        return [NOTHING]
    return [f"请办理下一步：现在是“{case.get_state_display()}”，可到受理窗口办理。"]
