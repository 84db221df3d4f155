"""``parse_name`` for columns: the same parts, a column at a time.

Ordinary names are taken apart by array arithmetic. A name with a bracket, a former name, a party
organisation around it or anything else out of the ordinary goes through ``parse_name`` itself, so
that the two can never mean different things; tests compare them name by name.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.chars import Chars
from niangjia.engine.columns.cleaning import clean
from niangjia.engine.columns.divisions import Divisions
from niangjia.engine.columns.parting import NameColumns, Parting
from niangjia.engine.names import LONGEST
from niangjia.engine.regions import Regions
from niangjia.engine.text import clean_text


class NameParser:
    """Takes columns of names apart; knows the divisions of one comparison."""

    def __init__(self, regions: Regions) -> None:
        self.divisions = Divisions(regions)

    def parse(self, texts: pa.Array) -> NameColumns:
        """The parts of every name, in the order given."""
        raw = Chars.of(texts)
        chars, odd = clean(raw)
        work = Parting(self.divisions, chars)
        slow = odd | (chars.sizes > LONGEST) | work.unusual()
        slow |= work.strip_union()
        slow |= work.split()
        return work.columns(texts, np.flatnonzero(slow))

    def after_divisions(self, texts: pa.Array) -> pa.Array:
        """Addresses cleaned and without the divisions in front."""
        chars, odd = clean(Chars.of(texts))
        if odd.any():
            mask = pa.array(odd)
            told = [clean_text(text) for text in texts.filter(mask).to_pylist()]
            plain = pc.replace_with_mask(chars.to_arrow(), mask, pa.array(told, pa.string()))
            chars = Chars.of(plain)
        end = chars.starts[1:]
        return chars.part(self.divisions.behind(chars, chars.starts[:-1], end), end).to_arrow()
