from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import gettext_lazy, override
from heroicons.templatetags import heroicons

from core.templatetags import icons


def drawn(attributes: str, **context) -> str:
    return Template("{% heroicon_mini " + attributes + " %}").render(Context(context))


@pytest.mark.parametrize("tag", ["heroicon_mini", "heroicon_outline"])
def test_an_icon_is_drawn_as_the_package_draws_it(tag):
    attributes = {"size": 14, "aria_hidden": "true", "class": "copy-idle"}

    assert getattr(icons, tag)("check", **attributes) == getattr(heroicons, tag)(
        "check", **attributes
    )


def test_an_icon_is_drawn_once_for_all_its_uses():
    first = icons.heroicon_mini("check", size=14)

    assert icons.heroicon_mini("check", size=14) is first
    assert icons.heroicon_mini("check", size=16) != first


def test_its_label_is_in_the_language_of_the_reader():
    label = gettext_lazy("Rooms")
    shown = {}
    for language in ("en", "de"):
        with override(language):
            shown[language] = drawn('"key" aria_label=label', label=label)

    assert 'aria-label="Rooms"' in shown["en"]
    assert 'aria-label="Räume"' in shown["de"]


def test_what_a_label_holds_is_no_markup():
    assert "<b>" not in drawn('"key" aria_label=label', label="<b>")
