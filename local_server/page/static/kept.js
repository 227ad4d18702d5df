// The one recording that isn't a voice yet, kept in this browser until it is: a reload loses nothing.

const STORE = "recordings";
const KEY = "unsent";

function opened() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("cosyvoice-voices", 1);
    opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(STORE));
    opening.addEventListener("success", () => resolve(opening.result));
    opening.addEventListener("error", () => reject(opening.error));
    opening.addEventListener("blocked", () => reject(new Error("blocked")));
  });
}

async function run(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = work(transaction.objectStore(STORE));
      transaction.addEventListener("complete", () => resolve(asked.result));
      transaction.addEventListener("error", () => reject(transaction.error));
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
  } finally {
    database.close();
  }
}

// Whether it is kept; private windows and full phones may refuse.
export async function keep(draft) {
  try {
    // Bytes, since old Safaris keep no Blobs.
    const data = await draft.file.arrayBuffer();
    const { file, ...rest } = draft;
    await run("readwrite", (store) => store.put({ ...rest, data, type: file.type, filename: file.name || "" }, KEY));
    return true;
  } catch {
    return false;
  }
}

export async function kept() {
  try {
    const found = await run("readonly", (store) => store.get(KEY));
    if (!found) return null;
    const { data, type, filename, ...rest } = found;
    const file = filename ? new File([data], filename, { type }) : new Blob([data], { type });
    return { ...rest, file };
  } catch {
    return null;
  }
}

export async function forget() {
  try {
    await run("readwrite", (store) => store.delete(KEY));
  } catch {
    // there was none
  }
}
