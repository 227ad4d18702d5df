"""How a voice of Model Studio is to speak is checked while the form is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.data_entry_flow import FlowResultType
import pytest

from .conftest import set_up, studio_entry_of
from .test_config_flow import SETTINGS, section_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from tests.model_studio import ModelStudio

    from .browser import Browser


@pytest.mark.parametrize(
    ("model", "instruct", "key", "words"),
    [
        ("cosyvoice-v3-plus", "softly", "instruction_not_offered", ("model", "cosyvoice-v3-plus")),
        ("cosyvoice-v3-flash", "x" * 129, "instruction_too_long", ("longest", "128")),
    ],
)
async def test_an_instruction_that_the_model_cannot_follow_is_said_beside_it(
    hass: HomeAssistant,
    browser: Browser,
    studio: ModelStudio,
    model: str,
    instruct: str,
    key: str,
    words: tuple[str, str],
) -> None:
    voice = studio.voice(model).id
    entry = studio_entry_of(studio, model=model)
    await set_up(hass, entry)
    result = await browser.submit_profile(await browser.add_profile(entry), next_step_id="existing")
    result = await browser.submit_profile(result, voice=voice)
    how = {**SETTINGS, "mode": "natural_language_replication"}
    result = await browser.submit_profile(result, **how | {"speech": {"instruct": instruct}})
    assert result["errors"] == {"speech": key}
    assert words in result["description_placeholders"].items()
    # What was entered is still there, in a section that is open.
    speech = section_of(result, "speech")
    assert speech.options["collapsed"] is False
    suggested = {str(field): field.description for field in speech.schema.schema}
    assert suggested["instruct"] == {"suggested_value": instruct}
    result = await browser.submit_profile(result, **SETTINGS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert not studio.sockets
    await hass.config_entries.async_unload(entry.entry_id)
