"""Every address of the site. What each asks of a visitor stands in the library's `pages.csv`."""

from django.urls import include, path

from weerbaar.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("council/<slug:municipality>/", views.council, name="council"),
    path("organisations/<int:organisation>/domains/", views.domains, name="domains"),
    path("in/<slug:municipality>/", views.public, name="public"),
    path("in/<slug:municipality>/<slug:language>/", views.public, name="public-in"),
    path("demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("", include("weerbaar.platform.web.urls")),
    path("account/", include("allauth.urls")),
]
handler403 = "weerbaar.platform.web.views.refused"
handler404 = "weerbaar.platform.web.views.not_found"
handler500 = "weerbaar.platform.web.views.failed"
