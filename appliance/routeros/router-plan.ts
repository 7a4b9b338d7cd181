// What a router is to be told: everything that its script, its undoing and its agent are made of. Values only.

import assert from 'node:assert/strict'

/** 7: RouterOS 7.15 or newer. 6: RADIUS and an agent of plain lines, nothing else. */
export type Dialect = 7 | 6
export type Serves = 'pppoe' | 'hotspot' | 'both'
/** Whether we can reach it: at its address, through a tunnel, or only when it calls. */
export type Reach = 'direct' | 'wireguard' | 'phone'

export interface RouterPlan {
  name: string
  serves: Serves
  reach: Reach
  /** The port or bridge its customers are on. */
  guest_port: string
  /** Its hotspot knows its guests itself, told by the agent, and does not ask RADIUS. */
  local_users: boolean
  /** Our web door, as the router reaches it, without a slash at the end. */
  url: string
  /** Of the line that fetches the script; null where there is none, and nothing is fetched but the script itself. */
  token: string | null
  radius: { secret: string; auth_port: number; acct_port: number; coa_port: number }
  agent: { key: string | null; epoch: number }
  /** With which the box looks after it; null where it can't be reached. */
  api: { password: string } | null
  /** The certificate, in PEM, that our door's goes back to; null: one that RouterOS trusts by itself. */
  ca: string | null
  tunnel: Tunnel | null
}

export interface Tunnel {
  /** The router's and the box's, inside: 10.99.0.7 and 10.99.0.1. */
  address: string
  box_address: string
  box_key: string
  box_port: number
}

/** Seconds between two calls of the agent. */
export const agentSeconds = 15
export const apiUser = 'lango'
export const expiredPool = 'lango-expired'

/** Asserts what every script takes for granted. */
export function checkPlan({ url, token, agent, guest_port, tunnel }: RouterPlan): void {
  assert(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i.test(url), 'the address of the web door')
  assert(url.startsWith('https:') || isOwn(url), 'a door on another machine has TLS')
  for (const key of [token, agent.key])
    assert(key === null || /^[0-9a-f]{48}$/.test(key), 'keys are hex')
  assert(/^[\w.-]{1,40}$/.test(guest_port), 'a port has a plain name')
  assert(tunnel === null || (isIPv4(tunnel.address) && isIPv4(tunnel.box_address)))
}

/** Plain http is for trials, which never leave the machine. */
function isOwn(url: string): boolean {
  return /^(127(\.\d+){3}|localhost)$/.test(hostOf(url))
}

/** Four numbers; nothing here speaks the other family. */
export function isIPv4(words: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(words)
}

export function hostOf(url: string): string {
  return new URL(url).hostname
}

/** Whether the certificate is looked at; never no where there is one. */
export function checkOf(url: string): string {
  return url.startsWith('https:') ? ' check-certificate=yes-without-crl' : ''
}

/** RouterOS says where it asks us: an address as it is, a name looked up by the router. */
export function boxAddress({ tunnel, url }: RouterPlan): string {
  if (tunnel) return tunnel.box_address
  const host = hostOf(url)
  return isIPv4(host) ? host : `[:resolve "${host}"]`
}

export const hasHotspot = ({ serves }: Pick<RouterPlan, 'serves'>): boolean => serves !== 'pppoe'
export const hasPppoe = ({ serves }: Pick<RouterPlan, 'serves'>): boolean => serves !== 'hotspot'
