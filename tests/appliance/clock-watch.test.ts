// When the machine's clock is believed, and what time it is while it is not.

import test from 'ava'
import { openClockWatch, type ClockWatch } from '../../appliance/clock-watch.ts'
import { testMachine, type TestMachine } from '../support/machine-clock.ts'

const noon = '2026-11-21T09:00:00Z'
const build = Temporal.Instant.from('2026-11-20T00:00:00Z')

function open(at = noon, mark: string | null = noon): { machine: TestMachine; watch: ClockWatch } {
  const machine = testMachine(at)
  const known = mark === null ? null : Temporal.Instant.from(mark)
  return { machine, watch: openClockWatch(machine, { build, mark: known }) }
}

/** Time passes, looked at every ten seconds. */
function live({ machine, watch }: ReturnType<typeof open>, seconds: number): void {
  for (let passed = 0; passed < seconds; passed += 10) {
    machine.pass({ seconds: 10 })
    watch.check()
  }
}

test('a clock that goes on as time does is believed', (t) => {
  const box = open()
  live(box, 7200)
  t.is(box.watch.doubt(), undefined)
  t.is(String(box.watch.now()), '2026-11-21T11:00:00Z')
  t.is(String(box.watch.mark()), '2026-11-21T11:00:00Z')
})

test('NTP may slew it, and step it a little', (t) => {
  const box = open()
  for (const jump of [30, -30, 59, -200]) {
    box.machine.jump({ seconds: jump })
    t.true(box.watch.now().equals(box.machine.wall()))
    live(box, 10)
    t.is(box.watch.doubt(), undefined)
  }
})

for (const [what, at, mark, why, as_of] of [
  ['1970 after a power cut', '1970-01-01T00:00:10Z', noon, 'before_build', noon],
  ['1970 and nothing was ever kept', '1970-01-01T00:00:10Z', null, 'before_build', build],
  ['a year before the release', '2025-11-21T09:00:00Z', null, 'before_build', build],
  ['an hour behind what was kept', '2026-11-21T08:00:00Z', noon, 'behind', noon],
  ['a day later than what was kept', '2026-11-22T09:00:00Z', noon, 'long_away', noon],
] as const) {
  test(`F11: at the start: ${what}`, (t) => {
    const { watch } = open(at, mark)
    t.is(watch.doubt()?.why, why)
    t.is(String(watch.doubt()?.as_of), String(as_of).replace('.000', ''))
  })
}

test('F11: at the start: four minutes behind, or half an hour off, is no doubt', (t) => {
  t.is(open('2026-11-21T08:56:00Z').watch.doubt(), undefined)
  t.is(open('2026-11-21T09:30:00Z').watch.doubt(), undefined)
})

test('F11: begun in 1970, time goes on from the mark until NTP has set the clock for a minute', (t) => {
  const box = open('1970-01-01T00:00:10Z')
  live(box, 600)
  t.is(box.watch.doubt()?.why, 'before_build')
  t.is(String(box.watch.now()), '2026-11-21T09:10:00Z')
  t.is(String(box.watch.doubt()?.as_of), noon)
  t.is(String(box.watch.mark()), noon)

  box.machine.set('2026-11-21T13:00:00Z')
  live(box, 50)
  t.is(box.watch.doubt()?.why, 'ahead')
  live(box, 20)
  t.is(box.watch.doubt(), undefined)
  t.is(String(box.watch.now()), '2026-11-21T13:01:10Z')
})

test('F11: set to what has passed since, it is believed at once', (t) => {
  const box = open('1970-01-01T00:00:10Z')
  live(box, 600)
  box.machine.set('2026-11-21T09:10:30Z')
  box.watch.check()
  t.is(box.watch.doubt(), undefined)
})

test('F12: a jump of a day is not believed before three checks over sixty seconds agree', (t) => {
  const box = open()
  live(box, 100)
  box.machine.jump({ hours: 24 })
  t.is(String(box.watch.now()), '2026-11-21T09:01:40Z') // Noticed by whoever asks first.
  t.like(box.watch.doubt(), { why: 'ahead' })
  live(box, 50)
  t.is(String(box.watch.now()), '2026-11-21T09:02:30Z')
  t.is(String(box.watch.doubt()!.as_of), '2026-11-21T09:01:40Z')
  box.machine.jump({ minutes: 2 }) // It does not agree with itself: the minute begins anew.
  live(box, 60)
  t.truthy(box.watch.doubt())
  live(box, 10)
  t.is(box.watch.doubt(), undefined)
  t.true(box.watch.now().equals(box.machine.wall()))
})

test('F12: few checks are not enough, however long they take', (t) => {
  const box = open()
  box.machine.jump({ hours: 24 })
  box.watch.check()
  box.watch.check()
  box.machine.pass({ minutes: 10 })
  box.watch.check()
  t.truthy(box.watch.doubt())
  box.watch.check()
  t.is(box.watch.doubt(), undefined)
})

test('F12: a jump that is taken back leaves nothing behind', (t) => {
  const box = open()
  box.machine.jump({ hours: 24 })
  live(box, 30)
  box.machine.jump({ hours: -24 })
  live(box, 10)
  t.is(box.watch.doubt(), undefined)
  t.is(String(box.watch.now()), '2026-11-21T09:00:40Z')
})

test('F12: after long away the clock is written down, and nobody ends for a minute', (t) => {
  const box = open('2026-11-22T09:00:00Z')
  t.is(String(box.watch.now()), '2026-11-22T09:00:00Z')
  live(box, 60)
  t.is(String(box.watch.doubt()?.as_of), noon)
  live(box, 10)
  t.is(box.watch.doubt(), undefined)
})

test('F13: a jump of an hour back does not turn time back', (t) => {
  const box = open()
  box.machine.jump({ hours: -1 })
  t.is(String(box.watch.now()), noon)
  t.is(box.watch.doubt()?.why, 'behind')
  let last = box.watch.now()
  for (let minutes = 0; minutes < 60; minutes += 1) {
    live(box, 60)
    t.true(Temporal.Instant.compare(box.watch.now(), last) > 0)
    last = box.watch.now()
  }
  t.is(box.watch.doubt()?.why, 'behind') // An hour behind is an hour behind.
  box.machine.jump({ hours: 1 })
  box.watch.check()
  t.is(box.watch.doubt(), undefined)
})

test('F13: a person may say that it is right', (t) => {
  const box = open()
  box.machine.jump({ hours: -1 })
  box.watch.check()
  t.truthy(box.watch.doubt())
  box.watch.accept()
  t.is(box.watch.doubt(), undefined)
  t.is(String(box.watch.now()), '2026-11-21T08:00:00Z')
})

test('what another process has believed is heard', (t) => {
  const box = open('2026-11-20T12:00:00Z', null)
  t.is(box.watch.doubt(), undefined)
  box.watch.hear(Temporal.Instant.from('2026-11-20T12:04:00Z'))
  t.is(box.watch.doubt(), undefined)
  box.watch.hear(Temporal.Instant.from(noon))
  t.is(box.watch.doubt()?.why, 'behind')
  t.is(String(box.watch.now()), noon)

  const lost = open('1970-01-01T00:00:10Z', null)
  lost.watch.hear(Temporal.Instant.from(noon))
  t.is(lost.watch.doubt()?.why, 'before_build')
  t.is(String(lost.watch.doubt()?.as_of), noon)
})

test('T63: a clock that is moved by steps just too small for one jump is noticed as they add up between two checks', (t) => {
  const box = open()
  for (let step = 0; step < 3; step++) {
    box.machine.jump({ seconds: 50 })
    box.watch.now()
  }
  t.truthy(box.watch.doubt())
})

for (const [what, seconds, within] of [
  ['on by fifty seconds', 50, 3],
  ['back by four minutes', -240, 3],
] as const) {
  test(`T63: a clock that drips, put ${what} before every check, is doubted before it has moved far`, (t) => {
    const box = open()
    let drips = 0
    for (; drips < 20 && !box.watch.doubt(); drips++) {
      box.machine.jump({ seconds })
      live(box, 10)
    }
    t.is(drips, within)
    const before = box.watch.now()
    box.machine.jump({ seconds })
    t.true(box.watch.now().equals(before), 'what drips further moves nobody’s end')
  })
}

test('T63: a step now and then, as NTP makes after a bad night, adds up to nothing', (t) => {
  const box = open()
  for (let day = 0; day < 5; day++) {
    box.machine.jump({ seconds: 50 })
    live(box, 86_400)
    t.is(box.watch.doubt(), undefined)
  }
})
