"""From text to hours. What we cannot say ourselves is refused in a plain sentence, never guessed at."""

from dataclasses import dataclass, field, replace

from samverka.directory.hours import (
    EVERY_DAY,
    MIDNIGHT,
    SUNDAY,
    Behaviour,
    DatedException,
    Effect,
    Hours,
    Kind,
    Rule,
    Wall,
)
from samverka.directory.osm_hours.sentences import Dates, Sentence, Unreadable, Weekdays, sentences
from samverka.directory.osm_hours.words import COMMENTS


__all__ = ["Unreadable", "read"]

KINDS = {comment: kind for kind, comment in COMMENTS.items()}
ALL_DAY = Wall(MIDNIGHT, MIDNIGHT)
NO_DAYS: Weekdays = {None: frozenset()}


def read(text: str, *, unsaid: Behaviour = Behaviour.UNKNOWN) -> Hours:
    """What a text states; `unsaid` is what a holiday means when the text does not name them. Raises `Unreadable`."""
    draft = _Draft()
    for sentence in sentences(text):
        if draft.makes_exception(sentence):
            draft.except_dates(sentence)
        else:
            if sentence.weekdays or not sentence.on_holidays:
                draft.add_weekly(sentence)
            if sentence.on_holidays:
                draft.add_holidays(sentence)
    if not draft.rules:
        raise Unreadable("There are no weekly hours in this", text, 0)
    behaviour = draft.behaviour() or unsaid
    return Hours(tuple(draft.rules), tuple(reversed(draft.exceptions)), behaviour, behaviour)


@dataclass(slots=True)
class _Draft:
    """What has been read so far."""

    rules: list[Rule] = field(default_factory=list)
    exceptions: list[DatedException] = field(default_factory=list)  # the last is the strongest
    holidays: Behaviour | None = None
    holiday_rules: list[Rule] = field(default_factory=list)  # without weekdays
    holiday_sentence: Sentence | None = None

    def makes_exception(self, sentence: Sentence) -> bool:
        """Whether dates replace weekly hours, or add to the dates before: "2026 Dec 24 off, 2026 Dec 24 …"."""
        if sentence.adds:
            return [(one.first, one.last) for one in self.exceptions[-1:]] == sentence.periods != []
        return bool(sentence.periods and self.rules)

    def add_weekly(self, sentence: Sentence) -> None:
        if self.exceptions or self.holidays:
            raise sentence.refused("Weekly hours must stand before public holidays and single dates")
        if sentence.modifier == "unknown":
            raise sentence.refused("Weekly hours cannot be unknown")
        if sentence.modifier == "off" or not sentence.adds:
            self._override(sentence)
        if sentence.modifier != "off":
            self.rules += _rules(sentence, sentence.weekdays or {None: EVERY_DAY})

    def _override(self, sentence: Sentence) -> None:
        """Take earlier rules away from the weekdays of a sentence, if it takes them away all year."""
        if sentence.modifier == "off" and sentence.walls:
            raise sentence.refused("We cannot close for a part of a day; state the hours that are left")
        days = frozenset[int]().union(*sentence.weekdays.values()) if sentence.weekdays else EVERY_DAY
        touched = [rule for rule in self.rules if rule.weekdays & days]
        if touched and (sentence.dates or set(sentence.weekdays) - {None}):
            raise sentence.refused("These hours replace earlier ones on some days only; state each time of year apart")
        kept = [replace(rule, weekdays=rule.weekdays - days) for rule in self.rules]
        self.rules = [rule for rule in kept if rule.weekdays]

    def add_holidays(self, sentence: Sentence) -> None:
        if any(one.effect == Effect.OTHER_HOURS for one in self.exceptions):
            raise sentence.refused("Public holidays must stand before single dates")
        self.holiday_sentence = sentence
        match sentence.modifier:
            case "off" | "unknown":
                self._only_whole_days(sentence)
                self.holidays = Behaviour.CLOSED if sentence.modifier == "off" else Behaviour.UNKNOWN
                self.holiday_rules = []
            case _ if sentence.adds and not self.holidays:
                raise sentence.refused("Hours cannot be added to those of a public holiday; replace them")
            case _:
                self.holiday_rules = [*(self.holiday_rules if sentence.adds else ()), *_rules(sentence, NO_DAYS)]
                self.holidays = Behaviour.AS_SUNDAY

    def behaviour(self) -> Behaviour | None:
        """What holidays mean. Hours of their own they have only if those are Sunday's."""
        sunday = {replace(rule, weekdays=frozenset()) for rule in self.rules if SUNDAY in rule.weekdays}
        sunday = {rule for rule in sunday if rule.nth is None}
        if self.holiday_sentence and self.holidays == Behaviour.AS_SUNDAY and sunday != set(self.holiday_rules):
            raise self.holiday_sentence.refused("On public holidays we know only the hours of Sunday, or none")
        return self.holidays

    def except_dates(self, sentence: Sentence) -> None:
        effect, hours, message = Effect.OTHER_HOURS, sentence.walls or [ALL_DAY], sentence.comment
        if sentence.modifier == "unknown":
            raise sentence.refused("Single dates cannot be unknown; leave the hours out or close")
        if sentence.modifier == "off":
            self._only_whole_days(sentence)
            effect, hours = Effect.CLOSED, []
        elif sentence.adds:
            hours = [*self.exceptions.pop().hours, *hours]
        kind = KINDS.get(message, Kind.OPEN)
        message = "" if message in KINDS else message
        self.exceptions += [DatedException(*period, effect, tuple(hours), kind, message) for period in sentence.periods]

    def _only_whole_days(self, sentence: Sentence) -> None:
        """Times before "off" are all there are, so that the night before is left alone; not a part of a day."""
        stated = {rule.wall for rule in self.rules} | {wall for one in self.exceptions for wall in one.hours}
        if sentence.walls and stated - set(sentence.walls):
            raise sentence.refused("We cannot close for a part of a day; state the hours that are left")


def _rules(sentence: Sentence, weekdays: Weekdays) -> list[Rule]:
    """The rules that one sentence makes: one for each time of year, nth weekday and pair of times."""
    if sentence.comment not in KINDS:
        raise sentence.refused(f"We know no hours “{sentence.comment}”; say it as an access condition")
    if not sentence.walls and sentence.comment:
        raise sentence.refused("These hours have no times")
    return [
        Rule(days, wall, KINDS[sentence.comment], nth, dates.first, dates.last, dates.season)
        for dates in sentence.dates or (Dates(),)
        for nth, days in weekdays.items()
        for wall in sentence.walls or [ALL_DAY]
    ]
