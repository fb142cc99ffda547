// Socket.IO 4 on Node: every socket in one room, and a broadcast to the room for each round (see
// rounds.mjs).
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { Rounds } from './rounds.mjs';

const rounds = new Rounds((text) => io.to('hot').emit('message', text));
const http = createServer((request, response) => {
  rounds.told(new URL(request.url, 'http://localhost'));
  response.end('ok');
});
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => socket.join('hot'));

http.listen(0, '127.0.0.1', () => console.log(`listening on port ${http.address().port}`));
