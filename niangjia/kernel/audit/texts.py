"""Chinese names of deeds and of the things they were done to."""

_names: dict[str, str] = {}


def name_deeds(names: dict[str, str]) -> None:
    """Each app names its verbs (``jobs.start``) and its targets (``jobs.jobrun``) when loaded."""
    _names.update(names)


def name_of(code: str) -> str:
    """The Chinese name, or the code itself."""
    return _names.get(code, code)


def codes_named(text: str) -> list[str]:
    """All codes whose name contains the text."""
    return [code for code, name in _names.items() if text in name]
