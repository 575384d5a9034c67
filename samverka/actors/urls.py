from django.contrib.auth.decorators import login_not_required
from django.urls import path

from samverka.actors import views


app_name = "actors"

urlpatterns = [
    path("terms/", views.sign_terms, name="sign_terms"),
    path("account/", views.account, name="account"),
    path("i18n/setlang/", views.choose_language, name="choose_language"),
    path("account/tokens/<uuid:pk>/end/", views.end_token, name="end_token"),
    path("account/digest/", views.choose_digest, name="choose_digest"),
    path("digest/<str:signed>/stop/", views.stop_digest, name="stop_digest"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/kept/", views.deliveries, name="deliveries"),
    path("outbox/kept/<uuid:pk>/retry/", views.retry_delivery, name="retry_delivery"),
    path("outbox/kept/<uuid:pk>/drop/", views.drop_delivery, name="drop_delivery"),
    path("access/", views.access, name="access"),
    path("access/rules/", views.access_rules, name="access_rules"),
    path("looks/", views.looks, name="looks"),
    path("purging/", views.purges, name="purges"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.add_organisation, name="add_organisation"),
    path("organisations/<uuid:pk>/", views.organisation, name="organisation"),
    path("organisations/<uuid:pk>/edit/", views.edit_organisation, name="edit_organisation"),
    path("organisations/<uuid:pk>/contact/", views.edit_contact_line, name="edit_contact_line"),
    path("organisations/<uuid:pk>/pause/", views.pause_organisation, name="pause_organisation"),
    path("organisations/<uuid:pk>/resume/", views.resume_organisation, name="resume_organisation"),
    path("organisations/<uuid:pk>/part/", views.part_with_organisation, name="part_with_organisation"),
    path("memberships/<uuid:pk>/end/", views.end_membership, name="end_membership"),
    path("invitations/<uuid:pk>/remind/", views.remind, name="remind"),
    path("invitations/<uuid:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/<str:signed>/", login_not_required(views.accept_invitation), name="accept_invitation"),
]
