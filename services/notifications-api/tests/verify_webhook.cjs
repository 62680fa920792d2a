// Judges a webhook with the official library: its folder is the working directory; secret, headers and body by stdin.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const { Webhook } = createRequire(process.cwd() + "/x.js")("standardwebhooks");
const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));

let verdict = "accepted";
try {
  new Webhook(secret).verify(body, headers);
} catch (error) {
  if (error.name !== "WebhookVerificationError") throw error;
  verdict = "refused";
}
console.log(verdict);
