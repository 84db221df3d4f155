"""Looking at the full numbers of an application: with a purpose, written into the trail."""

from django.db import transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.models import JoinApplication
from niangjia.organizing.queries.join import application_for


@transaction.atomic
def reveal_application(*, application_id: int, purpose: str, by: Actor) -> JoinApplication:
    """查看完整号码：用途必填，本人在“谁看过我”里看到。"""
    if not purpose.strip():
        raise ValueError("请写明查看用途")
    application = application_for(by.scope, application_id)
    record(
        "organizing.join_reveal", on=application, by=by, unit_path=application.union.unit.path,
        fields=["number", "phone"], purpose=purpose.strip()[:100],
    )  # fmt: skip
    return application
