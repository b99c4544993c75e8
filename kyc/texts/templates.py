"""Templates that speak: one environment per language, so that macros and includes speak it, too."""

from __future__ import annotations

from jinja2 import Environment
from jinja2.ext import InternationalizationExtension

from kyc.texts.translator import Translator


def equip(environment: Environment, speaker: Translator) -> Environment:
    """Teach an environment `_("…")`, `ngettext`, `{% trans %}`, the translator as `t`, and its ways as filters.

    Values are filled in after the lookup and escaped like any other where the environment escapes.
    """
    environment.add_extension(InternationalizationExtension)
    install = environment.install_gettext_callables  # type: ignore[attr-defined]  # added by the extension
    install(speaker.texts.gettext, speaker.texts.ngettext, newstyle=True)
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals.update(t=speaker, language=speaker.language)
    environment.filters.update(
        date=speaker.date,
        instant=speaker.instant,
        time=speaker.time,
        duration=speaker.duration,
        figure=speaker.number,
        percent=speaker.percent,
        size=speaker.size,
        country=speaker.country,
        person=speaker.name,
        listed=speaker.listed,
    )
    return environment
