"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
