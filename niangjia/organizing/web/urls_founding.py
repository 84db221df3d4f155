"""URLs below ``/organizing/founding/``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
