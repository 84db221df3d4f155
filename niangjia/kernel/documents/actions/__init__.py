"""What is done to papers, numbers and public checks; one file for each noun."""

from niangjia.kernel.documents.actions.checks import (
    Published,
    publish_check,
    publish_checks,
    revoke_check,
    revoke_code,
)
from niangjia.kernel.documents.actions.numbers import (
    NumberRefused,
    close_code,
    open_code,
    take_number,
    void_number,
)
from niangjia.kernel.documents.actions.papers import (
    PaperRefused,
    attach_scan,
    change_paper,
    draft_paper,
    issue_directly,
    issue_many,
    issue_paper,
    open_paper_file,
    print_again,
    void_paper,
)

__all__ = [
    "NumberRefused",
    "PaperRefused",
    "Published",
    "attach_scan",
    "change_paper",
    "close_code",
    "draft_paper",
    "issue_directly",
    "issue_many",
    "issue_paper",
    "open_code",
    "open_paper_file",
    "print_again",
    "publish_check",
    "publish_checks",
    "revoke_check",
    "revoke_code",
    "take_number",
    "void_number",
    "void_paper",
]
