// Called by eng/screenshots.
"use strict";
const { chromium } = require(process.env.PLAYWRIGHT);
const [link, folder] = process.argv.slice(2);
const base = new URL(link).href.replace(/login\?.*$/, "");

// A page, its picture's name, what is clicked first, the colours, and what is there in all pictures of this name: where it is not, none is taken.
const pages = [
  ["", "dashboard"],
  ["console", "dashboard-console"],
  ["logs", "dashboard-logs", ".logs details.bad summary"],
  ["traces", "dashboard-traces"],
  ["traces", "dashboard-trace", ".traces a.row >> nth=0"],
  ["metrics?instrument=container.memory.usage&minutes=15", "dashboard-metrics"],
  ["health?minutes=60", "dashboard-health", "#health-scout summary"],
  ["config?member=concierge", "dashboard-config"],
  ["", "dashboard-dark", null, "dark"],
  ["", "dashboard-changes", null, "light", "#changes"], // After the fleet's file was changed.
];

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  for (const [path, name, click, colorScheme = "light", needed] of pages) {
    const context = await browser.newContext({ viewport: { width: 1400, height: name === "dashboard-console" ? 560 : 860 }, colorScheme });
    const page = await context.newPage();
    await page.goto(link);
    await page.goto(base + path);
    if (needed && await page.locator(needed).count() === 0) { await context.close(); continue; }
    if (click && await page.locator(click).count() > 0) {
      await page.locator(click).first().click();
      await page.waitForLoadState();
    }
    await page.mouse.move(700, 850);
    await page.waitForTimeout(300); // A transition of colours ends.
    await page.screenshot({ path: `${folder}/${name}.png` });
    await context.close();
    console.log(`${folder}/${name}.png`);
  }
  await browser.close();
})();
