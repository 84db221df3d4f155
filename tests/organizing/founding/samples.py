"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from typing import Any

from niangjia.kernel.scope.enums import Role
from niangjia.organizing.models import Employer, EmployerMaterial, FoundingCase
from tests.house.rows import Sample, row, word

SAMPLES: dict[tuple[str, str], Sample] = {
    ("organizing", "case_id"): row(FoundingCase),
    ("organizing", "employer_id"): row(Employer),
    ("organizing", "material_id"): row(EmployerMaterial),
    ("organizing:case_reuse", "material_id"): word("0"),
    ("organizing:request_material", "material_id"): word("0"),
    ("organizing:case_step", "name"): word("submit"),
    ("organizing:case_add", "what"): word("preparer"),
    ("organizing:case_mark", "what"): word("preparer"),
    ("organizing:case_mark", "row_id"): word("0"),
    ("organizing:case_paper_make", "kind"): word("application"),
    ("organizing:case_ballot", "seat"): word("chair"),
    ("organizing:case_ballot_void", "ballot_id"): word("0"),
    ("organizing", "paper_id"): word("0"),
    ("organizing:case_file", "form"): word("pdf"),
    ("organizing:founding_show", "code"): word("ABCD"),
}
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = [
    ("organizing:case_list", Role.ORGANISER, FoundingCase, {}),
    ("organizing:firm_list", Role.WINDOW, Employer, {}),
]
MAY_BE_ABSENT: dict[str, str] = {
    "organizing:request_material": "材料随这一件请求提交",
    "organizing:case_ballot": "要有未投票的席位",
    "organizing:case_scan": "材料属于这一件事项",
    "organizing:case_file": "材料属于这一件事项",
    "organizing:case_mark": "行属于这一件事项",
}
REFUSED_ON_THE_LIST: dict[str, str] = {}
