"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path, re_path

from weerbaar.agenda.web import (
    contribute_views,
    draft_views,
    gap_views,
    helping_views,
    import_views,
    offer_views,
    offered_views,
    practice_views,
    tagged_views,
    taking_views,
    views,
)

AT = "organisations/<int:organisation>/agenda/"

urlpatterns = [
    path("practices/", practice_views.practices, name="practices"),
    re_path(
        r"^practices\.(?P<ending>csv|xlsx)$", practice_views.practices_file, name="practices-file"
    ),
    path(AT, views.agenda, name="agenda"),
    path(AT + "plan/", views.plan, name="agenda-plan"),
    path(AT + "status/", views.status, name="agenda-status"),
    path(AT + "helps/", helping_views.helps, name="agenda-helps"),
    re_path(
        r"^organisations/(?P<organisation>\d+)/agenda/helps\.(?P<ending>csv|xlsx)$",
        helping_views.helps_file,
        name="agenda-helps-file",
    ),
    path(AT + "pillars/", tagged_views.pillars, name="agenda-pillars"),
    re_path(
        r"^organisations/(?P<organisation>\d+)/agenda/pillars\.(?P<ending>csv|xlsx)$",
        tagged_views.pillars_file,
        name="agenda-pillars-file",
    ),
    path(AT + "history/", views.history, name="agenda-history"),
    path(AT + "add/", views.add_commitment, name="add-commitment"),
    path(AT + "import/", import_views.import_agenda, name="import-agenda"),
    re_path(
        r"^organisations/(?P<organisation>\d+)/agenda/agenda\.(?P<ending>csv|xlsx)$",
        import_views.agenda_file,
        name="agenda-file",
    ),
    path(AT + "offer/", offer_views.offer_pledge, name="offer-pledge"),
    path(AT + "offers/", offered_views.offers, name="agenda-offers"),
    path(AT + "offers/throw-away/", offered_views.throw_away, name="throw-away-offers"),
    path("offers/<uuid:offered>/answer/", offered_views.answer_offer, name="answer-offer"),
    path("contribute/", contribute_views.contribute, name="contribute"),
    path(
        "contribute/receipt/<slug:receipt>/",
        contribute_views.contribute_receipt,
        name="contribute-receipt",
    ),
    path("contribute/<int:organisation>/", contribute_views.contribute_to, name="contribute-to"),
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
