// One voice: its disc, the button that plays it, and a text for it to speak.

import { button, change, icon, make, roundButton, tell } from "./elements.js";
import { speak, stop } from "./sound.js";
import { say } from "./words.js";

export function disc(voice, size = "") {
  const letter = Array.from(voice.name)[0] || "?";
  return make("span", { class: `disc disc-${voice.disc} ${size}`, "aria-hidden": "true" }, letter.toUpperCase());
}

// A voice as the server describes it; the one that comes with the server is called by its kind.
export function named(voice) {
  return voice.sample ? { ...voice, name: say("sample_voice") } : voice;
}

// A round button that plays something, and stops it when it is pressed again.
export function playButton(words, play) {
  let playing = false;
  const control = roundButton("play", words(), () => {
    if (playing) {
      stop();
      return;
    }
    playing = true;
    change(control, "square", say("stop"));
    play((failure) => {
      playing = false;
      change(control, "play", words());
      if (failure) tell(failure.words());
    });
  });
  return control;
}

// A text, and the voice that speaks it; `hear` begins by itself.
export function trial(voice, kind = "") {
  const id = `try-${voice.id}`;
  const text = make("textarea", { id, rows: 2, maxLength: 2000 });
  text.value = say("sample");
  const how = make("p", { class: "helper", role: "status" });
  let playing = false;
  const control = button("play", say("hear_it"), () => {
    if (playing) {
      stop();
      return;
    }
    if (!text.value.trim()) {
      text.focus();
      return;
    }
    playing = true;
    control.replaceChildren(icon("square"), say("stop"));
    how.className = "helper";
    how.textContent = say("waiting_for_speech");
    let engine = "";
    speak(voice.id, text.value, {
      onEngine: (name) => {
        engine = name;
      },
      onSound: () => {
        how.textContent = engine ? say("spoken_by", { engine }) : say("speaking");
      },
      onEnd: (failure) => {
        playing = false;
        control.replaceChildren(icon("play"), say("hear_it"));
        if (!failure) return;
        how.className = "wrong";
        how.textContent = failure.words();
      },
    });
  }, kind);
  const made = make(
    "div",
    { class: "field" },
    make("label", { for: id }, say("try_text")),
    text,
    make("div", { class: "row" }, control, how),
  );
  made.hear = () => control.click();
  return made;
}
