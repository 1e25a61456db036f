"""The addresses of letters; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.agenda.web import kit_views, letter_views

AT = "organisations/<int:organisation>/letters/"

urlpatterns = [
    path("organisations/<int:organisation>/mayor-kit/", kit_views.mayor_kit, name="mayor-kit"),
    path(
        "organisations/<int:organisation>/mayor-kit/put/",
        kit_views.put_steps,
        name="put-mayor-steps",
    ),
    path(AT, letter_views.letters, name="letters"),
    path(AT + "<str:kind>/", letter_views.make_letter, name="make-letter"),
    path("letters/<uuid:letter>/", letter_views.letter, name="letter"),
    path("letters/<uuid:letter>/letter.<str:ending>", letter_views.letter_file, name="letter-file"),
    path("letters/<uuid:letter>/remove/", letter_views.remove_letter, name="remove-letter"),
    path("weighed/<uuid:weighed>/memo/", letter_views.weighed_memo, name="weighed-memo"),
    path("decisions/<int:decision>/memo/", letter_views.decision_memo, name="decision-memo"),
]
