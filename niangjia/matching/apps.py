from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "niangjia.matching"

    def ready(self) -> None:
        """Offer the six lists to the import and the pages to the navigation."""
        from niangjia.matching.intake import register_intakes
        from niangjia.matching.web.menu import register_matching
        from niangjia.matching.web.menu_gaps import register_gaps
        from niangjia.matching.web.menu_tasks import register_tasks

        register_intakes()
        register_matching()
        register_gaps()
        register_tasks()
