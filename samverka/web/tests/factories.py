"""Whole towns of the exercise, made by their people."""

from datetime import datetime

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.web.management.seeding import towns


def make_town(name: str = "stockholm", *, at: datetime) -> towns.Town:
    told = towns.file(name)
    home = make_organisation(territory=told["code"])
    city = make_organisation(territory=told["code"], kind=Organisation.Kind.MUNICIPALITY)
    keepers = {"ngo": make_user(Role.ADVISER, at=home), "city": make_user(Role.MUNICIPALITY_COORDINATOR, at=city)}
    town = towns.Town(told, keepers["city"], keepers, make_user(Role.TRANSLATOR, at=home), at)
    towns.build(town)
    return town
