"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.twin.web import run_views, scenario_views

AT = "organisations/<int:organisation>/"
SHIPPED = AT + "scenarios/<str:name>/"

urlpatterns = [
    path(AT + "runs/", run_views.runs, name="runs"),
    path(AT + "runs/new/", run_views.start_run, name="start-run"),
    path("runs/<uuid:run>/", run_views.run, name="run"),
    path("runs/<uuid:run>/cancel/", run_views.cancel_run, name="cancel-run"),
    path("runs/<uuid:run>/why/", run_views.run_why, name="run-why"),
    path("runs/<uuid:run>/files/<str:file>", run_views.run_file, name="run-file"),
    path(AT + "scenarios/", scenario_views.scenarios, name="scenarios"),
    path(AT + "scenarios/upload/", scenario_views.upload_scenario, name="upload-scenario"),
    path(SHIPPED, scenario_views.shipped_scenario, name="shipped-scenario"),
    path(SHIPPED + "copy/", scenario_views.copy_scenario, name="copy-scenario"),
    path(SHIPPED + "file/", scenario_views.shipped_file, name="shipped-scenario-file"),
    path("scenarios/<int:scenario>/", scenario_views.scenario, name="scenario"),
    path("scenarios/<int:scenario>/compose/", scenario_views.compose, name="compose-scenario"),
    path("scenarios/<int:scenario>/file/", scenario_views.file, name="scenario-file"),
    path("scenarios/<int:scenario>/remove/", scenario_views.remove, name="remove-scenario"),
]
