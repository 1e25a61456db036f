"""The addresses at which the twin answers what a change of facts does."""

from django.urls import path

from weerbaar.twin.web import bundle_views

urlpatterns = [
    path("bundles/<int:bundle>/answer/", bundle_views.bundle_answer, name="bundle-answer"),
    path(
        "chain-sessions/<int:session>/answer/",
        bundle_views.chain_session_answer,
        name="chain-session-answer",
    ),
]
