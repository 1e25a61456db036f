"""The addresses of the knobs; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.twin.web import base_level_views, knob_views

urlpatterns = [
    path("explore/", knob_views.explore, name="explore"),
    path("base-level/", base_level_views.base_level, name="base-level"),
    path("explore/answer/", knob_views.explore_answer, name="explore-answer"),
]
