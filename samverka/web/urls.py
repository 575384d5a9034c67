from django.urls import path, re_path

from samverka.web import views


app_name = "web"

EDITION = "(?P<edition>(?!api/)[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|lattlast)"
TOWN = f"^{EDITION}/(?P<town>[a-z0-9-]+)"
SERVICE = f"^{EDITION}/service/(?P<pk>[0-9a-f-]{{36}})"

urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("today/seen/", views.see_news, name="see_news"),
    path("outreach/removals/<uuid:pk>/places/", views.removal_places, name="removal_places"),
    path("outreach/removals/<uuid:pk>/sheet/", views.removal_sheet, name="removal_sheet"),
    path("help/", views.helping, name="helping"),
    path("hjalp-till/", views.help_wanted, name="help_wanted"),
    path("networks/<uuid:pk>/handover/", views.handover, name="handover"),
    path("components/", views.gallery, name="gallery"),
    path("favicon.ico", views.icon, name="icon"),
    path("sw.js", views.worker, name="worker"),
    path("map-tiles/<slug:version>/<int:zoom>/<int:x>/<int:y>", views.tile, name="tile"),
    re_path(f"^{EDITION}/$", views.start, name="start"),
    re_path(f"^{EDITION}/child/$", views.where, name="where"),
    re_path(f"^{EDITION}/tip/$", views.tip_where, name="tip_where"),
    re_path(f"^{EDITION}/tip/answer/$", views.tip_answer, name="tip_answer"),
    re_path(f"^{EDITION}/offline/$", views.offline, name="offline"),
    re_path(f"^{EDITION}/tillganglighet/$", views.statement, name="statement"),
    re_path(f"^{EDITION}/oppet/$", views.open_to_all, name="open_to_all"),
    re_path(f"{SERVICE}/$", views.service, name="service"),
    re_path(f"{SERVICE}/report/$", views.report_error, name="report_error"),
    re_path(f"{SERVICE}/report/thanks/$", views.thanks, name="thanks"),
    re_path(f"{TOWN}/$", views.town, name="town"),
    re_path(f"{TOWN}/tonight/$", views.tonight, name="tonight"),
    re_path(f"{TOWN}/child/$", views.child, name="child"),
    re_path(f"{TOWN}/tip/$", views.tip, name="tip"),
    re_path(f"{TOWN}/tip/(?P<worry>[a-z]+)/$", views.send_tip, name="send_tip"),
    re_path(f"{TOWN}/map/$", views.town_map, name="map"),
    re_path(f"{TOWN}/manifest.webmanifest$", views.manifest, name="manifest"),
    re_path(rf"{TOWN}/(?P<template>card|fold-out|poster)\.pdf$", views.paper, name="paper"),
    re_path(rf"{TOWN}/cold\.pdf$", views.cold_poster, name="cold_poster"),
    re_path(f"{TOWN}/(?P<what>[a-z-]+)/$", views.services, name="services"),
]
