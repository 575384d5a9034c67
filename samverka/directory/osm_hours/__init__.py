"""Hours as OpenStreetMap writes them in `opening_hours`, as far as both can say it.

What is written never promises more than we do: public holidays of OpenStreetMap include the eves in Sweden, so they
get the more careful of what we know of holidays and of eves. Messages that change no hours are left out. Where hours
cross midnight, a night is taken away by its own times ("20:30-07:30 off"): a plain "off" would end the night before.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from samverka.directory.osm_hours.reading import Unreadable, read
from samverka.directory.osm_hours.writing import write


__all__ = ["Unreadable", "read", "write"]
