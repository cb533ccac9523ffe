// Elements, requests and words that the pages share. Text is always set as text, never as HTML.
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child != null && child !== false));
  return element;
}

export function svg(tag, props, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(props ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export async function api(path, params, options) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    for (const one of [].concat(value)) if (one !== '' && one != null && one !== false) query.append(name, one === true ? '1' : one);
  }
  const answer = await fetch(`api/${path}${query.size ? `?${query}` : ''}`, options);
  const type = answer.headers.get('content-type') ?? '';
  const body = type.startsWith('application/json') ? await answer.json() : { error: (await answer.text()).trim() };
  if (!answer.ok) throw new Error(body.error || `the host answered ${answer.status}`);
  return body;
}

export const time = text => new Date(text).toLocaleTimeString([], { hour12: false }) + '.' + String(new Date(text).getMilliseconds()).padStart(3, '0');

export function span(ms) {
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
  const s = ms / 1000;
  if (s < 60) return `${s.toFixed(2)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.floor(s % 60)} s`;
  return s < 86400 ? `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min` : `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}

export function amount(value, unit) {
  if (value == null) return '–';
  if (unit === 'By') {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let i = 0;
    while (Math.abs(value) >= 1024 && i < units.length - 1) { value /= 1024; i++; }
    return `${value.toFixed(i && value < 100 ? 1 : 0)} ${units[i]}`;
  }
  const short = Math.abs(value) >= 1000 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
  const word = (unit ?? '').replace(/[{}]/g, '');
  return word && word !== '1' ? `${short} ${word}` : short;
}

export const level = severity => severity >= 21 ? 'Fatal' : severity >= 17 ? 'Error' : severity >= 13 ? 'Warning' : severity >= 9 ? 'Info' : severity >= 5 ? 'Debug' : severity >= 1 ? 'Trace' : '';
export const levelClass = severity => severity >= 17 ? 'bad' : severity >= 13 ? 'warn' : severity >= 9 ? '' : 'dim';

export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

export const empty = (...what) => h('p', { class: 'empty' }, ...what);

export function memberSelect(members, chosen, change) {
  const select = h('select', { 'aria-label': 'Member', onchange: () => change(select.value) }, h('option', { value: '' }, 'all members'), members.map(name => h('option', { value: name }, name)));
  select.value = members.includes(chosen) ? chosen : '';
  return select;
}
