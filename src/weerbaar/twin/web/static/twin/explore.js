// Turns the knobs: a slider moves its number, letting go asks for an answer, and the map goes on at the
// hour where it was. Without a script the form does the same with its button.
(function () {
  const form = document.getElementById('knobs')
  if (!form || !window.htmx) return
  const answer = document.getElementById('answer')
  const said = document.getElementById('explore-said')
  const page = Math.random().toString(36).slice(2, 12)
  let asked = 0
  let kept = null
  let held = null
  let looked = false

  // What is a step back in the browser is a page of its own.
  window.htmx.config.refreshOnHistoryMiss = true

  // The map shows what changes most, until somebody chooses what it shows.
  answer.addEventListener('change', function (event) {
    if (event.target.id === 'map-layer') looked = true
  })

  function pair (slider) { return document.getElementById(slider.dataset.for) }

  form.addEventListener('input', function (event) {
    const one = event.target
    if (one.type === 'range') pair(one).value = one.value
    else if (one.type === 'number') {
      const slider = form.querySelector('[data-for="' + one.id + '"]')
      if (slider && one.value !== '') slider.value = one.value
    }
  })

  // Letting go of a key is letting go of the knob: while it repeats nothing is asked.
  form.addEventListener('keydown', function (event) {
    if (event.target.type === 'range' && /^(Arrow|Page|Home|End)/.test(event.key)) held = event.target
  })
  form.addEventListener('change', function (event) {
    if (event.target === held) { held.dataset.moved = 'yes'; event.stopPropagation() }
    else if (event.target.hasAttribute('data-quiet')) event.stopPropagation()
    else if (event.target.hasAttribute('data-whole')) { event.stopPropagation(); form.submit() }
  }, true)
  function letGo () {
    const one = held
    held = null
    if (!one || !one.dataset.moved) return
    delete one.dataset.moved
    one.dispatchEvent(new Event('change', { bubbles: true }))
  }
  form.addEventListener('keyup', letGo)
  form.addEventListener('focusout', letGo)

  document.addEventListener('htmx:configRequest', function (event) {
    if (event.target === form) {
      asked += 1
      event.detail.parameters.draws = '10'
    }
    event.detail.headers['Page-Turn'] = page + ' ' + asked
  })
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (event.target !== form) return
    answer.setAttribute('aria-busy', 'true')
    said.textContent = form.dataset.busy
  })
  document.addEventListener('htmx:beforeSwap', function (event) {
    const status = event.detail.xhr.status
    if (status === 400 || status === 503) { event.detail.shouldSwap = true; event.detail.isError = false }
    const hour = document.getElementById('map-hour')
    if (!hour) return
    const layer = document.getElementById('map-layer')
    const play = document.getElementById('map-play')
    kept = { hour: hour.value, layer: layer.value, playing: play.classList.contains('playing'), open: open() }
    if (kept.playing) play.click()
  })
  function summary (one) { return one.querySelector('summary').textContent }
  function open () {
    return Array.from(answer.querySelectorAll('details[open]')).map(summary)
  }
  document.addEventListener('htmx:afterSwap', function () {
    const hour = document.getElementById('map-hour')
    if (hour && kept) {
      hour.value = kept.hour
      const layer = document.getElementById('map-layer')
      if (looked && layer.querySelector('option[value="' + kept.layer + '"]')) layer.value = kept.layer
      answer.querySelectorAll('details').forEach(function (one) { one.open = kept.open.includes(summary(one)) })
    }
    window.weerbaarStartMap()
    if (hour && kept && kept.playing) document.getElementById('map-play').click()
    const drawn = document.getElementById('drawn')
    const whole = drawn && drawn.dataset.whole === 'yes'
    answer.setAttribute('aria-busy', drawn && !whole ? 'true' : 'false')
    said.textContent = !drawn ? form.dataset.wrong : whole ? form.dataset.all : form.dataset.few
    form.querySelectorAll('.knob.wrong').forEach(function (one) { if (drawn) one.classList.remove('wrong') })
  })
  // On paper the map stays at the hour where it is.
  window.addEventListener('beforeprint', function () {
    const moment = document.getElementById('map-moment')
    const layer = document.getElementById('map-layer')
    if (!moment || !layer) return
    const label = layer.options[layer.selectedIndex].textContent
    moment.textContent = label + ', ' + document.getElementById('map-hour-words').textContent
  })
  function lost () {
    answer.setAttribute('aria-busy', 'false')
    said.textContent = form.dataset.lost
  }
  document.addEventListener('htmx:sendError', lost)
  document.addEventListener('htmx:timeout', lost)
  document.addEventListener('htmx:responseError', lost)
})()
