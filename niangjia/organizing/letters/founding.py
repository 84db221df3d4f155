"""Every paper of 建会一件事 by its kind, all from the same facts (ME1)."""

from collections.abc import Callable

from niangjia.kernel.documents.content import Printable
from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.letters import founding_forms as forms
from niangjia.organizing.letters import founding_replies as replies
from niangjia.organizing.letters import founding_requests as requests
from niangjia.organizing.letters.founding_facts import CaseFacts
from niangjia.organizing.letters.founding_missing import missing

BUILDERS: dict[str, Callable[[CaseFacts], Printable]] = {
    PaperKind.APPLICATION: requests.application,
    PaperKind.APPLICATION_REPLY: replies.application_reply,
    PaperKind.MEMBER_ROLL: forms.member_roll,
    PaperKind.NOTICE: requests.notice,
    PaperKind.MEETING_REQUEST: requests.meeting_request,
    PaperKind.MEETING_REPLY: replies.meeting_reply,
    PaperKind.MINUTES: requests.minutes,
    PaperKind.RESULT_REPORT: requests.result_report,
    PaperKind.RESULT_REPLY: replies.result_reply,
    PaperKind.LEGAL_PERSON_FORM: forms.legal_person_form,
    PaperKind.SEAL_LETTER: forms.seal_letter,
    PaperKind.ACCOUNT_LETTER: forms.account_letter,
}


def build(kind: str, facts: CaseFacts) -> Printable:
    """The paper of this kind; ``ValueError`` for one that lacks facts or comes as a scan only."""
    builder = BUILDERS.get(kind)
    if builder is None:
        raise ValueError("这种材料不由系统生成，请上传扫描件。")
    if lacks := missing(kind, facts):
        name = PaperKind(kind).label
        raise ValueError(f"《{name}》还缺：{'、'.join(lacks)}。请先在事项里登记，再生成。")
    return builder(facts)
