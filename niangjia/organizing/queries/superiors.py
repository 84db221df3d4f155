"""Superiors by name: for a list that names them, and for the list that is exported."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import prefixes
from niangjia.kernel.scope.scoped import ScopedQuerySet
from niangjia.organizing.enums.unions import REGISTERED, SUPERIORS
from niangjia.organizing.models import Union
from niangjia.organizing.rules.superiors import Directory, Named

ABOVE = "名称要连同各级上级，才说得清是哪一家"
NAMESAKES = "同名的上级在全会找，只为写清是哪一家"
Units = ScopedQuerySet[Unit]


def nameable(units: Units) -> Units:
    """Those below which a union may stand."""
    return units.filter(kind__in=[*SUPERIORS, *REGISTERED])


def directory_of(units: Units) -> Directory:
    """These units by name, path and code: three queries, however many there are."""
    return Directory(_named(units).values())


def _named(units: Units) -> dict[int, Named]:
    rows = list(units.values_list("pk", "path", "division_code"))
    wanted = {step for _, path, _ in rows for step in prefixes(path)}
    every = Unit.objects.unscoped(reason=ABOVE).filter(path__in=wanted)
    names = {path: (full, short) for path, full, short in every.values_list(
        "path", "name", "short_name")}  # fmt: skip
    own = Union.objects.unscoped(reason=ABOVE).filter(unit__in=[pk for pk, _, _ in rows])
    codes = dict(own.exclude(uscc="").values_list("unit", "uscc"))
    return {
        pk: Named(
            pk,
            tuple(names[step] for step in prefixes(path)),
            tuple(code for code in (codes.get(pk), division) if code),
        )
        for pk, path, division in rows
    }


def attach_superiors(rows: list[Any]) -> list[Any]:
    """``superior_name`` on each row: the short name, or more where several are called so.

    One query; with namesakes, three more. Names are looked for in the whole federation, so that
    an exported list is read alike by a town, a county and the city.
    """
    above = {row.superior_id: row.superior for row in rows if row.superior_id}
    words = {word for unit in above.values() for word in (unit.name, unit.short_name)}
    alike = _alike(words)
    shared = [u.pk for u in above.values() if len(alike.get(u.short_name, ())) > 1]
    written: dict[int, str] = {}
    if shared:
        numbers = {pk for found in alike.values() for pk in found}
        known = _named(Unit.objects.unscoped(reason=NAMESAKES).filter(pk__in=numbers))
        directory = Directory(known.values())
        written = {pk: directory.written(known[pk]) for pk in shared if pk in known}
    for row in rows:
        usual = row.superior.short_name if row.superior else ""
        row.superior_name = written.get(row.superior_id, usual)
    return rows


def _alike(words: set[str]) -> dict[str, set[int]]:
    """Numbers of open units by each of these words that they are called by."""
    units = nameable(Unit.objects.unscoped(reason=NAMESAKES)).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.localdate()),
        Q(name__in=words) | Q(short_name__in=words),
    )
    found: dict[str, set[int]] = {}
    for pk, full, short in units.values_list("pk", "name", "short_name"):
        for word in {full, short} & words:
            found.setdefault(word, set()).add(pk)
    return found
