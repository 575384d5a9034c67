"""Weather as others tell it: asked for, read, and handed on as hours and warnings. Knows no night of ours."""

from samverka.shelters.feeds.smhi import Forecast, Silent, Smhi


__all__ = ["Forecast", "Silent", "Smhi"]
