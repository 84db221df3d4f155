"""The door of every page. It lies in ``kernel.scope``, so that every storey above can use it."""

from niangjia.kernel.scope.access import Access, ActorRequest, member_page, page, public

__all__ = ["Access", "ActorRequest", "member_page", "page", "public"]
