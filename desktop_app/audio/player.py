"""The player: PCM in, sound out, through a child process that it watches and replaces."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
import time
from typing import TYPE_CHECKING, Final, Protocol, Self

from . import wire
from .backlog import Backlog
from .devices import DeviceName
from .errors import (
    AudioDeviceBusyError,
    AudioDeviceLostError,
    AudioDeviceNotFoundError,
    AudioError,
    AudioFormatError,
    AudioStoppedError,
    NoAudioDeviceError,
)
from .process import AudioProcess

if TYPE_CHECKING:
    from collections.abc import Callable

AHEAD: Final = 2.0
"""Seconds that may be written and not heard yet: twice the longest pre-buffer, so that one second
can wait in the child while the next is on its way; and little enough to keep for a new child."""

PATIENCE: Final = 10.0
"""Seconds for which a lost device is looked for before the player gives up."""

_TICK: Final = 0.1
_HUNG: Final = 10  # ticks without a callback while playing
_SLOW_START: Final = 30  # the same where the device is only waking up
_UNDER_WAY: Final = 25  # callbacks after which it is awake: the first few only fill its buffer
_OPEN_LIMIT: Final = 5.0
_STOP_LIMIT: Final = 1.0
_LOST: Final = AudioDeviceLostError("output_lost")
_NONE_WORKS: Final = AudioDeviceLostError("no_output_works")
_RETRY: Final = 0.25


class SampleSpec(Protocol):
    """The shape of PCM, as `shared_client.AudioSpec` has it; importing that costs 0.3 s."""

    @property
    def sample_rate(self) -> int:
        """Frames per second, in Hz."""

    @property
    def channels(self) -> int:
        """Samples per frame."""

    @property
    def sample_width(self) -> int:
        """Bytes per sample; has to be 2: signed 16 bit, little-endian."""


class PlayerState(StrEnum):
    """What the player is doing."""

    IDLE = "idle"
    """Nothing is open; all was played, or stopped."""
    BUFFERING = "buffering"
    """Waiting for audio: at the start, or because it ran dry."""
    PLAYING = "playing"
    PAUSED = "paused"
    RECOVERING = "recovering"
    """The device or the child is gone or hangs; another is being opened."""
    FAILED = "failed"
    """No device could be had again; `resume` tries once more."""


@dataclass(frozen=True, slots=True)
class PlayerEvent:
    """Something about the player changed.

    Attributes:
        state: What it does now.
        device: The device in use, or the last one used.
        underruns: Gaps in the present sound so far.
        error: Why it is recovering or failed.
    """

    state: PlayerState
    device: DeviceName | None
    underruns: int
    error: AudioError | None = None


class _Sound:
    """One sound from `open` to its end: everything that outlives a child."""

    def __init__(self, spec: SampleSpec) -> None:
        self.rate = spec.sample_rate
        self.channels = spec.channels
        self.backlog = Backlog(spec.channels * spec.sample_width)
        self.paused = False
        self.ended = False  # no more will be written
        self.over = False  # played to the end, or stopped
        self.stopped = False
        self.error: AudioError | None = None
        self.failed = False
        self.played = False  # a device has taken it, so it can be lost
        self.trouble_since: float | None = None
        self.distrusts_choice = False  # the chosen device opened and then did not play
        self._earlier_underruns = 0  # of children that are gone
        self._underruns = 0
        self.first_sample_at: float | None = None
        self.shown = 0
        self.forget_child()

    def forget_child(self) -> None:
        """Keep what is counted over children, reset what belongs to one."""
        self._earlier_underruns += self._underruns
        self._underruns = 0
        self.calls = 0
        self.sounding = False
        self.handed = self.backlog.heard
        self.at = 0.0

    @property
    def underruns(self) -> int:
        """Gaps so far."""
        return self._earlier_underruns + self._underruns

    def update(self, status: wire.Message) -> None:
        """Take in a status line."""
        self.backlog.forget(status["heard"])
        self.handed = status["handed"]
        self.at = status["at"]
        self.calls = status["calls"]
        self.sounding = status["sounding"]
        self._underruns = status["underruns"]
        if self.first_sample_at is None:
            self.first_sample_at = status["first"]
        if self.calls > _UNDER_WAY:
            self.played = True
            self.trouble_since = self.error = None

    def heard(self) -> int:
        """Frames heard by now, reckoned on from the last status line; never goes back."""
        heard = self.backlog.heard
        if self.sounding and not self.over:
            since = int((time.perf_counter() - self.at) * self.rate)
            heard = max(heard, min(heard + since, self.handed))
        self.shown = max(self.shown, heard)
        return self.shown


class Player:
    """Plays PCM, one sound after another.

    ```python
    async with Player() as player:
        await player.open(spec)
        async for pcm in stream.pcm():
            await player.write(pcm)
        await player.drain()
    ```

    `write` and `drain` may run in one task while others call `pause`, `resume` and `stop`.
    A child that hangs or dies, or a device that goes away, is replaced, and the sound goes on with
    the first sample that was not heard. A device that was chosen by name and goes away while it
    plays gives way to the default device; the next `open` wants it back.

    Args:
        device: The output device; None is the default device.
        ahead: Seconds of audio that may be written and not heard yet.
        patience: Seconds for which a lost device is looked for.
        on_event: Called in the event loop whenever something changed; it must not block.
    """

    def __init__(
        self,
        *,
        device: DeviceName | None = None,
        ahead: float = AHEAD,
        patience: float = PATIENCE,
        on_event: Callable[[PlayerEvent], None] | None = None,
    ) -> None:
        self._wanted = device
        self._volume = 1.0
        self._used: DeviceName | None = None
        self._ahead = ahead
        self._patience = patience
        self._on_event = on_event
        self._event: PlayerEvent | None = None
        self._process: AudioProcess | None = None
        self._sound: _Sound | None = None
        self._live = False  # the child plays the sound: what is written goes to it directly
        self._stream = 0  # the child's number of the stream; older status lines do not count
        self._answer: asyncio.Future[wire.Message] | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._recovering: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._turn = asyncio.Lock()  # open, stop and close come one after another
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def state(self) -> PlayerState:
        """What the player is doing."""
        sound = self._sound
        if sound is None or sound.over:
            return PlayerState.IDLE
        if sound.failed:
            return PlayerState.FAILED
        if sound.error is not None:
            return PlayerState.RECOVERING
        if sound.paused:
            return PlayerState.PAUSED
        return PlayerState.PLAYING if sound.sounding else PlayerState.BUFFERING

    @property
    def trouble(self) -> AudioDeviceLostError | None:
        """What a person is told while it is recovering."""
        sound = self._sound
        if sound is None or self.state is not PlayerState.RECOVERING:
            return None
        return _LOST if sound.played else _NONE_WORKS

    @property
    def position(self) -> float:
        """Seconds of the present or last sound that have been heard; never goes back in it."""
        return self._sound.heard() / self._sound.rate if self._sound else 0.0

    @property
    def underruns(self) -> int:
        """Gaps in the present or last sound because audio came too late."""
        return self._sound.underruns if self._sound else 0

    @property
    def first_sample_at(self) -> float | None:
        """When the sound's first sample was handed to the device, by `time.perf_counter`."""
        return self._sound.first_sample_at if self._sound else None

    @property
    def device(self) -> DeviceName | None:
        """The device in use, or the last one used."""
        return self._used

    def use(self, device: DeviceName | None) -> None:
        """Choose the output device from the next `open` on; None is the default device."""
        self._wanted = device

    def set_volume(self, volume: float) -> None:
        """Set the volume, a linear gain, of what is heard from now on; it holds for all sounds."""
        self._volume = max(0.0, volume)
        if self._live:
            self._send(wire.command("volume", level=self._volume))

    async def start(self) -> None:
        """Start the child, so that `open` finds it warm; returns before it is.

        Calling it again is cheap, also from several tasks at once.

        Raises:
            AudioProcessError: The child cannot be started.
        """
        async with self._starting:
            if self._closed:
                raise RuntimeError("the player is closed")
            if self._process is None:
                self._process = await AudioProcess.spawn(self._hear)

    async def open(self, spec: SampleSpec) -> None:
        """Begin a sound; one that is still playing is stopped first.

        Args:
            spec: Its rate, channels and sample width (2).

        Raises:
            ValueError: The sound is not signed 16 bit PCM.
            NoAudioDeviceError: There is no output device.
            AudioDeviceNotFoundError: The chosen device is not there.
            AudioDeviceBusyError: The device cannot be opened.
            AudioFormatError: The device takes no shape that was tried.
            AudioProcessError: The child cannot be started or dies.
        """
        if spec.sample_width != 2 or spec.channels < 1 or spec.sample_rate < 1:  # noqa: PLR2004 - 16 bit
            raise ValueError(f"only signed 16 bit PCM can be played, not {spec}")
        await self.stop()
        async with self._turn:
            sound = self._sound = _Sound(spec)
            try:
                await self._connect(sound, self._wanted)
            except BaseException:
                sound.over = sound.stopped = True
                await self._drop_process()
                raise
            finally:
                self._changed()

    async def write(self, pcm: bytes) -> None:
        """Play more of the sound; waits while more than `ahead` seconds are yet to be heard.

        Args:
            pcm: Interleaved little-endian samples, cut anywhere, also inside a sample.

        Raises:
            AudioStoppedError: The sound was stopped meanwhile.
            AudioError: The device was lost and no other could be had; all that was written before
                is kept, and `resume` tries again.
            RuntimeError: No sound is open, or `drain` was called.
        """
        sound = self._present()
        if sound.ended:
            raise RuntimeError("write after drain")
        limit = round(self._ahead * sound.rate)
        step = max(1, limit // 4) * sound.channels * 2
        for start in range(0, len(pcm), step):
            await self._until(sound, lambda: sound.backlog.waiting < limit)
            whole = sound.backlog.write(pcm[start : start + step])
            if self._live and whole:
                self._send(wire.audio(whole))

    async def drain(self) -> None:
        """Play to the last sample and wait until it has been heard.

        Raises:
            AudioStoppedError: The sound was stopped meanwhile.
            AudioError: As `write`.
            RuntimeError: No sound is open.
        """
        sound = self._present()
        if not sound.ended:
            sound.ended = True
            if self._live:
                self._send(wire.command("end"))
        await self._until(sound, lambda: sound.over)

    async def pause(self) -> None:
        """Fade out and hold; the device stays open. Without a sound it does nothing."""
        self._hold(on=True)

    async def resume(self) -> None:
        """Go on after `pause`, or try again after the device was lost.

        Raises:
            AudioError: The device was lost and still none can be had.
        """
        sound = self._sound
        if sound and sound.failed:
            sound.failed = False
            sound.trouble_since = None
            self._hold(on=False)
            self._recover_from(sound, sound.error or AudioDeviceLostError("output_gone"))
            await self._until(sound, lambda: self._live)
        self._hold(on=False)

    async def stop(self) -> None:
        """Fade out within 10 ms, and drop what is queued. Returns once the device is closed."""
        async with self._turn:
            sound = self._sound
            if sound is None or sound.over:
                return
            sound.over = sound.stopped = True
            live, self._live = self._live, False
            await self._cancel_work()
            if live and self._process:
                try:
                    order = wire.command("stop", stream=self._stream)
                    answer = await self._ask(self._process, order, _STOP_LIMIT)
                    if "heard" in answer:  # else it had come to its end by itself
                        sound.update(answer)
                except (AudioError, TimeoutError):
                    await self._drop_process()
            else:
                await self._drop_process()
            self._changed()

    async def aclose(self) -> None:
        """Stop, and end the child."""
        try:
            await self.stop()
        finally:
            self._closed = True
            await self._cancel_work()
            async with self._starting:
                process, self._process = self._process, None
            if process:
                await process.close()

    def _present(self) -> _Sound:
        if self._sound is None:
            raise RuntimeError("open a sound first")
        if self._sound.stopped:
            raise AudioStoppedError("playback_stopped")
        return self._sound

    async def _until(self, sound: _Sound, ready: Callable[[], bool]) -> None:
        while True:
            if sound.stopped:
                raise AudioStoppedError("playback_stopped")
            if sound.failed and sound.error:
                raise type(sound.error)(sound.error.key, **sound.error.values)
            if ready():
                return
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)

    def _changed(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        error = self._sound.error if self._sound else None
        event = PlayerEvent(self.state, self._used, self.underruns, error)
        if event != self._event:
            self._event = event
            if self._on_event:
                asyncio.get_running_loop().call_soon(self._on_event, event)

    def _hold(self, *, on: bool) -> None:
        sound = self._sound
        if sound is None or sound.over or sound.paused == on:
            return
        sound.paused = on
        if self._live:
            self._send(wire.command("pause", on=on))
        self._changed()

    def _send(self, message: bytes) -> None:
        if self._process:
            self._process.send(message)

    async def _ask(self, process: AudioProcess, order: bytes, limit: float) -> wire.Message:
        self._answer = asyncio.get_running_loop().create_future()
        process.send(order)
        async with asyncio.timeout(limit):
            return await self._answer

    def _hear(self, process: AudioProcess, message: wire.Message) -> None:
        if process is not self._process:
            return
        if message["is"] == "ended":
            self._mourn(process)
        elif message["stream"] == self._stream:  # else it tells of a stream that was replaced
            if message["is"] in ("opened", "failed", "stopped"):
                if self._answer and not self._answer.done():
                    self._answer.set_result(message)
            elif self._live and self._sound:
                self._follow(self._sound, message)
        self._changed()

    def _mourn(self, process: AudioProcess) -> None:
        self._process = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(process.error())
        if self._live and self._sound:
            self._recover_from(self._sound, process.error())

    def _follow(self, sound: _Sound, status: wire.Message) -> None:
        sound.update(status)
        if status["is"] == "drained":
            sound.backlog.forget(sound.backlog.written)  # resampling rounds
            sound.over = True
            self._live = False
        elif status["is"] == "gone":
            self._recover_from(sound, AudioDeviceLostError("output_gone"))

    async def _connect(self, sound: _Sound, *devices: DeviceName | None) -> None:
        """Open a stream in the child and hand it all that was not heard yet."""
        await self.start()
        process = self._process
        if process is None:
            raise AudioDeviceLostError("playback_died")
        answer: wire.Message = {}
        try:
            async with asyncio.timeout(_OPEN_LIMIT):
                await process.until_ready()
            for device in devices:
                self._stream += 1
                order = wire.command(
                    "open",
                    stream=self._stream,
                    device=[device.host_api, device.name] if device else None,
                    rate=sound.rate,
                    channels=sound.channels,
                    start=sound.backlog.heard,
                    paused=sound.paused,
                    volume=self._volume,
                )
                answer = await self._ask(process, order, _OPEN_LIMIT)
                if answer["is"] == "opened":
                    break
        except TimeoutError:
            raise AudioDeviceBusyError("output_silent") from None
        if answer["is"] != "opened":
            raise _open_error(answer)
        host_api, name = answer["device"]
        self._used = DeviceName(name, host_api)
        sound.forget_child()
        self._live = True
        self._send(wire.audio(sound.backlog.rest()))
        if sound.ended:
            self._send(wire.command("end"))
        if sound.paused:  # it may have been asked for while the stream was being opened
            self._send(wire.command("pause", on=True))
        self._watching = asyncio.create_task(
            self._watch(sound, self._stream), name="audio watchdog"
        )

    async def _watch(self, sound: _Sound, stream: int) -> None:
        """See that the device keeps asking for samples; a tick late by itself counts as one."""
        calls, still = 0, 0
        while True:
            await asyncio.sleep(_TICK)
            if not self._live or self._stream != stream:
                return
            still = still + 1 if sound.calls == calls else 0
            calls = sound.calls
            under_way = calls > _UNDER_WAY
            if still >= (_HUNG if under_way else _SLOW_START):
                sound.distrusts_choice = sound.distrusts_choice or not under_way
                self._recover_from(sound, AudioDeviceLostError("output_hung"))
                return

    def _recover_from(self, sound: _Sound, error: AudioError) -> None:
        self._live = False
        sound.error = error
        sound.sounding = False
        if self._recovering is None or self._recovering.done():
            self._recovering = asyncio.create_task(self._recover(sound), name="audio recovery")

    async def _recover(self, sound: _Sound) -> None:
        now = asyncio.get_running_loop().time
        if sound.trouble_since is None:
            sound.trouble_since = now()
        while now() < sound.trouble_since + self._patience:
            self._changed()
            await self._drop_process()
            try:
                if self._wanted is None or sound.distrusts_choice:
                    await self._connect(sound, None)
                else:
                    await self._connect(sound, self._wanted, None)
            except AudioError as error:
                sound.error = error
                await asyncio.sleep(_RETRY)
            else:
                self._changed()
                return
        sound.failed = True
        if not isinstance(sound.error, NoAudioDeviceError):
            if sound.played:
                sound.error = AudioDeviceLostError("no_output_left", error=sound.error)
            else:
                sound.error = AudioDeviceLostError("no_output_works_because", error=sound.error)
        await self._drop_process()
        self._changed()

    async def _drop_process(self) -> None:
        async with self._starting:
            process, self._process = self._process, None
        if process:
            await process.kill()

    async def _cancel_work(self) -> None:
        for task in (self._watching, self._recovering):
            if task and not task.done():
                task.cancel()
                await asyncio.wait({task})


def _open_error(answer: wire.Message) -> AudioError:
    words = answer["words"]
    match answer["why"]:
        case "none":
            return NoAudioDeviceError("no_output")
        case "not_found":
            return AudioDeviceNotFoundError("output_missing", name=words)
        case "refused":
            return AudioFormatError("output_format", words=words)
        case _:
            return AudioDeviceBusyError("output_not_opened", words=words)
