// Inviting someone: a QR code for the camera of their phone.

import { button, make, tell } from "./elements.js";
import { ask } from "./server.js";
import { say } from "./words.js";

const QUIET = 4; // modules around a QR code

export function openInvitation() {
  const choice = (value, words, checked) =>
    make("label", {}, make("input", { type: "radio", name: "for", value, checked }), words);
  const shown = make("div", { class: "field" });
  const wrong = make("p", { class: "wrong", role: "alert" });
  const form = make(
    "form",
    {
      on: {
        submit: async (event) => {
          event.preventDefault();
          wrong.textContent = "";
          const page = location.href.replace(/#.*/, "");
          try {
            const json = { for: form.elements.for.value, page };
            const invitation = await ask("POST", "invitations", { json });
            shown.replaceChildren(picture(invitation.qr), make("p", { role: "status" }, say("invite_help")), copy(invitation.address));
          } catch (error) {
            wrong.textContent = error.words();
          }
        },
      },
    },
    make("h2", { id: "invite-title" }, say("invite_title")),
    make(
      "fieldset",
      {},
      make("legend", {}, say("invite_for")),
      choice("upload", say("invite_upload"), true),
      choice("manage", say("invite_manage"), false),
    ),
    shown,
    wrong,
    make(
      "div",
      { class: "row" },
      button("", say("close"), () => dialog.close()),
      make("button", { class: "primary" }, say("invite_show")),
    ),
  );
  const dialog = make("dialog", { "aria-labelledby": "invite-title" }, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function copy(address) {
  return button("copy", say("copy_link"), async () => {
    try {
      await navigator.clipboard.writeText(address);
      tell(say("copied"));
    } catch {
      window.prompt(say("copy_link"), address); // not every page may write to the clipboard
    }
  });
}

function picture(rows) {
  const size = rows.length + 2 * QUIET;
  const canvas = make("canvas", { class: "qr", width: size, height: size, role: "img", "aria-label": say("invite_help") });
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, size, size);
  drawing.fillStyle = "#000";
  rows.forEach((row, y) => {
    Array.from(row).forEach((module, x) => {
      if (module === "1") drawing.fillRect(x + QUIET, y + QUIET, 1, 1);
    });
  });
  return canvas;
}
