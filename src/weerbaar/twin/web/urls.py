"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.twin.web import run_views

AT = "organisations/<int:organisation>/"

urlpatterns = [
    path(AT + "runs/", run_views.runs, name="runs"),
    path(AT + "runs/new/", run_views.start_run, name="start-run"),
    path("runs/<uuid:run>/", run_views.run, name="run"),
    path("runs/<uuid:run>/cancel/", run_views.cancel_run, name="cancel-run"),
    path("runs/<uuid:run>/why/", run_views.run_why, name="run-why"),
    path("runs/<uuid:run>/files/<str:file>", run_views.run_file, name="run-file"),
]
