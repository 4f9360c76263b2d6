"""Where to call in from a telephone; numbers that are set aside for use in fiction."""

from __future__ import annotations

DIAL_IN_NUMBERS = [
    {"number": "61255501234", "locale": "en-AU", "display_name": "Australia"},
    {"number": "33199001234", "locale": "fr-FR", "display_name": "France"},
    {"number": "493023125012", "locale": "de-DE", "display_name": "Germany"},
    {"number": "353209100123", "locale": "en-IE", "display_name": "Ireland"},
    {"number": "46846500412", "locale": "sv-SE", "display_name": "Sweden"},
    {"number": "442079460123", "locale": "en-GB", "display_name": "United Kingdom"},
    {"number": "12025550123", "locale": "en-US", "display_name": "United States"},
]
