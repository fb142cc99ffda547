export { EagreProvider, useClient } from './react/provider.tsx';
export { useConnection } from './react/use-connection.ts';
export { useConversation } from './react/use-conversation.ts';
export { useConversations } from './react/use-conversations.ts';
export { useRoom } from './react/use-room.ts';
export type * from './react/views.ts';
