"""Inputs that Django does not bring."""

from collections.abc import Iterable
from typing import Any

from django.forms import TextInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class SuggestInput(TextInput):
    """A text box that offers what is known already; anything else may be typed all the same."""

    def __init__(self, offers: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offers = [offer for offer in offers if offer]

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        key = f"{name}-offers"
        box = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}">', ((offer,) for offer in self.offers))
        return format_html('{}<datalist id="{}">{}</datalist>', box, key, options)
