// Draws what happens as bars that mirror the number fields: dragged, or moved by the arrow keys.
// The fields stay what is sent; without a script one fills them in.
(function () {
  'use strict'
  const box = document.getElementById('bars')
  const form = document.getElementById('compose')
  if (!box || !form) return
  const parts = Array.from(form.querySelectorAll('[data-bar]'))
  const LEAST = 0.5
  const DAY = 24
  let last = 24

  function field (part, name) { return form.elements[part.dataset.bar + '-' + name] }
  function read (input) {
    const number = parseFloat(String(input.value).replace(',', '.'))
    return Number.isFinite(number) && number >= 0 ? number : null
  }
  function write (input, number) { input.value = String(Math.round(number * 100) / 100) }
  function span (part) {
    return { start: read(field(part, 'from_h')), hours: read(field(part, 'duration_h')) }
  }

  // What was changed is no longer from the scenario that it was taken from.
  function chosen (input) {
    const field = input.closest('.field')
    const origin = field && field.querySelector('.origin')
    if (origin) origin.textContent = form.dataset.own
  }

  // A band moves along with its middle.
  function put (part, name, number, least) {
    const middle = field(part, name)
    const was = read(middle)
    const now = Math.max(least, number)
    write(middle, now)
    chosen(middle)
    ;['-p10', '-p90'].forEach(function (end) {
      const input = field(part, name + end)
      const held = input && input.value !== '' ? read(input) : null
      if (held !== null && was !== null) write(input, Math.max(least, held + now - was))
    })
  }

  function longest () {
    const ends = parts.map(span).filter(function (s) { return s.start !== null && s.hours !== null })
      .map(function (s) { return s.start + s.hours })
    const most = Math.max(DAY, ...ends)
    const step = most > 10 * DAY ? 7 * DAY : DAY
    return Math.ceil(most * 1.15 / step) * step
  }

  function draw () {
    lines.forEach(function (line) {
      const s = span(line.part)
      const known = s.start !== null && s.hours !== null
      line.row.hidden = !known
      if (!known) return
      const words = box.dataset.from.replace('{start}', s.start).replace('{hours}', s.hours)
      line.bar.style.left = Math.min(100, 100 * s.start / last) + '%'
      line.bar.style.width = Math.min(100 - 100 * Math.min(s.start, last) / last, 100 * s.hours / last) + '%'
      line.name.textContent = field(line.part, 'name').value || line.part.querySelector('strong').textContent
      line.said.textContent = ' ' + words
      line.bar.setAttribute('aria-label', line.name.textContent)
      line.bar.setAttribute('aria-valuemin', '0')
      line.bar.setAttribute('aria-valuemax', String(Math.max(last, s.start)))
      line.bar.setAttribute('aria-valuenow', String(s.start))
      line.bar.setAttribute('aria-valuetext', words)
    })
    ends[0].textContent = box.dataset.hour.replace('{hour}', '0')
    ends[1].textContent = box.dataset.hour.replace('{hour}', String(last / 2))
    ends[2].textContent = box.dataset.hour.replace('{hour}', String(last))
  }

  function rescale () { last = longest(); draw() }

  function move (part, hours) {
    const s = span(part)
    put(part, 'from_h', s.start + hours, 0)
    draw()
  }
  function stretch (part, hours) {
    const s = span(part)
    put(part, 'duration_h', s.hours + hours, LEAST)
    draw()
  }

  function onKey (event, part) {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: DAY, PageDown: -DAY }
    if (event.key === 'Home') put(part, 'from_h', 0, 0)
    else if (event.key in steps) (event.shiftKey ? stretch : move)(part, steps[event.key])
    else return
    event.preventDefault()
    rescale()
  }

  function onPointer (event, part, bar, track) {
    if (event.button) return
    const change = event.target.classList.contains('end') ? 'duration_h' : 'from_h'
    const least = change === 'from_h' ? 0 : LEAST
    const began = read(field(part, change))
    const from = event.clientX
    const hour = last / track.getBoundingClientRect().width
    bar.setPointerCapture(event.pointerId)
    function go (moved) {
      put(part, change, Math.max(least, Math.round(began + (moved.clientX - from) * hour)), least)
      draw()
    }
    function stop () {
      bar.removeEventListener('pointermove', go)
      bar.removeEventListener('pointerup', stop)
      bar.removeEventListener('pointercancel', stop)
      rescale()
    }
    bar.addEventListener('pointermove', go)
    bar.addEventListener('pointerup', stop)
    bar.addEventListener('pointercancel', stop)
    bar.focus()
    event.preventDefault()
  }

  function make (tag, kind, parent) {
    const made = document.createElement(tag)
    made.className = kind
    if (parent) parent.appendChild(made)
    return made
  }

  box.textContent = ''
  const lines = parts.map(function (part) {
    const row = make('div', 'line', box)
    const what = make('span', 'what', row)
    const name = make('span', '', what)
    const said = make('span', 'soft', what)
    const track = make('div', 'track', row)
    const bar = make('div', 'span ' + (part.dataset.sort === 'shocks' ? 'fails' : 'comes'), track)
    make('span', 'end', bar)
    bar.tabIndex = 0
    bar.setAttribute('role', 'slider')
    bar.setAttribute('aria-describedby', 'how')
    bar.addEventListener('keydown', function (event) { onKey(event, part) })
    bar.addEventListener('pointerdown', function (event) { onPointer(event, part, bar, track) })
    bar.addEventListener('focus', function () { part.classList.add('found') })
    bar.addEventListener('dblclick', function () { part.open = true; part.scrollIntoView() })
    bar.addEventListener('blur', function () { part.classList.remove('found') })
    return { part, row, name, said, bar }
  })
  const axis = make('div', 'hours', box)
  const ends = [make('span', '', axis), make('span', '', axis), make('span', '', axis)]
  form.addEventListener('input', function (event) { chosen(event.target); rescale() })
  rescale()
})()
