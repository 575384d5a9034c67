from django.urls import path

from samverka.directory.views import (
    answers,
    campaigns,
    dated,
    entries,
    hours,
    languages,
    mine,
    sounds,
    translation_files,
    translations,
    upkeep,
)


app_name = "directory"

urlpatterns = [
    path("directory/", mine.my_directory, name="my_directory"),
    path("directory/partners/", mine.partner_places, name="partner_places"),
    path("directory/partners/<uuid:pk>/", mine.partner_address, name="partner_address"),
    # entries
    path("directory/providers/new/", entries.edit_provider, name="new_provider"),
    path("directory/providers/<uuid:pk>/", entries.provider, name="provider"),
    path("directory/providers/<uuid:pk>/edit/", entries.edit_provider, name="edit_provider"),
    path("directory/providers/<uuid:provider>/places/new/", entries.edit_place, name="new_place"),
    path("directory/providers/<uuid:provider>/services/new/", entries.edit_service, name="new_service"),
    path("directory/places/<uuid:pk>/", entries.place, name="place"),
    path("directory/places/<uuid:pk>/edit/", entries.edit_place, name="edit_place"),
    path("directory/services/<uuid:pk>/", entries.service, name="service"),
    path("directory/services/<uuid:pk>/edit/", entries.edit_service, name="edit_service"),
    path("directory/stops/<uuid:pk>/earlier/", entries.move_stop, name="move_stop"),
    path("directory/<slug:noun>/<uuid:pk>/remove/", entries.remove_entry, name="remove_entry"),
    path("directory/<slug:noun>/<uuid:pk>/restore/", entries.restore_entry, name="restore_entry"),
    # hours, days and notices
    path("directory/<slug:noun>/<uuid:pk>/hours/", hours.edit_hours, name="edit_hours"),
    path("directory/<slug:noun>/<uuid:pk>/days/new/", dated.add_exception, name="add_exception"),
    path("directory/days/<uuid:pk>/", dated.change_exception, name="change_exception"),
    path("directory/days/<uuid:pk>/take-away/", dated.remove_exception, name="remove_exception"),
    path("directory/<slug:noun>/<uuid:pk>/notices/new/", dated.add_notice, name="add_notice"),
    path("directory/notices/<uuid:pk>/", dated.change_notice, name="change_notice"),
    path("directory/notices/<uuid:pk>/take-away/", dated.remove_notice, name="remove_notice"),
    # kept right
    path("directory/<slug:noun>/<uuid:pk>/still-right/", upkeep.verify, name="verify"),
    path("directory/reports/<uuid:pk>/answer/", upkeep.handle_report, name="handle_report"),
    path("directory/campaigns/", campaigns.campaigns, name="campaigns"),
    path("directory/campaigns/new/", campaigns.start_campaign, name="start_campaign"),
    path("directory/campaigns/<uuid:pk>/", campaigns.campaign, name="campaign"),
    path("directory/campaigns/<uuid:pk>/remind/", campaigns.remind_campaign, name="remind_campaign"),
    path("directory/campaigns/<uuid:pk>/close/", campaigns.close_campaign, name="close_campaign"),
    # languages
    path("directory/translations/", translations.translations, name="translations"),
    path("directory/translations/keep/", translations.translate, name="translate"),
    path("directory/translations/still-right/", translations.confirm_translation, name="confirm_translation"),
    path("directory/translations/record/", translations.record, name="record"),
    path("directory/translations/record/take-away/", translations.remove_recording, name="remove_recording"),
    path("directory/translations/file/", translation_files.export_translations, name="export_translations"),
    path("directory/translations/import/", translation_files.import_translations, name="import_translations"),
    path("directory/translations/approve/", translation_files.approve_translations, name="approve_translations"),
    path("directory/languages/", languages.languages, name="languages"),
    path("directory/languages/new/", languages.add_language, name="add_language"),
    path("directory/languages/<str:code>/", languages.change_language, name="change_language"),
    path("sound/<uuid:pk>", sounds.sound, name="sound"),
    # a mailed link
    path("update/<str:token>/", answers.answer, name="answer"),
    path("update/<str:token>/<uuid:pk>/hours/", answers.answer_hours, name="answer_hours"),
    path("update/<str:token>/<uuid:pk>/phone/", answers.answer_phone, name="answer_phone"),
    path("update/<str:token>/<uuid:pk>/notice/", answers.answer_notice, name="answer_notice"),
]
