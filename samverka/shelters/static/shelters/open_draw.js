// The arithmetic of a draw, as samverka/shelters/draw.py and samverka/shelters/record have it, for the browser.
// `checks` gives every promise with what breaks it: slips and beds; null when one before it is broken.

const utf8 = new TextEncoder()
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16))
const toHex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("")

export const sha256 = async (bytes) => toHex(await crypto.subtle.digest("SHA-256", bytes))

async function hmac(key) {
  const held = await crypto.subtle.importKey("raw", fromHex(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  return async (text) => toHex(await crypto.subtle.sign("HMAC", held, utf8.encode(text)))
}

function byCodePoint(one, other) {
  const [mine, theirs] = [one, other].map((text) => Array.from(text, (sign) => sign.codePointAt(0)))
  const at = mine.findIndex((point, place) => point !== theirs[place])
  return at < 0 ? mine.length - theirs.length : mine[at] - (theirs[at] ?? -1)
}

export function canonical(thing) {
  if (Array.isArray(thing)) return `[${thing.map(canonical).join(",")}]`
  if (thing === null || typeof thing !== "object") return JSON.stringify(thing)
  const keys = Object.keys(thing).sort(byCodePoint)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(thing[key])}`).join(",")}}`
}

export const hashOf = (thing) => sha256(utf8.encode(canonical(thing)))
export const seedOf = async (secret, witness, listHash) => (await hmac(secret))(`${witness}\n${listHash}`)

export async function order(slips, seed) {
  const sign = await hmac(seed)
  const lots = new Map()
  for (const slip of slips) {
    const turns = Array.from({ length: 1 + slip.weight }, (_, turn) => sign(`${slip.number}:${turn}`))
    lots.set(slip, (await Promise.all(turns)).sort()[0])
  }
  const before = (one, other) => (lots.get(one) < lots.get(other) ? -1 : 1)
  return [...slips].sort((one, other) => one.tier - other.tier || before(one, other))
}

// The shape of a record

const whole = (low, high) => (thing) => Number.isSafeInteger(thing) && thing >= low && thing <= high
const text = (most) => (thing) => typeof thing === "string" && Array.from(thing).length <= most && !/\p{Surrogate}/u.test(thing)
const digits = (count) => (thing) => typeof thing === "string" && thing.length === count && /^[0-9a-f]*$/.test(thing)
const yesNo = (thing) => typeof thing === "boolean"
const oneOf = (...choices) => (thing) => choices.includes(thing)
const several = (shape, most) => (thing) => Array.isArray(thing) && thing.length <= most && thing.every(shape)
const isObject = (thing) => thing !== null && typeof thing === "object" && !Array.isArray(thing)
const fields = (shapes) => (thing) =>
  isObject(thing) &&
  Object.keys(thing).length === Object.keys(shapes).length &&
  Object.entries(shapes).every(([name, shape]) => Object.hasOwn(thing, name) && shape(thing[name]))
const rule = (thing) => [whole(-1e9, 1e9), yesNo, text(1000), several(text(300), 20)].some((kind) => kind(thing))
const rules = (thing) => isObject(thing) && Object.keys(thing).every(text(300)) && Object.values(thing).every(rule)

const number = whole(1, 32767)
const slip = fields({
  number, women: whole(0, 50), men: whole(0, 50), other: whole(0, 50), children: whole(0, 50), dog: yesNo,
  step_free: yesNo, together: oneOf("must", "prefer"), tier: whole(0, 100), weight: whole(0, 1),
})
const bin = fields({
  id: text(20), site: text(20), kind: oneOf("women", "men", "mixed", "family", "accessible"), beds: whole(0, 32767),
  step_free: yesNo, pets: yesNo, exclusive: yesNo,
})
const result = fields({
  number, position: number,
  reason: oneOf("placed", "split", "no_room", "no_suitable_group", "child_needs_family", "undecided"),
  bins: several((part) => Array.isArray(part) && part.length === 2 && text(300)(part[0]) && whole(0, 200)(part[1]), 200),
})
export const isRecord = fields({
  version: oneOf(1),
  list: fields({
    pool: text(300), date: text(10), round: whole(1, 100), nights: whole(1, 100), policy: rules,
    policy_version: digits(16), slips: several(slip, 5000), withdrawn: several(number, 5000), bins: several(bin, 2000),
  }),
  list_hash: digits(64), commitment: digits(64), secret: digits(64), seed: digits(64), witness: text(300),
  results: several(result, 5000),
})

// The rules of the night

const people = (party) => party.women + party.men + party.other + party.children

export function suits(bin, party) {
  const adults = { women: !party.men && !party.other, men: !party.women && !party.other }[bin.kind] ?? true
  const kind = bin.kind === "family" ? party.children > 0 : !party.children && adults
  return kind && (bin.pets || !party.dog) && (bin.step_free || !party.step_free)
}

function parts(party) {
  if (party.together === "must" || party.children || people(party) === 1) return [party]
  const nobody = { women: 0, men: 0, other: 0, children: 0, step_free: party.step_free, together: "must" }
  const each = ["women", "men", "other"].flatMap((sort) => Array(party[sort]).fill(sort))
  return each.map((sort, place) => ({ ...nobody, [sort]: 1, dog: party.dog && place === 0 }))
}

function tier(party, priorities) {
  const belongs = { women: party.women > 0 && party.women === people(party), step_free: party.step_free, families: party.children > 0 }
  const place = priorities.findIndex((name) => Object.hasOwn(belongs, name) && belongs[name])
  return place < 0 ? priorities.length : place
}

async function broken(list) {
  const found = [], numbers = new Map(), names = new Set()
  for (const number of [...list.slips.map((slip) => slip.number), ...list.withdrawn]) {
    numbers.set(number, (numbers.get(number) ?? 0) + 1)
  }
  for (const [number, count] of numbers) if (count > 1) found.push({ slip: number })
  for (let number = 1; number < Math.max(0, ...numbers.keys()); number++) if (!numbers.has(number)) found.push({ slip: number })
  for (const { id } of list.bins) names.has(id) ? found.push({ bed: id }) : names.add(id)
  if ((await hashOf(list.policy)).slice(0, 16) !== list.policy_version) found.push({})
  const own = (key) => (Object.hasOwn(list.policy, key) ? list.policy[key] : undefined)
  const first = Array.isArray(own("priority_order")) ? own("priority_order") : []
  for (const slip of list.slips) {
    const extra = slip.weight && !isGiven(own("carry_over_days"))
    if (slip.tier !== tier(slip, first) || extra || !people(slip)) found.push({ slip: slip.number })
  }
  return found
}

const isGiven = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value))

function pieces(party, where) {
  const told = String(where.map((part) => part[1]))
  return [[], [party], parts(party)].find((some) => String(some.map(people)) === told && some.length === where.length)
}

function misplaced(list, drawn, results) {
  const found = [], used = occupancy(results)
  const bins = new Map(list.bins.map((bin) => [bin.id, bin]))
  drawn.forEach((party, place) => {
    const { bins: where, reason } = results[place]
    const some = pieces(party, where)
    const count = { placed: 1, split: people(party) }[reason] ?? 0
    const fits = some?.every((piece, turn) => bins.has(where[turn][0]) && suits(bins.get(where[turn][0]), piece))
    if (!fits || where.length !== count) found.push({ slip: party.number })
  })
  for (const bin of list.bins) {
    const { beds, visits } = used.get(bin.id) ?? { beds: 0, visits: 0 }
    if (beds > bin.beds || (bin.exclusive && visits > 1)) found.push({ bed: bin.id })
  }
  return found
}

function occupancy(results) {
  const used = new Map()
  for (const [name, count] of results.flatMap((result) => result.bins)) {
    const { beds, visits } = used.get(name) ?? { beds: 0, visits: 0 }
    used.set(name, { beds: beds + count, visits: visits + 1 })
  }
  return used
}

// The law of the lot as far as one look shows it: nobody who lost fits where it is empty, or was told a wrong reason.
function passedOver(list, drawn, results) {
  const used = occupancy(results)
  const room = (bin) => {
    const { beds, visits } = used.get(bin.id) ?? { beds: 0, visits: 0 }
    return bin.exclusive && visits ? 0 : bin.beds - beds
  }
  return drawn.flatMap((party, place) => {
    const { bins: where, reason } = results[place]
    if (where.length) return []
    const possible = list.bins.some((bin) => [party, ...parts(party)].some((piece) => suits(bin, piece)))
    const told = possible ? "no_room" : party.children ? "child_needs_family" : "no_suitable_group"
    const fits = list.bins.some((bin) => suits(bin, party) && room(bin) >= people(party))
    return fits || reason !== told ? [{ slip: party.number }] : []
  })
}

// Every promise, in the order in which they rest upon each other. `promised` is what a page told beforehand.
export async function* checks(record, promised = {}) {
  const form = isRecord(record)
  yield ["form", form ? [] : [{}]]
  if (!form) return
  const { list, results } = record
  const seal = await sha256(fromHex(record.secret))
  const isPromised = (name) => (promised[name] ?? record[name]) === record[name]
  yield ["secret", seal === record.commitment && isPromised("commitment") ? [] : [{}]]
  yield ["list", (await hashOf(list)) === record.list_hash && isPromised("list_hash") ? [] : [{}]]
  const against = await broken(list)
  yield ["rules", against]
  if (against.length) return
  yield ["seed", (await seedOf(record.secret, record.witness, record.list_hash)) === record.seed ? [] : [{}]]
  const drawn = await order(list.slips, record.seed)
  const told = (party, place) => results[place]?.number === party.number && results[place].position === place + 1
  const follows = drawn.length === results.length && drawn.every(told)
  yield ["order", follows ? [] : [{}]]
  if (!follows) return
  yield ["arrangement", misplaced(list, drawn, results)]
  yield ["law", passedOver(list, drawn, results)]
}
