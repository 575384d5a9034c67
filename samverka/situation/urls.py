from django.urls import path

from samverka.situation.views import answers, figures, open_data, questionnaires, support, surveys


app_name = "situation"
urlpatterns = [
    path("situation/", figures.situation, name="situation"),
    path("situation/<slug:code>/", figures.figures, name="figures"),
    path("situation/<slug:code>/file/<slug:kind>/", figures.figures_file, name="figures_file"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/new/", surveys.plan_survey, name="plan_survey"),
    path("surveys/own/", surveys.begin_own_picture, name="begin_own_picture"),
    path("surveys/<uuid:pk>/", surveys.survey, name="survey"),
    path("surveys/<uuid:pk>/edit/", surveys.edit_survey, name="edit_survey"),
    path("surveys/<uuid:pk>/municipalities/", surveys.ask_municipalities, name="ask_municipalities"),
    path("surveys/<uuid:pk>/respondent/", surveys.ask_respondent, name="ask_respondent"),
    path("surveys/<uuid:pk>/send/", surveys.send_survey, name="send_survey"),
    path("surveys/<uuid:pk>/remind/", surveys.remind_respondents, name="remind_respondents"),
    path("surveys/<uuid:pk>/lock/", surveys.lock_survey, name="lock_survey"),
    path("surveys/<uuid:pk>/compile/", surveys.compile_survey, name="compile_survey"),
    path("surveys/<uuid:pk>/compiled/", surveys.compiled_survey, name="compiled"),
    path("answers/<uuid:pk>/", answers.answer, name="answer"),
    path("answers/<uuid:pk>/read/", answers.read_answer, name="read_answer"),
    path("answers/<uuid:pk>/pass-on/", answers.pass_on, name="pass_on"),
    path("answers/<uuid:pk>/enter/", answers.enter_answer, name="enter_answer"),
    path("answers/<uuid:pk>/mailbox/", surveys.set_mailbox, name="set_mailbox"),
    path("answers/<uuid:pk>/drop/", surveys.drop_respondent, name="drop_respondent"),
    path("answer/<slug:token>/", answers.by_link, name="by_link"),
    path("answer/<slug:token>/pass-on/", answers.pass_on_by_link, name="pass_on_by_link"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/new/", questionnaires.add_questionnaire, name="add_questionnaire"),
    path("questionnaires/<uuid:pk>/", questionnaires.questionnaire, name="questionnaire"),
    path("questionnaires/<uuid:pk>/publish/", questionnaires.publish_questionnaire, name="publish_questionnaire"),
    path("questionnaires/<uuid:pk>/next/", questionnaires.write_next_version, name="write_next_version"),
    path("questionnaires/<uuid:pk>/question/", questionnaires.add_question, name="add_question"),
    path("questions/<uuid:pk>/", questionnaires.change_question, name="change_question"),
    path("questions/<uuid:pk>/move/", questionnaires.move_question, name="move_question"),
    path("questions/<uuid:pk>/remove/", questionnaires.remove_question, name="remove_question"),
    path("support/<slug:code>/", support.support, name="support"),
    # for everybody
    path("statistik/", open_data.statistics, name="statistics"),
    path("statistik/v1/", open_data.guide, name="guide"),
    path("data/", open_data.catalogue, name="catalogue"),
    path("data/catalogue.rdf", open_data.catalogue_xml, name="catalogue_xml"),
    path("data/catalogue.ttl", open_data.catalogue_turtle, name="catalogue_turtle"),
]
