"""Template filters of the dashboards."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(figures: Mapping[str, int], name: str) -> int:
    """The figure of that name, 0 where there is none."""
    return figures.get(name, 0)
