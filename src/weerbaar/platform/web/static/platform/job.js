// Looks again every two seconds until the job is over; without a script one presses "look again".
(function () {
  const every = 2000
  async function look () {
    try {
      const answer = await fetch(window.location.href)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const now = page.getElementById('job')
      if (!now || now.dataset.over === 'yes') { window.location.reload(); return }
      document.getElementById('job').replaceWith(now)
    } catch (e) { /* The connection is gone for a while: look again later. */ }
    window.setTimeout(look, every)
  }
  window.setTimeout(look, every)
})()
