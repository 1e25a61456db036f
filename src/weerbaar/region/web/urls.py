"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.region.web import fact_views, views

AT = "organisations/<int:organisation>/"
HERE = AT + "region/"

urlpatterns = [
    path(AT + "place/", views.choose_place, name="choose-place"),
    path(HERE, views.region, name="region"),
    path(HERE + "map.json", views.region_map, name="region-map"),
    path(HERE + "areas.csv", views.region_csv, name="region-csv"),
    path(HERE + "areas.xlsx", views.region_xlsx, name="region-xlsx"),
    path(HERE + "areas/", views.find_area, name="find-area"),
    path(HERE + "areas/<str:area>/", views.area, name="area"),
    path(HERE + "import/", fact_views.import_facts, name="import-facts"),
    path(HERE + "import/example.csv", fact_views.example_facts, name="example-facts"),
    path(HERE + "import/<uuid:held>/", fact_views.preview_facts, name="preview-facts"),
    path(HERE + "bundles/", fact_views.bundles, name="bundles"),
    path(HERE + "bundles/restore/", fact_views.restore_shipped, name="restore-shipped"),
    path("bundles/<int:bundle>/", fact_views.bundle, name="bundle"),
    path("bundles/<int:bundle>/restore/", fact_views.restore_facts, name="restore-facts"),
    path("bundles/<int:bundle>/facts.zip", fact_views.download_bundle, name="download-bundle"),
    path(AT + "first-hour/", fact_views.first_hour, name="first-hour"),
]
