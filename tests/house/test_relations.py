"""Whatever points at an enterprise or a link has a verdict for when links change (MA6)."""

from django.apps import apps

from niangjia.matching.models import Enterprise, Link
from niangjia.matching.rules.relations import RELATIONS


def pointing_at(*targets: type) -> set[str]:
    """Every foreign key of any model to one of the targets, hidden ones included."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in targets
    }


def test_every_relation_to_enterprise_or_link_has_a_verdict() -> None:
    assert pointing_at(Enterprise, Link) == set(RELATIONS)


def test_the_check_can_fail() -> None:
    assert "matching.Task.enterprise" in pointing_at(Enterprise)
    assert pointing_at(Enterprise, Link) - (set(RELATIONS) - {"matching.Task.enterprise"}) == {
        "matching.Task.enterprise"
    }


def test_a_verdict_says_what_becomes_of_the_row() -> None:
    assert all(fate.label and len(fate.verdict) > 4 for fate in RELATIONS.values())
