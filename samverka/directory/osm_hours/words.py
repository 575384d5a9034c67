"""The words that writing and reading share."""

from datetime import date

from samverka.directory.hours import Kind


WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COMMENTS = {Kind.OPEN: "", Kind.APPOINTMENT: "by appointment", Kind.INTAKE: "intake", Kind.PHONE: "by phone"}
SINCE_EVER = date(1900, 1, 1)  # the first day that OpenStreetMap knows
