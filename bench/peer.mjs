// `node bench/peer.mjs CHANNEL`: websockets as Node's ws serves them, to compare with. Listens on PORT, hears CHANNEL
// at REDIS_URL, and sends each message to all sockets in the loop that the manual of ws shows.
import { createServer } from "node:http";
import { connect } from "node:net";
import { WebSocketServer } from "ws";

const { PORT, REDIS_URL } = process.env;
const channel = process.argv[2];
const http = createServer((request, response) => response.end("ok"));
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });

sockets.on("connection", (socket) => {
  socket.on("error", () => socket.terminate());
  socket.once("message", () => socket.send("joined, and this is all that there is to know"));
});

function say(message) {
  for (const socket of sockets.clients) socket.send(message, { binary: false });
}

// The values at the start of `data` that are whole: [type, channel, message], and how many bytes they took.
function parse(data, at = 0) {
  const end = data.indexOf("\r\n", at);
  if (end < 0) return null;
  const length = Number(data.toString("latin1", at + 1, end));
  const start = end + 2;
  if (data[at] === 0x24) return start + length + 2 > data.length ? null : [data.subarray(start, start + length), start + length + 2];
  if (data[at] !== 0x2a) return [length, start];
  const values = [];
  let next = start;
  while (values.length < length) {
    const found = parse(data, next);
    if (found === null) return null;
    values.push(found[0]);
    next = found[1];
  }
  return [values, next];
}

const { hostname, port } = new URL(REDIS_URL);
const redis = connect({ host: hostname, port: Number(port) }, () => redis.write(`SUBSCRIBE ${channel}\r\n`));
let rest = Buffer.alloc(0);
redis.on("data", (data) => {
  rest = Buffer.concat([rest, data]);
  for (let found = parse(rest); found !== null; found = parse(rest)) {
    const [[type, , message], taken] = found;
    rest = rest.subarray(taken);
    if (type.toString() === "message") say(message);
  }
});

http.listen(Number(PORT), "127.0.0.1");
