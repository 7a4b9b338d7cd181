// What a request carries through the web door: the appliance, who is signed in, and how to show a page.

import assert from 'node:assert/strict'
import type { RouterContext } from '@koa/router'
import type { Appliance } from '../appliance/appliance.ts'
import type { Actor } from '../appliance/people/audit.ts'
import { demandsCodes } from '../appliance/people/codes.ts'
import type { Browser, Held } from '../appliance/people/sign-ins.ts'
import type { Colleague } from '../appliance/people/staff.ts'

/** A plain object of its own properties; see render.ts. */
export type ViewData = Record<string, unknown>

export interface WebState {
  appliance: Appliance
  /** Null for whoever is not signed in. */
  held: Held | null
  /** Lets go of what somebody's scope held on to, when the request is over. */
  leave(): Promise<void>
  /** Shows a view: `render('admin/today', { … })`. */
  render(view: string, data: ViewData): Promise<void>
}

export type Ctx = RouterContext<WebState>
export type Handler = (ctx: Ctx) => Promise<void>

/** Who is signed in. Asserts: only for routes whose row names roles. */
export function staffOf(ctx: Pick<Ctx, 'state'>): Colleague {
  return heldOf(ctx).staff
}

/** The same with the browser they are signed in by. */
export function heldOf(ctx: Pick<Ctx, 'state'>): Held {
  assert(ctx.state.held, 'nobody is signed in')
  return ctx.state.held
}

/** The same person as an act of theirs is written down. */
export function actorOf(ctx: Ctx): Actor & { staff: Colleague } {
  return { staff: staffOf(ctx), source_address: ctx.ip || null }
}

/** Whether they may only look, until they have set up codes from their phone. */
export function needsCodes({ held, appliance }: WebState): boolean {
  return held !== null && !held.has_codes && demandsCodes(held.staff.role, appliance.config)
}

export function browserOf(ctx: Ctx): Browser {
  return { source_address: ctx.ip || null, user_agent: ctx.get('User-Agent') || null }
}

/** After a change: look at what it led to. 303, so that a reload asks again and changes nothing. */
export function seeOther(ctx: Pick<Ctx, 'status' | 'redirect'>, path: string): void {
  ctx.status = 303
  ctx.redirect(path)
}
