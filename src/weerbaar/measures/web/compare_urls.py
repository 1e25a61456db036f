"""The addresses of comparing; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.measures.web import compare_views

AT = "organisations/<int:organisation>/"

urlpatterns = [
    path(AT + "compare/", compare_views.compare, name="compare"),
    path(AT + "compare/weigh/", compare_views.weigh, name="weigh"),
    path("weighed/<uuid:weighed>/", compare_views.weighed, name="weighed"),
    path("weighed/<uuid:weighed>/cancel/", compare_views.cancel_weighing, name="cancel-weighing"),
    path(
        "weighed/<uuid:weighed>/files/<str:file>", compare_views.weighed_file, name="weighed-file"
    ),
]
