// Socket.IO 4 on Node as a room is made with it: what a viewer says is emitted to everybody in the room.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer((_request, response) => response.end('ok'));
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  socket.join('show');
  socket.on('say', (message) => io.to('show').emit('chat', message));
});

http.listen(0, '127.0.0.1', () => console.log(`listening on port ${http.address().port}`));
