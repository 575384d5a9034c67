"""Why a file cannot be kept. The words for people are the interface's."""


class Unusable(Exception):
    """This file cannot be kept; `args[0]` names why."""


NAMES = ("empty", "too_large", "unknown", "broken", "locked", "macros", "elsewhere", "unpacks")
