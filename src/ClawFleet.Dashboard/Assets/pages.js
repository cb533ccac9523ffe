// One function a page: fills `main` and returns { update }, which is called again and again.
import { amount, api, empty, facts, h, level, levelClass, memberSelect, span, svg, time } from './dom.js';

const stateClass = { running: 'good', starting: 'warn', restarting: 'warn', stopping: 'warn', unhealthy: 'bad', 'failed-to-start': 'bad', exited: 'bad' };

function sparkline(values, label) {
  const picture = svg('svg', { class: 'spark', viewBox: '0 0 100 36', preserveAspectRatio: 'none', role: 'img', 'aria-label': label });
  if (values.length < 2) return picture;
  const top = Math.max(...values) * 1.15 || 1;
  const points = values.map((value, i) => `${(i * 100 / (values.length - 1)).toFixed(2)},${(35 - value / top * 33).toFixed(2)}`).join(' ');
  picture.append(svg('polygon', { class: 'area', points: `0,36 ${points} 100,36` }), svg('polyline', { class: 'stroke', points }));
  return picture;
}

function fleet(main) {
  const cards = h('div', { class: 'cards' });
  main.append(h('h1', {}, 'Fleet'), cards);
  let shown = '';
  const act = async (button, name, verb) => {
    if (verb === 'stop' && !confirm(`Stop ${name}? Its data stays.`)) return;
    for (const other of button.parentElement.children) other.disabled = true;
    button.textContent = verb === 'stop' ? 'stopping …' : 'starting …';
    try { await api(`members/${encodeURIComponent(name)}/${verb}`, null, { method: 'POST' }); } catch (error) { alert(error.message); }
    shown = '';
    await update();
  };
  const card = (member, lifecycle) => {
    const up = member.state === 'running' || member.state === 'unhealthy' || member.state === 'starting';
    const cpu = member.cpu.at(-1), memory = member.memory.at(-1);
    return h('section', { class: 'card', 'aria-label': member.name },
      h('div', { class: 'top' }, h('h2', {}, member.name), h('span', { class: `state ${stateClass[member.state] ?? 'dim'}` }, member.state + (member.health && member.health !== 'healthy' ? ` · ${member.health}` : ''))),
      h('dl', {},
        h('dt', {}, 'runtime'), h('dd', {}, member.runtime, ' ', member.simulated && h('span', { class: 'tag' }, 'simulated'), member.role === 'sidecar' && h('span', { class: 'tag' }, 'sidecar')),
        member.address && [h('dt', {}, 'address'), h('dd', {}, h('a', { href: member.address, target: '_blank', rel: 'noreferrer' }, member.address))],
        member.pages.map(page => [h('dt', {}, page.name), h('dd', {}, h('a', { href: page.url, target: '_blank', rel: 'noreferrer' }, page.url))]),
        up && member.startedAt && [h('dt', {}, 'up for'), h('dd', {}, span(Math.max(0, Date.now() - new Date(member.startedAt))))],
        member.reason && [h('dt', {}, 'why'), h('dd', { class: 'bad' }, member.reason)],
        h('dt', {}, 'image'), h('dd', { class: 'dim' }, member.image)),
      up && h('div', { class: 'usage' },
        h('div', {}, h('span', {}, 'processor'), h('b', {}, cpu == null ? '–' : `${(cpu * 100).toFixed(1)} %`), sparkline(member.cpu, `processor of ${member.name}, five minutes`)),
        h('div', {}, h('span', {}, member.memoryLimit ? `memory of ${amount(member.memoryLimit, 'By')}` : 'memory'), h('b', {}, amount(memory, 'By')), sparkline(member.memory, `memory of ${member.name}, five minutes`))),
      h('div', { class: 'actions' },
        h('a', { href: `#/console/${encodeURIComponent(member.name)}` }, 'Console'), h('a', { href: `#/logs/${encodeURIComponent(member.name)}` }, 'Logs'),
        lifecycle && member.role === 'member' && [
          h('button', { type: 'button', onclick: event => act(event.target, member.name, 'restart') }, up ? 'Restart' : 'Start'),
          up && h('button', { type: 'button', onclick: event => act(event.target, member.name, 'stop') }, 'Stop')]));
  };
  async function update() {
    const answer = await api('fleet');
    const text = JSON.stringify(answer) + Math.floor(Date.now() / 10000);
    // What has the keyboard is not taken away from under it.
    if (text === shown || cards.contains(document.activeElement)) return;
    shown = text;
    cards.replaceChildren(...answer.members.map(member => card(member, answer.lifecycle)));
    if (!answer.members.length) cards.append(empty('The fleet has no container. ', h('code', {}, './clawden up'), ' starts it.'));
    if (answer.storeFault) cards.append(empty(`What is recorded is in memory only: ${answer.storeFault}`));
  }
  return { update };
}

function consolePage(main, members, [chosen]) {
  const lines = h('div', { class: 'panel console', tabindex: '0', role: 'log', 'aria-label': 'Output' });
  const state = { member: chosen ?? '', text: '', paused: false, times: true, seen: new Set() };
  const restart = () => { state.seen.clear(); lines.replaceChildren(); update(); };
  const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => { state.paused = !state.paused; pause.textContent = state.paused ? 'Go on' : 'Pause'; pause.setAttribute('aria-pressed', state.paused); } }, 'Pause');
  const search = h('input', { type: 'search', placeholder: 'Search in the output', 'aria-label': 'Search', onchange: () => { state.text = search.value; restart(); } });
  const times = h('input', { type: 'checkbox', checked: true, onchange: () => { state.times = times.checked; restart(); } });
  const download = h('button', { type: 'button', onclick: () => { location.href = 'api/console.txt?' + new URLSearchParams({ ...(state.member && { member: state.member }), ...(state.text && { text: state.text }) }); } }, 'Download');
  main.append(h('h1', {}, 'Console'), h('div', { class: 'bar' }, memberSelect(members, state.member, value => { state.member = value; restart(); }), search, h('label', {}, times, 'times'), pause, download), lines);
  async function update() {
    if (state.paused) return;
    const { records } = await api('logs', { console: true, member: state.member, text: state.text, limit: 500 });
    const follows = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
    lines.querySelector('.empty')?.remove();
    for (const record of records.reverse()) {
      if (state.seen.has(record.sequence)) continue;
      state.seen.add(record.sequence);
      lines.append(h('div', {}, state.times && h('time', { datetime: record.time }, time(record.time)), h('b', {}, record.member), h('span', { class: levelClass(record.severity) }, record.body)));
    }
    while (lines.childElementCount > 5000) lines.firstElementChild.remove();
    if (!lines.childElementCount) lines.append(empty(state.text ? 'No line has that text.' : 'Nothing was written yet.'));
    if (follows) lines.scrollTop = lines.scrollHeight;
  }
  return { update };
}

function logs(main, members, [chosen, trace]) {
  const state = { member: chosen === '-' ? '' : chosen ?? '', severity: '', text: '', attributes: '', trace: trace ?? '', top: 0n, next: null };
  const rows = h('tbody');
  const older = h('button', { type: 'button', onclick: more }, 'Older');
  const note = h('div');
  const restart = () => { state.top = 0n; state.next = null; rows.replaceChildren(); update(); };
  const severity = h('select', { 'aria-label': 'Level', onchange: () => { state.severity = severity.value; restart(); } },
    [['', 'every level'], ['5', 'debug and above'], ['9', 'info and above'], ['13', 'warnings and above'], ['17', 'errors']].map(([value, text]) => h('option', { value }, text)));
  const search = h('input', { type: 'search', placeholder: 'Text', 'aria-label': 'Text', onchange: () => { state.text = search.value; restart(); } });
  const field = h('input', { type: 'search', placeholder: 'field=value', 'aria-label': 'Field', onchange: () => { state.attributes = field.value; restart(); } });
  main.append(h('h1', {}, 'Logs'),
    h('div', { class: 'bar' }, memberSelect(members, state.member, value => { state.member = value; restart(); }), severity, search, field, state.trace && h('span', { class: 'tag' }, `trace ${state.trace.slice(0, 8)}`)),
    h('div', { class: 'panel' }, h('table', {}, h('thead', {}, h('tr', {}, ['Time', 'Level', 'Member', 'Message'].map(text => h('th', { scope: 'col' }, text)))), rows), note, h('div', { class: 'more' }, older)));
  const toggle = (row, record) => {
    if (row.nextElementSibling?.className === 'open') { row.nextElementSibling.remove(); row.setAttribute('aria-expanded', 'false'); return; }
    row.setAttribute('aria-expanded', 'true');
    row.after(h('tr', { class: 'open' }, h('td', { colspan: '4' },
      facts([['time', record.time], record.event && ['event', record.event], record.severityText && ['level', record.severityText], ['scope', record.scope], ...record.attributes, ...record.resource].filter(Boolean)),
      record.trace && h('a', { href: `#/traces/${record.trace}` }, 'its trace'))));
  };
  const row = record => {
    const element = h('tr', { class: 'row', tabindex: '0', 'aria-expanded': 'false', onclick: () => toggle(element, record), onkeydown: event => { if (event.key === 'Enter') toggle(element, record); } },
      h('td', { class: 'nowrap' }, time(record.time)), h('td', { class: levelClass(record.severity) }, level(record.severity)), h('td', { class: 'nowrap' }, record.member), h('td', { class: `body ${levelClass(record.severity)}` }, record.body));
    return element;
  };
  const ask = before => api('logs', { member: state.member, severity: state.severity, text: state.text, attributes: state.attributes, trace: state.trace, before, limit: 200 });
  async function more() {
    const answer = await ask(state.next);
    state.next = answer.next;
    rows.append(...answer.records.map(row));
    older.hidden = !state.next;
  }
  async function update() {
    const answer = await ask(null);
    const fresh = answer.records.filter(record => BigInt(record.sequence) > state.top);
    if (!rows.childElementCount) { state.next = answer.next; older.hidden = !state.next; }
    for (const record of answer.records) if (BigInt(record.sequence) > state.top) state.top = BigInt(record.sequence);
    rows.prepend(...fresh.map(row));
    note.replaceChildren(...(rows.childElementCount ? [] : [empty('Nothing is recorded that fits.')]));
  }
  return { update };
}

function traces(main, members, [id]) {
  return id ? trace(main, id) : traceList(main, members);
}

function traceList(main, members) {
  const state = { member: '', text: '', failed: false };
  const rows = h('tbody'), note = h('div');
  let shown = '';
  const search = h('input', { type: 'search', placeholder: 'Name', 'aria-label': 'Name', onchange: () => { state.text = search.value; update(); } });
  const failed = h('input', { type: 'checkbox', onchange: () => { state.failed = failed.checked; update(); } });
  main.append(h('h1', {}, 'Traces'), h('div', { class: 'bar' }, memberSelect(members, '', value => { state.member = value; update(); }), search, h('label', {}, failed, 'failed only')),
    h('div', { class: 'panel' }, h('table', {}, h('thead', {}, h('tr', {}, ['Start', 'Name', 'From', 'Spans', 'Duration'].map(text => h('th', { scope: 'col' }, text)))), rows), note));
  async function update() {
    const answer = await api('traces', state);
    const text = JSON.stringify(answer);
    if (text === shown) return;
    shown = text;
    const longest = Math.max(...answer.traces.map(one => one.duration), 0.001);
    rows.replaceChildren(...answer.traces.map(one => {
      const bar = h('i', { class: one.errors ? 'failed' : '' });
      bar.style.width = `${one.duration * 100 / longest}%`;
      return h('tr', {}, h('td', { class: 'nowrap' }, time(one.start)), h('td', {}, h('a', { href: `#/traces/${one.id}` }, one.name), one.errors ? h('span', { class: 'bad' }, ` ${one.errors} failed`) : ''), h('td', {}, one.service), h('td', { class: 'num' }, String(one.spans)),
        h('td', {}, span(one.duration), h('div', { class: 'track hide-narrow' }, bar)));
    }));
    note.replaceChildren(...(answer.traces.length ? [] : [empty('No trace fits. Programs that speak OpenTelemetry send theirs here after ', h('code', {}, './clawden dashboard --otlp-port 4318'), ', with the variables that it prints.')]));
  }
  return { update };
}

function trace(main, id) {
  const place = h('div');
  main.append(h('p', {}, h('a', { href: '#/traces' }, '← Traces')), place);
  let shown = '';
  const depthOf = (one, byId, depth = 0) => one.parent && byId.has(one.parent) && depth < 40 ? depthOf(byId.get(one.parent), byId, depth + 1) : depth;
  const ordered = (spans, byId) => {
    const under = new Map();
    for (const one of spans) {
      const parent = one.parent && byId.has(one.parent) ? one.parent : '';
      under.set(parent, [...(under.get(parent) ?? []), one]);
    }
    const list = [];
    const walk = parent => { for (const one of under.get(parent) ?? []) { list.push(one); under.delete(parent); walk(one.id); } };
    walk('');
    return list.concat(spans.filter(one => !list.includes(one)));
  };
  const row = (one, depth, total) => {
    const bar = h('i', { class: one.status === 'Error' ? 'failed' : '' });
    bar.style.left = `${one.offset * 100 / total}%`;
    bar.style.width = `${one.duration * 100 / total}%`;
    const marks = one.events.map(event => { const mark = h('u', { title: event.name }); mark.style.left = `${Math.min(event.offset * 100 / total, 100)}%`; return mark; });
    const name = h('td', {}, one.name, one.status === 'Error' ? h('span', { class: 'bad' }, ' failed') : '', h('div', { class: 'dim' }, one.service));
    name.style.paddingLeft = `${12 + depth * 18}px`;
    const element = h('tr', { class: 'row', tabindex: '0', 'aria-expanded': 'false', onclick: () => toggle(element, one), onkeydown: event => { if (event.key === 'Enter') toggle(element, one); } },
      name, h('td', {}, h('div', { class: 'track' }, bar, ...marks)), h('td', { class: 'num' }, span(one.duration)));
    return element;
  };
  const toggle = (element, one) => {
    if (element.nextElementSibling?.className === 'open') { element.nextElementSibling.remove(); element.setAttribute('aria-expanded', 'false'); return; }
    element.setAttribute('aria-expanded', 'true');
    element.after(h('tr', { class: 'open' }, h('td', { colspan: '3' },
      facts([['kind', one.kind], one.message && ['message', one.message], ...one.attributes].filter(Boolean)),
      one.events.map(event => facts([[`+${span(event.offset)}`, event.name], ...event.attributes])),
      one.links.map(link => h('p', {}, h('a', { href: `#/traces/${link}` }, `linked trace ${link.slice(0, 8)}`))))));
  };
  async function update() {
    const answer = await api(`traces/${encodeURIComponent(id)}`);
    const text = JSON.stringify(answer);
    if (text === shown) return;
    shown = text;
    const byId = new Map(answer.spans.map(one => [one.id, one]));
    const total = answer.duration || 0.001;
    const tokens = name => answer.spans.reduce((sum, one) => sum + Number(one.attributes.find(([key]) => key === name)?.[1] ?? 0), 0);
    const [asked, said] = [tokens('gen_ai.usage.input_tokens'), tokens('gen_ai.usage.output_tokens')];
    place.replaceChildren(h('h1', {}, answer.spans[0].name),
      h('p', { class: 'dim' }, `${answer.start} · ${span(answer.duration)} · ${answer.spans.length} spans`, asked + said ? ` · ${asked} tokens in, ${said} out` : '', ' · ', h('a', { href: `#/logs/-/${id}` }, 'its log records')),
      h('div', { class: 'panel' }, h('table', {}, h('thead', {}, h('tr', {}, ['Span', span(0) + ' – ' + span(total), 'Duration'].map(word => h('th', { scope: 'col' }, word)))), h('tbody', {}, ordered(answer.spans, byId).map(one => row(one, depthOf(one, byId), total))))));
  }
  return { update };
}

function metrics(main, members, [chosen]) {
  const state = { member: chosen ?? '', instrument: '', minutes: '15', attributes: '' };
  const instrument = h('select', { 'aria-label': 'Instrument', onchange: () => { state.instrument = instrument.value; draw(); } });
  const range = h('select', { 'aria-label': 'Time', onchange: () => { state.minutes = range.value; draw(); } }, [['1', '1 min'], ['5', '5 min'], ['15', '15 min'], ['60', '1 h'], ['180', '3 h'], ['720', '12 h']].map(([value, text]) => h('option', { value, selected: value === '15' }, text)));
  const field = h('input', { type: 'search', placeholder: 'dimension=value', 'aria-label': 'Dimension', onchange: () => { state.attributes = field.value; draw(); } });
  const place = h('div', { class: 'panel' });
  let known = '';
  main.append(h('h1', {}, 'Metrics'), h('div', { class: 'bar' }, memberSelect(members, state.member, value => { state.member = value; update(); }), instrument, range, field), place);
  async function update() {
    const { instruments } = await api('metrics', { member: state.member });
    const names = [...new Set(instruments.map(one => one.name))];
    if (names.join() !== known) {
      known = names.join();
      instrument.replaceChildren(...names.map(name => h('option', { value: name }, name)));
      state.instrument = names.includes(state.instrument) ? state.instrument : names[0] ?? '';
      instrument.value = state.instrument;
    }
    await draw();
  }
  async function draw() {
    if (!state.instrument) { place.replaceChildren(empty('No metric is recorded yet. What the containers use is looked at every five seconds.')); return; }
    const answer = await api(`metrics/${encodeURIComponent(state.instrument)}`, { member: state.member, minutes: state.minutes, attributes: state.attributes });
    const unit = answer.series[0]?.unit ?? '', counts = answer.series[0]?.counts;
    const lines = answer.series.flatMap(one => {
      const label = [one.member, ...one.attributes.map(([name, value]) => `${name}=${value}`)].join(' ');
      const names = one.points[0]?.length > 2 ? ['p50', 'p95', 'p99'] : [''];
      // A count since the start says most as a rate; where it fell, the member was started anew.
      const points = counts ? one.points.slice(1).map(([at, value], i) => [at, value < one.points[i][1] ? null : (value - one.points[i][1]) / ((at - one.points[i][0]) / 1000 || 1)]) : one.points;
      return names.map((name, i) => ({ label: name ? `${label} ${name}` : label, points: points.map(point => [point[0], point[i + 1]]).filter(([, value]) => value != null) }));
    }).filter(line => line.points.length);
    if (!lines.length) { place.replaceChildren(empty('No point in this time.')); return; }
    const top = Math.max(...lines.flatMap(line => line.points.map(([, value]) => value))) * 1.1 || 1;
    const rate = counts ? '/s' : '';
    const width = Math.max(320, place.clientWidth - 40), right = width - 90;
    const x = at => 80 + (at - answer.from) / (answer.to - answer.from) * right, y = value => 270 - value / top * 255;
    const picture = svg('svg', { viewBox: `0 0 ${width} 300`, role: 'img', 'aria-label': `${state.instrument}, ${lines.length} lines` });
    for (const part of [0, 0.5, 1]) {
      const label = svg('text', { x: 0, y: y(top * part) + 4 });
      label.textContent = amount(top * part, unit) + rate;
      picture.append(svg('line', { x1: 80, x2: 80 + right, y1: y(top * part), y2: y(top * part) }), label);
    }
    for (const part of [0, 0.5, 1]) {
      const label = svg('text', { x: 80 + right * part, y: 294, 'text-anchor': ['start', 'middle', 'end'][part * 2] });
      label.textContent = new Date(answer.from + (answer.to - answer.from) * part).toLocaleTimeString([], { hour12: false });
      picture.append(label);
    }
    lines.forEach((line, i) => picture.append(svg('polyline', { class: `c${i % 6}`, points: line.points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ') })));
    place.replaceChildren(h('div', { class: 'chart' }, h('p', { class: 'dim' }, answer.series[0].description), picture),
      h('div', { class: 'legend' }, lines.map((line, i) => h('span', { class: `c${i % 6}` }, `${line.label} `, h('b', {}, amount(line.points.at(-1)[1], unit) + rate)))),
      answer.left ? empty(`${answer.left} more series are left out; a dimension narrows them down.`) : '');
  }
  return { update };
}

export const pages = { fleet, console: consolePage, logs, traces, metrics };
