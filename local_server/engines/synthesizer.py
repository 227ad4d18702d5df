"""What a neural engine is, inside its worker process: jobs in, samples out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    import numpy.typing as npt


class Cancelled(Exception):  # noqa: N818 - no error: nobody waits for the job anymore
    """The job in hand was canceled."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of text to be spoken.

    Attributes:
        text: Of one sentence or a few.
        voice_id: Of the reference audio.
        voice_text: What is said in it.
        pitch: Its median fundamental frequency in Hz; None where none was found.
        digest: SHA-256 of the recording; empty for an engine that doesn't clone.
        samples: The recording, mono at 24 kHz, from -1 to 1; None for an engine that doesn't
            clone.
        chosen: A person chose this part of the recording: it is to be used as it is.
        instruct: How to speak, in words; empty for none.
        speed: The length of the speech is divided by it.
        mode: How the recording is used, as the API calls it.
    """

    text: str
    voice_id: str = ""
    voice_text: str = ""
    pitch: float | None = None
    digest: str = ""
    samples: npt.NDArray[np.float32] | None = field(default=None, repr=False)
    chosen: bool = False
    instruct: str = ""
    speed: float = 1.0
    mode: str = "fast_replication"


class Synthesizer(Protocol):
    """A model that speaks. The same job must always make the same samples.

    It is made with the folder of its model and the number of threads to use, in an instant.
    """

    def load(self) -> None:
        """Get the model into memory; called once, before everything else.

        Raises:
            Exception: It can't be used; the words are for the caller.
        """

    def speak(
        self, job: Job, step: Callable[[], None]
    ) -> Iterator[npt.NDArray[np.float32]] | Iterator[bytes]:
        """Speak: mono at 24 kHz, from -1 to 1, in as many parts as there come to be.

        One that answers in words gives bytes, which reach the server as they are.

        Args:
            job: What to speak.
            step: To be called between any two runs of the model. It tells the server that the
                worker is alive, and raises `Cancelled`, to be let through, where the job is no
                longer wanted.

        Raises:
            Exception: It failed; the words are for the caller.
        """

    def stop(self) -> None:
        """The job in hand was canceled; called from another thread.

        A run of the model that takes more than a second should be ended, for instance by
        `RunOptions.terminate` of ONNX Runtime. Whatever `speak` raises after this doesn't count.
        The next job begins as if nothing had been.
        """
