// Every call of @mendable/firecrawl-js 1 for the routes that are served: node js_1.cjs API_URL SITE_URL, in its folder.
const assert = require("node:assert");
const { createRequire } = require("node:module");
const Firecrawl = createRequire(process.cwd() + "/x.js")("@mendable/firecrawl-js").default;
const [apiUrl, site] = process.argv.slice(2);

(async () => {
  const app = new Firecrawl({ apiKey: "fc-test", apiUrl });
  const page = await app.scrapeUrl(`${site}/`, { formats: ["markdown", "html", "links"] });
  assert(page.success && page.markdown.includes("Heading") && page.links.includes(`${site}/a`), JSON.stringify(page));
  const crawl = await app.crawlUrl(`${site}/`, { limit: 5 }, 1);
  assert(crawl.status === "completed" && crawl.data.length >= 3, JSON.stringify(crawl));
  const begun = await app.asyncCrawlUrl(`${site}/`, { limit: 2 });
  assert(begun.success);
  assert(["scraping", "completed"].includes((await app.checkCrawlStatus(begun.id)).status));
  assert.deepEqual((await app.checkCrawlErrors(begun.id)).errors, []);
  const slow = await app.asyncCrawlUrl(`${site}/slow`);
  assert.equal((await app.cancelCrawl(slow.id)).status, "cancelled");
  assert((await app.mapUrl(`${site}/`, { search: "a" })).links.includes(`${site}/a`));
  const batch = await app.batchScrapeUrls([`${site}/a`, `${site}/b`], { formats: ["markdown"] }, 1);
  assert(batch.status === "completed" && batch.data.length === 2, JSON.stringify(batch));
  const started = await app.asyncBatchScrapeUrls([`${site}/a`, "nonsense"], { formats: ["html"] }, undefined, undefined, true);
  assert.deepEqual(started.invalidURLs, ["nonsense"]);
  assert(["scraping", "completed"].includes((await app.checkBatchScrapeStatus(started.id)).status));
  assert.deepEqual((await app.checkBatchScrapeErrors(started.id)).errors, []);
  await assert.rejects(app.scrapeUrl("http://10.0.0.1/"), /not allowed/);
  await assert.rejects(app.scrapeUrl(`${site}/`, { formats: ["summary"] }), /requires/);
  await assert.rejects(app.scrapeUrl(`${site}/slow`, { timeout: 1000 }), /timed out/);
  await assert.rejects(app.getExtractStatus("x"), /not served/);
  console.log("ok");
})().catch((error) => { console.error(error); process.exit(1); });
