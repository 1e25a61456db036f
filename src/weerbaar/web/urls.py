"""Every address of the site. What each asks of a visitor stands in the library's `pages.csv`."""

from django.urls import include, path, re_path

from weerbaar.web import directory, views

urlpatterns = [
    path("", views.home, name="home"),
    path("organisations/<int:organisation>/directory/", directory.directory, name="directory"),
    re_path(
        r"^organisations/(?P<organisation>\d+)/directory\.(?P<ending>csv|xlsx)$",
        directory.directory_file,
        name="directory-file",
    ),
    path("how/", views.how, name="how"),
    path("council/<slug:municipality>/", views.council, name="council"),
    path("runs/<uuid:run>/council/", views.run_council, name="run-council"),
    path("organisations/<int:organisation>/domains/", views.domains, name="domains"),
    path("in/<slug:municipality>/", views.public, name="public"),
    path("in/<slug:municipality>/<slug:language>/", views.public, name="public-in"),
    path("demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("", include("weerbaar.platform.web.urls")),
    path("", include("weerbaar.twin.web.knob_urls")),
    path("", include("weerbaar.region.web.urls")),
    path("", include("weerbaar.twin.web.bundle_urls")),
    path("", include("weerbaar.twin.web.urls")),
    path("", include("weerbaar.measures.web.urls")),
    path("", include("weerbaar.measures.web.compare_urls")),
    path("", include("weerbaar.measures.web.search_urls")),
    path("", include("weerbaar.audits.web.urls")),
    path("", include("weerbaar.agenda.web.urls")),
    path("", include("weerbaar.agenda.web.letter_urls")),
    path("", include("weerbaar.agenda.web.register_urls")),
    path("account/", include("allauth.urls")),
]
handler403 = "weerbaar.platform.web.views.refused"
handler404 = "weerbaar.platform.web.views.not_found"
handler500 = "weerbaar.platform.web.views.failed"
