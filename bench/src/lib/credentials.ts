import { ServerSecrets } from '@eagre/swarm/target/local-server-settings';
import { tokenGiver } from '@eagre/swarm/target/tokens';

const variable = 'EAGRE_BENCH_SECRETS';

/** The one app of all servers of a bench; a child of the bench has those of its parent. */
export const secrets = new ServerSecrets(process.env[variable]);

/** The environment with which a child of the bench is a device of the same app. */
export const credentialsEnv = { [variable]: secrets.text };

/** A device token, signed here: asking the server for thousands would measure something else. */
export const tokenFor = tokenGiver({
  kind: 'signed',
  app: secrets.app,
  secret: secrets.tokenSecret,
}) as (user: string) => string;
