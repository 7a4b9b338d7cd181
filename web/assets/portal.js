// Counts down, asks our server how it stands, copies numbers. ES5, for the oldest login windows. The server's word wins.
;(function () {
  var now = document.getElementById('now')
  var left

  function each(name, task) {
    ;[].forEach.call(document.querySelectorAll(name), task)
  }

  function told(name) {
    return now.firstElementChild.getAttribute(name)
  }

  function ask() {
    var request = new XMLHttpRequest()
    request.open('GET', told('data-ask'))
    request.onreadystatechange = function () {
      if (request.readyState < 4) return
      setTimeout(ask, left ? 3000 : 9000)
      if (request.status !== 200) return
      var text = request.responseText
      if (!text) location.reload()
      else if (text >= 0) left = +text
      else {
        now.innerHTML = text
        left = +told('data-left')
      }
    }
    request.send()
  }

  if (now) {
    left = +told('data-left')
    setTimeout(ask, 2000)
  }
  setInterval(function () {
    if (left) left--
    each('[data-seconds]', function (it) {
      it.textContent = left
    })
    each('.left', function (it) {
      it.setAttribute('stroke-dashoffset', 90 - left)
    })
  }, 1000)

  each('[data-copy]', function (it) {
    it.hidden = false
    it.onclick = function () {
      getSelection().selectAllChildren(it.previousElementSibling)
      if (document.execCommand('copy')) it.textContent = it.getAttribute('data-done')
    }
  })
})()
