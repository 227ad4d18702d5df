"""What a person can do about an error: one sentence for the keys of one or more of them."""

from __future__ import annotations

from typing import Final, NamedTuple


class ByFace(NamedTuple):
    """A hint that differs by where it is read: windows send nobody to a command line."""

    window: str
    terminal: str


_GROUPS: Final[tuple[tuple[str, str | ByFace], ...]] = (
    (
        "devices_not_listed output_silent output_hung playback_died",
        "Try again, or select another output device.",
    ),
    (
        "invitations_not_offered",
        "Use a CosyVoice Home local server of this version, and check the token.",
    ),
    (
        "home_address_invalid",
        "Example: http://homeassistant.local:8123",
    ),
    (
        "home_unreachable home_refused home_not_home_assistant",
        "Check the address, and that Home Assistant is running.",
    ),
    (
        "home_not_signed_in home_signed_out home_not_paired home_refusal_removed",
        ByFace(
            window="Connect again in Settings > Home.",
            terminal="Connect it with: cosyvoice home pair ADDRESS",
        ),
    ),
    (
        "home_banned",
        "In Home Assistant, remove its address from ip_bans.yaml, and restart.",
    ),
    (
        "home_without_integration",
        "Install CosyVoice in Home Assistant, and restart it.",
    ),
    ("home_without_voice", "Add a text-to-speech integration in Home Assistant."),
    ("home_speakers_away", "Check that they're on and connected."),
    ("home_refusal_declined", "Ask an administrator of Home Assistant."),
    ("home_refusal_too_old", "Update CosyVoice Home."),
    (
        "no_output no_output_works",
        ("Connect or turn on an audio output. On Linux, check that the sound server is running."),
    ),
    ("output_missing", "Select one of the available output devices, or the system default."),
    ("output_not_opened", "Close the app that is using it, or select another output device."),
    ("output_format", "Select another output device."),
    (
        "output_lost no_output_left output_gone",
        ByFace(
            window=(
                "Connect it again, or another one: reading goes on by itself. Nothing is skipped."
            ),
            terminal="Connect the output device again, then try again.",
        ),
    ),
    (
        (
            "playback_died_because playback_not_started portaudio_missing recorder_died_because"
            " recorder_not_started"
        ),
        ByFace(
            window="Reinstall CosyVoice Home.",
            terminal=(
                "Check that PortAudio, and PyAudio or sounddevice, are installed. In a checkout,"
                " script/setup installs them."
            ),
        ),
    ),
    ("microphone_format microphone_silent", "Try again, or select another microphone."),
    (
        "no_microphone",
        "Connect or turn on a microphone. On Linux, check that the sound server is running.",
    ),
    ("microphone_missing", "Select one of the available microphones, or the system default."),
    (
        "microphone_not_opened",
        ("Close the app that is using it, and allow this app to record in your system settings."),
    ),
    (
        "microphone_gone microphone_hung",
        "Connect the microphone and record again, or use what was recorded so far.",
    ),
    (
        "nothing_recorded nothing_recorded_because",
        "Check that the microphone is turned on and that this app is allowed to use it.",
    ),
    (
        "recordings_not_kept recording_not_continued settings_not_written",
        "Check that the folder is writable and the disk isn't full.",
    ),
    (
        "cannot_write",
        "Check that the folder exists and is writable, and that the disk isn't full.",
    ),
    ("cannot_read", "Check that the file exists and that you have permission to read it."),
    (
        "recording_without_audio recording_not_decoded",
        ("Select another file. Any audio or video file that your media player can open will work."),
    ),
    (
        "recording_refused",
        ByFace(
            window="Record it again.",
            terminal="See the notes above. --force uploads it anyway, but it may be refused.",
        ),
    ),
    ("sample-rate", "Record it again at a higher sample rate. Converting the file won't help."),
    ("silent", "Check that the right microphone is selected, switched on, and turned up."),
    (
        "too-short",
        ByFace(
            window="Select more, or record another sentence or two.",
            terminal="Record another sentence or two. {good:.0f} to {best:.0f} s works best.",
        ),
    ),
    ("too-long", "Select a part of it. {good:.0f} to {best:.0f} s works best."),
    ("little-speech", "Record more, without pauses of more than {pause:.0f} s."),
    ("length", "{least:.0f} to {most:.0f} s works best."),
    ("clipping", "Turn the microphone down or move back a little, then record again."),
    ("noise", "Record close to the microphone in a quiet, furnished room, without fans or music."),
    ("quiet", "Move closer to the microphone or turn it up."),
    ("silence", "Use the part from {start:.1f} s to {end:.1f} s."),
    (
        "truncated later-part",
        ByFace(
            window="To use another part, change the minute to load from.",
            terminal="To use another part, enter its seconds, for example: --part 1800-1810",
        ),
    ),
    ("damaged", "If you need more of it, select another copy of the file."),
    ("recording_ends_before", "Select an earlier part."),
    (
        "service_unusable",
        ByFace(
            window="Correct it under Settings > Services.",
            terminal="Correct it with: cosyvoice config add NAME URL",
        ),
    ),
    (
        "consent_needed",
        ByFace(
            window="Agree to that, or select another service under Settings > Services.",
            terminal="Run the command again to agree to that, or use another service.",
        ),
    ),
    ("proxy_invalid", "Enter the proxy address in this form: http://proxy.example:8080"),
    ("proxy_unreachable", "Check the address and port of the proxy, or don't use one."),
    (
        "proxy_login proxy_refused",
        "Enter the proxy address in this form: http://name:password@proxy.example:8080",
    ),
    (
        "certificates_unusable certificates_not_pem",
        "Select a PEM file. It starts with -----BEGIN CERTIFICATE-----",
    ),
    (
        "no_voice_yet",
        ByFace(
            window="Add one in the Voices window.",
            terminal='Add one with: cosyvoice voices add FILE --text "TRANSCRIPT"',
        ),
    ),
    (
        "voices_of_other_models",
        ByFace(
            window=(
                "Select one of them in the Voices window, or add a voice: it is made for {model}."
            ),
            terminal=(
                "Select one of them with: cosyvoice config voice {service} ID, or add a voice: it "
                "is made for {model}."
            ),
        ),
    ),
    ("no_voice_ready voice_in_review", "Wait until the review is over, or select another voice."),
    ("voice_review_failed", "Record 10 to 20 s of clear speech, and add it as another voice."),
    (
        "voice_unknown voice_gone",
        ByFace(
            window="Select another voice.", terminal="List the voices with: cosyvoice voices list"
        ),
    ),
    ("voice_ambiguous", "Specify the ID of the one you mean: {ids}"),
    (
        "default_voice_gone",
        ByFace(
            window="Select another voice under Settings > Services.",
            terminal="Select another with: cosyvoice config voice {service} ID",
        ),
    ),
    (
        "local_not_started local_silent local_silent_because engines_ended engines_ended_because",
        ByFace(
            window="Reinstall CosyVoice Home, or add your own service under Settings > Services.",
            terminal=(
                "Set up the project again with script/setup run, or use your own service: "
                "cosyvoice config add NAME URL"
            ),
        ),
    ),
    (
        "local_engine_missing",
        ByFace(
            window=(
                "Install it under Settings > Services, or remove the environment variable that "
                "names it."
            ),
            terminal=(
                "Install it with: cosyvoice engines install {name}. To speak with what is "
                "installed, unset COSYVOICE_ENGINE."
            ),
        ),
    ),
    (
        "local_engine_unusable local_setting_wrong",
        ByFace(
            window="Correct or remove the environment variables that name the engine.",
            terminal="Correct COSYVOICE_ENGINE and the variables that go with it, or unset them.",
        ),
    ),
    (
        "engine_unreachable engine_not_downloaded",
        "Check the internet connection, and install again. What has been downloaded is kept.",
    ),
    ("engine_wrong_bytes", "Try again later."),
    ("engine_not_unpacked engine_not_installed", "Install the engine again."),
    (
        "token_gone",
        ByFace(
            window="Enter it again under Settings > Services.",
            terminal="Enter it again: cosyvoice config token {service}",
        ),
    ),
    (
        "token_refused",
        ByFace(
            window="Enter another token under Settings > Services.",
            terminal="Enter another token: cosyvoice config token {service}",
        ),
    ),
    ("key_required", "Create a key in the Model Studio console, and enter it."),
    ("token_required", "Enter the token that the service was set up with."),
    ("token_not_accepted", "Copy the whole token again, without spaces."),
    (
        "token_missing",
        ByFace(
            window="Enter a token.", terminal="Enter a token, or add the service with --no-token."
        ),
    ),
    (
        "tokens_unreadable",
        ByFace(
            window=(
                "Correct the file, or move it away and enter the tokens again under "
                "Settings > Services."
            ),
            terminal=(
                "Correct the file, or move it away and enter the tokens again: "
                "cosyvoice config token {service}"
            ),
        ),
    ),
    (
        "token_not_kept",
        ByFace(
            window="Check that the folder is writable and the disk isn't full.",
            terminal="Make the folder writable, or set COSYVOICE_TOKEN for each command.",
        ),
    ),
    ("no_keyring", "Install one, such as GNOME Keyring or KWallet."),
    ("keyring_refused keyring_silent", "Unlock the keyring and try again."),
    (
        "log_not_written",
        "The app works without a log. Check that the folder is writable and the disk isn't full.",
    ),
    (
        "no_display no_display_at",
        ByFace(
            window="Start the app from the desktop you're logged in to.",
            terminal=(
                "Start the app from the desktop you're logged in to. "
                "“cosyvoice speak” needs no desktop."
            ),
        ),
    ),
    ("qt_platform_unknown", "Unset the variable QT_QPA_PLATFORM, and start the app again."),
    (
        "qt_library_unknown",
        "Install the packages that contain them with your system's package manager.",
    ),
    ("service_changed", "Try again with the service that you use now."),
    (
        "service_unknown",
        ByFace(
            window="Select another service under Settings > Services.",
            terminal="List the services with: cosyvoice config list",
        ),
    ),
    (
        "service_unknown_none no_service",
        ByFace(
            window="Add one under Settings > Services.",
            terminal="Add one with: cosyvoice config add NAME URL",
        ),
    ),
    (
        "service_name_missing service_name_invalid",
        "Use up to 40 letters, digits, hyphens, and underscores.",
    ),
    ("service_name_taken profile_name_taken service_name_built_in", "Enter another name."),
    (
        "profile_unknown_none",
        ByFace(
            window="Create one in the Speaking styles window.",
            terminal=(
                "Create one in the Speaking styles window (cosyvoice app), or as [profiles.NAME] "
                "in the file that “cosyvoice config path” shows."
            ),
        ),
    ),
    (
        "profile_service_gone",
        ByFace(
            window="Select another service for it, or add that one under Settings > Services.",
            terminal="Add it with: cosyvoice config add {service} URL",
        ),
    ),
    (
        "given_service_unusable",
        ByFace(window="", terminal="Correct COSYVOICE_URL, or unset it to use your settings."),
    ),
    (
        "new_token_missing",
        ByFace(
            window="Enter a token.",
            terminal=(
                "Enter a token, or pipe it in. If the service needs none, add it again with "
                "--no-token."
            ),
        ),
    ),
    ("profile_name_invalid", "Use 1 to 60 characters in one line."),
    ("instruction_needed", "Describe how to speak, or select another mode."),
    ("settings_unreadable settings_wrong", "Correct the file, or move it away to start over."),
    ("autostart_failed autostart_denied", "Change it in your system settings."),
    ("no_file file_too_large file_not_profiles", "Select another file."),
    (
        "file_damaged file_entry_wrong too_many_rules",
        ByFace(
            window="Correct the file, or select another one.",
            terminal="Correct the file, or move it away to start over.",
        ),
    ),
    (
        "file_type_unknown",
        (
            "Use a text, Markdown, HTML, PDF, EPUB, FB2, Word (.docx), OpenDocument (.odt), RTF, "
            "subtitle, or email file."
        ),
    ),
    (
        "data_file picture_source",
        ByFace(
            window="Copy the part that you want to hear, and read the clipboard.",
            terminal="To speak it as it is, use: {command}",
        ),
    ),
    ("typeset_source", "Make a PDF of it, and read that."),
    (
        "named_no_file",
        ByFace(
            window="Check the name of the file.",
            terminal="Check the name of the file. To speak the words as they are, use --text.",
        ),
    ),
    (
        "named_no_file_but",
        ByFace(
            window="Did you mean {alike}?",
            terminal="Did you mean {alike}? To speak the words as they are, use --text.",
        ),
    ),
    ("named_several", ByFace(window="", terminal="To speak the words as they are, use --text.")),
    (
        "named_no_page",
        ByFace(
            window="Web addresses start with https:// or http://",
            terminal=(
                "Web addresses start with https:// or http://. "
                "To speak the words as they are, use --text."
            ),
        ),
    ),
    ("component_missing", "Reinstall CosyVoice Home."),
    ("document_damaged", "Open it in the app it was made with, and save it again."),
    ("unpacked_too_large", "If you trust it, save it again without images."),
    ("document_locked", "Save a copy without a password."),
    ("document_protected", "Use a version of the book without DRM."),
    (
        "document_scanned pages_without_text",
        "Run text recognition on it first, for example with OCRmyPDF.",
    ),
    ("chapters_missing", "Use another copy of the book."),
    ("encoding_unknown", "Save it as UTF-8 text."),
    ("word_format_old", "Save it as .docx without a password."),
    ("text_too_long", "Split it and read the parts."),
    ("document_too_slow document_crashed", "It may be damaged or malicious."),
    ("page_restricted", "Open it in a browser and read the text from there."),
    ("page_failed page_slow", "Try again later."),
    ("page_not_verified", "Check the address and the clock of this computer."),
    ("page_unreachable", "Check the address and your internet connection."),
    ("save_format save_without_suffix", "Use a file name that ends in .wav or .mp3."),
    (
        "save_over_source",
        ByFace(
            window="Save it under another name.", terminal="Use another file name for --output."
        ),
    ),
    ("not_saved_instead", ByFace(window="", terminal="Save it elsewhere with --output.")),
    ("export_over_own", "Export to another file."),
    ("save_disk_full", "Free up space, or save it in another location."),
    ("save_not_permitted save_no_folder save_failed", "Save it in another location."),
    ("selection_too_long", "Select part of it."),
    ("selection_silent", "Select the text again, or wait until that app responds."),
    ("clipboard_silent", "Copy the text again, or wait until that app responds."),
    (
        "menus_linux_only app_not_running",
        ByFace(window="", terminal="Start the app with: cosyvoice app"),
    ),
    ("menus_by_flatpak", "Start it from there."),
    ("speech_dispatcher_outside", "Install the .deb, or use pipx."),
    ("file_of_others", "Move it away."),
    ("folder_of_others", "Set XDG_RUNTIME_DIR to a folder that only you can use."),
    ("app_of_other_version", "Quit it, then start it again."),
    ("app_silent app_starting", "End the app, then start it again."),
    ("app_busy", "Try again in a few seconds."),
    ("command_failed", "Details are in {file}."),
    ("app_not_started", ByFace(window="", terminal="To see its output, run: cosyvoice app")),
    (
        "package_missing",
        ByFace(window="", terminal="To install all parts of CosyVoice Home, run: {command}"),
    ),
    (
        "unexpected",
        ByFace(
            window="Please report this problem.",
            terminal="Set COSYVOICE_DEBUG=1 to see where, and please report this problem.",
        ),
    ),
    (
        (
            "connection_refused cannot_connect answer_not_json connection_lost "
            "answer_not_http "
            "connection_failed connection_not_permitted network_unreachable redirected "
            "no_websocket websocket_broken data_not_json json_not_an_object "
            "message_not_an_event answer_too_large event_too_large no_voice_list "
            "voice_unreadable"
        ),
        ByFace(
            window="Check the address and that the service is running.",
            terminal="Check the address and that the service is running: cosyvoice config list",
        ),
    ),
    (
        "no_api_at",
        ByFace(
            window="Check the address and that the service is running.",
            terminal=(
                "Check the address and that the service is running: cosyvoice config list. A "
                "gateway to Model Studio needs --model-studio: cosyvoice config add --help"
            ),
        ),
    ),
    (
        "gateway_unnamed",
        ByFace(
            window=(
                "Select the kind “A Model Studio key”, and enter this address under “Own "
                "address, proxy, and certificates”."
            ),
            terminal="Add it as one: cosyvoice config add {service} {address} --model-studio",
        ),
    ),
    ("host_not_found", "Check the spelling of the address and your internet connection."),
    ("not_cosyvoice", "Enter the whole address, including the path."),
    (
        "disconnected",
        "If the service uses encryption (TLS), enter an address that starts with https://",
    ),
    (
        "tls_failed",
        "If the service is on your own network, try an address that starts with http://",
    ),
    (
        "certificate_authority_unknown",
        (
            "If you run the service yourself, select its authority's certificate file "
            "under “Proxy and certificates”. Otherwise don't trust it: someone may be "
            "intercepting the connection."
        ),
    ),
    (
        "certificate_out_of_date",
        ("Check the clock of this computer. If it's right, renew the certificate of the service."),
    ),
    ("certificate_of_other_name", "Use the host name that the certificate was issued for."),
    (
        (
            "no_answer_in_time task_not_accepted_in_time no_audio_in_time service_silent "
            "closed_early"
        ),
        "Check that the service is running and the network is fast enough.",
    ),
    ("unavailable service_busy", "The service is busy or starting. Try again in a minute."),
    ("too_many_requests queue_full", "Wait a minute, then try again."),
    ("payment_required", "Check your balance and quota with the provider of the service."),
    (
        "key_refused",
        "Each key belongs to one region. Copy the key of the region in the address.",
    ),
    ("account_unpaid", "Pay it in the Alibaba Cloud console, then try again."),
    (
        "free_tier_ended",
        "To go on and pay by the character, turn off “free tier only” in the Model Studio console.",
    ),
    ("not_activated", "Activate it in the Alibaba Cloud console."),
    ("content_refused", "Try other words."),
    (
        "recording_not_cloned recording_length recording_rate recording_format voice_not_admitted",
        "Record 10 to 20 s of clear speech without long pauses.",
    ),
    (
        "voice_not_usable",
        (
            "It may have been deleted, may not be ready yet, or may belong to another account."
            " Select another voice."
        ),
    ),
    ("instruction_not_offered", "Choose another mode, or a voice of another model."),
    ("volume_too_high", "Set the volume to {highest} or less."),
    ("storage_full", "Free some space on the service's computer, or delete voices from it."),
    ("service_failed not_implemented", "Check the log of the service for details."),
    ("not_found", "Check the voice and the address."),
    (
        "synthesis_failed no_audio task_ended_early",
        "Select another voice, or continue with the next sentence.",
    ),
    (
        "volume_needs_v2 speed_needs_v2 mp3_needs_v2 excerpts_not_offered",
        "Don't use this option with this service.",
    ),
    (
        "address_missing address_scheme address_with_user address_with_secret address_without_host",
        "Example: https://speech.example/path",
    ),
)

HINTS: Final = {key: hint for keys, hint in _GROUPS for key in keys.split()}
"""By the key of an error, of the app or of the client; with fields that are values of the error."""

UNKNOWN: Final = {"service": "NAME", "command": "cosyvoice speak - < FILE"}
"""What stands in a hint where an error doesn't have the value."""

DID_YOU_MEAN: Final = "Did you mean “{alike}”?"
"""Where a name is nearly one that there is."""

WAIT: Final = "Try again in {seconds:.0f} s."
"""Where a service said when it wants to be asked again."""
