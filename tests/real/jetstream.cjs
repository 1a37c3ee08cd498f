// A personal data server of Bluesky with its firehose, and that told on as Jetstream does.
//
// Started with a port for the directory of accounts, one for the server and one for the stream. Each
// line read is a command in JSON, each line written what came of it, once the stream has told of it.
// The stream is not Jetstream, of which there is no package, but has its shapes:
// https://github.com/bluesky-social/jetstream-legacy and, for version 2,
// https://github.com/bluesky-social/jetstream/blob/main/lexicons/network/bsky/jetstream
const { TestNetworkNoAppView } = require('@atproto/dev-env')
const { Firehose } = require('@atproto/sync')
const { IdResolver } = require('@atproto/identity')
const { WebSocketServer } = require('ws')
const readline = require('readline')

const [plcPort, pdsPort, streamPort] = process.argv.slice(2).map(Number)
const POSTS = 'app.bsky.feed.post'
const V2 = 'network.bsky.jetstream.subscribeEvents'
const events = []

function inV2(event, number) {
  const own = event.kind === 'commit' ? event.commit : { [event.kind]: event[event.kind] }
  const time = new Date(event.time_us / 1000).toISOString()
  const payload = { $type: `${V2}#${event.kind}`, seq: number + 1, did: event.did, time, ...own }
  return { $type: 'message', payload }
}

function serve() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: streamPort })
  const send = (client, event, number) => {
    const { collections, kinds, cursor, two } = client.asked
    const at = two && cursor < 1e15 ? number + 1 : event.time_us
    if (at < cursor || (kinds.length && !kinds.includes(event.kind))) return
    if (event.kind === 'commit' && !collections.includes(event.commit.collection)) return
    client.send(JSON.stringify(two ? inV2(event, number) : event))
  }
  server.on('connection', (client, request) => {
    const url = new URL(request.url, 'http://stream')
    const two = url.pathname.endsWith(V2)
    client.asked = {
      two,
      cursor: Number(url.searchParams.get('cursor')) || Infinity,
      kinds: url.searchParams.getAll('kinds'),
      collections: url.searchParams.getAll(two ? 'collections' : 'wantedCollections'),
    }
    events.forEach((event, number) => send(client, event, number))
  })
  return (event) => {
    events.push(event)
    server.clients.forEach((client) => send(client, event, events.length - 1))
  }
}

function told(event, time_us) {
  const { did } = event
  if (!['create', 'update', 'delete'].includes(event.event)) {
    const { active, status, handle } = event
    return { did, time_us, kind: event.event, [event.event]: { did, active, status, handle } }
  }
  const { rev, collection, rkey, record, cid } = event
  const said = record ? { record, cid: cid.toString() } : {}
  return { did, time_us, kind: 'commit', commit: { rev, operation: event.event, collection, rkey, ...said } }
}

async function until(isTold) {
  while (!events.some(isTold)) await new Promise((go) => setTimeout(go, 20))
}

const of = (did, operation, rkey) => (event) =>
  event.did === did && event.commit?.operation === operation && event.commit.rkey === rkey

async function main() {
  const plc = { port: plcPort }
  const pds = { port: pdsPort, hostname: 'localhost' }
  const network = await TestNetworkNoAppView.create({ plc, pds })
  const emit = serve()
  let last = 0
  new Firehose({
    service: `ws://localhost:${pdsPort}`,
    idResolver: new IdResolver({ plcUrl: network.plc.url }),
    unauthenticatedHandles: true,
    unauthenticatedCommits: true,
    handleEvent: async (event) => emit(told(event, (last = Math.max(last + 1, Date.now() * 1000)))),
    onError: (error) => console.error(error),
  }).start()
  const agents = {}
  const commands = {
    async account({ name }) {
      const agent = (agents[name] = network.pds.getClient())
      const email = `${name}@example.org`
      await agent.createAccount({ email, handle: `${name}.test`, password: `${name}-prov` })
      return { did: agent.session.did }
    },
    async post({ name, ...record }) {
      const { uri } = await agents[name].post({ createdAt: new Date().toISOString(), ...record })
      await until(of(agents[name].session.did, 'create', uri.split('/').pop()))
      return { uri }
    },
    async like({ name, uri }) {
      const rkey = uri.split('/').pop()
      const { cid } = events.find((event) => event.commit?.rkey === rkey).commit
      return agents[name].like(uri, cid)
    },
    async edit({ name, uri, text }) {
      const { did } = agents[name].session
      const rkey = uri.split('/').pop()
      const record = { $type: POSTS, text, langs: ['sv'], createdAt: new Date().toISOString() }
      await agents[name].com.atproto.repo.putRecord({ repo: did, collection: POSTS, rkey, record })
      await until(of(did, 'update', rkey))
      return {}
    },
    async remove({ name, uri }) {
      await agents[name].deletePost(uri)
      await until(of(agents[name].session.did, 'delete', uri.split('/').pop()))
      return {}
    },
    async leave({ name }) {
      await agents[name].com.atproto.server.deactivateAccount({})
      const { did } = agents[name].session
      await until((event) => event.did === did && event.account?.active === false)
      return {}
    },
  }
  console.log(JSON.stringify({ ready: true }))
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { do: name, ...said } = JSON.parse(line)
    console.log(JSON.stringify(await commands[name](said)))
  }
  process.exit(0)
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
