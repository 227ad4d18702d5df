"""What the client's errors say: a sentence of English for each key, whole with its values."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    # Getting there
    "host_not_found": "Can't find a host named {host}.",
    "connection_refused": "Can't connect to {host}: nothing is listening on port {port}.",
    "network_unreachable": "Can't reach {host} from this network.",
    "connection_not_permitted": "This computer doesn't allow connections to {host} port {port}.",
    "cannot_connect": "Can't connect to {host} port {port}.",
    "cannot_connect_because": "Can't connect to {host} port {port}: {words}.",
    "proxy_unreachable": "Can't connect to the proxy.",
    "proxy_refused": "The proxy refused the connection ({status}).",
    "tls_failed": "Can't set up a secure connection (TLS) to {host}.",
    "certificate_authority_unknown": (
        "The certificate of {host} is from an authority this computer doesn't trust."
    ),
    "certificate_out_of_date": "The certificate of {host} isn't valid at this time.",
    "certificate_of_other_name": "The certificate of {host} was issued for another name.",
    "certificate_not_trusted": "The certificate of {host} can't be trusted.",
    "certificate_not_trusted_because": "The certificate of {host} can't be trusted: {words}.",
    # Staying there
    "no_answer_in_time": "The service at {host} didn't respond in time.",
    "disconnected": "The service at {host} closed the connection without responding.",
    "too_many_connections": (
        "All {limit} connections this program may have to {host} are in use. Try again later."
    ),
    "connection_lost": "The connection to {host} was lost.",
    "connection_failed": "The connection to {host} failed.",
    "connection_failed_because": "The connection to {host} failed: {words}.",
    "task_not_accepted_in_time": "The service didn't accept the task within {seconds} s.",
    "no_audio_in_time": "No audio arrived within {seconds} s.",
    "service_silent": "The service sent nothing for {seconds} s.",
    "closed_early": "The service closed the connection before it had finished speaking.",
    "closed_early_because": (
        "The service closed the connection before it had finished speaking ({words})."
    ),
    "client_closed": "The connection to the service was closed by this program.",
    "stream_closed": "The speech stream was closed by this program.",
    "no_service": "No service is set up.",
    # Refusals
    "token_refused": "The service at {host} doesn't accept the token ({status}).",
    "token_refused_because": "The service at {host} doesn't accept the token ({status}: {words}).",
    "not_found": "The service at {host} can't find what was requested ({status}).",
    "not_found_because": "The service at {host} can't find what was requested ({status}: {words}).",
    "unavailable": "The service at {host} isn't available right now ({status}).",
    "unavailable_because": "The service at {host} isn't available right now ({status}: {words}).",
    "too_many_requests": "The service at {host} is getting too many requests ({status}).",
    "too_many_requests_because": (
        "The service at {host} is getting too many requests ({status}: {words})."
    ),
    "queue_full": "The queue of the service at {host} is full ({status}).",
    "queue_full_because": "The queue of the service at {host} is full ({status}: {words}).",
    "payment_required": "The service at {host} asks for payment ({status}).",
    "payment_required_because": "The service at {host} asks for payment ({status}: {words}).",
    "not_implemented": "The service at {host} doesn't offer this function ({status}).",
    "not_implemented_because": (
        "The service at {host} doesn't offer this function ({status}: {words})."
    ),
    "storage_full": "The service at {host} has no space left ({status}).",
    "storage_full_because": "The service at {host} has no space left ({status}: {words}).",
    "service_failed": "The service at {host} reported an internal error ({status}).",
    "service_failed_because": (
        "The service at {host} reported an internal error ({status}: {words})."
    ),
    "request_refused": "The service at {host} rejected the request ({status}).",
    "request_refused_because": "The service at {host} rejected the request ({status}: {words}).",
    "file_refused": "The service rejected the file “{name}” ({status}).",
    "file_refused_because": "The service rejected the file “{name}” ({status}: {words}).",
    "key_refused": "Model Studio doesn't accept the key ({status}).",
    "key_refused_because": "Model Studio doesn't accept the key ({status}: {words}).",
    "account_unpaid": "The Model Studio account has an unpaid bill.",
    "account_unpaid_because": "The Model Studio account has an unpaid bill ({words}).",
    "free_tier_ended": "The free quota of this model is used up.",
    "free_tier_ended_because": "The free quota of this model is used up ({words}).",
    "not_activated": "Model Studio isn't activated for this account.",
    "not_activated_because": "Model Studio isn't activated for this account ({words}).",
    "content_refused": "The service refused the content.",
    "content_refused_because": "The service refused the content: {words}.",
    "recording_not_cloned": "The service can't clone a voice from this recording.",
    "recording_not_cloned_because": "The service can't clone a voice from this recording: {words}.",
    "voice_not_admitted": "The service reviewed the voice “{id}” and refused it.",
    "voice_not_usable": "The service can't speak with this voice.",
    "voice_not_usable_because": "The service can't speak with this voice: {words}.",
    "upload_failed": "{host} rejected the recording ({status}).",
    "upload_failed_because": "{host} rejected the recording ({status}: {words}).",
    "upload_unreadable": "The service sent an unreadable address for uploads.",
    "upload_elsewhere": (
        "The service asked for the recording to be sent to {host}. It was not sent there."
    ),
    "invalid_voice_id": "“{id}” isn't a valid voice ID.",
    "voice_gone": "The voice “{id}” no longer exists on the service.",
    # Not the API
    "no_api_at": "No CosyVoice API found at {address}. Neither API version responds there.",
    "redirected": (
        "The service at {host} redirects the request ({status})."
        " Check that this is the address of a CosyVoice service."
    ),
    "redirected_elsewhere": (
        "The service at {host} redirects to {origin}. The token was not sent there."
        " If you trust that address, enter it instead."
    ),
    "no_websocket": "The service at {host} doesn't support WebSocket at this path ({status}).",
    "websocket_broken": "The service broke the WebSocket protocol.",
    "websocket_broken_because": "The service broke the WebSocket protocol: {words}.",
    "answer_not_http": (
        "The service at {host} didn't respond with valid HTTP. Check the address and the port."
    ),
    "answer_not_json": (
        "The service didn't respond with JSON at {path}."
        " Check that this is the address of a CosyVoice service."
    ),
    "data_not_json": "The service sent data that isn't JSON: “{start}”.",
    "json_not_an_object": "The service sent JSON that isn't an object.",
    "message_not_an_event": "The service sent a message that isn't an event.",
    "answer_too_large": "The service sent a response larger than {size} MiB.",
    "event_too_large": "The service sent an event larger than {size} KiB.",
    "no_voice_list": "The service didn't respond with a list of voices.",
    "voice_unreadable": "The service sent a voice that can't be read.",
    # Audio
    "audio_not_base64": "The service sent audio that isn't base64.",
    "audio_changed": "The service changed the audio format partway through.",
    "wav_unreadable": (
        "The service sent a WAV that can't be decoded: encoding {encoding}, {bits} bit,"
        " {channels} channels, {sample_rate} Hz."
    ),
    "wav_without_format": "The service sent a WAV without a format.",
    "wav_format_cut_off": "The service sent a WAV with an incomplete format.",
    "wav_chunk_impossible": "The service sent a WAV with a chunk of an impossible size.",
    # Speaking
    "synthesis_failed": "The service couldn't speak the text and gave no reason.",
    "synthesis_failed_because": "The service couldn't speak the text: {words}.",
    "task_ended_early": "The service stopped before it had received all the text.",
    "no_audio": "The service finished without sending any audio.",
    "no_text": "There is no text to speak.",
    "volume_needs_v2": "This service uses API version V1, which can't change the volume.",
    "speed_needs_v2": (
        "This service uses API version V1, which can't change the speed over WebSocket."
    ),
    "mp3_needs_v2": "This service uses API version V1, which can't send MP3 over HTTP.",
    "volume_too_high": "Model Studio can't raise the volume above {highest}, and {value} is set.",
    "sample_rate_not_offered": "Model Studio doesn't offer {value} Hz. Use one of: {known}",
    "bit_rate_not_offered": "Model Studio has one MP3 bit rate. {value} can't be set.",
    "excerpts_not_offered": "This service always uses whole recordings.",
    "instruction_not_offered": "The model {model} can't follow instructions.",
    "instruction_too_long": (
        "The instruction has {length} characters. Model Studio takes {longest} at most."
    ),
    # What was entered
    "address_missing": "Enter the address of the service.",
    "address_invalid": "“{address}” isn't a valid address. Example: https://host/path",
    "address_scheme": "The address must start with http:// or https://, not {scheme}://.",
    "address_with_user": (
        "The address must not contain a user name or password. Enter the token separately."
    ),
    "address_with_secret": (
        "The address must not contain a token. Leave out what follows the ? or #, and enter the"
        " token separately."
    ),
    "address_without_host": "“{address}” doesn't contain a host name.",
    "token_invalid": "The token contains spaces or invalid characters. Copy it again.",
    "transcript_missing": "Enter a transcript of the recording.",
    "recording_empty": "The recording is empty.",
    "recording_format": "Model Studio takes WAV, MP3, and M4A recordings. This is another kind.",
    "recording_oversized": "The recording is larger than {size} MiB.",
    "recording_length": (
        "The recording has {seconds} s. Model Studio takes {shortest} to {longest} s."
    ),
    "recording_rate": (
        "The recording has a sample rate of {value} Hz. Model Studio needs {lowest} Hz or more."
    ),
    "voice_missing": "No voice is selected.",
    "mode_unknown": "“{value}” isn't a mode. Use one of: {known}",
    "format_unknown": "“{value}” isn't an audio format. Use one of: {known}",
    "bit_rate_unknown": "“{value}” isn't an MP3 bit rate. Use one of: {known}",
    "speed_out_of_range": "The speed must be a number from {lowest} to {highest}, not {value}.",
    "volume_out_of_range": "The volume must be a number of 0 or more, not {value}.",
    "sample_rate_out_of_range": (
        "The sample rate must be a whole number from {lowest} to {highest} Hz, not {value}."
    ),
    "instruction_missing": "This mode needs an instruction.",
}
"""The English of every error, by its key. A field `{name}` stands for a value of the error.

What ends in `_because` is said where the service, or the system, gave words of its own.
"""
