"""Record linkage of enterprise lists: numpy, Arrow and DuckDB or Spark; knows no Django.

``link(left, right)`` compares two tables; ``parse_name`` and ``check_uscc`` judge single cells.
"""

from niangjia.engine.explain import Explanation, explain
from niangjia.engine.link import ENGINE_VERSION, LinkOptions, LinkResult, link
from niangjia.engine.model import MODEL_VERSION
from niangjia.engine.names import EnterpriseName, parse_name, split_joint
from niangjia.engine.uscc import UsccCheck, check_uscc, clean_code

__all__ = [
    "ENGINE_VERSION",
    "MODEL_VERSION",
    "EnterpriseName",
    "Explanation",
    "LinkOptions",
    "LinkResult",
    "UsccCheck",
    "check_uscc",
    "clean_code",
    "explain",
    "link",
    "parse_name",
    "split_joint",
]
