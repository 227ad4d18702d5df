"""Sound devices: their names, and the lists of those that are there now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, Self

from . import wire
from .errors import AudioProcessError
from .process import AudioProcess

_LIST_LIMIT: Final = 10.0


@dataclass(frozen=True, slots=True)
class DeviceName:
    """A device as it can be remembered: indexes change with every device that comes or goes.

    Attributes:
        name: PortAudio's name of the device.
        host_api: PortAudio's name of the system that has it ("ALSA"); empty means any.
    """

    name: str
    host_api: str = ""

    def __str__(self) -> str:
        return f"{self.host_api}: {self.name}" if self.host_api else self.name

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote, or a name alone, which may hold a colon itself ("hw:0,0")."""
        host_api, separator, name = text.partition(": ")
        return cls(name, host_api) if separator else cls(text)


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """An output device, or a microphone.

    Attributes:
        name: How it is remembered.
        is_default: Whether it is the one used where none is chosen.
        channels: The most samples per frame it takes or gives.
        sample_rate: The rate it prefers, in Hz.
    """

    name: DeviceName
    is_default: bool
    channels: int
    sample_rate: int


@dataclass(frozen=True, slots=True)
class SoundSystem:
    """What plays.

    Attributes:
        library: The package that reaches PortAudio, and the versions of both.
        outputs: The output devices, in PortAudio's order.
    """

    library: str
    outputs: list[AudioDevice]


async def list_devices() -> list[AudioDevice]:
    """List the output devices that are there now, in PortAudio's order.

    PortAudio looks only once in the life of a process, so a fresh child looks.

    Raises:
        AudioProcessError: The child could not be started, died, or does not answer.
    """
    return (await sound_system()).outputs


async def sound_system() -> SoundSystem:
    """Say what plays now, as `list_devices` does.

    Raises:
        AudioProcessError: As for `list_devices`.
    """
    return SoundSystem(*await _asked("devices"))


async def list_microphones() -> list[AudioDevice]:
    """List the input devices that are there now, as `list_devices` does.

    Monitors of outputs, by which one can record what is played, are among them.

    Raises:
        AudioProcessError: As for `list_devices`.
    """
    return (await _asked("microphones"))[1]


async def _asked(what: str) -> tuple[str, list[AudioDevice]]:
    answer: asyncio.Future[wire.Message] = asyncio.get_running_loop().create_future()

    def hear(_process: AudioProcess, message: wire.Message) -> None:
        if not answer.done():
            answer.set_result(message)

    process = await AudioProcess.spawn(hear)
    try:
        async with asyncio.timeout(_LIST_LIMIT):
            await process.until_ready()
            process.send(wire.command(what))
            message = await answer
    except TimeoutError:
        await process.kill()
        raise AudioProcessError("devices_not_listed", seconds=_LIST_LIMIT) from None
    finally:
        await process.close()
    if message["is"] != "devices":
        raise process.error()
    return message["library"], [
        AudioDevice(
            name=DeviceName(device["name"], device["host_api"]),
            is_default=device["default"],
            channels=device["channels"],
            sample_rate=device["sample_rate"],
        )
        for device in message["devices"]
    ]
