"""Pages of no single app: the public directory, the way in, the gallery of components."""

from samverka.web.views.child import child, where
from samverka.web.views.day import see_news, today
from samverka.web.views.handover import handover
from samverka.web.views.helping import help_wanted, helping
from samverka.web.views.map import tile, town_map
from samverka.web.views.offer import service
from samverka.web.views.offline import icon, manifest, offline, worker
from samverka.web.views.open_to_all import all_that_is_open, open_to_all
from samverka.web.views.paper import cold_poster, paper
from samverka.web.views.removals import removal_places, removal_sheet
from samverka.web.views.reports import report_error, thanks
from samverka.web.views.search import search
from samverka.web.views.start import gallery, home, start
from samverka.web.views.statement import accessibility, statement
from samverka.web.views.tips import send_tip, tip, tip_answer, tip_where
from samverka.web.views.tonight import tonight
from samverka.web.views.town import services, town


__all__ = [
    "accessibility",
    "all_that_is_open",
    "child",
    "cold_poster",
    "gallery",
    "handover",
    "help_wanted",
    "helping",
    "home",
    "icon",
    "manifest",
    "offline",
    "open_to_all",
    "paper",
    "removal_places",
    "removal_sheet",
    "report_error",
    "search",
    "see_news",
    "send_tip",
    "service",
    "services",
    "start",
    "statement",
    "thanks",
    "tile",
    "tip",
    "tip_answer",
    "tip_where",
    "today",
    "tonight",
    "town",
    "town_map",
    "where",
    "worker",
]
