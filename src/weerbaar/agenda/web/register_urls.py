"""The addresses of the registers; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path, re_path

from weerbaar.agenda.web import answer_views, paying_views
from weerbaar.agenda.web import register_change_views as changing
from weerbaar.agenda.web import register_views as views

AT = "organisations/<int:organisation>/registers/"
ROW = "register-rows/<int:row>/"

urlpatterns = [
    path(AT, views.registers, name="registers"),
    path(AT + "banks/paying/", paying_views.paying, name="paying"),
    path(AT + "dependencies/answers/", answer_views.answers, name="dependency-answers"),
    re_path(
        r"^organisations/(?P<organisation>\d+)/registers/dependencies/"
        r"answers\.(?P<ending>csv|xlsx)$",
        answer_views.answers_file,
        name="dependency-answers-file",
    ),
    path(AT + "<slug:register>/", views.register, name="register"),
    re_path(
        r"^organisations/(?P<organisation>\d+)/registers/(?P<register>[-\w]+)/"
        r"register\.(?P<ending>csv|xlsx)$",
        views.register_file,
        name="register-file",
    ),
    path(AT + "<slug:register>/add/", changing.add_register_row, name="add-register-row"),
    path(AT + "<slug:register>/import/", changing.import_register, name="import-register"),
    path(ROW, changing.register_row, name="register-row"),
    path(ROW + "remove/", changing.remove_register_row, name="remove-register-row"),
]
