// Requests to the server, and what its errors are called here. All addresses are relative.

import { has, say } from "./words.js";

const ENGINE = /^Engine|^InternalError$/;

export class Failure extends Error {
  constructor(code, findings = null) {
    super(code);
    this.code = code;
    this.findings = findings;
  }

  // In the reader's language, with what to do.
  words(values = {}) {
    const key = ENGINE.test(this.code) ? "error_Engine" : `error_${this.code}`;
    return say(has(key) ? key : "error_unknown", values);
  }
}

export async function request(method, path, { json, body } = {}) {
  const options = { method, credentials: "same-origin", cache: "no-store" };
  if (json !== undefined) {
    options.body = JSON.stringify(json);
    options.headers = { "Content-Type": "application/json" };
  } else if (body !== undefined) {
    options.body = body;
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Failure("offline");
  }
  if (!answer.ok) throw await failureOf(answer);
  return answer;
}

export async function ask(method, path, more) {
  const answer = await request(method, path, more);
  try {
    return await answer.json();
  } catch {
    throw new Failure("offline"); // it broke off
  }
}

// Send a form and say how far it is; what fetch can't tell.
export function send(path, form, onProgress) {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", path);
    sending.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(Math.floor((100 * event.loaded) / event.total));
    });
    sending.addEventListener("error", () => reject(new Failure("offline")));
    sending.addEventListener("abort", () => reject(new Failure("offline")));
    sending.addEventListener("load", () => {
      let data = null;
      try {
        data = JSON.parse(sending.responseText);
      } catch {
        // what stands before the server has words of its own
      }
      if (sending.status === 200 && data) resolve(data);
      else if (data && data.code) reject(new Failure(data.code, data.findings || null));
      else reject(new Failure(sending.status === 413 ? "TooLarge" : sending.status === 200 ? "offline" : "unknown"));
    });
    sending.send(form);
  });
}

async function failureOf(answer) {
  try {
    const data = await answer.json();
    return new Failure(data.code || "unknown", data.findings || null);
  } catch {
    return new Failure(answer.status === 413 ? "TooLarge" : answer.status >= 502 ? "offline" : "unknown");
  }
}
