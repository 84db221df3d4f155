"""What clerks, old systems and departments do to the name of a firm; one function for each kind.

An edit takes a ``Name`` and draws from ``dice``; it returns the new text, or the old one where it
cannot be made. Words come from ``linkage_words``, never from the engine.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from pypinyin import Style, lazy_pinyin

from bench import linkage_words as words

Dice = random.Random


@dataclass(frozen=True)
class Places:
    """The divisions of one register: their names without 省, 市, 区, 县."""

    province: str
    city: str
    districts: tuple[str, ...]

    @property
    def written(self) -> re.Pattern[str]:
        """Divisions in front of a name, in any of their spellings."""
        plain = [self.province, self.city, *(one[:-1] for one in self.districts)]
        stems = sorted({one for one in plain if len(one) >= 2}, key=len, reverse=True)
        return re.compile(rf"^(?:(?:{'|'.join(map(re.escape, stems))})[省市区县]?)+")


@dataclass(frozen=True)
class Name:
    """A name in its parts; ``whole`` puts them together. brands: of other firms, to draw from."""

    region: str
    brand: str
    trade: str
    form: str
    tail: str
    district: str
    places: Places
    brands: tuple[str, ...]

    @property
    def core(self) -> str:
        return self.brand + self.trade

    @property
    def whole(self) -> str:
        return self.region + self.core + self.form + self.tail


@cache
def _trade_end() -> re.Pattern[str]:
    every = sorted({word for group in words.TRADES for word in group}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(every)})+$")


_HEAD = re.compile(r"^(.{4,}?(?:公司|合作社|集团))(.+)$")


def take_apart(text: str, district: str, places: Places, brands: tuple[str, ...]) -> Name:
    """Divisions in front, brand, trade, form, and what stands behind for a branch."""
    region = found[0] if (found := places.written.match(text)) else ""
    rest, tail = text[len(region) :], ""
    if head := _HEAD.match(rest):
        rest, tail = head[1], head[2]
    form = next((one for one in words.FORMS if rest.endswith(one)), "")
    core = rest[: len(rest) - len(form)]
    end = _trade_end().search(core)
    size = end.start() if end and end.start() >= 2 else max(2, len(core) - 2)
    return Name(region, core[:size], core[size:], form, tail, district, places, brands)


def truncated(name: Name, dice: Dice) -> str:
    """An old system's column was too short: the end is gone, now and then with part of the trade."""
    whole = name.whole
    least = len(name.region) + len(name.brand) + dice.choice((0, 1, 2, 2, 3))
    return whole[: max(least, 4, min(len(whole) - 2, dice.choice((8, 9, 10, 10, 12, 14))))]


def lost(name: Name, dice: Dice) -> str:
    """A character the system did not know is gone; one in four times two of them."""
    core = name.core
    for _ in range(1 + (dice.random() < 0.25)):
        if len(core) > 3:
            at = dice.randrange(len(core))
            core = core[:at] + core[at + 1 :]
    return name.region + core + name.form + name.tail


def question_mark(name: Name, dice: Dice) -> str:
    """The same, with the sign that stands for it."""
    at = dice.randrange(len(name.core))
    core = name.core[:at] + dice.choice("?？□*") + name.core[at + 1 :]
    return name.region + core + name.form + name.tail


def restructured(name: Name, dice: Dice) -> str:
    """Before or after the change of system (改制)."""
    form = dice.choice(words.RESTRUCTURED.get(name.form, (name.form,)))
    core = name.core
    if name.form == "厂" and form != "总厂" and dice.random() < 0.4:
        core += dice.choice(("制造", "实业"))
    return name.region + core + form + name.tail


def region_chain(name: Name, dice: Dice) -> str:
    """Province, city and district, now and then the town, in front of whatever stood there."""
    places, district = name.places, name.district or dice.choice(name.places.districts)
    chain = "".join(
        (
            dice.choice((places.province + "省", places.province, "")), places.city + dice.choice(("市", "市", "")),
            dice.choice((district, district, district[:-1], "")), dice.choice(("", "", "", dice.choice(words.TOWNS))),
        )
    )  # fmt: skip
    kept = name.region if dice.random() < 0.2 else ""
    return chain + kept + name.core + name.form + name.tail


def town_first(name: Name, dice: Dice) -> str:
    return dice.choice(words.TOWNS) + replace(name, region="").whole


def region_dropped(name: Name, dice: Dice) -> str:
    return replace(name, region="").whole


def region_behind(name: Name, dice: Dice) -> str:
    region = name.region or name.places.city
    sign = dice.choice(("({})", "（{}）", "{}"))
    return name.core + sign.format(region) + name.form + name.tail


def reordered(name: Name, dice: Dice) -> str:
    """Words change places: trade before brand, the form in front, or the core cut and turned."""
    way = dice.random()
    if way < 0.4:
        return name.region + name.trade + name.brand + name.form + name.tail
    if way < 0.7:
        return name.form + name.region + name.trade + name.brand + name.tail
    if way < 0.8:
        return name.core + name.region + name.form + name.tail
    at = dice.randrange(1, len(name.core))
    return name.region + name.core[at:] + name.core[:at] + name.form + name.tail


def synonym(name: Name, dice: Dice) -> str:
    """The trade in another word for the same."""
    groups = [g for g in words.TRADES if any(name.trade.endswith(w) for w in g)]
    if not groups:
        return name.whole
    group = max(groups, key=lambda g: max(len(w) for w in g if name.trade.endswith(w)))
    old = max((w for w in group if name.trade.endswith(w)), key=len)
    new = dice.choice([w for w in group if w != old])
    return replace(name, trade=name.trade[: len(name.trade) - len(old)] + new).whole


def pinyin(name: Name, dice: Dice) -> str:
    """A character, seldom two, in Latin letters."""
    core, at = name.core, dice.randrange(len(name.brand))
    size = 1 + (dice.random() < 0.15)
    said = "".join(lazy_pinyin(core[at : at + size], style=Style.NORMAL))
    said = dice.choice((said, said.upper(), said.capitalize()))
    return name.region + core[:at] + said + core[at + size :] + name.form + name.tail


@cache
def _homophones() -> dict[str, str]:
    """Syllable → common characters of it."""
    found: dict[str, str] = {}
    for group in range(16, 56):  # the first level of GB 2312: the 3,755 common characters
        for cell in range(1, 95):
            try:
                one = bytes((group + 160, cell + 160)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            said = lazy_pinyin(one)[0]
            found[said] = found.get(said, "") + one
    return found


def typo(name: Name, dice: Dice) -> str:
    """One character is another: of the same sound, of like shape, any; or stands twice, or turned."""
    core, at = name.core, dice.randrange(len(name.core))
    way, one = dice.random(), name.core[at]
    if way < 0.45:
        others = _homophones().get(lazy_pinyin(one)[0], "").replace(one, "")
        new = dice.choice(others) if others else one + one
    elif way < 0.6:
        pairs = [pair.replace(one, "") for pair in words.LOOKALIKES if one in pair]
        new = pairs[0] if pairs else dice.choice(dice.choice(name.brands))
    elif way < 0.75:
        new = dice.choice(dice.choice(name.brands))
    elif way < 0.88:
        new = one + one
    else:
        turned = core[at : at + 2][::-1]
        return name.region + core[:at] + turned + core[at + 2 :] + name.form + name.tail
    return name.region + core[:at] + new + core[at + 1 :] + name.form + name.tail


def shortened(name: Name, dice: Dice) -> str:
    """What people call it: the brand alone with 公司, or without form, or without the trade's end."""
    region = dice.choice(("", "", name.places.city))
    way = dice.random()
    if way < 0.4:
        return (
            region + name.brand + dice.choice(("公司", "公司", "厂" if name.form == "厂" else ""))
        )
    if way < 0.8:
        return region + name.core + name.tail
    return region + name.brand + name.trade[:2] + name.tail


def former(name: Name, dice: Dice) -> str:
    """The name of a past year, without a word about it: another brand, or another trade as well."""
    other = replace(name, brand=dice.choice(name.brands))
    if dice.random() < 0.2:
        other = replace(other, trade=dice.choice(dice.choice(words.TRADES)))
    return other.whole


def former_told(name: Name, dice: Dice) -> str:
    """The new name with the old one, which the register still has; or the old one beside its own."""
    other = replace(name, brand=dice.choice(name.brands)).whole
    now, was = (other, name.whole) if dice.random() < 0.5 else (name.whole, other)
    return now + dice.choice(words.FORMER).format(was)


def fullwidth(name: Name, dice: Dice) -> str:
    """Full-width signs, traditional characters."""
    text = "".join(words.TRADITIONAL.get(one, one) for one in name.whole)
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def spaced(name: Name, dice: Dice) -> str:
    text = name.whole
    at = dice.randrange(1, len(text))
    return text[:at] + dice.choice((" ", "\u3000", "\n", "\t")) + text[at:]


def numeral(name: Name, dice: Dice) -> str:
    there = str.maketrans("一二三四五六七八九123456789", "123456789一二三四五六七八九")
    return name.whole.translate(there)


def remark(name: Name, dice: Dice) -> str:
    if dice.random() < 0.4:
        return f"{dice.randrange(1, 900)}{dice.choice('、.')}{name.whole}"
    return name.whole + dice.choice(words.REMARKS)


EDITS: dict[str, Callable[[Name, Dice], str]] = {
    "truncated": truncated, "lost": lost, "question_mark": question_mark, "restructured": restructured,
    "region_chain": region_chain, "town_first": town_first, "region_dropped": region_dropped,
    "region_behind": region_behind, "reordered": reordered, "synonym": synonym, "pinyin": pinyin,
    "typo": typo, "shortened": shortened, "former": former, "former_told": former_told,
    "fullwidth": fullwidth, "spaced": spaced, "numeral": numeral, "remark": remark,
}  # fmt: skip
"""In the order in which they are done to one name."""
LAST = ("former_told", "remark", "truncated", "fullwidth", "spaced")
"""Done to the text as it then is, after all others."""


def wrapped(text: str, dice: Dice, other: str) -> str:
    """As the union register or the party office writes it; ``other``: a firm in a joint branch."""
    if dice.random() < 0.7:
        return text + dice.choice(words.UNIONS)
    form = dice.choice(words.PARTIES)
    joint = "联合" in form and dice.random() < 0.5
    return form.format(text + other if joint else text)
