"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to begin."""
    return render(request, "web/home.html")
