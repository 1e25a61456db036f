// Puts a map that one can move and zoom in the place of the drawn one. Its data come from an address of our
// own; without a script, or without those data, the drawn map and the table stay.
(function () {
  const place = document.getElementById('region-map')
  const still = document.getElementById('still-map')
  if (!place || !window.L) return
  const boxes = Array.from(document.querySelectorAll('#kinds input[type=checkbox]'))
  const symbols = [
    'M9 1A8 8 0 1 1 8.9 1Z', 'M2 2H16V16H2Z', 'M9 1L17 16H1Z', 'M9 1L17 9L9 17L1 9Z', 'M9 17L17 2H1Z',
    'M6 1H12V6H17V12H12V17H6V12H1V6H6Z'
  ]

  function text (tag, words) {
    const made = document.createElement(tag)
    made.textContent = words
    return made
  }

  function icon (position, estimated) {
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    picture.setAttribute('viewBox', '0 0 18 18')
    picture.setAttribute('aria-hidden', 'true')
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', symbols[position % symbols.length])
    picture.append(path)
    const name = 'site-mark s' + (position % 4) + (estimated ? ' guess' : ' sure')
    return L.divIcon({ className: name, html: picture, iconSize: [16, 16] })
  }

  function about (site) {
    const told = document.createElement('div')
    told.append(text('strong', site.name), text('p', site.of + ', ' + site.area), text('p', site.known))
    return told
  }

  function draw (data) {
    still.hidden = true
    place.hidden = false
    place.setAttribute('role', 'region')
    place.setAttribute('aria-label', place.dataset.name)
    const map = L.map(place, { zoomSnap: 0.25, attributionControl: false, scrollWheelZoom: false })
    const shown = {}

    // Marks lie too close together to be buttons of their own: a click finds the nearest one, and the list
    // below the map has a button for each.
    function nearest (at) {
      let best = null
      let distance = 16
      Object.values(shown).flat().forEach(function (site) {
        const away = map.latLngToContainerPoint(site.at).distanceTo(at)
        if (away < distance) { best = site; distance = away }
      })
      return best
    }
    function open (site) { L.popup({ offset: [0, -6] }).setLatLng(site.at).setContent(about(site.told)).openOn(map) }

    const areas = L.geoJSON(data.areas, {
      style: function (area) { return { className: 'area k' + area.properties.class, weight: 1 } },
      onEachFeature: function (area, layer) {
        layer.on('click', function (event) {
          L.DomEvent.stopPropagation(event)
          const site = nearest(event.containerPoint)
          if (site) { open(site); return }
          const told = document.createElement('div')
          const link = text('a', place.dataset.open)
          link.href = area.properties.page
          told.append(text('strong', area.properties.name), text('p', area.properties.people), link)
          L.popup().setLatLng(event.latlng).setContent(told).openOn(map)
        })
      }
    }).addTo(map)
    map.on('click', function (event) { const site = nearest(event.containerPoint); if (site) open(site) })
    const town = ', ' + place.dataset.town
    const own = areas.getLayers().filter(one => place.dataset.town && one.feature.properties.name.endsWith(town))
    map.fitBounds((own.length ? L.featureGroup(own) : areas).getBounds(), { padding: [8, 8] })

    boxes.forEach(function (box, position) {
      const name = box.parentElement.querySelector('label').textContent
      const sites = data.sites.features.filter(f => f.properties.kind === box.value).map(function (f) {
        return { at: L.latLng(f.geometry.coordinates[1], f.geometry.coordinates[0]), told: f.properties }
      })
      const layer = L.layerGroup(sites.map(function (site) {
        return L.marker(site.at, { icon: icon(position, site.told.estimated), interactive: false, keyboard: false })
      }))
      const listed = document.createElement('details')
      listed.append(text('summary', name))
      function list () {
        if (listed.children.length > 1) return
        const every = document.createElement('ul')
        sites.forEach(function (site) {
          const button = text('button', site.told.name + ' (' + site.told.known + ')')
          button.type = 'button'
          button.className = 'plain'
          button.addEventListener('click', function () { open(site) })
          const item = document.createElement('li')
          item.append(button)
          every.append(item)
        })
        listed.append(every)
      }
      document.getElementById('shown-sites').append(listed)
      function show () {
        shown[box.value] = box.checked ? sites : []
        listed.hidden = !box.checked
        if (box.checked) { list(); layer.addTo(map) } else layer.remove()
      }
      box.addEventListener('change', show)
      show()
    })
    document.getElementById('shown').hidden = false
    document.querySelector('#kinds button').hidden = true
    place.dataset.ready = 'yes'
  }

  fetch(place.dataset.map, { credentials: 'same-origin' })
    .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json() })
    .then(draw)
    .catch(function () {
      still.hidden = false
      place.hidden = true
      document.getElementById('map-failed').hidden = false
    })
})()
