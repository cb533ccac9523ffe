// Which page is shown, and its heartbeat: every two seconds while the tab is looked at.
import { api } from './dom.js';
import { pages } from './pages.js';

const main = document.getElementById('main');
const fault = document.getElementById('fault');
const theme = document.getElementById('theme');
let page = null;
let beating = false;

function show(error) {
  fault.hidden = !error;
  fault.textContent = error ? `Nothing new: ${error.message}` : '';
}

async function beat() {
  if (beating || document.hidden || !page) return;
  beating = true;
  const current = page;
  try {
    await current.update();
    show(null);
  } catch (error) {
    if (current === page) show(error);
  } finally {
    beating = false;
  }
}

async function go() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  if (name === 'main') return main.focus();
  const open = pages[name] ? name : 'fleet';
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === `#/${open}`) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
  }
  let members = [];
  try {
    const fleet = await api('fleet');
    members = fleet.members.map(member => member.name);
    document.getElementById('fleet').textContent = fleet.fleet;
    document.title = `${fleet.fleet} · ClawFleet`;
  } catch (error) {
    show(error);
  }
  main.replaceChildren();
  page = pages[open](main, members, rest.map(decodeURIComponent));
  await beat();
}

const dark = localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
document.documentElement.dataset.theme = dark;
theme.addEventListener('click', () => {
  const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  localStorage.setItem('theme', next);
});
addEventListener('hashchange', go);
document.addEventListener('visibilitychange', beat);
setInterval(beat, 2000);
go();
