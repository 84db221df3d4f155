from django.apps import AppConfig


class OrganizingConfig(AppConfig):
    name = "niangjia.organizing"
    verbose_name = "组织与会员"

    def ready(self) -> None:
        """Offer the pages to the navigation; keep units with unions to the register."""
        from niangjia.kernel.accounts.units import guard_units
        from niangjia.kernel.audit.texts import name_deeds
        from niangjia.organizing.enums import deeds, materials, periods, services
        from niangjia.organizing.enums.members_deeds import DEEDS
        from niangjia.organizing.intake.roster import register_roster
        from niangjia.organizing.intake.unions import register_intakes
        from niangjia.organizing.queries.guards import kept_here
        from niangjia.organizing.web.menu_figures import register_figures
        from niangjia.organizing.web.menu_founding import register_founding
        from niangjia.organizing.web.menu_inbox import register_inbox
        from niangjia.organizing.web.menu_join import register_joining
        from niangjia.organizing.web.menu_members import register_members
        from niangjia.organizing.web.menu_periods import register_periods
        from niangjia.organizing.web.menu_unions import register_unions

        name_deeds(deeds.UNIONS)
        guard_units(kept_here)
        register_intakes()
        register_unions()
        register_founding()
        register_members()
        register_joining()
        register_figures()
        register_periods()
        register_roster()
        register_inbox()
        name_deeds(DEEDS)
        name_deeds(periods.DEEDS)
        name_deeds(materials.DEEDS)
        name_deeds(services.DEEDS)
