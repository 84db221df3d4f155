"""The way out to SMS and WeChat. The default writes files, so that nothing leaves the house."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from niangjia.kernel.crypto.masking import mask_mobile
from niangjia.kernel.notifications.enums import Channel


class Refused(Exception):
    """The gateway did not take the message; it may be tried again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a gateway gets. ``address`` is a phone number or an open id, in the clear."""

    message_id: int
    channel: str
    address: str
    approval: str
    text: str


class Gateway(Protocol):
    def send(self, letter: Letter) -> str:
        """Hand the letter over and return the receipt; raises ``Refused``."""


class FileGateway:
    """Writes each letter as a JSON file below ``folder``, the address masked."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def send(self, letter: Letter) -> str:
        folder = (self.folder or settings.VAR / "outbox") / letter.channel
        folder.mkdir(parents=True, exist_ok=True)
        shown = asdict(letter) | {"address": mask_mobile(letter.address)}
        file = folder / f"{letter.message_id:09d}.json"
        file.write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")
        return file.name


_gateways: dict[str, Gateway] = {channel.value: FileGateway() for channel in Channel}


def gateway(channel: str) -> Gateway:
    return _gateways[channel]


def use_gateway(channel: Channel, new: Gateway) -> Gateway:
    """Connect a provider to a channel; returns the one it replaces."""
    old, _gateways[channel.value] = _gateways[channel.value], new
    return old
