from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "niangjia.portal"

    def ready(self) -> None:
        """Connect the rooms and offer the portal's pages to the navigation."""
        from niangjia.portal import wiring

        wiring.connect()
