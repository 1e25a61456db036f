"""The addresses of the room; what each asks of a visitor stands in `pages.csv`."""

from django.urls import path

from weerbaar.platform.web import job_views, people_views, views

AT = "organisations/<int:organisation>/"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("mine/", views.mine, name="mine"),
    path("mine/choose/", views.choose_organisation, name="choose-organisation"),
    path("me/", views.me, name="me"),
    path("me/data.json", views.my_data, name="my-data"),
    path("me/erase/", views.erase_me, name="erase-me"),
    path(AT, views.organisation, name="organisation"),
    path(AT + "change/", views.change_organisation, name="change-organisation"),
    path(AT + "add/", views.add_organisation, name="add-organisation"),
    path(AT + "trail/", views.trail, name="trail"),
    path(AT + "people/", people_views.people, name="people"),
    path(AT + "people/add/", people_views.add_person, name="add-person"),
    path(AT + "jobs/", job_views.jobs, name="jobs"),
    path(AT + "jobs/start/", job_views.start_job, name="start-job"),
    path("jobs/<uuid:job>/", job_views.job, name="job"),
    path("jobs/<uuid:job>/cancel/", job_views.cancel_job, name="cancel-job"),
    path("conflicts/<int:conflict>/", views.settle_edits, name="settle-edits"),
    path("roles/<int:membership>/password/", people_views.new_password, name="new-password"),
    path("roles/<int:membership>/address/", people_views.change_address, name="change-address"),
    path(
        "roles/<int:membership>/remove/", people_views.remove_membership, name="remove-membership"
    ),
]
