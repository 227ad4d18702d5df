// A voice is made: recorded here or chosen as a file, checked, sent, and heard at once.

import { ask as question, button, head, icon, make, notice, show, tell } from "./elements.js";
import { forget, keep, kept } from "./kept.js";
import { canRecord, MicrophoneError, Recorder } from "./recorder.js";
import { Failure, send } from "./server.js";
import { playFile, stop, wake } from "./sound.js";
import { disc, playButton, trial } from "./voice.js";
import { say } from "./words.js";

const COUNTDOWN = 3;
const GOOD = 5; // seconds
const ENOUGH = 15;
const LOUD = 0.98;
const SOFT = 0.02;
const SEVERITIES = {
  problem: ["problem", "circle-x"],
  warning: ["warning", "triangle-alert"],
  hint: ["info", "info"],
};

let adding = null;
// A call comes in, or another app is opened: what was said until then is kept.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && adding && adding.recorder) adding.recorder.interrupt();
});

let unsent = false; // a recording that only this page has
window.addEventListener("beforeunload", (event) => {
  if (unsent) event.preventDefault();
});

// The recording that an earlier visit left behind, if there is one.
export async function resumed() {
  const draft = await kept();
  return draft && { ...draft, forget };
}

export async function openAdding(state, back, { draft = null, fromFile = false, invited = false } = {}) {
  stop();
  adding = new Adding(state, back, invited);
  if (invited && state.voice) {
    adding.showReady({ id: state.voice, name: say("voices"), text: "", disc: 0 }, true);
  } else if (draft) {
    await adding.review(draft);
  } else if (fromFile) {
    adding.showFile();
  } else {
    adding.showRecording();
  }
}

class Adding {
  constructor(state, back, invited) {
    this.state = state;
    this.invited = invited;
    this.recorder = null;
    this.mib = Math.floor(state.max_upload / 1048576);
    this.back = () => {
      if (this.recorder) this.recorder.stop();
      stop();
      back();
    };
  }

  title(words) {
    head(words, this.invited ? {} : { back: () => this.back() });
  }

  // Recording

  showRecording() {
    this.title(say("record_voice"));
    if (!canRecord()) {
      this.showFile(notice("warning", "info", make("strong", {}, say("insecure")), make("p", {}, say("insecure_help"))));
      return;
    }
    const text = promptOf();
    const clock = make("p", { class: "clock" });
    const timed = (seconds) => {
      clock.textContent = say("seconds", { seconds: Math.floor(seconds) });
    };
    timed(0);
    const advice = make("p", { class: "lead", role: "status" }, say("read_help"));
    const bar = make("div", {});
    const meter = make("div", { class: "meter", "aria-hidden": "true" }, bar);
    const control = make("button", { type: "button", class: "record", "aria-label": say("record"), title: say("record") }, icon("mic"));
    const files = button("upload", say("from_file"), () => {
      if (this.recorder) this.recorder.stop();
      this.showFile();
    }, "quiet");
    const idle = () => {
      this.recorder = null;
      control.replaceChildren(icon("mic"));
      control.setAttribute("aria-label", say("record"));
      files.disabled = false;
      bar.style.transform = "";
    };
    const finish = async (wav, words = "") => {
      idle();
      if (!wav) return;
      if (words) tell(words);
      await this.review({ file: wav, text: text.value(), name: "" });
    };
    const begin = async () => {
      stop();
      files.disabled = true;
      const recorder = new Recorder({
        onLevel: (seconds, peak) => {
          if (this.recorder !== recorder) return;
          bar.style.transform = `scaleX(${Math.min(1, Math.sqrt(peak)).toFixed(3)})`;
          meter.classList.toggle("loud", peak > LOUD);
          if (!recorder.recording) return;
          timed(seconds);
          recorder.peak = Math.max(recorder.peak * 0.97, peak);
          const key =
            peak > LOUD ? "too_loud"
            : seconds > 2 && recorder.peak < SOFT ? "too_soft"
            : seconds > ENOUGH ? "enough"
            : seconds > GOOD ? "good_so_far"
            : "read_now";
          if (advice.dataset.key !== key) {
            advice.dataset.key = key;
            advice.textContent = say(key);
          }
        },
        onEnd: (wav, full) => finish(wav, full ? "" : say("recording_interrupted")),
      });
      recorder.peak = 0;
      this.recorder = recorder;
      try {
        await recorder.open();
      } catch (error) {
        recorder.stop();
        idle();
        advice.textContent = say(error instanceof MicrophoneError ? error.message : "microphone_missing");
        return;
      }
      control.replaceChildren(icon("square"));
      control.setAttribute("aria-label", say("stop"));
      for (let left = COUNTDOWN; left > 0; left -= 1) {
        if (this.recorder !== recorder) return;
        clock.textContent = String(left);
        advice.textContent = say("get_ready", { seconds: left });
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      if (this.recorder !== recorder || !recorder.stream) return;
      advice.dataset.key = "";
      recorder.start();
    };
    control.addEventListener("click", () => {
      if (this.recorder === null) {
        begin();
      } else {
        const recorder = this.recorder;
        timed(0);
        advice.textContent = say("read_help");
        finish(recorder.stop());
      }
    });
    show(
      this.invited ? make("p", { class: "lead" }, say("invited_to_upload")) : null,
      text.element,
      make(
        "div",
        { class: "card recorder" },
        make("div", {}, clock, make("p", { class: "helper" }, say("seconds_best"))),
        meter,
        control,
        advice,
      ),
      files,
    );
  }

  // A file, also of the phone's own recorder

  showFile(above = null) {
    this.title(say("make_voice"));
    const input = (id, capture) => {
      const field = make("input", {
        type: "file",
        id,
        accept: "audio/*,video/mp4,.m4a,.mp3,.wav,.flac,.ogg,.opus,.aac",
        on: {
          change: () => {
            if (field.files.length) this.review({ file: field.files[0], text: "", name: named(field.files[0].name) });
          },
        },
      });
      if (capture) {
        field.accept = "audio/*";
        field.setAttribute("capture", "user");
      }
      return field;
    };
    const wrong = make("p", { class: "wrong", role: "alert" });
    const touch = window.matchMedia("(pointer: coarse)").matches;
    show(
      above,
      make(
        "div",
        { class: "card" },
        make("p", {}, say("file_help", { mib: this.mib })),
        wrong,
        make(
          "div",
          { class: "row" },
          ...(touch && above
            ? [input("capture", true), make("label", { for: "capture", class: "button grow" }, icon("mic"), say("phone_recorder"))]
            : []),
          input("file", false),
          make("label", { for: "file", class: "button primary grow" }, icon("upload"), say("choose_file")),
        ),
      ),
      canRecord() ? button("mic", say("record_voice"), () => this.showRecording(), "quiet") : null,
    );
    return wrong;
  }

  // What was recorded or chosen

  async review(draft) {
    stop();
    unsent = !(await keep(draft));
    this.title(say("make_voice"));
    const status = make("div", { class: "card" }, make("p", { role: "status" }, say("checking")), make("progress", {}));
    show(status);
    let report;
    try {
      const form = new FormData();
      form.append("file", draft.file, draft.file.name || "recording.wav");
      report = await send("api/check", form, () => {});
    } catch (error) {
      const lasting = error.code === "InvalidAudio" || error.code === "TooLarge";
      if (lasting) {
        await this.drop();
        const wrong = this.showFile();
        wrong.textContent = error.words({ mib: this.mib });
        return;
      }
      if (error.code === "SignedOut") {
        this.back();
        return;
      }
      show(
        notice(
          "problem",
          "wifi-off",
          make("p", {}, `${say("check_failed")} ${error.words()}`),
          this.rescue(draft, () => this.review(draft)),
        ),
      );
      return;
    }
    this.showReport(draft, report);
  }

  rescue(draft, again) {
    return make(
      "div",
      { class: "row" },
      button("rotate-ccw", say("try_again"), again),
      button("download", say("save_recording"), () => saveFile(draft.file)),
    );
  }

  async drop() {
    unsent = false;
    await forget();
  }

  showReport(draft, report) {
    const span = { start: 0, end: report.seconds };
    const findings = make("ul", { class: "findings" });
    const wave = make("canvas", { class: "wave", width: 640, height: 144, role: "img", "aria-label": say("play_part") });
    const words = make("p", { class: "helper", role: "status" });
    const whole = report.seconds;
    const slider = (id, value) =>
      make("input", { type: "range", id, min: 0, max: whole.toFixed(1), step: 0.1, value: value.toFixed(1) });
    const first = slider("begin", 0);
    const last = slider("end", whole);
    const isWhole = () => span.start < 0.05 && span.end > whole - 0.05;
    const seen = () => {
      words.textContent = say("seconds_of", {
        start: span.start.toFixed(1),
        end: span.end.toFixed(1),
        seconds: (span.end - span.start).toFixed(1),
        whole: whole.toFixed(1),
      });
      draw(wave, report.peaks, span.start / whole, span.end / whole);
    };
    const set = (start, end) => {
      span.start = Math.max(0, Math.min(start, end - 0.1));
      span.end = Math.min(whole, Math.max(end, span.start + 0.1));
      first.value = span.start;
      last.value = span.end;
      seen();
    };
    first.addEventListener("input", () => set(Number(first.value), span.end));
    last.addEventListener("input", () => set(span.start, Number(last.value)));
    const [bestStart, bestEnd] = report.suggested;
    const hasBetter = bestStart > 0.05 || bestEnd < whole - 0.05;
    tellFindings(findings, report.findings, whole);
    const player = playButton(
      () => say("play_part"),
      (onEnd) => playFile(draft.file, onEnd, isWhole() ? null : [span.start, span.end]),
    );

    const name = make("input", { type: "text", id: "name", maxLength: 100, autocomplete: "off", "aria-describedby": "name-help" });
    name.value = draft.name;
    const text = make("textarea", { id: "text", rows: 5, maxLength: 1300, "aria-describedby": "text-help" });
    text.value = draft.text;
    const noted = () => keep({ ...draft, name: name.value, text: text.value });
    name.addEventListener("change", noted);
    text.addEventListener("change", noted);

    const wrong = make("p", { class: "wrong", role: "alert" });
    const sending = make("p", { class: "helper" });
    const progress = make("progress", { max: 100, hidden: true });
    const failed = make("div", {});
    const submit = make("button", { class: "primary" }, icon("check"), say("make_this_voice"));
    const form = make(
      "form",
      {
        class: "card",
        on: {
          submit: async (event) => {
            event.preventDefault();
            wrong.textContent = "";
            failed.replaceChildren();
            if (!name.value.trim() || !text.value.trim()) {
              wrong.textContent = say("missing");
              (name.value.trim() ? text : name).focus();
              return;
            }
            stop();
            wake(); // it speaks as soon as it is there
            submit.disabled = true;
            progress.hidden = false;
            const sent = { ...draft, name: name.value, text: text.value };
            unsent = !(await keep(sent));
            try {
              const voice = await this.upload(sent, isWhole() ? null : span, (percent) => {
                progress.value = percent;
                sending.textContent = say("uploading", { percent });
              });
              await this.drop();
              this.showReady(voice);
            } catch (error) {
              this.refused(error, { wrong, failed, findings, sent, form });
            } finally {
              submit.disabled = false;
              progress.hidden = true;
              sending.textContent = "";
            }
          },
        },
      },
      make("label", { for: "name" }, say("name")),
      name,
      make("p", { class: "helper", id: "name-help" }, say("name_help")),
      make("label", { for: "text" }, say("transcript")),
      text,
      make("p", { class: "helper", id: "text-help" }, say("transcript_help")),
      make("p", { class: "helper" }, say("consent")),
      wrong,
      failed,
      progress,
      sending,
      submit,
    );

    show(
      make(
        "div",
        { class: "card" },
        make("div", { class: "row" }, player, words),
        wave,
        make(
          "div",
          { class: "span" },
          make("label", { for: "begin" }, say("begin")),
          first,
          make("label", { for: "end" }, say("end")),
          last,
        ),
        make(
          "div",
          { class: "row" },
          hasBetter ? button("", say("best_part"), () => set(bestStart, bestEnd)) : null,
          hasBetter ? button("", say("whole"), () => set(0, whole)) : null,
        ),
        findings,
      ),
      form,
      make(
        "div",
        { class: "row spread" },
        canRecord() ? button("mic", say("record_again"), () => this.leave(() => this.showRecording()), "quiet") : null,
        button("upload", say("from_file"), () => this.leave(() => this.showFile()), "quiet"),
        button("download", say("save_recording"), () => saveFile(draft.file), "quiet"),
      ),
    );
    if (!report.usable && hasBetter) set(bestStart, bestEnd);
    else seen();
  }

  // Another recording takes the place of this one: a question first.
  async leave(next) {
    if (!(await question(say("discard_question"), say("discard_help"), say("delete_it")))) return;
    stop();
    await this.drop();
    next();
  }

  upload(draft, span, onProgress) {
    const form = new FormData();
    form.append("name", draft.name);
    form.append("text", draft.text);
    if (span) {
      form.append("begin", span.start.toFixed(3));
      form.append("end", span.end.toFixed(3));
    }
    form.append("file", draft.file, draft.file.name || "recording.wav");
    return send("api/voices", form, onProgress);
  }

  refused(error, { wrong, failed, findings, sent, form }) {
    if (!(error instanceof Failure)) {
      wrong.textContent = say("error_unknown");
    } else if (error.findings) {
      tellFindings(findings, error.findings, 0);
      findings.scrollIntoView({ block: "center" });
    } else if (error.code === "offline" || error.code === "SignedOut") {
      failed.replaceChildren(
        notice(
          "warning",
          "wifi-off",
          make("strong", { role: "alert" }, say(unsent ? "not_sent_unkept" : "not_sent")),
          make("p", {}, error.words()),
          this.rescue(sent, () => form.requestSubmit()),
        ),
      );
    } else {
      wrong.textContent = error.code === "Forbidden" ? say("used_up") : error.words({ mib: this.mib });
    }
  }

  showReady(voice, again = false) {
    this.title(again ? say("thanks") : say("ready", { name: voice.name }));
    const heard = trial(voice, "primary");
    show(
      make(
        "div",
        { class: "card empty" },
        again ? null : disc(voice, "large"),
        make("p", { class: "lead" }, say("ready_help")),
      ),
      this.state.engine.clones
        ? null
        : notice("info", "info", make("p", {}, say("sounds_like_all", { engine: this.state.engine.name }))),
      make("div", { class: "card" }, heard),
      this.invited ? make("p", { class: "lead" }, again ? say("used_up") : say("thanks")) : button("check", say("done"), () => this.back()),
    );
    if (!again) heard.hear();
  }
}

// The text to read aloud: one of three, or one's own.
function promptOf() {
  const chips = make("div", { class: "chips", role: "group", "aria-label": say("read_this") });
  const shown = make("p", { class: "prompt" });
  const own = make("textarea", { class: "prompt", rows: 4, maxLength: 1300, placeholder: say("own_text_help"), "aria-label": say("own_text"), hidden: true });
  const choose = (number) => {
    Array.from(chips.children).forEach((chip, at) => chip.setAttribute("aria-pressed", String(at + 1 === number)));
    own.hidden = number !== 4;
    shown.hidden = number === 4;
    if (number !== 4) shown.textContent = say(`text_${number}`);
  };
  for (const number of [1, 2, 3]) chips.append(button("", say(`text_${number}_title`), () => choose(number)));
  chips.append(
    button("", say("own_text"), () => {
      choose(4);
      own.focus();
    }),
  );
  choose(1);
  const element = make("div", { class: "card" }, make("h2", {}, say("read_this")), chips, shown, own);
  return { element, value: () => (own.hidden ? shown.textContent : own.value) };
}

function tellFindings(list, findings, seconds) {
  const items = findings.map(({ severity, key, values }) => {
    const [kind, name] = SEVERITIES[severity];
    return make(
      "li",
      {},
      notice(
        kind,
        name,
        make("strong", { "aria-label": `${say(severity)}: ${say(`finding_${key}`, values)}` }, say(`finding_${key}`, values)),
        make("p", {}, say(`advice_${key}`, values)),
      ),
    );
  });
  if (!items.length) {
    items.push(make("li", {}, notice("good", "circle-check", make("p", {}, say("good", { seconds: seconds.toFixed(1) })))));
  }
  list.replaceChildren(...items);
}

function draw(canvas, peaks, from, to) {
  const drawing = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  const [used, unused] = [style.getPropertyValue("--accent"), style.getPropertyValue("--wave")];
  const width = canvas.width / peaks.length;
  const most = Math.max(0.05, ...peaks);
  drawing.clearRect(0, 0, canvas.width, canvas.height);
  peaks.forEach((peak, at) => {
    const middle = (at + 0.5) / peaks.length;
    drawing.fillStyle = middle >= from && middle <= to ? used : unused;
    const height = Math.max(2, (peak / most) * canvas.height);
    drawing.fillRect(at * width, (canvas.height - height) / 2, Math.max(1, width - 1), height);
  });
}

function saveFile(file) {
  const address = URL.createObjectURL(file);
  const link = make("a", { href: address, download: file.name || "recording.wav" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// What a voice could be called after its file: its words, without dates and counters.
function named(filename) {
  const words = filename.replace(/\.\w{1,5}$/, "").replace(/[_+~=-]+/g, " ").split(/\s+/);
  return words.filter((word) => word && !/^[\W\d_]+$/.test(word) && !/^(recording|audio|voice|new|memo)$/i.test(word)).join(" ");
}
