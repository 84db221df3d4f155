"""Invented market entities: names by the rules of A.7, codes, places, dates, head-counts."""

from collections import deque
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from niangjia.sample.codes import CodeMaker
from niangjia.sample.naming import Namer, pick
from niangjia.sample.places import AREAS, CITY_CODE, Area, Town
from niangjia.sample.words import (
    FORMS,
    NEW_FORM_TRADES,
    ORDINARY_TRADES,
    PROPERTY,
    RESERVED,
    SHOPS,
    STREET_WORDS,
    Trade,
)

AREA_SHARES = tuple(accumulate(area.share for area in AREAS))
NEW_FORM_SHARE = 0.05
LIMIT = 50  # employees, of the rule "party organisation, no union"
BRANCH_TAILS = ("分公司", "第一分公司", "第二分公司", "营业部", "分店")


@dataclass(slots=True)
class Firm:
    """What is true of one market entity or institution, and what each list says of its staff.

    ``sharp``: one of the firms on which the rule "50 employees, party, no union" turns.
    ``social_before``: insured persons at the first lists' date; ``None``: not in the list.
    """

    index: int
    kind: str
    name: str
    core: str
    division: str
    trade: Trade
    form: str
    uscc: str
    area: Area
    town: Town
    registered: date
    former: str = ""
    status: str = "存续"
    staff: int = 0
    social: int | None = None
    social_before: int | None = None
    tax: int | None = None
    statistics: int | None = None
    party: bool = False
    sharp: bool = False
    head: "Firm | None" = None

    @property
    def headcount(self) -> int | None:
        """By the rule of the house: social security first, then tax, then statistics."""
        return next((n for n in (self.social, self.tax, self.statistics) if n is not None), None)

    @property
    def contested(self) -> bool:
        """Only the social security list keeps the firm out of the rule of 50, or in it.

        Its line must then be recognised: undecided, another list's number would count.
        """
        others = [count for count in (self.tax, self.statistics) if count is not None]
        own = [count for count in (self.social, self.social_before) if count is not None]
        return self.party and any((a >= LIMIT) != (b >= LIMIT) for a in own for b in others)

    @property
    def headcount_before(self) -> int | None:
        """The same at the first lists' date."""
        counts = (self.social_before, self.tax, self.statistics)
        return next((n for n in counts if n is not None), None)


class FirmMaker:
    """Makes firms one after another; everything follows from the seed."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._codes = CodeMaker(start=rng.randrange(10**7))
        self.namer = Namer(rng)
        self._recent: deque[Firm] = deque(maxlen=64)  # firms that a twin or branch may follow

    def ordinary(self, index: int) -> Firm:
        """A sole trader, company, branch or cooperative of fewer than 25 employees."""
        roll = self._rng.random()
        if roll < 0.64:
            return self.shop(index)
        if roll < 0.655 and self._recent:
            return self._small(self.branch(index, pick(self._rng, self._recent)))
        if roll < 0.67 and self._recent:
            twin = self.twin(index, pick(self._rng, self._recent))
            return self._small(twin or self.company(index))
        if roll < 0.68:
            return self._small(self.cooperative(index))
        firm = self._small(self.company(index))
        if not firm.former:
            self._recent.append(firm)
        return firm

    def place(self, area: Area | None = None) -> tuple[Area, Town]:
        """A town, of the area if one is given."""
        if area is None:
            roll = self._rng.random() * AREA_SHARES[-1]
            area = next(a for a, share in zip(AREAS, AREA_SHARES, strict=True) if roll <= share)
        return area, pick(self._rng, area.towns)

    def trade(self) -> Trade:
        """A trade of a company; one in twenty of a new form."""
        roll = self._rng.random()
        if roll < NEW_FORM_SHARE:
            return pick(self._rng, NEW_FORM_TRADES)
        return PROPERTY if roll < NEW_FORM_SHARE + 0.02 else pick(self._rng, ORDINARY_TRADES)

    def company(
        self,
        index: int,
        *,
        area: Area | None = None,
        trade: Trade | None = None,
        reserved: bool = False,
        settled: bool = False,
    ) -> Firm:
        """A company; ``reserved``: its 字号 resembles no other; ``settled``: years old, and the
        only one of its 字号 and trade in the city, so that lists tell it apart."""
        rng = self._rng
        area, town = self.place(area)
        trade = trade or self.trade()
        if reserved:
            core = self.namer.reserved()
        else:
            core = self.namer.ordinary(trade.words, area, alone=settled)
        division, form = self._division(area), pick(rng, FORMS)
        while not self.namer.register(f"{division}{core}{trade.words}{form}"):
            core = self.namer.ordinary(trade.words, area, alone=settled)
        firm = Firm(
            index=index,
            kind="company",
            name=f"{division}{core}{trade.words}{form}",
            core=core,
            division=division,
            trade=trade,
            form=form,
            uscc="",
            area=area,
            town=town,
            registered=self._registered() - timedelta(days=500 if settled else 0),
        )
        firm.uscc = self._company_code(firm)
        if rng.random() < 0.03:
            self.rename(firm)
        return firm

    def rename(self, firm: Firm) -> None:
        """Give the firm a former name, of a 字号 that nobody else ever bore."""
        while not firm.former:
            if firm.core[0] in RESERVED:
                old = self.namer.reserved()
            else:
                old = self.namer.ordinary(firm.trade.words, firm.area, alone=True)
            name = f"{firm.division}{old}{firm.trade.words}{firm.form}"
            firm.former = name if self.namer.register(name) else ""

    def twin(self, index: int, firm: Firm, *, elsewhere: bool = False) -> Firm | None:
        """The same 字号 in another trade, or the same name in another area (``elsewhere``)."""
        area = firm.area
        trade = firm.trade
        if elsewhere or self._rng.random() < 0.4:
            area = pick(self._rng, [a for a in AREAS if a is not firm.area])
        else:
            trade = pick(self._rng, [t for t in ORDINARY_TRADES if t is not firm.trade])
        if not self.namer.claim(firm.core, trade.words, area):
            return None
        division = firm.division if area is firm.area else self._division(area)
        town = pick(self._rng, area.towns)
        name = f"{division}{firm.core}{trade.words}{firm.form}"
        if not self.namer.register(name) and not elsewhere:
            return None
        twin = Firm(
            index=index,
            kind="company",
            name=name,
            core=firm.core,
            division=division,
            trade=trade,
            form=firm.form,
            uscc="",
            area=area,
            town=town,
            registered=self._registered(),
        )
        twin.uscc = self._company_code(twin)
        return twin

    def branch(self, index: int, head: Firm) -> Firm:
        """A branch with its own licence: the head office's full name and a tail (A.7)."""
        area, town = self.place()
        tail = area.short.rstrip("区县") + pick(self._rng, BRANCH_TAILS)
        registered = max(self._registered(), head.registered)
        while not self.namer.claim(head.name, tail, area):
            tail = town.name[:2] + tail
        return Firm(
            index=index,
            kind="branch",
            name=head.name + tail,
            core=head.core,
            division=head.division,
            trade=head.trade,
            form=head.form,
            uscc=self._codes.make("91", area.registrar),
            area=area,
            town=town,
            registered=registered,
            head=head,
        )

    def shop(self, index: int) -> Firm:
        """A sole trader (个体工商户)."""
        rng = self._rng
        area, town = self.place()
        trade = pick(rng, SHOPS)
        core = self.namer.ordinary(trade.words, area)
        division = area.short if rng.random() < 0.7 else "淄博" + area.short
        firm = Firm(
            index=index,
            kind="shop",
            name=f"{division}{core}{trade.words}",
            core=core,
            division=division,
            trade=trade,
            form="",
            uscc=self._codes.make("92", area.registrar),
            area=area,
            town=town,
            registered=self._registered(),
        )
        if rng.random() < 0.8:
            firm.staff = firm.tax = 1 + int(rng.random() ** 3 * 6)
        if rng.random() < 0.06:
            firm.status = "注销"
        return firm

    def cooperative(self, index: int) -> Firm:
        """A farmers' cooperative (code 93)."""
        firm = self.company(index, trade=ORDINARY_TRADES[-1])
        firm.kind, firm.form, firm.former = "cooperative", "农民专业合作社", ""
        firm.name = f"{firm.area.short}{firm.core}种植农民专业合作社"
        firm.uscc = self._codes.make("93", firm.area.registrar)
        return firm

    def institution(self, index: int, name: str, area: Area, town: Town, trade: Trade) -> Firm:
        """A school, hospital or office (code 12); not a market entity."""
        return Firm(
            index=index,
            kind="institution",
            name=name,
            core=name,
            division=area.short,
            trade=trade,
            form="",
            uscc=self._codes.make("12", area.registrar),
            area=area,
            town=town,
            registered=self._today - timedelta(days=6000),
        )

    def union_code(self, area: Area) -> str:
        """A grass-roots union's own code."""
        return self._codes.make("81", area.registrar)

    def newcomer(self, index: int) -> Firm:
        """A company that was registered today."""
        firm = self.company(index)
        firm.registered, firm.former = self._today, ""
        return firm

    def address(self, firm: Firm) -> str:
        """A made-up house number in the firm's town."""
        street = STREET_WORDS[firm.index % len(STREET_WORDS)]
        return f"山东省淄博市{firm.area.short}{firm.town.name}{street}路{firm.index % 297 + 1}号"

    def _division(self, area: Area) -> str:
        roll = self._rng.random()
        if roll < 0.25:
            return "山东"
        if roll < 0.35 and not area.is_zone:
            return "淄博市" + area.short
        if roll < 0.6 and area.short.endswith("县"):
            return area.short
        return "淄博" if roll < 0.9 else "淄博市"

    def _company_code(self, firm: Firm) -> str:
        registrar = CITY_CODE if firm.division == "山东" else firm.area.registrar
        old = (self._today - firm.registered).days > 3000
        return self._codes.make("91", registrar, digits=old and self._rng.random() < 0.5)

    def _registered(self) -> date:
        """One in a hundred within 30 days, one more within 60, the rest over 25 years."""
        roll = self._rng.random()
        if roll < 0.01:
            return self._today - timedelta(days=1 + int(self._rng.random() * 28))
        if roll < 0.02:
            return self._today - timedelta(days=31 + int(self._rng.random() * 28))
        return self._today - timedelta(days=62 + int(self._rng.random() ** 1.6 * 9000))

    def _small(self, firm: Firm) -> Firm:
        rng = self._rng
        firm.staff = int(rng.random() ** 3 * 24)
        if rng.random() < 0.05:
            firm.status = "注销" if rng.random() < 0.8 else "吊销"
            return firm
        if rng.random() < 0.85:
            firm.tax = firm.staff
        if firm.staff and rng.random() < 0.6:
            firm.social = firm.social_before = max(1, firm.staff - int(rng.random() * 3))
        if rng.random() < 0.55:
            firm.statistics = max(0, firm.staff + int(rng.random() * 3) - 1)
        return firm


def jitter(rng: Random, count: int, share: float, low: int, high: int) -> int:
    """Another department's figure: within ``share`` of ``count`` and within [low, high]."""
    moved = round(count * (1 + (rng.random() * 2 - 1) * share))
    return min(max(moved, low), high)
