"""Speaks sentences: each in the profile for its language, by the rules of pronunciation."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from desktop_app.settings.reading import ReadingSettings

from .languages import Languages, primary
from .manner import End, rest_after, with_rest
from .model import Profile
from .pronunciation import Pronunciation

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping
    from typing import Protocol

    from shared_client import AudioSpec, SpeechStream

    from .synthesis import Service, Synthesis

    class Say(Protocol):
        """Has one sentence after another spoken."""

        def __call__(
            self, sentence: str, end: End = End.NOTHING
        ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
            """The audio of a sentence, with the rest after what ends with it."""


class Narrator:
    """Knows who speaks what, and how.

    Args:
        synthesis: Has sentences spoken.
        profiles: By language (`zh`); the one at the empty string is for all others.
        pronunciation: What is said in place of what is written.

    Attributes:
        synthesis: As above.
        profiles: As above.
        pronunciation: As above.
        speed: Multiplied by each profile's.
        settings: How long the voice rests; of texts that are begun, what is read of them.
    """

    def __init__(
        self,
        synthesis: Synthesis,
        *,
        profiles: Mapping[str, Profile] | None = None,
        pronunciation: Pronunciation | None = None,
    ) -> None:
        self.synthesis = synthesis
        self.profiles = dict(profiles or {"": Profile()})
        self.pronunciation = pronunciation or Pronunciation()
        self.speed = 1.0
        self.settings = ReadingSettings()
        self._languages: dict[tuple[str, ...], Languages] = {}

    async def warm_up(self) -> None:
        """Get the languages and a connection ready, so that sound comes sooner."""
        await self._languages_for(self.profiles)
        await self.synthesis.warm_up()

    def begin(
        self,
        language: str = "",
        profiles: Mapping[str, Profile] | None = None,
        *,
        keep: bool = False,
        by: Service | None = None,
        speed: float | None = None,
        watch: Callable[[SpeechStream], None] = lambda _: None,
    ) -> Say:
        """Begin a text.

        Args:
            language: Its language where scripts do not tell.
            profiles: Those for this text; None or empty for the narrator's own, as they are when
                each sentence is spoken.
            keep: Whether audio from before will do, and what is spoken is kept.
            by: The service that is asked before all others; None to go by the profiles.
            speed: In place of the narrator's, however that changes; None for that.
            watch: Called with the stream of each sentence before its audio comes.

        Returns:
            What has one sentence after another spoken: it gives audio in pieces, with the rest
            that follows, and none where there is nothing to say. It raises what `Synthesis.speak`
            does.
        """
        before = primary(language)

        async def say(
            sentence: str, end: End = End.NOTHING
        ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
            nonlocal before
            chosen = profiles or self.profiles
            languages = await self._languages_for(chosen)
            before = languages.of(sentence, before)
            profile = chosen.get(before) or chosen.get("") or Profile()
            said = self.pronunciation.apply(sentence, before)
            if not any(map(str.isalnum, said)):
                return
            fast = self.speed if speed is None else speed
            pieces = self.synthesis.speak(said, profile, fast, keep=keep, by=by, watch=watch)
            async with aclosing(with_rest(pieces, rest_after(self.settings, end))) as rested:
                async for piece in rested:
                    yield piece

        return say

    async def _languages_for(self, profiles: Mapping[str, Profile]) -> Languages:
        known = (*profiles, *self.pronunciation.languages)
        languages = self._languages.setdefault(known, Languages(known))
        await languages.load()
        return languages
