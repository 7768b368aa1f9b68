// What the worker keeps, in IndexedDB. facts: whose it is, the frame of her pages, the page for what is not kept;
// pages: by path; waiting: what was written and could not be sent yet; shared: what came from another app.
const STORES = { facts: {}, pages: {}, waiting: { autoIncrement: true }, shared: { autoIncrement: true } };

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("tintype", 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
    };
    request.onsuccess = () => {
      // A browser that wants the space back closes it.
      request.result.onclose = () => (opened = null);
      resolve(request.result);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error);
    };
  });
  return opened;
}

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// All that `work` does with the stores, or nothing of it.
async function transaction(names, work) {
  const made = (await database()).transaction(names, "readwrite");
  const ended = new Promise((resolve, reject) => {
    made.oncomplete = resolve;
    made.onabort = () => reject(made.error);
  });
  const answer = await work(...names.map((name) => made.objectStore(name)));
  await ended;
  return answer;
}

const read = (name, key) => transaction([name], (store) => result(store.get(key)));
const write = (name, value, key) => transaction([name], (store) => result(store.put(value, key)));
const remove = (name, key) => transaction([name], (store) => result(store.delete(key)));

// Each with its key, in the order in which they were added.
function all(name) {
  return transaction([name], async (store) => {
    const [keys, values] = await Promise.all([result(store.getAllKeys()), result(store.getAll())]);
    return values.map((value, place) => ({ ...value, id: keys[place] }));
  });
}
