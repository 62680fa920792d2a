// Every call of firecrawl 4 (npm) for the routes that are served: node js_4.cjs API_URL SITE_URL, in its folder.
const assert = require("node:assert");
const { createRequire } = require("node:module");
const { Firecrawl } = createRequire(process.cwd() + "/x.js")("firecrawl");
const { recorded, requireAll, requireRefused } = require("./calls.cjs");
const { unserved } = require("./unserved_2.cjs");
const { callAll } = require("./version_1.cjs");
const [apiUrl, site] = process.argv.slice(2);

(async () => {
  const client = new Firecrawl({ apiKey: "fc-test", apiUrl });
  const { proxy: app, called } = recorded(client);
  const page = await app.scrape(`${site}/`, { formats: ["markdown", "html", "links", "images"] });
  assert(page.markdown.includes("Heading") && page.links.includes(`${site}/a`), JSON.stringify(page));
  assert.deepEqual(page.images, [`${site}/p.png`]);
  const crawl = await app.crawl(`${site}/`, { limit: 5, sitemap: "include", pollInterval: 1 });
  assert(crawl.status === "completed" && crawl.data.length >= 3, JSON.stringify(crawl));
  const begun = await app.startCrawl(`${site}/slow`, { limit: 2 });
  assert(["scraping", "completed"].includes((await app.getCrawlStatus(begun.id)).status));
  assert.deepEqual((await app.getCrawlErrors(begun.id)).errors, []);
  assert((await app.getActiveCrawls()).crawls.some((one) => one.id === begun.id));
  assert.equal(await app.cancelCrawl(begun.id), true);
  assert((await app.map(`${site}/`, { search: "a" })).links.some((link) => link.url === `${site}/a`));
  const batch = await app.batchScrape([`${site}/a`, `${site}/b`], { options: { formats: ["markdown"] }, pollInterval: 1 });
  assert(batch.status === "completed" && batch.data.length === 2, JSON.stringify(batch));
  const started = await app.startBatchScrape([`${site}/slow`, "http://nonsense/"], { ignoreInvalidURLs: true });
  assert.deepEqual(started.invalidURLs, ["http://nonsense/"]);
  assert(["scraping", "completed"].includes((await app.getBatchScrapeStatus(started.id)).status));
  assert.deepEqual((await app.getBatchScrapeErrors(started.id)).errors, []);
  assert.equal(await app.cancelBatchScrape(started.id), true);
  assert((await app.getConcurrency()).maxConcurrency > 0);
  assert((await app.getCreditUsage()).remainingCredits > 0);
  assert((await app.getTokenUsage()).remainingTokens > 0);
  assert((await app.getQueueStatus()).maxConcurrency > 0);
  assert.deepEqual((await app.getCreditUsageHistorical()).periods, []);
  const read = await app.scrape(`${site}/`, { formats: [{ type: "json", prompt: "the title" }] });
  assert.deepEqual(read.json, { title: "Heading" });
  assert.equal((await app.search("words", { limit: 1 })).web[0].url, `${site}/a`);
  assert.deepEqual((await app.getTokenUsageHistorical()).periods, []);
  await callByOldNames(app);
  await requireRefused([() => app.scrape("http://10.0.0.1/"), () => app.startCrawl("http://10.0.0.1/")], /not allowed/);
  await requireRefused([() => app.scrape(`${site}/`, { formats: ["branding"] })], /requires/);
  await requireRefused(unserved(app));
  const watched = await app.startCrawl(`${site}/`, { limit: 3, scrapeOptions: { formats: ["markdown"] } });
  await watchToTheEnd(app.watcher(watched.id, { kind: "crawl" }), 3);
  const pages = await app.startBatchScrape([`${site}/a`, `${site}/b`], { options: { formats: ["markdown"] } });
  await watchToTheEnd(app.watcher(pages.id, { kind: "batch" }), 2);
  requireAll(client, called, ["isCloudService"]);
  await callVersion1(client.v1);
})().then(() => console.log("ok")).catch((error) => { console.error(error); process.exit(1); });

async function callByOldNames(app) {
  assert((await app.scrapeUrl(`${site}/`)).markdown.includes("Heading"));
  assert((await app.mapUrl(`${site}/`)).links.length > 0);
  assert.equal((await app.crawlUrl(`${site}/`, { limit: 1, pollInterval: 1 })).status, "completed");
  const begun = await app.asyncCrawlUrl(`${site}/`, { limit: 1 });
  assert(["scraping", "completed"].includes((await app.checkCrawlStatus(begun.id)).status));
  assert.deepEqual((await app.checkCrawlErrors(begun.id)).errors, []);
  assert.equal((await app.batchScrapeUrls([`${site}/a`], { pollInterval: 1 })).status, "completed");
  const started = await app.asyncBatchScrapeUrls([`${site}/a`]);
  assert(["scraping", "completed"].includes((await app.checkBatchScrapeStatus(started.id)).status));
  assert.deepEqual((await app.checkBatchScrapeErrors(started.id)).errors, []);
}

/** Each page is told once, and then the end. */
async function watchToTheEnd(watcher, count) {
  const documents = [];
  watcher.on("document", (document) => documents.push(document));
  const end = new Promise((resolve) => watcher.on("done", resolve).on("error", resolve));
  await watcher.start();
  assert.equal((await end).status, "completed");
  assert.equal(documents.length, count);
}

async function callVersion1(old) {
  assert((await old.getQueueStatus()).maxConcurrency > 0);
  assert((await old.getCreditUsage()).data.remaining_credits > 0);
  assert((await old.getTokenUsage()).data.remaining_tokens > 0);
  assert.deepEqual((await old.getCreditUsageHistorical()).periods, []);
  assert.deepEqual((await old.getTokenUsageHistorical()).periods, []);
  const numbers = ["getQueueStatus", "getCreditUsage", "getTokenUsage", "getCreditUsageHistorical", "getTokenUsageHistorical"];
  await callAll(old, site, numbers);
}
