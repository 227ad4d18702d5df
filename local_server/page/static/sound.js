// What is heard: recordings, and speech that plays while it comes. One sound at a time.

import { request, Failure } from "./server.js";

const RATE = 24000;
const AHEAD = 0.08; // seconds before the first sample, so that the second piece is in time

let context = null;
let current = null;

// Call this in a click: browsers let a page make sound only from there.
export function wake() {
  if (context === null) context = new (window.AudioContext || window.webkitAudioContext)();
  if (context.state !== "running") context.resume();
  return context;
}

export function stop() {
  if (current) current.end();
}

class Sound {
  constructor(onEnd) {
    stop();
    current = this;
    this.sources = new Set();
    this.ended = false;
    this.complete = false;
    this.next = 0;
    this.onEnd = onEnd;
    this.socket = null;
  }

  play(buffer) {
    if (this.ended) return;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    this.next = Math.max(this.next, context.currentTime + AHEAD);
    source.start(this.next);
    this.next += buffer.duration;
    this.sources.add(source);
    source.addEventListener("ended", () => {
      this.sources.delete(source);
      this.finish();
    });
  }

  // End once all that has come was heard.
  finish() {
    if (this.complete && this.sources.size === 0) this.end();
  }

  end(failure = null) {
    if (this.ended) return;
    this.ended = true;
    if (current === this) current = null;
    for (const source of this.sources) source.stop();
    if (this.socket) this.socket.close();
    this.onEnd(failure);
  }
}

// Play a file: its address, or a Blob. `onEnd` gets a Failure, or null.
export async function playFile(file, onEnd, part = null) {
  wake();
  const sound = new Sound(onEnd);
  try {
    const data = file instanceof Blob ? await file.arrayBuffer() : await (await request("GET", file)).arrayBuffer();
    let buffer;
    try {
      buffer = await context.decodeAudioData(data);
    } catch {
      throw new Failure("InvalidAudio");
    }
    sound.play(part ? cut(buffer, part) : buffer);
    sound.complete = true;
    sound.finish();
  } catch (error) {
    sound.end(error instanceof Failure ? error : new Failure("unknown"));
  }
}

function cut(buffer, [start, end]) {
  const from = Math.floor(start * buffer.sampleRate);
  const length = Math.max(1, Math.floor(Math.min(end, buffer.duration) * buffer.sampleRate) - from);
  const made = context.createBuffer(buffer.numberOfChannels, length, buffer.sampleRate);
  for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
    made.copyToChannel(buffer.getChannelData(channel).subarray(from, from + length), channel);
  }
  return made;
}

// Have a voice speak. `onSound` is called with the first sound, `onEnd` as above.
export function speak(voice, text, { onSound = () => {}, onEngine = () => {}, onEnd = () => {} } = {}) {
  wake();
  const sound = new Sound(onEnd);
  const address = new URL("api/speech", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address);
  sound.socket = socket;
  const task = `page-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const order = (action, payload) =>
    socket.send(JSON.stringify({ header: { action, task_id: task, streaming: "duplex" }, payload }));
  socket.addEventListener("open", () => {
    const parameters = {
      mode: "fast_replication",
      reference_audio_id: voice,
      output_format: "pcm",
      sample_rate: RATE,
    };
    order("run-task", {
      task_group: "audio",
      task: "tts",
      function: "SpeechSynthesizer",
      model: "cosyvoice-v2",
      parameters,
      input: {},
    });
    order("continue-task", { input: { text } });
    order("finish-task", { input: {} });
  });
  let heard = false;
  socket.addEventListener("message", (message) => {
    const { header, payload } = JSON.parse(message.data);
    if (header.task_id !== task) return;
    if (header.attributes && header.attributes.engine) onEngine(header.attributes.engine);
    if (header.event === "result-generated") {
      const samples = decoded(payload.output.audio.data);
      if (samples.length === 0) return;
      const buffer = context.createBuffer(1, samples.length, RATE);
      buffer.copyToChannel(samples, 0);
      sound.play(buffer);
      if (!heard) onSound();
      heard = true;
    } else if (header.event === "task-finished") {
      sound.complete = true;
      sound.finish();
    } else if (header.event === "task-failed") {
      sound.end(new Failure(header.error_code));
    }
  });
  socket.addEventListener("close", () => {
    if (!sound.complete) sound.end(new Failure(heard ? "offline" : "Busy"));
  });
}

function decoded(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const values = new Int16Array(bytes.buffer, 0, bytes.length >> 1);
  return Float32Array.from(values, (value) => value / 32768);
}
