"""Model fields whose column holds cipher text, and the index that makes them searchable."""

from typing import Any

from django.db import models

from niangjia.kernel.crypto.digests import blind_index
from niangjia.kernel.crypto.sm4 import decrypt, encrypt


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text in Python, SM4 in the column. ``purpose`` binds the value to its field.

    Comparing cipher text finds nothing, so every lookup but ``isnull`` is refused; search
    through a ``BlindIndexField`` with ``__in=blind_indexes(text, purpose)``.
    """

    def __init__(self, *args: Any, purpose: str = "field", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text, self.purpose) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value, self.purpose) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The HMAC-SM3 of another field of the same row, written on every save.

    ``source`` names that field, ``purpose`` the family of values that may be compared
    (``phone``). An empty source gives an empty index. With ``update_fields`` name both.
    """

    def __init__(self, *args: Any, source: str, purpose: str, **kwargs: Any) -> None:
        self.source, self.purpose = source, purpose
        kwargs |= {"max_length": 90, "editable": False, "blank": True}
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """With ``db_index`` said out loud: left out, a migration would take it for True."""
        name, path, args, kwargs = super().deconstruct()
        own: dict[str, Any] = {"source": self.source, "purpose": self.purpose}
        own["db_index"] = bool(vars(self)["db_index"])
        return name, path, args, {**kwargs, **own}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = getattr(model_instance, self.source) or ""
        value = blind_index(text, self.purpose) if text else ""
        setattr(model_instance, self.attname, value)
        return value
