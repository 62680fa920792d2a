// Every call of version 1, as @mendable/firecrawl-js 1 and `v1` of firecrawl 4 have them.
const assert = require("node:assert");
const { recorded, requireAll, requireRefused } = require("./calls.cjs");
// What the calls themselves are made of.
const PARTS = ["init", "getVersion", "isCloudService", "prepareHeaders", "postRequest", "getRequest", "deleteRequest",
  "monitorJobStatus", "handleError", "isRetryableError"];

async function callAll(client, site, elsewhere = []) {
  const { proxy: app, called } = recorded(client);
  await callJobs(app, site);
  const page = await app.scrapeUrl(`${site}/`, { formats: ["markdown", "html", "links"] });
  assert(page.success && page.markdown.includes("Heading") && page.links.includes(`${site}/a`), JSON.stringify(page));
  const read = await app.scrapeUrl(`${site}/`, { formats: ["json"], jsonOptions: { prompt: "the title" } });
  assert.deepEqual(read.json, { title: "Heading" });
  assert((await app.mapUrl(`${site}/`, { search: "a" })).links.includes(`${site}/a`));
  assert.equal((await app.search("words", { limit: 1 })).data[0].url, `${site}/a`);
  await requireRefused([() => app.scrapeUrl("http://10.0.0.1/", {})], /not allowed/);
  await requireRefused([() => app.scrapeUrl(`${site}/`, { formats: ["branding"] })], /requires|Invalid/);
  await requireRefused([() => app.scrapeUrl(`${site}/slow`, { timeout: 1000 })], /timed out/);
  await requireRefused(unserved(app, site));
  // Of these the SDK itself shows the number alone, whoever answers.
  await requireRefused(extracts(app, site), /status code 400/);
  requireAll(client, called, [...PARTS, ...elsewhere]);
}

async function callJobs(app, site) {
  await watchToTheEnd(await app.crawlUrlAndWatch(`${site}/`, { limit: 3, scrapeOptions: { formats: ["markdown"] } }), 3);
  await watchToTheEnd(await app.batchScrapeUrlsAndWatch([`${site}/a`, `${site}/b`], { formats: ["markdown"] }), 2);
  const crawl = await app.crawlUrl(`${site}/`, { limit: 5 }, 1);
  assert(crawl.status === "completed" && crawl.data.length >= 3, JSON.stringify(crawl));
  const begun = await app.asyncCrawlUrl(`${site}/`, { limit: 2 });
  assert(begun.success);
  assert(["scraping", "completed"].includes((await app.checkCrawlStatus(begun.id)).status));
  assert.deepEqual((await app.checkCrawlErrors(begun.id)).errors, []);
  const slow = await app.asyncCrawlUrl(`${site}/slow`, {});
  assert.equal((await app.cancelCrawl(slow.id)).status, "cancelled");
  const batch = await app.batchScrapeUrls([`${site}/a`, `${site}/b`], { formats: ["markdown"] }, 1);
  assert(batch.status === "completed" && batch.data.length === 2, JSON.stringify(batch));
  const started = await app.asyncBatchScrapeUrls([`${site}/a`, "nonsense"], { formats: ["html"] }, undefined, undefined, true);
  assert.deepEqual(started.invalidURLs, ["nonsense"]);
  assert(["scraping", "completed"].includes((await app.checkBatchScrapeStatus(started.id)).status));
  assert.deepEqual((await app.checkBatchScrapeErrors(started.id)).errors, []);
}

/** Each page is told once, and then the end. */
async function watchToTheEnd(watcher, pages) {
  const documents = [];
  watcher.addEventListener("document", (event) => documents.push(event.detail));
  const end = await new Promise((resolve) => {
    for (const kind of ["done", "error"]) watcher.addEventListener(kind, (event) => resolve(event.detail));
  });
  assert.equal(end.status, "completed", JSON.stringify(end));
  assert.equal(documents.length, pages);
  assert(documents.every((document) => document.markdown));
}

function extracts(app, site) {
  return [() => app.extract([`${site}/`], { prompt: "x" }), () => app.asyncExtract([`${site}/`], { prompt: "x" })];
}

function unserved(app, site) {
  return [
    () => app.getExtractStatus("x"),
    () => app.deepResearch("words", {}),
    () => app.asyncDeepResearch("words", {}),
    () => app.checkDeepResearchStatus("x"),
    () => app.__deepResearch("words", {}),
    () => app.__asyncDeepResearch("words", {}),
    () => app.__checkDeepResearchStatus("x"),
    () => app.generateLLMsText(`${site}/`, {}),
    () => app.asyncGenerateLLMsText(`${site}/`, {}),
    () => app.checkGenerateLLMsTextStatus("x"),
  ];
}

module.exports = { callAll };
