// In the thread of the sound: hands over what the microphone hears, some 40 ms at a time.

const SIZE = 2048;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Float32Array(SIZE);
    this.filled = 0;
  }

  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    for (const sample of samples) {
      this.piece[this.filled] = sample;
      this.filled += 1;
      if (this.filled === SIZE) {
        this.port.postMessage(this.piece, [this.piece.buffer]);
        this.piece = new Float32Array(SIZE);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("capture", Capture);
