"""The offline check as one file: keys of a day, and the script that reads them."""

import json

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

SCRIPT = "organizing/card_offline.js"


def pack_page(pack):
    """HTML that needs no network. The script stands in the file itself, because a phone without
    network cannot fetch it; it is opened from the phone's own storage, not from this house."""
    keys = json.dumps(pack.keys, separators=(",", ":"))
    with open(finders.find(SCRIPT), encoding="utf-8") as lines:
        script = lines.read()
    page = render_to_string("organizing/card_offline.html", {"pack": pack})
    data = f'<script type="application/json" id="keys">{keys}</script><script>{script}</script>'
    return page.replace("</body>", f"{data}</body>")
