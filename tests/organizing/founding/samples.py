"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from typing import Any

from tests.house.rows import Sample

SAMPLES: dict[tuple[str, str], Sample] = {}
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = []
MAY_BE_ABSENT: dict[str, str] = {}
REFUSED_ON_THE_LIST: dict[str, str] = {}
