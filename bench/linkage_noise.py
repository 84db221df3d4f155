"""Lists with harder noise, made of the register of a pair: old systems, 改制, pinyin, few codes.

``python -m bench.linkage_noise PAIR FOLDER --mix hard|harder --rows N --seed N`` writes a.parquet,
b.parquet, truth.parquet. The same arguments give the same lists. Rows of registers are not ours to
hand on: the result stays outside the project.
"""

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench import linkage_words as words
from bench.linkage_edits import EDITS, LAST, Dice, Name, Places, take_apart, wrapped

COLUMNS = ("id", "name", "uscc", "district", "address", "legal", "phone")
Row = dict[str, str]


@dataclass(frozen=True)
class Mix:
    """Shares of everything. edits: of the names, each drawn by itself. absent: rows without a
    counterpart, ``twins`` of them near-twins of one that has; doubled: rows that stand twice.
    blank, other: cells that are empty, that tell something else. code: rows that bear one;
    wrong, union, parent: of those, with a wrong character, the union's own, another firm's."""

    edits: Mapping[str, float]
    wrapped: float
    absent: float
    twins: float
    doubled: float
    code: float
    wrong: float = 0.08
    union: float = 0.25
    parent: float = 0.01
    blank: Mapping[str, float] = field(default_factory=dict)
    other: Mapping[str, float] = field(default_factory=dict)
    masked: float = 0.2


HARD = Mix(
    edits={
        "truncated": 0.04, "lost": 0.04, "question_mark": 0.005, "restructured": 0.10, "region_chain": 0.12,
        "town_first": 0.02, "region_dropped": 0.15, "region_behind": 0.03, "reordered": 0.01,
        "synonym": 0.04, "pinyin": 0.02, "typo": 0.06, "shortened": 0.05, "former": 0.02,
        "former_told": 0.02, "fullwidth": 0.02, "spaced": 0.04, "numeral": 0.03, "remark": 0.03,
    },
    wrapped=0.35, absent=0.20, twins=0.7, doubled=0.02, code=0.15,
    blank={"district": 0.2, "address": 0.35, "legal": 0.35, "phone": 0.48},
    other={"district": 0.03, "address": 0.15, "legal": 0.10, "phone": 0.30}, masked=0.2,
)  # fmt: skip
HARDER = Mix(
    edits={
        "truncated": 0.055, "lost": 0.05, "question_mark": 0.01, "restructured": 0.15, "region_chain": 0.20,
        "town_first": 0.04, "region_dropped": 0.20, "region_behind": 0.05, "reordered": 0.02,
        "synonym": 0.05, "pinyin": 0.03, "typo": 0.075, "shortened": 0.055, "former": 0.02,
        "former_told": 0.03, "fullwidth": 0.04, "spaced": 0.06, "numeral": 0.05, "remark": 0.05,
    },
    wrapped=0.45, absent=0.25, twins=0.85, doubled=0.03, code=0.10, wrong=0.12, union=0.3,
    blank={"district": 0.25, "address": 0.38, "legal": 0.38, "phone": 0.5},
    other={"district": 0.04, "address": 0.18, "legal": 0.12, "phone": 0.30}, masked=0.4,
)  # fmt: skip
MILD = Mix(
    edits={
        "truncated": 0.005, "lost": 0.01, "restructured": 0.10, "region_chain": 0.08, "region_dropped": 0.14,
        "typo": 0.06, "shortened": 0.045, "former": 0.02, "fullwidth": 0.02, "spaced": 0.05, "remark": 0.02,
    },
    wrapped=0.35, absent=0.13, twins=0.7, doubled=0.02, code=0.40, wrong=0.04, union=0.10,
    blank={"district": 0.2, "address": 0.4, "legal": 0.44, "phone": 0.6},
    other={"district": 0.03, "address": 0.08, "legal": 0.11, "phone": 0.33}, masked=0.0,
)  # fmt: skip
"""Not measured: more of what most lists are like, to train on."""
MIXES = {"hard": HARD, "harder": HARDER, "mild": MILD}
TWINS = ("branch", "industry", "sister", "near")
TWIN_SHARES = (35, 30, 20, 15)


def noisy(
    pair: Path, folder: Path, *, mix: Mix, rows: int, seed: int, without: tuple[str, ...] = ()
) -> Path:
    """A folder with a list of about ``rows`` rows; made once. ``without``: edits left out."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "truth.parquet").is_file():
        return folder
    register = [
        {name: one[name] or "" for name in COLUMNS}
        for one in pq.read_table(pair / "b.parquet", columns=list(COLUMNS)).to_pylist()
    ]
    kinds = _kinds(pair)
    left, truth, removed = Noise(register, kinds, mix, Dice(f"{seed}"), without).draw(rows)
    _write(folder / "b.parquet", [one for one in register if one["id"] not in removed], COLUMNS)
    _write(folder / "a.parquet", left, COLUMNS)
    _write(folder / "truth.parquet", truth, ("aid", "bid", "kind", "ops"))
    return folder


def _kinds(pair: Path) -> dict[str, str]:
    """Right id → what the pair's own truth says of it: 'base', or a near-twin of which kind."""
    truth = pq.read_table(pair / "truth.parquet", columns=["bid", "kind"]).to_pylist()
    return {one["bid"]: one["kind"] for one in truth if one["bid"]}


def _write(path: Path, rows: list[Row], columns: tuple[str, ...]) -> None:
    table = {name: pa.array([one[name] for one in rows], pa.string()) for name in columns}
    pq.write_table(pa.table(table), path)


class Noise:
    """Draws the rows of one list."""

    def __init__(
        self, register: list[Row], kinds: Mapping[str, str], mix: Mix, dice: Dice,
        without: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.register, self.kinds, self.mix, self.dice = register, kinds, mix, dice
        self.places = places_of(register)
        self.names = {one["name"] for one in register}
        self.edits = {name: share for name, share in mix.edits.items() if name not in without}
        some = self.dice.sample(register, min(3000, len(register)))
        found = (take_apart(one["name"], "", self.places, ("禾",)).brand for one in some)
        self.brands = tuple(sorted({one for one in found if 2 <= len(one) <= 4})) or ("禾岚",)

    def draw(self, rows: int) -> tuple[list[Row], list[Row], set[str]]:
        """(left rows, truth, ids of register rows that are to be taken away)."""
        dice, absent = self.dice, round(rows * self.mix.absent)
        twins = round(absent * self.mix.twins)
        known = [one for one in self.register if self.kinds.get(one["id"], "base") != "base"]
        dice.shuffle(known)
        first = known[: round(rows * 0.08)]  # rows with a twin beside them: the harder ones
        taken = {one["id"] for one in first}
        others = [one for one in self.register if one["id"] not in taken]
        drawn = iter(dice.sample(others, min(len(others), rows + absent)))
        present = [*first, *islice(drawn, max(0, rows - absent - len(first)))]
        gone = list(islice(drawn, absent - twins))
        twin_of = [self._twin(one) for one in islice(drawn, twins)]
        planned = [(one, one["id"], self.kinds.get(one["id"], "base")) for one in present]
        planned += [(one, "", "base") for one in gone]
        planned += [(one, "", kind) for one, kind in twin_of if kind]
        planned += dice.sample(planned, round(len(planned) * self.mix.doubled))
        dice.shuffle(planned)
        left, truth = [], []
        for number, (one, right, kind) in enumerate(planned):
            row, edits = self._edited(one)
            left.append({**row, "id": f"A{number}"})
            truth.append({"aid": f"A{number}", "bid": right, "kind": kind, "ops": "+".join(edits)})
        return left, truth, {one["id"] for one in gone}

    def _name(self, text: str, district: str) -> Name:
        return take_apart(text, district, self.places, self.brands)

    def _twin(self, row: Row) -> tuple[Row, str]:
        """A firm that is not in the register beside one that is; kind "" where none could be made."""
        kind = self.dice.choices(TWINS, TWIN_SHARES)[0]
        text = twin_name(self._name(row["name"], row["district"]), kind, self.dice)
        if text == row["name"] or text in self.names:
            return row, ""
        dice = self.dice
        district = row["district"] if dice.random() < 0.8 else dice.choice(self.places.districts)
        return {
            "id": "", "name": text, "district": district, "address": self._beside(row, district),
            "legal": row["legal"] if dice.random() < 0.25 else self._person(),
            "phone": row["phone"] if dice.random() < 0.25 else self._phone(),
            "uscc": row["uscc"] if dice.random() < 0.03 else self._code(row["uscc"]),
        }, kind  # fmt: skip

    def _beside(self, row: Row, district: str) -> str:
        """An address of its own, more often than not in the same quarter."""
        front, number = f"{self.places.city}市{district}", f"{self.dice.randrange(1, 400)}号"
        found = self.places.written.match(row["address"])
        quarter = row["address"][found.end() if found else 0 :][: self.dice.choice((2, 3, 4))]
        if quarter and self.dice.random() < 0.6:
            return front + quarter + self.dice.choice(words.QUARTERS) + number
        return front + self.dice.choice(words.STREETS) + number

    def _edited(self, row: Row) -> tuple[Row, list[str]]:
        """The row as a list has it, and what was done to it."""
        dice, text, done = self.dice, row["name"], []
        chosen = [name for name, share in self.edits.items() if dice.random() < share]
        for name in sorted(chosen, key=lambda one: (one in LAST, list(EDITS).index(one))):
            parts = self._name(text, row["district"])
            after = EDITS[name](parts, dice) if len(parts.core) >= 2 and parts.brand else text
            if after != text and len(after) >= 2:
                text = after
                done.append(name)
        if dice.random() < self.mix.wrapped:
            text = wrapped(text, dice, self._stranger())
            done.append("wrapped")
        cells, told = self._cells(row)
        return {"name": text, **cells}, [*done, *told]

    def _stranger(self) -> str:
        """A firm that no register holds: the truth of a joint branch is the other one."""
        row = self.dice.choice(self.register)
        parts = self._name(row["name"], row["district"])
        return replace(
            parts, brand=self.dice.choice(self.brands) + self.dice.choice("禾岚澜稷")
        ).whole

    def _cells(self, row: Row) -> tuple[Row, list[str]]:
        dice, mix = self.dice, self.mix
        cells, told = {"uscc": ""}, []
        for name, other in (("district", self._district), ("address", self._address),
                            ("legal", self._person), ("phone", self._phone)):  # fmt: skip
            chance = dice.random()
            blank = chance < mix.blank.get(name, 0)
            changed = not blank and dice.random() < mix.other.get(name, 0)
            cells[name] = "" if blank else other() if changed else row[name]
        if cells["legal"] and dice.random() < mix.masked:
            cells["legal"] = cells["legal"][0] + dice.choice(("*", "**", "某某", "某"))
            told.append("masked")
        cells["address"] = self._written(cells["address"])
        if not row["uscc"] or dice.random() >= mix.code:
            return cells, [*told, "no_uscc"]
        code, kind = self._code_of_list(row["uscc"])
        return {**cells, "uscc": code}, [*told, *kind]

    def _code_of_list(self, code: str) -> tuple[str, list[str]]:
        mix, chance = self.mix, self.dice.random()
        if chance < mix.wrong:
            at = self.dice.randrange(len(code))
            return code[:at] + self.dice.choice("0123456789") + code[at + 1 :], ["uscc_wrong"]
        if chance < mix.wrong + mix.union:
            return self._code("81" + code[2:8]), ["uscc_union"]
        if chance < mix.wrong + mix.union + mix.parent:
            return self.dice.choice(self.register)["uscc"], ["uscc_parent"]
        return code, []

    def _written(self, address: str) -> str:
        """Less of it: without divisions, without the number, cut."""
        way, places = self.dice.random(), self.places
        if way < 0.45 or not address:
            return address
        found = places.written.match(address)
        rest = address[found.end() :] if found else address
        if way < 0.8:
            return rest or address
        if way < 0.9:
            return address[: max(6, len(address) * 2 // 3)]
        return rest.split("号")[0] or address

    def _district(self) -> str:
        return self.dice.choice(self.places.districts)

    def _address(self) -> str:
        row = self.dice.choice(self.register)
        return row["address"]

    def _person(self) -> str:
        given = "".join(self.dice.choice(words.GIVEN) for _ in range(self.dice.choice((1, 2, 2))))
        return self.dice.choice(words.SURNAMES) + given

    def _phone(self) -> str:
        return f"1{self.dice.choice('3578')}{self.dice.randrange(10**9):09d}"

    def _code(self, like: str) -> str:
        """Another code of the same authority; its check character fits."""
        signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        body = (like[:8] or "91370303") + "".join(self.dice.choice(signs[:10]) for _ in range(9))
        total = sum(signs.find(c) * (3**n % 31) for n, c in enumerate(body))
        return body + signs[(31 - total % 31) % 31]


def twin_name(name: Name, kind: str, dice: Dice) -> str:
    """The name of a near-twin: a branch, the same brand in another trade, a sister, a near brand."""
    if kind == "branch":
        place = dice.choice((*words.STREETS, *(one[:-1] for one in name.places.districts)))
        tail = dice.choice(words.BRANCHES).format(n=dice.choice(words.NUMBERS), p=place)
        return name.region + name.core + name.form + tail
    if kind == "industry":
        trade = dice.choice(dice.choice(words.TRADES))
        return name.region + name.brand + trade + name.form + name.tail
    if kind == "sister":
        at = dice.choice((0, len(name.brand), len(name.core)))
        core = name.core[:at] + dice.choice(words.MARKERS) + name.core[at:]
        return name.region + core + name.form + name.tail
    at = dice.randrange(len(name.brand))
    new = dice.choice(dice.choice(name.brands))
    return (
        name.region
        + name.brand[:at]
        + new
        + name.brand[at + 1 :]
        + name.trade
        + name.form
        + name.tail
    )


def places_of(register: list[Row]) -> Places:
    """The province and the city most names and addresses begin with, and the districts told."""
    provinces = Counter(p for one in register for p in words.PROVINCES if one["name"].startswith(p))
    cities = Counter(
        one["address"][: one["address"].index("市")]
        for one in register
        if 2 <= one["address"].find("市") <= 4
    )
    districts = Counter(one["district"] for one in register if one["district"])
    province, city = (
        found.most_common(1)[0][0] if found else other
        for found, other in ((provinces, "山东"), (cities, "淄博"))
    )
    return Places(province, city, tuple(one for one, _ in districts.most_common(20)) or ("张店区",))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.linkage_noise", description=__doc__)
    parser.add_argument("pair", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mix", choices=MIXES, default="hard")
    parser.add_argument("--rows", type=int, default=7000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=[], choices=EDITS)
    chosen = parser.parse_args()
    noisy(chosen.pair, chosen.folder, mix=MIXES[chosen.mix], rows=chosen.rows,
          seed=chosen.seed, without=tuple(chosen.without))  # fmt: skip


if __name__ == "__main__":
    main()
