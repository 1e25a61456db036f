"""The addresses of searching; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.measures.web import search_views

AT = "organisations/<int:organisation>/"

urlpatterns = [
    path(AT + "search/", search_views.search, name="search-measures"),
    path(AT + "compare/regret/", search_views.regret, name="regret"),
    path("searched/<uuid:searched>/", search_views.searched, name="searched"),
    path("searched/<uuid:searched>/stop/", search_views.stop_search, name="stop-search"),
    path("searched/<uuid:searched>/keep/", search_views.keep_found, name="keep-found"),
]
