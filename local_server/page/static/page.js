// The page for voices: signs in, and shows the voices or, to who was invited for that, the recording.

import { openAdding, resumed } from "./add.js";
import { head, icon, make, notice, show } from "./elements.js";
import { openList } from "./list.js";
import { ask, Failure } from "./server.js";
import { loadWords, say } from "./words.js";

const form = document.getElementById("sign-in");
const wrong = form.querySelector(".wrong");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const submit = form.querySelector("button");
  submit.disabled = true;
  wrong.textContent = "";
  try {
    await ask("POST", "session", { json: { token: form.token.value } });
    form.token.value = "";
    await open();
  } catch (error) {
    wrong.textContent = wordsOf(error);
    form.token.select();
  } finally {
    submit.disabled = false;
  }
});

function wordsOf(error) {
  return error instanceof Failure ? error.words() : say("error_unknown");
}

// Show what the session allows; the form to sign in where there is none.
export async function open() {
  let state;
  try {
    state = await ask("GET", "api/state");
  } catch (error) {
    showSignIn(error.code === "SignedOut" ? "" : wordsOf(error));
    return;
  }
  const back = () => open();
  if (state.role === "manage") {
    const draft = await resumed();
    await openList(state, back, draft);
  } else {
    await openAdding(state, back, { draft: await resumed(), invited: true });
  }
}

function showSignIn(words) {
  head(say("voices"));
  wrong.textContent = words;
  show(form);
  form.hidden = false;
  form.token.focus();
}

// The secret of an invitation stands behind the #, which browsers send to nobody.
async function acceptInvitation() {
  const secret = location.hash.slice(1);
  if (!secret) return "";
  history.replaceState(null, "", location.pathname + location.search);
  try {
    await ask("POST", "session", { json: { invitation: secret } });
  } catch (error) {
    return error.code === "Unauthorized" ? say("invitation_ended") : wordsOf(error);
  }
  return "";
}

async function begin() {
  form.hidden = true;
  await loadWords(document.documentElement.lang);
  const words = await acceptInvitation();
  await open();
  if (words && form.isConnected) {
    wrong.textContent = "";
    form.before(notice("warning", "triangle-alert", make("p", {}, words)));
  }
}

begin().catch(() => {
  form.hidden = false;
  form.before(icon("wifi-off"));
});
