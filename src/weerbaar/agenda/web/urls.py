"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path, re_path

from weerbaar.agenda.web import (
    draft_views,
    gap_views,
    import_views,
    offer_views,
    taking_views,
    views,
)

AT = "organisations/<int:organisation>/agenda/"

urlpatterns = [
    path(AT, views.agenda, name="agenda"),
    path(AT + "plan/", views.plan, name="agenda-plan"),
    path(AT + "status/", views.status, name="agenda-status"),
    path(AT + "history/", views.history, name="agenda-history"),
    path(AT + "add/", views.add_commitment, name="add-commitment"),
    path(AT + "import/", import_views.import_agenda, name="import-agenda"),
    re_path(
        r"^organisations/(?P<organisation>\d+)/agenda/agenda\.(?P<ending>csv|xlsx)$",
        import_views.agenda_file,
        name="agenda-file",
    ),
    path(AT + "offer/", offer_views.offer_pledge, name="offer-pledge"),
    path(AT + "agreed/", taking_views.agreed_variant, name="agreed-variant"),
    path(AT + "gaps/", gap_views.gaps, name="agenda-gaps"),
    path(AT + "gaps/take-in/", gap_views.take_answers, name="take-answers"),
    path("gaps/<int:gap>/", gap_views.gap, name="gap"),
    path("gaps/<int:gap>/change/", gap_views.change_gap, name="change-gap"),
    path("gaps/<int:gap>/accept/", gap_views.accept_gap, name="accept-gap"),
    path("gaps/<int:gap>/end-acceptance/", gap_views.end_acceptance, name="end-acceptance"),
    path("commitments/<int:commitment>/", views.commitment, name="commitment"),
    path("commitments/<int:commitment>/change/", views.change_commitment, name="change-commitment"),
    path(
        "commitments/<int:commitment>/draft-agreement/",
        draft_views.draft_agreement,
        name="draft-agreement",
    ),
    path("conflicts/<int:conflict>/agenda/", views.settle_agenda, name="settle-agenda"),
    path("decisions/<int:decision>/agenda/", taking_views.take_up, name="take-up"),
    path("notices/<int:notice>/put-away/", views.put_away, name="put-away-notice"),
]
