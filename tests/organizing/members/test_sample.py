"""The sample rosters pass through the same import as everybody's."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from niangjia.kernel.jobs.progress import Silent
from niangjia.organizing.models import Person, Union, UnionTally
from niangjia.sample.members import write_rosters
from niangjia.sample.rosters import load_rosters
from tests.sample.test_members import TODAY, unions

pytestmark = pytest.mark.django_db


def test_rosters_of_the_sample_are_loaded_once(
    city: Any, town: Any, make_union: Any, tmp_path: Path, settings: Any
) -> None:
    settings.VAR, settings.MEDIA_FOLDER = tmp_path / "var", tmp_path / "files"
    few = sorted(unions(2_000), key=lambda union: union.members)[:3]
    for one in few:
        made = make_union(town, name=one.name, founded_on=date(2000, 1, 1))
        Union.objects.unscoped(reason="测试").filter(pk=made.pk).update(uscc=one.code)
    rosters = write_rosters(tmp_path, few, TODAY)
    expected = sum(one.members for one in few)

    assert load_rosters(rosters, city, TODAY, Silent()) == expected
    assert load_rosters(rosters, city, TODAY, Silent()) == 0

    assert Person.objects.within(city.scope).filter(state="active").count() == expected
    now = UnionTally.objects.within(city.scope).filter(valid_to=None)
    assert sum(row.members for row in now) == expected
