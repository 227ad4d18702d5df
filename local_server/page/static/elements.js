// Elements, icons, questions, and what is said at the foot of the page.

import { say } from "./words.js";

const STATUS_MS = 6000;
let statusTimer = 0;

// An element. Of its properties, `on` has listeners, and names with a hyphen are attributes.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name.includes("-") || name === "for" || name === "role" || name === "lang") {
      element.setAttribute(name, value);
    } else if (name === "class") {
      element.className = value;
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  return make("span", { class: `icon ${name}`, "aria-hidden": "true" });
}

export function button(name, words, listener, kind = "") {
  return make("button", { type: "button", class: kind, on: { click: listener } }, ...(name ? [icon(name)] : []), words);
}

// A round button whose name is only heard.
export function roundButton(name, words, listener) {
  return make(
    "button",
    { type: "button", class: "icon-only", title: words, "aria-label": words, on: { click: listener } },
    icon(name),
  );
}

export function change(control, name, words) {
  control.querySelector(".icon").className = `icon ${name}`;
  control.setAttribute("aria-label", words);
  control.title = words;
}

export function notice(kind, name, ...children) {
  return make("div", { class: `notice ${kind}` }, icon(name), make("div", {}, ...children));
}

export function show(...children) {
  document.getElementById("main").replaceChildren(...children.filter(Boolean));
}

// Begin another view: its heading is read out, and it begins at its top. `back` leaves it.
export function head(words, { back = null, actions = [] } = {}) {
  const heading = document.getElementById("heading");
  heading.textContent = words;
  document.getElementById("actions").replaceChildren(...actions);
  const logo = make("img", { src: "files/logo.svg", alt: "", width: 36, height: 36 });
  const leave = back && roundButton("chevron-left", say("back"), back);
  if (leave) leave.classList.add("quiet");
  document.getElementById("leading").replaceChildren(leave || logo);
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

export function tell(words) {
  const status = document.getElementById("status");
  status.textContent = words;
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => {
    status.textContent = "";
  }, STATUS_MS);
}

// Ask before something is lost; whether the answer is yes.
export function ask(question, consequence, yes) {
  return new Promise((resolve) => {
    const dialog = make(
      "dialog",
      { "aria-labelledby": "question" },
      make(
        "form",
        { method: "dialog" },
        make("h2", { id: "question" }, question),
        make("p", {}, consequence),
        make(
          "div",
          { class: "row" },
          make("button", { value: "no" }, say("cancel")),
          make("button", { value: "yes", class: "danger" }, yes),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
