"""Handing out the papers of a case: to whoever may see the case, each time with a trace."""

from typing import BinaryIO

from django.db import transaction

from niangjia.kernel.documents.actions import open_paper_file
from niangjia.kernel.files.actions import open_for_download
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.founding_steps import for_case
from niangjia.organizing.queries.founding import NoSuchCase, case_for, paper_in


@transaction.atomic
def open_case_file(*, case_id: int, paper_id: int, form: str, by: Actor) -> tuple[str, BinaryIO]:
    """下载材料：PDF、DOCX 或签字扫描件。"""
    case = case_for(by.scope, case_id)
    row = paper_in(case, paper_id)
    here = for_case(by, case)
    if form == "scan":
        if row.scan_id is None:
            raise NoSuchCase(paper_id)
        file, content = open_for_download(file_id=row.scan_id, by=here)
        return file.name, content
    if row.paper_id is None:
        raise NoSuchCase(paper_id)
    return open_paper_file(paper_id=row.paper_id, form=form, version=None, by=here)
