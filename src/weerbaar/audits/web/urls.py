"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.audits.web import firm_views

urlpatterns = [path("firm-check/", firm_views.firm_check, name="firm-check")]
