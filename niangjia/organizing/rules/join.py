"""An application on its way through three screens: what it holds, and what is missing. Pure."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

DRAFT_LASTS = timedelta(hours=2)
PLATFORMS_MOST = 8
LONGEST_PLATFORM = 40


class DraftRefused(ValueError):
    """Answers of earlier screens that cannot be used. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Work:
    """Where somebody works. ``employer_id``: one that the union covers; else a typed name; or
    platforms, several at once, with no employer at all (ME7)."""

    employer_id: int | None = None
    employer_name: str = ""
    platforms: tuple[str, ...] = ()
    trade: str = ""
    relation: str = ""
    migrant: bool = False

    def problem(self) -> str:
        """What is missing, or ""."""
        if self.platforms and not self.trade:
            return "请选择在平台上主要做哪一行"
        if self.trade and not self.platforms and not self.employer_name and not self.employer_id:
            return "请至少选择或填写一个平台"
        if not (self.employer_id or self.employer_name or self.platforms):
            return "请选择工作单位，或选择所在的平台"
        if len(self.platforms) > PLATFORMS_MOST:
            return f"平台最多填 {PLATFORMS_MOST} 个，请保留常跑的"
        return ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers so far, carried by the page itself under seal, so that nothing need be kept here.

    ``request`` is made with the first screen and makes sending twice harmless; ``entry`` is the
    payload of the link it was filled in for; ``started`` seconds since 1970. ``amends``: the
    application that is being put right. ``again``: the person of the register who comes back.
    """

    request: str
    entry: str
    started: int
    name: str
    document_kind: str
    number: str
    phone: str
    sex: str = "0"
    birth_on: str = ""
    work: Work = Work()
    amends: int = 0
    again: int = 0


def draft_text(draft: Draft) -> str:
    return json.dumps(asdict(draft), ensure_ascii=False, separators=(",", ":"))


def read_draft(text: str, *, entry: str, now: int) -> Draft:
    """The draft of this very link, if it is not too old; ``DraftRefused`` says why not."""
    values: dict[str, Any] = json.loads(text)
    work = values.pop("work")
    work["platforms"] = tuple(work["platforms"])
    known = {f.name for f in fields(Draft)}
    draft = Draft(work=Work(**work), **{k: v for k, v in values.items() if k in known})
    if draft.entry != entry:
        raise DraftRefused("前面填写的内容属于另一个二维码，请从头填写。")
    if now - draft.started > DRAFT_LASTS.total_seconds():
        raise DraftRefused("填写时间超过两小时，为保护您的信息请重新填写。")
    return draft


def clean_platforms(chosen: list[str], typed: str) -> tuple[str, ...]:
    """Ticked and typed ones together, each once; typed ones parted by commas or blanks."""
    for sign in "，、,;；/":
        typed = typed.replace(sign, " ")
    named = [*chosen, *typed.split()]
    return tuple(dict.fromkeys(name.strip()[:LONGEST_PLATFORM] for name in named if name.strip()))


def facts_of(work: Work) -> dict[str, str]:
    """Answers without a field of their own in the application."""
    return {"relation": work.relation} if work.relation else {}
