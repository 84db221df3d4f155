"""Answers that pass, to be changed by one field at a time."""

from datetime import date
from typing import Any
from uuid import uuid4

from niangjia.engine.identity import check_character
from niangjia.organizing.actions.join_apply import Agreed
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.rules.join import Draft, Work

PHONE = "13812345678"


def identity(sequence: int, birth: date = date(1990, 5, 6), place: str = "370303") -> str:
    """An invented number with a right check character."""
    first = f"{place}{birth:%Y%m%d}{sequence:03d}"
    return first + check_character(first)


WHO = {"name": "李晓梅", "document_kind": "1", "number": identity(102), "phone": PHONE}
WORK = {"work": "other", "employer_name": "马尚小吃店", "migrant": "on"}
RIDER = {"work": "platform", "platforms": ["美团", "饿了么"], "trade": "rider", "relation": "none"}
AGREE = {"agree_membership": "on", "version_membership": "1"}
ALL_AGREED = AGREE | {
    f"{kind}_{purpose}": value
    for purpose in ("sensitive", "provide", "publish")
    for kind, value in (("agree", "on"), ("version", "1"))
}


def draft(entry: Entry, number: str = WHO["number"], **more: Any) -> Draft:
    """What three screens would have gathered."""
    values: dict[str, Any] = {
        "request": uuid4().hex, "entry": entry.payload, "started": 0, "name": WHO["name"],
        "document_kind": "1", "number": number, "phone": PHONE, "sex": "2",
        "birth_on": "1990-05-06", "work": Work(employer_name="马尚小吃店"),
    }  # fmt: skip
    return Draft(**(values | more))


AGREED = Agreed({"membership": 1})
