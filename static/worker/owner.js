// Whose things these are. All that is kept belongs to the account that the last page from the site was for; a page for
// nobody, or for somebody else, has it deleted. What she wrote stays until she is back, unless she signs out.
const ACCOUNT = "X-Tintype-Account"; // server/offline/owners.py
const PICTURES = "pictures";

// Grows when somebody signs out: an answer that was asked for before that is not kept.
let era = 0;

const owner = async () => (await read("facts", "owner")) ?? "";

// A page for `account` ("" for nobody) came from the site.
async function belongsTo(account, asked) {
  if (asked !== era || account === (await owner())) return;
  await forgetPages();
  if (account) {
    await dropOthers("waiting", account);
    await dropOthers("shared", account);
  }
  await write("facts", account, "owner");
}

async function forgetPages() {
  await transaction(["facts", "pages"], (facts, pages) => {
    pages.clear();
    facts.delete("frame");
    facts.put("", "owner");
  });
  await caches.delete(PICTURES);
}

// What was shared while nobody was signed in is for who signs in next; it only comes into a draft.
async function dropOthers(name, account) {
  for (const thing of await all(name)) if (thing.owner && thing.owner !== account) await remove(name, thing.id);
}

async function signOut() {
  era += 1;
  await forgetPages();
  await transaction(["waiting", "shared"], (waiting, shared) => {
    waiting.clear();
    shared.clear();
  });
}
