"""Sheets of nights: sent, worked on and written."""

from datetime import timedelta

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.shelters.actions import imports
from samverka.shelters.models import Import
from samverka.shelters.queries.imports import fates
from samverka.shelters.tests.factories import MORNING, TONIGHT, make_group, make_shelter


LATER = TONIGHT + timedelta(days=3)


def make_place(*, name="Härbärget Norr", group="Kvinnor", beds=8, **more):
    shelter = make_shelter(name=name)
    made = make_group(shelter, beds=beds, **more)
    made.name = group
    made.save()
    by = make_user(Role.SHELTER_STAFF, at=shelter.organisation)
    type(by).objects.filter(pk=by.pk).update(language="en")
    return shelter, made, by


def send(file, by, *, id=None, at=MORNING):
    one = imports.upload_import(id=id or new_id(), file=file, by=by, at=at)
    return go_on(one, at=at)


def go_on(one, *, at=MORNING):
    imports.work_on_import(id=one.pk, clock=lambda: at)
    return Import.objects.get(pk=one.pk)


def write(one, *, at=MORNING):
    return go_on(imports.approve_import(one=one, by=one.by, at=at), at=at)


def kinds(one):
    return [fate.kind for fate in fates(one)]


def why(one):
    return [fate.why for fate in fates(one) if fate.why]
