// Called by bench/page.
"use strict";
const { chromium } = require(process.env.PLAYWRIGHT);
const { readFileSync, readdirSync } = require("fs");
const host = JSON.parse(readFileSync(process.argv[2], "utf8"));
const renewals = Number(process.argv[3]);
const link = host.address + "login?t=" + host.token;
const pages = ["", "console", "logs", "traces", "metrics?instrument=container.memory.usage", "health", "config"];

const megabytes = bytes => (bytes / 1048576).toFixed(1) + " MiB";

// Resident memory in bytes, threads and open files of the host.
function process_() {
  const status = readFileSync(`/proc/${host.pid}/status`, "utf8");
  const of = name => Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))[1]);
  return `${megabytes(of("VmRSS") * 1024)}, ${of("Threads")} threads, ${readdirSync(`/proc/${host.pid}/fd`).length} files`;
}

async function size(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const of = name => metrics.find(m => m.name === name).value;
  return { nodes: of("Nodes"), listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize") };
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
  const renew = (page, count) => page.evaluate(async n => { for (let i = 0; i < n; i++) await window.eval("renew(true)"); }, count);
  console.log(`The host at first: ${process_()}\n`);
  console.log(`| page | ${renewals} renewals took | nodes before, after | listeners | scripts' memory |\n|---|---|---|---|---|`);
  for (const path of pages) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(link);
    await page.goto(host.address + path);
    await renew(page, 20);
    const before = await size(page), began = Date.now();
    await renew(page, renewals);
    const took = (Date.now() - began) / 1000, after = await size(page);
    console.log(`| ${path || "Fleet"} | ${took.toFixed(1)} s | ${before.nodes}, ${after.nodes} | ${before.listeners}, ${after.listeners} | ${megabytes(before.heap)}, ${megabytes(after.heap)} |`);
    await context.close();
  }
  console.log(`\nThe host after it: ${process_()}`);
  for (let i = 0; i < 200; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.goto(host.address + pages[i % pages.length]);
    await context.close();
  }
  console.log(`The host after 200 tabs were opened and closed: ${process_()}`);
  await browser.close();
})().catch(fault => { console.error(fault); process.exitCode = 1; });
