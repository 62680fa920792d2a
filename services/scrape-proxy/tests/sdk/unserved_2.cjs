// Calls of version 2 that are not served.
const URL = "https://example.com/";

const agents = (app) => [
  () => app.agent({ prompt: "x" }),
  () => app.startAgent({ prompt: "x" }),
  () => app.listAgents(),
  () => app.getAgentStatus("x"),
  () => app.cancelAgent("x"),
  () => app.getAgentTrace("x"),
  () => app.getAgentSnapshot("x", "y"),
  () => app.getAgentThread("x"),
];

const browsers = (app) => [
  () => app.browser(),
  () => app.listBrowsers(),
  () => app.browserExecute("x", { code: "1" }),
  () => app.deleteBrowser("x"),
  () => app.interact("x", { code: "1" }),
  () => app.scrapeExecute("x", { code: "1" }),
  () => app.stopInteraction("x"),
  () => app.stopInteractiveBrowser("x"),
  () => app.deleteScrapeBrowser("x"),
];

const indexes = (app) => [
  () => app.research.searchPapers("words"),
  () => app.research.getPaper("x"),
  () => app.research.similarPapers("x", { intent: "words" }),
  () => app.research.searchGithub("words"),
  () => app.developerSearch("words"),
  () => app.findTools(),
  () => app.feedback({ endpoint: "scrape", jobId: "x", rating: "good" }),
  () => app.searchFeedback("x", { rating: "good" }),
];

const monitors = (app) => [
  () => app.createMonitor({ name: "x", schedule: { cron: "* * * * *" }, targets: [{ type: "scrape", urls: [URL] }] }),
  () => app.listMonitors(),
  () => app.getMonitor("x"),
  () => app.updateMonitor("x", { name: "y" }),
  () => app.deleteMonitor("x"),
  () => app.runMonitor("x"),
  () => app.listMonitorChecks("x"),
  () => app.getMonitorCheck("x", "y"),
];

const others = (app) => [
  () => app.extract({ urls: [URL], prompt: "x" }),
  () => app.startExtract({ urls: [URL], prompt: "x" }),
  () => app.getExtractStatus("x"),
  () => app.crawlParamsPreview(URL, "x"),
  () => app.parse({ data: "words", filename: "a.html" }),
];

module.exports = { unserved: (app) => [agents, browsers, indexes, monitors, others].flatMap((kind) => kind(app)) };
