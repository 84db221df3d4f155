"""Facts of a person as they come in, read and compared with the identity number."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from niangjia.engine.identity import Division, IdentityCheck, check_identity
from niangjia.engine.persons import check_mobile, check_person_name

WORKING_AGE = 16
"""Labour Law, art. 15: nobody under sixteen may be employed."""

SEXES = {"1": "男", "2": "女"}


class FactsRefused(ValueError):
    """Facts that cannot be kept. ``problems``: field → Chinese sentence; the text joins them."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("；".join(self.problems.values()))


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person; names and codes are those of the fields of ``Person``.

    Empty text (``None`` for days and marks) means: not stated.
    """

    name: str
    number: str
    document_kind: str = ""
    phone: str = ""
    sex: str = ""
    birth_on: date | None = None
    nationality_group: str = ""
    native_place: str = ""
    education: str = ""
    political_status: str = ""
    skill_grade: str = ""
    household_type: str = ""
    household_place: str = ""
    employment: str = ""
    occupation: str = ""
    employer_name: str = ""
    address: str = ""
    card_number: str = ""
    migrant: bool | None = None
    trade: str = ""

    def stated(self) -> dict[str, object]:
        """Field → value of everything that was stated."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in given.items() if value not in ("", None)}


def read_facts(
    facts: PersonFacts, *, today: date, divisions: Mapping[str, Division] | None = None
) -> tuple[PersonFacts, list[str]]:
    """Facts as they are kept, and what is to be looked at; raises ``FactsRefused`` with all of it.

    The number wins: sex, birth and kind of paper are taken from it where it says them, and a
    differing statement becomes a doubt.
    """
    number = check_identity(
        facts.number, kind=facts.document_kind, today=today, divisions=divisions
    )
    name = check_person_name(facts.name)
    phone = check_mobile(facts.phone) if facts.phone else None
    problems = {"name": name.problem, "number": number.problem}
    problems["phone"] = phone.problem if phone else ""
    if found := {field: text for field, text in problems.items() if text}:
        raise FactsRefused(found)
    doubts = [*number.warnings, *conflicts(facts.sex, facts.birth_on, number)]
    doubts += [w for w in (name.warning, too_young(number.birth_on, today)) if w]
    kept = replace(
        facts, name=name.value, number=number.value, document_kind=number.kind,
        phone=phone.value if phone else "", sex=number.sex or facts.sex or "0",
        birth_on=number.birth_on or facts.birth_on,
    )  # fmt: skip
    return kept, doubts


def conflicts(sex: str, birth_on: date | None, number: IdentityCheck) -> list[str]:
    """What was stated otherwise than the number says."""
    found = []
    if sex in SEXES and number.sex and sex != number.sex:
        found.append(f"填写的性别是{SEXES[sex]}，与证件号码不符；以号码为准")
    if birth_on and number.birth_on and birth_on != number.birth_on:
        found.append(f"填写的出生日期是{birth_on}，与证件号码不符；以号码为准")
    return found


def too_young(birth_on: date | None, today: date) -> str:
    """A warning for somebody under sixteen; who was born on 29 February counts from 1 March."""
    if birth_on is None or _birthday(birth_on, WORKING_AGE) <= today:
        return ""
    return f"未满{WORKING_AGE}周岁，请核对证件号码"


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
