// Which public calls of a client were made, and which are refused in words, so that none is forgotten.
const assert = require("node:assert");

/** A client that remembers the names of what is called of it in `called`. */
function recorded(client) {
  const called = new Set();
  const proxy = new Proxy(client, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      called.add(name);
      return member.bind(target);
    },
  });
  return { proxy, called };
}

/** The names of what can be called of a client. */
function callsOf(client) {
  const names = new Set();
  for (let kind = client; kind && kind !== Object.prototype; kind = Object.getPrototypeOf(kind))
    for (const name of Object.getOwnPropertyNames(kind))
      if (!["constructor", "v1", "research"].includes(name) && typeof client[name] === "function") names.add(name);
  return names;
}

function requireAll(client, called, elsewhere) {
  const missed = [...callsOf(client)].filter((name) => !called.has(name) && !elsewhere.includes(name));
  assert.deepEqual(missed, [], "calls that nobody tried");
}

/** Each call is refused by an error, or an answer, that shows the words. */
async function requireRefused(calls, words = /not served/) {
  const wrong = [];
  for (const call of calls) {
    let shown;
    try {
      const outcome = await call();
      shown = outcome?.success === false ? String(outcome.error) : `answered: ${JSON.stringify(outcome)}`;
    } catch (error) {
      shown = error.message;
    }
    if (!words.test(shown)) wrong.push(`${call}: ${shown}`);
  }
  assert(wrong.length === 0, `calls without the words ${words}:\n${wrong.join("\n")}`);
}

module.exports = { recorded, requireAll, requireRefused };
