from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "niangjia.matching"

    def ready(self) -> None:
        """Offer the six lists to the import and the pages to the navigation."""
        from niangjia.matching.intake import register_intakes
        from niangjia.matching.web.menu_tasks import register_tasks

        register_intakes()
        register_tasks()
