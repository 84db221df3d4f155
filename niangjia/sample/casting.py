"""The firms and unions that matter to the figures; the crowd around them is made in passing."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from math import ceil
from random import Random

from niangjia.sample.cast import Cast, Union
from niangjia.sample.firms import Firm, FirmMaker, jitter
from niangjia.sample.naming import pick
from niangjia.sample.places import AREA_BY_NAME, TOWNS, Area, Town, town
from niangjia.sample.plan import (
    DAYS_BETWEEN_LISTS,
    FEDERATION_FIRMS,
    FEDERATION_MEMBERS,
    GAP_FIRMS,
    HUNDRED_DAYS,
    Plan,
    share_out,
)
from niangjia.sample.words import (
    NEW_FORM_TRADES,
    ORDINARY_TRADES,
    PROPERTY,
    SCHOOLS,
    STREET_WORDS,
    TRADE_BY_WORDS,
    Trade,
)

FEDERATIONS = (
    ("张店区", "马尚街道", "网约车", TRADE_BY_WORDS["出行服务"]),
    ("桓台县", "果里镇", "物流", TRADE_BY_WORDS["物流"]),
    ("淄川区", "般阳路街道", "物业", PROPERTY),
)
PLATFORM_WORDS = ("快递行业", "外卖行业", "货运行业", "网约车行业")
DAYS_BEFORE_LISTS = HUNDRED_DAYS - DAYS_BETWEEN_LISTS
GAP_BRANCHES, GAP_TWINS, GAP_CROSSED, GAP_JOINT_PARTY = 2, 4, 3, 4


class Casting:
    """Builds the cast of one plan. Indexes are set when the firms are placed."""

    def __init__(self, plan: Plan, maker: FirmMaker, rng: Random) -> None:
        self.plan = plan
        self.maker = maker
        self.rng = rng
        self.cast = Cast()
        self._places: set[str] = set()
        self._street_unions = iter([(t, word) for word in STREET_WORDS for t in TOWNS])
        self._platform_unions = iter([(t, word) for word in PLATFORM_WORDS for t in TOWNS])

    def run(self) -> Cast:
        """Everybody, with the plan's exact numbers of unions and members."""
        ordinary, new_form = self._members()
        self._federations()
        self._platform_areas(islice(new_form, self.plan.new_form_areas))
        self._new_form_singles(new_form)
        self._doubtful(islice(ordinary, self.plan.doubtful))
        self._sharp_singles(islice(ordinary, self.plan.sharp_singles))
        self._institutions(islice(ordinary, self.plan.institutions))
        self._joint_unions(islice(ordinary, self.plan.joint_unions))
        rest = self.plan.area_unions - self.plan.new_form_areas
        self._street_areas(islice(ordinary, rest))
        gap_twins = self._gap()
        self._other_singles(ordinary, gap_twins)
        self._without_union()
        self._date_unions()
        return self.cast

    def _members(self) -> tuple[Iterator[int], Iterator[int]]:
        """Members of each ordinary union (at least 44) and of each new-form one."""
        plan = self.plan
        fixed = sum(FEDERATION_MEMBERS)
        ordinary = plan.unions - plan.new_form_unions
        return (
            iter(share_out(self.rng, plan.members - plan.new_form_members, ordinary, 44)),
            iter(share_out(self.rng, plan.new_form_members - fixed, plan.new_form_unions - 3, 20)),
        )

    def _firm(
        self,
        staff: int,
        *,
        area: Area | None = None,
        trade: Trade | None = None,
        sharp: bool = False,
        ordinary_trade: bool = False,
    ) -> Firm:
        if ordinary_trade and trade is None:
            trade = pick(self.rng, ORDINARY_TRADES)
        firm = self.maker.company(0, area=area, trade=trade, reserved=sharp, settled=True)
        firm.sharp = sharp
        return self._employ(firm, staff)

    def _employ(self, firm: Firm, staff: int) -> Firm:
        """Give the firm its head-counts; without social security all stay on one side of 25/50."""
        rng = self.rng
        firm.staff = staff
        low, high = next(b for b in ((50, 10**6), (25, 49), (0, 24)) if staff >= b[0])
        if rng.random() < 0.88:
            firm.social = firm.social_before = staff
            low, high = max(0, staff - 12), staff + 15
        firm.tax = jitter(rng, staff, 0.2, low, high)
        firm.statistics = jitter(rng, staff, 0.15, low, high) if rng.random() < 0.8 else None
        self.cast.firms.append(firm)
        return firm

    def _union(self, kind: str, name: str, members: int, covers: list[Firm], **facts: str) -> Union:
        first = covers[0]
        union = Union(
            kind=kind,
            name=name,
            code=self.maker.union_code(first.area),
            area=first.area,
            town=first.town,
            members=members,
            covers=covers,
            employer=facts.get("employer", first.name),
            employer_code=facts.get("employer_code", first.uscc),
            doubt=facts.get("doubt", ""),
        )
        union.staff = max(members, sum(firm.staff for firm in covers))
        self.cast.unions.append(union)
        return union

    def _single(self, firm: Firm, members: int, *, clear: bool = False, doubt: str = "") -> Union:
        ending = pick(self.rng, ("工会委员会", "工会委员会", "基层工会委员会", "工会"))
        union = self._union("single", firm.name + ending, members, [firm], doubt=doubt)
        union.clear = clear
        return union

    def _employed(self, members: int) -> int:
        """Staff of a firm so many of whose staff are members."""
        return ceil(members / (0.78 + self.rng.random() * 0.2))

    def _federations(self) -> None:
        """The three industry federations of the story: ride-hailing, logistics, property."""
        for (place, street, word, trade), members, count in zip(
            FEDERATIONS, FEDERATION_MEMBERS, FEDERATION_FIRMS, strict=True
        ):
            area = AREA_BY_NAME[place]
            firms = [
                self._firm(8 + int(self.rng.random() * 40), area=area, trade=trade)
                for _ in range(count)
            ]
            union = self._union(
                "federation",
                f"{place}{word}行业工会联合会",
                members,
                firms,
                employer=f"{place}{word}行业协会",
                employer_code="",
            )
            union.town, union.new_form = town(place, street), True

    def _platform_areas(self, members: Iterator[int]) -> None:
        """Town unions of platform workers (兜底建), over a few small stations."""
        for count in members:
            where, word = next(self._platform_unions)
            firms = [
                self._firm(
                    5 + int(self.rng.random() * 18),
                    area=where.area,
                    trade=pick(self.rng, NEW_FORM_TRADES),
                )
                for _ in range(2 + int(self.rng.random() * 3))
            ]
            self._area_union(where, f"{where.name}{word}", count, firms).new_form = True

    def _street_areas(self, members: Iterator[int]) -> None:
        """Community unions over small firms."""
        for count in members:
            where, word = next(self._street_unions)
            firms = [
                self._firm(3 + int(self.rng.random() * 15), area=where.area, ordinary_trade=True)
                for _ in range(3 + int(self.rng.random() * 6))
            ]
            self._area_union(where, f"{where.name}{word}社区", count, firms)

    def _area_union(self, where: Town, place: str, members: int, firms: list[Firm]) -> Union:
        name = f"{where.area.short}{place}联合工会委员会"
        employer = f"{where.area.short}{place}"
        union = self._union("area", name, members, firms, employer=employer, employer_code="")
        union.town = where
        return union

    def _new_form_singles(self, members: Iterator[int]) -> None:
        for count in members:
            firm = self._firm(self._employed(count), trade=pick(self.rng, NEW_FORM_TRADES))
            self._single(firm, count).new_form = True

    def _doubtful(self, members: Iterator[int]) -> None:
        """Firms with a union that only a person can recognise: they must end in 待核实."""
        for number, count in enumerate(members):
            doubt = ("district", "form", "twin")[number % 3]
            firm = self._firm(max(50, self._employed(count)), sharp=True, ordinary_trade=True)
            firm.party, firm.former = True, ""
            if doubt == "twin":
                twin = self.maker.twin(0, firm, elsewhere=True)
                if twin is not None:
                    twin.registered = firm.registered  # both stand when the first lists are drawn
                    self._employ(twin, 12)
            self._single(firm, count, doubt=doubt)

    def _sharp_singles(self, members: Iterator[int]) -> None:
        for count in members:
            firm = self._firm(max(50, self._employed(count)), sharp=True, ordinary_trade=True)
            firm.party = True
            self._single(firm, count)

    def _other_singles(self, members: Iterator[int], twins: list[Firm]) -> None:
        """The remaining unions of one firm; the first cover near twins of gap firms."""
        for number, count in enumerate(members):
            staff = self._employed(count)
            if number < len(twins):
                self._single(self._employ(twins[number], staff), count, clear=True)
                continue
            firm = self._firm(staff, ordinary_trade=True)
            firm.party = staff < 50 and self.rng.random() < 0.3
            self._single(firm, count)

    def _institutions(self, members: Iterator[int]) -> None:
        for count in members:
            area, where = self.maker.place()
            name = self._institution_name(area, where)
            firm = self.maker.institution(0, name, area, where, TRADE_BY_WORDS["职业培训"])
            firm.staff = firm.social = firm.social_before = firm.statistics = count + 3
            firm.party = self.rng.random() < 0.7
            self.cast.institutions.append(firm)
            self._single(firm, count, clear=True)

    def _institution_name(self, area: Area, where: Town) -> str:
        while True:
            word, kind = pick(self.rng, STREET_WORDS), pick(self.rng, SCHOOLS)
            name = f"淄博市{area.short}{where.name}{word}路{kind}"
            if name not in self._places:
                self._places.add(name)
                return name
            where = pick(self.rng, area.towns)

    def _joint_unions(self, members: Iterator[int]) -> None:
        """Joint unions of two to five firms; in every fifth one firm belongs to the sharp ones."""
        for number, count in enumerate(members):
            area, _ = self.maker.place()
            firms = [
                self._firm(6 + int(self.rng.random() * 18), area=area, ordinary_trade=True)
                for _ in range(2 + int(self.rng.random() * 4))
            ]
            if number % 5 == 0:
                firms[-1] = self._firm(56, area=area, sharp=True, ordinary_trade=True)
                firms[-1].party = True
            if len(firms) == 2:
                name = f"{firms[0].name}、{firms[1].name}联合工会委员会"
            else:
                name = f"{firms[0].name}等{len(firms)}家企业联合工会委员会"
            self._union("joint", name, count, firms)

    def _gap(self) -> list[Firm]:
        """The 72: 50 employees, party organisation, no union. Returns twins that have one."""
        cast, rng = self.cast, self.rng
        singles = [u for u in cast.unions if u.kind == "single" and not u.doubt]
        for union in [u for u in singles if u.covers[0].sharp][:GAP_BRANCHES]:
            union.clear = True
            branch = self.maker.branch(0, union.covers[0])
            cast.gap.append(self._employ(branch, 50 + int(rng.random() * 90)))
        while len(cast.gap) < GAP_FIRMS:
            mates = GAP_FIRMS - len(cast.gap) < GAP_JOINT_PARTY and len(cast.gap) % 2 == 1
            area = cast.gap[-1].area if mates else None
            trade = pick(rng, NEW_FORM_TRADES) if len(cast.gap) % 12 == 0 else None
            staff = 50 + int(rng.random() ** 2 * 210)
            firm = self._firm(staff, area=area, sharp=True, trade=trade, ordinary_trade=True)
            cast.gap.append(firm)
        for firm in cast.gap:
            firm.party = firm.sharp = True
        companies = cast.gap[GAP_BRANCHES:]
        self._cross(companies[:GAP_CROSSED])
        pairs = companies[-GAP_JOINT_PARTY:]
        cast.joint_parties += [tuple(pairs[:2]), tuple(pairs[2:])]
        twins = [self.maker.twin(0, firm) for firm in companies[10 : 10 + GAP_TWINS]]
        return [twin for twin in twins if twin is not None]

    def _cross(self, firms: list[Firm]) -> None:
        """These reached 50 insured persons only after the first lists."""
        for firm in firms:
            firm.staff = firm.social = 50 + int(self.rng.random() * 6)
            firm.social_before = 44 + int(self.rng.random() * 5)
            firm.tax, firm.statistics = 51, 47

    def _without_union(self) -> None:
        plan, rng = self.plan, self.rng
        for _ in range(plan.near_misses):
            firm = self._firm(42 + int(rng.random() * 8))
            firm.party = True
            firm.social = firm.social_before = firm.staff
            firm.tax, firm.statistics = 52 + int(rng.random() * 9), 50
        for _ in range(plan.middling):
            self._firm(25 + int(rng.random() * 25)).party = rng.random() < 0.15
        for _ in range(plan.big_without_party):
            self._firm(50 + int(rng.random() ** 2 * 150))
        for number in range(plan.small_with_party):
            mate = self.cast.firms[-1] if number % 6 == 1 else None
            firm = self._firm(3 + int(rng.random() * 22), area=mate.area if mate else None)
            firm.party = True
            if mate:
                self.cast.joint_parties.append((mate, firm))

    def _date_unions(self) -> None:
        """Founding days; between the two lists a quarter of the sharp ones, some others."""
        plan, rng = self.plan, self.rng
        for number, union in enumerate(self.cast.unions):
            since = max(firm.registered for firm in union.covers)
            oldest = min((plan.first_as_of - since).days - 10, 11_000)
            every = 4 if union.covers[0].sharp else 11
            recent = number % every == 1 and not union.doubt and union.kind in ("single", "joint")
            if recent or oldest < 2:
                union.founded = plan.today - timedelta(days=2 + int(rng.random() * 50))
                union.members_before = 0
            else:
                days = 10 + int(rng.random() * oldest)
                union.founded = plan.first_as_of - timedelta(days=days)
                union.members_before = union.members - int(rng.random() ** 4 * 6)
        self._campaign()

    def _campaign(self) -> None:
        """As many unions of the hundred days as the page has: the rest just before the lists."""
        plan, start = self.plan, self.plan.hundred_from
        lacking = plan.new_unions - sum(union.founded >= start for union in self.cast.unions)
        able = [union for union in self.cast.unions if self._able(union)]
        for union in able[:: max(1, len(able) // max(1, lacking))][: max(0, lacking)]:
            union.founded = start + timedelta(days=int(self.rng.random() * DAYS_BEFORE_LISTS))

    def _able(self, union: Union) -> bool:
        """Whether the union may as well have been founded in the hundred days."""
        there = max(firm.registered for firm in union.covers) < self.plan.hundred_from
        plain = union.kind in ("single", "joint") and not union.doubt and not union.new_form
        return plain and there and union.founded < self.plan.hundred_from
