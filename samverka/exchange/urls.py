from django.urls import path

from samverka.exchange.views import cards, open_cards, questions


app_name = "exchange"
urlpatterns = [
    path("advice/", questions.advice, name="advice"),
    path("advice/ask/", questions.ask_question, name="ask_question"),
    path("advice/<uuid:pk>/", questions.question, name="question"),
    path("advice/<uuid:pk>/take-up/", questions.take_up, name="take_up"),
    path("advice/<uuid:pk>/route/", questions.route_question, name="route_question"),
    path("advice/<uuid:pk>/draft/", questions.draft_answer, name="draft_answer"),
    path("advice/<uuid:pk>/review/", questions.review_answer, name="review_answer"),
    path("advice/<uuid:pk>/return/", questions.return_answer, name="return_answer"),
    path("advice/<uuid:pk>/answer/", questions.answer_question, name="answer_question"),
    path("advice/<uuid:pk>/publish/", questions.publish_answer, name="publish_answer"),
    path("advice/<uuid:pk>/keep/", questions.keep_private, name="keep_private"),
    path("advice/<uuid:pk>/merge/", questions.merge_question, name="merge_question"),
    path("cards/", cards.cards, name="cards"),
    path("cards/new/", cards.begin_card, name="begin_card"),
    path("cards/<uuid:pk>/", cards.card, name="card"),
    path("cards/<uuid:pk>/write/", cards.write_text, name="write_text"),
    path("cards/<uuid:pk>/review/", cards.review_text, name="review_text"),
    path("cards/<uuid:pk>/return/", cards.return_text, name="return_text"),
    path("cards/<uuid:pk>/publish/", cards.publish_card, name="publish_card"),
    path("cards/<uuid:pk>/confirm/", cards.confirm_card, name="confirm_card"),
    path("cards/<uuid:pk>/withdraw/", cards.withdraw_card, name="withdraw_card"),
    path("cards/own/<slug:code>/", cards.own_answers, name="own_answers"),
    path("cards/own/<slug:code>/<slug:table>/<slug:asked>/", cards.tell_answer, name="tell_answer"),
    path("laws/", cards.laws, name="laws"),
    path("laws/new/", cards.add_law, name="add_law"),
    path("laws/<uuid:pk>/", cards.change_law, name="change_law"),
    # for everybody
    path("kunskap/", open_cards.knowledge, name="knowledge"),
    path("kunskap/vard/", open_cards.care_rules, name="care_rules"),
    path("kunskap/kommuner/<slug:code>/", open_cards.local_policies, name="local_policies"),
    path("kunskap/<uuid:pk>/", open_cards.knowledge_card, name="knowledge_card"),
]
