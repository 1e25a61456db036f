"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path, re_path

from weerbaar.measures.web import (
    catalogue_views,
    decision_views,
    editor_views,
    figure_views,
    market_views,
    production_views,
    route_views,
    service_views,
    variant_views,
    version_views,
)

AT = "organisations/<int:organisation>/"
FIGURES = AT + "figures/"
SHIPPED = "variants/shipped/<str:shipped>/"
VARIANT = "variants/<int:variant>/"

urlpatterns = [
    path("choices/", variant_views.choices, name="choices"),
    path("service/", service_views.service, name="service"),
    path("routes/", route_views.routes, name="routes"),
    path("production/", production_views.production, name="production"),
    path("market/", market_views.market, name="market"),
    re_path(r"^market\.(?P<ending>csv|xlsx)$", market_views.market_file, name="market-file"),
    path("measures/", catalogue_views.measures, name="measures"),
    re_path(
        r"^measures\.(?P<ending>csv|xlsx)$", catalogue_views.measures_file, name="measures-file"
    ),
    path("measures/<slug:measure>/", catalogue_views.measure, name="measure"),
    path(FIGURES, figure_views.own_figures, name="own-figures"),
    path(FIGURES + "file/", figure_views.own_figures_file, name="own-figures-file"),
    path(FIGURES + "import/", figure_views.import_own_figures, name="import-own-figures"),
    path(FIGURES + "<slug:measure>/", figure_views.own_figure_history, name="own-figure-history"),
    path(
        FIGURES + "<slug:measure>/change/",
        figure_views.change_own_figures,
        name="change-own-figures",
    ),
    path(AT + "variants/", variant_views.variants, name="variants"),
    path(AT + "variants/new/", variant_views.new_variant, name="new-variant"),
    path(
        AT + "variants/copy/<str:shipped>/",
        variant_views.copy_shipped_variant,
        name="copy-shipped-variant",
    ),
    path(SHIPPED, variant_views.shipped_variant, name="shipped-variant"),
    path(SHIPPED + "answer/", editor_views.shipped_variant_answer, name="shipped-variant-answer"),
    path(VARIANT, variant_views.variant, name="variant"),
    path(VARIANT + "answer/", editor_views.variant_answer, name="variant-answer"),
    path(VARIANT + "edit/", editor_views.edit_variant, name="edit-variant"),
    path(VARIANT + "copy/", variant_views.copy_variant, name="copy-variant"),
    path(VARIANT + "file/", variant_views.variant_file, name="variant-file"),
    path(VARIANT + "remove/", variant_views.remove_variant, name="remove-variant"),
    path(VARIANT + "comments/", variant_views.comment_variant, name="comment-variant"),
    path(
        VARIANT + "comments/<int:comment>/remove/",
        variant_views.remove_comment,
        name="remove-comment",
    ),
    path(VARIANT + "versions/", version_views.versions, name="variant-versions"),
    path(VARIANT + "versions/<int:number>/", version_views.version, name="variant-version"),
    path(
        VARIANT + "versions/<int:number>/restore/",
        version_views.restore_variant,
        name="restore-variant",
    ),
    path(VARIANT + "decide/", decision_views.decide_variant, name="decide-variant"),
    path("decisions/<int:decision>/", decision_views.decision, name="decision"),
]
