// Every call of @mendable/firecrawl-js 1: node js_1.cjs API_URL SITE_URL, in its folder.
const { createRequire } = require("node:module");
const Firecrawl = createRequire(process.cwd() + "/x.js")("@mendable/firecrawl-js").default;
const { callAll } = require("./version_1.cjs");
const [apiUrl, site] = process.argv.slice(2);

callAll(new Firecrawl({ apiKey: "fc-test", apiUrl }), site)
  .then(() => console.log("ok"))
  .catch((error) => { console.error(error); process.exit(1); });
