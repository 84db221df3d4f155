"""``python -m tests.journeys.prepare_house``: a small city, kept at three moments.

The databases of the embedded server below NIANGJIA_VAR afterwards: ``before_write`` (one list
confirmed, its job waits), ``before_link`` (all lists written, the linkage waits) and
``postgres`` (both done without a disturbance). Prints one JSON object.
"""

import json
from pathlib import Path
from typing import Any

from niangjia.cli.django import migrate, start

SCALE = 500


def keep(name: str) -> None:
    """A copy of the database as it is now."""
    import psycopg
    from django.conf import settings
    from django.db import connection

    connection.close()
    here = settings.DATABASES["default"]
    with psycopg.connect(
        host=here["HOST"], user=here["USER"], dbname="template1", autocommit=True
    ) as line:
        line.execute(f"CREATE DATABASE {name} TEMPLATE postgres STRATEGY file_copy")


def confirmed(file: Any, unit: Any, by: Any) -> int:
    """The list uploaded, checked and confirmed; the writing waits. Returns the job's run."""
    from niangjia.kernel.imports import actions
    from niangjia.kernel.imports.work import check_list
    from niangjia.kernel.jobs.api import Silent
    from niangjia.matching.intake import code_of

    with file.path.open("rb") as content:
        run = actions.upload(
            file=content, intake=code_of(file.source), unit=unit, as_of=file.as_of,
            extent=file.extent, by=by,
        )  # fmt: skip
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=by)
    check_list(Silent(), run.pk)
    job_id = actions.confirm(run_id=run.pk, by=by).job_id
    assert job_id is not None
    return job_id


def main() -> None:
    start(demo=True)
    migrate()
    from contextlib import nullcontext

    from django.conf import settings
    from django.utils import timezone

    from niangjia.kernel.accounts.models import Account
    from niangjia.kernel.accounts.queries import actor_for
    from niangjia.kernel.audit.sealing import seal
    from niangjia.kernel.jobs.api import Silent, work_off
    from niangjia.kernel.jobs.registry import discover
    from niangjia.matching.actions.start import start_linkage
    from niangjia.sample.city import make_city
    from niangjia.sample.main_job import take_in
    from niangjia.sample.people import hire
    from niangjia.sample.tree import plant_city

    discover()
    tree = plant_city()
    hire(tree)
    city = make_city(Path(settings.VAR) / "sample", scale=SCALE, today=timezone.localdate())
    clerk = actor_for(Account.objects.get(username="bidui"), None)
    first, *others = city.of_day(city.days[0])
    for file in others:
        take_in(file, tree.city, clerk, lambda _: nullcontext(Silent()))
    write = confirmed(first, tree.city, clerk)
    keep("before_write")
    work_off()
    link = start_linkage(by=clerk, as_of=city.days[0]).pk
    keep("before_link")
    work_off()
    seal()
    print(json.dumps({"write": write, "link": link, "source": first.source}))  # noqa: T201


if __name__ == "__main__":
    main()
