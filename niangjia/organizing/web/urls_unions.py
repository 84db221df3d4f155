"""URLs below ``/organizing/unions/``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
