// A personal data server of atproto, with an AppView where asked for, that does what it is told by
// lines of JSON on standard input and answers each with a line that begins with ANSWER.
// Argument: {"modules": folder of node_modules, "folder": for files, "appview": {"postgres": address,
// "redis": address} or null}. Run by bluesky.py.
const { createRequire } = require('node:module');
const net = require('node:net');
const readline = require('node:readline');

const asked = JSON.parse(process.argv[2]);
process.env.TMPDIR = asked.folder; // the servers keep their files under it, and leave them there
process.env.LOG_ENABLED = 'false';

// The servers listen on every interface of the machine unless kept from it.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, ...rest) {
  const isPort = typeof first === 'number' || /^\d+$/.test(String(first));
  if (isPort) return listen.call(this, { port: Number(first), host: '127.0.0.1' }, rest.at(-1));
  if (first && first.port !== undefined) first = { ...first, host: '127.0.0.1' };
  return listen.call(this, first, ...rest);
};
require('node:dns').setDefaultResultOrder('ipv4first'); // they call each other "localhost"

const load = createRequire(asked.modules + '/of/vardkase.cjs');
const { TestNetwork, TestNetworkNoAppView } = load('@atproto/dev-env');
const POSTS = 'app.bsky.feed.post';
const accounts = {};
let network;

async function start() {
  if (!asked.appview) return TestNetworkNoAppView.create({ pds: { hostname: 'localhost' } });
  process.env.DB_POSTGRES_URL = asked.appview.postgres;
  process.env.REDIS_HOST = asked.appview.redis;
  // the name of a schema is letters and underscores alone
  return TestNetwork.create({ dbPostgresSchema: 'vardkase', pds: { hostname: 'localhost' } });
}

async function call(method, body, token) {
  const answer = await fetch(`${network.pds.url}/xrpc/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : {};
}

function repo(name, method, more) {
  const { did, accessJwt } = accounts[name];
  return call(`com.atproto.repo.${method}`, { repo: did, ...more }, accessJwt);
}

const key = (uri) => uri.split('/').pop();
const told = {
  start: async () => {
    network = await start();
    return { pds: network.pds.port, appview: network.bsky ? network.bsky.port : null };
  },
  account: async ({ name, password }) => {
    const handle = `${name}.test`;
    const made = { email: `${name}@example.org`, handle, password };
    accounts[name] = await call('com.atproto.server.createAccount', made);
    return { did: accounts[name].did, handle };
  },
  post: ({ name, record }) =>
    repo(name, 'createRecord', { collection: POSTS, record: { $type: POSTS, ...record } }),
  edit: ({ name, uri, record }) =>
    repo(name, 'putRecord', { collection: POSTS, rkey: key(uri), record: { $type: POSTS, ...record } }),
  delete: ({ name, uri }) => repo(name, 'deleteRecord', { collection: POSTS, rkey: key(uri) }),
  repost: ({ name, uri, cid }) => {
    const collection = 'app.bsky.feed.repost';
    const record = { subject: { uri, cid }, createdAt: new Date().toISOString() };
    return repo(name, 'createRecord', { collection, record: { $type: collection, ...record } });
  },
  withhold: ({ name }) => {
    const values = [{ val: '!no-unauthenticated' }];
    const labels = { $type: 'com.atproto.label.defs#selfLabels', values };
    const collection = 'app.bsky.actor.profile';
    const record = { $type: collection, labels };
    return repo(name, 'putRecord', { collection, rkey: 'self', record });
  },
  deactivate: ({ name }) => call('com.atproto.server.deactivateAccount', {}, accounts[name].accessJwt),
  settle: async () => {
    if (network.processAll) await network.processAll();
    return {};
  },
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    let answer;
    try {
      answer = await told[order.do](order);
    } catch (error) {
      answer = { error: String(error && error.stack) };
    }
    console.log('ANSWER' + JSON.stringify(answer));
  }
  process.exit(0); // whoever told us is gone
})();
