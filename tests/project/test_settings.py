"""Settings from lizero.toml: what is not right is said, and the usual value stands."""

from __future__ import annotations

import pytest

from lizero.project import Settings, read_settings


def test_all_settings_are_read() -> None:
    text = ('name = "盐湖"\nholder = "g"\napproach = "equity"\ngwp = "ar5-gwp100"\nlibraries = ["own", "au-nga=2025"]\n'
            'years = [2024, 2025]\nlanguage = "zh-Hans"\nchain = "lithium-chain"\n')
    assert read_settings(text) == (
        Settings("盐湖", "g", "equity", "ar5-gwp100", ("own", "au-nga=2025"), (2024, 2025), "zh-Hans", "lithium-chain"), ())


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ('aproach = "equity"', "settings.unknown", "'aproach' is no setting"),
        ('approach = "equitty"', "settings.value", "'equitty' is not known; one of operational, financial, equity"),
        ("years = 2025", "settings.value", "years must be a list of years"),
        ('years = ["2025"]', "settings.value", "years must be a list of years"),
        ("name = 5", "settings.value", "must be a text"),
        ("libraries = [1]", "settings.value", "must be a list of names"),
    ],
)
def test_a_setting_that_is_not_right_is_a_finding_and_the_usual_value_stands(text: str, rule: str, words: str) -> None:
    settings, (finding,) = read_settings(text)
    assert finding.rule == rule
    assert words in finding.message
    assert settings == Settings()


def test_a_file_that_is_no_toml_names_its_line() -> None:
    settings, (finding,) = read_settings('name = "x"\nholder = \n')
    assert finding.where == "lizero.toml › line 2"
    assert settings == Settings()
