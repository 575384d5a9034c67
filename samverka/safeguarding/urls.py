from django.urls import path

from samverka.safeguarding.views import channels, children, notes


app_name = "safeguarding"

urlpatterns = [
    path("call/", children.call_now, name="call_now"),
    path("call/<slug:code>/", children.call_now, name="call_in"),
    path("children/", children.children, name="children"),
    path("children/<uuid:pk>/use-channel/", children.use_channel, name="use_channel"),
    path("children/<uuid:pk>/none-needed/", children.none_needed, name="none_needed"),
    # the reporter's own reminders
    path("children/notes/", notes.my_notes, name="my_notes"),
    path("children/notes/new/", notes.note_concern, name="note_concern"),
    path("children/notes/<uuid:pk>/", notes.note, name="note"),
    path("children/notes/<uuid:pk>/<slug:step>/", notes.take_step, name="take_step"),
    # whom to call
    path("children/channels/", channels.channels, name="channels"),
    path("children/channels/new/", channels.add_channel, name="add_channel"),
    path("children/channels/<uuid:pk>/", channels.channel, name="channel"),
    path("children/channels/<uuid:pk>/edit/", channels.change_channel, name="change_channel"),
    path("children/channels/<uuid:pk>/hours/", channels.set_channel_hours, name="set_channel_hours"),
    path("children/channels/<uuid:pk>/days/", channels.add_channel_days, name="add_channel_days"),
    path("children/channels/<uuid:pk>/still-right/", channels.verify_channel, name="verify_channel"),
    path("children/channels/<uuid:pk>/remove/", channels.remove_channel, name="remove_channel"),
    path("children/channel-days/<uuid:pk>/remove/", channels.remove_channel_days, name="remove_channel_days"),
]
