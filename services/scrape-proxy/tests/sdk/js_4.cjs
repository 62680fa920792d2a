// Every call of firecrawl 4 (npm) for the routes that are served: node js_4.cjs API_URL SITE_URL, in its folder.
const assert = require("node:assert");
const { createRequire } = require("node:module");
const { Firecrawl } = createRequire(process.cwd() + "/x.js")("firecrawl");
const [apiUrl, site] = process.argv.slice(2);

(async () => {
  const app = new Firecrawl({ apiKey: "fc-test", apiUrl });
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
  const old = await app.v1.scrapeUrl(`${site}/`, { formats: ["markdown"] });
  assert(old.markdown.includes("Heading"));
  await assert.rejects(app.scrape("http://10.0.0.1/"), /not allowed/);
  await assert.rejects(app.startExtract({ urls: [`${site}/`], prompt: "x" }), /not served/);
  await assert.rejects(app.search("words"), /search/i);
  console.log("ok");
})().catch((error) => { console.error(error); process.exit(1); });
