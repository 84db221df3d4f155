"""The two wishes a person may have about the look of the pages."""

from niangjia.kernel.accounts.models import Account


def keep_look(*, account_id: int, theme: str | None = None, large: bool | None = None) -> None:
    """Keep theme (``light`` or ``dark``) and 长辈版 with the account; ``None`` leaves as is."""
    wishes = {"theme": theme, "large_type": large}
    fields = {name: wish for name, wish in wishes.items() if wish is not None}
    if fields:
        Account.objects.filter(pk=account_id).update(**fields)
