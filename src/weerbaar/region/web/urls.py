"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.region.web import fact_views, session_views, views

AT = "organisations/<int:organisation>/"
HERE = AT + "region/"

urlpatterns = [
    path(AT + "place/", views.choose_place, name="choose-place"),
    path("mine/facts/", fact_views.own_facts, name="own-facts"),
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
    path(HERE + "shared/", fact_views.share_facts, name="share-facts"),
    path(HERE + "bundles/restore/", fact_views.restore_shipped, name="restore-shipped"),
    path("bundles/<int:bundle>/", fact_views.bundle, name="bundle"),
    path("bundles/<int:bundle>/restore/", fact_views.restore_facts, name="restore-facts"),
    path("bundles/<int:bundle>/facts.zip", fact_views.download_bundle, name="download-bundle"),
    path(AT + "first-hour/", fact_views.first_hour, name="first-hour"),
    path(AT + "chain-sessions/", session_views.chain_sessions, name="chain-sessions"),
    path(
        AT + "chain-sessions/start/",
        session_views.start_chain_session,
        name="start-chain-session",
    ),
    path("chain-sessions/<int:session>/", session_views.chain_session, name="chain-session"),
    path(
        "chain-sessions/<int:session>/answers/",
        session_views.answer_in_chain_session,
        name="answer-in-chain-session",
    ),
    path(
        "chain-sessions/<int:session>/answers/forget/",
        session_views.forget_chain_answer,
        name="forget-chain-answer",
    ),
    path(
        "chain-sessions/<int:session>/finish/",
        session_views.finish_chain_session,
        name="finish-chain-session",
    ),
]
