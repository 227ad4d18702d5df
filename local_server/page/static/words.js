// What the page says, in its language; numbers as Python's format has them, for the app says the same.

let table = {};

export async function loadWords(language) {
  const [own, findings] = await Promise.all(
    [`files/${language}.json`, `files/findings.${language}.json`].map(async (address) => {
      const answer = await fetch(address);
      return answer.json();
    }),
  );
  table = { ...own, ...findings };
}

export function has(key) {
  return key in table;
}

export function say(key, values = {}) {
  return table[key].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, form) => shown(values[name], form));
}

function shown(value, form) {
  const fixed = /^\.(\d)f$/.exec(form || "");
  const general = /^\.(\d)g$/.exec(form || "");
  if (fixed) return Number(value).toFixed(Number(fixed[1]));
  if (general) return String(Number(Number(value).toPrecision(Number(general[1]))));
  if (form === ",") return Number(value).toLocaleString("en");
  return String(value);
}
