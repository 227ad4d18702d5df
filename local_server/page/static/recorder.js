// Records from the microphone, uncompressed and unprocessed, as a WAV.

const MOST = 30; // seconds that a server takes

export class MicrophoneError extends Error {}

export function canRecord() {
  return Boolean(
    window.isSecureContext && navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.AudioWorkletNode,
  );
}

export class Recorder {
  // `onLevel` gets seconds and peak, some twenty times a second; `onEnd` is called when it ends by itself.
  constructor({ onLevel, onEnd }) {
    this.onLevel = onLevel;
    this.onEnd = onEnd;
    this.pieces = [];
    this.samples = 0;
    this.recording = false;
    this.context = null;
    this.stream = null;
  }

  get seconds() {
    return this.context ? this.samples / this.context.sampleRate : 0;
  }

  // Open the microphone; samples count from `start` on.
  async open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        // What makes calls clear makes a voice thin.
        audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      });
    } catch (error) {
      const denied = error.name === "NotAllowedError" || error.name === "SecurityError";
      throw new MicrophoneError(denied ? "microphone_denied" : "microphone_missing");
    }
    this.context = new (window.AudioContext || window.webkitAudioContext)();
    await this.context.audioWorklet.addModule(new URL("capture.js", import.meta.url));
    await this.context.resume();
    const source = this.context.createMediaStreamSource(this.stream);
    const node = new AudioWorkletNode(this.context, "capture", { numberOfOutputs: 0 });
    node.port.addEventListener("message", (message) => this.take(message.data));
    node.port.start();
    source.connect(node);
    for (const track of this.stream.getAudioTracks()) {
      track.addEventListener("ended", () => this.interrupt()); // a call comes in, a headset goes away
    }
  }

  start() {
    this.recording = true;
  }

  take(piece) {
    let peak = 0;
    for (const sample of piece) peak = Math.max(peak, Math.abs(sample));
    if (this.recording) {
      this.pieces.push(piece);
      this.samples += piece.length;
    }
    this.onLevel(this.seconds, peak);
    if (this.recording && this.seconds >= MOST) this.interrupt(true);
  }

  interrupt(full = false) {
    if (!this.stream) return;
    const was = this.recording;
    const wav = this.stop();
    if (was) this.onEnd(wav, full);
  }

  // End; the WAV of what was recorded, or null if that is nothing.
  stop() {
    this.recording = false;
    const rate = this.context ? this.context.sampleRate : 0;
    if (this.stream) for (const track of this.stream.getTracks()) track.stop();
    if (this.context) this.context.close();
    this.stream = null;
    return this.samples ? wav(this.pieces, this.samples, rate) : null;
  }
}

export function wav(pieces, count, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const text = (at, words) => {
    for (let i = 0; i < words.length; i += 1) view.setUint8(at + i, words.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * count, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * count, true);
  let at = 44;
  for (const piece of pieces) {
    for (const sample of piece) {
      view.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(sample * 32768))), true);
      at += 2;
    }
  }
  return new Blob([view.buffer], { type: "audio/wav" });
}
