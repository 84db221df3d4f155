"""How departments spoil what they write: codes, names, dates, districts."""

from datetime import date
from random import Random

from niangjia.sample.codes import full_width, spoil_check
from niangjia.sample.firms import Firm
from niangjia.sample.naming import pick
from niangjia.sample.writers import Cell

SCIENTIFIC = "9.137E+17"
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar


def light_code(rng: Random, code: str) -> str:
    """Odd in looks, yet the same code."""
    roll = rng.random()
    if roll < 0.95:
        return code
    if roll < 0.97:
        return code.lower()
    if roll < 0.98:
        return full_width(code)
    return f"\t{code}" if roll < 0.99 else f"{code[:6]} {code[6:]}"


def spoiled_code(rng: Random, code: str) -> Cell:
    """A code that no longer identifies: by its check character or as a number."""
    roll = rng.random()
    if roll < 0.5:
        return spoil_check(code)
    return SCIENTIFIC if roll < 0.8 else float(SCIENTIFIC)


def list_code(rng: Random, code: str, spoiled: float) -> Cell:
    """The code as a list has it: ``spoiled`` is the share that is lost."""
    return spoiled_code(rng, code) if rng.random() < spoiled else light_code(rng, code)


def written_name(rng: Random, firm: Firm) -> str:
    """The firm's name with the small freedoms of a clerk's hand."""
    name, roll = firm.name, rng.random()
    if roll < 0.93:
        return name
    if roll < 0.95:
        return name.replace("有限责任公司", "有限公司")
    if roll < 0.97:
        return name + " "
    if roll < 0.985:
        middle = len(firm.division)
        return f"{name[:middle]}\u3000{name[middle:]}"
    return f" {name}"


def written_date(rng: Random, day: date) -> Cell:
    """A date as text of several fashions, as number, or as a real date cell."""
    fashion = int(rng.random() * 10)
    if fashion == 0:
        return f"{day.year}.{day.month}.{day.day}"
    if fashion == 1:
        return f"{day.year}年{day.month}月{day.day}日"
    if fashion == 2:
        return float((day - EPOCH).days)
    if fashion == 3:
        return float(f"{day:%Y%m%d}")
    return day if fashion < 8 else day.isoformat()


def written_district(rng: Random, district: str) -> str:
    """``张店区``, sometimes with the city before it."""
    return district if rng.random() < 0.96 else pick(rng, ("淄博市", "淄博")) + district
