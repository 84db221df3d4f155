"""Bringing every sealed row under the current key."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from niangjia.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from niangjia.kernel.crypto.keys import ring

BATCH = 500
Model = type[models.Model]


def sealed_models() -> Iterator[tuple[Model, list[str]]]:
    """Models with sealed or indexed fields, and the names of these fields."""
    for model in apps.get_models():
        names = [
            f.name
            for f in model._meta.fields
            if isinstance(f, EncryptedTextField | BlindIndexField)
        ]
        if names:
            yield model, names


def rotate() -> dict[str, int]:
    """Re-encrypt and re-index every row; returns rows written by model label.

    Runs in batches of their own, in the order of the keys: it may be stopped and started
    again at any time, and the house may be in use meanwhile.
    """
    return {model._meta.label: _rotate_model(model, names) for model, names in sealed_models()}


def _rotate_model(model: Model, names: list[str]) -> int:
    written, last = 0, None
    while batch := _next_batch(model, names, last):
        last = batch[-1].pk
        written += len(batch)
    return written


@transaction.atomic
def _next_batch(model: Model, names: list[str], after: object) -> list[models.Model]:
    # The base manager, because the kernel's ciphers lie below scope and must see all rows.
    rows = model._base_manager.select_for_update(of=("self",)).order_by("pk")
    batch = list((rows.filter(pk__gt=after) if after is not None else rows)[:BATCH])
    for row in batch:
        row.save(update_fields=names)
    return batch


def stale_rows(model: Model, name: str) -> int:
    """Rows of a sealed field that still need a key other than the current one."""
    raw = Cast(models.F(name), models.TextField())
    marked = model._base_manager.annotate(_raw=raw).exclude(_raw="")
    return marked.exclude(_raw__startswith=f"sm4:{ring().current}:").count()
