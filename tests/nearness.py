"""Numbers that lie near a point, however they are written: degrees with their parts, metres of a grid, a geohash."""

import re
from math import atan2, atanh, cos, cosh, hypot, log, pi, radians, sin, sinh, tan


NEAR = 200  # metres
NUMBER = re.compile(r"(?<![\w.])(?<!\d:)\d{1,3}[.,]\d{3,15}|(?<![\w.,-])\d{6,10}(?![\w-])")  # no parts of a second
ANGLE = re.compile(
    r"(\d{1,3})\s?[°º]\s?(\d{1,2}(?:[.,]\d+)?)\s?['\u2032\u2019]?\s?(?:(\d{1,2}(?:[.,]\d+)?)\s?[\"\u2033\u201d])?"
)


def near(point, text):
    """Numbers of a point that is not farther than 200 m off: degrees with their parts, or metres of a grid."""
    north, east = NEAR / 111_320, NEAR / (111_320 * cos(radians(point[0])))
    grids = [(*sweref(*point), NEAR), (*mercator(*point), NEAR / cos(radians(point[0])))]
    degrees = [_degrees(angle) for angle in ANGLE.finditer(text)]
    numbers = [(one, float(one.replace(",", "."))) for one in sorted(set(NUMBER.findall(text)))]
    written = degrees + [(text, value) for text, value in numbers if not value.is_integer() or value < 181]
    whole = [(text, value) for text, value in numbers if value > 181]
    written += [(text, value / 10**power) for text, value in whole if value.is_integer() for power in (4, 5, 6, 7)]
    close = [text for text, value in written if abs(value - point[0]) < north or abs(value - point[1]) < east]
    return close + [
        text for text, value in whole for *axes, far in grids if min(abs(value - one) for one in axes) < far
    ]


def _degrees(angle):
    whole, minutes, seconds = (float((part or "0").replace(",", ".")) for part in angle.groups())
    return angle[0], whole + minutes / 60 + seconds / 3600


def sweref(latitude, longitude):
    """North and east in SWEREF 99 TM, after Lantmäteriet's formulas (Gauss Conformal Projection), to a few metres."""
    n = 1 / 298.257222101 / (2 - 1 / 298.257222101)
    radius, e2 = 6378137 / (1 + n) * (1 + n**2 / 4), 4 * n / (1 + n) ** 2
    phi, far = radians(latitude), radians(longitude - 15)
    conformal = sinh(atanh(sin(phi)) - e2**0.5 * atanh(e2**0.5 * sin(phi)))
    xi, eta = atan2(conformal, cos(far)), atanh(sin(far) / hypot(1, conformal))
    b1 = n / 2 - 2 * n**2 / 3
    north = xi + b1 * sin(2 * xi) * cosh(2 * eta)
    east = eta + b1 * cos(2 * xi) * sinh(2 * eta)
    return 0.9996 * radius * north, 0.9996 * radius * east + 500_000


def mercator(latitude, longitude):
    """North and east as web maps count them."""
    return 6378137 * log(tan(pi / 4 + radians(latitude) / 2)), 6378137 * radians(longitude)


def geohash(latitude, longitude):
    """Eight signs, 38 m by 19 m; of which the first seven are looked for."""
    low, high, bits = [-180.0, -90.0], [180.0, 90.0], []
    for turn in range(40):
        axis, value = turn % 2, (longitude, latitude)[turn % 2]
        middle = (low[axis] + high[axis]) / 2
        bits.append(value >= middle)
        (low if value >= middle else high)[axis] = middle
    signs = "0123456789bcdefghjkmnpqrstuvwxyz"
    return "".join(signs[sum(bit << (4 - place) for place, bit in enumerate(bits[start : start + 5]))]
                   for start in range(0, 40, 5))  # fmt: skip
