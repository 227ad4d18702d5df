"""What is wrong, in the person's language: sentences of the parts that know no Qt."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
import re
from typing import Final

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop_app.reading.trouble import Trouble

SENTENCES: Final = (
    QT_TRANSLATE_NOOP("Words", "Can't find a host named {host}."),
    QT_TRANSLATE_NOOP("Words", "Can't connect to {host}: nothing is listening on port {port}."),
    QT_TRANSLATE_NOOP("Words", "Can't reach {host} from this network."),
    QT_TRANSLATE_NOOP("Words", "This computer doesn't allow connections to {host} port {port}."),
    QT_TRANSLATE_NOOP("Words", "Can't connect to {host} port {port}."),
    QT_TRANSLATE_NOOP("Words", "Can't connect to {host} port {port}: {words}."),
    QT_TRANSLATE_NOOP("Words", "Can't connect to the proxy."),
    QT_TRANSLATE_NOOP("Words", "The proxy refused the connection ({status})."),
    QT_TRANSLATE_NOOP("Words", "Can't set up a secure connection (TLS) to {host}."),
    QT_TRANSLATE_NOOP(
        "Words", "The certificate of {host} is from an authority this computer doesn't trust."
    ),
    QT_TRANSLATE_NOOP("Words", "The certificate of {host} isn't valid at this time."),
    QT_TRANSLATE_NOOP("Words", "The certificate of {host} was issued for another name."),
    QT_TRANSLATE_NOOP("Words", "The certificate of {host} can't be trusted."),
    QT_TRANSLATE_NOOP("Words", "The certificate of {host} can't be trusted: {words}."),
    QT_TRANSLATE_NOOP("Words", "The service at {host} didn't respond in time."),
    QT_TRANSLATE_NOOP("Words", "The service at {host} closed the connection without responding."),
    QT_TRANSLATE_NOOP("Words", "The connection to {host} was lost."),
    QT_TRANSLATE_NOOP("Words", "The connection to {host} failed."),
    QT_TRANSLATE_NOOP("Words", "The connection to {host} failed: {words}."),
    QT_TRANSLATE_NOOP("Words", "The service didn't accept the task within {seconds} s."),
    QT_TRANSLATE_NOOP("Words", "No audio arrived within {seconds} s."),
    QT_TRANSLATE_NOOP("Words", "The service sent nothing for {seconds} s."),
    QT_TRANSLATE_NOOP(
        "Words", "The service closed the connection before it had finished speaking."
    ),
    QT_TRANSLATE_NOOP(
        "Words", "The service closed the connection before it had finished speaking ({words})."
    ),
    QT_TRANSLATE_NOOP("Words", "The connection to the service was closed by this program."),
    QT_TRANSLATE_NOOP("Words", "The speech stream was closed by this program."),
    QT_TRANSLATE_NOOP("Words", "The service at {host} doesn't accept the token ({status})."),
    QT_TRANSLATE_NOOP(
        "Words", "The service at {host} doesn't accept the token ({status}: {words})."
    ),
    QT_TRANSLATE_NOOP("Words", "The service at {host} can't find what was requested ({status})."),
    QT_TRANSLATE_NOOP(
        "Words", "The service at {host} can't find what was requested ({status}: {words})."
    ),
    QT_TRANSLATE_NOOP("Words", "The service at {host} isn't available right now ({status})."),
    QT_TRANSLATE_NOOP(
        "Words", "The service at {host} isn't available right now ({status}: {words})."
    ),
    QT_TRANSLATE_NOOP("Words", "The service at {host} reported an internal error ({status})."),
    QT_TRANSLATE_NOOP(
        "Words", "The service at {host} reported an internal error ({status}: {words})."
    ),
    QT_TRANSLATE_NOOP("Words", "The service at {host} rejected the request ({status})."),
    QT_TRANSLATE_NOOP("Words", "The service at {host} rejected the request ({status}: {words})."),
    QT_TRANSLATE_NOOP("Words", "The service rejected the file “{name}” ({status})."),
    QT_TRANSLATE_NOOP("Words", "The service rejected the file “{name}” ({status}: {words})."),
    QT_TRANSLATE_NOOP("Words", "“{id}” isn't a valid voice ID."),
    QT_TRANSLATE_NOOP("Words", "The voice “{id}” no longer exists on the service."),
    QT_TRANSLATE_NOOP(
        "Words", "No CosyVoice API found at {address}. Neither API version responds there."
    ),
    QT_TRANSLATE_NOOP(
        "Words",
        "The service at {host} redirects the request ({status}). Check that this is the address"
        " of a CosyVoice service.",
    ),
    QT_TRANSLATE_NOOP(
        "Words",
        "The service at {host} redirects to {origin}. The token was not sent there. If you trust"
        " that address, enter it instead.",
    ),
    QT_TRANSLATE_NOOP(
        "Words", "The service at {host} doesn't support WebSocket at this path ({status})."
    ),
    QT_TRANSLATE_NOOP("Words", "The service broke the WebSocket protocol."),
    QT_TRANSLATE_NOOP("Words", "The service broke the WebSocket protocol: {words}."),
    QT_TRANSLATE_NOOP(
        "Words",
        "The service didn't respond with JSON at {path}. Check that this is the address of a"
        " CosyVoice service.",
    ),
    QT_TRANSLATE_NOOP("Words", "The service sent data that isn't JSON: “{start}”."),
    QT_TRANSLATE_NOOP("Words", "The service sent JSON that isn't an object."),
    QT_TRANSLATE_NOOP("Words", "The service sent a message that isn't an event."),
    QT_TRANSLATE_NOOP("Words", "The service sent a response larger than {size} MiB."),
    QT_TRANSLATE_NOOP("Words", "The service sent an event larger than {size} KiB."),
    QT_TRANSLATE_NOOP("Words", "The service didn't respond with a list of voices."),
    QT_TRANSLATE_NOOP("Words", "The service sent a voice that can't be read."),
    QT_TRANSLATE_NOOP("Words", "The service sent a voice with an unreadable size or date."),
    QT_TRANSLATE_NOOP("Words", "The service sent audio that isn't base64."),
    QT_TRANSLATE_NOOP("Words", "The service changed the audio format partway through."),
    QT_TRANSLATE_NOOP(
        "Words",
        "The service sent a WAV that can't be decoded: encoding {encoding}, {bits} bit,"
        " {channels} channels, {sample_rate} Hz.",
    ),
    QT_TRANSLATE_NOOP("Words", "The service sent a WAV without a format."),
    QT_TRANSLATE_NOOP("Words", "The service sent a WAV with an incomplete format."),
    QT_TRANSLATE_NOOP("Words", "The service sent a WAV with a chunk of an impossible size."),
    QT_TRANSLATE_NOOP("Words", "The service couldn't speak the text and gave no reason."),
    QT_TRANSLATE_NOOP("Words", "The service couldn't speak the text: {words}."),
    QT_TRANSLATE_NOOP("Words", "The service stopped before it had received all the text."),
    QT_TRANSLATE_NOOP("Words", "The service finished without sending any audio."),
    QT_TRANSLATE_NOOP("Words", "There is no text to speak."),
    QT_TRANSLATE_NOOP("Words", "This service uses API version V1, which can't change the volume."),
    QT_TRANSLATE_NOOP(
        "Words", "This service uses API version V1, which can't change the speed over WebSocket."
    ),
    QT_TRANSLATE_NOOP("Words", "This service uses API version V1, which can't send MP3 over HTTP."),
    QT_TRANSLATE_NOOP("Words", "Enter the address of the service."),
    QT_TRANSLATE_NOOP("Words", "“{address}” isn't a valid address. Example: https://host/path"),
    QT_TRANSLATE_NOOP("Words", "The address must start with http:// or https://, not {scheme}://."),
    QT_TRANSLATE_NOOP(
        "Words", "The address must not contain a user name or password. Enter the token separately."
    ),
    QT_TRANSLATE_NOOP("Words", "“{address}” doesn't contain a host name."),
    QT_TRANSLATE_NOOP("Words", "The token contains spaces or invalid characters. Copy it again."),
    QT_TRANSLATE_NOOP("Words", "Enter a transcript of the recording."),
    QT_TRANSLATE_NOOP("Words", "The recording is empty."),
    QT_TRANSLATE_NOOP("Words", "No voice is selected."),
    QT_TRANSLATE_NOOP("Words", "“{value}” isn't a mode. Use one of: {known}"),
    QT_TRANSLATE_NOOP("Words", "“{value}” isn't an audio format. Use one of: {known}"),
    QT_TRANSLATE_NOOP("Words", "“{value}” isn't an MP3 bit rate. Use one of: {known}"),
    QT_TRANSLATE_NOOP(
        "Words", "The speed must be a number from {lowest} to {highest}, not {value}."
    ),
    QT_TRANSLATE_NOOP("Words", "The volume must be a number of 0 or more, not {value}."),
    QT_TRANSLATE_NOOP(
        "Words",
        "The sample rate must be a whole number from {lowest} to {highest} Hz, not {value}.",
    ),
    QT_TRANSLATE_NOOP("Words", "This mode needs an instruction."),
    QT_TRANSLATE_NOOP(
        "Words", "The sound system did not list its devices within {seconds} seconds."
    ),
    QT_TRANSLATE_NOOP("Words", "Try again, or choose another output device."),
    QT_TRANSLATE_NOOP(
        "Words", "Connect or switch on a sound output; on Linux, see that the sound server runs."
    ),
    QT_TRANSLATE_NOOP(
        "Words", "Choose one of the output devices that are there, or none for the default device."
    ),
    QT_TRANSLATE_NOOP(
        "Words", "Close the program that is using it, or choose another output device."
    ),
    QT_TRANSLATE_NOOP("Words", "Choose another output device."),
    QT_TRANSLATE_NOOP(
        "Words", "Connect the output device again and resume; nothing that was not heard is lost."
    ),
    QT_TRANSLATE_NOOP(
        "Words", "See that PyAudio and PortAudio are installed: script/setup installs them."
    ),
    QT_TRANSLATE_NOOP("Words", "Nothing is wrong: playback was stopped."),
    QT_TRANSLATE_NOOP("Words", "Try again, or choose another microphone."),
    QT_TRANSLATE_NOOP(
        "Words", "Connect or switch on a microphone; on Linux, see that the sound server runs."
    ),
    QT_TRANSLATE_NOOP(
        "Words", "Choose one of the microphones that are there, or none for the default one."
    ),
    QT_TRANSLATE_NOOP(
        "Words",
        "Close the program that is using it, and allow this one to record in the system's "
        "settings.",
    ),
    QT_TRANSLATE_NOOP(
        "Words", "Connect it again and record once more, or use what was recorded by then."
    ),
    QT_TRANSLATE_NOOP("Words", "The sound was stopped."),
    QT_TRANSLATE_NOOP("Words", "The playback process died."),
    QT_TRANSLATE_NOOP("Words", "The output device is lost, and no other plays. {error}"),
    QT_TRANSLATE_NOOP("Words", "There is no sound output device."),
    QT_TRANSLATE_NOOP("Words", "The output device takes no format that was tried ({words})."),
    QT_TRANSLATE_NOOP("Words", "The output device cannot be opened ({words})."),
    QT_TRANSLATE_NOOP("Words", "The output device does not answer."),
    QT_TRANSLATE_NOOP("Words", "The device is gone."),
    QT_TRANSLATE_NOOP("Words", "The output device went away."),
    QT_TRANSLATE_NOOP("Words", "The output device hangs."),
    QT_TRANSLATE_NOOP("Words", "The output device {name} is not there."),
    QT_TRANSLATE_NOOP("Words", "PortAudio finds no output device"),
    QT_TRANSLATE_NOOP("Words", "The playback process died ({words})."),
    QT_TRANSLATE_NOOP("Words", "The recording process died ({words})."),
    QT_TRANSLATE_NOOP("Words", "The playback process cannot be started: {error}."),
    QT_TRANSLATE_NOOP("Words", "The recording process cannot be started: {error}."),
    QT_TRANSLATE_NOOP("Words", "The service {name} has no voice {wanted}."),
    QT_TRANSLATE_NOOP("Words", "List its voices with: cosyvoice voices list"),
    QT_TRANSLATE_NOOP("Words", "The address of the proxy is none."),
    QT_TRANSLATE_NOOP("Words", "Write it as http://proxy.example:8080"),
    QT_TRANSLATE_NOOP("Words", "The service {name} has no voice yet."),
    QT_TRANSLATE_NOOP("Words", 'Add one: cosyvoice voices add FILE --text "what is said in it"'),
    QT_TRANSLATE_NOOP("Words", "The certificates in {path} cannot be used: {error}."),
    QT_TRANSLATE_NOOP("Words", "Choose a PEM file: it begins with -----BEGIN CERTIFICATE-----"),
    QT_TRANSLATE_NOOP("Words", "{wanted} is the name of {number} voices."),
    QT_TRANSLATE_NOOP("Words", "Give the id of the one you mean: {ids}"),
    QT_TRANSLATE_NOOP("Words", "The service can't be used. {error}"),
    QT_TRANSLATE_NOOP("Words", "Correct it with: cosyvoice config add NAME URL"),
    QT_TRANSLATE_NOOP("Words", "{directory} belongs to somebody else."),
    QT_TRANSLATE_NOOP("Words", "Another version of the app is running."),
    QT_TRANSLATE_NOOP("Words", "Quit it; start again."),
    QT_TRANSLATE_NOOP("Words", "That is no order."),
    QT_TRANSLATE_NOOP("Words", "The running app does not answer: {error}."),
    QT_TRANSLATE_NOOP("Words", "End it, and start it again."),
    QT_TRANSLATE_NOOP("Words", "{name} would unpack to more than {size} MiB."),
    QT_TRANSLATE_NOOP("Words", "If you trust it, save it again without its pictures."),
    QT_TRANSLATE_NOOP("Words", "{name} needs a password."),
    QT_TRANSLATE_NOOP("Words", "Save a copy of it without one."),
    QT_TRANSLATE_NOOP("Words", "{name} is of no form that can be read."),
    QT_TRANSLATE_NOOP("Words", "Text, Markdown, HTML, PDF, EPUB and Word (.docx) can."),
    QT_TRANSLATE_NOOP("Words", "{name} needs more than {size} GiB of memory to be read."),
    QT_TRANSLATE_NOOP("Words", "What reads {name} is not whole: {part} is missing."),
    QT_TRANSLATE_NOOP("Words", "Install CosyVoice Home anew."),
    QT_TRANSLATE_NOOP("Words", "{name} is damaged, or not what it says it is."),
    QT_TRANSLATE_NOOP(
        "Words", "Open it in the program it is made for, and save it again from there."
    ),
    QT_TRANSLATE_NOOP("Words", "{name} is locked by its seller (DRM): its text cannot be read."),
    QT_TRANSLATE_NOOP("Words", "Get the book without DRM."),
    QT_TRANSLATE_NOOP("Words", "{address} is larger than {size} MiB."),
    QT_TRANSLATE_NOOP("Words", "{address} is not shown to everybody ({status})."),
    QT_TRANSLATE_NOOP("Words", "Open it in a browser, and read the text from there."),
    QT_TRANSLATE_NOOP("Words", "There is no page at {address} ({status})."),
    QT_TRANSLATE_NOOP("Words", "{address} answers with an error ({status})."),
    QT_TRANSLATE_NOOP("Words", "Try again later."),
    QT_TRANSLATE_NOOP("Words", "{address} is no address of a web page, or leads to none."),
    QT_TRANSLATE_NOOP("Words", "{address} leads in a circle: too many redirects."),
    QT_TRANSLATE_NOOP("Words", "{address} does not answer in time."),
    QT_TRANSLATE_NOOP("Words", "{address} does not prove who it is: its certificate is not valid."),
    QT_TRANSLATE_NOOP("Words", "See that the address and the clock of this computer are right."),
    QT_TRANSLATE_NOOP("Words", "{host} cannot be reached."),
    QT_TRANSLATE_NOOP("Words", "See that the address is right and that you are online."),
    QT_TRANSLATE_NOOP("Words", "{address} cannot be fetched: {error}."),
    QT_TRANSLATE_NOOP("Words", "{name} has pictures of pages and no text: it was scanned."),
    QT_TRANSLATE_NOOP("Words", "Have its text recognised first, with OCRmyPDF for example."),
    QT_TRANSLATE_NOOP("Words", "{name} is no text: no encoding makes sense of it."),
    QT_TRANSLATE_NOOP("Words", "Save it as text in UTF-8."),
    QT_TRANSLATE_NOOP("Words", "{path} is no file."),
    QT_TRANSLATE_NOOP("Words", "{name} is larger than {size} MiB."),
    QT_TRANSLATE_NOOP("Words", "There is no text in {name}."),
    QT_TRANSLATE_NOOP("Words", "The text of {name} is longer than {number} characters."),
    QT_TRANSLATE_NOOP("Words", "Split it, and read the parts."),
    QT_TRANSLATE_NOOP("Words", "{path} cannot be read: {error}."),
    QT_TRANSLATE_NOOP(
        "Words", "{name} takes too long to be read: nothing has come of it for {seconds} seconds."
    ),
    QT_TRANSLATE_NOOP("Words", "It may be damaged, or made to do harm."),
    QT_TRANSLATE_NOOP("Words", "The text of {name} is too long to be read."),
    QT_TRANSLATE_NOOP("Words", "{name} made its reader crash."),
    QT_TRANSLATE_NOOP("Words", "{name} is no web page: there is no text in it."),
    QT_TRANSLATE_NOOP("Words", "{name} is a document of an old form, or needs a password."),
    QT_TRANSLATE_NOOP("Words", "Save it as .docx without a password."),
    QT_TRANSLATE_NOOP("Words", "pynput does not work here: {error}"),
    QT_TRANSLATE_NOOP("Words", "The system does not open a session for hotkeys."),
    QT_TRANSLATE_NOOP("Words", "The session bus does not answer."),
    QT_TRANSLATE_NOOP("Words", "The session bus does not answer: {error}"),
    QT_TRANSLATE_NOOP("Words", "The system does not answer about hotkeys."),
    QT_TRANSLATE_NOOP("Words", "The display has gone."),
    QT_TRANSLATE_NOOP("Words", "X11 cannot be asked for keys: {error}"),
    QT_TRANSLATE_NOOP(
        "Words", "Whether the app starts at login cannot be read or changed: {error}"
    ),
    QT_TRANSLATE_NOOP("Words", "Set it in the system's own settings."),
    QT_TRANSLATE_NOOP("Words", "The local server cannot be started: {error}"),
    QT_TRANSLATE_NOOP(
        "Words",
        "Set the project up again with script/setup run, or use a service of your own: "
        "cosyvoice config add NAME URL",
    ),
    QT_TRANSLATE_NOOP("Words", "The local server does not start."),
    QT_TRANSLATE_NOOP("Words", "The local server does not start: {said}"),
    QT_TRANSLATE_NOOP("Words", "{name} is no file of voice profiles."),
    QT_TRANSLATE_NOOP("Words", "Choose another file."),
    QT_TRANSLATE_NOOP("Words", "There is no file {path}."),
    QT_TRANSLATE_NOOP("Words", "The rule says nothing to look for."),
    QT_TRANSLATE_NOOP("Words", "What replaces {find} is too much to say."),
    QT_TRANSLATE_NOOP("Words", "The expression {find} is wrong: {error}."),
    QT_TRANSLATE_NOOP("Words", "The expression has too many parts within parts."),
    QT_TRANSLATE_NOOP("Words", "The expression {find} takes too long."),
    QT_TRANSLATE_NOOP("Words", "{replace} cannot stand for {find}: {error}."),
    QT_TRANSLATE_NOOP("Words", "The sound output is lost."),
    QT_TRANSLATE_NOOP("Words", "Please report it."),
    QT_TRANSLATE_NOOP("Words", "Something unexpected happened: {error}"),
    QT_TRANSLATE_NOOP("Words", "{name} has {number} rules; at most {most} can be."),
    QT_TRANSLATE_NOOP("Words", "Speech is saved as WAV or MP3, not as {suffix}."),
    QT_TRANSLATE_NOOP("Words", "Let the file's name end in .wav or .mp3."),
    QT_TRANSLATE_NOOP("Words", "There is nothing in this text that can be said."),
    QT_TRANSLATE_NOOP("Words", "No service is set up."),
    QT_TRANSLATE_NOOP("Words", "Give another token in the settings."),
    QT_TRANSLATE_NOOP("Words", "See that the service runs and the network is fast enough."),
    QT_TRANSLATE_NOOP("Words", "See that the service runs and its address is right."),
    QT_TRANSLATE_NOOP("Words", "The service is busy or being started; wait a little."),
    QT_TRANSLATE_NOOP("Words", "See that the voice and the address are right."),
    QT_TRANSLATE_NOOP("Words", "Choose another voice, or go on with the next sentence."),
    QT_TRANSLATE_NOOP("Words", "Leave that option out for this service."),
    QT_TRANSLATE_NOOP(
        "Words", "Give another file: any sound or video that other players play will do."
    ),
    QT_TRANSLATE_NOOP("Words", "There is no sound in {name}."),
    QT_TRANSLATE_NOOP("Words", "{name} cannot be decoded: it is no sound, or damaged ({error})."),
    QT_TRANSLATE_NOOP("Words", "Recordings cannot be kept in {folder}: {error}."),
    QT_TRANSLATE_NOOP("Words", "Make the folder writable, and see that the disk is not full."),
    QT_TRANSLATE_NOOP(
        "Words", "See that the microphone is switched on, and that this program may use it."
    ),
    QT_TRANSLATE_NOOP("Words", "There is no microphone."),
    QT_TRANSLATE_NOOP("Words", "The microphone cannot be opened ({words})."),
    QT_TRANSLATE_NOOP("Words", "The microphone gives no format that was tried ({words})."),
    QT_TRANSLATE_NOOP("Words", "{path} cannot be written: {words}."),
    QT_TRANSLATE_NOOP("Words", "The microphone went away while it recorded."),
    QT_TRANSLATE_NOOP("Words", "The recording could not be written on: {words}."),
    QT_TRANSLATE_NOOP("Words", "The microphone does not open: nothing answers."),
    QT_TRANSLATE_NOOP("Words", "The microphone does not answer any more."),
    QT_TRANSLATE_NOOP("Words", "The microphone {name} is not there."),
    QT_TRANSLATE_NOOP("Words", "Nothing was recorded."),
    QT_TRANSLATE_NOOP("Words", "Nothing was recorded. {error}"),
    QT_TRANSLATE_NOOP("Words", "There is no service named {name} (there are: {known})."),
    QT_TRANSLATE_NOOP("Words", "List them with: cosyvoice config list"),
    QT_TRANSLATE_NOOP("Words", "{name} cannot name a service."),
    QT_TRANSLATE_NOOP("Words", "Use up to 40 letters, digits, hyphens and underscores."),
    QT_TRANSLATE_NOOP("Words", "{name} cannot name a profile."),
    QT_TRANSLATE_NOOP("Words", "Use 1 to 60 characters in one line."),
    QT_TRANSLATE_NOOP("Words", "The settings in {path} cannot be read: {error}"),
    QT_TRANSLATE_NOOP("Words", "Correct the file, or move it away to start anew."),
    QT_TRANSLATE_NOOP("Words", "The settings in {path} are wrong: {error}"),
    QT_TRANSLATE_NOOP("Words", "The settings cannot be written to {path}: {error}"),
    QT_TRANSLATE_NOOP("Words", "The token of {service} is not in {place} any more."),
    QT_TRANSLATE_NOOP("Words", "Give it again: cosyvoice config token {service}"),
    QT_TRANSLATE_NOOP("Words", "This system has no keyring."),
    QT_TRANSLATE_NOOP("Words", "Install one, such as GNOME Keyring or KWallet."),
    QT_TRANSLATE_NOOP("Words", "The keyring refuses: {error}"),
    QT_TRANSLATE_NOOP("Words", "Unlock the keyring and try again."),
    QT_TRANSLATE_NOOP("Words", "The keyring does not answer."),
    QT_TRANSLATE_NOOP("Words", "The tokens in {path} cannot be read: {error}"),
    QT_TRANSLATE_NOOP(
        "Words", "Move the file away and give the tokens again with: cosyvoice config token NAME"
    ),
    QT_TRANSLATE_NOOP("Words", "The token cannot be kept in {path}: {error}"),
    QT_TRANSLATE_NOOP("Words", "Make the folder writable, or set COSYVOICE_TOKEN for each call."),
    QT_TRANSLATE_NOOP("Words", "{name} is too large for such a file."),
    QT_TRANSLATE_NOOP("Words", "{name} is no text."),
    QT_TRANSLATE_NOOP("Words", "{name} cannot be read: {error}."),
    QT_TRANSLATE_NOOP("Words", "{name} is no such file, or is damaged: {error}."),
    QT_TRANSLATE_NOOP("Words", "Choose another file, or correct this one."),
    QT_TRANSLATE_NOOP("Words", "{path} cannot be written: {error}."),
    QT_TRANSLATE_NOOP(
        "Words", "See that the folder is writable and the disk not full, or choose another place."
    ),
    QT_TRANSLATE_NOOP("Words", "The display does not answer: {error}"),
    QT_TRANSLATE_NOOP("Words", "The text is too long to be read aloud."),
    QT_TRANSLATE_NOOP("Words", "Select a part of it."),
)
"""All that the client, playback, documents, settings … say of what went wrong, and what to do."""

_VALUE: Final = re.compile(r"{(\w+)}")
_WIDE: Final = ("。", "！", "？")


def trouble_of(error: Exception | Trouble) -> Trouble:
    """What is wrong and what to do, in the person's language."""
    trouble = error if isinstance(error, Trouble) else Trouble.of(error)
    return replace(trouble, words=in_words(trouble.words), hint=in_words(trouble.hint))


def together(*sentences: str) -> str:
    """Sentences one after the other; empty ones are left out.

    There is no space after a Chinese full stop, which has its own.
    """
    whole = ""
    for one in filter(None, sentences):
        whole += one if not whole or whole.endswith(_WIDE) else f" {one}"
    return whole


def in_words(english: str) -> str:
    """A sentence that is one of `SENTENCES` with values, in the person's language; else as it is.

    Such sentences are made where no Qt is, and with their values: which one it was is found by
    what is around the values.
    """
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(english):
            values = {name: in_words(value) for name, value in found.groupdict().items()}
            return QCoreApplication.translate("Words", sentence).format(**values)
    return english


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Each with its sentence; those that say the most about the text come first."""
    ordered = sorted(SENTENCES, key=lambda one: len(_VALUE.sub("", one)), reverse=True)
    return [(_pattern(sentence), sentence) for sentence in ordered]


def _pattern(sentence: str) -> re.Pattern[str]:
    words = _VALUE.split(sentence)
    parts = [f"(?P<{one}>.+)" if at % 2 else re.escape(one) for at, one in enumerate(words)]
    return re.compile("".join(parts), re.DOTALL)
