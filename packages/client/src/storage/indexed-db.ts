import type { QueueId } from '@eagre/protocol';
import type { OpenPositionStore, SavedPosition, UnsentMessage } from './position-store.ts';

const unsentKey = 'unsent';

/**
 * Positions in IndexedDB: one database for a user's device, one record for a queue, one transaction for
 * a save.
 */
export function indexedDbPositions(factory?: IDBFactory): OpenPositionStore {
  return ({ user, device }) => {
    const name = `eagre/${user}/${device}`;
    let opened: Promise<IDBDatabase> | undefined;
    const database = () => {
      opened ??= openDatabase(factory ?? indexedDB, name);
      return opened;
    };
    return {
      async load() {
        const transaction = (await database()).transaction(['positions', 'unsent'], 'readonly');
        const positions = settled<SavedPosition[]>(transaction.objectStore('positions').getAll());
        const unsent = settled<UnsentMessage[] | undefined>(
          transaction.objectStore('unsent').get(unsentKey),
        );
        return { positions: await positions, unsent: (await unsent) ?? [] };
      },
      async save({ positions, forgotten, unsent }) {
        const transaction = (await database()).transaction(['positions', 'unsent'], 'readwrite');
        const store = transaction.objectStore('positions');
        for (const queue of forgotten) store.delete(queue satisfies QueueId);
        for (const position of positions) store.put(position);
        if (unsent !== undefined) transaction.objectStore('unsent').put(unsent, unsentKey);
        await committed(transaction);
      },
      async close() {
        const db = await opened;
        db?.close();
      },
    };
  };
}

function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('positions', { keyPath: 'queue' });
    request.result.createObjectStore('unsent');
  };
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
