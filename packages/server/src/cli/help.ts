import { settingsHelp } from '../config/help.ts';

export function helpText(): string {
  return `eagre: self-hosted interactive messaging

usage: eagre <command> [flags]

commands:
  serve            run the server until SIGTERM or SIGINT; a second signal stops it at once;
                   with --workers SIGHUP restarts one worker after the other
  backup FILE      copy the data directory's store to a new FILE; works while the server runs
  restore FILE     put a backup into an empty data directory; the server must not run
  doctor           look at the servers of a cluster and say what is wrong with them
  buckets ...      show which PostgreSQL server has which part of the queues, or move some:
                   buckets show | move 0-511,600 to SERVER | resume | stop
  renew-epoch      after PostgreSQL was restored from a backup, before nodes start: devices notice
                   that what they saw may be gone
  config           print every setting, its value, and where the value came from
  key APP          make an API key and print what belongs into the configuration
  admin-key        make a key of the console and print where it belongs
  version          print the version
  help             print this

Settings come, from the weakest to the strongest, from defaults, a JSON file (--config FILE or
EAGRE_CONFIG), variables (EAGRE_LOG_LEVEL for --log-level) and flags.

${settingsHelp()}

exit codes: 0 done or stopped as asked; 1 failed while running; 2 wrong command, flag or setting;
3 the address is in use`;
}
