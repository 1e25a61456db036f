"""Every address of the site. What each asks of a visitor stands in the library's `pages.csv`."""

from django.urls import include, path

from weerbaar.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("weerbaar.platform.web.urls")),
    path("", include("weerbaar.twin.web.urls")),
    path("account/", include("allauth.urls")),
]
handler403 = "weerbaar.platform.web.views.refused"
handler404 = "weerbaar.platform.web.views.not_found"
handler500 = "weerbaar.platform.web.views.failed"
