"""The inbox: its lists here, the deeds on single items in the kernel."""

from django.urls import path

from niangjia.kernel.notifications.web.urls import urlpatterns as deeds
from niangjia.portal.web import inbox_views as views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("done/", views.inbox_done, name="inbox_done"),
    path("ended/", views.inbox_ended, name="inbox_ended"),
    path("copies/", views.inbox_copies, name="inbox_copies"),
    path("batch/", views.batch_confirm, name="batch_confirm"),
    path("batch/done/", views.batch_done, name="batch_done"),
    path("read/", views.items_read, name="items_read"),
    *deeds,
]
