// The voices of this server: listened to, tried, renamed, deleted.

import { openAdding } from "./add.js";
import { ask as question, button, change, head, icon, make, notice, roundButton, show, tell } from "./elements.js";
import { openInvitation } from "./invite.js";
import { ask, Failure, request } from "./server.js";
import { playFile, stop } from "./sound.js";
import { disc, named, playButton, trial } from "./voice.js";
import { say } from "./words.js";

const SEARCHED_FROM = 8;

export async function openList(state, back, draft = null) {
  stop();
  const signOut = roundButton("log-out", say("sign_out"), async () => {
    stop();
    try {
      await request("DELETE", "session");
    } catch {
      tell(say("error_offline"));
      return;
    }
    back();
  });
  signOut.classList.add("quiet");
  head(say("voices"), { actions: [signOut] });
  let voices;
  try {
    voices = await ask("GET", "api/voices");
  } catch (error) {
    show(notice("problem", "wifi-off", make("p", {}, error.words()), button("rotate-ccw", say("try_again"), back)));
    return;
  }
  const add = (options) => openAdding(state, back, options);
  const list = make("ul", { class: "voices" });
  const count = make("p", { class: "lead" });
  const nothing = make("p", { class: "lead", hidden: true }, say("no_voice_found"));
  const counted = () => {
    const left = list.children.length;
    count.textContent = left === 1 ? say("voice_count_one") : say("voice_count", { count: left });
    if (left === 0) back();
  };
  for (const voice of voices) list.append(card(named(voice), counted));
  const search = make("input", {
    type: "search",
    placeholder: say("search"),
    "aria-label": say("search"),
    on: {
      input: () => {
        const wanted = search.value.trim().toLowerCase();
        let found = 0;
        for (const item of list.children) {
          item.hidden = !item.dataset.words.includes(wanted);
          found += item.hidden ? 0 : 1;
        }
        nothing.hidden = found > 0;
      },
    },
  });
  show(
    draft && keptNotice(draft, add, back),
    cloneNotice(state),
    make(
      "div",
      { class: "row actions" },
      button("mic", say("make_voice"), () => add({}), "primary grow"),
      button("upload", say("from_file"), () => add({ fromFile: true }), "grow"),
    ),
    voices.length ? count : empty(),
    voices.length >= SEARCHED_FROM ? search : null,
    list,
    nothing,
    state.invites ? make("div", { class: "row" }, button("users", say("invite"), openInvitation, "quiet")) : null,
    engines(state),
  );
  if (voices.length) counted();
}

function keptNotice(draft, add, back) {
  return notice(
    "info",
    "info",
    make("p", {}, say("kept")),
    make(
      "div",
      { class: "row" },
      button("", say("continue"), () => add({ draft })),
      button("", say("discard"), async () => {
        if (await question(say("discard_question"), say("discard_help"), say("delete_it"))) {
          await draft.forget();
          back();
        }
      }, "danger"),
    ),
  );
}

function cloneNotice(state) {
  if (state.engine.clones) return null;
  return notice("info", "info", make("p", {}, say("sounds_like_all", { engine: state.engine.name })));
}

function empty() {
  return make(
    "div",
    { class: "card empty" },
    icon("mic"),
    make("h2", {}, say("no_voices")),
    make("p", { class: "lead" }, say("no_voices_help")),
  );
}

function card(voice, counted) {
  const name = make("strong", {}, voice.name);
  const said = make("span", {}, say("quoted", { text: voice.text }));
  const body = make("div", { class: "voice-body", hidden: true });
  const more = make(
    "button",
    {
      type: "button",
      class: "voice-name",
      "aria-expanded": "false",
      on: {
        click: () => {
          body.hidden = !body.hidden;
          more.setAttribute("aria-expanded", String(!body.hidden));
          if (!body.hidden && !body.children.length) fill();
        },
      },
    },
    name,
    said,
  );
  const face = make("span", {}, disc(voice));
  const play = playButton(
    () => say("play_recording", { name: voice.name }),
    (onEnd) => playFile(`api/voices/${voice.id}/recording`, onEnd),
  );
  const item = make(
    "li",
    { class: "card voice" },
    make("div", { class: "voice-head" }, face, more, play),
    body,
  );
  const seen = () => {
    name.textContent = voice.name;
    said.textContent = say("quoted", { text: voice.text });
    item.dataset.words = `${voice.name} ${voice.text}`.toLowerCase();
    face.replaceChildren(disc(voice));
    change(play, "play", say("play_recording", { name: voice.name }));
  };
  const fill = () => {
    const tools = make(
      "div",
      { class: "row" },
      button("pencil", say("edit"), () => body.replaceChildren(editor(voice, seen, fill)), "quiet"),
      button("trash-2", say("delete"), async () => {
        if (!(await question(say("delete_question", { name: voice.name }), say("delete_help"), say("delete_it")))) return;
        try {
          await request("DELETE", `api/voices/${voice.id}`);
        } catch (error) {
          if (error.code !== "NotFound") {
            tell(error.words());
            return;
          }
        }
        stop();
        const next = item.nextElementSibling || item.previousElementSibling;
        item.remove();
        tell(say("deleted", { name: voice.name }));
        if (next) next.querySelector("button").focus();
        counted();
      }, "quiet danger"),
    );
    body.replaceChildren(trial(voice), tools);
  };
  seen();
  return item;
}

function editor(voice, seen, done) {
  const name = make("input", { type: "text", id: `name-${voice.id}`, required: true, maxLength: 100 });
  const text = make("textarea", { id: `text-${voice.id}`, required: true, rows: 3, maxLength: 1300 });
  name.value = voice.name;
  text.value = voice.text;
  const wrong = make("p", { class: "wrong", role: "alert" });
  const form = make(
    "form",
    {
      class: "voice-body-form field",
      on: {
        submit: async (event) => {
          event.preventDefault();
          if (!name.value.trim() || !text.value.trim()) {
            wrong.textContent = say("missing");
            return;
          }
          try {
            const json = { text: text.value };
            if (name.value !== voice.name) json.name = name.value; // else the sample would stay in this language
            Object.assign(voice, named(await ask("PATCH", `api/voices/${voice.id}`, { json })));
          } catch (error) {
            wrong.textContent = error instanceof Failure ? error.words() : say("error_unknown");
            return;
          }
          seen();
          done();
          tell(say("saved"));
        },
        keydown: (event) => {
          if (event.key === "Escape") done();
        },
      },
    },
    make("label", { for: name.id }, say("name")),
    name,
    make("label", { for: text.id }, say("transcript")),
    text,
    make("p", { class: "helper" }, say("transcript_help")),
    wrong,
    make(
      "div",
      { class: "row" },
      make("button", { class: "primary" }, say("save")),
      button("", say("cancel"), done),
    ),
  );
  requestAnimationFrame(() => name.focus());
  return form;
}

function engines(state) {
  const row = (engine, used) =>
    make(
      "li",
      {},
      make(
        "span",
        {},
        engine.name,
        make("span", { class: "helper" }, ` · ${say(engine.clones ? "clones" : "does_not_clone")}`),
      ),
      make(
        "span",
        { class: "state" },
        used ? make("span", { class: "in-use" }, `${say("in_use")} · `) : null,
        say(`state_${engine.state}`),
      ),
    );
  return make(
    "details",
    { class: "card" },
    make("summary", {}, say("engines")),
    make(
      "ul",
      { class: "engines" },
      row(state.engine, true),
      ...state.other_engines.map((engine) => row(engine, false)),
    ),
  );
}
